"""The window round every page: top bar, rail, status line, side panel, cover. It knows no domain.

    shell = Shell("海棠创谷联合纠纷调处室", "联合纠纷调处室", search="搜案件、当事人、电话、拼音首字母")
    shell.add_page("today", "今日", "ph.calendar-check", today_page)
    shell.add_page("settings", "设置", "ph.gear", settings_page, foot=True)
    shell.set_badge("today", 9)
    shell.set_status("who", "周慧兰·调解员", rank=0)
    shell.show_page("today")

A page is any QWidget; a `PageColumn(margins=True)` gives it the page's margins and scrolling.
When a page is shown its `begin_focus()` is called if it has one, else its first focusable child takes the focus.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.kit.cover import Cover
from desktop.ui.kit.focus import FocusRing
from desktop.ui.kit.notices import Notices
from desktop.ui.kit.panel import SidePanel
from desktop.ui.kit.rail import Rail
from desktop.ui.kit.shapes import Kind
from desktop.ui.kit.statusline import StatusLine
from desktop.ui.kit.topbar import TopBar
from desktop.ui.looks import Tone


@runtime_checkable
class BeginsFocus(Protocol):
    """A page that says where its focus begins: the first task, the selected row, the first empty field."""

    def begin_focus(self) -> None: ...


class _Root(QWidget):
    """The window's content; asks for little, so that nothing inside can push the window past the screen."""

    def minimumSizeHint(self) -> QSize:
        return QSize(800, 480)


class _Pages(QStackedWidget):
    def minimumSizeHint(self) -> QSize:
        return QSize(200, 200)

    def sizeHint(self) -> QSize:
        return QSize(1000, 600)


