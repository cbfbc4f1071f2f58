"""补贴标准: what each kind of file earns its mediator, on what ground, and the room's own amounts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from desktop.commands.statistics import allowance_rates
from desktop.commands.statistics.allowance_rates import RateLine
from desktop.domain.changes import Changed
from desktop.domain.typed import fen_text
from desktop.ui.attempt import attempt
from desktop.ui.host import Host
from desktop.ui.kit.delegates import Piece, one
from desktop.ui.kit.fields import MoneyField, TextField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column
from desktop.ui.kit.text import RIGHT
from desktop.ui.looks import Tone, look
from desktop.ui.settings.figure_table import OWN, SOURCES, FigureTable
from desktop.ui.settings.section import Section

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


class RatesTable(FigureTable[RateLine]):
    """The amounts; the whole table is seen where there is room for it."""

    def __init__(self, host: Host) -> None:
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
        super().__init__(
            host, columns, lambda r: r.rate.code, AmountForm(), name="补贴标准", kept_as="settings:allowance"
        )

    def rows(self) -> Sequence[RateLine]:
        return allowance_rates.rates(self._host.desk)

    def seen(self) -> int:
        return self.model.rowCount() if look().scale < 1.25 else SHOWN_LARGE

    def own(self, line: RateLine) -> bool:
        return line.own

    def values(self, line: RateLine) -> dict[str, Any]:
        return {"amount": line.rate.amount_fen, "note": line.note}

    def explain(self, line: RateLine) -> None:
        self.title.setText(f"{line.rate.label}:{amount(line)}")
        self.facts.show_fact("条件", line.rate.condition)
        self.facts.show_fact("依据", line.rate.basis)
        self.facts.show_fact("改动", _changed(line))
        self.reset.set_words(f"恢复默认({fen_text(line.default.amount_fen)} 元)")

    def put(self, line: RateLine, said: dict[str, Any]) -> None:
        act = partial(allowance_rates.set_rate, self._host.desk, line.rate.code, said["amount"], said["note"])
        self._work(act, f"{line.rate.label}改为 {fen_text(said['amount'])} 元")

    def give_back(self, line: RateLine) -> None:
        act = partial(allowance_rates.reset_rate, self._host.desk, line.rate.code)
        self._work(act, f"{line.rate.label}已恢复默认")

    def _work(self, act: partial[None], said: str) -> None:
        if attempt(self._host, self.form, act, said=said, at="amount"):
            self.written()


class AllowancesSection(Section):
    """Who reports may read it; the administrator changes it."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.rates = RatesTable(host)
        note = "没有全国统一的标准,默认数是本室暂定的,请按区、街道的文件改。改了以后各月一律按新标准核算。"
        block = self.block("补贴标准", note)
        block.addWidget(self.rates)
        block.addWidget(Label(f"{allowance_rates.payee()}。", tone=Tone.INK_2, wrap=True))
        self.finish()

    def refresh(self) -> None:
        self.rates.refresh()

    def heard(self, changed: Changed) -> None:
        if changed.touches("allowance_settings"):
            self.rates.refresh()

    def settle(self) -> None:
        self.rates.settle()

    def begin_focus(self) -> None:
        self.rates.list.start()


def _changed(line: RateLine) -> str:
    if line.last is None:
        return "没有改过"
    return f"{line.last.words()} 最后修改" + (f":{line.note}" if line.note else "")
