"""The ground of the small forms above the table of people: what is asked, what will happen, yes and no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop.domain.casefile import CaseFile
from desktop.domain.errors import MediationError
from desktop.ui.attempt import attempt
from desktop.ui.file.keeping import Drafts
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, plain, primary
from desktop.ui.kit.cards import Banner, Card, CardHead
from desktop.ui.kit.forms import Ask, Beside, Form, Line, Rule
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone


class MassPanel(Card):
    """One act on the people of a file. A child class says what is asked, what it would do, and does it.

    The words under the form follow every key and every tick; what cannot be done yet is said there in amber.
    """

    ended = Signal()

    key = ""
    title = ""
    verb = ""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.file: CaseFile | None = None
        self.ticked: frozenset[UUID] = frozenset()
        self.set_edge(Tone.ACCENT)
        self.head = CardHead(self.title)
        self.add(self.head)
        asked = list(self.asks())
        self.form: Form | None = Form(asked) if asked else None
        self._drafts: Drafts | None = None
        if self.form is not None:
            self.add(self.form)
            self._drafts = Drafts(host, self.form)
            self.form.changed.connect(self._typed)
            self.form.done.connect(self.run)
            self.form.left.connect(self.leave)
            self.form.ended.connect(self._to_button)
        self.warning = Banner("", Kind.AMBER)
        self.add(self.warning)
        self.said = Label("", tone=Tone.INK_2, wrap=True)
        self.yes = primary(self.verb, hint="Ctrl+Enter")
        self.no = plain("取消")
        self.yes.clicked.connect(self.run)
        self.no.clicked.connect(self.cancel)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        for button in (*self.beside(), self.no, self.yes):
            row.addWidget(button)
        self.body.addLayout(row)

    # -- what a child class says

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        return ()

    def beside(self) -> Sequence[Button]:
        """Further buttons before 取消."""
        return ()

    def start(self, file: CaseFile) -> dict[str, Any]:
        """What the form begins with; offer choices here."""
        return {}

    def outlook(self, file: CaseFile, values: dict[str, Any]) -> str:
        """What yes would do, in words. RuleBroken says why it cannot be done yet."""
        raise NotImplementedError

    def doubts(self, file: CaseFile, values: dict[str, Any]) -> str:
        """What to mind without being stopped."""
        return ""

    def act(self, file: CaseFile, values: dict[str, Any]) -> str:
        """Do it and give the words of the toast. May raise MediationError."""
        raise NotImplementedError

    @property
    def needs_table(self) -> bool:
        """Whether the people are ticked for it; else the panel may have their room."""
        return True

    # -- what the tab asks

    def open(self, file: CaseFile, ticked: frozenset[UUID]) -> None:
        self.file, self.ticked = file, ticked
        if self.form is not None and self._drafts is not None:
            self.form.clear_problems()
            self.form.fill(dict.fromkeys(self.form.names()) | self.start(file))
            self._drafts.begin(f"mass:{self.key}:{file.dispute.id}")
        self.show_outlook()

    def show_file(self, file: CaseFile, ticked: frozenset[UUID]) -> None:
        """The same panel after a change or a tick: what was typed stays."""
        self.file, self.ticked = file, ticked
        self.show_outlook()

    def begin_focus(self) -> None:
        if self.form is not None:
            self.form.start()
        else:
            (self.yes if self.yes.isEnabled() else self.no).setFocus()

    def settle(self) -> None:
        if self._drafts is not None:
            self._drafts.keep()

    def values(self) -> dict[str, Any]:
        return self.form.values() if self.form is not None else {}

    def show_outlook(self) -> None:
        if self.file is None:
            return
        self.arrange()
        if self.form is not None and self.form.problems():
            self.warning.hide()
            self.said.setText("")
            self.yes.setEnabled(True)
            return
        try:
            words, wrong = self.outlook(self.file, self.values()), ""
            doubt = self.doubts(self.file, self.values())
        except MediationError as refused:
            words, wrong, doubt = "", refused.for_user(), ""
        self.warning.show_text(wrong or doubt)
        self.warning.setVisible(bool(wrong or doubt))
        self.said.setText(words)
        self.yes.setEnabled(not wrong)

    def arrange(self) -> None:
        """Show and hide what depends on the answers."""

    def run(self) -> None:
        """Do it; a wrong field gets the cursor and says why."""
        if self.file is None or not self.yes.isEnabled():
            return
        if self.form is not None and not self.form.check():
            return
        file = self.file
        done = attempt(self.host, self.form, lambda: self.act(file, self.values()))
        if done:
            self.finish(done.value)

    def finish(self, said: str, *, undo: bool = True) -> None:
        if self._drafts is not None:
            self._drafts.drop()
        if said:
            self.host.say(said, undo=undo)
        self.ended.emit()

    def leave(self) -> None:
        """Esc: what was typed stays a draft."""
        self.settle()
        self.ended.emit()

    def cancel(self) -> None:
        if self._drafts is not None:
            self._drafts.drop()
        self.ended.emit()

    def _typed(self, _name: str) -> None:
        self.show_outlook()

    def _to_button(self) -> None:
        if self.yes.isEnabled():
            self.yes.setFocus()
