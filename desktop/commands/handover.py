"""交接: everything open of one member goes to others in one act, with a list to sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import TEXT, ColumnElement, func, or_, select, type_coerce

from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.duty import hours_words
from desktop.commands.papers.press import render
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Filing
from desktop.domain.errors import RuleBroken
from desktop.domain.handing import Handover, Moved
from desktop.domain.next_steps import steps
from desktop.domain.numbering import short_number
from desktop.domain.people import Member
from desktop.domain.permissions import Act, demand
from desktop.domain.quorum import implied_seat
from desktop.domain.records import Session
from desktop.domain.recusal import barred
from desktop.domain.team import Seat, Shift
from desktop.domain.vigilance import Alert
from desktop.storage.schema import TABLES
from desktop.storage.store import Reader, Transaction

AT_ONCE = 500  # whole files read together


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """One thing that waits for a member. `id` is the file, the session, the alert or the shift; `next` says by when."""

    id: UUID
    kind: str  # "file" | "session" | "alert" | "shift"
    dispute: UUID | None
    number: str
    what: str
    next: str = ""


def open_items(desk: Desk, member: UUID) -> tuple[OpenItem, ...]:
    """All that is open: unarchived files, planned sessions, alerts not closed, shifts from today on."""
    with desk.read() as reader:
        return _items(desk, reader, member)


def receivers(desk: Desk, member: UUID) -> list[Member]:
    """Who may take over: those here who are the same in the team."""
    team = desk.members()
    role = next((m.role for m in team if m.id == member), None)
    return [m for m in team if m.active and m.role is role and m.id != member]


def propose(desk: Desk, items: Sequence[OpenItem], among: Sequence[UUID]) -> dict[UUID, UUID]:
    """Item -> who takes it: all of one file to one person, nobody whom 回避 keeps out, evenly.

    An item that nobody of `among` may take is left out.
    """
    with desk.read() as reader:
        files = {f.dispute.id: f for f in _files(reader, {i.dispute for i in items if i.dispute})}
        team = {m.id: m for m in reader.find(Member)}
    load: Counter[UUID] = Counter()
    chosen: dict[UUID, UUID] = {}
    of_file: dict[UUID, UUID] = {}
    for item in items:
        if item.dispute in of_file:
            chosen[item.id] = of_file[item.dispute]
            continue
        file = files.get(item.dispute) if item.dispute else None
        able = [id for id in among if file is None or not barred(team[id], file)]
        if not able:
            continue
        taker = min(able, key=lambda id: (load[id], among.index(id)))
        load[taker] += 1
        chosen[item.id] = taker
        if item.dispute:
            of_file[item.dispute] = taker
    return chosen


def hand_over(desk: Desk, member: UUID, to: Mapping[UUID, UUID], *, reason: str = "") -> Handover:
    """Everything open goes to whom `to` names, in one act that can be undone.

    RuleBroken when an item has no taker, or a taker has left, is the member, or is barred in the file.
    """
    with desk.act(Act.TEAM, "hand_over") as tx:
        items = _items(desk, tx, member)
        if not items:
            raise RuleBroken("items", "没有要交接的事项。")
        leaver = tx.get(Member, member)
        team = {m.id: m for m in tx.find(Member)}
        files = {f.dispute.id: f for f in _files(tx, {i.dispute for i in items if i.dispute})}
        moved = []
        for item in items:
            taker = _taker(item, to, team, member, files.get(item.dispute) if item.dispute else None)
            _move(tx, item, leaver, taker)
            moved.append(Moved(dispute=item.dispute, number=item.number, what=item.what, to=taker.id))
        done = Handover(
            member_id=member, on=desk.today(), by=desk.account.id, reason=reason.strip(), items=tuple(moved)
        )
        tx.put(done)
        tx.detail = {"items": len(moved)}
    return done


def handovers(desk: Desk) -> list[Handover]:
    """Those of the past, newest first."""
    with desk.read() as reader:
        return list(reversed(reader.find(Handover, "on", "id")))


def sheet(desk: Desk, done: Handover, nexts: Mapping[tuple[str, str], str]) -> Callable[[], bytes]:
    """交接清单, to be signed. `nexts` by (number, what) is the next date of each item as it was. Raises NotAllowed."""
    demand(desk.account.role, Act.PRINT)
    team = {m.id: m.name for m in desk.members()}
    committee, at = desk.committee(), desk.store.now().astimezone(SHANGHAI)

    def press() -> bytes:
        from reports.documents.handover_list import HandedItem, HandedPart, HandoverList

        takers = list(dict.fromkeys(item.to for item in done.items))
        parts = tuple(
            HandedPart(
                team.get(taker, ""),
                tuple(
                    HandedItem(item.number, item.what, nexts.get((item.number, item.what), ""))
                    for item in done.items
                    if item.to == taker
                ),
            )
            for taker in takers
        )
        paper = HandoverList(
            number=done.on.isoformat(),
            committee=committee.committee,
            room=committee.room,
            leaver=team.get(done.member_id, ""),
            on=done.on,
            reason=done.reason,
            parts=parts,
            issued_at=at,
        )
        return render("handover_list", paper, draft=False, practice=desk.practice)

    return press


def _items(desk: Desk, reader: Reader, member: UUID) -> tuple[OpenItem, ...]:
    files = {f.dispute.id: f for f in _files(reader, _file_ids(reader, member))}
    found = [item for file in files.values() if (item := _file_item(desk, file, member))]
    found.sort(key=lambda item: item.number)
    sessions = [
        (s, file) for file in files.values() for s in file.sessions if s.planned and member in _who(s, file.seats)
    ]
    found += [_session_item(s, file) for s, file in sorted(sessions, key=lambda pair: pair[0].starts)]
    for alert in reader.find(Alert, "raised_on", "id", closed_on=None, owner=member):
        found.append(OpenItem(id=alert.id, kind="alert", dispute=None, number="预警", what=alert.subject))
    for shift in reader.find(Shift, "on", "starts", "id", member_id=member):
        if shift.on >= desk.today():
            what = f"{shift.on:%m-%d} 值班 {hours_words(shift)}"
            found.append(OpenItem(id=shift.id, kind="shift", dispute=None, number="值班", what=what))
    return tuple(found)


def _file_ids(reader: Reader, member: UUID) -> set[UUID]:
    """Unarchived files in which the member is named, or sits in a planned session."""
    d, s, seats = TABLES["disputes"].c, TABLES["sessions"].c, TABLES["seats"].c
    named = or_(_holds(d.mediators, member), d.recorder == member, d.registered_by == member)
    found = {row[0] for row in reader.rows(select(d.id).where(d.gone == 0, d.filing != Filing.ARCHIVED, named))}
    at_table = select(s.dispute_id).where(
        s.gone == 0,
        s.planned == True,  # noqa: E712 — a column
        or_(
            _holds(s.attendees, member),
            s.id.in_(select(seats.session_id).where(seats.member_id == member, seats.gone == 0)),
        ),
    )
    return found | {row[0] for row in reader.rows(at_table)}


def _holds(column: Any, member: UUID) -> ColumnElement[bool]:
    """Whether a list of members names this one."""
    return func.instr(type_coerce(column, TEXT), member.hex) > 0


def _files(reader: Reader, ids: Iterable[UUID]) -> list[CaseFile]:
    wanted = sorted(ids)
    return [file for n in range(0, len(wanted), AT_ONCE) for file in reader.files(wanted[n : n + AT_ONCE])]


def _file_item(desk: Desk, file: CaseFile, member: UUID) -> OpenItem | None:
    d = file.dispute
    if d.filing is Filing.ARCHIVED:
        return None
    parts = ["负责调解" if d.mediators[:1] == (member,) else "参加调解"] if member in d.mediators else []
    parts += ["登记待办"] if not d.mediators and d.registered_by == member else []
    parts += ["记录"] if d.recorder == member else []
    if not parts:
        return None
    found = steps(file, desk.today(), desk.handbook.rules)
    coming = next((s for s in found if not s.waiting), found[0] if found else None)
    return OpenItem(
        id=d.id,
        kind="file",
        dispute=d.id,
        number=short_number(d.number),
        what=f"{desk.handbook.category(d.category).short}纠纷,{'、'.join(parts)}",
        next=f"{coming.on:%m-%d} {coming.what}" if coming else "",
    )


def _session_item(session: Session, file: CaseFile) -> OpenItem:
    return OpenItem(
        id=session.id,
        kind="session",
        dispute=session.dispute_id,
        number=short_number(file.dispute.number),
        what=f"{session.starts:%m-%d %H:%M} 调解,参加",
    )


def _who(session: Session, seats: Iterable[Seat]) -> set[UUID | None]:
    return {*session.attendees, *(seat.member_id for seat in seats if seat.session_id == session.id)}


def _taker(
    item: OpenItem, to: Mapping[UUID, UUID], team: Mapping[UUID, Member], leaver: UUID, file: CaseFile | None
) -> Member:
    taker = team.get(to[item.id]) if item.id in to else None
    if taker is None or taker.id == leaver:
        raise RuleBroken("to", f"{item.number} {item.what}:请选接收人。")
    if not taker.active:
        raise RuleBroken("to", f"{taker.name}已不在岗,不能接收,请另选一人。")
    why = barred(taker, file) if file is not None else ""
    if why:
        raise RuleBroken("to", f"{item.number}:{taker.name}须回避({why}),请另选一人。")
    return taker


def _move(tx: Transaction, item: OpenItem, leaver: Member, taker: Member) -> None:
    match item.kind:
        case "file":
            _move_file(tx, item.id, leaver.id, taker.id)
        case "session":
            _move_session(tx, tx.get(Session, item.id), leaver.id, taker)
        case "alert":
            tx.put(replace(tx.get(Alert, item.id), owner=taker.id))
        case _:
            _move_shift(tx, tx.get(Shift, item.id), taker.id)


def _move_file(tx: Transaction, id: UUID, leaver: UUID, taker: UUID) -> None:
    d = tx.get(Dispute, id)
    mediators = instead(d.mediators, leaver, taker)
    if not mediators and d.registered_by == leaver:
        mediators = (taker,)
    tx.put(replace(d, mediators=mediators, recorder=taker if d.recorder == leaver else d.recorder))


def _move_session(tx: Transaction, session: Session, leaver: UUID, taker: Member) -> None:
    tx.put(replace(session, attendees=instead(session.attendees, leaver, taker.id)))
    seats = tx.find(Seat, session_id=session.id)
    seated = any(seat.member_id == taker.id for seat in seats)
    for seat in seats:
        if seat.member_id == leaver:
            tx.remove(seat)
            if not seated:
                tx.put(replace(implied_seat(session, taker), present=False, consented=seat.consented))


def _move_shift(tx: Transaction, shift: Shift, taker: UUID) -> None:
    """Where the taker is on duty anyway, one of the two shifts is enough."""
    there = tx.find(Shift, member_id=taker, on=shift.on)
    if any(not (s.starts and shift.starts and (s.ends <= shift.starts or shift.ends <= s.starts)) for s in there):
        tx.remove(shift)
    else:
        tx.put(replace(shift, member_id=taker))


def instead(people: Sequence[UUID], leaver: UUID, taker: UUID) -> tuple[UUID, ...]:
    """The taker at the leaver's place; nobody stands twice."""
    if leaver not in people:
        return tuple(people)
    return tuple(dict.fromkeys(taker if id == leaver else id for id in people))
