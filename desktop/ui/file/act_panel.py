"""A small act in the right panel: what it means, its few questions, its button."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.attempt import attempt
from desktop.ui.file.acts import SmallAct
from desktop.ui.file.keeping import Drafts
from desktop.ui.file.state import OpenFile
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, primary
from desktop.ui.kit.cards import Banner, Card, CardHead
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.forms import Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone

LABELS = 52  # px at 100 %: the panel is narrow


class ActPanel(PageColumn):
    """Made anew for each act; `ended` when it is done or put away."""

    ended = Signal()

    def __init__(self, host: Host, state: OpenFile, act: SmallAct) -> None:
        super().__init__()
        self._host, self._file, self.act = host, state.file, act
        card = Card()
        card.set_edge(Tone.ACCENT)
        card.add(CardHead(act.title))
        card.add(Label(act.note, tone=Tone.INK_2, wrap=True))
        why_not = act.hinders(state.file)
        if why_not:
            card.add(Banner(why_not, Kind.AMBER))
        self.form = Form(act.asks(host, state.file), labels=LABELS)
        self.form.fill(act.start(host, state.file))
        self.form.setEnabled(not why_not)
        card.add(self.form)
        self.yes = primary(act.verb, hint="" if why_not else "Ctrl+Enter")
        self.yes.setEnabled(not why_not)
        self.no = plain("取消")
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        card.body.addLayout(row)
        self.add(card)
        self.column.addStretch(1)
        self._drafts = Drafts(host, self.form)
        self._drafts.begin(f"act:{act.key}:{state.id}")
        self.yes.clicked.connect(self.run)
        self.form.done.connect(self.run)
        self.form.left.connect(self._leave)
        self.no.clicked.connect(self._cancel)

    def begin_focus(self) -> None:
        if self.yes.isEnabled():
            self.form.start()
        else:
            self.no.setFocus()

    def settle(self) -> None:
        self._drafts.keep()

    def run(self) -> None:
        """Do it; a wrong field gets the cursor and says why."""
        if not self.form.isEnabled() or not self.form.check():
            return
        act = partial(self.act.run, self._host, self._file, self.form.values())
        if attempt(self._host, self.form, act, said=self.act.said):
            self._drafts.drop()
            self.ended.emit()
        else:
            self._drafts.keep()

    def _leave(self) -> None:
        self._drafts.keep()
        self.ended.emit()

    def _cancel(self) -> None:
        self._drafts.drop()
        self.ended.emit()
