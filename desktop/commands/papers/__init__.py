"""From a file to a paper: what must be printed is copied into the paper's own dataclass.

Each module here holds some kinds of paper (`PAPERS`); the order of `KINDS` is the order of the dossier.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.papers import agreement as _agreement
from desktop.commands.papers import following as _following
from desktop.commands.papers import hand_offs as _hand_offs
from desktop.commands.papers import intake as _intake
from desktop.commands.papers import mass as _mass
from desktop.commands.papers import record as _record
from desktop.commands.papers import sessions as _sessions
from desktop.commands.papers.agreement import TEMPLATE, agreement_content, agreement_paper, issued, render_agreement
from desktop.commands.papers.kind import PaperKind, Source
from desktop.commands.papers.press import NotPrintable, render
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import NotFound
from desktop.domain.permissions import Act, demand
from desktop.domain.records import Printing

__all__ = [
    "KINDS",
    "TEMPLATE",
    "TITLES",
    "NotPrintable",
    "Paper",
    "agreement_content",
    "agreement_paper",
    "applicable",
    "kinds_of",
    "make",
    "prepare",
    "print_record",
    "render",
    "render_agreement",
]

KINDS: dict[str, PaperKind] = {
    paper.kind: paper
    for module in (_intake, _sessions, _record, _agreement, _following, _mass, _hand_offs)
    for paper in module.PAPERS
}
TITLES = {kind: paper.title for kind, paper in KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper of a file, ready to be shown, printed and kept."""

    kind: str
    title: str
    number: str
    pdf: bytes
    draft: bool
    session: int = 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


def applicable(file: CaseFile) -> tuple[str, ...]:
    """The kinds of paper that this file can print now."""
    return tuple(kind for kind, paper in KINDS.items() if paper.single(file))


def make(desk: Desk, id: UUID, kind: str, *, session: int = 0, official: bool = False) -> Paper:
    """The paper of one kind. An issued agreement is the very file that was issued. Raises NotPrintable, NotFound."""
    return prepare(desk, id, kind, session=session, official=official)()


def prepare(desk: Desk, id: UUID, kind: str, *, session: int = 0, official: bool = False) -> Callable[[], Paper]:
    """`make` in two steps: what the paper says is read now, the page is set when the result is called, anywhere.

    A paper shows numbers in full, so seeing one needs the right to print. Raises NotAllowed, NotFound.
    """
    demand(desk.account.role, Act.PRINT)
    with desk.read() as reader:
        file, committee = reader.file(id), reader.committee()
    if kind not in applicable(file):
        raise NotFound(f"这件纠纷现在没有“{TITLES.get(kind, kind)}”可打印。")
    number = file.dispute.number
    kept_as = issued(file) if kind == "agreement" else None
    if kept_as and not official:
        kept = Paper(kind=kind, title=TITLES[kind], number=number, pdf=desk.attached(kept_as), draft=False)
        return lambda: kept
    source = Source(
        file=file,
        committee=committee,
        members={m.id: m for m in desk.members()},
        today=desk.today(),
        rules=desk.handbook.rules,
    )
    content, draft = KINDS[kind].copy(source, session)

    def press() -> Paper:
        pdf = render(kind, content, draft=draft, official=official, practice=desk.practice)
        return Paper(kind=kind, title=TITLES[kind], number=number, pdf=pdf, draft=draft, session=session)

    return press


def print_record(desk: Desk, id: UUID, paper: Paper, *, printer: str, copies: int) -> Printing:
    """Who printed what, when, on which printer, how often, and exactly which bytes."""
    record = Printing(
        dispute_id=id,
        document=paper.kind,
        title=paper.title,
        at=desk.now(),
        by=desk.account.id,
        printer=printer,
        copies=copies,
        sha256=paper.sha256,
        draft=paper.draft,
    )
    with desk.act(Act.PRINT, "print", dispute=id, undoable=False) as tx:
        tx.put(record)
        tx.detail = {"document": paper.kind, "copies": copies, "sha256": paper.sha256}
    return record


def kinds_of(file: CaseFile) -> tuple[tuple[str, str, int], ...]:
    """(kind, title, which) of every single paper that this file can print."""
    return tuple((kind, title, which) for kind, paper in KINDS.items() for which, title in paper.single(file))
