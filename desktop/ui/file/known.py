"""Who is known already: people of the registry whose name begins as what is being typed; and what a person lacks."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.commands.parties import Known, known_people
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing, Intake
from desktop.domain.people import Agent, Party
from desktop.domain.typed import mask_phone
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, Rank
from desktop.ui.kit.flow import Flow


class KnownPeople(QWidget):
    """One link per known person; hidden when there are none. Emits `taken(Person)`."""

    taken = Signal(object)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._flow = Flow(self)
        self.buttons: list[Button] = []
        self.hide()

    def ask(self, name: str, apart_from: Sequence[UUID]) -> None:
        self.clear()
        for known in known_people(self._host.desk, name, apart_from=apart_from, most=3):
            button = Button(_words(known), Rank.LINK, icon="ph.user")
            button.setToolTip("\n".join(f"{line.number} {line.names}" for line in known.files))
            button.clicked.connect(lambda _on=False, person=known.person: self.taken.emit(person))
            self._flow.addWidget(button)
            self.buttons.append(button)
        self.setVisible(bool(self.buttons))

    def clear(self) -> None:
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.hide()


def _words(known: Known) -> str:
    numbers = "、".join(line.number for line in known.files[:2])
    parts = (known.person.name, mask_phone(known.person.phone), f"见 {numbers}" if numbers else "")
    return " ".join(part for part in parts if part)


def lacking(file: CaseFile, part: Party | Agent) -> str:
    """What the file still needs of somebody, in words; "" when nothing."""
    person = file.person(part)
    if file.dispute.intake is not Intake.ACCEPTED or file.dispute.filing is not Filing.OPEN:
        return ""
    if isinstance(part, Agent):
        return "" if part.authority or part.agent_type.startswith("法定") else "缺代理权限"
    if not part.role.is_party:
        return ""
    found = []
    if not person.id_number and not person.uscc:
        found.append("缺身份证明")
    if not part.notice_signed_on and not file.dispute.agreed and file.dispute.notice_form != "oral":
        found.append("告知书未签")
    return "、".join(found)
