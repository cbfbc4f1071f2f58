"""移送: what went to the police, the court, the judicial office … and what came from them; receipts and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.commands import hand_offs, papers, police_pack
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing
from desktop.domain.errors import MediationError
from desktop.domain.hand_offs import ORGANS, STANDINGS, Standing, other_side, standing
from desktop.domain.permissions import Act
from desktop.domain.records import Direction, Referral
from desktop.ui.file.records.ledger import Ledger
from desktop.ui.file.records.pane import Pane
from desktop.ui.file.records.rows import Row
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, quiet
from desktop.ui.kit.choices import Check, Choice, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone

MARKS: dict[Standing, tuple[Shape, Tone]] = {
    Standing.SENT: (Shape.RING, Tone.INK_3),
    Standing.RECEIVED: (Shape.SQUARE, Tone.INK_2),
    Standing.UNANSWERED: (Shape.TRIANGLE, Tone.RED),
    Standing.ANSWERED: (Shape.TICK, Tone.GREEN),
    Standing.OURS: (Shape.DOT, Tone.ACCENT),
    Standing.OVERDUE: (Shape.TRIANGLE, Tone.RED),
    Standing.RETURNED: (Shape.RING, Tone.INK_3),
    Standing.ACKNOWLEDGED: (Shape.TICK, Tone.GREEN),
    Standing.NOTED: (Shape.TICK, Tone.GREEN),
}


class HandOffPane(Pane[Referral]):
    """What both ways have in common: the organ with its full name and its usual time for an answer."""

    paper = ""  # the kind of letter that goes with it
    direction = Direction.OUT

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.form.changed.connect(self._follow_organ)
        self.letter = self.add_act(plain("打印", icon="ph.printer"))
        self.letter.clicked.connect(self._print)

    def look_up(self, file: CaseFile, id: UUID) -> Referral | None:
        return next((r for r in file.referrals if r.id == id and r.direction is self.direction), None)

    def shown(self) -> None:
        ready = self.record is not None and self.host.desk.may(Act.PRINT) and self._which() is not None
        self.letter.setVisible(ready)

    def erase(self, record: Referral) -> None:
        hand_offs.remove(self.host.desk, record)

    def removable(self) -> bool:
        return self.record is not None and not self.record.extras.get(hand_offs.ENDS)

    def _organs(self) -> Choice:
        return Choice(options((o.code, o.label) for o in hand_offs.organs()), blank=None)

    def _follow_organ(self, name: str) -> None:
        """A newly chosen organ brings its full name and its usual days; what was typed by hand stays."""
        if name not in {"organ", "on"} or self.record is not None:
            return
        values = self.form.values()
        committee = self.host.desk.committee()
        known = {hand_offs.full_name(committee, o.code) for o in hand_offs.organs()} | {""}
        if values["to"] in known:
            self.form.field("to").set_value(hand_offs.full_name(committee, values["organ"]))
        if values["on"]:
            self.form.field("answer_due").set_value(hand_offs.answer_due(self.host.desk, values["organ"], values["on"]))

    def _first(self, file: CaseFile) -> dict[str, Any]:
        desk = self.host.desk
        today = desk.today()
        return {
            "organ": "police_station",
            "to": hand_offs.full_name(desk.committee(), "police_station"),
            "on": today,
            "answer_due": hand_offs.answer_due(desk, "police_station", today),
        }

    def _which(self) -> int | None:
        """The number of this hand-off's letter among its kind."""
        if self.file is None or self.record is None:
            return None
        among = [r for r in self.file.referrals if r.direction is self.direction]
        if self.direction is Direction.OUT:
            among = [r for r in among if r.matter]
        here = [n for n, r in enumerate(among, 1) if r.id == self.record.id]
        kinds = {(kind, which) for kind, _, which in papers.kinds_of(self.file)}
        return here[0] if here and (self.paper, here[0]) in kinds else None

    def _print(self) -> None:
        which = self._which()
        if self.file is not None and which is not None:
            self.settle()
            self.host.show_paper(self.file.dispute.id, self.paper, which)


