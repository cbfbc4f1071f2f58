"""What the written rules found: each rule with its evidence, to be ticked as looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.disputes import Risk
from desktop.domain.risk import Point
from desktop.ui.file.said import RISK_SHAPES, RISK_TONES
from desktop.ui.kit.choices import Box
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Label, Mark
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone, look
from desktop.ui.words import RISKS


def level_mark(level: Risk, *, bold: bool = False) -> Mark:
    """▲ 红, ◆ 橙, ● 黄, – 一般."""
    return Mark(RISKS[level], RISK_SHAPES[level] or Shape.DASH, RISK_TONES[level], bold=bold)


class PointRow(Dressed, QWidget):
    """The rule with its box and its level; below it what was found and what to do about it."""

    def __init__(self, point: Point) -> None:
        QWidget.__init__(self)
        self.point = point
        self.box = Box("")
        self.box.setAccessibleName(f"{point.rule},{RISKS[point.level]}:{point.evidence}")
        self.box.setChecked(True)
        rule = Label(point.rule, bold=True, wrap=True)
        found = Label(point.evidence, wrap=True)
        found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        advice = Label(point.advice, tone=Tone.INK_2, wrap=True)
        if not point.advice:
            advice.hide()
        self.setToolTip(f"依据:{point.basis}")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self._row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(rule, 1)
        head.addWidget(level_mark(point.level, bold=True), 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(head)
        words.addWidget(found)
        words.addWidget(advice)
        self._row.addLayout(words, 1)
        self.dress()

    def dress(self) -> None:
        self._row.setContentsMargins(0, 4, 0, 4)
        self.box.setFixedHeight(look().px(20))


class PointList(QWidget):
    """The rows; what was unticked by hand stays so while the same points stand."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.rows: list[PointRow] = []
        self._nothing = Label("规则没有看到激化的迹象;凭经验仍可评定等级。", tone=Tone.INK_2, wrap=True)
        self._column.addWidget(self._nothing)

    def show_points(self, points: Sequence[Point]) -> None:
        if [row.point for row in self.rows] == list(points):
            return
        unticked = {row.point.code for row in self.rows if not row.box.isChecked()}
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [PointRow(point) for point in points]
        for row in self.rows:
            row.box.setChecked(row.point.code not in unticked)
            self._column.addWidget(row)
        self._nothing.setVisible(not points)

    def codes(self) -> tuple[str, ...]:
        """The points that were looked at and hold."""
        return tuple(row.point.code for row in self.rows if row.box.isChecked())
