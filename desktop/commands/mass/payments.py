"""What each person of a mass file got: one act for all, for those who are ticked, or by the bank's list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.records import follow_performance
from desktop.domain.agreements import Performance
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import RuleBroken
from desktop.domain.mass.shares import shares
from desktop.domain.mass.standings import Slot, Standing, lump_fen, slots, standings
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text
from desktop.storage.store import Transaction


def pay(desk: Desk, id: UUID, nth: int, amounts: Mapping[UUID, int], *, on: date, proof: str = "") -> int:
    """Record what people got of one instalment (第 `nth` 期), in fen by claimant, as one act; how many rows were made.

    More than a person's part of the instalment goes on to later instalments of the same obligation. The file's
    performance follows. RuleBroken when there is no agreement in force, for somebody who has no part in it, or for
    more than is owed.
    """
    with desk.act(Act.EDIT, "claimant_paid", dispute=id) as tx:
        file = tx.file(id)
        slot = _slot(file, nth)
        owing = {s.claimant.id: s for s in standings(file, on)}
        given = {claimant: fen for claimant, fen in amounts.items() if fen}
        if not given:
            raise RuleBroken("amount", "没有要记的金额,请先选人或填写金额。")
        _refuse_unshared(file, slot)
        for claimant, fen in given.items():
            _refuse_too_much(file, owing.get(claimant), claimant, fen, slot)
        for row in _rows(file, slot, given, on, proof):
            tx.put(row)
        follow_performance(tx, id)
        tx.detail = {"people": len(given), "fen": sum(given.values())}
    return len(given)


def share_out(desk: Desk, id: UUID, nth: int) -> int:
    """What was recorded in one sum for all, put down person by person in proportion; the rows that were made."""
    with desk.act(Act.EDIT, "claimant_paid", dispute=id) as tx:
        file = tx.file(id)
        slot = _slot(file, nth)
        people = _unpaid_before_lumps(file, slot)
        made = 0
        for lump in [p for p in file.performances if p.obligation_id == slot.obligation.id and p.claimant_id is None]:
            if not lump.amount_fen:
                continue
            parts = dict(zip(people, shares(lump.amount_fen, list(people.values())), strict=True))
            people = {claimant: left - parts[claimant] for claimant, left in people.items()}
            tx.remove(lump)
            made += _shared(tx, file, lump, {claimant: fen for claimant, fen in parts.items() if fen}, made)
        if not made:
            raise RuleBroken("amount", f"{slot.words}没有整笔的记录要分到人。")
        follow_performance(tx, id)
    return made


def take_back(desk: Desk, id: UUID, claimant: UUID, nth: int) -> None:
    """Remove what was recorded for one person under the obligation of one instalment."""
    with desk.act(Act.EDIT, "remove_performance", dispute=id) as tx:
        file = tx.file(id)
        obligation = _slot(file, nth).obligation.id
        rows = [p for p in file.performances if p.obligation_id == obligation and p.claimant_id == claimant]
        if not rows:
            raise RuleBroken("claimant", "这个人在这一期没有到账记录。")
        for row in rows:
            tx.remove(row)
        follow_performance(tx, id)


def open_by_person(file: CaseFile, nth: int, today: date) -> dict[UUID, int]:
    """What each person still gets of one instalment; those who have it all are left out."""
    return {
        s.claimant.id: d.open_fen for s in standings(file, today) for d in s.dues if d.slot.nth == nth and d.open_fen
    }


def _slot(file: CaseFile, nth: int) -> Slot:
    if not file.dispute.agreed:
        raise RuleBroken("agreement", "协议签字生效后才能记到账。")
    found = next((s for s in slots(file) if s.nth == nth), None)
    if found is None:
        raise RuleBroken("nth", "协议里没有这一期,请刷新后再选。")
    return found


def _refuse_unshared(file: CaseFile, slot: Slot) -> None:
    lump = lump_fen(file, slot.obligation.id)
    if lump and not file.done(slot.obligation):
        raise RuleBroken("amount", f"{slot.words}已记过整笔 {fen_text(lump)} 元,请先“分到人”,再逐人记。")


def _refuse_too_much(file: CaseFile, standing: Standing | None, claimant: UUID, fen: int, slot: Slot) -> None:
    known = next((c for c in file.claimants if c.id == claimant), None)
    if known is None:
        raise RuleBroken("claimant", "名单里没有这个人,请刷新后再选。")
    name = file.person(known).name
    if standing is None or not standing.dues:
        raise RuleBroken("claimant", f"{name}没有签协议或分期对不上,不能记到账。")
    if fen < 0:
        raise RuleBroken("amount", f"{name}:金额不能为负数。")
    left = sum(d.open_fen for d in standing.dues if d.slot.obligation.id == slot.obligation.id)
    if fen > left:
        raise RuleBroken("amount", f"{name}:记 {fen_text(fen)},这笔只欠 {fen_text(left)},请核对。")


def _rows(file: CaseFile, slot: Slot, given: Mapping[UUID, int], on: date, proof: str) -> Iterator[Performance]:
    seq = max((p.seq for p in file.performances), default=0)
    for n, (claimant, fen) in enumerate(given.items(), 1):
        yield Performance(
            dispute_id=file.dispute.id,
            obligation_id=slot.obligation.id,
            seq=seq + n,
            on=on,
            amount_fen=fen,
            proof=proof.strip(),
            status="paid",
            claimant_id=claimant,
        )


def _unpaid_before_lumps(file: CaseFile, slot: Slot) -> dict[UUID, int]:
    """Each person's part of the obligation less what was recorded for that person."""
    got: dict[UUID, int] = {}
    for p in file.performances:
        if p.obligation_id == slot.obligation.id and p.claimant_id is not None:
            got[p.claimant_id] = got.get(p.claimant_id, 0) + p.amount_fen
    left: dict[UUID, int] = {}
    for standing in standings(file, slot.due):
        part = sum(d.amount_fen for d in standing.dues if d.slot.obligation.id == slot.obligation.id)
        left[standing.claimant.id] = max(part - got.get(standing.claimant.id, 0), 0)
    return left


def _shared(tx: Transaction, file: CaseFile, lump: Performance, parts: Mapping[UUID, int], before: int) -> int:
    seq = max((p.seq for p in file.performances), default=0) + before
    for n, (claimant, fen) in enumerate(parts.items(), 1):
        row = Performance(
            dispute_id=lump.dispute_id,
            obligation_id=lump.obligation_id,
            seq=seq + n,
            on=lump.on,
            amount_fen=fen,
            proof=lump.proof,
            status=lump.status,
            claimant_id=claimant,
        )
        tx.put(replace(row, extras=lump.extras))
    return len(parts)
