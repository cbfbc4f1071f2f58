"""防激化: what the mediation kept from happening, as the official table asks for it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from desktop.commands.statistics import prevention
from desktop.domain.casefile import CaseFile
from desktop.domain.typed.text import Unclear
from desktop.ui.attempt import attempt
from desktop.ui.file.keeping import Drafts
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card, CardHead
from desktop.ui.kit.fields import ParsedField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone

LABELS = 116
SHORT = {
    "suicide": "引起自杀",
    "civil_to_criminal": "转化为刑事案件",
    "mass_petition": "群体性上访",
    "mass_fight": "群体性械斗",
    "mass_event": "群体性事件",
}
NOTHING = "没有防止的情形就空着;填了人数,这一卷就计 1 件。"


def people_of(text: str) -> int:
    """How many people, as typed; Unclear for anything that is no number."""
    if not text.strip().isdecimal() or len(text.strip()) > 6:
        raise Unclear("请填人数,如 3。")
    return int(text)


def _people() -> ParsedField[int]:
    return ParsedField(people_of, str, Label("人", tone=Tone.INK_2), width=64)


class PreventedCard(Card):
    """People for each column; what will stand in the table is said below."""

    def __init__(self, host: Host, file: CaseFile, *, may: bool) -> None:
        super().__init__()
        self._host, self._id, self._may = host, file.dispute.id, may
        self.add(CardHead("防激化", "这次调解防止了"))
        self.form = Form([Ask(what, word, _people) for what, word in SHORT.items()], labels=LABELS)
        self.add(self.form)
        self.said = Label("", tone=Tone.INK_2, wrap=True)
        self.add(self.said)
        self.button = plain("记防激化", hint="Ctrl+Enter")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.form.setEnabled(may)
        self.button.setVisible(may)
        self._stands: dict[str, int] = {}
        self.show_file(file)
        self._drafts = Drafts(host, self.form)
        if may:
            self._drafts.begin(f"prevented:{self._id}")
        self._say()
        self.form.changed.connect(self._say)
        self.form.done.connect(self.run)
        self.button.clicked.connect(self.run)

    def show_file(self, file: CaseFile) -> None:
        """What stands now; what is being typed stays."""
        stands = {p.what: p.people for p in prevention.prevented(file.dispute.prevention) if p.cases}
        typed = {what for what, n in self.form.values().items() if n != self._stands.get(what)}
        self.form.fill({what: stands.get(what) for what in SHORT if what not in typed})
        self._stands = stands
        self._say()

    def begin_focus(self) -> None:
        if self._may:
            self.form.start()
        else:
            self.said.setFocus(Qt.FocusReason.OtherFocusReason)

    def settle(self) -> None:
        self._drafts.keep()

    def run(self) -> None:
        if not self._may or not self.form.check():
            return
        said = {what: (1, n) if n else (0, 0) for what, n in self.form.values().items()}
        act = partial(prevention.set_prevention, self._host.desk, self._id, said)
        if attempt(self._host, self.form, act, said="已记防激化"):
            self._drafts.drop()

    def _say(self, _name: str = "") -> None:
        typed = {what: n for what, n in self.form.values().items() if n}
        as_kept = {f"{what}_{of}": n for what, people in typed.items() for of, n in (("cases", 1), ("people", people))}
        words = prevention.words(as_kept)
        self.said.setText(f"计入统计表:{words}。" if words else NOTHING)