class OutPane(HandOffPane):
    """移送函 and what comes back."""

    kind = "hand_off"
    noun = "移送"
    paper = "transfer_letter"

    def __init__(self, host: Host) -> None:
        self._whole, self._reason = False, ""
        super().__init__(host)
        self.letter.set_words("打印移送函")

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Line(
                Ask("organ", "移送给", self._organs, needed=True),
                Ask("to", "全称", lambda: TextField(width=None, example="如 海棠路派出所"), needed=True),
            ),
            Ask("matter", "事项", lambda: LongText(lines=3, most=2000, example="移送什么、为什么移送"), needed=True),
            Ask("also", "附件", lambda: LongText(lines=2, most=2000, example="一行一件:受理登记表复印件")),
            Line(
                Ask("on", "移送", lambda: DateField(today), needed=True),
                Ask("answer_due", "反馈期限", lambda: DateField(today)),
            ),
            Ask("claimants", "涉及序号", lambda: TextField(width=200, example="群体成员序号,如 9、21、33")),
            Ask("whole", "", lambda: Check("整件移送(调解终止)")),
            Ask("reason", "理由", lambda: TextField(width=None, example="整件移送时写明终止调解的理由")),
            Rule(),
            Line(
                Ask("received_on", "签收", lambda: DateField(today)),
                Ask("received_by", "签收人", lambda: TextField(width=160, example="姓名、警号或回执号")),
            ),
            Ask("answered_on", "反馈日期", lambda: DateField(today)),
            Ask("answer", "反馈内容", lambda: LongText(lines=3, most=4000, example="对方怎么处理的")),
        ]

    def title(self) -> str:
        return (
            f"移送{ORGANS.get(self.record.to, self.record.to)} {self.record.doc}"
            if self.record is not None
            else "新移送"
        )

    def blank(self, file: CaseFile) -> dict[str, Any]:
        return self._first(file)

    def shown(self) -> None:
        super().shown()
        file, new = self.file, self.record is None
        for name in ("received_on", "received_by", "answered_on", "answer"):
            self.form.show_ask(name, not new)
        for name in ("whole", "reason"):
            self.form.show_ask(name, new and file is not None and self._may_end(file))
        self.form.show_ask("claimants", file is not None and bool(file.claimants))

    def _may_end(self, file: CaseFile) -> bool:
        d = file.dispute
        return d.filing is Filing.OPEN and not d.agreed and self.host.desk.may(Act.DECIDE)

    def values(self, record: Referral) -> dict[str, Any]:
        return {
            "organ": record.organ or "other",
            "to": record.to,
            "matter": record.matter,
            "also": record.also,
            "on": record.on,
            "answer_due": record.answer_due,
            "claimants": "、".join(map(str, record.claimants)),
            "received_on": record.received_on,
            "received_by": record.received_by,
            "answered_on": record.answered_on,
            "answer": record.answer,
        }

    def build(self, file: CaseFile, record: Referral | None, values: dict[str, Any]) -> Referral:
        made = record or Referral(dispute_id=file.dispute.id, to=values["to"], on=values["on"])
        self._whole, self._reason = bool(values["whole"]) and record is None, values["reason"] or ""
        numbers = "".join(c if c.isdigit() else " " for c in values["claimants"] or "")
        return replace(
            made,
            organ=values["organ"] or "other",
            to=values["to"],
            matter=values["matter"],
            also=values["also"],
            on=values["on"],
            answer_due=values["answer_due"],
            claimants=tuple(int(n) for n in numbers.split()),
            received_on=values["received_on"],
            received_by=values["received_by"] or "",
            answered_on=values["answered_on"],
            answer=values["answer"] or "",
        )

    def store(self, record: Referral) -> None:
        if self.record is None:
            hand_offs.send(self.host.desk, record, whole=self._whole, reason=self._reason)
        else:
            hand_offs.change(self.host.desk, record)


