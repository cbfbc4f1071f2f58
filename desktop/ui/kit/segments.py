"""Segments: one of a few views or forms, with counts; ← → move, one tab stop for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

_PAD = 12
_GAP = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """`rank` 0 always stays; others give way when there is no room, the highest first, the chosen one never."""

    key: str
    words: str
    count: int | None = None
    rank: int = 0


class Segments(Dressed, QWidget):
    """Emits `chosen(key)` when a person chooses another segment; `choose` is silent.

    `blank`: nothing is chosen at first (key ""); Backspace or a second click takes the choice back.
    """

    chosen = Signal(str)

    def __init__(
        self, segments: Sequence[Segment], *, name: str = "", blank: bool = False, parent: QWidget | None = None
    ) -> None:
        QWidget.__init__(self, parent)
        self._segments = list(segments)
        self._name, self._blank = name, blank
        self._key = self._segments[0].key if self._segments and not blank else ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._shown: list[tuple[Segment, QRect]] = []
        self.dress()

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """New words and counts; the choice stays where its key stays."""
        self._segments = list(segments)
        if self._key not in [segment.key for segment in self._segments] and self._segments:
            self._key = "" if self._blank else self._segments[0].key
        self.dress()

    def key(self) -> str:
        return self._key

    def choose(self, key: str) -> None:
        """Mark `key` as chosen without emitting. ValueError if there is no such segment."""
        if key not in [segment.key for segment in self._segments] and not (self._blank and key == ""):
            raise ValueError(key)
        self._key = key
        self.dress()

    def shown_keys(self) -> list[str]:
        """Segments that have room now."""
        return [segment.key for segment, _ in self._shown]

    def dress(self) -> None:
        self._place()
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width(self._segments), look().px(32))

    def minimumSizeHint(self) -> QSize:
        kept = [segment for segment in self._segments if segment.rank == 0 or segment.key == self._key]
        return QSize(self._width(kept), look().px(32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        for segment, box in self._shown:
            if box.contains(at):
                self._pick("" if self._blank and segment.key == self._key else segment.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = self.shown_keys()
        here = keys.index(self._key) if self._key in keys else -1
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self._pick(keys[min(here + 1, len(keys) - 1)])
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self._pick(keys[max(here - 1, 0)])
            case Qt.Key.Key_Home:
                self._pick(keys[0])
            case Qt.Key.Key_End:
                self._pick(keys[-1])
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete if self._blank:
                self._pick("")
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(worn.color(Tone.LINE_STRONG), 1))
        painter.setBrush(worn.color(Tone.SURFACE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        for n, (segment, box) in enumerate(self._shown):
            current = segment.key == self._key
            if current:
                painter.setBrush(worn.color(Tone.SELECTED))
                painter.drawRoundedRect(box.adjusted(0, 3, 0, -3), 3, 3)
            elif n and self._shown[n - 1][0].key != self._key:
                inset = worn.px(8)
                painter.fillRect(QRect(box.left(), inset, 1, self.height() - 2 * inset), worn.color(Tone.LINE_STRONG))
        off = None if self.isEnabled() else Tone.INK_3
        for text in self.text_boxes():
            tone = Tone.ACCENT if text.font.bold() else Tone.INK_2 if text.text.isdigit() else Tone.INK
            draw_text(painter, text.box, text.text, text.font, worn.color(off or tone))

    def text_boxes(self) -> list[TextBox]:
        made = []
        for segment, box in self._shown:
            font = look().font(bold=segment.key == self._key)
            words, count = wide(segment.words, font), self._count(segment)
            total = words + (_GAP + wide(count, font) if count else 0)
            x = box.left() + (box.width() - total) // 2
            made.append(TextBox(segment.words, QRect(x, 0, words, self.height()), font))
            if count:
                made.append(TextBox(count, QRect(x + words + _GAP, 0, wide(count, font), self.height()), font))
        return made

    def _count(self, segment: Segment) -> str:
        return "" if segment.count is None else str(segment.count)

    def _segment_width(self, segment: Segment) -> int:
        """The bold width is reserved, or the neighbours would move with the choice."""
        font, count = look().font(bold=True), self._count(segment)
        return wide(segment.words, font) + (_GAP + wide(count, font) if count else 0) + 2 * _PAD

    def _width(self, segments: Sequence[Segment]) -> int:
        return sum(self._segment_width(segment) for segment in segments) + 6

    def _place(self) -> None:
        kept = list(self._segments)
        while self._width(kept) > self.width():
            droppable = [segment for segment in kept if segment.rank and segment.key != self._key]
            if not droppable:
                break
            kept.remove(max(droppable, key=lambda segment: segment.rank))
        x = 3
        self._shown = []
        for segment in kept:
            width = self._segment_width(segment)
            self._shown.append((segment, QRect(x, 0, width, self.height())))
            x += width

    def _pick(self, key: str) -> None:
        if key != self._key:
            self._key = key
            self.dress()
            self.chosen.emit(key)

    def _tell(self) -> None:
        keys = [segment.key for segment in self._segments]
        if not keys:
            return
        if self._key not in keys:
            self.setAccessibleName(f"{self._name} 未选".strip())
            self.setAccessibleDescription(f"共 {len(keys)} 项,左右键选")
            return
        segment = self._segments[keys.index(self._key)]
        count = f" {segment.count}" if segment.count is not None else ""
        self.setAccessibleName(f"{self._name} {segment.words}{count}".strip())
        self.setAccessibleDescription(f"共 {len(keys)} 项,第 {keys.index(self._key) + 1} 项,左右键换")
