"""What the page holds of the one file that is open: a value of its own, made anew for every file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.domain.casefile import CaseFile, DossierItem, dossier
from desktop.domain.next_steps import Step, spoken, steps


@dataclass(frozen=True, slots=True)
class OpenFile:
    """One file as it is shown: its data at one moment, the tab, and the page one came from."""

    id: UUID
    file: CaseFile
    today: date
    steps: tuple[Step, ...]
    dossier: tuple[DossierItem, ...]
    tab: str
    back: str

    @classmethod
    def read(cls, desk: Desk, id: UUID, tab: str, back: str) -> OpenFile:
        """NotFound when there is no such file (any more)."""
        with desk.read() as reader:
            file = reader.file(id)
        today = desk.today()
        return cls(id, file, today, spoken(steps(file, today, desk.handbook.rules)), dossier(file), tab, back)

    def on_tab(self, tab: str) -> OpenFile:
        return replace(self, tab=tab)
