"""One obligation as lines to fill in: who pays whom how much by when and how; who does what by when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.agreements import Duty, Instalment, Obligation
from desktop.domain.casefile import CaseFile
from desktop.domain.typed import Unclear
from desktop.ui.agreements.lines import Sentence
from desktop.ui.agreements.sums import Amount, AmountField
from desktop.ui.agreements.when import Due, DueField, due_of
from desktop.ui.agreements.who import Who, called, creditor_of, debtor_of, who_options
from desktop.ui.kit.choices import Check, Choice, options
from desktop.ui.kit.fields import CodeField, Field, TextField
from desktop.ui.kit.labels import Label, Mark
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look

METHODS = ("银行转账", "现金", "微信转账", "支付宝转账", "原支付渠道退回", "抵扣租金", "抵扣物业费")
SUM = "sum"  # key in the extras of an obligation: the parts of its arithmetic in fen


@dataclass(frozen=True, slots=True)
class Bench:
    """What the lines must know: the file, the day, and a word for a day (休息日)."""

    file: CaseFile
    today: Callable[[], date]
    note: Callable[[date], str]


class Snug(Choice):
    """A choice as wide as what is chosen: a sentence has no room for the longest of all."""

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self.dress()

    def wanted_width(self) -> int:
        return max(wide(self.combo.currentText(), look().font()) + 34 + look().px(16), look().px(76))

    def _on_edited(self) -> None:
        super()._on_edited()
        self.dress()


class DutyLines(QWidget):
    """The base: fields by the names that findings use; `taken()` gives the obligation as it stands."""

    changed = Signal()

    def __init__(self, duty: Obligation, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty, self._bench = duty, bench
        self.fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(6)
        self._column = column

    @property
    def id(self) -> UUID:
        return self._duty.id

    def fill(self, duty: Obligation, raws: Mapping[str, str]) -> None:
        """Show an obligation quietly; `raws` is unfinished typing by `<id>.<field>`."""
        raise NotImplementedError

    def taken(self) -> tuple[Obligation, dict[str, str]]:
        """(the obligation, unfinished typing of its fields; "" for what is finished)."""
        raise NotImplementedError

    def place(self, name: str) -> str:
        return f"{self.id}.{name}"

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Red fields with a few words; what is unclear says so itself."""
        for name, field in self.fields.items():
            said = "" if field.hasFocus() or field.editor.hasFocus() else field.unclear()
            field.wrong(said or faults.get(name, ""))

    def _line(self) -> Sentence:
        line = Sentence()
        self._column.addWidget(line)
        return line

    def _own(self, name: str, label: str, field: Field) -> None:
        field.set_name(label)
        self.fields[name] = field
        field.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        self.changed.emit()

    def _raw(self, raws: Mapping[str, str], *names: str) -> None:
        for name in names:
            if text := raws.get(self.place(name)):
                self.fields[name].set_raw(text)

    def _unfinished(self, *names: str) -> dict[str, str]:
        return {self.place(n): self.fields[n].raw() if self.fields[n].unclear() else "" for n in names}


