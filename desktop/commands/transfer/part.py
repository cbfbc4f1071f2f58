"""A list of the room's file: how each of its things goes out and comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop.commands.transfer.reading import Node
from desktop.commands.transfer.shapes import Names, read, written
from desktop.domain.errors import RuleBroken


def read_part(kind: type[Any], node: Node, names: Names, **known: Any) -> Any:
    """A value of `kind`; Unreadable, with the place, for what the format or a rule of the room refuses."""
    try:
        return read(kind, node, names, **known)
    except RuleBroken as broken:
        raise node.wrong(broken.field, broken.sentence) from None


@dataclass(frozen=True, slots=True)
class Part:
    """`key` in the file, the kind, by what two of it are the same thing, and its two ways where they are special."""

    key: str
    kind: type[Any]
    same: Callable[[Any], object]
    write: Callable[[Any, Names], dict[str, Any]] = written
    read: Callable[[type[Any], Node, Names], Any] = read_part
