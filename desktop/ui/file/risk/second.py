"""A lowering that waits: what is asked and why, and the second person's yes or no."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.commands import risk
from desktop.domain.vigilance import RiskAssessment
from desktop.ui.attempt import attempt
from desktop.ui.file.keeping import Drafts
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, primary
from desktop.ui.kit.cards import Banner, Card, CardHead
from desktop.ui.kit.fields import LongText
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.words import RISKS

LABELS = 52


class SecondCard(Card):
    """`settled` when somebody has said yes or no."""

    settled = Signal()

    def __init__(self, host: Host, waiting: RiskAssessment, who: str, *, may: bool) -> None:
        super().__init__()
        self._host, self._waiting = host, waiting
        self.set_edge(Tone.AMBER)
        self.add(CardHead("等第二人确认"))
        asked = f"{who or '有人'} {waiting.at:%m-%d %H:%M} 提请由{RISKS[waiting.before]}降为{RISKS[waiting.level]}:"
        self.add(Label(asked, wrap=True))
        self.add(Label("\n".join(waiting.reasons), tone=Tone.INK_2, wrap=True))
        self.form = Form([Ask("note", "意见", lambda: LongText(lines=2, most=500))], labels=LABELS)
        self.yes, self.no = primary("同意降级"), plain("不同意")
        self._drafts = Drafts(host, self.form)
        if may:
            self._drafts.begin(f"second:{waiting.id}")
            self.add(self.form)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addStretch(1)
            row.addWidget(self.no)
            row.addWidget(self.yes)
            self.body.addLayout(row)
        else:
            self.add(Banner("须由另一个人登录确认;在此之前等级不变。", Kind.AMBER))
            for part in (self.form, self.yes, self.no):
                part.setParent(self)
                part.hide()
        self.yes.clicked.connect(lambda _on=False: self.run(True))
        self.no.clicked.connect(lambda _on=False: self.run(False))

    def settle(self) -> None:
        self._drafts.keep()

    def run(self, yes: bool) -> None:
        act = partial(risk.second, self._host.desk, self._waiting.id, yes, self.form.values()["note"])
        if attempt(self._host, self.form, act, said="已确认降级" if yes else "已记不同意"):
            self._drafts.drop()
            self.settled.emit()
