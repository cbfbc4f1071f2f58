"""A frozen month in a room's file: its cases as they were sealed, with the names that its files and members have there.

In another room the same files and members have other identities. The digest is over those of the freezing; so the
file holds these, and a room that takes the month in keeps beside its own identities which they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.commands.statistics import tallies
from desktop.commands.statistics.freezing import CAME, SUMS, is_whole
from desktop.commands.transfer.part import read_part
from desktop.commands.transfer.reading import Node
from desktop.commands.transfer.shapes import Names, written
from desktop.domain.counting import AXES, MEASURES
from desktop.domain.counting.frozen import DAYS, Row, as_row, renamed, rules_said
from desktop.domain.reporting import FrozenMonth

TEXTS = (*DAYS, *AXES, "helpers", "number", "dispute")
KEPT = {"disputes": "dispute", "members": "member"}  # in the file: identity at the freezing -> name there, by register


def frozen_out(frozen: FrozenMonth, names: Names) -> dict[str, Any]:
    """The month as it was sealed."""
    came = frozen.extras.get(CAME, {})
    extras = {k: v for k, v in frozen.extras.items() if k not in {SUMS, CAME}}
    cases = tuple(renamed(line, came) for line in frozen.cases)
    out = written(replace(frozen, cases=cases, extras=extras), names)
    ids = {KEPT["disputes"]: _disputes(frozen.cases), KEPT["members"]: _members(frozen.cases)}
    for key, register in KEPT.items():
        known = names.of(register)
        told = {came.get(id, id): known[UUID(hex=id)] for id in ids[register] if UUID(hex=id) in known}
        if told:
            out[key] = told
    return out


def frozen_in(kind: type[Any], node: Node, names: Names) -> FrozenMonth:
    """The month under the identities of this room; Unreadable when it is not what its digest says."""
    named = {register: node.mapping(key) for key, register in KEPT.items()}
    sealed: FrozenMonth = read_part(kind, node, names)
    _refuse_nonsense(sealed, node)
    if not is_whole(sealed):
        raise node.wrong("digest", "封存的数字和它的摘要对不上,文件被改动过")
    here = {
        old: names.of(register)[name].hex
        for register, told in named.items()
        for old, name in told.items()
        if isinstance(name, str | int) and name in names.of(register)
    }
    cases = tuple(renamed(line, here) for line in sealed.cases)
    came = {new: old for old, new in here.items() if new != old}
    extras = {**sealed.extras, SUMS: _summed(sealed, cases)} | ({CAME: came} if came else {})
    return replace(sealed, cases=cases, extras=extras)


def _disputes(cases: Sequence[Row]) -> Iterator[str]:
    yield from dict.fromkeys(line["dispute"] for line in cases)


def _members(cases: Sequence[Row]) -> Iterator[str]:
    found = (id for line in cases for id in (line["mediator"], *line["helpers"].split()) if id)
    yield from dict.fromkeys(found)


def _summed(frozen: FrozenMonth, cases: Sequence[Row]) -> list[list[object]]:
    """What the cases add up to in the month, as a freezing keeps it."""
    places: dict[tallies.Place, list[int]] = {}
    for line in cases:
        row = as_row(line)
        tallies.add_up(places, row | {"dispute": UUID(hex=row["dispute"]).bytes})
    basis = rules_said(frozen.counting).basis.value
    return [
        [axis, key, {m: n for m, n in zip(MEASURES, figures, strict=True) if n}]
        for (of, month, axis, key), figures in sorted(places.items())
        if of == basis and month == frozen.month and any(figures)
    ]


def _refuse_nonsense(sealed: FrozenMonth, node: Node) -> None:
    """What no freezing writes: everything that reads the month would stumble over it."""
    try:
        rules_said(sealed.counting)
    except (KeyError, ValueError):
        raise node.wrong("counting", "看不懂统计口径") from None
    if not all(type(n) is int for n in sealed.figures.values()):
        raise node.wrong("figures", "这里应是整数")
    for n, line in enumerate(sealed.cases):
        if not _right(line):
            raise node.wrong(f"cases[{n}]", "看不懂封存的案件")


def _right(line: Mapping[str, Any]) -> bool:
    figures = line.get("figures")
    return (
        all(isinstance(line.get(name), str) for name in TEXTS)
        and type(line.get("no")) is int
        and isinstance(figures, dict)
        and all(type(n) is int for n in figures.values())
        and all(_is_id(id) for id in (*_disputes([line]), *_members([line])))
    )


def _is_id(said: str) -> bool:
    return len(said) == 32 and all(c in "0123456789abcdef" for c in said)
