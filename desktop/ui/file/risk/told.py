"""立即报告: who was told, how, and who took it down (人民调解法 25)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.commands import risk
from desktop.domain.casefile import CaseFile
from desktop.domain.records import RiskReport
from desktop.domain.risk_table import Organ
from desktop.ui.attempt import attempt
from desktop.ui.file.keeping import Drafts
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card, CardHead, Hairline
from desktop.ui.kit.choices import Checks, Choice, Option, options
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone

WAYS = ("电话", "当面", "书面", "微信")
LABELS = 52


class ToldCard(Card):
    """A form for one report, and those that were made. `told` when one was written down."""

    told = Signal()

    def __init__(self, host: Host, file: CaseFile) -> None:
        super().__init__()
        self._host, self._id = host, file.dispute.id
        names = risk.organ_names(host.desk.committee())
        self._names = names
        self.add(CardHead("立即报告"))
        self.form = Form(
            [
                Ask("to", "报告给", lambda: Checks([Option(n, n) for n in dict.fromkeys(names.values())])),
                Ask("other", "其他", lambda: TextField(width=None, example="如 园区管理方、妇联")),
                Ask("how", "方式", lambda: Choice(options((w, w) for w in WAYS), blank=None)),
                Ask("receipt", "接报人", lambda: TextField(width=None, example="姓名、回执号")),
            ],
            labels=LABELS,
        )
        self.form.fill({"how": WAYS[0]})
        self.add(self.form)
        self.button = plain("记报告", hint="Ctrl+Enter")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self._rule = Hairline()
        self.add(self._rule)
        self._past = Label(tone=Tone.INK_2, wrap=True)
        self.add(self._past)
        self._drafts = Drafts(host, self.form)
        self._drafts.begin(f"told:{self._id}")
        self.button.clicked.connect(self.run)
        self.form.done.connect(self.run)

    def show_file(self, file: CaseFile, organs: Sequence[Organ]) -> None:
        """`organs` must be told and have not been."""
        self._past.setText("\n".join(self._words(report) for report in reversed(file.risk_reports)))
        for part in (self._rule, self._past):
            part.setVisible(bool(file.risk_reports))
        field = self.form.field("to")
        if organs and not field.value():
            field.set_value([self._names[organ.code] for organ in organs])

    def begin_focus(self) -> None:
        self.form.start()

    def settle(self) -> None:
        self._drafts.keep()

    def run(self) -> None:
        values = self.form.values()
        to = [n for n in dict.fromkeys(self._names.values()) if n in values["to"]]
        to += [part for part in values["other"].replace("、", ",").split(",") if part.strip()]
        act = partial(risk.report, self._host.desk, self._id, to, values["how"] or "", values["receipt"])
        if attempt(self._host, self.form, act, said="已记报告", at="to"):
            self.form.fill({"to": [], "other": "", "how": WAYS[0], "receipt": ""})
            self._drafts.drop()
            self.told.emit()

    @staticmethod
    def _words(report: RiskReport) -> str:
        how = "·".join(str(report.extras[key]) for key in ("how", "receipt") if report.extras.get(key))
        return f"{report.at:%m-%d %H:%M} {'、'.join(report.to)}{f'({how})' if how else ''}"
