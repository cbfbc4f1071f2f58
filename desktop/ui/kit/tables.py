"""The list: painted rows, columns that fold by rank, keys for everything, and nothing lost on a refresh."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.ui.kit.delegates import PAD, RowDelegate
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.models import ListModel
from desktop.ui.kit.text import draw_text, wide
from desktop.ui.looks import Tone, look

ROW, HEAD = 32, 36
MOST_COPIED = 10_000
_SPARE = 6  # px a row may grow by, so that the list ends on a whole row


class ListHeader(QHeaderView):
    """Titles in ink-2 on sunk ground, an arrow after the one that orders."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.ordered_by, self.descending = -1, False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(8)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look().px(HEAD))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        worn, font = look(), look().font()
        painter.fillRect(rect, worn.color(Tone.SUNK))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, worn.color(Tone.LINE_STRONG))
        model = self.model()
        assert isinstance(model, ListModel)
        title, align = model.columns[section].title, model.columns[section].align
        side = worn.px(12)
        box = rect.adjusted(PAD, 0, -4, -1)
        ordering = section == self.ordered_by
        if ordering:
            box.setRight(box.right() - side - 4)
        draw_text(painter, box, title, font, worn.color(Tone.INK_2), align)
        if ordering:
            left = box.right() + 4 if align & Qt.AlignmentFlag.AlignRight else box.left() + wide(title, font) + 4
            spot = QRect(min(left, box.right() + 4), rect.top() + (rect.height() - side) // 2, side, side)
            paint_icon(painter, spot, "ph.caret-down" if self.descending else "ph.caret-up", Tone.ACCENT)


class ListView(Dressed, QTableView):
    """Shows a `RowsModel` or a `WindowedModel`.

    ↑ ↓ PgUp PgDn Home End move, Enter or a double click opens, Ctrl+C copies the selected rows as a table.
    Selection, current row and scroll position are kept by key through every refresh.
    """

    opened = Signal(object)  # key
    current_changed = Signal(object)  # key, or None
    folded = Signal(int)  # how many columns have no room
    told = Signal(str)  # 第 8 件 / 62

    def __init__(self, model: ListModel[Any], *, name: str, unit: str = "件", parent: QWidget | None = None) -> None:
        """`name` is what a screen reader calls the list; `unit` counts its rows (件, 人, 条)."""
        QTableView.__init__(self, parent)
        self._unit, self._hidden = unit, frozenset[str]()
        self._kept: tuple[set[Hashable], Hashable, Hashable, int] | None = None
        self._restoring = False
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCornerButtonEnabled(False)
        self.head = ListHeader(self)
        self.setHorizontalHeader(self.head)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(8)
        self._delegate = RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.head.sectionClicked.connect(self._on_header)
        self.doubleClicked.connect(self._on_double_click)
        self.verticalScrollBar().valueChanged.connect(self._show_focus)
        self.list: ListModel[Any] = model
        model.modelAboutToBeReset.connect(self._keep)
        self.setModel(model)
        model.modelReset.connect(self._restore)  # after Qt's own, which forgets the selection
        model.ordered.connect(self._show_order)
        self.dress()

    def current_key(self) -> Hashable | None:
        at = self.currentIndex()
        return self.list.key_at(at.row()) if at.isValid() else None

    def selected_keys(self) -> list[Hashable]:
        """Keys of the selected rows from top to bottom."""
        return [self.list.key_at(row) for row in self._selected_rows()]

    def go_to(self, key: Hashable) -> bool:
        """Make the row with this key current and seen; False when it is not in the list."""
        row = self.list.row_of(key)
        if row is None:
            return False
        self._stand_on(row)
        return True

    def start(self) -> None:
        """Where the focus of a page begins: the current row, or the first."""
        if not self.currentIndex().isValid() and self.list.rowCount():
            self._stand_on(0)
        self.setFocus()

    def _stand_on(self, row: int) -> None:
        """Only this row, whatever modifier key is held down at the moment (Qt would add to the selection)."""
        flags = QItemSelectionModel.SelectionFlag
        at = self.list.index(row, self._first_column())
        self.selectionModel().setCurrentIndex(at, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(at)

    def hide_columns(self, names: Iterable[str]) -> None:
        """What the person has switched off (列设置)."""
        self._hidden = frozenset(names)
        self._lay_columns()

    def folded_columns(self) -> frozenset[str]:
        """Columns that have no room now, those switched off not counted."""
        return self._delegate.folded - self._hidden

    def foot(self) -> str:
        """第 8 件 / 62; 共 62 件 while none is current."""
        count, at = self.list.rowCount(), self.currentIndex()
        return f"第 {at.row() + 1:,} {self._unit} / {count:,}" if at.isValid() else f"共 {count:,} {self._unit}"

    def copy(self) -> None:
        """The selected rows on the clipboard: tab-separated, and as a table whose cells stay text in WPS and Excel."""
        rows = [row for n in self._selected_rows()[:MOST_COPIED] if (row := self.list.at(n)) is not None]
        if not rows:
            return
        columns = [c for c in self.list.columns if c.name not in self._hidden]
        cells = [[_cell(c.text(row)) for c in columns] for row in rows]
        if len(rows) > 1:
            cells.insert(0, [c.title for c in columns])
        data = QMimeData()
        data.setText("\r\n".join("\t".join(map(_harmless, line)) for line in cells))
        data.setHtml(_html(cells))
        QGuiApplication.clipboard().setMimeData(data)

    # what Qt calls

    def dress(self) -> None:
        self._delegate.dress()
        self.head.updateGeometry()
        self.head.setFixedHeight(look().px(HEAD))
        self._lay_columns()
        self._lay_rows()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_columns()
        self._lay_rows()
        self._show_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            if self.currentIndex().isValid():
                self.opened.emit(self.current_key())
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End are the first and the last row, not the first and the last column."""
        act, last = QAbstractItemView.CursorAction, self.list.rowCount() - 1
        if last < 0:
            return QModelIndex()
        if action in (act.MoveHome, act.MoveEnd):
            return self.list.index(0 if action == act.MoveHome else last, self._first_column())
        if action in (act.MoveLeft, act.MoveRight):
            return self.currentIndex()
        return super().moveCursor(action, modifiers)

    def keyboardSearch(self, search: str) -> None:
        """Letters do nothing here: searching is Ctrl+K, and a stray key should not make the list jump."""

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self._show_focus()
        if not self._restoring and current.row() != previous.row():
            self.current_changed.emit(self.current_key())
            self.told.emit(self.foot())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        high = self.verticalHeader().defaultSectionSize()
        whole = self.viewport().height() // high * high
        if self.list.rowCount() * high > whole:  # a slice of a row is no row
            painter = QPainter(self.viewport())
            painter.fillRect(0, whole, self.viewport().width(), self.viewport().height(), look().color(Tone.SURFACE))

    # the rest

    def _selected_rows(self) -> list[int]:
        chosen = self.selectionModel().selection()
        spans = [chosen.at(n) for n in range(chosen.count())]
        return sorted({row for span in spans for row in range(span.top(), span.bottom() + 1)})

    def _first_column(self) -> int:
        return next((n for n in range(len(self.list.columns)) if not self.isColumnHidden(n)), 0)

    def _lay_rows(self) -> None:
        """Rows of 32 px; what is left over at the foot goes to the rows, at most 6 px each."""
        least = look().px(ROW)
        room = self.viewport().height()
        fit = max(room // least, 1)
        spare = min((room - fit * least) // fit, _SPARE) if self.list.rowCount() > fit else 0
        high = least + max(spare, 0)
        if self.verticalHeader().defaultSectionSize() != high:
            self.verticalHeader().setDefaultSectionSize(high)

    def _lay_columns(self) -> None:
        columns, room = self.list.columns, self.viewport().width()
        if room <= 0:
            return
        shown = [n for n, c in enumerate(columns) if c.name not in self._hidden]
        while sum(look().px(columns[n].width) for n in shown) > room:
            going = max(shown, key=lambda n: (columns[n].rank, n), default=None)
            if going is None or columns[going].rank == 0:
                break
            shown.remove(going)
        widths = {n: look().px(columns[n].width) for n in shown}
        self._share(widths, room)
        for n in range(len(columns)):
            self.setColumnHidden(n, n not in widths)
            if n in widths:
                self.setColumnWidth(n, widths[n])
        before = self.folded_columns()
        self._delegate.folded = frozenset(c.name for n, c in enumerate(columns) if n not in widths)
        if self.folded_columns() != before:
            self.folded.emit(len(self.folded_columns()))
            self.viewport().update()

    def _share(self, widths: dict[int, int], room: int) -> None:
        """Give what is left over to the columns that stretch; take from them what is lacking."""
        spare = room - sum(widths.values())
        stretching = [n for n in widths if self.list.columns[n].stretch] or list(widths)[-1:]
        shares = sum(max(self.list.columns[n].stretch, 1) for n in stretching)
        for n in stretching:
            given = spare * max(self.list.columns[n].stretch, 1) // shares
            widths[n] = max(widths[n] + given, look().px(40))
        if stretching:
            rest = room - sum(widths.values())
            widths[stretching[-1]] = max(widths[stretching[-1]] + rest, look().px(40))

    def _show_focus(self) -> None:
        """The focus ring hugs the current row; none when it is scrolled away."""
        at = self.currentIndex()
        if not at.isValid():
            set_focus_box(self, QRect())
            return
        top = self.rowViewportPosition(at.row())
        row = QRect(0, top, self.viewport().width(), self.rowHeight(at.row()) - 1)
        seen = row if self.viewport().rect().contains(row.center()) else QRect()
        place = seen.translated(self.viewport().pos()).adjusted(1, 1, -1, 0) if not seen.isEmpty() else QRect()
        set_focus_box(self, place)

    def _on_header(self, section: int) -> None:
        column = self.list.columns[section]
        if not column.sortable:
            return
        again = self.list.sort_name == column.name
        if again and self.list.descending:
            self.list.sort_by("")
        else:
            self.list.sort_by(column.name, again)

    def _show_order(self) -> None:
        names = [c.name for c in self.list.columns]
        self.head.ordered_by = names.index(self.list.sort_name) if self.list.sort_name else -1
        self.head.descending = self.list.descending
        self.head.viewport().update()

    def _on_double_click(self, index: QModelIndex) -> None:
        self.opened.emit(self.list.key_at(index.row()))

    def _keep(self) -> None:
        at, top = self.currentIndex(), self.rowAt(0)
        self._kept = (
            {self.list.key_at(row) for row in self._selected_rows()},
            self.list.key_at(at.row()) if at.isValid() else None,
            self.list.key_at(top) if top >= 0 else None,
            self.verticalScrollBar().value(),
        )

    def _restore(self) -> None:
        """Select and show again what is still there."""
        kept, self._kept = self._kept, None
        if kept is None:
            return
        selected, current, top, scroll = kept
        self._lay_rows()
        self._restoring = True
        rows = [row for key in selected if (row := self.list.row_of(key)) is not None]
        row = self.list.row_of(current) if current is not None else None
        last = len(self.list.columns) - 1
        chosen = QItemSelection()
        for n in rows:
            chosen.select(self.list.index(n, 0), self.list.index(n, last))
        model = self.selectionModel()
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if row is not None:
            at = self.list.index(row, self._first_column())
            model.setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
        above = self.list.row_of(top) if top is not None else None
        self.verticalScrollBar().setValue(scroll if above is None else above)
        self._restoring = False
        self._show_focus()
        self.told.emit(self.foot())
        if self.current_key() != current:
            self.current_changed.emit(self.current_key())


def _cell(text: str) -> str:
    return " ".join(text.split())


def _harmless(text: str) -> str:
    """A cell that a spreadsheet would run as a formula becomes text."""
    return f"'{text}" if text[:1] in "=+@" and len(text) > 1 else text


def _html(cells: Sequence[Sequence[str]]) -> str:
    """Every cell as text, so that 2026-041 does not become a date and a long number keeps its digits."""
    style = "mso-number-format:'\\@'"
    lines = ("".join(f'<td style="{style}">{escape(cell)}</td>' for cell in line) for line in cells)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
