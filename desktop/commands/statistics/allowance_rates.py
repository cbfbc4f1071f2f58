"""补贴标准: the rule table of allowances, and the room's own amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from desktop.commands.desk import Desk
from desktop.commands.statistics.kept import Written, allowance_id, last_written
from desktop.domain.allowances import Rate, Rules
from desktop.domain.errors import NotFound, RuleBroken
from desktop.domain.people import TeamRole
from desktop.domain.permissions import Act
from desktop.domain.reporting import AllowanceSetting
from desktop.storage.store import Reader
from resources import rules as cupboard

LONGEST = 200  # characters of a note
WORDS = ("code", "label", "short", "when", "condition", "basis", "confidence")


@cache
def table_rules() -> Rules:
    """The rule table as it comes with the program."""
    said = cupboard.load("allowances")
    return Rules(
        classes=tuple(_rate(row) for row in said["classes"]),
        bonuses=tuple(_rate(row) for row in said["bonuses"]),
        roles=frozenset(TeamRole(role) for role in said["roles"]),
    )


def _rate(row: dict[str, Any]) -> Rate:
    words = {name: row[name] for name in WORDS}
    return Rate(**words, amount_fen=row["amount_fen"], needs=tuple(row.get("needs", ())))


def payee() -> str:
    """Who gets it, in the words of the table."""
    said: str = cupboard.load("allowances")["payee"]
    return said


def local_rules(reader: Reader) -> Rules:
    """The table with the room's own amounts."""
    own = {setting.code: setting.amount_fen for setting in reader.find(AllowanceSetting)}

    def set_to(rates: Sequence[Rate]) -> tuple[Rate, ...]:
        return tuple(rate.set_to(own.get(rate.code, rate.amount_fen)) for rate in rates)

    rules = table_rules()
    return replace(rules, classes=set_to(rules.classes), bonuses=set_to(rules.bonuses))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """One allowance as the settings show it."""

    rate: Rate
    default: Rate
    own: bool
    note: str = ""
    last: Written | None = None


def rates(desk: Desk) -> tuple[RateLine, ...]:
    """Every allowance with its amount, in the order of the table."""
    with desk.read() as reader:
        own = {setting.code: setting for setting in reader.find(AllowanceSetting)}
        written = last_written(reader, "allowance_settings")
        now = {rate.code: rate for rate in local_rules(reader).all()}
    return tuple(
        RateLine(
            rate=now[rate.code],
            default=rate,
            own=rate.code in own,
            note=own[rate.code].note if rate.code in own else "",
            last=written.get(allowance_id(rate.code)),
        )
        for rate in table_rules().all()
    )


def set_rate(desk: Desk, code: str, amount_fen: int, note: str = "") -> None:
    """The room's own amount, in 分. RuleBroken for one that makes no sense."""
    _known(code)
    note = " ".join(note.split())
    if len(note) > LONGEST:
        raise RuleBroken("note", f"依据请写在 {LONGEST} 字以内。")
    setting = AllowanceSetting(id=allowance_id(code), code=code, amount_fen=amount_fen, note=note)
    with desk.act(Act.MANAGE, "allowance_setting") as tx:
        tx.put(setting)


def reset_rate(desk: Desk, code: str) -> None:
    """Back to the amount of the table; nothing happens where it holds already."""
    _known(code)
    with desk.read() as reader:
        own = reader.maybe(AllowanceSetting, allowance_id(code))
    if own is not None:
        with desk.act(Act.MANAGE, "remove_allowance_setting") as tx:
            tx.remove(own)


def _known(code: str) -> Rate:
    found = next((rate for rate in table_rules().all() if rate.code == code), None)
    if found is None:
        raise NotFound(f"没有“{code}”这项补贴。")
    return found


def rules_of(desk: Desk) -> Rules:
    """The table as it holds in this room."""
    with desk.read() as reader:
        return local_rules(reader)
