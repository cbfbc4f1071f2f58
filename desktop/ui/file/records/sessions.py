"""调解: the sessions of a file as a timeline; planning the next, writing the record, extending the time limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.commands import drafts, records
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Intake
from desktop.domain.errors import RuleBroken
from desktop.domain.next_steps import handling_ends
from desktop.domain.people import TeamRole
from desktop.domain.permissions import Act
from desktop.domain.records import Session, SessionOutcome
from desktop.domain.wording import numeral
from desktop.ui.file.records.extension import ExtensionPane
from desktop.ui.file.records.ledger import NEW, Ledger
from desktop.ui.file.records.pane import Pane, locked
from desktop.ui.file.records.rollcall import RollCall, present, sides, team
from desktop.ui.file.records.rows import Row
from desktop.ui.file.records.speech import SpeechField
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.choices import Pick, options
from desktop.ui.kit.dates import MomentField, TimeField
from desktop.ui.kit.fields import LongText, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone
from desktop.ui.words import OUTCOMES

THREE = (TeamRole.PEOPLE_MEDIATOR, TeamRole.RECORDER, TeamRole.POLICE_OFFICER, TeamRole.DUTY_LAWYER)


def nth(no: int) -> str:
    return f"第{numeral(no)}次调解"


class _SessionPane(Pane[Session]):
    """What a planned session and a held one have in common."""

    noun = "调解"

    def prepare(self, file: CaseFile) -> None:
        kept = self.record.attendees if self.record else ()
        self.form.field("attendees").offer(team(self.host.desk, keep=kept), sides(self.host.desk, *THREE))
        self.form.field("parties_present").offer(present(file))

    def common(self, session: Session) -> dict[str, Any]:
        return {
            "starts": session.starts,
            "place": session.place,
            "attendees": session.attendees,
            "parties_present": session.parties_present,
        }

    def made(self, file: CaseFile, record: Session | None, values: dict[str, Any]) -> Session:
        session = record or Session(
            dispute_id=file.dispute.id, no=records.next_session_no(file), starts=values["starts"], planned=True
        )
        kept = record.parties_present if record else ()
        there = tuple(values["parties_present"])
        attending = tuple(values["attendees"])
        return replace(
            session,
            starts=values["starts"],
            place=values["place"],
            attendees=session.attendees if set(session.attendees) == set(attending) else attending,
            parties_present=kept if set(kept) == set(there) else there,
        )

    def title(self) -> str:
        no = self.record.no if self.record else records.next_session_no(self.file) if self.file else 1
        return nth(no)


class PlanPane(_SessionPane):
    """安排: when, where, who of the room and which parties."""

    kind = "plan"
    noun = "调解安排"
    to_record = Signal(object)  # UUID of the session

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.record_button = self.add_act(plain("记笔录", icon="ph.note-pencil"))
        self.record_button.clicked.connect(self._on_record)

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Ask("starts", "时间", lambda: MomentField(today), needed=True),
            Ask("place", "地点", lambda: TextField(width=None)),
            Ask("attendees", "参加人员", RollCall, needed=True),
            Ask("parties_present", "通知当事人", RollCall),
        ]

    def title(self) -> str:
        return f"安排{super().title()}"

    def blank(self, file: CaseFile) -> dict[str, Any]:
        d = file.dispute
        return {
            "place": self.host.desk.committee().room,
            "attendees": tuple(m for m in (*d.mediators, d.recorder) if m),
            "parties_present": tuple(file.person(p).name for p in file.sides),
        }

    def values(self, record: Session) -> dict[str, Any]:
        return self.common(record)

    def build(self, file: CaseFile, record: Session | None, values: dict[str, Any]) -> Session:
        if file.dispute.intake is not Intake.ACCEPTED:
            raise RuleBroken("starts", "还没有受理,请先在“受理”页作出决定。")
        if record is None and values["starts"] < self.host.desk.now() - timedelta(days=1):
            raise RuleBroken("starts", "这个时间已经过去;已开过的调解请用“补记笔录”。")
        return replace(self.made(file, record, values), planned=True)

    def look_up(self, file: CaseFile, id: UUID) -> Session | None:
        return next((s for s in file.sessions if s.id == id and s.planned), None)

    def shown(self) -> None:
        why = locked(self.host, self.file) if self.file else ""
        self.record_button.setVisible(self.record is not None and not why)

    def _on_record(self) -> None:
        self.settle()
        if self.record is not None and not self.dirty:
            self.to_record.emit(self.record.id)


class HeldPane(_SessionPane):
    """人民调解记录: what was said, what came of it."""

    kind = "session"
    noun = "调解记录"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.print_button = self.add_act(plain("打印笔录", icon="ph.printer"))
        self.print_button.clicked.connect(self._on_print)

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        outcomes = [*options(OUTCOMES.items())]
        return [
            Line(
                Ask("starts", "开始", lambda: MomentField(today), needed=True),
                Ask("ends", "结束", TimeField),
            ),
            Ask("place", "地点", lambda: TextField(width=None)),
            Ask("parties_present", "到场当事人", RollCall),
            Ask("attendees", "参加人员", RollCall, needed=True),
            Ask("record", "笔录", SpeechField, needed=True),
            Ask("outcome", "调解结果", lambda: Pick(outcomes)),
            Ask("result", "结果说明", lambda: LongText(lines=2, example="同意什么、还差什么、何时再调")),
        ]

    def prepare(self, file: CaseFile) -> None:
        super().prepare(file)
        if self.record is not None:  # who was there is known: the record needs the room
            self.form.field("attendees").offer(team(self.host.desk, keep=self.record.attendees), self.record.attendees)
        self.form.field("record").offer(file)

    def blank(self, file: CaseFile) -> dict[str, Any]:
        d = file.dispute
        return {
            "starts": self.host.desk.now(),
            "place": self.host.desk.committee().room,
            "attendees": tuple(m for m in (*d.mediators, d.recorder) if m),
            "parties_present": tuple(file.person(p).name for p in file.sides),
            "outcome": SessionOutcome.TO_CONTINUE,
        }

    def values(self, record: Session) -> dict[str, Any]:
        return {
            **self.common(record),
            "ends": record.ends.time() if record.ends else None,
            "record": record.record,
            "outcome": record.outcome or SessionOutcome.TO_CONTINUE,
            "result": record.result,
        }

    def build(self, file: CaseFile, record: Session | None, values: dict[str, Any]) -> Session:
        starts: datetime = values["starts"]
        ends = datetime.combine(starts.date(), values["ends"]) if values["ends"] else None
        if starts > self.host.desk.now():
            raise RuleBroken("starts", "还没有开始,不能记结果;请先按“安排”保存,到时再记。")
        return replace(
            self.made(file, record, values),
            ends=ends,
            record=values["record"],
            outcome=values["outcome"],
            result=values["result"],
            planned=False,
        )

    def look_up(self, file: CaseFile, id: UUID) -> Session | None:
        return next((s for s in file.sessions if s.id == id), None)

    def shown(self) -> None:
        printable = self.record is not None and not self.record.planned and self.host.desk.may(Act.PRINT)
        self.print_button.setVisible(printable)

    def _on_print(self) -> None:
        self.settle()
        if self.record is not None and self.file is not None and not self.dirty:
            self.host.show_paper(self.file.dispute.id, "mediation_record", self.record.no)


class SessionsTab(Ledger):
    """调解 of one file."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="调解", nothing="还没有安排调解", strung=True)
        plan, held, extension = PlanPane(host), HeldPane(host), ExtensionPane(host)
        plan.to_record.connect(self._on_record)
        for pane in (plan, held, extension):
            self.add_pane(pane)
        self.add_adder("安排下一次", lambda: self.begin_new("plan"))
        self.add_adder("补记笔录", lambda: self.begin_new("session"))
        self._writing: UUID | None = None  # a planned session whose record is being written

    def rows(self, file: CaseFile) -> list[Row]:
        made = [self._row(s) for s in file.sessions]
        made += [
            Row(str(e.id), f"延期 {e.on:%m-%d}", f"延至 {e.until:%m-%d}", group=not n)
            for n, e in enumerate(file.extensions)
        ]
        ends = handling_ends(file, self.host.desk.handbook.rules)
        if ends is not None:
            late = ends[0] < self.host.desk.today()
            shape, tone = (Shape.TRIANGLE, Tone.RED) if late else (None, Tone.INK_3)
            made.append(
                Row(f"{NEW}extension", "调解期限", f"{ends[0]:%m-%d} 满", shape, tone, group=not file.extensions)
            )
        return made

    def draft_rows(self, file: CaseFile) -> list[Row]:
        """An extension has its row already: the limit itself."""
        running = handling_ends(file, self.host.desk.handbook.rules) is not None
        return [row for row in super().draft_rows(file) if not (running and row.key == f"{NEW}extension")]

    def open_row(self, file: CaseFile, key: str) -> bool:
        session = next((s for s in file.sessions if str(s.id) == key), None)
        if session is None:
            return self.open_record(file, key)
        writing = session.planned and (self._writing == session.id or self._begun(file, session))
        pane = self.pane("plan" if session.planned and not writing else "session")
        pane.open(file, session)
        self.stack.setCurrentWidget(pane)
        return True

    def first_key(self, file: CaseFile) -> str:
        drafted = self.draft_rows(file)
        if drafted:
            return drafted[0].key
        planned = next((s for s in file.sessions if s.planned), None)
        shown = planned or (file.sessions[-1] if file.sessions else None)
        return str(shown.id) if shown else ""

    def _row(self, session: Session) -> Row:
        if session.planned:
            late = session.starts < self.host.desk.now()
            shape, tone = (Shape.DIAMOND, Tone.AMBER) if late else (Shape.RING, Tone.ACCENT)
            word = "待记笔录" if late else "已安排"
            return Row(str(session.id), f"{session.starts:%m-%d %H:%M}", f"{nth(session.no)[:-2]} {word}", shape, tone)
        outcome = OUTCOMES[session.outcome] if session.outcome else session.result
        line = f"{nth(session.no)[:-2]} {outcome}"
        return Row(str(session.id), f"{session.starts:%m-%d %H:%M}", line, Shape.DOT, Tone.ACCENT)

    def _begun(self, file: CaseFile, session: Session) -> bool:
        """Whether the record of a planned session was begun and put aside."""
        return drafts.find(self.host.desk, f"session:{file.dispute.id}:{session.id}") is not None

    def _on_record(self, id: UUID) -> None:
        if self.file is None:
            return
        self._writing = id
        self.open_row(self.file, str(id))
        self.pane("session").begin_focus()

    def _on_chosen(self, key: str) -> None:
        self._writing = None
        super()._on_chosen(key)
