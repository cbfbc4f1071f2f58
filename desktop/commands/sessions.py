"""A session of the "3+X" team: planning it, who has a seat, who came and signed, and recording it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.recusal import refuse_barred, refuse_guest
from desktop.domain import quorum
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Intake, Mediation
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Member
from desktop.domain.permissions import Act
from desktop.domain.records import Session
from desktop.domain.team import Seat
from desktop.storage.schema import TABLES, summaries
from desktop.storage.store import Reader, Transaction
from resources import rules as cupboard

SOON = timedelta(minutes=30)  # a session may be signed in for this long before it begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Another session at the same time that wants the same room or the same person; a warning, never a stop."""

    session: UUID
    dispute: UUID
    number: str
    names: str
    starts: datetime
    ends: datetime
    what: str  # "place" | "person"
    who: str

    @property
    def sentence(self) -> str:
        at = f"{self.starts:%H:%M}–{self.ends:%H:%M}"
        if self.what == "place":
            return f"{self.who} {at} 已安排 {self.number} {self.names}"
        return f"{self.who} {at} 在 {self.number} {self.names}"


def plan(desk: Desk, session: Session, seats: Sequence[Seat]) -> Session:
    """安排: the session with its team, and nobody in it who must stand aside.

    Seats that are no longer named are taken out. RuleBroken before acceptance or when a named member is barred.
    """
    with desk.act(Act.EDIT, "session", dispute=session.dispute_id) as tx:
        file = tx.file(session.dispute_id)
        if file.dispute.intake is not Intake.ACCEPTED:
            raise RuleBroken("starts", "还没有受理,请先在“受理”页作出决定。")
        made = _needs_named(replace(session, planned=True))
        return _keep(desk, tx, file, made, seats, coming=seats)


def hold(desk: Desk, session: Session, seats: Sequence[Seat]) -> Session:
    """记录: the session took place; who is marked present was there.

    RuleBroken: before it began; barred people; a joint session without the required roles and without a waiver;
    people present by invitation without the parties' consent (人民调解法 20).
    """
    if session.starts > desk.now():
        raise RuleBroken("starts", "还没有开始,不能记结果;请先按“安排”保存,到时再记。")
    with desk.act(Act.EDIT, "session", dispute=session.dispute_id) as tx:
        file = tx.file(session.dispute_id)
        made = _needs_named(replace(session, planned=False))
        kept = _keep(desk, tx, file, made, seats, coming=[s for s in seats if s.present])
        early = {Mediation.NOT_STARTED, Mediation.INVESTIGATING}
        if file.dispute.intake is Intake.ACCEPTED and file.dispute.mediation in early:
            tx.put(replace(tx.get(Dispute, file.dispute.id), mediation=Mediation.MEDIATING))
    return kept


def seat(desk: Desk, seat: Seat) -> Session:
    """One more seat in a session, or one that changed."""
    with desk.act(Act.EDIT, "seat", dispute=seat.dispute_id) as tx:
        file, session = _session(tx, seat.dispute_id, seat.session_id)
        kept = [s for s in quorum.seats_of(file, session) if s.id != seat.id]
        return _keep(desk, tx, file, session, [*kept, seat], coming=[seat])


def unseat(desk: Desk, seat: Seat) -> Session:
    """Take a seat away; undo brings it back. A joint session that was held keeps its required roles."""
    with desk.act(Act.EDIT, "remove_seat", dispute=seat.dispute_id) as tx:
        file, session = _session(tx, seat.dispute_id, seat.session_id)
        kept = [s for s in quorum.seats_of(file, session) if s.id != seat.id]
        return _keep(desk, tx, file, session, kept, coming=())


def sign_in(desk: Desk, dispute: UUID, session: UUID, came: Mapping[UUID, bool]) -> Session:
    """签到: by seat, who came (True: and signed the sheet). Those who are not named did not come."""
    with desk.act(Act.EDIT, "seat", dispute=dispute) as tx:
        file, found = _session(tx, dispute, session)
        if found.planned and desk.now() < found.starts - SOON:
            raise RuleBroken("starts", f"调解 {found.starts:%m-%d %H:%M} 才开始,到时再签到。")
        seats = [replace(s, present=s.id in came, signed=came.get(s.id, False)) for s in quorum.seats_of(file, found)]
        return _keep(desk, tx, file, found, seats, coming=[s for s in seats if s.present])


