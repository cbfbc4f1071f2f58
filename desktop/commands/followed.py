"""The promise of the room: every unsettled file has a next action, with a date and somebody who answers for it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import TEXT, func, select, type_coerce

from desktop.commands.handbook import Handbook, moves_dates
from desktop.commands.summaries import summarise_all
from desktop.commands.watching import watch_companies
from desktop.domain.disputes import Filing
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Agent, Claimant, Member, Party
from desktop.storage.schema import TABLES, summaries
from desktop.storage.store import Reader, Transaction

AT_ONCE = 500  # whole files read together


def keep_followed(tx: Transaction, handbook: Handbook, today: date) -> None:
    """Write the lines of every file that this act touched; RuleBroken when one would be forgotten.

    A file is forgotten when it is unsettled and has no next action, no date, nobody who answers for it, or when
    the one who answers has left. What an older program left so is not refused; what this act makes so is.
    """
    tx.flush()  # what several stations wrote is put together first: the lines are read from what stands then
    ids = list(tx.changed.disputes | touched_through_people(tx) | touched_through_team(tx) | touched_through_rules(tx))
    here = {m.id.bytes for m in tx.find(Member) if m.active}
    for n in range(0, len(ids), AT_ONCE):
        some = ids[n : n + AT_ONCE]
        before = _owners(tx, some)
        for row in summarise_all(tx, some, handbook, today):
            if row["unsettled"]:
                _refuse_forgotten(row, before, here)
    watch_companies(tx, ids, today)
    _ask_again(tx, ids)
    _refuse_leaving(tx, here)


def _ask_again(tx: Transaction, ids: list[UUID]) -> None:
    """What was asked about a file is asked anew by the act that moved it; where there are no stations, nothing is."""
    from desktop.commands.syncing.file_concerns import look_over

    if len(tx.devices()) > 1:
        for n in range(0, len(ids), AT_ONCE):
            look_over(tx, ids[n : n + AT_ONCE])


def _owners(tx: Reader, ids: list[UUID]) -> dict[bytes, bytes | None]:
    s = summaries.c
    return dict(map(tuple, tx.rows(select(s.dispute, s.owner).where(s.dispute.in_([id.bytes for id in ids])))))


def _refuse_forgotten(row: dict[str, Any], before: dict[bytes, bytes | None], here: set[bytes]) -> None:
    number, was_so = row["number"], before.get(row["dispute"], b"")
    if not row["next_on"]:
        raise RuleBroken("next", f"{number} 会没有下一步,请先安排一次跟踪再保存。")
    owner = row["owner"]
    if owner == was_so:
        return
    if owner is None:
        raise RuleBroken("mediator", f"{number} 会没有人负责,请指定一名调解员再保存。")
    if owner not in here:
        raise RuleBroken("mediator", f"{number} 的负责人{row['owner_name']}已不在任,请指定一名在任的调解员。")


def _refuse_leaving(tx: Transaction, here: set[bytes]) -> None:
    """Nobody leaves while files still wait for them."""
    left = [id.bytes for kind, id in tx.changed.objects if kind == "members" and id.bytes not in here]
    if not left:
        return
    s = summaries.c
    waiting = tx.rows(select(s.owner_name, s.number).where(s.unsettled == 1, s.owner.in_(left)))
    if waiting:
        name = waiting[0][0]
        raise RuleBroken("active", f"{name}手上还有 {len(waiting)} 件未结纠纷,请先办理交接,再停用。")


def touched_through_people(tx: Transaction) -> frozenset[UUID]:
    """The files whose summary shows a person that this transaction changed."""
    changed = {id for kind, id in tx.changed.objects if kind == "people"}
    if not changed:
        return frozenset()
    parts: list[Party | Agent | Claimant] = [
        *tx.find(Party, person_id=changed),
        *tx.find(Agent, person_id=changed),
        *tx.find(Claimant, person_id=changed),
    ]
    return frozenset(p.dispute_id for p in parts)


def touched_through_rules(tx: Transaction) -> frozenset[UUID]:
    """Every file that waits for something, when the limits or the calendar changed: its dates may have moved."""
    if not moves_dates(tx.changed):
        return frozenset()
    s = summaries.c
    waiting = select(s.dispute).where((s.unsettled == 1) | (s.next_on > ""))
    return frozenset(UUID(bytes=row[0]) for row in tx.rows(waiting))


def touched_through_team(tx: Transaction) -> frozenset[UUID]:
    """The unsettled files that a changed member answers for or sits in: a new role may bar them (回避)."""
    changed = {id for kind, id in tx.changed.objects if kind == "members"}
    if not changed:
        return frozenset()
    s, seats, sessions, disputes = summaries.c, TABLES["seats"].c, TABLES["sessions"].c, TABLES["disputes"].c
    found: set[UUID] = set()
    for member in changed:
        mine = select(s.dispute).where(s.unsettled == 1, (s.owner == member.bytes) | s.mediators.contains(member.hex))
        found |= {UUID(bytes=row[0]) for row in tx.rows(mine)}
        sits = func.instr(type_coerce(sessions.attendees, TEXT), member.hex) > 0
        for query in (
            select(seats.dispute_id).where(seats.member_id == member, seats.gone == 0),
            select(sessions.dispute_id).where(sessions.planned == 1, sessions.gone == 0, sits),
            select(disputes.id).where(disputes.recorder == member, disputes.filing == Filing.OPEN.value),
        ):
            found |= {row[0] for row in tx.rows(query)}
    return frozenset(found)
