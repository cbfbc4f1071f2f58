"""From a paper's dataclass to its PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.domain.errors import MediationError


@dataclass
class NotPrintable(MediationError):
    """The press refused, e.g. a character that no font has; the sentence names it."""

    sentence: str

    def for_user(self) -> str:
        return self.sentence


def render(
    kind: str,
    content: Any,
    *,
    draft: bool,
    official: bool = False,
    practice: bool = False,
    source: bytes | None = None,
) -> bytes:
    """The PDF of a paper's dataclass; NotPrintable names what the press refuses."""
    from reports.documents import KINDS
    from reports.errors import PaperError
    from reports.typesetting.themes import Theme

    theme = {"theme": Theme.OFFICIAL} if official else {}
    try:
        return KINDS[kind].build(content, draft=draft, practice=practice, source=source, **theme)
    except PaperError as refused:
        raise NotPrintable(refused.for_user()) from None
