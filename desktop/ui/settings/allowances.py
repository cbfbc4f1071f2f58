"""补贴标准: what each kind of file earns its mediator, on what ground, and the room's own amounts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts
from desktop.commands.statistics import allowance_rates
from desktop.commands.statistics.allowance_rates import RateLine
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card
from desktop.ui.kit.delegates import Piece, one
from desktop.ui.kit.fields import MoneyField, TextField
from desktop.ui.kit.forms import LABELS, Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.tables import HEAD, ROW, ListView
from desktop.ui.kit.text import RIGHT
from desktop.ui.looks import Tone, look
from desktop.ui.people.autosave import Autosave
from desktop.ui.settings.limits_table import OWN, SOURCES
from desktop.ui.settings.section import Facts, Section, beside

NONE = "不补"
SHOWN_LARGE = 5  # rows of the table from 125 % on; the rest is scrolled


def amount(line: RateLine) -> str:
    return f"{fen_text(line.rate.amount_fen)} 元" if line.rate.amount_fen else NONE


def source(line: RateLine) -> Piece:
    return OWN if line.own else SOURCES[line.rate.confidence]


class AmountForm(Form):
    """How much, and who said so."""

    def __init__(self) -> None:
        super().__init__(
            [
                Ask("amount", "改为", lambda: MoneyField(words=False, example="0 为不补"), needed=True),
                Ask(
                    "note",
                    "改动依据",
                    lambda: TextField(width=None, most=allowance_rates.LONGEST, example="如:街道 2026年3月 会议纪要"),
                ),
            ]
        )


class AllowancesSection(Section):
    """Who reports may read it; the administrator changes it. Enter on a row goes to its amount."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._may = host.desk.may(Act.MANAGE)
        self._line: RateLine | None = None
        columns: list[Column[RateLine]] = [
            Column(
                name="label",
                title="项目",
                text=lambda r: r.rate.label,
                width=128,
                stretch=1,
                tone=Tone.INK,
                sortable=False,
            ),
            Column(name="amount", title="标准", text=amount, width=104, tone=Tone.INK, align=RIGHT, sortable=False),
            Column(
                name="condition",
                title="条件",
                text=lambda r: r.rate.condition,
                width=200,
                stretch=4,
                rank=1,
                sortable=False,
            ),
            Column(
                name="source", title="出处", text=lambda r: source(r).text, width=120, paint=one(source), sortable=False
            ),
        ]
        self.model = RowsModel[RateLine](columns, lambda r: r.rate.code)
        self.list = ListView(self.model, name="补贴标准", unit="项")
        self.title = Label("", 11, bold=True)
        self.facts = Facts(LABELS)
        self.form = AmountForm()
        self.save, self.reset = plain("保存"), plain("恢复默认")
        self.state = Label("", tone=Tone.INK_2, wrap=True)
        self._lay()
        self.saving = Autosave(host, self.form, self._key, lambda: False)
        self.saving.told.connect(lambda words, _saved: self.state.setText(words))
        self.list.current_changed.connect(self._choose)
        self.list.opened.connect(self._go_in)
        self.save.clicked.connect(self.save_now)
        self.reset.clicked.connect(self.reset_now)
        self.form.done.connect(self.save_now)
        self.form.ended.connect(self.save_now)
        self.form.left.connect(self.list.setFocus)
        self.refresh()

    def refresh(self) -> None:
        """The amounts as they are now; what is being typed stays."""
        self.model.show(allowance_rates.rates(self._host.desk))
        self._fit_list()
        if self.list.current_key() is None and self.model.rowCount():
            self.list.go_to(self.model.key_at(0))
        self._show(keep=self.saving.dirty)

    def heard(self, changed: Changed) -> None:
        if changed.touches("allowance_settings"):
            self.refresh()

    def settle(self) -> None:
        self.saving.keep()

    def begin_focus(self) -> None:
        self.list.start()

    def save_now(self) -> None:
        """Set the amount; the cursor goes where the room refuses."""
        line = self._line
        if line is None or not self._may or not self.form.check():
            return
        said = self.form.values()
        act = partial(allowance_rates.set_rate, self._host.desk, line.rate.code, said["amount"], said["note"])
        self._work(act, f"{line.rate.label}改为 {fen_text(said['amount'])} 元")

    def reset_now(self) -> None:
        line = self._line
        if line is not None and self._may:
            act = partial(allowance_rates.reset_rate, self._host.desk, line.rate.code)
            self._work(act, f"{line.rate.label}已恢复默认")

    def _work(self, act: partial[None], said: str) -> None:
        try:
            act()
        except RuleBroken as broken:
            self.form.show_problem(broken.field, broken.sentence)
        except MediationError as error:
            self._host.problem(error)
        else:
            drafts.drop(self._host.desk, self._key())
            self.saving.forget()
            self._host.do(lambda: None, said=said, undo=True)
            self.refresh()
            self.list.setFocus()

    def _choose(self, _key: object) -> None:
        self.saving.keep()
        self._show(keep=False)

    def _show(self, *, keep: bool) -> None:
        """The chosen allowance below the table."""
        key = self.list.current_key()
        row = self.model.row_of(key) if key is not None else None
        line = self._line = self.model.at(row) if row is not None else None
        if line is None:
            return
        self.title.setText(f"{line.rate.label}:{amount(line)}")
        self.facts.show_fact("条件", line.rate.condition)
        self.facts.show_fact("依据", line.rate.basis)
        self.facts.show_fact("改动", _changed(line))
        self.reset.setVisible(line.own)
        self.reset.set_words(f"恢复默认({fen_text(line.default.amount_fen)} 元)")
        if not keep:
            self.form.fill({"amount": line.rate.amount_fen, "note": line.note})
            self.form.clear_problems()
            self.saving.forget()
            self.saving.bring_back()

    def _go_in(self, _key: object = None) -> None:
        if self._may:
            self.form.chain.go(self.form.field("amount"))

    def _key(self) -> str:
        return f"settings:allowance:{self._line.rate.code}" if self._line else "settings:allowance"

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_card"):
            self._fit_list()

    def _fit_list(self) -> None:
        rows = self.model.rowCount() if look().scale < 1.25 else SHOWN_LARGE
        self._card.setFixedHeight(look().px(HEAD) + rows * look().px(ROW) + 2)

    def _lay(self) -> None:
        self._card = Card(flush=True)
        self._card.add(self.list)
        editing = QWidget()
        edit = QVBoxLayout(editing)
        edit.setContentsMargins(0, 0, 0, 0)
        edit.setSpacing(8)
        edit.addWidget(self.form)
        feet = QHBoxLayout()
        feet.setSpacing(8)
        feet.addLayout(beside(self.save, self.reset))
        feet.addWidget(self.state, 1)
        edit.addLayout(feet)
        if not self._may:
            editing.hide()
        note = "没有全国统一的标准,默认数是本室暂定的,请按区、街道的文件改。改了以后各月一律按新标准核算。"
        block = self.block("补贴标准", note)
        for widget in (self._card, self.title, editing, self.facts):
            block.addWidget(widget)
        block.addWidget(Label(f"{allowance_rates.payee()}。", tone=Tone.INK_2, wrap=True))
        self.finish()


def _changed(line: RateLine) -> str:
    if line.last is None:
        return "没有改过"
    return f"{line.last.words()} 最后修改" + (f":{line.note}" if line.note else "")
