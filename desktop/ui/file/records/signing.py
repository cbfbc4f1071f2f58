"""记签字: the day on which all have signed, how, and that the seal is on it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.commands import agreements
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import MediationError, RuleBroken
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card
from desktop.ui.kit.choices import Check
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone

HOW = "各方签名、盖章"


class SigningForm(Card):
    """Shown while the issued agreement waits for its signatures."""

    def __init__(self, host: Host) -> None:
        super().__init__(ground=Tone.SUNK)
        self.host = host
        self._file: CaseFile | None = None
        self._shown: UUID | None = None
        self.form = Form(
            [
                Ask("on", "签字日期", lambda: DateField(host.desk.today), needed=True),
                Ask("how", "签署情况", lambda: TextField(width=None), needed=True),
                Ask("seal", "印章", lambda: Check("已加盖调委会印章")),
            ]
        )
        self.form.done.connect(self.sign)
        self.button = plain("记签字", icon="ph.check")
        self.button.clicked.connect(self.sign)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(Label("签字后在这里记一笔,协议从这一天起生效,不能撤销", tone=Tone.INK_2, wrap=True))
        column.addWidget(self.form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        column.addLayout(row)
        self.body.addLayout(column)

    def show_file(self, file: CaseFile) -> None:
        """Begin anew for another agreement; what was typed for this one stays."""
        self._file = file
        agreement = file.agreement
        if agreement is not None and agreement.id != self._shown:
            self._shown = agreement.id
            self.form.clear_problems()
            self.form.fill({"on": self.host.desk.today(), "how": HOW, "seal": False})

    def begin_focus(self) -> None:
        self.form.start()

    def sign(self) -> None:
        if self._file is None or self._file.agreement is None or not self.form.check():
            return
        values, id = self.form.values(), self._file.agreement.id
        try:
            agreements.sign(self.host.desk, id, on=values["on"], how=values["how"], seal=values["seal"])
        except MediationError as error:
            if isinstance(error, RuleBroken) and error.field in self.form.names():
                self.form.show_problem(error.field, error.sentence)
            else:
                self.host.problem(error)
            return
        self.host.say("已记签字,协议生效")
