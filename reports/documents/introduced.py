"""Who somebody is, in running text: 申请人: name, sex, ... as agreements and applications to a court print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.documents.document import text_width
from reports.documents.parties import PartyBlock
from reports.documents.wording import agent_lines, party_lines
from reports.typesetting.paragraph import Align, Paragraph, Run
from reports.typesetting.themes import Look


def party(block: PartyBlock, look: Look) -> list[Paragraph]:
    """A party under its role, and each of its agents under theirs."""
    made = introduced(block.role, party_lines(block), look)
    for agent in block.agents:
        made += introduced(agent.kind, agent_lines(agent), look)
    return made


def dense(look: Look) -> Look:
    """The look of a letter that should stay on one leaf: running text as close as in notices."""
    return replace(
        look, body=look.notice, strong=replace(look.strong, size=look.notice.size, leading=look.notice.leading)
    )


def introduced(role: str, lines: list[tuple[str, ...]], look: Look) -> list[Paragraph]:
    """Who somebody is, field by field; fields that do not fit on one line get lines of their own."""
    lead = [Run(f"{role}：", look.strong)]
    room = text_width(look) - 2 * look.body.size
    made: list[Paragraph] = []

    def set_line(fields: Sequence[str]) -> Paragraph:
        first = not made
        runs = [*(lead if first else []), Run("\u3000".join(fields), look.body)]
        return Paragraph(runs, align=Align.LEFT, indent=2, hang=2, space_before=3 if first else 0, keep_with_next=first)

    for fields in lines:
        held: list[str] = []
        for field in fields:
            if held and set_line([*held, field]).natural_width > room:
                made.append(set_line(held))
                held = []
            held.append(field)
        made.append(set_line(held))
    return made
