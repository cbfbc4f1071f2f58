"""A session with its seats as one record, and what planning and recording it have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.commands import records, recusal, sessions
from desktop.domain.casefile import CaseFile
from desktop.domain.people import TeamRole
from desktop.domain.quorum import implied_seat, lacking, role_words, seats_of
from desktop.domain.records import Session
from desktop.domain.team import Seat
from desktop.domain.wording import numeral
from desktop.ui.file.records.pane import Pane
from desktop.ui.file.records.rollcall import present
from desktop.ui.file.records.seats import SeatsField
from desktop.ui.host import Host

FIRST = frozenset(
    {
        TeamRole.PEOPLE_MEDIATOR,
        TeamRole.RECORDER,
        TeamRole.POLICE_OFFICER,
        TeamRole.DUTY_LAWYER,
        TeamRole.RULE_OF_LAW_SPECIALIST,
    }
)
JOINT = "联合调解(民警、人民调解员、法治专员三方到场)"


def nth(no: int) -> str:
    return f"第{numeral(no)}次调解"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session and who sits in it."""

    session: Session
    seats: tuple[Seat, ...]

    @property
    def id(self) -> UUID:
        return self.session.id

    @property
    def no(self) -> int:
        return self.session.no


class SittingPane(Pane[Sitting]):
    """When, where, which parties, and the team; `held` after it took place."""

    noun = "调解"
    held = False
    finding_asked = Signal(object)  # UUID of the member whose 回避 is to be decided

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.seats.finding_asked.connect(self.finding_asked)

    @property
    def seats(self) -> SeatsField:
        found: SeatsField = self.form.field("seats")
        return found

    def prepare(self, file: CaseFile) -> None:
        on = self.record.session.starts.date() if self.record else self.host.desk.today()
        kept = {s.member_id for s in self.record.seats} if self.record else set()
        known = recusal.candidates(self.host.desk, file, on, keep=kept)
        chosen = kept if self.held and self.record else {c.member.id for c in known if c.member.role in FIRST}
        home = (*file.dispute.mediators, file.dispute.recorder)
        self.seats.offer(known, dispute=file.dispute.id, first=[m for m in chosen if m], home=home)
        self.form.field("parties_present").offer(present(file))

    def look_up(self, file: CaseFile, id: UUID) -> Sitting | None:
        session = next((s for s in file.sessions if s.id == id and (self.held or s.planned)), None)
        return Sitting(session, seats_of(file, session)) if session else None

    def erase(self, record: Sitting) -> None:
        sessions.remove(self.host.desk, record.session)

    def title(self) -> str:
        no = self.record.no if self.record else records.next_session_no(self.file) if self.file else 1
        return nth(no)

    def at_home(self, file: CaseFile) -> tuple[Seat, ...]:
        """The file's own mediators and recorder who need not stand aside: whom a new session begins with."""
        barred = {c.member.id for c in recusal.candidates(self.host.desk, file) if c.why}
        own = [m for m in (*file.dispute.mediators, file.dispute.recorder) if m in file.team and m not in barred]
        begun = Session(dispute_id=file.dispute.id, no=0, starts=self.host.desk.now(), planned=not self.held)
        return tuple(implied_seat(begun, file.team[m]) for m in dict.fromkeys(own))

    def made(self, file: CaseFile, record: Sitting | None, values: dict[str, Any], /, **more: Any) -> Sitting:
        """The record as the form has it; untouched lists stay the very same, so that nothing seems changed."""
        session = (
            record.session
            if record
            else Session(
                dispute_id=file.dispute.id, no=records.next_session_no(file), starts=values["starts"], planned=True
            )
        )
        kept, there = session.parties_present, tuple(values["parties_present"])
        session = replace(
            session,
            starts=values["starts"],
            place=values["place"],
            parties_present=kept if set(kept) == set(there) else there,
            joint=bool(values["joint"]),
            waiver=values["waiver"],
            **more,
        )
        seats: tuple[Seat, ...] = values["seats"]
        if record and _same(seats, record.seats):
            seats = record.seats
        return Sitting(session, seats)

    def common(self, sitting: Sitting) -> dict[str, Any]:
        return {
            "starts": sitting.session.starts,
            "place": sitting.session.place,
            "joint": sitting.session.joint,
            "waiver": sitting.session.waiver,
            "seats": sitting.seats,
            "parties_present": sitting.session.parties_present,
        }

    def shown(self) -> None:
        self.show_joint()

    def show_joint(self) -> None:
        """The waiver is asked for where a side is lacking, or stands written."""
        joint, waiver = bool(self.form.field("joint").value()), self.form.field("waiver")
        missing = self.missing()
        self.form.show_ask("waiver", joint and bool(missing or waiver.raw().strip()))
        waiver.set_hint(f"还缺{role_words(missing)}" if joint and missing else "")

    def missing(self) -> tuple[TeamRole, ...]:
        seats = self.seats.value()
        begun = (
            self.record.session if self.record else Session(dispute_id=UUID(int=0), no=1, starts=self.host.desk.now())
        )
        joint = replace(begun, joint=bool(self.form.field("joint").value()))
        return lacking(joint, seats, present=self.held)

    def _on_changed(self, name: str) -> None:
        super()._on_changed(name)
        if name in {"joint", "seats", "waiver"}:
            self.show_joint()


def _same(one: Iterable[Seat], other: Iterable[Seat]) -> bool:
    return sorted(one, key=lambda s: s.id.hex) == sorted(other, key=lambda s: s.id.hex)
