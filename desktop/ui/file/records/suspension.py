"""中止计算: days that do not count, such as 鉴定; what the time limit becomes is told while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing
from desktop.domain.errors import RuleBroken
from desktop.domain.next_steps import running_limit
from desktop.domain.records import Suspension
from desktop.domain.suspensions import check, usual_basis
from desktop.ui.file.records.pane import Pane
from desktop.ui.file.said import long_day
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import ReadOnly, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule

WIDE = 168  # px at 100 %: 顺延到 2027年11月30日


class SuspensionPane(Pane[Suspension]):
    """From when to when, why, and by what right; without an end it still lasts."""

    kind = "suspension"
    noun = "中止计算"

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Ask("starts", "从哪天", lambda: DateField(today), needed=True),
            Ask("ends", "到哪天", lambda: DateField(today, example="未恢复不填")),
            Ask("then", "期限", lambda: ReadOnly(width=WIDE)),
            Rule(),
            Ask("reason", "原因", lambda: TextField(width=None, example="如 医疗损害鉴定"), needed=True),
            Ask("basis", "依据", lambda: TextField(width=None)),
        ]

    def why_locked(self, file: CaseFile) -> str:
        closed = file.dispute.filing is Filing.CLOSED
        return super().why_locked(file) or ("已结案,只能查看" if closed else "")

    def title(self) -> str:
        return "中止计算期限"

    def blank(self, file: CaseFile) -> dict[str, Any]:
        return {"starts": self.host.desk.today(), "basis": usual_basis(file)}

    def values(self, record: Suspension) -> dict[str, Any]:
        return {"starts": record.starts, "ends": record.ends, "reason": record.reason, "basis": record.basis}

    def build(self, file: CaseFile, record: Suspension | None, values: dict[str, Any]) -> Suspension:
        if record is not None:
            return replace(record, **_said(values))
        return Suspension(dispute_id=file.dispute.id, **_said(values))

    def look_up(self, file: CaseFile, id: UUID) -> Suspension | None:
        return next((s for s in file.suspensions if s.id == id), None)

    def open(self, file: CaseFile, record: Suspension | None) -> None:
        super().open(file, record)
        self.shown()

    def shown(self) -> None:
        """What becomes of the limit when this is saved as it stands."""
        field = self.form.field("then")
        field.show_value(*self._then())

    def _then(self) -> tuple[str, str]:
        """(the limit with these days left out, what it is without them); empty while the days cannot be."""
        file, values, today = self.file, self.form.values(), self.host.desk.today()
        if file is None or values["starts"] is None or self.form.field("ends").unclear():
            return "", ""
        id = self.record.id if self.record else None
        others = tuple(s for s in file.suspensions if s.id != id)
        try:
            tried = self.build(file, self.record, {**values, "reason": values["reason"] or self.noun})
            check(file, tried, today)
        except RuleBroken as broken:
            return "", broken.sentence
        rules = self.host.desk.handbook.rules
        without = running_limit(replace(file, suspensions=others), rules)
        row = running_limit(replace(file, suspensions=(*others, tried)), rules)
        if row is None or without is None:
            return "不再计算", ""
        was = f"原为 {long_day(without.due, today)}" if without.due else ""
        if row.due is None:
            return "恢复前不计算", was
        if row.due == without.due:
            return _day(row.due, today, provisional=row.provisional), f"{row.label}不因此顺延"
        return f"顺延到 {_day(row.due, today, provisional=row.provisional)}", was

    def _on_changed(self, name: str) -> None:
        super()._on_changed(name)
        if name in {"starts", "ends"}:
            self.shown()


def _day(day: date, today: date, *, provisional: bool) -> str:
    return f"{long_day(day, today)}{'(暂定)' if provisional else ''}"


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("starts", "ends", "reason", "basis")}
