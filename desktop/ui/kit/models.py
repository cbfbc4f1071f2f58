"""Rows for lists: `RowsModel` holds them all, `WindowedModel` holds ids and asks for the pages that are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter

from desktop.ui.kit.pinyin import by_sound
from desktop.ui.kit.text import LEFT
from desktop.ui.looks import Tone

T = TypeVar("T")
S = TypeVar("S", covariant=True)
Index = QModelIndex | QPersistentModelIndex

# Roles as integers: data() is asked some 1,500 times a frame, and comparing with an enum doubles its price.
DISPLAY, TOOL_TIP, ALIGNMENT, ACCESSIBLE = 0, 3, 7, 11
PAGE = 128  # rows asked for at once
PAGES_KEPT = 32

_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


@dataclass(frozen=True)
class Cell(Generic[T]):
    """What a painter of one cell may know; `folded` names the columns that have no room now."""

    row: T
    box: QRect
    selected: bool
    folded: frozenset[str]


Paint = Callable[[QPainter, Cell[T]], None]


@dataclass(frozen=True, kw_only=True)  # with slots, Column[Row](...) could not be written
class Column(Generic[T]):
    """One column. `text` is what is copied, read aloud and, without `paint`, shown.

    `width`: px at 100 % with 12 px of air at the left. `stretch`: its share of what is left over.
    `rank`: 0 always stays; when there is no room the highest number goes first.
    `sort`: a key; without one the text is ordered by pinyin. `tone` and `bold` colour the plain text.
    """

    name: str
    title: str
    text: Callable[[T], str]
    width: int = 88
    stretch: int = 0
    rank: int = 0
    sort: Callable[[T], Any] | None = None
    sortable: bool = True
    align: Qt.AlignmentFlag = LEFT
    tone: Tone = Tone.INK_2
    bold: bool = False
    paint: Paint[T] | None = None


class Source(Protocol[S]):
    """Where a `WindowedModel` gets its rows; both are asked in the GUI thread and should answer in milliseconds."""

    def ids(self, sort: str, descending: bool) -> Sequence[Hashable]:
        """All keys in order of the column named `sort` ("" is the list's own order)."""
        ...

    def rows(self, ids: Sequence[Hashable]) -> Sequence[S]:
        """The rows of these keys, in any order; what has gone meanwhile is left out."""
        ...


class ListModel(QAbstractTableModel, Generic[T]):
    """What both models share: columns, keys and the order."""

    ordered = Signal()  # the sort column or its direction changed

    def __init__(
        self, columns: Sequence[Column[T]], key: Callable[[T], Hashable], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns, self.key = list(columns), key
        self.sort_name, self.descending = "", False

    def at(self, row: int) -> T | None:
        """The row at a place; None when it has been deleted behind our back."""
        raise NotImplementedError

    def key_at(self, row: int) -> Hashable:
        raise NotImplementedError

    def row_of(self, key: Hashable) -> int | None:
        raise NotImplementedError

    def sort_by(self, name: str, descending: bool = False) -> None:
        """Order by a column; "" is the order in which the rows came."""
        self.sort_name, self.descending = name, descending
        self._reorder()
        self.ordered.emit()

    def column(self, name: str) -> Column[T]:
        return next(c for c in self.columns if c.name == name)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role not in (DISPLAY, ACCESSIBLE, ALIGNMENT) or not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == ALIGNMENT:
            return int(column.align)
        row = self.at(index.row())
        return "" if row is None else column.text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == DISPLAY and 0 <= section < len(self.columns):
            return self.columns[section].title
        return None

    def _reorder(self) -> None:
        raise NotImplementedError

    def _row_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))


class RowsModel(ListModel[T]):
    """All rows in memory, for some hundreds: `show` what there is now, as often as wanted."""

    def __init__(
        self, columns: Sequence[Column[T]], key: Callable[[T], Hashable], parent: QObject | None = None
    ) -> None:
        super().__init__(columns, key, parent)
        self._came: list[T] = []
        self._rows: list[T] = []
        self._places: dict[Hashable, int] = {}

    def show(self, rows: Sequence[T]) -> None:
        """Show these rows. Where the keys stay in place only the rows that differ are repainted."""
        self._came = list(rows)
        ordered = self._in_order()
        if [self.key(r) for r in ordered] != [self.key(r) for r in self._rows]:
            self._put(ordered)
            return
        for n, (old, new) in enumerate(zip(self._rows, ordered, strict=True)):
            if old != new:
                self._rows[n] = new
                self._row_changed(n)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def at(self, row: int) -> T | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def key_at(self, row: int) -> Hashable:
        return self.key(self._rows[row])

    def row_of(self, key: Hashable) -> int | None:
        return self._places.get(key)

    def _reorder(self) -> None:
        self._put(self._in_order())

    def _in_order(self) -> list[T]:
        if not self.sort_name:
            return list(self._came)
        column = self.column(self.sort_name)
        sort, sound = column.sort, by_sound()
        return sorted(self._came, key=sort or (lambda r: sound(column.text(r))), reverse=self.descending)

    def _put(self, rows: list[T]) -> None:
        self.beginResetModel()
        self._rows = rows
        self._places = {self.key(r): n for n, r in enumerate(rows)}
        self.endResetModel()


class WindowedModel(ListModel[T]):
    """Ids in order and a few pages of rows: a hundred thousand files scroll as one."""

    def __init__(
        self,
        columns: Sequence[Column[T]],
        key: Callable[[T], Hashable],
        source: Source[T],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, key, parent)
        self._source = source
        self._ids: Sequence[Hashable] = ()
        self._places: dict[Hashable, int] | None = None
        self._pages: OrderedDict[int, list[T | None]] = OrderedDict()

    def set_source(self, source: Source[T]) -> None:
        """Another question (a filter, a search); the order stays."""
        self._source = source
        self.reload()

    def reload(self) -> None:
        """Ask for the ids again; nothing moves where they are the same."""
        ids = self._source.ids(self.sort_name, self.descending)
        if len(ids) == len(self._ids) and all(a == b for a, b in zip(ids, self._ids, strict=True)):
            for page in list(self._pages):
                self._forget(page)
            return
        self.beginResetModel()
        self._ids, self._places = ids, None
        self._pages.clear()
        self.endResetModel()

    def refresh(self, keys: Sequence[Hashable]) -> None:
        """These rows changed: repaint them. New keys, or an order they may have left, need `reload`."""
        for page in {place // PAGE for key in keys if (place := self.row_of(key)) is not None}:
            self._forget(page)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def at(self, row: int) -> T | None:
        if not 0 <= row < len(self._ids):
            return None
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            page = self._fetch(number)
        else:
            self._pages.move_to_end(number)
        return page[row % PAGE]

    def key_at(self, row: int) -> Hashable:
        return self._ids[row]

    def row_of(self, key: Hashable) -> int | None:
        if self._places is None:
            self._places = {id: n for n, id in enumerate(self._ids)}
        return self._places.get(key)

    def _reorder(self) -> None:
        self.reload()

    def _fetch(self, number: int) -> list[T | None]:
        ids = self._ids[number * PAGE : (number + 1) * PAGE]
        found = {self.key(row): row for row in self._source.rows(ids)}
        page = [found.get(id) for id in ids]
        self._pages[number] = page
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def _forget(self, number: int) -> None:
        if self._pages.pop(number, None) is not None:
            first, last = number * PAGE, min((number + 1) * PAGE, len(self._ids)) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
