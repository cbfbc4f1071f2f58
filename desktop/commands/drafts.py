"""What somebody is typing right now, kept through a crash. Drafts are private to an account and not audited."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.commands.desk import Desk


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved typing: `key` names the form (`intake`, `agreement:<id>` …), `values` what its fields hold."""

    key: str
    saved_at: datetime
    values: dict[str, Any]


def keep(desk: Desk, key: str, values: dict[str, Any]) -> datetime:
    """Put the form's fields aside, durably; the moment for 草稿 14:06 已存."""
    at = desk.now()
    with desk.store.aside() as tx:
        tx.keep_draft(key, desk.account.id, json.dumps(values, ensure_ascii=False), at.isoformat())
    return at


def drop(desk: Desk, key: str) -> None:
    """The form was saved for good, or given up on purpose."""
    with desk.store.aside() as tx:
        tx.drop_draft(key, desk.account.id)


def find(desk: Desk, key: str) -> Draft | None:
    with desk.store.read() as reader:
        for kept, at, body in reader.drafts(desk.account.id):
            if kept == key:
                return Draft(kept, datetime.fromisoformat(at), json.loads(body))
    return None


def all_of(desk: Desk) -> list[Draft]:
    """Newest first: what the program offers to go on with after a start."""
    with desk.store.read() as reader:
        return [
            Draft(k, datetime.fromisoformat(at), json.loads(body)) for k, at, body in reader.drafts(desk.account.id)
        ]
