"""Who must be in the room for a joint session, and who only with the parties' consent (resources/rules/quorum)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from desktop.domain.casefile import CaseFile
from desktop.domain.people import Member, TeamRole
from desktop.domain.records import Session
from desktop.domain.team import Seat

TEAM_WORDS: dict[TeamRole, str] = {
    TeamRole.PEOPLE_MEDIATOR: "人民调解员",
    TeamRole.RECORDER: "记录人",
    TeamRole.POLICE_OFFICER: "民警",
    TeamRole.DUTY_LAWYER: "驻点律师",
    TeamRole.RULE_OF_LAW_SPECIALIST: "法治专员",
    TeamRole.PARK_MANAGER: "园区管理方",
    TeamRole.PROPERTY_MANAGER: "物业",
    TeamRole.VOLUNTEER: "志愿者",
    TeamRole.TRADE_UNION: "工会",
    TeamRole.LABOUR_INSPECTOR: "劳动监察",
    TeamRole.REPRESENTATIVE: "两代表一委员",
    TeamRole.STATISTICS_CLERK: "统计员",
    TeamRole.AUDITOR: "审计员",
    TeamRole.OTHER: "其他",
}
THREE = (TeamRole.POLICE_OFFICER, TeamRole.PEOPLE_MEDIATOR, TeamRole.RULE_OF_LAW_SPECIALIST)
OF_THE_ROOM = frozenset({*THREE, TeamRole.RECORDER})
REQUIRED = "quorum"  # in Session.extras: the roles that a joint session needed by the rules of its day
CONFIRMED = "confirmed"  # in Seat.extras: the day on which somebody invited said yes
LENGTH = timedelta(minutes=90)  # of a session whose end nobody has said


def required(session: Session) -> tuple[TeamRole, ...]:
    """The roles that this session needs; none unless it is joint."""
    if not session.joint:
        return ()
    kept = session.extras.get(REQUIRED)
    codes = set(map(str, kept)) if isinstance(kept, (list, tuple)) else set()
    named = [role for role in TeamRole if role in codes]
    return tuple(named) or THREE


def lacking(session: Session, seats: Iterable[Seat], *, present: bool) -> tuple[TeamRole, ...]:
    """The required roles that nobody fills: among those who came (`present`), else among those invited."""
    there = {seat.role for seat in seats if seat.present or not present}
    return tuple(role for role in required(session) if role not in there)


def others(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """Those present by invitation, who need the parties' consent (人民调解法 20)."""
    return tuple(seat for seat in seats if seat.present and seat.role not in OF_THE_ROOM)


def seats_of(file: CaseFile, session: Session) -> tuple[Seat, ...]:
    """The seats of a session; of an older record that names attendees only, the seats that follow from them."""
    kept = [seat for seat in file.seats if seat.session_id == session.id]
    named = {seat.member_id for seat in kept}
    implied = [implied_seat(session, file.team[m]) for m in session.attendees if m not in named and m in file.team]
    order = {role: n for n, role in enumerate(TEAM_WORDS)}
    place: dict[UUID | None, int] = {m: n for n, m in enumerate(session.attendees)}
    return tuple(sorted((*kept, *implied), key=lambda s: (order[s.role], place.get(s.member_id, 99), s.name)))


def implied_seat(session: Session, member: Member) -> Seat:
    """The seat of somebody whom the record only names; always the same one, wherever it is made."""
    return Seat(
        id=uuid5(session.id, member.id.hex),
        dispute_id=session.dispute_id,
        session_id=session.id,
        member_id=member.id,
        name=member.name,
        organisation=member.organisation,
        role=member.role,
        present=not session.planned,
    )


def attendees(session: Session, seats: Iterable[Seat]) -> tuple[UUID, ...]:
    """Who of the team the record names: those invited while it is planned, those present once it was held.

    The order that stands is kept, so that nothing seems changed that is not.
    """
    there = [s.member_id for s in seats if s.member_id is not None and (session.planned or s.present)]
    kept = [m for m in session.attendees if m in there]
    return tuple(dict.fromkeys((*kept, *there)))


def ends(session: Session) -> datetime:
    """When the room is free again."""
    return session.ends or session.starts + LENGTH


def unconfirmed(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """Those invited who have not said yet that they come."""
    return tuple(s for s in seats if s.invited_on is not None and not s.extras.get(CONFIRMED) and not s.present)


def role_words(roles: Iterable[TeamRole]) -> str:
    return "、".join(TEAM_WORDS[role] for role in roles)
