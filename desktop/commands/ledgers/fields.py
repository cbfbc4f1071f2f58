"""Every field that a column of a ledger can show, by its code."""

from __future__ import annotations

from functools import cache

from desktop.commands.ledgers import fields_after, fields_file, fields_people, fields_work
from desktop.commands.ledgers.field import Field


@cache
def fields() -> dict[str, Field]:
    """code -> field, in the order in which one would look for them."""
    found = (*fields_file.fields(), *fields_people.fields(), *fields_work.fields(), *fields_after.fields())
    by_code = {field.code: field for field in found}
    if len(by_code) != len(found) or len({field.label for field in found}) != len(found):
        raise ValueError("a field is there twice")
    return by_code


def field(code: str) -> Field | None:
    return fields().get(code)