class Shell(QMainWindow):
    """The main window. Shortcuts only ask: every one is a signal that the composition root answers."""

    page_changed = Signal(str)  # key of the page now shown
    new_asked = Signal()  # Ctrl+N or the primary button
    search_changed = Signal(str)  # while typing, preedit excluded
    search_entered = Signal(str)  # Enter or ↓ in the search field
    lock_asked = Signal()  # Ctrl+L
    covered = Signal()  # F12 has hidden everything
    help_asked = Signal()  # F1
    undo_asked = Signal()  # Ctrl+Z where no text field takes it
    print_asked = Signal()  # Ctrl+P
    refresh_asked = Signal()  # F5
    bigger_asked = Signal()  # Ctrl+=
    smaller_asked = Signal()  # Ctrl+-
    panel_opened = Signal()  # a side panel came; the page may quieten its own primary button
    panel_closed = Signal()  # the side panel went away, whoever closed it
    closing = Signal()  # the window is about to close

    def __init__(self, room: str, room_short: str = "", *, search: str = "", new: str = "登记纠纷") -> None:
        """`search`: the field's placeholder, no field when empty. `new`: words of the one constant button."""
        super().__init__()
        self.setWindowTitle(room)
        self._pages: dict[str, QWidget] = {}
        self._to_make: dict[str, Callable[[], QWidget]] = {}
        self._panel_before: QWidget | None = None
        self.on_return: Callable[[], None] | None = None  # instead of uncovering: e.g. show the lock page

        self.top = TopBar(room, room_short or room, search, new)
        self.rail = Rail()
        self.stack = _Pages()
        self.panel = SidePanel()
        self.status = StatusLine()
        self._root = _Root()
        column = QVBoxLayout(self._root)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        row.addWidget(self.panel)
        column.addWidget(self.top)
        column.addLayout(row, 1)
        column.addWidget(self.status)

        self._over = QStackedWidget()
        self._over.addWidget(self._root)
        self._cover = Cover(room)
        self._over.addWidget(self._cover)
        self.setCentralWidget(self._over)
        self.notices = Notices(self.stack)
        self.stack.currentChanged.connect(self.notices.stand_above)
        self._ring = FocusRing(self)

        self.rail.chosen.connect(self.show_page)
        self.top.new_asked.connect(self.new_asked)
        self.top.search_changed.connect(self.search_changed)
        self.top.search_entered.connect(self.search_entered)
        self._cover.return_asked.connect(self._come_back)
        self._actions = [
            self._act("Ctrl+N", self._ask_new),
            self._act("Ctrl+K", self.top.focus_search),
            self._act("Ctrl+L", self.lock_asked.emit),
            self._act("F12", self.cover),
            self._act("F1", self.help_asked.emit),
            self._act("Ctrl+Z", self.undo_asked.emit),
            self._act("Ctrl+P", self.print_asked.emit),
            self._act("F5", self.refresh_asked.emit),
            self._act("Ctrl+=", self.bigger_asked.emit, "Ctrl++"),
            self._act("Ctrl+-", self.smaller_asked.emit),
            *(self._act(f"Ctrl+{n}", self._jump(n)) for n in range(1, 10)),
        ]

    # Pages

    def add_page(
        self, key: str, title: str, icon: str, page: QWidget | Callable[[], QWidget], *, foot: bool = False
    ) -> None:
        """A page, or how it is made when first shown, and its rail item; `foot` puts the item at the rail's lower end.

        The first page added is shown.
        """
        first = not self._pages and not self._to_make
        if isinstance(page, QWidget):
            self._hold(key, page)
        else:
            self._to_make[key] = page
        self.rail.add(key, title, icon, foot=foot)
        if first:
            self.show_page(key)

    def _hold(self, key: str, page: QWidget) -> None:
        self._pages[key] = page
        self.stack.addWidget(page)

    def add_hidden_page(self, key: str, page: QWidget, *, under: str) -> None:
        """A page without an item of its own (one file); the item `under` stays the current one meanwhile."""
        self._pages[key] = page
        self.stack.addWidget(page)
        self.rail.alias(key, under)

    def remove_page(self, key: str) -> None:
        """Take a page away; the widget is the caller's again."""
        page = self.page(key)
        del self._pages[key]
        self.stack.removeWidget(page)
        self.rail.remove(key)
        page.setParent(None)

    def show_page(self, key: str) -> None:
        page = self.page(key)
        changed = self.stack.currentWidget() is not page
        self.stack.setCurrentWidget(page)
        self.rail.set_current(key)
        if changed or not page.isAncestorOf(QApplication.focusWidget() or self):
            self._begin(page)
        self.page_changed.emit(key)

    def page_key(self) -> str:
        """Key of the page shown now, "" before the first."""
        shown = self.stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is shown), "")

    def page(self, key: str) -> QWidget:
        """The page, made now if it has not been shown yet."""
        make = self._to_make.pop(key, None)
        if make is not None:
            self._hold(key, make())
        return self._pages[key]

    def set_badge(self, key: str, count: int, kind: Kind = Kind.BLUE) -> None:
        """What waits for this person; 0 hides it. Amber only for what needs a decision (a conflict)."""
        self.rail.set_badge(key, count, kind)

    # Status line and practice

    def set_status(
        self,
        key: str,
        text: str,
        *,
        icon: str = "",
        tone: Tone = Tone.INK_2,
        rank: int = 50,
        right: bool = False,
        act: Callable[[], object] | None = None,
    ) -> None:
        """One item of the status line, made or changed; "" takes it away. The highest ranks go first when narrow."""
        self.status.show_item(key, text, icon=icon, tone=tone, rank=rank, right=right, act=act)

    def set_practice(self, on: bool) -> None:
        """练习: nothing here is real; the top bar says so in a colour and a word of its own."""
        self.top.set_practice(on)

    # The side panel

    def open_panel(self, panel: QWidget) -> None:
        """Dock `panel` at the right, 584 px at 100 %; the page beside stays usable, the primary button rests."""
        if self.panel.content() is None:
            self._panel_before = QApplication.focusWidget()
        self.panel.show_content(panel)
        self.top.set_new_enabled(False)
        self._begin(panel)
        self.panel_opened.emit()

    def close_panel(self) -> None:
        """Undock the panel; the widget is the caller's again, the focus returns to where it was."""
        if self.panel.content() is None:
            return
        self.panel.clear_content()
        self.top.set_new_enabled(True)
        before, self._panel_before = self._panel_before, None
        if before is not None and before.isVisible():
            before.setFocus()
        self.panel_closed.emit()

    # Cover and lock

    def cover(self) -> None:
        """F12: nothing of the room is readable any more; any key comes back (through `on_return` if set)."""
        self.cover_with(self._cover)
        self.covered.emit()

    def cover_with(self, widget: QWidget) -> None:
        """Show only `widget` (a lock page) in the whole window, all shortcuts resting."""
        if self._over.indexOf(widget) < 0:
            self._over.addWidget(widget)
        for action in self._actions:
            action.setEnabled(False)
        self._over.setCurrentWidget(widget)
        self._begin(widget)

    def uncover(self) -> None:
        """Back to the page that was open, its focus where it was."""
        shown = self._over.currentWidget()
        if shown is self._root:
            return
        self._over.setCurrentWidget(self._root)
        if shown is not None and shown is not self._cover:
            self._over.removeWidget(shown)
            shown.setParent(None)
        for action in self._actions:
            action.setEnabled(True)
        focused = self._root.focusWidget()
        if focused is not None:
            focused.setFocus()

    def is_covered(self) -> bool:
        return self._over.currentWidget() is not self._root

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    # Within

    def _act(self, keys: str, slot: Callable[[], object], *more: str) -> QAction:
        action = QAction(self)
        action.setShortcuts([QKeySequence(each) for each in (keys, *more)])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False: slot())
        self.addAction(action)
        return action

    def _jump(self, number: int) -> Callable[[], None]:
        def jump() -> None:
            keys = self.rail.order()
            if number <= len(keys):
                self.show_page(keys[number - 1])

        return jump

    def _ask_new(self) -> None:
        if self.top.new_enabled():
            self.new_asked.emit()

    def _come_back(self) -> None:
        if self.on_return is not None:
            self.on_return()
        else:
            self.uncover()

    def _begin(self, page: QWidget) -> None:
        if isinstance(page, BeginsFocus):
            page.begin_focus()
            return
        first: QWidget | None = page
        while first is not None and not _takes_focus(first, page):
            first = first.nextInFocusChain()
            if first is page:
                return
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


def _takes_focus(widget: QWidget, page: QWidget) -> bool:
    """Whether the focus of a page may begin here."""
    inside = widget is page or page.isAncestorOf(widget)
    return inside and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabledTo(page)
