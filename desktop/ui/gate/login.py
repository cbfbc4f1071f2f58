"""The way in: who, password; a second face for the recovery code. Also the lock screen."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.gate.codes import CodeField
from desktop.ui.gate.ground import GateGround
from desktop.ui.gate.passwords import RULE, AgainField, PasswordField, refusal
from desktop.ui.gate.who import MOST, Names
from desktop.ui.kit.buttons import Button, primary, quiet
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.edits import Move
from desktop.ui.kit.fields import Field
from desktop.ui.kit.forms import Chain
from desktop.ui.kit.labels import Label
from desktop.ui.kit.pinyin import by_sound
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.sheet import repolish

WIDTH = 440
PRODUCT = "调处室工作台"
NOBODY = "请先选您是哪位。"
KEPT = "数据只在本机加密保存,登录后才能读取。"


class LoginPage(GateGround):
    """The caller does the work (half a second of Argon2, so in a job) and answers `refused` or goes on.

    `locked`: the room is open behind this page; `last` is who locked it, and the others wait behind 换人登录.
    `hint` is said over the names (the practice room gives its password away).
    """

    unlock_asked = Signal(object, str)  # account, password
    recover_asked = Signal(object, str, str)  # account, code, new password
    other_room_asked = Signal()
    practice_asked = Signal()

    def __init__(
        self,
        room: str,
        accounts: Mapping[UUID, str],
        *,
        last: UUID | None = None,
        locked: bool = False,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        sound = by_sound()
        self._accounts = sorted(
            ((id, name or f"账户 {id.hex[-4:]}") for id, name in accounts.items()), key=lambda known: sound(known[1])
        )
        self._locked = locked
        self._last = last if last in accounts else None
        self.name.setText(room)
        self.under.setText("已锁定" if locked else PRODUCT)
        self.foot.setText(KEPT)
        self.who = _Who(self._shown(), self._last)
        self.who.entered.connect(self._to_password)
        self.log_in = _LogIn(locked)
        self.recover = _Recover()
        self.recover.hide()
        if hint:
            self.card.add(Banner(hint, Kind.PRACTICE))
        self.card.add(self.who)
        self.card.add(self.log_in)
        self.card.add(self.recover)
        self._wire()
        self._name_others()

    def _wire(self) -> None:
        first, second = self.log_in, self.recover
        first.chain.done.connect(self._ask_unlock)
        first.chain.ended.connect(self._ask_unlock)
        first.go.clicked.connect(self._ask_unlock)
        first.forgot.clicked.connect(self._show_recover)
        first.others.clicked.connect(self._show_others)
        first.other_room.clicked.connect(self.other_room_asked)
        first.practice.clicked.connect(self.practice_asked)
        second.chain.done.connect(self._ask_recover)
        second.chain.ended.connect(self._ask_recover)
        second.chain.left.connect(self._show_log_in)
        second.go.clicked.connect(self._ask_recover)
        second.back.clicked.connect(self._show_log_in)

    def begin_focus(self) -> None:
        """In the password when somebody is chosen already, else on the names."""
        if not self.recover.isHidden():
            self.recover.chain.go(self.recover.code)
        elif self._last is not None or len(self._shown()) == 1:
            self._to_password()
        else:
            self.who.begin_focus()

    def refused(self, sentence: str) -> None:
        """Say why not, stay on this face, and put the cursor where it is mended."""
        self.busy(False)
        if self.recover.isHidden():
            self.log_in.refuse(sentence)
        else:
            self.recover.refuse(sentence)

    def busy(self, on: bool) -> None:
        """While the password is being checked nothing else can be asked."""
        self.who.setEnabled(not on)
        self.log_in.busy(on)
        self.recover.busy(on)

    def clear(self) -> None:
        """Forget what was typed and show the first face again."""
        self.log_in.clear()
        self.recover.clear()
        self._show_log_in()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.recover.isHidden():
            self._show_log_in()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        QTimer.singleShot(0, self, self.begin_focus)

    def _shown(self) -> list[tuple[UUID, str]]:
        if self._locked and self._last is not None:
            return [(id, name) for id, name in self._accounts if id == self._last]
        return self._accounts

    def _ask_unlock(self) -> None:
        password = self.log_in.password.value()
        if self.who.value() is None:
            self.log_in.say(NOBODY)
            self.who.begin_focus()
            return
        if not password:
            self.log_in.refuse("请输入密码。")
            return
        self.log_in.settle()
        self.unlock_asked.emit(self.who.value(), password)

    def _ask_recover(self) -> None:
        if self.who.value() is None:
            self.recover.say(NOBODY)
            self.who.begin_focus()
        elif self.recover.check():
            self.recover_asked.emit(self.who.value(), self.recover.code.value(), self.recover.password.value())

    def _to_password(self) -> None:
        if self.recover.isHidden():
            self.log_in.chain.go(self.log_in.password)
        else:
            self.recover.chain.go(self.recover.code)

    def _show_recover(self) -> None:
        self.log_in.hide()
        self.recover.show()
        self.under.setText("忘记密码")
        self.foot.hide()
        self.who.set_compact(True)
        self.recover.chain.go(self.recover.code)

    def _show_log_in(self) -> None:
        self.recover.hide()
        self.log_in.show()
        self.foot.show()
        self.who.set_compact(False)
        self.under.setText("已锁定" if self._locked else PRODUCT)
        self._to_password()

    def _show_others(self) -> None:
        self._locked = False
        self.under.setText("换人登录")
        self.who.show_people(self._accounts, self._last)
        self._name_others()
        self.who.begin_focus()

    def _name_others(self) -> None:
        self.log_in.others.setVisible(self._locked and len(self._accounts) > 1)


class _Who(QWidget):
    """Names as cells, or a list to filter when there are many."""

    entered = Signal()

    def __init__(self, people: list[tuple[UUID, str]], chosen: UUID | None) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.title = Label("您是哪位", bold=True)
        self._column.addWidget(self.title)
        self.names: Names | None = None
        self.choice: Choice | None = None
        self.show_people(people, chosen)

    def show_people(self, people: list[tuple[UUID, str]], chosen: UUID | None) -> None:
        for old in (self.names, self.choice):
            if old is not None:
                self._column.removeWidget(old)
                old.deleteLater()
        self.names = self.choice = None
        if len(people) <= MOST:
            self.names = Names(people)
            self.names.show_people(people, chosen)
            self.names.entered.connect(self.entered)
            self._column.addWidget(self.names)
        else:
            self.choice = Choice(options(people), blank="请选姓名", stretch=True)
            self.choice.set_name("登录人")
            self.choice.set_value(chosen)
            self.choice.changed.connect(self.entered)
            self.choice.moved.connect(self._on_moved)
            self._column.addWidget(self.choice)
        self.title.setVisible(len(people) > 1)

    def value(self) -> UUID | None:
        """Who; None while nobody has been chosen from a long list."""
        if self.names is not None:
            return self.names.value()
        chosen: UUID | None = self.choice.value() if self.choice is not None else None
        return chosen

    def set_compact(self, on: bool) -> None:
        if self.names is not None:
            self.names.set_compact(on)

    def begin_focus(self) -> None:
        target = self.names or self.choice
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_moved(self, move: Move) -> None:
        if move in (Move.ON, Move.DONE):
            self.entered.emit()


class _Face(QWidget):
    """One face of the card: fields, the sentence of a refusal, one button."""

    def __init__(self, act: str, waiting: str, *, hint: str = "Enter") -> None:
        super().__init__()
        self._act, self._waiting = act, waiting
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.refusal = Banner("", Kind.RED)
        self.refusal.hide()
        self.go = primary(act, hint=hint)
        self.go.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._held: QWidget | None = None

    def ask(self, label: str, field: Field) -> None:
        self.column.addWidget(Label(label, bold=True))
        field.set_name(label)
        self.column.addWidget(field)

    def finish(self, *feet: Button) -> None:
        self.column.addWidget(self.refusal)
        self.column.addSpacing(4)
        self.column.addWidget(self.go)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.setContentsMargins(-8, 0, -8, 0)  # the words, not their grounds, stand on the text edges
        for n, foot in enumerate(feet):
            row.addWidget(foot)
            if n == 0:
                row.addStretch(1)
        self.column.addLayout(row)

    def say(self, sentence: str) -> None:
        self.refusal.show_text(sentence)
        self.refusal.setVisible(bool(sentence))

    def busy(self, on: bool) -> None:
        self.setEnabled(not on)
        self.go.hint = "" if on else "Enter"
        self.go.set_words(self._waiting if on else self._act)


class _LogIn(_Face):
    def __init__(self, locked: bool) -> None:
        super().__init__("解锁" if locked else "登录", "正在核对密码…")
        self.password = PasswordField()
        self.ask("密码", self.password)
        self.chain = Chain([self.password], self)
        self.password.changed.connect(self.settle)
        self.forgot = quiet("忘记密码")
        self.others = quiet("换人登录")
        self.other_room = quiet("其他调处室")
        self.practice = quiet("练习模式")
        self.finish(self.forgot, self.others, self.other_room, self.practice)
        for button in (self.other_room, self.practice):
            button.setVisible(not locked)

    def settle(self) -> None:
        self.say("")
        repolish(self.password.editor, "wrong", "false")

    def refuse(self, sentence: str) -> None:
        self.say(sentence)
        repolish(self.password.editor, "wrong", "true")
        self.password.editor.setAccessibleDescription(sentence)
        self.chain.go(self.password)
        self.password.line.selectAll()

    def clear(self) -> None:
        self.password.set_value("")
        self.settle()


class _Recover(_Face):
    def __init__(self) -> None:
        super().__init__("重设密码并登录", "正在重设…")
        self.code = CodeField()
        self.code.set_hint("8 组,每组 4 位,在锁好的恢复单上")
        self.password = PasswordField(judged=True)
        self.again = AgainField(self.password)
        self.ask("恢复码", self.code)
        self.ask("新密码", self.password)
        self.ask("再输一次", self.again)
        note = Label("重设后旧恢复码作废,会给出一张新的恢复单。", tone=Tone.INK_2, wrap=True)
        self.column.addWidget(note)
        self.chain = Chain([self.code, self.password, self.again], self)
        self.back = quiet("返回登录", icon="ph.arrow-left")
        self.finish(self.back)

    def check(self) -> bool:
        """Whether all three can be sent; otherwise it is said and the cursor is there."""
        self.say("")
        faults: list[tuple[Field, str]] = [
            (self.code, "请输入恢复单上的恢复码。" if self.code.empty else self.code.unclear()),
            (self.password, f"请输入新密码:{RULE}。" if self.password.empty else refusal(self.password.value())),
            (self.again, self.again.unclear()),
        ]
        for field, sentence in faults:
            if sentence:
                self.say(sentence)
                self.chain.go(field)
                return False
        return True

    def refuse(self, sentence: str) -> None:
        self.say(sentence)
        self.chain.go(self.code if "恢复码" in sentence else self.password)

    def clear(self) -> None:
        for field in (self.code, self.password, self.again):
            field.set_value("")
        self.say("")
