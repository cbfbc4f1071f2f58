"""What an act asks before it is done: a reason, or the day of signing. It stands above the clauses, in nobody's way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from desktop.domain.errors import MediationError, RuleBroken
from desktop.ui.kit.buttons import plain, primary
from desktop.ui.kit.cards import Card, CardHead
from desktop.ui.kit.choices import Check
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, TextField
from desktop.ui.kit.forms import Ask, Form, Line


class ActPanel(Card):
    """A question with its own words; `act(values)` may raise MediationError, which is shown in the field it names."""

    closed = Signal()

    def __init__(self, title: str, hint: str, form: Form, yes: str, act: Callable[[dict[str, Any]], None]) -> None:
        super().__init__()
        self.form, self._act = form, act
        self.add(CardHead(title, hint))
        self.add(form)
        self.yes, self.no = primary(yes, hint="Ctrl+Enter"), plain("取消")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        self.body.addLayout(buttons)
        self.yes.clicked.connect(self.go)
        self.no.clicked.connect(self.closed)
        form.done.connect(self.go)
        form.left.connect(self.closed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Never lower than its words need at this width."""
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def go(self) -> None:
        if not self.form.check():
            return
        try:
            self._act(self.form.values())
        except RuleBroken as broken:
            self.form.show_problem(broken.field, broken.for_user())
        except MediationError as refused:
            self.form.show_problem(self.form.names()[0], refused.for_user())


def reason_form(example: str, *, needed: bool) -> Form:
    return Form([Ask("note", "理由", lambda: LongText(lines=2, most=500, example=example), needed=needed)], labels=32)


def by_hand_form() -> Form:
    """What is asked where an agreement would go out before its file has a number."""
    return Form([Ask("by_hand", "编号", lambda: Check("留空手写,取得正式编号后用笔填上"))], labels=32)


def signing_form(today: Callable[[], date]) -> Form:
    form = Form(
        [
            Line(
                Ask("on", "签字日期", lambda: DateField(today), needed=True),
                Ask("seal", "印章", lambda: Check("已盖调委会印章")),
            ),
            Ask("how", "怎样签的", lambda: TextField(width=None, most=80), needed=True),
        ],
        labels=64,
    )
    form.fill({"on": today(), "how": "各方签名、盖章", "seal": False})
    return form
