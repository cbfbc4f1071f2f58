"""The room's rules as data: lists, time limits and their legal basis, each with a version."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

NAMES: Final = (
    "allowances",
    "case_table",
    "categories",
    "cautions",
    "deadlines",
    "dossier",
    "ethnic_groups",
    "hand_offs",
    "holidays",
    "ledgers",
    "organisation",
    "quorum",
    "refusal_grounds",
    "risk",
    "roles",
    "sources",
)


@cache
def _text(name: str) -> str:
    if name not in NAMES:
        raise KeyError(f"no rules called {name!r}; there are {', '.join(NAMES)}")
    return (files(__name__) / f"{name}.json").read_text(encoding="utf-8")


def load(name: str) -> dict[str, Any]:
    """The rules file `name` of NAMES; each call gives a fresh value, so that no caller can change another's.

    Raises KeyError for an unknown name.
    """
    rules: dict[str, Any] = json.loads(_text(name))
    return rules


def rows(name: str) -> list[dict[str, Any]]:
    """The main list of a rules file in its official order: categories, deadlines, dossier items, years, ..."""
    found: list[dict[str, Any]] = load(name)[_MAIN.get(name, name)]
    return found


_MAIN: Final = {
    "allowances": "classes",
    "case_table": "lines",
    "dossier": "items",
    "hand_offs": "organs",
    "holidays": "years",
    "organisation": "lines",
    "refusal_grounds": "grounds",
    "risk": "rules",
}
