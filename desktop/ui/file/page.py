"""The page of one file: head, tabs, and the panel that answers "what now?"."""

from __future__ import annotations

from functools import partial
from typing import cast
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands import papers
from desktop.domain.agreements import Form as AgreementForm
from desktop.domain.agreements import Status
from desktop.domain.changes import Changed
from desktop.domain.disputes import Intake
from desktop.domain.errors import NotFound
from desktop.domain.next_steps import Step
from desktop.domain.permissions import Act
from desktop.ui.file.act_panel import ActPanel
from desktop.ui.file.acts import SmallAct, act, acts_of
from desktop.ui.file.head import FileHead
from desktop.ui.file.panels import PANELS, SidePanel
from desktop.ui.file.side import FileSide
from desktop.ui.file.state import OpenFile
from desktop.ui.file.steps import ACT_OF, follow_step
from desktop.ui.file.strip import NextStrip
from desktop.ui.file.tabs import TABS, FileTab, TabSpec, tabs_of
from desktop.ui.host import Host
from desktop.ui.kit.cards import Card
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.tabs import Tab, Tabs
from desktop.ui.kit.text import wide
from desktop.ui.looks import look
from desktop.ui.shell import Shell

SIDE = 312  # px at 100 %
PASSING = frozenset({"", "file", "paper", "agreement"})  # pages that one does not come "from"
LEAST_TAB = 44  # characters a tab needs beside the panel; with fewer the panel folds


