"""The page beside the clauses: set again after each pause of the keys, marked at the clause being edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from desktop.commands import papers
from desktop.domain.agreements import Agreement
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import MediationError, NotAllowed
from desktop.domain.people import Committee, Member
from desktop.domain.permissions import Act
from desktop.domain.wording import numeral, printed_terms
from desktop.ui.host import Host
from desktop.ui.kit.pdf import Mark
from desktop.ui.papers.viewer import Viewer
from desktop.ui.words import ROLES

PAUSE_MS = 120  # after the last key; with the press and the way home still under 300 ms
_SHORTEST = 8  # characters of a clause by which it can still be found


@dataclass(frozen=True, slots=True)
class Sight:
    """What the page shows: the file with the agreement in it, the clause being edited, words at fault by clause."""

    file: CaseFile
    agreement: Agreement
    term: int = 0
    faults: Mapping[int, Sequence[str]] = field(default_factory=dict)


class LivePage(QObject):
    """Keeps a Viewer in step. One page is under way at most; what comes home late is shown until the next."""

    def __init__(self, host: Host, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._host, self.viewer = host, viewer
        self._committee: Committee | None = None
        self._members: dict[UUID, Member] = {}
        self._wanted: Sight | None = None
        self._shown: Sight | None = None
        self._pdf = b""
        self._busy = self._again = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._set)

    def begin(self, committee: Committee, members: Mapping[UUID, Member]) -> None:
        """Another agreement: who prints it and who signs it."""
        self._committee, self._members = committee, dict(members)
        self._shown, self._pdf = None, b""
        self.viewer.sheets.clear()

    def show(self, sight: Sight, *, at_once: bool = False) -> None:
        self._wanted = sight
        role = self._host.desk.account.role
        if not self._host.desk.may(Act.PRINT):  # the page shows identity numbers in full
            self.viewer.show_problem(NotAllowed(ROLES[role], "看文书").for_user(), mend=False)
            return
        if at_once:
            self._timer.stop()
            self._set()
        else:
            self._timer.start()

    def mark(self, term: int) -> None:
        """Another clause is being edited; the words are the same."""
        if self._wanted is not None and self._wanted.term != term:
            self._wanted = Sight(self._wanted.file, self._wanted.agreement, term, self._wanted.faults)
            if not self._timer.isActive() and not self._busy:
                self._show_marks()

    def waiting(self) -> bool:
        """Whether the page is behind the words."""
        return self._timer.isActive() or self._busy

    def _set(self) -> None:
        sight, committee, members = self._wanted, self._committee, self._members
        if sight is None or committee is None:
            return
        if self._busy:
            self._again = True
            return
        practice = self._host.desk.practice

        def work() -> bytes | MediationError:
            try:
                paper = papers.agreement_paper(sight.file, sight.agreement, committee, members)
                return papers.render("agreement", paper, draft=True, practice=practice)
            except MediationError as refused:
                return refused

        self._busy = True
        self._host.submit(work, self._landed)

    def _landed(self, made: bytes | MediationError) -> None:
        self._busy = False
        if isinstance(made, MediationError):
            self.viewer.show_problem(made.for_user())
        elif made != self._pdf or self.viewer.problem():
            self._pdf = made
            self.viewer.show_paper(made)
        if not isinstance(made, MediationError):
            self._show_marks()
        if self._again:
            self._again = False
            self._set()

    def _show_marks(self) -> None:
        sight = self._wanted
        if sight is None or not self._pdf:
            return
        clauses = printed_terms(sight.file, sight.agreement)
        marks = self._clause(clauses, sight.term)
        sheets = self.viewer.sheets
        faults = [
            mark
            for term, words in sight.faults.items()
            if term <= len(clauses)
            for word in words
            for mark in sheets.locate(word, within=f"{numeral(term)}、{clauses[term - 1]}", fault=True)
        ]
        sheets.mark([*marks, *faults])
        if marks:
            sheets.reveal(marks[0])

    def _clause(self, clauses: Sequence[str], term: int) -> list[Mark]:
        """Where the clause stands; its beginning when it runs over two pages."""
        if not 1 <= term <= len(clauses):
            return []
        words = f"{numeral(term)}、{clauses[term - 1]}"
        locate: Callable[[str], list[Mark]] = self.viewer.sheets.locate
        reach = len(words)
        while reach >= _SHORTEST:
            if marks := locate(words[:reach]):
                return marks
            reach = reach * 2 // 3
        return locate(words) if len(words) < _SHORTEST else []
