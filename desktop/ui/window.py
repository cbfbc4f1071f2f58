"""The working window: the shell, the pages, and what pages may ask of it (`Host`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.commands import history, lists
from desktop.commands.desk import Desk
from desktop.commands.papers import Paper
from desktop.commands.syncing import status
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.jobs import Jobs
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Rank
from desktop.ui.kit.notices import Choice
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.shell import Shell
from desktop.ui.sync.said import clock
from desktop.ui.sync.standing import Standing
from desktop.ui.syncing import Syncing
from desktop.ui.words import ACTS, ROLES

T = TypeVar("T")
SEARCH = "搜案件、当事人、电话、拼音首字母"


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page of the window: `make` is called once with the host.

    A page without a rail item says `under` which item it stands; it is made when it is first opened.
    """

    key: str
    title: str
    icon: str
    make: Callable[[Host], Any]
    foot: bool = False
    under: str = ""


class Window(QObject):
    """One person's desk on the screen. Pages are given; the window only arranges them and carries words."""

    lock_asked = Signal()
    scale_asked = Signal(int)  # +1 or -1 step
    help_asked = Signal()
    saved = Signal(object)  # Changed

    def __init__(self, desk: Desk, jobs: Jobs, pages: Sequence[PageSpec], intake: Callable[[Host], Any]) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        self._make_intake = intake
        self._intake: Any = None
        room = desk.committee().room
        self.shell = Shell(room, room[-7:] if room.endswith("联合纠纷调处室") else room, search=SEARCH)
        self.shell.set_practice(desk.practice)
        self.syncing = Syncing(desk, jobs, parent=self.shell)
        self._standing = Standing(self.shell, lambda: self.open_page("sync"))
        self._pages: dict[str, Any] = {}
        self._unmade = {spec.key: spec for spec in pages}  # made when first asked for: the start is felt
        self.stable_pages = frozenset(spec.key for spec in pages if not spec.under)
        for spec in pages:
            if not spec.under:
                self.shell.add_page(spec.key, spec.title, spec.icon, partial(self.page, spec.key), foot=spec.foot)
        self._saved_at = ""
        self._sheet_from = "today"  # where the way back from a sheet leads
        self._left = False  # closed: what comes home now finds no page any more
        self._badges = QTimer(self.shell, singleShot=True, interval=0)
        self._badges.timeout.connect(self._count_badges)
        self._wire()
        self._show_status()
        self._badges.start()
        desk.told = self._heard
        self.syncing.start()

    def _wire(self) -> None:
        shell = self.shell
        shell.new_asked.connect(self.open_intake)
        shell.lock_asked.connect(self.lock_asked)
        shell.undo_asked.connect(self.undo)
        shell.refresh_asked.connect(self.refresh)
        shell.refresh_asked.connect(self.syncing.now)
        shell.bigger_asked.connect(lambda: self.scale_asked.emit(1))
        shell.smaller_asked.connect(lambda: self.scale_asked.emit(-1))
        shell.help_asked.connect(self.help_asked)
        shell.print_asked.connect(self._print_shown)
        shell.search_changed.connect(self._search)
        shell.search_entered.connect(self._go_to_found)
        shell.page_changed.connect(self._page_changed)
        shell.panel_closed.connect(self._panel_closed)
        shell.closing.connect(self._leave)
        self.syncing.moved.connect(self._badges.start)
        self.syncing.came.connect(self.arrived)
        self.syncing.wanted.connect(self._want)

    # -- what pages ask

    def do(self, act: Callable[[], T], *, said: str = "", undo: bool = False) -> T | None:
        try:
            done = act()
        except MediationError as error:
            self.problem(error)
            return None
        if said:
            self.say(said, undo=undo)
        return done

    def problem(self, error: MediationError) -> None:
        self.shell.notices.warn(error.for_user())

    def say(self, words: str, *, undo: bool = False) -> None:
        self.shell.notices.say(words, undo=self.undo if undo else None)

    def ask(self, title: str, sentence: str, yes: str, then: Callable[[], None]) -> None:
        self.shell.notices.ask(title, sentence, [Choice(yes, then, Rank.PRIMARY), Choice("取消")])

    def submit(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self.jobs.submit(work, lambda made: None if self._left else done(made))

    def open_page(self, key: str) -> None:
        self.page(key)
        self.shell.show_page(key)

    def open_file(self, id: UUID, tab: str = "overview") -> None:
        self.page("file").open(id, tab)
        self.shell.show_page("file")

    def open_files(self, title: str, ids: Sequence[UUID]) -> None:
        self.page("files").show_only(title, ids)
        self.shell.show_page("files")

    def open_agreement(self, id: UUID) -> None:
        if self.page("agreement").open(id):
            self.shell.show_page("agreement")

    def open_pocket(self, *, back: bool = False) -> None:
        self.page("pocket").show_view("back" if back else "out")
        self.shell.show_page("pocket")

    def open_handover(self, member: UUID) -> None:
        self.page("handover").open(member)
        self.shell.show_page("handover")

    def open_intake(self) -> None:
        if self._intake is None:
            self._intake = self._make_intake(self)
            self.shell.open_panel(self._intake)

    def open_panel(self, panel: QWidget) -> None:
        self.close_panel()
        self._intake = panel
        self.shell.open_panel(panel)

    def close_panel(self) -> None:
        self.shell.close_panel()

    def open_help(self, page: str) -> None:
        self.page("help").open_for(page)
        self.open_page("help")

    def arrived(self, changed: Changed) -> None:
        self.desk.refresh_rules()
        for page in self._pages.values():
            page.heard(changed)
        self._badges.start()
        self.saved.emit(changed)

    def show_paper(self, id: UUID, kind: str, session: int = 0) -> None:
        self.page("paper").open(id, kind, session)
        self.shell.show_page("paper")

    def print_paper(self, id: UUID, paper: Paper) -> None:
        self.page("paper").open_paper(id, paper)
        self.shell.show_page("paper")

    def show_sheet(self, title: str, make: Callable[[], bytes], *, name: str = "") -> None:
        page, back = self.page("sheet"), self.shell.page_key()
        if back != "sheet":
            self._sheet_from = back
            self.shell.rail.alias("sheet", self.shell.rail.under(back))
        page.open(title, make, name, self._sheet_from)
        self.shell.show_page("sheet")

    # -- what the person asks of the window

    def undo(self) -> None:
        act = self.do(lambda: history.undo_last(self.desk))
        if act:
            self.say(f"已撤销:{ACTS.get(act, act)}")

    def refresh(self) -> None:
        for page in self._pages.values():
            page.refresh()
        self._badges.start()

    def settle(self) -> None:
        """Save what is being typed on every page: before locking, leaving or closing."""
        for page in (*self._pages.values(), self._intake):
            if page is not None and hasattr(page, "settle"):
                page.settle()

    def page(self, key: str) -> Any:
        """The page, made now if nobody has looked at it yet."""
        spec = self._unmade.pop(key, None)
        if spec is not None:
            self._pages[key] = spec.make(self)
            if spec.under:
                self.shell.add_hidden_page(key, self._pages[key], under=spec.under)
        return self._pages[key]

    @property
    def intake(self) -> Any:
        """The open intake panel, or None."""
        return self._intake

    def _search(self, words: str) -> None:
        """While typing: the list shows what is found, the cursor stays in the search."""
        here = self.shell.page_key()
        if "files" not in self.stable_pages or (not words and here != "files"):
            return
        if here != "files":
            self.shell.stack.setCurrentWidget(self.shell.page("files"))
            self.shell.rail.set_current("files")
            self._page_changed("files")
        self.page("files").search(words)

    def _go_to_found(self, words: str) -> None:
        """Enter or ↓ in the search: the cursor goes to the first file found."""
        self._search(words)
        if words:
            self.shell.show_page("files")

    def _print_shown(self) -> None:
        page = self._pages.get(self.shell.page_key())
        if page is not None and hasattr(page, "print_asked"):
            page.print_asked()

    def _page_changed(self, key: str) -> None:
        for other, page in self._pages.items():
            if other != key and hasattr(page, "settle"):
                page.settle()
        self._pages[key].refresh()

    def _panel_closed(self) -> None:
        panel, self._intake = self._intake, None
        if panel is not None:
            if hasattr(panel, "settle"):
                panel.settle()
            panel.deleteLater()

    def _leave(self) -> None:
        self._left = True
        self.syncing.stop()

    def _want(self, sentence: str) -> None:
        """Something that only a person can put right, once."""
        self.shell.notices.warn(sentence, action="看同步", act=lambda: self.open_page("sync"))

    # -- what was saved

    def _heard(self, changed: Changed) -> None:
        self._saved_at = f"{self.desk.now():%H:%M}"
        self._show_status()
        for page in self._pages.values():
            page.heard(changed)
        self._badges.start()
        self.syncing.nudge()
        self.saved.emit(changed)

    def _count_badges(self) -> None:
        for key, count in lists.badges(self.desk).items():
            if key in self.stable_pages:
                self.shell.set_badge(key, count)
        if "sync" in self.stable_pages:
            now = status.status(self.desk)
            if not self._saved_at and now.connected and now.saved_at is not None:
                self._saved_at = clock(now.saved_at, self.desk.now())
                self._show_status()
            self.shell.set_badge("sync", now.decisions, Kind.AMBER)
            self._standing.show(now, self.syncing.problem, self.syncing.running, self.desk.now())

    def _show_status(self) -> None:
        account = self.desk.account
        with self.desk.store.read() as reader:
            from desktop.domain.people import Member

            member = reader.maybe(Member, account.member_id)
        name = member.name if member else account.name
        self.shell.set_status("who", f"{name}·{ROLES[account.role]}", rank=0)
        saved = f"本机已保存 {self._saved_at}" if self._saved_at else "本机加密保存"
        self.shell.set_status("saved", saved, icon="ph.check-circle", tone=Tone.INK_2, rank=10)
        self.shell.set_status("lock", "锁定 Ctrl+L", rank=5, right=True, act=self.lock_asked.emit)
