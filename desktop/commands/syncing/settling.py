"""A person's word on what two stations wrote apart: one audited act; what was not chosen stays in the history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.history import refuse_nonsense
from desktop.commands.numbers.settling import renumber
from desktop.commands.private_notes import refuse_outsiders
from desktop.commands.syncing.concerned import (
    BY_SIDE,
    DELETE,
    KEEP,
    RENUMBER,
    SEEN,
    SUPPLEMENT,
    WITH_REASON,
    choices,
    open_concerns,
)
from desktop.commands.syncing.decisions import Decision, between
from desktop.commands.syncing.typed import parsed
from desktop.domain.agreements import Agreement
from desktop.domain.errors import RuleBroken
from desktop.domain.merging import DELETED
from desktop.domain.permissions import Act
from desktop.domain.stations import Settlement
from desktop.storage.schema import GONE, KINDS, TABLES
from desktop.storage.store import Transaction

SETTLE, SETTLE_CONCERN = "settle", "settle_concern"
MOVED = "这一项刚才又有变化,请看过再定。"
Choice = int | str | Sequence[str]

_NEEDS: dict[str, Act] = {
    "agreements": Act.DRAFT,
    "terms": Act.DRAFT,
    "obligations": Act.DRAFT,
    "members": Act.TEAM,
    "shifts": Act.TEAM,
    "reception_rules": Act.TEAM,
    "accounts": Act.MANAGE,
    "committees": Act.MANAGE,
    "limit_settings": Act.MANAGE,
    "calendar_years": Act.MANAGE,
    "counting_settings": Act.MANAGE,
    "ledger_maps": Act.MANAGE,
}


def needed(decision: Decision) -> Act:
    """The right that settling it asks for: that of an ordinary edit of the same thing."""
    return _NEEDS.get(decision.kind, Act.EDIT)


def settle(desk: Desk, decision: Decision, choice: Choice, note: str = "") -> None:
    """Decide it for every station. RuleBroken where the value may not stand, or where something moved meanwhile.

    `choice`: the number of a side; for values also typed words, one for each place, in place of all sides; for a
    concern one of its `choices`. `note` says why; it is asked for where two papers were signed.
    """
    if decision.concern is not None:
        _settle_concern(desk, decision, choice, note)
    else:
        _settle_values(desk, decision, choice, note)


def _settle_values(desk: Desk, decision: Decision, choice: Choice, note: str) -> None:
    values = _values(desk, decision, choice)
    with desk.act(needed(decision), SETTLE, dispute=decision.dispute) as tx:
        _refuse_moved(desk, tx, decision)
        tx.detail = {"note": note.strip()} if note.strip() else {}
        if decision.kind == "private_notes" and decision.dispute is not None:
            refuse_outsiders(desk, tx, decision.dispute)
        _refuse_sealed(tx, decision)
        if _is_gone(tx, decision):
            tx.set_fields(decision.kind, decision.object, values, settles=True)
            return
        kind: Any = KINDS[decision.kind]
        kept = replace(tx.get(kind, decision.object), **values)  # its own rules speak here
        tx.put(kept, settles=frozenset(values))
        if decision.dispute is not None:
            refuse_nonsense(tx, decision.dispute, kept)


def _values(desk: Desk, decision: Decision, choice: Choice) -> dict[str, Any]:
    """What each field is to hold."""
    fields = [place.field for place in decision.places]
    if isinstance(choice, int):
        return dict(zip(fields, decision.sides[choice].values, strict=True))
    typed = [choice] if isinstance(choice, str) else list(choice)
    today = desk.today()
    if len(fields) == 1 and not typed[0].strip():
        raise RuleBroken(fields[0], "请写明改成什么,或选一边。")
    pairs = zip(decision.places, typed, strict=True)
    return {place.field: parsed(place.kind, place.field, text, today) for place, text in pairs}


def _refuse_moved(desk: Desk, tx: Transaction, decision: Decision) -> None:
    """Somebody settled it, or another value came, since this was read."""
    now = next((d for d in between(desk, tx, decision.object) if d.key == decision.key), None)
    if now is None or now.heads != decision.heads:
        raise RuleBroken("decision", MOVED)


def _is_gone(tx: Transaction, decision: Decision) -> bool:
    table = TABLES[decision.kind].c
    rows = tx.rows(select(table[GONE]).where(table.id == decision.object))
    return bool(rows and rows[0][0])


def _refuse_sealed(tx: Transaction, decision: Decision) -> None:
    """The words of an issued agreement never change."""
    if decision.kind != "agreements":
        return
    agreement = tx.maybe(Agreement, decision.object)
    if agreement is not None and agreement.frozen:
        raise RuleBroken("agreement", "协议已签发,文字不能再改;需要变动请另订补充协议。")


def _settle_concern(desk: Desk, decision: Decision, choice: Choice, note: str) -> None:
    allowed = choices(decision)
    said = allowed[choice] if isinstance(choice, int) else choice if isinstance(choice, str) else ""
    if said not in allowed:
        raise RuleBroken("choice", "请先选一项。")
    if decision.code in WITH_REASON and not note.strip():
        raise RuleBroken("note", "请写明以哪一份为准的理由。")
    if said == SUPPLEMENT and not note.strip():
        raise RuleBroken("note", "请写明补充协议要写什么。")
    if said == RENUMBER:
        _renumber(desk, decision, note)
    with desk.act(needed(decision), SETTLE_CONCERN, dispute=decision.dispute) as tx:
        rows = open_concerns(desk, tx)
        if decision.concern is None or all(row.id != decision.concern.bytes for row in rows):
            raise RuleBroken("decision", MOVED)
        tx.detail = {"code": decision.code, "choice": said} | ({"note": note.strip()} if note.strip() else {})
        tx.put(
            Settlement(
                id=decision.concern,
                code=decision.code,
                dispute_id=decision.dispute,
                choice=_lasting(decision, said),
                note=note.strip(),
                settled_by=desk.account.member_id,
                settled_on=desk.today(),
            )
        )
        for row in _same_number(decision, rows) if said == RENUMBER else ():
            tx.put(
                Settlement(
                    id=UUID(bytes=row.id),
                    code=decision.code,
                    dispute_id=UUID(bytes=row.dispute) if row.dispute else None,
                    choice=SEEN,
                    settled_by=desk.account.member_id,
                    settled_on=desk.today(),
                )
            )
        if said in (KEEP, DELETE):
            tx.set_fields(decision.kind, decision.object, {DELETED: said == DELETE}, settles=True)


def _renumber(desk: Desk, decision: Decision, note: str) -> None:
    """The file gets another number; what the rules say about the reason is said of the note."""
    if decision.dispute is None:
        return
    try:
        renumber(desk, decision.dispute, note)
    except RuleBroken as broken:
        raise RuleBroken("note" if broken.field == "reason" else broken.field, broken.sentence) from broken


def _same_number(decision: Decision, rows: Sequence[Any]) -> list[Any]:
    """The same concern as the other files have it: with another number here it is over for them too."""
    mark = decision.detail.get("mark")
    others = [row for row in rows if row.code == decision.code and row.id != getattr(decision.concern, "bytes", b"")]
    return [row for row in others if json.loads(row.detail).get("mark") == mark]


def _lasting(decision: Decision, said: str) -> str:
    """What the row keeps: the choice, or the act that counts by its transaction."""
    return said if decision.code not in BY_SIDE else f"act:{said}"