def confirm(desk: Desk, seat: Seat, *, yes: bool = True) -> None:
    """Somebody invited said that they come; `yes` False takes it back."""
    with desk.act(Act.EDIT, "seat", dispute=seat.dispute_id) as tx:
        _session(tx, seat.dispute_id, seat.session_id)
        seat = tx.maybe(Seat, seat.id) or seat
        rest = {k: v for k, v in seat.extras.items() if k != quorum.CONFIRMED}
        tx.put(replace(seat, extras={**rest, quorum.CONFIRMED: desk.today().isoformat()} if yes else rest))


def waive(desk: Desk, dispute: UUID, session: UUID, words: str) -> Session:
    """缺席说明: who agreed to go on without a required role, and why."""
    if not words.strip():
        raise RuleBroken("waiver", "请写明谁同意、因何缺席。")
    with desk.act(Act.DECIDE, "waive_quorum", dispute=dispute) as tx:
        _file, found = _session(tx, dispute, session)
        made = replace(found, waiver=words.strip())
        tx.put(made)
    return made


def remove(desk: Desk, session: Session) -> None:
    """Take a session out with its seats; undo brings both back."""
    with desk.act(Act.EDIT, "remove_session", dispute=session.dispute_id) as tx:
        for kept in tx.find(Seat, session_id=session.id):
            tx.remove(kept)
        tx.remove(session)


def refuse_unready(file: CaseFile, session: Session, seats: Sequence[Seat]) -> None:
    """RuleBroken where a held session lacks a required role or the parties' consent.

    A record that came without any word of consent is not asked now for those whom it already named.
    """
    if session.planned:
        return
    lacking = quorum.lacking(session, seats, present=True)
    if lacking and not session.waiver.strip():
        words = quorum.role_words(lacking)
        raise RuleBroken("waiver", f"联合调解缺{words}到场:请补齐,或写明谁同意、因何缺席,或不作联合调解。")
    before = _before(file, session)
    older = before is not None and not before.planned and not before.others_consent.strip()
    known = set(before.attendees) if before is not None and older else set()
    new = [s for s in quorum.others(seats) if s.member_id is None or s.member_id not in known]
    if not new:
        return
    if not session.others_consent.strip():
        names = "、".join(s.name for s in new[:3]) + ("等" if len(new) > 3 else "")
        raise RuleBroken("others_consent", f"{names}参加须征得当事人同意(人民调解法第20条),请写明各方如何表示同意。")
    unasked = [s for s in new if not s.consented]
    if unasked:
        raise RuleBroken("seats", f"当事人还没有同意{unasked[0].name}参加,请勾选“当事人同意”或不记其到场。")


def guard(tx: Transaction, session: Session) -> None:
    """The same rules for a session that is saved as a plain record: its attendees say who was there."""
    file = tx.file(session.dispute_id)
    _refuse_barred(tx, file, session, session.attendees)
    if session.planned:
        return
    agreed = bool(session.others_consent.strip())
    seats = []
    for one in quorum.seats_of(file, session):
        there = one.present if one.member_id is None else one.member_id in session.attendees
        seats.append(
            replace(one, present=there, signed=one.signed and there, consented=one.consented or (agreed and there))
        )
    refuse_unready(file, session, seats)
    known = {s.id for s in file.seats}
    for one in seats:
        if one.id in known:
            tx.put(one)


def member_seat(session: Session, member: Member) -> Seat:
    """A new seat for one of the team, under the identity that it would have anyway."""
    return replace(quorum.implied_seat(session, member), present=False)


def clashes(desk: Desk, session: Session, seats: Sequence[Seat]) -> list[Clash]:
    """Other sessions of any file that overlap and want the same place or the same person, by time."""
    start, end = session.starts, quorum.ends(session)
    mine = {s.member_id: s.name for s in seats if s.member_id is not None}
    guests = {s.name for s in seats if s.member_id is None}
    found: list[Clash] = []
    with desk.read() as reader:
        for other in _near(reader, start):
            if other.id == session.id or other.starts >= end or quorum.ends(other) <= start:
                continue
            shared: list[tuple[str, str]] = []
            if _room(session.place) and _room(session.place) == _room(other.place):
                shared.append(("place", other.place.strip()))
            there = reader.find(Seat, session_id=other.id)
            busy = set(other.attendees) | {s.member_id for s in there}
            shared += [("person", name) for id, name in mine.items() if id in busy]
            shared += [("person", s.name) for s in there if s.member_id is None and s.name in guests]
            if shared:
                number, names = _of_file(reader, other.dispute_id)
                found += [
                    Clash(
                        session=other.id,
                        dispute=other.dispute_id,
                        number=number,
                        names=names,
                        starts=other.starts,
                        ends=quorum.ends(other),
                        what=what,
                        who=who,
                    )
                    for what, who in shared
                ]
    return sorted(found, key=lambda c: (c.starts, c.what, c.who))


