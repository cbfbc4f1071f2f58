"""Buttons: primary, plain, small, quiet, link, danger; drawn whole, so words never touch the edge."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.icons import icon, paint_icon
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look


class Rank(Enum):
    """How loud a button is; a page has one PRIMARY at most."""

    PRIMARY = auto()
    PLAIN = auto()
    QUIET = auto()  # ink-2 words without an edge
    LINK = auto()  # accent words without an edge
    DANGER = auto()  # red edge and words: what can't be undone; never the default of anything


_ARROWS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right})
_LOUD = frozenset({Rank.PRIMARY, Rank.PLAIN, Rank.DANGER})


class Button(Dressed, QPushButton):
    """A push button in the look. `hint` is a key's name shown after the words ("Ctrl+N"), it binds nothing.

    `text` is literal: `&` is shown, not an accelerator. Enter and Space press it only while it has
    the focus; it is never a dialog's default.
    """

    def __init__(
        self,
        text: str,
        rank: Rank = Rank.PLAIN,
        *,
        icon: str = "",
        hint: str = "",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        QPushButton.__init__(self, parent)
        self.words, self.rank, self.hint, self._icon, self._small = text, rank, hint, icon, small
        self._caret = False
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_words(text)

    def set_words(self, text: str) -> None:
        self.words = text
        QPushButton.setText(self, text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.dress()

    def set_rank(self, rank: Rank) -> None:
        self.rank = rank
        self.dress()

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.dress()

    def icon_name(self) -> str:
        return self._icon

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        loud, worn = self.rank in _LOUD, look()
        width = self._content_width() + 2 * (self._pad())
        least = worn.px(50 if self._small else 64) if loud and self.words and not self._icon else 0
        if not self.words:
            least = worn.px(28 if self._small else 32)
        return QSize(max(width, least), worn.px(28 if self._small else 32))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses; Ctrl+Enter is left to the form around, for which it means done."""
        plain_enter = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain_enter and not event.isAutoRepeat():
            self.click()
            return
        if event.key() in _ARROWS:
            event.ignore()  # a list or a row of answers around it may walk
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn = look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text, ground, edge = self._tones()
        if ground:
            painter.setBrush(worn.color(ground))
        painter.setPen(QPen(worn.color(edge), 1) if edge else Qt.PenStyle.NoPen)
        if ground or edge:
            inset = 0.5 if edge else 0.0
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 4, 4)
        for part, box in self._parts():
            if part == "icon":
                tone = Tone.INK_2 if self.rank is Rank.PLAIN and self.isEnabled() else text
                paint_icon(painter, box, self._icon, tone)
            elif part == "caret":
                paint_icon(painter, box, "ph.caret-down", text)
            else:
                draw_text(painter, box, part, worn.font(), worn.color(text))

    def text_boxes(self) -> list[TextBox]:
        return [TextBox(part, box, look().font()) for part, box in self._parts() if part not in ("icon", "caret")]

    def _pad(self) -> int:
        if not self.words:
            return 6
        if self.rank in _LOUD:
            return 12 if self._small else 14
        return 0 if self.rank is Rank.LINK else 8  # a link's words stand on the text edge

    def _content_width(self) -> int:
        parts = self._widths()
        return sum(width for _, width in parts) + sum(self._gap(name) for name, _ in parts[1:])

    def _widths(self) -> list[tuple[str, int]]:
        side, font = look().px(16), look().font()
        parts = [("icon", side)] if self._icon else []
        parts += [(words, wide(words, font)) for words in (self.words, self.hint) if words]
        return parts + ([("caret", look().px(12))] if self._caret else [])

    def _gap(self, part: str) -> int:
        return 8 if part == self.hint else 4

    def _parts(self) -> list[tuple[str, QRect]]:
        """Icon, words, hint and caret with their boxes, centred as one."""
        x = (self.width() - self._content_width()) // 2
        made: list[tuple[str, QRect]] = []
        for name, width in self._widths():
            x += self._gap(name) if made else 0
            square = name in ("icon", "caret")
            top = (self.height() - width + 1) // 2 if square else 0
            made.append((name, QRect(x, top, width, width if square else self.height())))
            x += width
        return made

    def _tones(self) -> tuple[Tone, Tone | None, Tone | None]:
        """Words, ground, edge of the present state."""
        over, down = self.underMouse(), self.isDown()
        if not self.isEnabled():
            return Tone.INK_3, Tone.GREY_TINT if self.rank in _LOUD else None, None
        match self.rank:
            case Rank.PRIMARY:
                return Tone.ON_ACCENT, Tone.ACCENT_STRONG if over or down else Tone.ACCENT, None
            case Rank.DANGER:
                return Tone.RED, Tone.RED_TINT if over or down else Tone.SURFACE, Tone.RED
            case Rank.PLAIN:
                if self.isChecked():
                    return Tone.ACCENT, Tone.SELECTED if over else Tone.SOFT, None
                ground = Tone.GREY_TINT if down else Tone.SUNK if over else Tone.SURFACE
                return Tone.INK, ground, Tone.FIELD if over else Tone.LINE_STRONG
            case Rank.QUIET:
                if self.isChecked():
                    return Tone.ACCENT, Tone.SOFT, None
                return (Tone.INK if over else Tone.INK_2), Tone.GREY_TINT if over or down else None, None
        return (Tone.INK if over or down else Tone.ACCENT), None, None


