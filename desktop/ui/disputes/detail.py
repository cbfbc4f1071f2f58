"""The panel beside the list: one file at a glance, its next step first."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import disputes, papers
from desktop.commands.summaries import short_name
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import MediationError
from desktop.domain.next_steps import Step, steps
from desktop.domain.numbering import short_number
from desktop.domain.people import Agent, Party
from desktop.domain.permissions import Act
from desktop.domain.typed import mask_phone, phone_text
from desktop.ui.disputes.excerpt import Excerpt
from desktop.ui.file.said import RISK_KINDS, RISK_SHAPES, STAGE_KINDS, day_count, due, risk_words, short_day
from desktop.ui.file.steps import follow_step
from desktop.ui.file.story import story
from desktop.ui.host import Host
from desktop.ui.kit.buttons import MenuButton, link, plain, primary
from desktop.ui.kit.cards import Card, EmptyState
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import Chip, ElidedLabel, Label, Mark
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.kit.timeline import Event, Timeline
from desktop.ui.looks import Tone, look
from desktop.ui.words import PARTY_ROLES, STAGES

PEOPLE_SHOWN = 6


class NextBlock(Card):
    """下一步:写协议送审 over when and how far, with its button."""

    def __init__(self, host: Host) -> None:
        super().__init__(ground=Tone.SOFT)
        self._host = host
        self._id: UUID | None = None
        self._step: Step | None = None
        self.set_edge(Tone.SOFT)
        self.body.setContentsMargins(12, 8, 8, 8)
        self._what = Label(bold=True, tone=Tone.ACCENT, wrap=True)
        self._when = Label(tone=Tone.INK_2, wrap=True)
        self.button = plain("")
        words = QVBoxLayout()
        words.setSpacing(2)
        self._late = Mark("", Shape.TRIANGLE, Tone.RED, bold=True)
        words.addWidget(self._what)
        words.addWidget(self._late)
        words.addWidget(self._when)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.button.clicked.connect(self._go)

    def show_file(self, file: CaseFile, step: Step | None) -> None:
        self._id, self._step = file.dispute.id, step
        self.setVisible(step is not None)
        if step is None:
            return
        today, rules = self._host.desk.today(), self._host.desk.handbook.rules
        when, late = due(step, today)
        count = day_count(file, today, rules)
        running = f"受理{count.day} {count.of}" if count.of.startswith("/") and file.dispute.decided_on else ""
        self._what.setText(f"下一步:{step.what}")
        between = ("·" if len(when) <= 4 else "\n") if running else ""
        self._late.show_as(when, Shape.TRIANGLE, Tone.RED)
        self._late.setVisible(late)
        self._when.setText(running if late else f"{when}{between}{running}")
        self._when.setVisible(bool(self._when.text()))
        self.button.set_words(step.verb)
        self._fold()

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "button"):
            self._fold()

    def _fold(self) -> None:
        """Large letters need the whole width for the words; 打开 below leads to the same place."""
        self.button.setVisible(look().scale < 1.5)

    def _go(self) -> None:
        if self._id is not None and self._step is not None:
            follow_step(self._host, self._id, self._step)


class PeopleBlock(QWidget):
    """Roles, names, masked phones, and 显示号码, which is written down."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._file: CaseFile | None = None
        self._shown: UUID | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(Label("当事人", bold=True, tone=Tone.INK_2))
        head.addStretch(1)
        self.reveal = link("显示号码", icon="ph.eye")
        self.reveal.clicked.connect(self._reveal)
        head.addWidget(self.reveal)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column.addLayout(self._rows)

    def show_file(self, file: CaseFile) -> None:
        if self._file is None or self._file.dispute.id != file.dispute.id:
            self._shown = None
        self._file = file
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        parts: list[tuple[str, Party | Agent]] = []
        for party in [*file.sides, *[p for p in file.parties if not p.role.is_party]]:
            parts.append((PARTY_ROLES[party.role], party))
            parts += [("代理人", agent) for agent in file.agents_of(party)]
        for role, part in parts[:PEOPLE_SHOWN]:
            self._rows.addWidget(self._row(role, part))
        if len(parts) > PEOPLE_SHOWN:
            self._rows.addWidget(Label(f"另有 {len(parts) - PEOPLE_SHOWN} 人", tone=Tone.INK_2))
        if file.claimants:
            self._rows.addWidget(Label(f"群体成员 {len(file.claimants)} 人", tone=Tone.INK_2))
        known = any(file.person(part).phone for _, part in parts)
        self.reveal.setVisible(known and self._host.desk.may(Act.REVEAL))
        self.reveal.set_words("遮住号码" if self._shown else "显示号码")

    def _row(self, role: str, part: Party | Agent) -> QWidget:
        assert self._file is not None
        person = self._file.person(part)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        label = Label(role, tone=Tone.INK_2)
        label.setFixedWidth(look().px(60))
        line.addWidget(label)
        name = ElidedLabel(short_name(person.name))
        name.setToolTip(person.name)
        line.addWidget(name, 1)
        phone = phone_text(person.phone) if self._shown else mask_phone(person.phone)
        line.addWidget(Label(phone or "无电话", tone=Tone.INK_2 if person.phone else Tone.INK_3))
        return row

    def _reveal(self) -> None:
        file = self._file
        if file is None:
            return
        if self._shown:
            self._shown = None
        else:
            parts: list[Party | Agent] = [*file.parties, *file.agents]
            people = {part.person_id: file.person(part) for part in parts}
            try:
                for person in people.values():
                    if person.phone:
                        disputes.reveal(self._host.desk, file.dispute.id, person, "phone")
            except MediationError as error:
                self._host.problem(error)
                return
            self._shown = file.dispute.id
        self.show_file(file)


