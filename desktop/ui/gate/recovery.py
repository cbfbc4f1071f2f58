"""The recovery code, shown once: copy or print it, say so, and type one group back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.gate.codes import GROUPS, CodeGrid, GroupEdit, fold_symbols
from desktop.ui.gate.ground import GateGround
from desktop.ui.gate.recovery_sheet import SheetKeeper
from desktop.ui.kit.buttons import plain, primary
from desktop.ui.kit.edits import Move
from desktop.ui.kit.fields import LineField
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.toggle import Tick
from desktop.ui.looks import Tone

WHY = "忘记密码或账户被锁时,只有它能打开数据。恢复码只显示这一次,请打印或逐组抄写,锁进抽屉。"


class GroupField(LineField):
    """One asked group of a code, to be typed back."""

    def __init__(self, n: int, parent: QWidget | None = None) -> None:
        super().__init__(width=112, editor=GroupEdit(n), parent=parent)
        self.line.setPlaceholderText("")
        edit = self.line
        if isinstance(edit, GroupEdit):
            edit.pasted.connect(self._paste)

    def value(self) -> str:
        return fold_symbols(self.line.text())

    def set_value(self, value: str | None) -> None:
        self.line.setText(fold_symbols(value or ""))
        self.wrong("")

    def raw(self) -> str:
        return ""

    @property
    def empty(self) -> bool:
        return not self.line.text()

    def _paste(self, text: str) -> None:
        self.line.setText(fold_symbols(text)[:4])
        self._on_edited()


class RecoveryFace(QWidget):
    """What must be done with a new code before going on; `kept` when it has been done and 完成 was pressed.

    `asked` is the group (from 1) to be typed back. Without a `done` button the caller watches `ready`.
    """

    kept = Signal()
    ready_changed = Signal(bool)

    def __init__(
        self,
        room: str,
        committee: str,
        code: str,
        *,
        done: str = "完成",
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._code = code
        self.asked = 1 + secrets.randbelow(GROUPS)
        self.keeper = SheetKeeper(room, committee, code, today(), self)
        self.grid = CodeGrid(code)
        self.print_out = plain("打印恢复单", icon="ph.printer")
        self.save = plain("另存为 PDF", icon="ph.download-simple")
        self.news = Label("", tone=Tone.INK_2, wrap=True)
        self.copied = Tick("我已抄写或打印,并会锁好")
        self.group = GroupField(self.asked)
        self.group.set_name(f"请输入第 {self.asked} 组")
        self.done = primary(done, hint="Ctrl+Enter")
        self._lay(bool(done))
        self.print_out.clicked.connect(self.keeper.print_out)
        self.save.clicked.connect(self.keeper.save)
        self.keeper.said.connect(self._say)
        self.keeper.taken.connect(self._on_taken)
        self.copied.toggled.connect(self._tell)
        self.group.changed.connect(self._on_typed)
        self.group.moved.connect(self._on_moved)
        self.done.clicked.connect(self.finish)
        self._tell()

    def _lay(self, with_done: bool) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.print_out)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        last = QHBoxLayout()
        last.setSpacing(12)
        last.addWidget(Label(f"核对:请输入第 {self.asked} 组", bold=True))
        last.addWidget(self.group, 1)
        last.addWidget(self.done)
        self.done.setVisible(with_done)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Label(WHY, tone=Tone.INK_2, wrap=True))
        column.addWidget(self.grid)
        column.addLayout(buttons)
        column.addWidget(self.news)
        self.news.hide()
        column.addWidget(self.copied)
        column.addLayout(last)

    @property
    def ready(self) -> bool:
        """Ticked, and the asked group typed as it stands above."""
        return self.copied.isChecked() and self.right

    @property
    def right(self) -> bool:
        return self.group.value() == fold_symbols(self._code.split("-")[self.asked - 1])

    def begin_focus(self) -> None:
        self.print_out.setFocus(Qt.FocusReason.TabFocusReason)

    def finish(self) -> None:
        """Go on, or say what is still to be done and put the cursor there."""
        if not self.copied.isChecked():
            self._say("请先抄写或打印,再勾选“我已抄写或打印”。", False)
            self.copied.setFocus(Qt.FocusReason.TabFocusReason)
        elif not self.right:
            sentence = "请输入这一组。" if self.group.empty else "与上面不符,请对照重输。"
            self.group.wrong(sentence)
            self.group.line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.kept.emit()

    def _on_typed(self) -> None:
        if self.right:
            self.group.remark.say("一致", Tone.GREEN, Shape.TICK)
        self._tell()

    def _on_moved(self, move: Move) -> None:
        if move in (Move.ON, Move.DONE):
            self.finish()
        elif move is Move.BACK:
            self.copied.setFocus(Qt.FocusReason.BacktabFocusReason)

    def _on_taken(self) -> None:
        self.copied.setChecked(True)
        self.group.line.setFocus(Qt.FocusReason.TabFocusReason)

    def _say(self, sentence: str, done: bool) -> None:
        self.news.setText(sentence)
        self.news.set_tone(Tone.GREEN if done else Tone.INK_2)
        self.news.setVisible(bool(sentence))

    def _tell(self) -> None:
        self.ready_changed.emit(self.ready)


class RecoveryPage(GateGround):
    """The new code after a password was reset, on a page of its own; `finished` when it has been kept."""

    finished = Signal()

    def __init__(
        self,
        room: str,
        committee: str,
        code: str,
        *,
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(640, parent=parent)
        self.name.setText(room)
        self.under.setText("新的恢复单")
        self.foot.setText("旧的恢复单已经作废,请销毁。")
        self.face = RecoveryFace(room, committee, code, today=today)
        self.face.kept.connect(self.finished)
        self.card.add(self.face)

    def begin_focus(self) -> None:
        self.face.begin_focus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.begin_focus()
