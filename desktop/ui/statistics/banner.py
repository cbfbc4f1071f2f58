"""核对不平: the failed identity as one sentence with its sum, and the way to the files that make it fail."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.counting.table import Failed
from desktop.ui.kit.buttons import bare, link, small
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Shape, paint_shape, shape_size
from desktop.ui.looks import Tone, look


class FailedBanner(Dressed, QWidget):
    """One failed identity at a time; ‹ › when there are more. `wanted(code)`: its files; `reasoned`: freeze anyway."""

    wanted = Signal(str)
    reasoned = Signal()
    turned = Signal(str)

    def __init__(self) -> None:
        QWidget.__init__(self)
        self._failed: tuple[Failed, ...] = ()
        self._at = 0
        self.sentence = Label("", bold=True, tone=Tone.RED, wrap=True)
        self.rest = Label("", wrap=True)
        self.files = small("")
        self.reason = link("写明理由后封存")
        self.before = bare("ph.caret-left", "上一条不平")
        self.after = bare("ph.caret-right", "下一条不平")
        self._words = QWidget()
        flow = Flow(self._words, across=12, down=0)
        for part in (self.sentence, self.rest):
            part.setWordWrap(False)
            flow.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._words.setSizePolicy(policy)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        middle = QVBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._words)
        middle.addStretch(1)
        self._row.addLayout(middle, 1)
        for button in (self.reason, self.before, self.after, self.files):
            self._row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.files.clicked.connect(lambda: self.wanted.emit(self.current.code))
        self.reason.clicked.connect(self.reasoned)
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.dress()

    @property
    def current(self) -> Failed:
        return self._failed[self._at]

    @property
    def needed(self) -> bool:
        return bool(self._failed)

    def codes(self) -> frozenset[str]:
        """The lines to be marked: those of the identity that is shown, its right side where that is one line."""
        if not self._failed:
            return frozenset()
        lines = self.current.lines
        return frozenset(lines[-1:] if len(lines) > 1 else lines)

    def show_failed(self, failed: Sequence[Failed], asked: int, *, frozen: bool, may_freeze: bool) -> None:
        """What does not hold of `asked` identities. Of a frozen month it can only be read."""
        code = self.current.code if self._failed else ""
        self._failed = tuple(failed)
        self._at = next((n for n, one in enumerate(failed) if one.code == code), 0)
        self._others = asked - len(failed)
        self._frozen = frozen
        self.reason.setVisible(may_freeze and not frozen)
        self._show()

    def show_offenders(self, count: int) -> None:
        """How many 件 make it fail."""
        self.files.set_words(f"看差的 {count} 件")
        self.files.setVisible(count > 0)

    def dress(self) -> None:
        self._row.setContentsMargins(12 + shape_size() + 8, 4, 8, 4)
        self.setMinimumHeight(look().px(40))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, worn = QPainter(self), look()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(worn.color(Tone.RED_TINT), 1))
        painter.setBrush(worn.color(Tone.RED_TINT))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        centre = QRectF(12, 0, shape_size(), self.height()).center()
        paint_shape(painter, centre, Shape.TRIANGLE, Tone.RED)

    def _turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._failed)
        self._show()
        self.turned.emit(self.current.code)

    def _show(self) -> None:
        self.setVisible(bool(self._failed))
        if not self._failed:
            return
        many = len(self._failed) > 1
        self.sentence.setText(self.current.sentence)
        first = f"第 {self._at + 1}/{len(self._failed)} 条不平,其余" if many else "其余"
        then = "按封存时的理由报出。" if self._frozen else "改好才能封存。"
        self.rest.setText(f"{first} {self._others} 条核对都平。{then}")
        self.before.setVisible(many)
        self.after.setVisible(many)
        self.setAccessibleName(f"核对不平:{self.current.sentence}{self.rest.text()}")
