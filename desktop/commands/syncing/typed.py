"""A third value typed while settling: understood by the field's own parser, and refused as its own form would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.typed import (
    clean_line,
    clean_name,
    clean_text,
    fold_id,
    fold_phone,
    parse_date,
    parse_datetime,
    parse_fen,
)
from desktop.storage.columns import field_types
from desktop.storage.schema import KINDS

NAMES = frozenset({"name", "legal_representative"})
IDS = frozenset({"id_number", "uscc"})
CHOSEN = frozenset(  # what the handling decides, or what has a list: a side may be chosen, no third made up
    {
        *("category", "category_list", "source", "result", "procedure", "kind", "type", "education", "employment"),
        *("code", "rule", "cautions", "outcome_code", "id_type"),
        *("key", "ref", "case_no", "temp_no", "no", "intake", "mediation", "performing", "risk", "filing", "outcome"),
        *("status", "draft_no", "digest", "sha256", "content_sha256", "template", "figures", "month", "role"),
    }
)


def can_type(kind: str, field: str) -> bool:
    """Whether a third value may be typed: words, days, moments, amounts, numbers, one of a few, yes or no."""
    if kind not in KINDS or field in CHOSEN or field not in field_types(KINDS[kind]):
        return False
    hint = field_types(KINDS[kind])[field][0]
    return hint in {str, int, date, datetime, bool} or (isinstance(hint, type) and issubclass(hint, StrEnum))


def among(kind: str, field: str) -> tuple[Any, ...]:
    """What a field with few values may hold: the members of its enum, or yes and no; empty where one types."""
    hint = field_types(KINDS[kind])[field][0]
    if hint is bool:
        return (True, False)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return tuple(hint)
    return ()


def parsed(kind: str, field: str, text: str, today: date) -> Any:
    """The value that the words mean. RuleBroken(field) where they mean none."""
    if not can_type(kind, field):
        raise RuleBroken(field, "这一项不能另写,请在两边的值里选一个。")
    hint, optional = field_types(KINDS[kind])[field]
    if not text.strip():
        if optional:
            return None
        if hint is str:
            return ""
        raise RuleBroken(field, "请写明改成什么。")
    try:
        return _meaning(hint, field, today)(text)
    except MediationError as unclear:
        raise RuleBroken(field, unclear.for_user()) from unclear
    except (ValueError, KeyError):
        raise RuleBroken(field, "看不懂,请按这一项的写法重写。") from None


def _meaning(hint: Any, field: str, today: date) -> Callable[[str], Any]:
    if hint is date:
        return lambda text: parse_date(text, today)
    if hint is datetime:
        return lambda text: parse_datetime(text, today)
    if hint is bool:
        return lambda text: {"是": True, "否": False}[text.strip()]
    if hint is int:
        return parse_fen if field.endswith("_fen") else lambda text: int(clean_line(text))
    if hint is not str:
        return lambda text: hint(text.strip())
    if field in NAMES:
        return clean_name
    if field in IDS:
        return fold_id
    if field == "phone":
        return fold_phone
    return lambda text: clean_text(text) if "\n" in text else clean_line(text)