class InPane(HandOffPane):
    """What another organ handed to us, and our answer with their receipt."""

    kind = "receive"
    noun = "接收移送"
    paper = "feedback_letter"
    direction = Direction.IN

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.letter.set_words("打印反馈函")

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Line(
                Ask("organ", "来自", self._organs, needed=True),
                Ask("to", "全称", lambda: TextField(width=None, example="如 海棠路派出所"), needed=True),
            ),
            Ask("matter", "事项", lambda: LongText(lines=3, most=2000, example="移来什么、希望怎么处理"), needed=True),
            Line(
                Ask("on", "签收", lambda: DateField(today), needed=True),
                Ask("doc", "来文号", lambda: TextField(width=200, example="接警单编号、函号")),
            ),
            Ask("answer_due", "反馈期限", lambda: DateField(today)),
            Rule(),
            Ask("answered_on", "反馈日期", lambda: DateField(today)),
            Ask("answer", "反馈内容", lambda: LongText(lines=4, most=4000, example="处置经过和结果;办结的写明“办结”")),
            Ask("receipt", "回执", lambda: TextField(width=None, example="谁收到的、回执号;没有回执不算反馈完")),
        ]

    def title(self) -> str:
        return f"{self.record.to}移来" if self.record is not None else "新接收移送"

    def blank(self, file: CaseFile) -> dict[str, Any]:
        return {**self._first(file), "doc": file.dispute.department_ref}

    def shown(self) -> None:
        super().shown()
        for name in ("answered_on", "answer", "receipt"):
            self.form.show_ask(name, self.record is not None)

    def values(self, record: Referral) -> dict[str, Any]:
        return {
            "organ": record.organ or "other",
            "to": record.to,
            "matter": record.matter,
            "on": record.on,
            "doc": record.doc,
            "answer_due": record.answer_due,
            "answered_on": record.answered_on,
            "answer": record.answer,
            "receipt": record.receipt,
        }

    def build(self, file: CaseFile, record: Referral | None, values: dict[str, Any]) -> Referral:
        made = record or Referral(dispute_id=file.dispute.id, to=values["to"], on=values["on"], direction=Direction.IN)
        return replace(
            made,
            organ=values["organ"] or "other",
            to=values["to"],
            matter=values["matter"],
            on=values["on"],
            doc=values["doc"],
            answer_due=values["answer_due"],
            answered_on=values["answered_on"],
            answer=values["answer"] or "",
            receipt=values["receipt"] or "",
        )

    def store(self, record: Referral) -> None:
        act: Callable[..., Referral] = hand_offs.receive if self.record is None else hand_offs.change
        act(self.host.desk, record)


class HandOffsTab(Ledger):
    """移送 of one file, newest first; for the police one button prints all they need."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="移送", nothing="没有移送和接收移送的记录")
        for pane in (OutPane(host), InPane(host)):
            self.add_pane(pane)
        self.add_adder("移送出去", lambda: self.begin_new("hand_off"))
        self.add_adder("接收移送", lambda: self.begin_new("receive"))
        self.pack = quiet("公安材料包", icon="ph.printer")
        self.pack.setToolTip("协议书、履行情况清单、反馈函,一次打印")
        self.pack.clicked.connect(self._pack)
        self._adding.addWidget(self.pack)

    def rows(self, file: CaseFile) -> list[Row]:
        today = self.host.desk.today()
        made: list[Row] = []
        for direction, words in ((Direction.OUT, "移送"), (Direction.IN, "收到")):
            for n, r in enumerate(reversed(hand_offs.of_file(file, direction))):
                stands = standing(r, today)
                shape, tone = MARKS[stands]
                over = f"{r.on:%m-%d} {words}{other_side(r)}"
                made.append(Row(str(r.id), over, STANDINGS[stands], shape, tone, group=not n and bool(made)))
        return made

    def show_file(self, file: CaseFile) -> None:
        super().show_file(file)
        ready = police_pack.for_police(file) and bool(police_pack.contents(file))
        self.pack.setVisible(ready and self.host.desk.may(Act.PRINT))

    def _pack(self) -> None:
        if self.file is None:
            return
        self.settle()
        try:
            pack = police_pack.prepare(self.host.desk, self.file.dispute.id)
        except MediationError as error:
            self.host.problem(error)
            return
        self.host.show_sheet(police_pack.TITLE, pack.make, name=f"{police_pack.TITLE} {self.file.dispute.number}")
