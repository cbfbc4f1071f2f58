"""The one focus ring: an overlay that follows the focus, above everything, deaf to the mouse.

A widget whose focus lies on a part of itself (a row, a figure) says where with the dynamic
property `focus_box`, a QRect in its own coordinates: the ring then hugs that part. An empty
QRect hides the ring.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from desktop.ui.looks import Tone, look

FOCUS_BOX = "focus_box"
_REACH = 3  # 1 px clear, 2 px ring

_FOLLOWED = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.LayoutRequest,
        QEvent.Type.ParentChange,
    }
)


def set_focus_box(widget: QWidget, box: QRect | None) -> None:
    """Say which part of `widget` has the focus; None: the whole widget."""
    if widget.property(FOCUS_BOX) != box:
        widget.setProperty(FOCUS_BOX, box)


def tab_in_line(last: QWidget, late: Sequence[QWidget]) -> None:
    """Tab comes to `late` in their order, then to `last`, at the place where `last` stood.

    For widgets made after the window: Qt puts those at the end of its order, behind everything else. They must
    take the focus themselves: a field around an editor would stay behind and draw the focus to its old place.
    """
    before = last
    for widget in late:
        QWidget.setTabOrder(before, widget)
        before = widget
    if late:
        QWidget.setTabOrder(before, last)


class FocusRing(QWidget):
    """Draws round whatever has the focus inside `window`."""

    # A ring that is thrown away hears of its neighbours' end when its own attributes are gone already.
    _window: QWidget | None = None
    _target: QWidget | None = None
    _watched: Sequence[QWidget] = ()
    _ring, _radius = QRect(), 6

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("focus_ring")
        self._window = window
        self.hide()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        self._follow(None, app.focusWidget())

    @property
    def target(self) -> QWidget | None:
        """The widget ringed now."""
        return self._target if self.isVisible() else None

    @Slot("QWidget*", "QWidget*")
    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        window = self._window
        if window is None:
            return
        for widget in self._watched:
            if isValid(widget):  # a page may have been deleted with the focus inside
                widget.removeEventFilter(self)
        inside = now is not None and now is not window and window.isAncestorOf(now)
        self._target = above = now if inside else None
        watched: list[QWidget] = []
        while above is not None and above is not window:
            above.installEventFilter(self)
            watched.append(above)
            above = above.parentWidget()
        self._watched = watched
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Destroy or (watched is self._target and kind == QEvent.Type.DeferredDelete):
            self._target = None
            self.hide()
        elif kind in _FOLLOWED or (kind == QEvent.Type.DynamicPropertyChange and watched is self._target):
            self.place()
        return False

    def place(self) -> None:
        """Stand round the target now; hidden when there is none or it is scrolled away."""
        target, window = self._target, self._window
        if window is None or target is None or not target.isVisible():
            self.hide()
            return
        part = target.property(FOCUS_BOX)
        if isinstance(part, QRect):
            box, self._radius, reach = part, 4, 1
            if box.isEmpty():
                self.hide()
                return
        else:
            box, self._radius, reach = target.rect(), 6, _REACH
        ring = QRect(target.mapTo(window, box.topLeft()), box.size()).adjusted(-reach, -reach, reach, reach)
        seen = ring & _room(target, window)
        if seen.isEmpty():
            self.hide()
            return
        self._ring = ring.translated(-seen.topLeft())
        self.setGeometry(seen)
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look().color(Tone.ACCENT), 2))
        painter.drawRoundedRect(QRectF(self._ring).adjusted(1, 1, -1, -1), self._radius, self._radius)


def _room(target: QWidget, window: QWidget) -> QRect:
    """What the scroll areas above the target leave to be seen, in window coordinates."""
    room = window.rect()
    child: QWidget = target
    parent: QWidget | None = target.parentWidget()
    while parent is not None and parent is not window:
        area: QWidget | None = parent.parentWidget()
        if isinstance(area, QScrollArea) and area.viewport() is parent and child is area.widget():
            room &= QRect(parent.mapTo(window, QPoint(0, 0)), parent.size())
        child, parent = parent, area
    return room
