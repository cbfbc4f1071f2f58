"""分表: the further tables of the period, one at a time, as they are printed; and what the room writes down itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.lists import Files, Filter
from desktop.commands.statistics import export
from desktop.commands.statistics.figures import Entry
from desktop.commands.statistics.masking import Cover
from desktop.domain.changes import Changed
from desktop.domain.counting import Basis, Period
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.buttons import quiet
from desktop.ui.kit.cards import Card, Hairline
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.sidelist import Part, SideList
from desktop.ui.looks import Tone
from desktop.ui.statistics.allowances import AllowancesPane
from desktop.ui.statistics.asking import MANY, MOST, items, listed
from desktop.ui.statistics.drill import Drill
from desktop.ui.statistics.exporting import preview
from desktop.ui.statistics.ledgers import LedgersPane
from desktop.ui.statistics.links import Link, link
from desktop.ui.statistics.organisation import OrganisationPane
from desktop.ui.statistics.screenings import ScreeningsPane
from desktop.ui.statistics.sheet_table import SheetTable
from reports.statistics.sheets import Sheet


class OwnPane(Protocol):
    """A pane that shows and keeps something by itself (a QWidget)."""

    def show_period(self, period: Period) -> None: ...

    def heard(self, changed: Changed) -> None: ...

    def settle(self) -> None: ...

    def begin_focus(self) -> None: ...


OWN: dict[str, tuple[str, Callable[[Host], Any]]] = {
    "organisation": ("组织情况", OrganisationPane),
    "screenings": ("排查记录", ScreeningsPane),
    "allowances": ("补贴核算", AllowancesPane),
    "ledgers": ("台账", LedgersPane),
}


class SheetPane(QWidget):
    """One table: its title, its cells, its foot, and the files of the figure that was opened."""

    opened = Signal(object)
    listed = Signal(str, object)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._period: Period | None = None
        self._basis: Basis | None = None
        self._sheets: tuple[Sheet, ...] = ()
        self._table = ""
        self._ids: list[UUID] = []
        self.title = ElidedLabel("", 11, bold=True, least=8)
        self.unit = ElidedLabel("", tone=Tone.INK_2, least=0)
        self.parts = Segments([], name="分表")
        self.print = quiet("预览打印", icon="ph.printer")
        self.table = SheetTable()
        self.notes = Label("", tone=Tone.INK_2, wrap=True)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 6, 16, 8)
        foot.addWidget(self.notes)
        self.drill = Drill()
        self.drill.set_edge(Tone.SURFACE)
        self.line = Hairline()
        self._away_files()
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 8, 4)
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.unit, 1)
        head.addWidget(self.parts)
        head.addWidget(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline())
        column.addWidget(self.table, 1)
        column.addWidget(Hairline())
        column.addLayout(foot)
        column.addWidget(self.line)
        column.addWidget(self.drill)
        self.parts.chosen.connect(self._turn)
        self.table.entered.connect(self._enter)
        self.print.clicked.connect(self._print)
        self.drill.entered.connect(self.opened)
        self.drill.left.connect(self._away)
        self.drill.closed.connect(self._away)
        self.drill.wanted.connect(lambda: self.listed.emit(f"统计:{self.sheet().name}", self._ids))

    def show_table(self, table: export.Table, period: Period, basis: Basis | None) -> None:
        """A table of a period; masked as it is given out. Refused `not_counted`."""
        if (period, basis) != (self._period, self._basis):
            self._away_files()
        self._period, self._basis, self._table = period, basis, table.code
        self._sheets = table.make(self._host.desk, export.Asked(period, basis, Cover()))
        self.parts.show_segments([Segment(sheet.code, _part(sheet)) for sheet in self._sheets])
        self.parts.setVisible(len(self._sheets) > 1)
        self.print.setVisible(self._host.desk.may(Act.REPORT))
        self._show()

    def sheet(self) -> Sheet:
        return next((s for s in self._sheets if s.code == self.parts.key()), self._sheets[0])

    def link(self, row: int, column: int) -> Link | None:
        assert self._period is not None
        return link(self._host.desk, self.sheet(), row, column, self._period)

    def begin_focus(self) -> None:
        self.table.setFocus()

    def _turn(self, _key: str) -> None:
        self._away_files()
        self._show()

    def _show(self) -> None:
        sheet = self.sheet()
        self.title.setText(sheet.title)
        self.unit.setText(f"{sheet.period}·单位:{sheet.unit}" if sheet.unit else sheet.period)
        self.notes.setText("\n".join(sheet.notes))
        self.notes.setVisible(bool(sheet.notes))
        self.table.show_sheet(sheet, self._links)

    def _links(self, row: int, column: int) -> bool:
        sheet = self.sheet()
        if sheet.code == "register":
            return column == 1 and row < len(sheet.rows)
        value = (sheet.rows[row] if row < len(sheet.rows) else sheet.totals())[column]
        return isinstance(value, int) and value != 0 and self.link(row, column) is not None

    def _enter(self, row: int, column: int) -> None:
        sheet = self.sheet()
        if sheet.code == "register":
            self._open_file(row)
            return
        found = self.link(row, column)
        if found is None:
            return
        first, head = (sheet.rows[row][0] if row < len(sheet.rows) else sheet.total), sheet.columns[column].head[-1]
        words = f"{first}·{head}"
        value = (sheet.rows[row] if row < len(sheet.rows) else sheet.totals())[column]
        ask = partial(listed, self._host.desk, found.line, found.period, self._basis)
        if isinstance(value, int) and value > MANY:
            self.drill.show_files(words, (), note="正在列出…", closable=True)
            self._host.submit(ask, partial(self._show_files, words, found))
        else:
            self._show_files(words, found, ask())

    def _show_files(self, words: str, of: Link, entries: tuple[Entry, ...] | None) -> None:
        found = entries or ()
        self._ids = list(dict.fromkeys(entry.dispute for entry in found))
        more = f"另有 {len(found) - MOST:,} 件,在“纠纷”里看全部。" if len(found) > MOST else ""
        shown = items(found[:MOST], of.line)
        self.drill.show_files(f"{words} {len(found):,} 件", shown, note=more, closable=True)
        self.drill.setFixedHeight(min(self.drill.whole(), max(self.height() // 3, self.drill.least())))
        self.drill.show()
        self.line.show()
        if found:
            self.drill.items.start()

    def _open_file(self, row: int) -> None:
        """The register says case numbers; the file of one is found by it."""
        sheet = self.sheet()
        if row >= len(sheet.rows):
            return
        files = Files(self._host.desk, Filter(words=str(sheet.rows[row][1])))
        ids = files.ids()
        if len(ids) == 1:
            self.opened.emit(ids[0])

    def _away(self) -> None:
        self._away_files()
        self.table.setFocus()

    def _away_files(self) -> None:
        self.drill.hide()
        self.line.hide()

    def _print(self) -> None:
        """As an export gives it out: masked, and not while an identity fails (导出 asks for the reason)."""
        sheet, desk = self.sheet(), self._host.desk
        if self._period is None:
            return
        name = f"{export.stem(desk, self._period)}-{sheet.name}"
        make = preview(desk, self._table, f"-{sheet.name}.pdf", self._period, self._basis)
        self._host.show_sheet(sheet.title, make, name=name)


class SheetsView(QWidget):
    """The list of tables at the left, the chosen one at the right."""

    opened = Signal(object)
    listed = Signal(str, object)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._period: Period | None = None
        self._basis: Basis | None = None
        self._own: dict[str, Any] = {}
        tables = [Part(t.code, t.label) for t in export.ALL if t.code not in OWN]
        own = [Part(key, words) for key, (words, _) in OWN.items() if key != "ledgers" or host.desk.may(Act.REPORT)]
        self.list = SideList([*tables, *own], name="分表")
        self.pane = SheetPane(host)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.pane)
        card = Card(flush=True)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(Hairline(vertical=True))
        row.addWidget(self.stack, 1)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.list.chosen.connect(lambda _key: self._show())
        self.list.entered.connect(self._enter)
        self.pane.opened.connect(self.opened)
        self.pane.listed.connect(self.listed)

    def show_period(self, period: Period, basis: Basis | None) -> None:
        """Ask the chosen table again. Refused `not_counted`."""
        self._period, self._basis = period, basis
        self._show()

    def show_part(self, key: str) -> None:
        self.settle()
        self.list.choose(key)
        self._show()

    def heard(self, changed: Changed) -> None:
        for pane in self._own.values():
            if not isinstance(pane, LedgersPane):
                pane.heard(changed)

    def settle(self) -> None:
        for pane in self._own.values():
            pane.settle()

    def begin_focus(self) -> None:
        self.list.setFocus()

    def print_asked(self) -> None:
        if self.stack.currentWidget() is self.pane:
            self.pane.print.click()

    def _show(self) -> None:
        if self._period is None:
            return
        key = self.list.key()
        if key in OWN:
            if key not in self._own:
                self._own[key] = self._made(key)
            own = self._own[key]
            if isinstance(own, LedgersPane):
                own.show_period(self._period, self._basis)
            else:
                own.show_period(self._period)
            self.stack.setCurrentWidget(own)
            return
        self.pane.show_table(next(t for t in export.ALL if t.code == key), self._period, self._basis)
        self.stack.setCurrentWidget(self.pane)

    def _made(self, key: str) -> Any:
        """A pane of the room's own records, its card without an edge inside this one."""
        own = OWN[key][1](self._host)
        inside = own.findChildren(Card, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for card in [own] if isinstance(own, Card) else inside:
            card.set_edge(Tone.SURFACE)
        if isinstance(own, LedgersPane):
            own.cross.hide()
            own.no.hide()
            own.left.connect(self.list.setFocus)
            own.opened.connect(self.opened)
        self.stack.addWidget(own)
        return own

    def _enter(self) -> None:
        pane: Any = self.stack.currentWidget()
        pane.begin_focus()


def _part(sheet: Sheet) -> str:
    """What a table of several sheets calls each: 第一部分, 第二部分, or its own name."""
    parts = {"case_table": "第一部分", "case_table_2": "第二部分", "reception": "按日", "reception_matters": "按事项"}
    return parts.get(sheet.code, sheet.name)