def primary(text: str, *, icon: str = "", hint: str = "", parent: QWidget | None = None) -> Button:
    return Button(text, Rank.PRIMARY, icon=icon, hint=hint, parent=parent)


def plain(text: str, *, icon: str = "", hint: str = "", parent: QWidget | None = None) -> Button:
    return Button(text, Rank.PLAIN, icon=icon, hint=hint, parent=parent)


def small(text: str, *, icon: str = "", parent: QWidget | None = None) -> Button:
    return Button(text, Rank.PLAIN, icon=icon, small=True, parent=parent)


def quiet(text: str, *, icon: str = "", hint: str = "", parent: QWidget | None = None) -> Button:
    return Button(text, Rank.QUIET, icon=icon, hint=hint, parent=parent)


def link(text: str, *, icon: str = "", parent: QWidget | None = None) -> Button:
    return Button(text, Rank.LINK, icon=icon, parent=parent)


def bare(icon: str, name: str, rank: Rank = Rank.QUIET, *, parent: QWidget | None = None) -> Button:
    """An icon without a word: only for back, more, zoom, previous and next. `name` is spoken and is the tool tip."""
    button = Button("", rank, icon=icon, parent=parent)
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button


class MenuButton(Button):
    """A button that opens a menu of further acts; without words it is the three dots."""

    def __init__(
        self, text: str = "", rank: Rank = Rank.PLAIN, *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, rank, icon=icon or ("" if text else "ph.dots-three-bold"), parent=parent)
        self._caret = bool(text)
        if not text:
            self.setAccessibleName("更多")
            self.setToolTip("更多")
        self._menu = QMenu(self)
        self._names: list[tuple[QAction, str]] = []
        self.clicked.connect(self._open)
        self.dress()

    def add(self, text: str, act: Callable[[], object], *, icon: str = "", enabled: bool = True) -> QAction:
        action = self._menu.addAction(text.replace("&", "&&"))
        action.triggered.connect(lambda _checked=False: act())
        action.setEnabled(enabled)
        self._names.append((action, icon))
        self._draw_icons()
        return action

    def add_line(self) -> None:
        self._menu.addSeparator()

    def clear(self) -> None:
        self._menu.clear()
        self._names.clear()

    def menu_shown(self) -> QMenu:
        return self._menu

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint if self.words else QSize(max(hint.width(), look().px(44)), hint.height())

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "_names"):
            self._draw_icons()

    def _draw_icons(self) -> None:
        for action, name in self._names:
            if name:
                action.setIcon(icon(name))

    def _open(self) -> None:
        self._menu.adjustSize()
        left = self.width() - self._menu.sizeHint().width() if not self.words else 0
        self._menu.popup(self.mapToGlobal(QPoint(min(left, 0), self.height() + 4)))
