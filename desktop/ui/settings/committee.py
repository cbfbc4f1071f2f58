"""调委会: the letterhead and the pattern of numbers."""

from __future__ import annotations

from dataclasses import asdict, replace

from desktop.commands import rooms
from desktop.domain.changes import Changed
from desktop.domain.permissions import Act
from desktop.ui.gate.steps import CommitteeForm, NumberForm
from desktop.ui.host import Host
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone
from desktop.ui.people.autosave import Autosave
from desktop.ui.settings.section import Section

KEY = "settings:committee"


class CommitteeSection(Section):
    """Saved as one goes. Papers already issued keep the letterhead they were issued with."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.form = CommitteeForm()
        self.number = NumberForm(lambda: str(self.form.values()["short"]), lambda: host.desk.today().year)
        self.state = Label("", tone=Tone.INK_2)
        self.block("调解委员会", "写在每份文书上;已签发的文书不变。").addWidget(self.form)
        self.block("案件编号").addWidget(self.number)
        self.column.addWidget(self.state)
        self.finish()
        self.saving = [
            Autosave(host, self.form, lambda: KEY, self._save_letterhead),
            Autosave(host, self.number, lambda: f"{KEY}:number", self._save_number),
        ]
        for saving in self.saving:
            saving.told.connect(self._tell)
        self._editable = host.desk.may(Act.MANAGE)
        self.form.setEnabled(self._editable)
        self.number.setEnabled(self._editable)
        self.refresh()
        for saving in self.saving:
            saving.bring_back()

    def refresh(self) -> None:
        if any(saving.dirty for saving in self.saving):
            return
        committee = self._host.desk.committee()
        self.form.fill({name: value for name, value in asdict(committee).items() if name in self.form.names()})
        self.number.fill({"number_pattern": committee.number_pattern})
        self.number.field("number_pattern").refresh()

    def heard(self, changed: Changed) -> None:
        if changed.touches("committees"):
            self.refresh()

    def settle(self) -> None:
        for saving in self.saving:
            saving.settle()

    def begin_focus(self) -> None:
        self.form.chain.go(self.form.field("committee"))

    def _save_letterhead(self) -> bool:
        rooms.save_committee(self._host.desk, replace(self._host.desk.committee(), **self.form.values()))
        return True

    def _save_number(self) -> bool:
        rooms.save_committee(self._host.desk, replace(self._host.desk.committee(), **self.number.values()))
        return True

    def _tell(self, words: str, saved: bool) -> None:
        self.state.setText(words)
        self.state.set_tone(Tone.GREEN if saved else Tone.INK_2)