class Detail(Card):
    """Shows the current file of the list; its foot never scrolls."""

    def __init__(self, host: Host) -> None:
        super().__init__(flush=True)
        self._host = host
        self.id: UUID | None = None
        self.number = Label(tone=Tone.INK_2)
        self.stage, self.risk = Chip("", Kind.GREY), Chip("", Kind.GREY)
        self.title = Label(points=11, bold=True, wrap=True)
        self.next = NextBlock(host)
        self.facts = Excerpt()
        self.people = PeopleBlock(host)
        self.timeline = Timeline()
        self.open = primary("打开", hint="Enter")
        self.printer = MenuButton("打印", icon="ph.printer")
        self.empty = EmptyState("在左边选一件纠纷,这里看案情、下一步和时间线。", icon="ph.folder-open")
        self._area = PageColumn()
        self._area.column.setContentsMargins(16, 12, 16, 12)
        self._area.column.setSpacing(8)
        self._build()
        self.open.clicked.connect(self._open)
        self.show_file(None)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.number)
        top.addStretch(1)
        top.addWidget(self.stage)
        top.addWidget(self.risk)
        self._area.column.addLayout(top)
        for part in (self.title, self.next):
            self._area.add(part)
        self._heads = [Label(words, bold=True, tone=Tone.INK_2) for words in ("案情", "时间线")]
        self._area.add(self._heads[0])
        self._area.add(self.facts)
        self._area.add(self.people)
        self._area.add(self._heads[1])
        self._area.add(self.timeline)
        self._area.column.addStretch(1)
        self.add(self.empty, 1)
        self.add(self._area, 1)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(8)
        policy = self.open.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        self.open.setSizePolicy(policy)
        foot.addWidget(self.open, 1)
        foot.addWidget(self.printer)
        self.add(self._foot)

    def show_file(self, file: CaseFile | None) -> None:
        for widget in (self._area, self._foot):
            widget.setVisible(file is not None)
        self.empty.setVisible(file is None)
        other = file is None or self.id != file.dispute.id
        self.id = file.dispute.id if file else None
        if file is None:
            return
        desk, d, stage = self._host.desk, file.dispute, file.stage()
        today = desk.today()
        self.number.setText(short_number(d.number))
        self.stage.show_as(STAGES[stage], STAGE_KINDS[stage])
        self.risk.show_as(risk_words(d.risk), RISK_KINDS[d.risk], RISK_SHAPES[d.risk])
        self.title.setText(d.title or file.names())
        found = steps(file, today, desk.handbook.rules)
        self.next.show_file(file, found[0] if found else None)
        self.facts.show_text(d.facts or "还没有记案情。")
        self.people.show_file(file)
        events = story(file, most=10)
        self.timeline.show_events(
            [Event(short_day(day, today), what, now=n == 0) for n, (day, what) in enumerate(events)]
        )
        kinds = papers.kinds_of(file)
        self.printer.clear()
        for kind, title, session in kinds:
            self.printer.add(title, partial(self._host.show_paper, d.id, kind, session))
        self.printer.setEnabled(bool(kinds) and desk.may(Act.PRINT))
        if other:
            self._area.verticalScrollBar().setValue(0)

    def _open(self) -> None:
        if self.id is not None:
            self._host.open_file(self.id)
