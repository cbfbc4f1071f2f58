"""Read-only facts in the form's own columns: a quiet label, then words that may be selected and wrap."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.forms import LABELS
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone, look


class Facts(Dressed, QWidget):
    """Rows of (label, words); rows without words are left out."""

    def __init__(self, rows: Sequence[tuple[str, str]] = (), *, labels: int = LABELS) -> None:
        QWidget.__init__(self)
        self._labels = labels
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._rows: list[tuple[str, str]] = []
        self.show_rows(rows)

    def show_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        kept = [(label, words) for label, words in rows if words]
        if kept != self._rows:
            self._rows = kept
            while (item := self._grid.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
            for n, (label, words) in enumerate(kept):
                name = Label(label, tone=Tone.INK_2)
                value = Label(words, wrap=True)
                value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                value.setAccessibleName(f"{label}:{words}")
                for label_shown in (name, value):
                    label_shown.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(name, n, 0)
                self._grid.addWidget(value, n, 1)
        self.dress()

    def dress(self) -> None:
        self._grid.setColumnMinimumWidth(0, look().px(self._labels))
        self.updateGeometry()