class MoneyLines(DutyLines):
    """谁付 付给 款项 / 金额 / 期限 方式 尾号."""

    def __init__(self, duty: Obligation, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(duty, bench, parent)
        people = who_options(bench.file, debtor_of(duty), creditor_of(duty))
        self.debtor = Snug(people, blank="选一方")
        self.creditor = Snug(people, blank="选一方")
        self.method = Snug(options((m, m) for m in _with(METHODS, duty.method)), blank="不写明")
        self.tail = CodeField(width=60, most=4, keep="0123456789", example="4位")
        self.about = TextField(width=None, most=40, example="如 物业服务费")
        self.amount = AmountField()
        self.checked = Mark("", Shape.TICK, Tone.GREEN)
        self.due = DueField(bench.today, self._total, note=bench.note)
        for name, label, field in (
            ("debtor", "谁付", self.debtor),
            ("creditor", "付给", self.creditor),
            ("about", "款项", self.about),
            ("amount", "金额", self.amount),
            ("due", "期限", self.due),
            ("method", "方式", self.method),
            ("tail", "尾号", self.tail),
        ):
            self._own(name, label, field)
        self._how, self._tail_word = QWidget(), Label("尾号", tone=Tone.INK_2)
        how = QHBoxLayout(self._how)
        how.setContentsMargins(0, 0, 0, 0)
        how.setSpacing(8)
        for part in (self.method, self._tail_word, self.tail):
            how.addWidget(part)
        self._first, self._second, self._third = self._line(), self._line(), self._line()
        said: list[tuple[Sentence, str, QWidget]] = [
            (self._first, "谁付", self.debtor),
            (self._first, "付给", self.creditor),
            (self._first, "款项", self.about),
            (self._second, "金额", self.amount),
            (self._third, "期限", self.due),
            (self._third, "方式", self._how),
        ]
        for line, word, widget in said:
            line.say(word, widget)
        self._second.say("", self.checked)

    def fill(self, duty: Obligation, raws: Mapping[str, str]) -> None:
        self._duty = duty
        self.debtor.set_value(debtor_of(duty))
        self.creditor.set_value(creditor_of(duty))
        self.method.set_value(duty.method or None)
        self.tail.set_value(duty.account_tail)
        self.about.set_value(duty.about)
        parts = tuple(duty.extras.get(SUM, ()))
        self.amount.set_value(Amount(duty.amount_fen, parts) if duty.amount_fen else None)
        self.due.set_value(due_of(duty.due, duty.instalments, self._bench.today()))
        self._raw(raws, "amount", "due")
        self._reword()

    def taken(self) -> tuple[Obligation, dict[str, str]]:
        debtor, creditor = self.debtor.value() or Who(), self.creditor.value() or Who()
        amount = self.amount.value() or Amount(0)
        due = self.due.value() or Due()
        extras: dict[str, Any] = {k: v for k, v in self._duty.extras.items() if k != SUM}
        if amount.parts:
            extras[SUM] = list(amount.parts)
        day, parts = self._falls(due, amount.fen)
        duty = replace(
            self._duty,
            debtors=debtor.ids,
            debtor_text=debtor.text,
            creditors=creditor.ids,
            creditor_text=creditor.text,
            method=self.method.value() or "",
            account_tail=self.tail.value() if not self.tail.isHidden() else "",
            about=self.about.value(),
            amount_fen=amount.fen,
            due=day,
            instalments=parts,
            extras=extras,
        )
        raws = self._unfinished("amount", "due")
        if due.several and not parts:
            raws[self.place("due")] = self.due.raw()
        return duty, raws

    def _falls(self, due: Due, total: int) -> tuple[date | None, tuple[Instalment, ...]]:
        """(the last day, the instalments); nothing while days and amounts do not agree."""
        try:
            falls = due.falls(total, self._bench.today())
        except Unclear:
            return None, ()
        if not due.several:
            return due.day, ()
        return (falls[-1][0], tuple(Instalment(due=day, amount_fen=fen) for day, fen in falls)) if falls else (None, ())

    def _total(self) -> int | None:
        amount = self.amount.value()
        return amount.fen if amount else 0

    def _on_changed(self) -> None:
        self._reword()
        if self.sender() is self.amount:
            self.due.show_remark()
        super()._on_changed()

    def _reword(self) -> None:
        due, amount = self.due.value(), self.amount.value()
        self._third.reword(self.due, "分期" if due and due.several else "期限")
        working = amount.working() if amount else ""
        self.checked.show_as(f"{working} 已核", Shape.TICK, Tone.GREEN)
        self._second.show_field(self.checked, bool(working))
        tailed = self.method.value() == METHODS[0] or bool(self.tail.raw())
        self.tail.setVisible(tailed)
        self._tail_word.setVisible(tailed)


class ActLines(DutyLines):
    """谁做 做什么 / 期限 验收, or 从 到 for a lasting duty."""

    def __init__(self, duty: Obligation, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(duty, bench, parent)
        self.debtor = Snug(who_options(bench.file, debtor_of(duty), both=True), blank="选一方")
        self.act = TextField(width=None, most=200, example="如 修好卫生间漏水")
        self.start = DueField(bench.today, _nothing, note=bench.note, width=120, example="起")
        self.due = DueField(bench.today, _nothing, note=bench.note, width=132)
        self.lasting = Check("持续")
        self.check = TextField(width=None, most=40, example="如 对方签字验收")
        for name, label, field in (
            ("debtor", "谁做", self.debtor),
            ("act", "做什么", self.act),
            ("start", "从", self.start),
            ("due", "期限", self.due),
            ("lasting", "持续", self.lasting),
            ("check", "验收", self.check),
        ):
            self._own(name, label, field)
        self._first, self._second = self._line(), self._line()
        self._first.say("谁做", self.debtor)
        self._first.say("做什么", self.act)
        self._second.say("从", self.start)
        self._second.say("期限", self.due)
        self._second.say("", self.lasting)
        self._second.say("验收", self.check)
        policy = self.lasting.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Maximum)
        self.lasting.setSizePolicy(policy)

    def fill(self, duty: Obligation, raws: Mapping[str, str]) -> None:
        self._duty = duty
        self.debtor.set_value(debtor_of(duty))
        self.act.set_value(duty.act)
        self.start.set_value(Due(day=duty.starts_on) if duty.starts_on else None)
        self.due.set_value(Due(day=duty.due) if duty.due else None)
        self.lasting.set_value(duty.continuous)
        self.check.set_value(duty.checked_by)
        self._raw(raws, "start", "due")
        self._reword()

    def taken(self) -> tuple[Obligation, dict[str, str]]:
        debtor, due, start = self.debtor.value() or Who(), self.due.value(), self.start.value()
        lasting = bool(self.lasting.value())
        duty = replace(
            self._duty,
            debtors=debtor.ids,
            debtor_text=debtor.text,
            act=self.act.value(),
            due=due.day if due else None,
            continuous=lasting,
            starts_on=start.day if start and lasting else None,
            checked_by=self.check.value(),
        )
        return duty, self._unfinished("start", "due")

    def _on_changed(self) -> None:
        self._reword()
        super()._on_changed()

    def _reword(self) -> None:
        lasting = bool(self.lasting.value())
        self._second.show_field(self.start, lasting)
        self._second.reword(self.due, "到" if lasting else "期限")


def duty_lines(duty: Obligation, bench: Bench) -> DutyLines:
    return (MoneyLines if duty.kind is Duty.MONEY else ActLines)(duty, bench)


def duty_said(duty: Obligation, file: CaseFile) -> str:
    """One quiet line for those who only read: `沈佩文 付给 恒禾物业 5,440.00 元·12-10 前·银行转账`."""
    from desktop.domain.typed import fen_text

    who = called(file, debtor_of(duty)) or "____"
    days = duty.dues()
    when = "·".join(f"{part.due:%m-%d} {fen_text(part.amount_fen)}" for part in days) if duty.instalments else ""
    when = when or (f"{days[0].due:%Y-%m-%d} 前" if days else "没有期限")
    if duty.kind is Duty.ACT:
        return "·".join(w for w in (f"{who} {duty.act}", when, duty.checked_by) if w)
    whom = called(file, creditor_of(duty)) or "____"
    how = f"{duty.method} 尾号 {duty.account_tail}" if duty.account_tail else duty.method
    return "·".join(w for w in (f"{who} 付给 {whom} {fen_text(duty.amount_fen)} 元", when, how) if w)


def _nothing() -> None:
    return None


def _with(among: tuple[str, ...], kept: str) -> tuple[str, ...]:
    return among if not kept or kept in among else (*among, kept)
