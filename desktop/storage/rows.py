"""From what an operation says to what a row holds, checked as if an enemy had written it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from desktop.domain.errors import RuleBroken
from desktop.storage.columns import Plain, field_types, rich
from desktop.storage.schema import KINDS, TABLES

NOT_READABLE = (
    *(ValueError, TypeError, KeyError, AttributeError, RuleBroken, OverflowError, RecursionError),
    msgspec.MsgspecError,
)
_decode = msgspec.json.Decoder().decode  # as json.loads, without NaN and the infinities
NUMBERS = range(-(1 << 63), 1 << 63)


class Unknown(Exception):
    """A kind, field or value that this program cannot show: written by a newer one, or broken."""


def empty(kind: str, field: str) -> Any:
    """What a field holds before anybody wrote it."""
    hint, optional = field_types(KINDS[kind])[field]
    if optional:
        return None
    default = next(f for f in fields(KINDS[kind]) if f.name == field)
    if default.default_factory is not MISSING and field != "id":
        return default.default_factory()
    return {str: "", int: 0, bool: False}.get(hint, default.default if hint is not date else None)


@cache
def _how(kind: str, field: str) -> tuple[Any, bool, Callable[[Any], Any]]:
    """(annotation, may be None, from the value to what the driver takes)."""
    hint, optional = field_types(KINDS[kind])[field]
    column = TABLES[kind].c[field].type
    bind = (
        (lambda value: column.process_bind_param(value, None)) if isinstance(column, Plain) else (lambda value: value)
    )
    return hint, optional, bind


def value_of(kind: str, field: str, text: str) -> Any:
    """The value that an operation wrote. Unknown when this program cannot tell what it is."""
    if kind not in KINDS or field not in field_types(KINDS[kind]):
        raise Unknown
    hint, optional, _bind = _how(kind, field)
    try:
        plain = _decode(text)
        if hint is str and type(plain) is str:
            return plain
        if plain is None:
            if optional:
                return None
            raise Unknown
        if hint in (str, int, bool) and type(plain) is not hint:
            raise Unknown
        if hint is int and plain not in NUMBERS:
            raise Unknown
        return rich(plain, hint)
    except NOT_READABLE:
        raise Unknown from None


def stored(kind: str, field: str, value: Any) -> Any:
    """What the driver takes for a value."""
    return _how(kind, field)[2](value)


@cache
def _blanks(kind: str) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, empty(kind, f.name)) for f in fields(KINDS[kind]) if f.name != "id")


def whole(kind: str, id: UUID, said: Mapping[str, Any]) -> Any:
    """The object of a kind from what was said of it, the rest empty. Unknown when it breaks its own rules."""
    values = {**dict(_blanks(kind)), **said}
    if any(value is MISSING for value in values.values()):
        raise Unknown
    try:
        return KINDS[kind](id=id, **values)
    except NOT_READABLE:
        raise Unknown from None


def row_of(kind: str, value: Any) -> dict[str, Any]:
    """What the driver takes for a whole object."""
    return {f.name: stored(kind, f.name, getattr(value, f.name)) for f in fields(value)}


def columns_of(kind: str, value: Any) -> tuple[Any, ...]:
    """What the driver takes for a whole object, in the order of its fields."""
    return tuple([bind(getattr(value, name)) if bind else getattr(value, name) for name, bind in _binds(kind)])


@cache
def _binds(kind: str) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    found = []
    for f in fields(KINDS[kind]):
        column = TABLES[kind].c[f.name].type
        found.append((f.name, _how(kind, f.name)[2] if isinstance(column, Plain) else None))
    return tuple(found)


@cache
def insertion(kind: str) -> str:
    names = [f.name for f in fields(KINDS[kind])]
    listed, asked = ", ".join(f'"{n}"' for n in names), ", ".join("?" for _ in names)
    return f"INSERT INTO {kind} ({listed}) VALUES ({asked})"


@cache
def replacement(kind: str) -> str:
    """Insert or overwrite a whole row, its tombstone (:gone) too."""
    names = [*(f.name for f in fields(KINDS[kind])), "gone"]
    listed, asked = ", ".join(f'"{n}"' for n in names), ", ".join(f":{n}" for n in names)
    sets = ", ".join(f'"{n}" = excluded."{n}"' for n in names if n != "id")
    return f'INSERT INTO {kind} ({listed}) VALUES ({asked}) ON CONFLICT ("id") DO UPDATE SET {sets}'


@cache
def change(kind: str, names: tuple[str, ...]) -> str:
    """Overwrite some fields of a row: their values in this order, then the id."""
    sets = ", ".join(f'"{n}" = ?' for n in names)
    return f'UPDATE {kind} SET {sets} WHERE "id" = ?'
