"""笔录: a large text whose lines begin with who speaks; one button for each speaker."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from desktop.domain.casefile import CaseFile
from desktop.ui.kit.buttons import Button, small
from desktop.ui.kit.fields import LongText
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.focus import tab_in_line
from desktop.ui.words import PARTY_ROLES

ROOM = ("调解员", "律师", "民警")


class SpeechField(LongText):
    """A press on 申请人 begins a new line with 申请人: and leaves the cursor behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(lines=9, example="调解员:现在开始调解。……\n申请人:……", parent=parent)
        self._holder = QWidget()
        self._flow = Flow(self._holder, across=4)
        self.buttons: list[Button] = []
        self.column.insertWidget(0, self._holder)

    def offer(self, file: CaseFile) -> None:
        """Buttons for those who can speak in this file."""
        roles = [PARTY_ROLES[p.role] for p in file.parties]
        roles += [agent.agent_type for agent in file.agents]
        speakers = list(dict.fromkeys((ROOM[0], *roles, *ROOM[1:])))
        if speakers == [button.words for button in self.buttons]:
            return
        for old in self.buttons:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = []
        for speaker in speakers:
            button = small(speaker)
            button.setAccessibleName(f"插入“{speaker}:”")
            button.setParent(self._holder)
            button.clicked.connect(lambda _checked=False, who=speaker: self.speak(who))
            self._flow.addWidget(button)
            button.show()
            self.buttons.append(button)
        tab_in_line(self.text, self.buttons)

    def speak(self, who: str) -> None:
        """A new line for this speaker at the cursor."""
        if self.text.isReadOnly():
            return
        cursor = self.text.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        begun = bool(cursor.block().text().strip())
        cursor.insertText(f"\n{who}:" if begun else f"{who}:")
        self.text.setTextCursor(cursor)
        self.text.setFocus()
