"""记一笔: the payment or deed of the chosen due, in one line, with the notice and the ways beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.commands.follow_ups import Owing, payment
from desktop.domain.agreements import Performance
from desktop.domain.casefile import CaseFile
from desktop.domain.ledger import account, ledger
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text
from desktop.ui.disputes.detail import PeopleBlock
from desktop.ui.file.records.dues import account_state
from desktop.ui.file.records.names import what_is_owed
from desktop.ui.file.records.pane import Pane
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Rank, plain
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import MoneyField, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone


class ReceiptPane(Pane[Performance]):
    """A new payment on the obligation chosen in the list."""

    kind = "receipt"
    noun = "履行记录"

    def __init__(self, host: Host) -> None:
        self.owing: Owing | None = None
        self.people = PeopleBlock(host)
        self.sum = Label(tone=Tone.INK_2, wrap=True)
        super().__init__(host)
        self.save_button.set_words("记下")
        self.save_button.set_rank(Rank.PRIMARY)
        self.notice_button = self.add_act(plain("督促通知", icon="ph.printer"))
        self.notice_button.clicked.connect(self._print)

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Ask("amount", "金额", MoneyField),
            Ask("on", "日期", lambda: DateField(today), needed=True),
            Ask("proof", "凭证", lambda: TextField(width=None, example="转账截图、收条")),
        ]

    def above(self) -> None:
        self.column.add(self.sum)
        self.column.add(self.people)

    def open_owing(self, file: CaseFile, owing: Owing) -> None:
        """The dues of one obligation; what was begun for it comes back."""
        self.owing = owing
        today = self.host.desk.today()
        duty = owing.obligation
        kept = account(duty, file.performances, today)
        word = account_state(kept, today)[0]
        if duty.amount_fen:
            said = (
                f"应付 {fen_text(duty.amount_fen)}·已付 {fen_text(kept.received_fen)}·还欠 {fen_text(kept.open_fen)} 元"
            )
        else:
            said = what_is_owed(duty)
        self.sum.setText(f"{said}·{word}")
        self.people.show_file(file)
        self.open(file, None)
        self.form.field("amount").setEnabled(bool(duty.amount_fen))
        self.notice_button.setVisible(self.host.desk.may(Act.PRINT))

    def title(self) -> str:
        if self.owing is None:
            return self.noun
        return " → ".join(w for w in (self.owing.debtor, self.owing.creditor) if w)

    def key(self) -> str:
        assert self.owing is not None
        return f"{super().key()}:{self.owing.obligation.id}"

    def blank(self, file: CaseFile) -> dict[str, Any]:
        assert self.owing is not None
        return {"on": self.host.desk.today(), "amount": self.owing.left_fen or None}

    def values(self, record: Performance) -> dict[str, Any]:
        return {"on": record.on, "amount": record.amount_fen or None, "proof": record.proof}

    def build(self, file: CaseFile, record: Performance | None, values: dict[str, Any]) -> Performance:
        assert self.owing is not None
        return payment(
            self.owing.obligation,
            file.performances,
            on=values["on"],
            amount_fen=values["amount"] or 0,
            proof=values["proof"] or "",
            record=record,
        )

    def look_up(self, file: CaseFile, id: UUID) -> Performance | None:
        return None  # the panel only begins new ones

    def _print(self) -> None:
        self.settle()
        if self.file is not None and self.owing is not None:
            duties = [a.obligation.id for a in ledger(self.file, self.host.desk.today())]
            which = duties.index(self.owing.obligation.id) + 1
            self.host.show_paper(self.file.dispute.id, "performance_reminder", which)
