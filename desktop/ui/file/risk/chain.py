"""相关纠纷: the other files of the same people, company, telephone or address, and their story as one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import chains
from desktop.domain.casefile import CaseFile
from desktop.ui.file.risk.story import ChainStory
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, Rank, quiet
from desktop.ui.kit.labels import Chip, Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.words import STAGES

SHOWN = 5


class Related(QWidget):
    """The links, newest first, then the timeline of the chain on demand."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._file: CaseFile | None = None
        self._seen: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._rows = QWidget()
        self._lines = QVBoxLayout(self._rows)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        column.addWidget(self._rows)
        self._more = Label(tone=Tone.INK_2)
        column.addWidget(self._more)
        self.toggle = quiet("看时间线", icon="ph.caret-down")
        self.toggle.clicked.connect(self._toggle)
        column.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        self.story = ChainStory()
        self.story.asked.connect(host.open_file)
        self.story.setVisible(False)
        column.addWidget(self.story)
        self.buttons: list[Button] = []
        self._parts: list[QWidget] = []

    def show_file(self, file: CaseFile) -> bool:
        """Whether there are any."""
        other = self._file is None or self._file.dispute.id != file.dispute.id
        self._file = file
        found = chains.chain(self._host.desk, file.dispute.id)
        if other:
            self._open(False)
        if self._seen != (file.dispute.id, found):
            self._seen = (file.dispute.id, found)
            self._show(found)
        if not self.story.isHidden():
            self.story.show_moments(chains.timeline(self._host.desk, file.dispute.id), file.dispute.id)
        return bool(found)

    def _show(self, found: Sequence[chains.Link]) -> None:
        for part in self._parts:
            self._lines.removeWidget(part)
            part.hide()
            part.deleteLater()
        self.buttons, self._parts = [], []
        for link in found[:SHOWN]:
            line = link.line
            part = QWidget()
            row = QHBoxLayout(part)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            button = Button(f"{line.number} {line.names}", Rank.LINK, small=True)
            button.setToolTip(line.title)
            button.clicked.connect(lambda _on=False, id=line.id: self._host.open_file(id))
            row.addWidget(button)
            for why in link.why:
                row.addWidget(Chip(why, Kind.GREY))
            row.addWidget(Label(f"{link.since:%Y-%m-%d}·{STAGES[line.stage]}", tone=Tone.INK_2))
            row.addStretch(1)
            self._lines.addWidget(part)
            self.buttons.append(button)
            self._parts.append(part)
        more = len(found) - SHOWN
        self._more.setText(f"另有 {more} 件")
        self._more.setVisible(more > 0)

    def _toggle(self) -> None:
        self._open(self.story.isHidden())

    def _open(self, on: bool) -> None:
        self.story.setVisible(on)
        self.toggle.set_words("收起时间线" if on else "看时间线")
        if on and self._file is not None:
            self.story.show_moments(chains.timeline(self._host.desk, self._file.dispute.id), self._file.dispute.id)
