"""安排: when, where, who of the team, who is invited, which parties; and what it clashes with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QTimer, Signal

from desktop.commands import sessions
from desktop.commands.sessions import Clash
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Intake
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.records import Session
from desktop.ui.file.records.pane import locked
from desktop.ui.file.records.rollcall import RollCall
from desktop.ui.file.records.seats import SeatsField
from desktop.ui.file.records.sitting import JOINT, Sitting, SittingPane
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.choices import Check
from desktop.ui.kit.dates import MomentField, TimeField
from desktop.ui.kit.fields import LongText, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.shapes import Kind

SOON_MS = 120
MOST = 2  # clashing sessions that are told one by one


class PlanPane(SittingPane):
    """A session that is to come."""

    kind = "plan"
    noun = "调解安排"
    to_record = Signal(object)  # UUID of the session

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.sheet_button = self.add_act(plain("签到表", icon="ph.printer"))
        self.sheet_button.clicked.connect(self._on_sheet)
        self.record_button = self.add_act(plain("记笔录", icon="ph.note-pencil"))
        self.record_button.clicked.connect(self._on_record)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.show_clashes)

    def above(self) -> None:
        self.clash = Banner("", Kind.AMBER)
        self.clash.hide()
        self.column.add(self.clash)

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Line(Ask("starts", "时间", lambda: MomentField(today), needed=True), Ask("ends", "到", TimeField)),
            Ask("place", "地点", lambda: TextField(width=None)),
            Ask("joint", "方式", lambda: Check(JOINT)),
            Ask("seats", "参加人员", lambda: SeatsField(held=False), needed=True),
            Ask("waiver", "缺席说明", lambda: LongText(lines=2, example="谁同意、因何缺席,如所领导同意先行、民警出警")),
            Ask("parties_present", "通知当事人", RollCall),
        ]

    def title(self) -> str:
        return f"安排{super().title()}"

    def blank(self, file: CaseFile) -> dict[str, Any]:
        return {
            "place": self.host.desk.committee().room,
            "seats": self.at_home(file),
            "parties_present": tuple(file.person(p).name for p in file.sides),
        }

    def values(self, record: Sitting) -> dict[str, Any]:
        ends = record.session.ends
        return {**self.common(record), "ends": ends.time() if ends else None}

    def build(self, file: CaseFile, record: Sitting | None, values: dict[str, Any]) -> Sitting:
        if file.dispute.intake is not Intake.ACCEPTED:
            raise RuleBroken("starts", "还没有受理,请先在“受理”页作出决定。")
        if record is None and values["starts"] < self.host.desk.now() - timedelta(days=1):
            raise RuleBroken("starts", "这个时间已经过去;已开过的调解请用“补记笔录”。")
        return self.made(file, record, values, ends=_ends(values), planned=True)

    def store(self, record: Sitting) -> None:
        sessions.plan(self.host.desk, record.session, record.seats)

    def shown(self) -> None:
        super().shown()
        why = locked(self.host, self.file) if self.file else ""
        self.record_button.setVisible(self.record is not None and not why)
        self.sheet_button.setVisible(self.record is not None and self.host.desk.may(Act.PRINT))
        self.show_clashes()

    def show_clashes(self) -> None:
        """What else wants the room or the people at that time; a warning, it stops nobody."""
        starts: datetime | None = self.form.field("starts").value()
        if self.file is None or starts is None:
            self.clash.hide()
            return
        values = self.form.values()
        begun = self.record.session if self.record else Session(dispute_id=self.file.dispute.id, no=1, starts=starts)
        asked = self.made(self.file, Sitting(begun, ()), values, ends=_ends(values, quietly=True), planned=True)
        found = sessions.clashes(self.host.desk, asked.session, asked.seats)
        told = clash_words(found)
        more = f";另有 {len(told) - MOST} 次调解" if len(told) > MOST else ""
        self.clash.show_text(f"时间冲突:{';'.join(told[:MOST])}{more}")
        self.clash.setVisible(bool(found))

    def _on_changed(self, name: str) -> None:
        super()._on_changed(name)
        if name in {"starts", "ends", "place", "seats"}:
            self._soon.start()

    def _on_record(self) -> None:
        self.settle()
        if self.record is not None and not self.dirty:
            self.to_record.emit(self.record.id)

    def _on_sheet(self) -> None:
        self.settle()
        if self.record is not None and self.file is not None and not self.dirty:
            self.host.show_paper(self.file.dispute.id, "sign_in_sheet", self.record.no)


def clash_words(found: Sequence[Clash]) -> list[str]:
    """One piece for each other session: which file, when, and what both want."""
    others = {clash.session: clash for clash in found}
    return [
        f"{one.number} {one.names} {one.starts:%H:%M}–{one.ends:%H:%M}"
        f"({'、'.join('同一地点' if c.what == 'place' else c.who for c in found if c.session == id)})"
        for id, one in others.items()
    ]


def _ends(values: dict[str, Any], *, quietly: bool = False) -> datetime | None:
    if not values["ends"] or not values["starts"]:
        return None
    ends = datetime.combine(values["starts"].date(), values["ends"])
    return None if quietly and ends < values["starts"] else ends
