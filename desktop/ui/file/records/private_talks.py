"""单独谈话(背靠背): what one side said alone. Only the mediators of the file ever see this form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.commands import private_notes
from desktop.domain.casefile import CaseFile
from desktop.domain.team import PrivateNote
from desktop.ui.file.records.pane import Pane
from desktop.ui.file.records.sitting import nth
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.choices import Choice, Option
from desktop.ui.kit.dates import MomentField
from desktop.ui.kit.fields import LongText
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.shapes import Kind
from desktop.ui.words import PARTY_ROLES

SECRET = "只有本件的调解员能看到;不打印、不导出、不进笔录。"


class PrivatePane(Pane[PrivateNote]):
    """One talk with one side."""

    kind = "private"
    noun = "单独谈话"

    def above(self) -> None:
        self.column.add(Banner(SECRET, Kind.BLUE))

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Ask("at", "时间", lambda: MomentField(today), needed=True),
            Line(
                Ask("party", "与谁谈", lambda: Choice([], blank="(不指明)")),
                Ask("session", "哪一次", lambda: Choice([], blank="(会外)")),
            ),
            Ask("text", "内容", lambda: LongText(lines=10, example="底线、顾虑、可以让到哪里"), needed=True),
        ]

    def prepare(self, file: CaseFile) -> None:
        self.form.field("party").offer(
            [Option(p.id, f"{file.person(p).name}({PARTY_ROLES[p.role]})") for p in file.parties]
        )
        self.form.field("session").offer([Option(s.id, nth(s.no)) for s in file.sessions])

    def blank(self, file: CaseFile) -> dict[str, Any]:
        now = self.host.desk.now()
        today = [s.id for s in file.sessions if s.starts.date() == now.date()]
        return {"at": now, "session": today[0] if today else None}

    def values(self, record: PrivateNote) -> dict[str, Any]:
        return {"at": record.at, "party": record.party_id, "session": record.session_id, "text": record.text}

    def build(self, file: CaseFile, record: PrivateNote | None, values: dict[str, Any]) -> PrivateNote:
        made = record or PrivateNote(dispute_id=file.dispute.id, at=values["at"], text=values["text"])
        return replace(
            made, at=values["at"], party_id=values["party"], session_id=values["session"], text=values["text"]
        )

    def look_up(self, file: CaseFile, id: UUID) -> PrivateNote | None:
        return next((n for n in self.notes(file) if n.id == id), None)

    def notes(self, file: CaseFile) -> list[PrivateNote]:
        """Those that the person at the desk may read: all of the file, or none."""
        if not private_notes.may_read(self.host.desk, file):
            return []
        return private_notes.notes(self.host.desk, file.dispute.id)

    def store(self, record: PrivateNote) -> None:
        private_notes.write(self.host.desk, record)

    def erase(self, record: PrivateNote) -> None:
        private_notes.remove(self.host.desk, record)