class FilePage(Dressed, QWidget):
    """Shows one file at a time. Whatever was typed is settled before another tab or file is shown."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self.state: OpenFile | None = None
        self._made: dict[str, FileTab] = {}
        self._panel: ActPanel | SidePanel | None = None
        self._panel_open = False
        self.head = FileHead()
        self.strip = NextStrip()
        self.tabs = Tabs([Tab(spec.key, spec.title) for spec in TABS])
        self.stack = QStackedWidget()
        self.card = Card(flush=True)
        self.card.add(self.tabs)
        self.card.add(self.stack, 1)
        self.side = FileSide()
        self.right = QStackedWidget()
        self.right.addWidget(self.side)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(self.strip)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.card, 1)
        body.addWidget(self.right)
        self._column.addLayout(body, 1)
        self._wire()
        self.dress()

    def _wire(self) -> None:
        self.head.back_asked.connect(self.go_back)
        self.head.risk_asked.connect(partial(self.begin_panel, "risk"))
        self.head.agreement.clicked.connect(self._write)
        self.tabs.chosen.connect(self.show_tab)
        self.side.step_asked.connect(self.do_step)
        self.side.tab_asked.connect(self.show_tab)
        self.side.paper_asked.connect(self._show_paper)
        self.strip.step_asked.connect(self.do_step)
        self.strip.panel_asked.connect(self._toggle_panel)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._turn, step))
        back = QShortcut(QKeySequence("Alt+Left"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.go_back)

    # -- what the window asks

    def open(self, id: UUID, tab: str = "overview") -> None:
        """Show a file at a tab; the key of a small act (risk, close, archive, extend …) opens its form."""
        self.settle()
        back = self._where_from()
        small = act(tab)
        own = small is None and tab not in PANELS
        key = tab if own else self.state.tab if self.state and self.state.id == id else "overview"
        self._end_act()
        self.state = OpenFile.read(self._host.desk, id, key, back)
        self._show()
        if small is not None:
            self.begin_act(small)
        elif tab in PANELS:
            self.begin_panel(tab)

    def refresh(self) -> None:
        if self.state is None:
            return
        try:
            self.state = OpenFile.read(self._host.desk, self.state.id, self.state.tab, self.state.back)
        except NotFound:
            back, self.state = self.state.back, None
            self._host.say("这件纠纷已被撤销登记。")
            self._host.open_page(back)
            return
        self._show()

    def heard(self, changed: Changed) -> None:
        wide = changed.touches("people") or changed.touches("alerts")
        if self.state is not None and (wide or self.state.id in changed.disputes):
            self.refresh()

    def settle(self) -> None:
        tab = self._tab()
        if tab is not None:
            tab.settle()
        if self._panel is not None:
            self._panel.settle()

    def begin_focus(self) -> None:
        if self._panel is not None:
            self._panel.begin_focus()
        elif (tab := self._tab()) is not None:
            tab.begin_focus()

    def print_asked(self) -> None:
        self.head.printer.click()

    # -- what a person asks

    def go_back(self) -> None:
        """To the page one came from."""
        self.settle()
        self._host.open_page(self.state.back if self.state else "files")

    def show_tab(self, key: str) -> None:
        if self.state is None:
            return
        if key in PANELS:
            self.begin_panel(key)
            return
        self.settle()
        self.state = self.state.on_tab(key)
        self._show()
        if (tab := self._tab()) is not None:
            tab.begin_focus()

    def do_step(self, step: Step) -> None:
        """The button of a next step."""
        if self.state is None:
            return
        self.settle()
        small = act(ACT_OF.get(step.code, ""))
        if small is not None and small in acts_of(self._host, self.state.file):
            self.begin_act(small)
        elif step.code == "notice" or step.code.startswith("agreement_"):
            follow_step(self._host, self.state.id, step)
        else:
            self.show_tab(step.tab)

    def begin_act(self, small: SmallAct) -> None:
        """Open the form of a small act in the right panel."""
        if self.state is not None:
            self._begin(ActPanel(self._host, self.state, small))

    def begin_panel(self, key: str) -> None:
        """Open a panel with a life of its own (risk, alert)."""
        if self.state is not None:
            self.settle()
            self._begin(PANELS[key].make(self._host, self.state))

    def _begin(self, panel: ActPanel | SidePanel) -> None:
        self._end_act()
        self._panel = panel
        panel.ended.connect(self._act_ended)
        self.right.addWidget(cast(QWidget, panel))
        self.right.setCurrentWidget(cast(QWidget, panel))
        self._fold()
        panel.begin_focus()

    # -- showing

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _show(self) -> None:
        state = self.state
        if state is None:
            return
        focus = QApplication.focusWidget()
        before = focus if focus is not None and self.stack.isAncestorOf(focus) else None
        desk, d = self._host.desk, state.file.dispute
        names = {member.id: member.name for member in desk.members()}
        mediators = "、".join(names.get(id, "") for id in d.mediators)
        self.head.show_file(
            state, mediators, d.category_label or desk.handbook.category(d.category).label, desk.handbook.rules
        )
        self._fill_menus(state)
        self.tabs.show_tabs([self._face(spec, state) for spec in tabs_of(state.file, state.tab)])
        self.tabs.choose(state.tab)
        tab = self._make(state.tab)
        tab.show_file(state.file)
        self.stack.setCurrentWidget(cast(QWidget, tab))
        self.side.show_file(state)
        self.strip.show_file(state)
        if self._panel is not None and not isinstance(self._panel, ActPanel):
            self._panel.refresh()
        self._fold()
        if before is not None and not before.isVisible():
            self._regain(before.accessibleName())

    def _regain(self, name: str) -> None:
        """What had the focus was made anew or went with its tab: to its successor, else where the tab begins."""
        tab = cast(QWidget, self._tab())
        stops = (w for w in tab.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
        successor = next((w for w in stops if name and w.accessibleName() == name and w.isVisibleTo(tab)), None)
        if successor is not None:
            successor.setFocus()
        else:
            self.begin_focus()

    @staticmethod
    def _face(spec: TabSpec, state: OpenFile) -> Tab:
        mark = Shape.TRIANGLE if spec.mark(state.file) else None
        return Tab(spec.key, spec.title, spec.count(state.file), mark)

    def _make(self, key: str) -> FileTab:
        """The tab of a key; made when first shown."""
        if key not in self._made:
            spec = next(spec for spec in TABS if spec.key == key)
            made = spec.make(self._host)
            self._made[key] = made
            self.stack.addWidget(cast(QWidget, made))
        return self._made[key]

    def _tab(self) -> FileTab | None:
        """The tab shown now."""
        return self._made.get(self.state.tab) if self.state else None

    def _fill_menus(self, state: OpenFile) -> None:
        desk, file = self._host.desk, state.file
        printer, more = self.head.printer, self.head.more
        printer.clear()
        for kind, title, session in papers.kinds_of(file):
            printer.add(title, partial(self._show_paper, kind, session))
        printer.setEnabled(bool(papers.kinds_of(file)))
        agreement = file.agreement
        written = agreement is not None and agreement.form is AgreementForm.WRITTEN
        fixed = agreement is not None and agreement.status in {Status.ISSUED, Status.SIGNED}
        self.head.agreement.set_words("看协议" if written and (fixed or not desk.may(Act.DRAFT)) else "写协议")
        talks = file.dispute.intake is Intake.ACCEPTED and not file.dispute.agreed and file.dispute.unsettled
        offered = written or (talks and desk.may(Act.DRAFT))
        self.head.agreement.setVisible(offered)
        self.head.agreement.setEnabled(offered)  # the head may show it again when it folds
        more.clear()
        for small in acts_of(self._host, file):
            more.add(small.title, partial(self.begin_act, small))
        for spec in PANELS.values():
            if spec.offered(self._host, file):
                more.add(spec.title, partial(self.begin_panel, spec.key))
        if file.dispute.intake is Intake.RECEIVED and desk.may(Act.DECIDE):
            more.add("受理、不予受理或转介", lambda: self.show_tab("intake"))
        if "mass" not in {spec.key for spec in tabs_of(file)} and desk.may(Act.EDIT):
            more.add("群体名单", lambda: self.show_tab("mass"))
        if desk.may(Act.EDIT) and file.dispute.unsettled:
            more.add("移送、转介", lambda: self.show_tab("hand_offs"))
        more.add("修改记录", lambda: self.show_tab("history"))

    def _fold(self) -> None:
        """The right panel stands beside the tabs while both have room; else it folds into the strip."""
        side = round(SIDE * min(look().scale, 1.5))
        room = self.width() - 2 * look().page_margin
        beside = room - side - 16 >= LEAST_TAB * wide("国", look().font())
        opened = self._panel_open or self._panel is not None
        self.right.setFixedWidth(min(side, room))
        self.right.setVisible(beside or opened)
        self.head.count.setFixedWidth(side if beside else round(SIDE * min(look().scale, 1.25)))
        narrow = not beside and opened
        self.card.setVisible(not narrow or room - self.right.width() - 16 > room // 2)
        self.strip.setVisible(not beside)
        self.strip.show_open(self._panel_open)
        self.head.count.setVisible(room > 40 * wide("国", look().font()))

    # -- within

    def _where_from(self) -> str:
        """The page that is shown while this one is being opened."""
        shell = self.window()
        here = shell.page_key() if isinstance(shell, Shell) else ""
        if here not in PASSING:
            return here
        return self.state.back if self.state else "files"

    def _write(self) -> None:
        if self.state is not None:
            self.settle()
            self._host.open_agreement(self.state.id)

    def _show_paper(self, kind: str, session: int = 0) -> None:
        if self.state is not None:
            self.settle()
            self._host.show_paper(self.state.id, kind, session)

    def _turn(self, step: int) -> None:
        if self.state is not None:
            keys = [spec.key for spec in tabs_of(self.state.file, self.state.tab)]
            self.show_tab(keys[(keys.index(self.state.tab) + step) % len(keys)])

    def _toggle_panel(self) -> None:
        self._panel_open = not self._panel_open
        self._fold()

    def _act_ended(self) -> None:
        self._end_act()
        self._fold()
        self.begin_focus()

    def _end_act(self) -> None:
        if self._panel is not None:
            self.right.setCurrentWidget(self.side)
            panel = cast(QWidget, self._panel)
            self.right.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
            self._panel = None
