"""Typed text as paragraphs."""

from __future__ import annotations

from typing import Any

from reports.typesetting.paragraph import Align, Paragraph, Run, plain
from reports.typesetting.themes import Type


def prose(text: str, type_: Type, *, lead: Run | None = None, indent: float = 2, **paragraph: Any) -> list[Paragraph]:
    """One paragraph for each line of `text`; `lead` opens the first. Blank lines are passed over.

    Raises TextTooLong for the field as a whole, and MissingGlyph.
    """
    lines = [line.strip(" \u3000") for line in plain(text).split("\n")]
    made: list[Paragraph] = []
    for line in filter(None, lines):
        runs = [Run(line, type_)] if made or lead is None else [lead, Run(line, type_)]
        made.append(Paragraph(runs, indent=indent, **paragraph))
    if not made and lead is not None:
        made.append(Paragraph([lead], indent=indent, **paragraph))
    return made


def line(text: str, type_: Type, align: Align = Align.LEFT, **paragraph: Any) -> Paragraph:
    """A line of the form's own words."""
    return Paragraph([Run(text, type_)], align=align, **paragraph)
