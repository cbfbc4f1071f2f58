"""Values to JSON and back by their fields: an identity is written as the name that it has in the file."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.commands.transfer.reading import Node
from desktop.domain.people import Extras
from desktop.storage.columns import field_types, simple

# Which register names the things that a field points to. What is not here is no identity, or stands by its place.
POINTS: Mapping[str, str] = {
    "member_id": "member",
    "by": "member",
    "second": "member",
    "seen_by": "member",
    "closed_by": "member",
    "owner": "member",
    "to": "member",
    "on_duty": "member",
    "members": "member",
    "party_id": "party",
    "asked": "party",
    "claimant_id": "claimant",
    "dispute": "dispute",
    "disputes": "dispute",
    "about_id": "dispute",
    "rule_id": "rule",
}
SILENT = frozenset({"id", "dispute_id", "session_id", "reception_id", "extras"})
NOBODY: dict[Any, Any] = {}


class Names:
    """identity -> name in the file, by register; or name -> identity when reading."""

    def __init__(self, **registers: Mapping[Any, Any]) -> None:
        self._registers = registers

    def beside(self, **registers: Mapping[Any, Any]) -> Names:
        return Names(**{**self._registers, **registers})

    def of(self, register: str) -> Mapping[Any, Any]:
        return self._registers.get(register, NOBODY)


def written(value: Any, names: Names, only: Iterable[str] = ()) -> dict[str, Any]:
    """The fields that say something, extras among them; `only` these where some are written elsewhere.

    Somebody who is not in the file (an account without a member) is left out.
    """
    wanted = set(only)
    out: dict[str, Any] = {}
    for f in fields(value):
        if f.name in SILENT or (wanted and f.name not in wanted):
            continue
        content = getattr(value, f.name)
        if content == _default(f) or content in (None, ()):
            continue
        told = _told(content, names.of(POINTS.get(f.name, "")), names)
        if told not in (None, []):
            out[key_of(f.name)] = told
    return out if wanted else out | dict(getattr(value, "extras", {}))


def key_of(field: str) -> str:
    """`member_id` is `member` in the file: it holds a name there."""
    return field.removesuffix("_id")


def _told(content: Any, register: Mapping[Any, Any], names: Names) -> Any:
    match content:
        case UUID():
            return register.get(content)
        case tuple():
            return [told for part in content if (told := _told(part, register, names)) is not None]
        case _ if is_dataclass(content):
            return written(content, names)
        case _:
            return simple(content)


def read(kind: Any, node: Node, names: Names, **known: Any) -> Any:
    """A value of `kind` from its object; Unreadable, with the place, for what does not fit. Extras keep the rest."""
    values = taken(kind, node, names, [name for name in field_types(kind) if name not in known])
    if "extras" in field_types(kind):
        values["extras"] = node.rest()
    return kind(**values, **known)


def taken(kind: Any, node: Node, names: Names, only: Iterable[str]) -> dict[str, Any]:
    """The fields of `kind` that an object holds, for those who read the rest themselves."""
    types = field_types(kind)
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}
    values: dict[str, Any] = {}
    for name in only:
        if name in SILENT:
            continue
        key = key_of(name)
        if name in needed and not node.has(key):
            raise node.wrong(key, "这一项不能空")
        if node.has(key):
            values[name] = _taken(types[name][0], key, node, names.of(POINTS.get(name, "")), names)
    return values


def _taken(annotation: Any, key: str, node: Node, register: Mapping[Any, Any], names: Names) -> Any:
    if typing.get_origin(annotation) is tuple:
        return _listed(typing.get_args(annotation)[0], key, node, register, names)
    if annotation is UUID:
        return _found(node.raw(key), key, node, register)
    if annotation is bool:
        return node.flag(key)
    if annotation is int:
        return node.whole(key)
    if annotation is datetime:
        return node.needed_moment(key)
    if annotation is date:
        return node.needed_day(key)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return node.one_of(key, annotation)
    if annotation == Extras:
        return node.mapping(key)
    return node.text(key)


def _listed(inner: Any, key: str, node: Node, register: Mapping[Any, Any], names: Names) -> tuple[Any, ...]:
    if inner is UUID:
        value = node.raw(key)
        if not isinstance(value, list):
            raise node.wrong(key, "这里应是一个列表")
        return tuple(_found(one, key, node, register) for one in value)
    if inner is int:
        return node.wholes(key)
    if is_dataclass(inner) and isinstance(inner, type):
        return tuple(read(inner, one, names) for one in node.objects(key))
    if inner is date:
        return tuple(Node({key: one}, node.place).needed_day(key) for one in node.words(key))
    if inner == Extras:
        return node.mappings(key)
    return node.words(key)


def _found(written: Any, key: str, node: Node, register: Mapping[Any, Any]) -> UUID:
    named = isinstance(written, str | int) and not isinstance(written, bool)
    if not named or written not in register:
        raise node.wrong(key, f"文件里没有“{str(written)[:40]}”")
    id: UUID = register[written]
    return id


def _default(f: Any) -> Any:
    if f.default is not MISSING:
        return f.default
    return f.default_factory() if f.default_factory is not MISSING else MISSING
