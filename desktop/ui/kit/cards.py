"""Cards, hairlines, banners and empty states: the grounds that a page's words stand on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import Button, Rank, bare
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind, Shape, paint_shape, shape_size
from desktop.ui.looks import Tone, look


class Card(Dressed, QFrame):
    """White ground, 1 px edge, radius 6. Children stay 1 px inside, so none paints over edge or corner.

    `body` is the column inside, with the card's padding (16 across, 12 down) unless `flush`.
    """

    def __init__(self, *, flush: bool = False, ground: Tone = Tone.SURFACE, parent: QWidget | None = None) -> None:
        QFrame.__init__(self, parent)
        self._ground, self._edge = ground, Tone.LINE
        self.body = QVBoxLayout(self)
        across, down = (1, 1) if flush else (17, 13)
        self.body.setContentsMargins(across, down, across, down)
        self.body.setSpacing(0 if flush else 8)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        self.body.addWidget(widget, stretch)

    def set_edge(self, tone: Tone) -> None:
        """ACCENT while what the card holds is being edited, RED while it must be mended."""
        self._edge = tone
        self.update()

    def dress(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look().color(self._ground))
        painter.setPen(QPen(look().color(self._edge), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


class CardHead(Dressed, QWidget):
    """Title, quiet words beside it, actions at the right. `barred`: 40 px with a hairline below, for flush cards."""

    def __init__(self, title: str, beside: str = "", *, barred: bool = False, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._barred = barred
        self.title = Label(title, 11, bold=True)
        self.beside = Label(beside, tone=Tone.INK_2)
        self._row: QBoxLayout = QHBoxLayout(self)
        self._row.setContentsMargins(16 if barred else 0, 0, 8 if barred else 0, 1 if barred else 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.title)
        self._row.addWidget(self.beside)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_words(self, title: str, beside: str = "") -> None:
        self.title.setText(title)
        self.beside.setText(beside)

    def add_right(self, widget: QWidget) -> None:
        """An action or quiet words at the right edge, in the order added."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def dress(self) -> None:
        self.setMinimumHeight(look().px(41 if self._barred else 24))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._barred:
            QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, look().color(Tone.LINE))


class Hairline(Dressed, QWidget):
    """One pixel between rows; `strong` between groups."""

    def __init__(self, *, strong: bool = False, vertical: bool = False, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._tone = Tone.LINE_STRONG if strong else Tone.LINE
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def dress(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), look().color(self._tone))


_SHAPES = {Kind.RED: Shape.TRIANGLE, Kind.AMBER: Shape.DIAMOND, Kind.ORANGE: Shape.DIAMOND, Kind.BLUE: Shape.DOT}


class Banner(Dressed, QFrame):
    """One sentence on a tinted ground with its shape, an act at its right, and a cross if it may be put away."""

    acted = Signal()
    dismissed = Signal()

    def __init__(
        self,
        text: str,
        kind: Kind = Kind.AMBER,
        *,
        action: str = "",
        closable: bool = False,
        edged: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        QFrame.__init__(self, parent)
        self.kind, self._edged = kind, edged  # an edge where the banner floats over a page
        self.text = Label(text, tone=kind.text, wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self._row.addWidget(self.text, 1)
        self.action = Button(action, Rank.LINK) if action else None
        if self.action is not None:
            self.action.clicked.connect(self.acted)
            self._row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        if closable:
            cross = bare("ph.x", "收起")
            cross.clicked.connect(self.dismissed)
            self._row.addWidget(cross, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(text)
        self.dress()

    def show_text(self, text: str) -> None:
        self.text.setText(text)
        self.setAccessibleName(text)

    def dress(self) -> None:
        self._row.setContentsMargins(12 + shape_size() + 8, 2, 8, 2)
        self.setMinimumHeight(look().px(36))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look().color(self.kind.text if self._edged else self.kind.ground), 1))
        painter.setBrush(look().color(self.kind.ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        line = min(self.height(), look().px(36))
        centre = QRectF(12, (self.height() - line) / 2 if self.height() < 2 * line else 0, shape_size(), line).center()
        paint_shape(painter, centre, _SHAPES.get(self.kind, Shape.DOT), self.kind.text)


class _Picture(Dressed, QWidget):
    def __init__(self, name: str) -> None:
        QWidget.__init__(self)
        self._name = name
        self.dress()

    def dress(self) -> None:
        side = look().px(40)
        self.setFixedSize(QSize(side, side))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._name, Tone.INK_3)


class EmptyState(QWidget):
    """Nothing here: says so in one sentence and offers the next step."""

    acted = Signal()

    def __init__(
        self,
        sentence: str,
        *,
        icon: str = "ph.check-circle",
        action: str = "",
        hint: str = "",
        act: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 24, 16, 24)
        column.setSpacing(12)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(2)
        column.addWidget(_Picture(icon), 0, middle)
        self.sentence = Label(sentence, tone=Tone.INK_2, wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.sentence)
        self.button = Button(action, Rank.PLAIN, hint=hint) if action else None
        if self.button is not None:
            self.button.clicked.connect(self.acted)
            if act is not None:
                self.acted.connect(act)
            column.addWidget(self.button, 0, middle)
        column.addStretch(3)