def between(reader: Reader, start: datetime, end: datetime) -> list[Session]:
    """Sessions of all files that start from `start` on and before `end`, by time."""
    s = TABLES["sessions"].c
    ids = [row[0] for row in reader.rows(select(s.id).where(s.gone == 0, s.starts >= start, s.starts < end))]
    found = reader.find(Session, id=ids) if ids else []
    return sorted(found, key=lambda one: (one.starts, one.id.hex))


def joint_roles() -> tuple[str, ...]:
    """The roles that a joint session needs today, by the rules of the room."""
    return tuple(next(row["roles"] for row in cupboard.rows("quorum") if row["code"] == "joint"))


def _near(reader: Reader, moment: datetime) -> list[Session]:
    day = datetime.combine(moment.date(), time())
    return between(reader, day - timedelta(days=1), day + timedelta(days=2))


def _room(place: str) -> str:
    return "".join(place.split()).lower()


def _of_file(reader: Reader, dispute: UUID) -> tuple[str, str]:
    s = summaries.c
    rows = reader.rows(select(s.number, s.names).where(s.dispute == dispute.bytes))
    return (str(rows[0][0]), str(rows[0][1])) if rows else ("", "")


def _session(tx: Reader, dispute: UUID, id: UUID) -> tuple[CaseFile, Session]:
    file = tx.file(dispute)
    found = next((s for s in file.sessions if s.id == id), None)
    if found is None:
        raise RuleBroken("session", "这次调解已不在了,请刷新后再看。")
    return file, found


def _needs_named(session: Session) -> Session:
    """A joint session carries what it needs; a later change of the rules does not change it."""
    rest = {k: v for k, v in session.extras.items() if k != quorum.REQUIRED}
    if not session.joint:
        return replace(session, extras=rest)
    return replace(session, extras={**rest, quorum.REQUIRED: list(session.extras.get(quorum.REQUIRED, joint_roles()))})


def _keep(
    desk: Desk, tx: Transaction, file: CaseFile, session: Session, seats: Sequence[Seat], *, coming: Sequence[Seat]
) -> Session:
    """Write the session with exactly these seats; none of those `coming` may be barred."""
    seats = [replace(s, dispute_id=session.dispute_id, session_id=session.id) for s in seats]
    _refuse_twice(seats)
    _refuse_barred(tx, file, session, [s.member_id for s in coming])
    _refuse_guests(tx, file, session, coming)
    refuse_unready(file, session, seats)
    at_home = {*file.dispute.mediators, file.dispute.recorder}
    made = replace(session, attendees=quorum.attendees(session, seats))
    tx.put(made)
    kept = {s.id: s for s in tx.find(Seat, session_id=session.id)}
    for one in seats:
        invited = one.invited_on or (desk.today() if session.planned and one.member_id not in at_home else None)
        extras = dict(one.extras)
        if extras.get(quorum.CONFIRMED) is True:
            extras[quorum.CONFIRMED] = desk.today().isoformat()
        tx.put(replace(one, invited_on=invited, signed=one.signed and one.present, extras=extras))
        kept.pop(one.id, None)
    for gone in kept.values():
        tx.remove(gone)
    return made


def _refuse_barred(tx: Reader, file: CaseFile, session: Session, members: Iterable[UUID | None]) -> None:
    """A record that already stood keeps whom it named: what was, was."""
    before = _before(file, session)
    stood = set(before.attendees) if before is not None and not before.planned and not session.planned else set()
    refuse_barred(tx, file, [m for m in members if m not in stood], field="seats", on=session.starts.date())


def _refuse_guests(tx: Reader, file: CaseFile, session: Session, seats: Iterable[Seat]) -> None:
    """A guest's seat is no way in for somebody of the team who must stand aside."""
    for one in seats:
        if one.member_id is None:
            refuse_guest(tx, file, one.name, on=session.starts.date())


def _before(file: CaseFile, session: Session) -> Session | None:
    return next((s for s in file.sessions if s.id == session.id), None)


def _refuse_twice(seats: Iterable[Seat]) -> None:
    seen: set[UUID] = set()
    for one in seats:
        if one.member_id is None:
            continue
        if one.member_id in seen:
            raise RuleBroken("seats", f"{one.name}已在名单里,不用再加。")
        seen.add(one.member_id)
