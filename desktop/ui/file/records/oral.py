"""口头协议: what was agreed, and whether it was done on the spot (人民调解法 28, 30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from desktop.commands import agreements, records
from desktop.domain.agreements import Duty, Obligation, Performance
from desktop.domain.casefile import CaseFile
from desktop.domain.changes import new_id
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act
from desktop.ui.file.records.names import party_options
from desktop.ui.file.records.pane import Pane
from desktop.ui.kit.choices import Choice, Pick, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, MoneyField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Oral:
    """An oral agreement as it is told: `amount_fen` 0 when no money is part of it."""

    id: UUID = field(default_factory=new_id)
    on: date
    facts: str
    terms: tuple[str, ...]
    done: bool
    debtor: UUID | None
    creditor: UUID | None
    amount_fen: int
    due: date | None


class OralPane(Pane[Oral]):
    """The form of the register of oral agreements."""

    kind = "oral"
    noun = "口头协议"
    need = Act.DECIDE

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        when = options([(True, "当场已履行"), (False, "以后履行")])
        return [
            Ask("on", "达成日期", lambda: DateField(today), needed=True),
            Ask("terms", "协议内容", lambda: LongText(lines=4, example="一行一项,写明谁在何时做什么"), needed=True),
            Ask("facts", "纠纷事实", lambda: LongText(lines=2)),
            Ask("done", "履行", lambda: Pick(when)),
            Line(
                Ask("debtor", "谁履行", lambda: Choice([], width=200)),
                Ask("creditor", "向谁", lambda: Choice([], width=200)),
            ),
            Line(
                Ask("amount", "金额", lambda: MoneyField(words=False)),
                Ask("due", "期限", lambda: DateField(today)),
            ),
        ]

    def title(self) -> str:
        return "登记口头协议"

    def prepare(self, file: CaseFile) -> None:
        for name in ("debtor", "creditor"):
            self.form.field(name).offer(party_options(file))

    def blank(self, file: CaseFile) -> dict[str, Any]:
        return {"on": self.host.desk.today(), "facts": file.dispute.facts, "done": True}

    def shown(self) -> None:
        self.form.field("due").setEnabled(not self.form.field("done").value())

    def build(self, file: CaseFile, record: Oral | None, values: dict[str, Any]) -> Oral:
        made = Oral(
            on=values["on"],
            facts=values["facts"],
            terms=tuple(line.strip() for line in values["terms"].splitlines() if line.strip()),
            done=values["done"],
            debtor=values["debtor"],
            creditor=values["creditor"],
            amount_fen=values["amount"] or 0,
            due=None if values["done"] else values["due"],
        )
        if (made.amount_fen or not made.done) and made.debtor is None:
            raise RuleBroken("debtor", "请选择由谁履行。")
        if made.amount_fen and made.creditor is None:
            raise RuleBroken("creditor", "请选择付给谁。")
        if made.debtor is not None and made.debtor == made.creditor:
            raise RuleBroken("creditor", "履行的人和对方不能是同一人。")
        if not made.done and made.due is None:
            raise RuleBroken("due", "以后履行的,请写明期限,好到期回访。")
        return made

    def values(self, record: Oral) -> dict[str, Any]:
        """Nothing: once told it is an agreement, and is read on its own page."""
        return {}

    def look_up(self, file: CaseFile, id: UUID) -> Oral | None:
        return None

    def store(self, record: Oral) -> None:
        assert self.file is not None
        dispute = self.file.dispute.id
        duty = self._duty(dispute, record)
        agreements.record_oral(
            self.host.desk,
            dispute,
            on=record.on,
            facts=record.facts,
            terms=record.terms,
            obligations=[duty] if duty else [],
        )
        if duty is not None and record.done:
            paid = Performance(
                dispute_id=dispute,
                obligation_id=duty.id,
                seq=1,
                on=record.on,
                amount_fen=record.amount_fen,
                proof="当场给付",
                status="paid",
            )
            records.save(self.host.desk, paid)

    def _duty(self, dispute: UUID, oral: Oral) -> Obligation | None:
        if oral.done and not oral.amount_fen:
            return None
        return Obligation(
            dispute_id=dispute,
            agreement_id=new_id(),
            seq=1,
            debtors=(oral.debtor,) if oral.debtor else (),
            creditors=(oral.creditor,) if oral.creditor else (),
            kind=Duty.MONEY if oral.amount_fen else Duty.ACT,
            amount_fen=oral.amount_fen,
            act="" if oral.amount_fen else oral.terms[0],
            due=oral.due or oral.on,
        )

    def _on_changed(self, name: str) -> None:
        if name == "done":
            self.shown()
        super()._on_changed(name)
