"""延长调解期限: only with the parties' consent, in their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.commands import disputes
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import RuleBroken
from desktop.domain.next_steps import handling_ends
from desktop.domain.permissions import Act
from desktop.domain.records import Extension
from desktop.ui.file.records.pane import Pane
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, ReadOnly, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule

MONTH = 30  # days offered


class ExtensionPane(Pane[Extension]):
    """The limit as it stands, and moving it."""

    kind = "extension"
    noun = "延期"
    need = Act.DECIDE

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Ask("now", "现在期限", lambda: ReadOnly(width=136)),
            Rule(),
            Ask("on", "同意日期", lambda: DateField(today), needed=True),
            Ask("until", "延长到", lambda: DateField(today), needed=True),
            Ask("reason", "理由", lambda: TextField(width=None, example="待鉴定、待对账、一方出差等")),
            Ask(
                "consent",
                "各方同意",
                lambda: LongText(lines=3, example="各方在何时、以何种方式表示同意,写原话或附同意书"),
                needed=True,
            ),
        ]

    def title(self) -> str:
        return "延长调解期限"

    def shown(self) -> None:
        if self.file is None:
            return
        ends = handling_ends(self.file, self.host.desk.handbook.rules)
        field = self.form.field("now")
        field.show_value(f"{ends[0]:%Y-%m-%d}" if ends else "不再计算", ends[1] if ends else "")

    def blank(self, file: CaseFile) -> dict[str, Any]:
        today = self.host.desk.today()
        ends = handling_ends(file, self.host.desk.handbook.rules)
        start = max(ends[0] if ends else today, today)
        return {"on": today, "until": start + timedelta(days=MONTH)}

    def values(self, record: Extension) -> dict[str, Any]:
        return {"on": record.on, "until": record.until, "reason": record.reason, "consent": record.consent}

    def build(self, file: CaseFile, record: Extension | None, values: dict[str, Any]) -> Extension:
        ends = handling_ends(file, self.host.desk.handbook.rules)
        if record is None and ends is not None and values["until"] <= ends[0]:
            raise RuleBroken("until", f"现在的期限是 {ends[0]:%Y-%m-%d},请填更晚的日期。")
        made = record or Extension(
            dispute_id=file.dispute.id, on=values["on"], until=values["until"], starts=ends[0] if ends else None
        )
        return replace(made, on=values["on"], until=values["until"], reason=values["reason"], consent=values["consent"])

    def look_up(self, file: CaseFile, id: UUID) -> Extension | None:
        return next((e for e in file.extensions if e.id == id), None)

    def store(self, record: Extension) -> None:
        disputes.extend(self.host.desk, record)

    def removable(self) -> bool:
        return False
