"""Column types that STRICT tables accept, and the JSON text of a field's value.

Dates are ISO text, moments ISO text of local wall time (legal times are typed
by people), money is integer 分, identities are 16 bytes, lists are JSON.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BLOB, INTEGER, TEXT, TypeDecorator
from sqlalchemy.types import TypeEngine


class Plain(TypeDecorator[Any]):
    """A value stored by `encode` and read back by `decode`, both for one annotation."""

    impl = TEXT
    cache_ok = True

    def __init__(self, annotation: Any) -> None:
        super().__init__()
        self.annotation = annotation

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        impls: dict[Any, TypeEngine[Any]] = {bool: INTEGER(), UUID: BLOB()}
        return impls.get(self.annotation, TEXT())

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        if value is None:
            return None
        match self.annotation:
            case a if a is bool:
                return int(value)
            case a if a is UUID:
                return value.bytes
            case _:
                plain = simple(value)
                return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        if value is None:
            return None
        match self.annotation:
            case a if a is bool:
                return bool(value)
            case a if a is UUID:
                return UUID(bytes=value)
            case a if is_text(a):
                return rich(value, a)
            case a:
                return rich(json.loads(value), a)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self


def is_text(annotation: Any) -> bool:
    """Stored as bare text: dates, moments, enums."""
    return annotation in {date, datetime} or (isinstance(annotation, type) and issubclass(annotation, StrEnum))


def column_type(annotation: Any) -> TypeEngine[Any]:
    if annotation is str:
        return TEXT()
    if annotation is int:
        return INTEGER()
    return Plain(annotation)


@cache
def field_types(kind: type) -> dict[str, tuple[Any, bool]]:
    """Field name -> (annotation without None, may be None)."""
    hints = typing.get_type_hints(kind)
    found: dict[str, tuple[Any, bool]] = {}
    for f in fields(kind):
        hint = hints[f.name]
        if isinstance(hint, types.UnionType):
            inner = [a for a in typing.get_args(hint) if a is not type(None)]
            found[f.name] = (inner[0], True)
        else:
            found[f.name] = (hint, False)
    return found


def simple(value: Any) -> Any:
    """A field's value as JSON knows it."""
    match value:
        case None | bool() | int() | float():
            return value
        case StrEnum():
            return value.value
        case str():
            return value
        case UUID():
            return value.hex
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case Mapping():
            return {str(k): simple(v) for k, v in value.items()}
        case tuple() | list():
            return [simple(v) for v in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return simple(asdict(value))
        case _:
            raise TypeError(type(value).__name__)


def rich(value: Any, annotation: Any) -> Any:
    """The field's value from what JSON gave."""
    if value is None:
        return None
    origin = typing.get_origin(annotation)
    if origin is tuple:
        inner = typing.get_args(annotation)[0]
        return tuple(rich(v, inner) for v in value)
    if annotation is UUID:
        return UUID(hex=value)
    if annotation is datetime:
        return datetime.fromisoformat(value)
    if annotation is date:
        return date.fromisoformat(value)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return annotation(value)
    if is_dataclass(annotation) and isinstance(annotation, type):
        kinds = field_types(annotation)
        return annotation(**{k: rich(v, kinds[k][0]) for k, v in value.items()})
    return value


def as_text(value: Any) -> str:
    """The operation log's form of a value: canonical JSON."""
    return json.dumps(simple(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str, kind: type, field: str) -> Any:
    """The value of `kind.field` that an operation wrote."""
    return rich(json.loads(text), field_types(kind)[field][0])
