"""The charts beside the table: as many as there is room for, the others behind ‹ ›."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.kit.buttons import bare
from desktop.ui.kit.charts import ChartCard
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone, look
from reports.statistics.charts import Chart

ACROSS, DOWN = 16, 12
COLUMN = 330  # px at 100 % that a chart wants beside another one


class Deck(Dressed, QWidget):
    """`chosen(chart, key)`: a bar was opened."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        QWidget.__init__(self)
        self._charts: tuple[Chart, ...] = ()
        self._first = 0
        self._shown = 0
        self.cards: list[ChartCard] = []
        self.before = bare("ph.caret-left", "前面的图")
        self.place = Label("", tone=Tone.INK_2)
        self.after = bare("ph.caret-right", "后面的图")
        self._turner = QWidget(self)
        row = QHBoxLayout(self._turner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.before, self.place, self.after):
            row.addWidget(part)
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.dress()

    def show_charts(self, charts: Sequence[Chart]) -> None:
        """These, in this order; the ones that are turned to stay."""
        self._charts = tuple(charts)
        while len(self.cards) < len(charts):
            card = ChartCard(self)
            code = len(self.cards)
            card.view.chosen.connect(lambda key, n=code: self.chosen.emit(self._charts[n].code, key))
            self.cards.append(card)
        for card, chart in zip(self.cards, charts, strict=False):
            card.show_chart(chart)
        self.dress()

    def dress(self) -> None:
        self._lay()

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(260), look().px(180))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def _turn(self, by: int) -> None:
        """On by as many as are shown; the last page is full too."""
        self._first = min(max(self._first + by * self._shown, 0), len(self._charts) - 1)
        self._lay()

    def _lay(self) -> None:
        """Fill the columns from the top; what is left of the height is shared among the cards."""
        if not self._charts or self.width() < 40:
            return
        columns = max(1, min((self.width() + ACROSS) // (look().px(COLUMN) + ACROSS), 2))
        fit = self._fit(0, columns)
        whole = len(fit) >= len(self._charts)
        self._first = 0 if whole else self._first
        shown = fit if self._first == 0 else self._fit(self._first, columns)
        self._shown = max(len(shown), 1)
        for card in self.cards:
            card.setVisible(card in [self.cards[n] for n, _ in shown])
        wide = (self.width() - ACROSS * (columns - 1)) // columns
        for column in range(columns):
            self._stack([n for n, c in shown if c == column], QRect(column * (wide + ACROSS), 0, wide, self.height()))
        self._turner.setVisible(not whole)
        if whole or not shown:
            return
        last = shown[-1][0]
        at = f"{self._first + 1}" if last == self._first else f"{self._first + 1}–{last + 1}"
        self.place.setText(f"{at} / {len(self._charts)}")
        self.before.setEnabled(self._first > 0)
        self.after.setEnabled(last + 1 < len(self._charts))
        size = self._turner.sizeHint()
        self._turner.setGeometry(self.width() - size.width() - 8, 6, size.width(), size.height())
        self._turner.raise_()

    def _fit(self, first: int, columns: int) -> list[tuple[int, int]]:
        """(chart, its column) from `first` on, as many as have room; when all do, the columns are about as full."""
        least = [self.cards[n].minimumSizeHint().height() + DOWN for n in range(len(self._charts))]
        room = self.height() + DOWN
        if columns == 2 and first == 0:
            usual = [card.sizeHint().height() + DOWN for card in self.cards[: len(least)]]
            cut = min(range(1, len(least) + 1), key=lambda k: max(sum(usual[:k]), sum(usual[k:])))
            if sum(least[:cut]) <= room and sum(least[cut:]) <= room:
                return [(n, int(n >= cut)) for n in range(len(least))]
        found: list[tuple[int, int]] = []
        n = first
        for column in range(columns):
            left = room
            while n < len(least) and (least[n] <= left or left == room):
                found.append((n, column))
                left -= least[n]
                n += 1
        return found

    def _stack(self, cards: Sequence[int], box: QRect) -> None:
        """The cards of one column, each as high as it likes to be, the rest shared by how much each asks."""
        if not cards:
            return
        room = box.height() - DOWN * (len(cards) - 1)
        wanted = [max(self.cards[n].sizeHint().height(), 1) for n in cards]
        least = [self.cards[n].minimumSizeHint().height() for n in cards]
        spare = max(room - sum(least), 0)
        over = [max(w - s, 1) for w, s in zip(wanted, least, strict=True)]
        y = box.top()
        for k, n in enumerate(cards):
            high = least[k] + spare * over[k] // sum(over)
            if k == len(cards) - 1:
                high = box.bottom() + 1 - y
            self.cards[n].setGeometry(box.left(), y, box.width(), high)
            y += high + DOWN
