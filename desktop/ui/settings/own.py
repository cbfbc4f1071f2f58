"""What everybody may do with their own account: change the password."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.commands import rooms
from desktop.domain.errors import MediationError
from desktop.storage.keys import Cost
from desktop.ui.gate.passwords import AgainField, PasswordField, refusal
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.forms import Ask, Beside, Form
from desktop.ui.settings.quietly import quietly

LABELS = 96


class NewPasswordForm(Form):
    """A new password twice; with `old`, the present one first. `wanted` when it can be sent."""

    wanted = Signal()

    def __init__(self, act: str, *, old: str = "") -> None:
        self._password = PasswordField(judged=True)
        self._again = AgainField(self._password)
        self.button = plain(act)
        first = [Ask("old", old, PasswordField, needed=True)] if old else []
        super().__init__(
            [
                *first,
                Ask("password", "新密码", self._first, needed=True),
                Ask("again", "再输一次", self._second, needed=True),
                Beside(self._act),
            ],
            labels=LABELS,
        )
        self.button.clicked.connect(self._send)
        self.done.connect(self._send)
        self.ended.connect(self._send)

    def clear(self) -> None:
        self.fill(dict.fromkeys(self.names(), ""))
        self.clear_problems()

    def _send(self) -> None:
        if not self.isEnabled() or not self.check():
            return
        if sentence := refusal(self._password.value()):
            self.show_problem("password", sentence)
            return
        self.wanted.emit()

    def _first(self) -> QWidget:
        return self._password

    def _second(self) -> QWidget:
        return self._again

    def _act(self) -> QWidget:
        return self.button


class OwnPassword(NewPasswordForm):
    """My password: the old one, the new one twice."""

    def __init__(self, host: Host, cost: Cost) -> None:
        super().__init__("修改密码", old="现在的密码")
        self._host, self._cost = host, cost
        self.wanted.connect(self._change)

    def _change(self) -> None:
        told, cost = self.values(), self._cost
        self.setEnabled(False)
        quietly(
            self._host,
            lambda desk: rooms.change_password(desk, told["old"], told["password"], cost=cost),
            self._changed,
            self._refused,
        )

    def _changed(self, _none: None) -> None:
        self.setEnabled(True)
        self.clear()
        self._host.say("密码已修改,下次登录用新密码。")

    def _refused(self, error: MediationError) -> None:
        self.setEnabled(True)
        self.show_problem("old", error.for_user())
