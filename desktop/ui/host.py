"""What a page may ask of the window around it. Pages know this, never the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.desk import Desk
from desktop.commands.papers import Paper
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.ui.syncing import Syncing

T = TypeVar("T")


class Host(Protocol):
    """The window's side of the bargain."""

    desk: Desk
    syncing: Syncing

    def do(self, act: Callable[[], T], *, said: str = "", undo: bool = False) -> T | None:
        """Run a command. A MediationError becomes a notice (None comes back); success says `said`, with 撤销 if `undo`.

        A form that wants the cursor in the wrong field goes by `attempt`.
        """

    def problem(self, error: MediationError) -> None:
        """Show why something was refused, until it is dismissed."""

    def say(self, words: str, *, undo: bool = False) -> None:
        """A quiet line at the bottom of the page, with 撤销 if `undo`."""

    def ask(self, title: str, sentence: str, yes: str, then: Callable[[], None]) -> None:
        """Only for what cannot be undone: a panel with its own words; `then` runs on yes."""

    def submit(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Slow work elsewhere; `done` here."""

    def open_page(self, key: str) -> None:
        """Go to a page of the rail: today, files, agreements, people, settings."""

    def open_file(self, id: UUID, tab: str = "overview") -> None:
        """One file: overview parties intake evidence sessions agreement performance follow_up papers history."""

    def open_files(self, title: str, ids: Sequence[UUID]) -> None:
        """These files in 纠纷, under a title that says what they have in common, until the person clears it."""

    def open_agreement(self, id: UUID) -> None:
        """The agreement editor of a dispute (a draft is begun when there is none)."""

    def open_pocket(self, *, back: bool = False) -> None:
        """口袋清单: what goes along on a visit, or its results typed `back`."""

    def open_handover(self, member: UUID) -> None:
        """What waits for a member who leaves, and who takes it."""

    def open_intake(self) -> None:
        """The 登记 panel beside the page."""

    def open_panel(self, panel: QWidget) -> None:
        """Another panel in the place of 登记, folded away like it."""

    def close_panel(self) -> None:
        """Fold the side panel away."""

    def open_help(self, page: str) -> None:
        """The help about a page of the window, by its key."""

    def arrived(self, changed: Changed) -> None:
        """Other workstations' work is here now: every page looks again at what it shows of it."""

    def show_paper(self, id: UUID, kind: str, session: int = 0) -> None:
        """Preview and print a paper of a dispute."""

    def print_paper(self, id: UUID, paper: Paper) -> None:
        """Straight to the print panel with this paper."""

    def show_sheet(self, title: str, make: Callable[[], bytes], *, name: str = "") -> None:
        """Preview, print and save a PDF that belongs to no file: a day's list, a shift log.

        `make` runs in a job, so what it needs is read before; a MediationError of it is shown in place of the
        pages. The audit keeps `title`, which therefore names nobody; `name` is the file's name when it is saved.
        """


class Page(Protocol):
    """What the window expects of a page (a QWidget). A page that edits also has `settle()`: save before it goes."""

    def refresh(self) -> None:
        """Ask the data again and show it; selection, scroll and typed text survive."""

    def heard(self, changed: Changed) -> None:
        """Something was saved, here or elsewhere: refresh if it is shown on this page."""

    def begin_focus(self) -> None:
        """The page comes to the front: put the focus where its work begins."""
