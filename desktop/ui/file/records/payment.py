"""One obligation: its dues, what was paid or done, and the form for the next payment or deed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands import records
from desktop.commands.follow_ups import NOTE, payment
from desktop.domain.agreements import Obligation, Performance
from desktop.domain.breach import ways
from desktop.domain.casefile import CaseFile
from desktop.domain.ledger import BREACHED, Entry, account
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text
from desktop.ui.file.records.dues import account_state, entry_state
from desktop.ui.file.records.grid import Cell, Col, Grid
from desktop.ui.file.records.names import what_is_owed, who_to_whom
from desktop.ui.file.records.pane import Pane, locked
from desktop.ui.file.records.performance_ways import WaysPanel
from desktop.ui.host import Host
from desktop.ui.kit.buttons import bare, link, small
from desktop.ui.kit.choices import Pick, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import MoneyField, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.labels import Label, Mark
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone
from desktop.ui.words_fields import PERFORMED

DONE = "done"


class PaymentPane(Pane[Performance]):
    """The ledger of one obligation."""

    kind = "performance"
    noun = "履行记录"

    def __init__(self, host: Host) -> None:
        self.duty: Obligation | None = None
        super().__init__(host)

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Line(
                Ask("on", "日期", lambda: DateField(today), needed=True),
                Ask("what", "情况", lambda: Pick(options([(DONE, "已履行"), (BREACHED, "违约")]))),
            ),
            Ask("amount", "金额", MoneyField),
            Ask("proof", "凭证", lambda: TextField(width=None, example="转账截图、收条、现场照片,注明在卷第几件")),
            Ask("note", "备注", lambda: TextField(width=None, example="违约的写明怎样违约、对方怎么说")),
        ]

    def above(self) -> None:
        self._sum = Label("", tone=Tone.INK_2, wrap=True)
        self.column.add(self._sum)
        self.to_ways = link("逾期了怎么办", icon="ph.caret-down")
        self.to_ways.clicked.connect(self._to_ways)
        self.head.addWidget(self.to_ways)

    def below(self) -> None:
        self.dues = Grid(
            [
                Col("期"),
                Col("应履行日"),
                Col("金额(元)", right=True),
                Col("还欠(元)", right=True),
                Col("付清日", rank=1),
                Col("状态"),
            ],
            name="各期",
        )
        self.column.add(self.dues)
        self.paid = Grid(
            [Col("日期"), Col("情况"), Col("金额(元)", right=True), Col("凭证、备注", grows=True), Col("")],
            name="履行记录",
        )
        self.ways = WaysPanel()
        self.column.add(self.ways)
        self.column.add(self.paid)

    def open_duty(self, file: CaseFile, duty: Obligation) -> None:
        """Show the obligation with a form for what comes next."""
        self.duty = duty
        self.open(file, None)
        self._show_ledger(file)

    def show_again(self, file: CaseFile) -> None:
        assert self.duty is not None
        found = next((o for o in file.obligations if o.id == self.duty.id), None)
        if found is None:
            self.file = file
            self.gone.emit()
            return
        self.duty = found
        super().show_again(file)
        self._show_ledger(file)

    def key(self) -> str:
        assert self.duty is not None
        return f"{super().key()}:{self.duty.id}"

    def has_draft(self, file: CaseFile) -> bool:
        """A begun payment shows in its obligation, not as a row of its own."""
        return False

    def title(self) -> str:
        return who_to_whom(self.file, self.duty) if self.file and self.duty else self.noun

    def blank(self, file: CaseFile) -> dict[str, Any]:
        assert self.duty is not None
        waiting = account(self.duty, file.performances, self.host.desk.today()).first_open
        return {"on": self.host.desk.today(), "what": DONE, "amount": waiting.open_fen or None if waiting else None}

    def values(self, record: Performance) -> dict[str, Any]:
        return {
            "on": record.on,
            "what": BREACHED if record.status == BREACHED else DONE,
            "amount": record.amount_fen or None,
            "proof": record.proof,
            "note": record.extras.get(NOTE, ""),
        }

    def build(self, file: CaseFile, record: Performance | None, values: dict[str, Any]) -> Performance:
        duty = self.duty
        assert duty is not None
        return payment(
            duty,
            file.performances,
            on=values["on"],
            amount_fen=values["amount"] or 0,
            proof=values["proof"],
            note=values["note"] or "",
            breached=values["what"] == BREACHED,
            record=record,
        )

    def look_up(self, file: CaseFile, id: UUID) -> Performance | None:
        return next((p for p in file.performances if p.id == id), None)

    def _show_ledger(self, file: CaseFile) -> None:
        duty = self.duty
        assert duty is not None
        today = self.host.desk.today()
        money = bool(duty.amount_fen)
        ledger = account(duty, file.performances, today)
        word = account_state(ledger, today)[0]
        owed = [f"应付 {fen_text(duty.amount_fen)}", f"已付 {fen_text(ledger.received_fen)}"]
        owed.append(f"还欠 {fen_text(ledger.open_fen)} 元")
        if ledger.overdue_fen:
            owed.append(f"其中逾期 {fen_text(ledger.overdue_fen)} 元")
        if duty.accelerates_after is not None:
            owed.append(f"逾期超过 {duty.accelerates_after} 日全部到期")
        self._sum.setText(f"{duty.about}  {'·'.join(owed)}".strip() if money else f"{what_is_owed(duty)}·{word}")
        self.dues.show_rows([self._due(entry, money) for entry in ledger.entries if entry.due])
        self.dues.setVisible(any(entry.due for entry in ledger.entries))
        self._show_ways(file, next((e for e in ledger.entries if e.fallen), None))
        kept = [p for p in file.performances if p.obligation_id == duty.id]
        may = not locked(self.host, file)
        self.paid.show_rows([self._row(p, may) for p in kept])
        self.paid.setVisible(bool(kept))
        self.form.setVisible(may and (self.record is not None or not file.done(duty) or self.dirty))
        self.save_button.setVisible(not self.form.isHidden())
        self.save_button.set_words("保存" if self.record else "记一笔")
        self.form.field("amount").setEnabled(money and may)
        self._dress_given_up()

    def _due(self, entry: Entry, money: bool) -> list[str | Cell | QWidget]:
        """One line of the ledger."""
        due = f"{entry.due:%Y-%m-%d}" + ("(提前)" if entry.accelerated else "")
        return [
            str(entry.n),
            Cell(due, Tone.RED if entry.fallen else Tone.INK),
            fen_text(entry.amount_fen) if money else Cell("–", Tone.INK_3),
            fen_text(entry.open_fen) if entry.open_fen else Cell("–", Tone.INK_3),
            f"{entry.paid_on:%m-%d}" if entry.paid_on else Cell("–", Tone.INK_3),
            Mark(*entry_state(entry, self.host.desk.today())),
        ]

    def _show_ways(self, file: CaseFile, fallen: Entry | None) -> None:
        """What can be done about the first due that was not performed."""
        desk = self.host.desk
        found = ways(file, fallen, desk.today(), desk.handbook.rules) if fallen is not None else ()
        self.ways.setVisible(bool(found))
        self.to_ways.setVisible(bool(found))
        if fallen is None:
            return
        nth = f"第 {fallen.n} 期" if fallen.of > 1 else ""
        sum_ = f"{fen_text(fallen.open_fen)} 元" if fallen.amount_fen else ""
        late = f"逾期 {fallen.days_late} 日" if fallen.days_late else ""
        may = not locked(self.host, file)
        about = "·".join(word for word in (nth, sum_, late) if word)
        self.ways.show_ways(found, about, desk.today(), may_print=desk.may(Act.PRINT), may_edit=may)

    def _to_ways(self) -> None:
        """Down to the panel, the cursor on its first button."""
        self.column.ensureWidgetVisible(self.ways, 0, 0)
        self.column.verticalScrollBar().setValue(self.ways.y() - 12)
        first = self.ways.first_button()
        if first is not None:
            first.setFocus()

    def _row(self, record: Performance, may: bool) -> list[str | Cell | QWidget]:
        red = record.status == BREACHED
        state_mark = Mark(
            PERFORMED.get(record.status, "履行"),
            Shape.TRIANGLE if red else Shape.TICK,
            Tone.RED if red else Tone.GREEN,
        )
        return [
            f"{record.on:%Y-%m-%d}",
            state_mark,
            fen_text(record.amount_fen) if record.amount_fen else Cell("–", Tone.INK_3),
            Cell("·".join(w for w in (record.proof, record.extras.get(NOTE, "")) if w), Tone.INK_2),
            self._buttons(record) if may else "",
        ]

    def _buttons(self, record: Performance) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        change = small("改")
        change.setAccessibleName(f"改 {record.on:%m-%d} 的履行记录")
        change.clicked.connect(lambda: self._change(record))
        cross = bare("ph.x", f"删除 {record.on:%m-%d} 的履行记录")
        cross.clicked.connect(lambda: self._remove(record))
        row.addWidget(change)
        row.addWidget(cross)
        return holder

    def _dress_given_up(self) -> None:
        """There is something to give up, or a record to take out."""
        self.remove_button.setVisible(self.save_button.isVisibleTo(self) and (self.dirty or self.record is not None))

    def _on_changed(self, name: str) -> None:
        super()._on_changed(name)
        self._dress_given_up()

    def _change(self, record: Performance) -> None:
        self.settle()
        if self.file is not None:
            self.open(self.file, self.look_up(self.file, record.id))
            self._show_ledger(self.file)
            self.begin_focus()

    def _remove(self, record: Performance) -> None:
        self.settle()
        self.host.do(lambda: records.remove(self.host.desk, record), said="已删除一笔履行", undo=True)
