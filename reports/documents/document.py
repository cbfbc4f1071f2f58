"""What a document is to those who list, print and test documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from reportlab.lib.pagesizes import A4
from reportlab.platypus.flowables import Flowable

from reports.documents.parties import Organisation, PartyBlock
from reports.documents.wording import how_to_sign
from reports.typesetting.archive import Imprint
from reports.typesetting.paragraph import Align
from reports.typesetting.press import Mark, Sheet, bind
from reports.typesetting.prose import line
from reports.typesetting.signatures import FOR_A_PEN, FOR_A_STAMP, Signer
from reports.typesetting.themes import Look, Theme


class Build(Protocol):
    """A paper as PDF/A-3b. `draft` and `practice` mark every page; `source` is JSON to attach. Raises PaperError."""

    def __call__(
        self, paper: Any, /, *, theme: Theme = ..., draft: bool = ..., practice: bool = ..., source: bytes | None = ...
    ) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    kind: str
    title: str
    build: Build
    sample: Callable[[], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What a document hands to the press besides its story; `look` where it has a page of its own, `page` its size."""

    title: str
    number: str
    committee: str
    issued_at: datetime
    theme: Theme
    draft: bool
    practice: bool = False
    source: bytes | None
    look: Look | None = None
    page: tuple[float, float] = A4

    def _mark(self) -> Mark:
        if self.practice:
            return Mark.PRACTICE
        return Mark.DRAFT if self.draft else Mark.NONE

    def bound(self, story: Sequence[Flowable]) -> bytes:
        look = self.look or self.theme.look
        sheet = Sheet(title=self.title, number=self.number, look=look, mark=self._mark(), page=self.page)
        imprint = Imprint(
            title=f"{self.title} {self.number}".strip(),
            author=self.committee,
            issued_at=self.issued_at,
            source=self.source,
        )
        return bind(story, sheet, imprint)


def builder(
    title: str | Callable[[Any], str],
    story: Callable[[Any, Look], Sequence[Flowable]],
    dressed: Callable[[Look], Look] = lambda look: look,
    *,
    look: Look | None = None,
    page: tuple[float, float] = A4,
) -> Build:
    """How a paper is built: its `story` in the theme's look, `dressed` where it wants it otherwise.

    `look` is that of a paper whose page is the same in both themes, `page` its size in points. A title that
    each paper brings itself is asked of it.
    """

    def build(
        paper: Any,
        /,
        *,
        theme: Theme = Theme.COMPACT,
        draft: bool = False,
        practice: bool = False,
        source: bytes | None = None,
    ) -> bytes:
        return Binding(
            title=title if isinstance(title, str) else title(paper),
            number=paper.number,
            committee=paper.committee,
            issued_at=paper.issued_at,
            theme=theme,
            draft=draft,
            practice=practice,
            source=source,
            look=look,
            page=page,
        ).bound(story(paper, dressed(look or theme.look)))

    return build


def text_width(look: Look, page: tuple[float, float] = A4) -> float:
    return float(page[0]) - look.left - look.right


def heading(title: str, number: str, look: Look) -> list[Flowable]:
    """The paper's name, and its number below on the right."""
    story: list[Flowable] = [line(title, look.title, Align.CENTRE, space_after=look.title.leading * 0.35)]
    if number:
        story.append(line(f"编号：{number}", look.notice, Align.RIGHT, space_after=6))
    return story


def signer(party: PartyBlock) -> Signer:
    """A party's place to sign, its agents beside it."""
    agents = tuple(Signer(role=agent.kind, name=agent.name) for agent in party.agents)
    stamped = isinstance(party.who, Organisation)
    return Signer(
        role=party.role,
        name=party.name,
        how="盖章" if stamped and agents else how_to_sign(party),
        ink=FOR_A_STAMP if stamped or agents else FOR_A_PEN,
        beside=agents,
    )
