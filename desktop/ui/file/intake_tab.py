"""受理: the decision with its grounds, and afterwards what was decided; the rights notice, party by party."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from desktop.commands import numbers
from desktop.domain import limits
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing, Intake
from desktop.domain.numbering import printed
from desktop.domain.permissions import Act
from desktop.ui.file.decide import WAYS, Decide
from desktop.ui.file.facts import Facts
from desktop.ui.file.notice import NoticeBlock
from desktop.ui.file.said import long_day
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Banner, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import Chip, Label
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.settings.section import beside
from desktop.ui.words import INTAKES

DOUBLED = "另一件纠纷也是这个编号:请在“设置·编号”里给没有发出去的一件改编号。"
KINDS = {Intake.RECEIVED: Kind.AMBER, Intake.ACCEPTED: Kind.BLUE, Intake.REFUSED: Kind.GREY, Intake.REFERRED: Kind.GREY}


class IntakeTab(PageColumn):
    """One of three ways while undecided; facts and the notices afterwards."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._file: CaseFile | None = None
        self.column.setContentsMargins(24, 16, 24, 16)
        self.column.setSpacing(12)
        self.state = Chip("", Kind.GREY)
        self._when = Label(tone=Tone.INK_2)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.state)
        top.addWidget(self._when)
        top.addStretch(1)
        self.column.addLayout(top)
        self.ways = Segments([Segment(key, words) for key, words in WAYS.items()], name="受理决定")
        self.ways.chosen.connect(self._choose)
        self.add(self.ways)
        self._decides = {key: Decide(host, key) for key in WAYS}
        for key, decide in self._decides.items():
            decide.done.connect(self._decided)
            self.add(decide)  # first: a widget without a parent would be a window
            decide.setVisible(key == "accept")
        self.facts = Facts()
        self.add(self.facts)
        self.doubled = Banner(DOUBLED, Kind.RED)
        self.add(self.doubled)
        self.number = plain("编正式号", icon="ph.hash")
        self.number.clicked.connect(self._number)
        self.column.addLayout(beside(self.number))
        self._line = Hairline()
        self.add(self._line)
        self.notice = NoticeBlock(host)
        self.add(self.notice)
        self.column.addStretch(1)

    def show_file(self, file: CaseFile) -> None:
        other = self._file is None or self._file.dispute.id != file.dispute.id
        self._file = file
        d = file.dispute
        if other:
            self.ways.choose("accept")
            self.verticalScrollBar().setValue(0)
        undecided = d.intake is Intake.RECEIVED and d.filing is Filing.OPEN
        may = self._host.desk.may(Act.DECIDE)
        self.state.show_as(INTAKES[d.intake], KINDS[d.intake])
        self._when.setText(self._said(file))
        self.ways.setVisible(undecided and may)
        for key, decide in self._decides.items():
            if undecided:
                decide.show_file(file)
            else:
                decide.leave()
            decide.setVisible(undecided and may and key == self.ways.key())
        self.facts.show_rows([] if undecided else self._rows(file))
        self.facts.setVisible(not undecided)
        accepted = d.intake is Intake.ACCEPTED
        with self._host.desk.read() as reader:
            self.doubled.setVisible(bool(d.case_no and numbers.doubled(reader, [d.id])))
        self.number.setVisible(accepted and not d.case_no and may and numbers.may_number(self._host.desk))
        self._line.setVisible(accepted)
        self.notice.setVisible(accepted)
        if accepted:
            self.notice.show_file(file)

    def settle(self) -> None:
        for decide in self._decides.values():
            decide.settle()

    def begin_focus(self) -> None:
        if self.ways.isVisibleTo(self):
            self._decides[self.ways.key()].begin_focus()
        elif self._file is not None and self._file.dispute.intake is Intake.ACCEPTED:
            self.notice.begin_focus()

    def _number(self) -> None:
        if self._file is not None:
            id = self._file.dispute.id
            made = self._host.do(lambda: numbers.number_now(self._host.desk, id))
            if made is not None:
                self._host.say(f"已编号 {made.case_no}")

    def _choose(self, key: str) -> None:
        for other, decide in self._decides.items():
            decide.setVisible(other == key)
        self._decides[key].begin_focus()

    def _decided(self) -> None:
        self.begin_focus()

    def _said(self, file: CaseFile) -> str:
        d, today = file.dispute, self._host.desk.today()
        if d.intake is Intake.RECEIVED:
            limit = next(limits.deciding(file, limits.Reckoner(file, self._host.desk.handbook.rules)))
            ends = limit.due or today
            late = (today - ends).days
            return f"已过决定期限 {late} 日" if late > 0 else f"{long_day(ends, today)}前决定·{limit.basis}"
        names = {m.id: m.name for m in self._host.desk.members()}
        who = names.get(d.registrar, "") if d.registrar else ""
        day = long_day(d.decided_on, today) if d.decided_on else ""
        return "·".join(part for part in (day, who) if part)

    def _rows(self, file: CaseFile) -> list[tuple[str, str]]:
        d, today = file.dispute, self._host.desk.today()
        names = {m.id: m.name for m in self._host.desk.members()}
        rows = [
            ("案号", printed(d)),
            ("调解员", "、".join(names.get(id, "") for id in d.mediators)),
            ("记录人", names.get(d.recorder, "") if d.recorder else ""),
            ("各方意愿", d.consent),
        ]
        if d.intake is Intake.REFUSED:
            rows += [
                ("理由", ";".join(str(reason.get("text", "")) for reason in d.refusal_reasons)),
                ("已告知", ";".join(d.guidance)),
                ("告知书", d.refusal_notice),
                ("送达", " ".join(str(v) for k, v in d.refusal_delivered.items() if k != "signed_by" and v)),
            ]
        for referral in file.referrals:
            on = long_day(referral.on, today)
            rows.append(("转介", "·".join(part for part in (referral.to, on, referral.doc, referral.also) if part)))
        return rows
