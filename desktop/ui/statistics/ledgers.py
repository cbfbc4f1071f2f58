"""台账: a form of another office is picked, what does not fit is listed, and it is saved as xlsx or CSV."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.commands import drafts
from desktop.commands.desk import Desk
from desktop.commands.ledgers import give, make, maps
from desktop.commands.ledgers.make import LedgerResult, Problem
from desktop.commands.statistics.delivery import deliver
from desktop.domain.counting import Basis, Period
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.numbering import short_number
from desktop.domain.permissions import Act
from desktop.domain.reporting import LedgerMap
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card
from desktop.ui.kit.choices import Choice, Option, Pick
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.tables import HEAD, ROW, ListView
from desktop.ui.looks import Tone, look
from desktop.ui.papers.outlet import AskWhere, ask_where
from desktop.ui.settings.quietly import quietly
from desktop.ui.statistics.pane import Pane
from desktop.ui.statistics.sheet_table import SheetTable

KEY = "statistics:ledger"
KINDS = {give.XLSX: ("存为表格", "表格 (*.xlsx)"), give.CSV: ("存为 CSV", "CSV (*.csv)")}
FITS = "每个值都与对方的栏目对得上。"
MOST_SHOWN = 5
NUMBERS = frozenset({"number", "case_no", "temp_no", "order_no", "alarm_no"})  # fields that stand for the file
Key = tuple[UUID, str, str]


class LedgersPane(Pane):
    """`opened(file)`: the file of a value that does not fit. `where` asks where to save."""

    opened = Signal(object)

    def __init__(self, host: Host, where: AskWhere | None = None) -> None:
        super().__init__("台账", "存为 xlsx")
        self._host, self._where = host, where
        self._period: Period | None = None
        self._basis: Basis | None = None
        self._result: LedgerResult | None = None
        self._turn = 0  # which asking is the last
        self._saving = False
        ways = [Option(False, "脱敏"), Option(True, "含姓名和号码")]
        self.form = Form(
            [
                Ask("map", "台账", lambda: Choice([], blank=None)),
                Ask("unmasked", "内容", lambda: Pick(ways)),
                Ask(
                    "reason",
                    "理由",
                    lambda: TextField(width=None, most=200, example="如 回复12345工单,须写明市民姓名"),
                    needed=True,
                ),
            ],
            labels=48,
        )
        self.what = Label("", wrap=True)
        self.fits = Label("", bold=True, wrap=True)
        columns: list[Column[Problem]] = [
            Column(name="number", title="案号", text=lambda p: short_number(p.number), width=88, tone=Tone.INK),
            Column(name="head", title="栏目", text=lambda p: p.head, width=88, stretch=1),
            Column(name="what", title="原因", text=lambda p: p.what, width=140, stretch=2),
        ]
        self.model = RowsModel[Problem](columns, _key)
        self.list = ListView(self.model, name="没有对上的值", unit="处")
        self._card = Card(flush=True)
        self._card.add(self.list)
        self.value = Label("", tone=Tone.INK_2, wrap=True)
        self.table = SheetTable()
        self.table.setAccessibleName("台账预览")
        self._preview = Card(flush=True)
        self._preview.add(self.table)
        self.csv = plain("存为 CSV")
        self.foot.insertWidget(self.foot.indexOf(self.yes), self.csv)
        parts: tuple[QWidget, ...] = (self.form, self.what, self.fits, self._card, self.value)
        for part in parts:
            self.add_part(part)
        self.column.addWidget(self._preview, 1)
        self.column.addStretch()
        self.form.show_ask("unmasked", host.desk.may(Act.EXPORT))
        self._follow()
        self.form.changed.connect(self._typed)
        self.form.left.connect(self.left)
        self.form.done.connect(self.run)
        self.form.ended.connect(self.yes.setFocus)
        self.csv.clicked.connect(lambda: self._save(give.CSV))
        self.list.current_changed.connect(lambda _key: self._tell())
        self.list.opened.connect(self._open)
        self.table.entered.connect(self._enter)

    def show_period(self, period: Period, basis: Basis | None = None) -> None:
        """Fill the chosen ledger for a period. `basis` counts where the ledger has none of its own."""
        if self._period is None:
            self._bring_back()
        self._period, self._basis = period, basis
        self.refresh()

    def refresh(self) -> None:
        """The ledgers and the values as they are now; what is chosen and typed stays."""
        among = maps.maps(self._host.desk)
        self.form.field("map").offer([Option(str(m.id), m.name, m.code) for m in among])
        self._fill()

    def begin_focus(self) -> None:
        self.form.chain.go(self.form.field("map"))

    def settle(self) -> None:
        if self._period is not None:
            drafts.keep(self._host.desk, KEY, self.form.draft())

    def run(self) -> None:
        """Save it as a workbook, where the person says."""
        self._save(give.XLSX)

    @property
    def result(self) -> LedgerResult | None:
        """As it is shown: masked."""
        return self._result

    def _map(self) -> LedgerMap | None:
        wanted = self.form.field("map").value()
        return next((m for m in maps.maps(self._host.desk) if str(m.id) == wanted), None)

    def _fill(self) -> None:
        """What the ledger would say, masked: looking is not giving out. It is filled elsewhere meanwhile."""
        map, period = self._map(), self._period
        self._result = None
        self._turn += 1
        self._show(map)
        if map is None or period is None:
            return
        self.what.setText("正在填\u2026")
        turn, basis = self._turn, self._by(map)
        quietly(
            self._host,
            lambda desk: make.ledger(desk, map, period, basis),
            lambda result: self._filled(turn, map, result),
            lambda error: self._not_filled(turn, error),
        )

    def _filled(self, turn: int, map: LedgerMap, result: LedgerResult) -> None:
        """The last ledger that was asked for is here."""
        if turn == self._turn:
            self._result = result
            self._show(map)

    def _not_filled(self, turn: int, error: MediationError) -> None:
        if turn == self._turn:
            self.what.setText(error.for_user())

    def _by(self, map: LedgerMap) -> Basis | None:
        return maps.scope(map).basis or self._basis

    def _show(self, map: LedgerMap | None) -> None:
        result = self._result
        ready = result is not None
        self.yes.setEnabled(ready)
        self.csv.setEnabled(ready)
        problems = result.problems if result else ()
        if result is not None:
            count = len(result.disputes)
            rows = f"{count:,} 件,{len(result.sheet.columns)} 列" if count else "没有要填报的纠纷"
            to = f"·报送 {map.office}" if map and map.office else ""
            self.what.setText(f"{result.sheet.period}·{rows}{to}")
            self.table.show_sheet(result.sheet, self._links)
        self._preview.setVisible(bool(result and result.disputes))
        lacks = f"{len(problems)} 处没有对上。原值都保留,行末标※,另列一张表。"
        self.fits.setText(lacks if problems else FITS if result and result.disputes else "")
        self.fits.setVisible(bool(self.fits.text()))
        self.model.show(tuple({_key(p): p for p in problems}.values()))
        self._card.setVisible(bool(problems))
        self._card.setFixedHeight(look().px(HEAD) + min(max(len(problems), 1), MOST_SHOWN) * look().px(ROW) + 2)
        if problems and self.list.current_key() is None:
            self.list.go_to(_key(problems[0]))
        self._tell()

    def _tell(self) -> None:
        """The whole value that does not fit, and what becomes of it."""
        problem = self._chosen()
        self.value.setVisible(problem is not None)
        self.value.setText(f"{problem.done}:{problem.value}" if problem else "")

    def _chosen(self) -> Problem | None:
        key = self.list.current_key()
        row = self.model.row_of(key) if key is not None else None
        return self.model.at(row) if row is not None else None

    def _links(self, _row: int, column: int) -> bool:
        """Numbers open their file."""
        return self._result is not None and self._result.map.columns[column].source in NUMBERS

    def _enter(self, row: int, _column: int) -> None:
        if self._result is not None and row < len(self._result.disputes):
            self.opened.emit(self._result.disputes[row])

    def _open(self, _key: object) -> None:
        problem = self._chosen()
        if problem is not None:
            self.opened.emit(problem.dispute)

    def _typed(self, name: str) -> None:
        if name == "map":
            self._fill()
        self._follow()

    def _follow(self) -> None:
        """A reason is asked only for what is not masked."""
        self.form.show_ask("reason", self._unmasked())
        self.form.field("reason").setEnabled(self._unmasked())

    def _unmasked(self) -> bool:
        return bool(self.form.field("unmasked").value()) and self._host.desk.may(Act.EXPORT)

    def _bring_back(self) -> None:
        found = drafts.find(self._host.desk, KEY)
        self.form.field("map").offer([Option(str(m.id), m.name, m.code) for m in maps.maps(self._host.desk)])
        if found is not None:
            self.form.fill_draft({name: str(text) for name, text in found.values.items()})
        self._follow()

    def _save(self, suffix: str) -> None:
        map, period = self._map(), self._period
        if self._result is None or self._saving or map is None or period is None or not self.form.check():
            return
        title, kind = KINDS[suffix]
        where = self._where or partial(ask_where, title=title, kind=kind)
        where(self, give.file_name(map, period, suffix), lambda path: self._write(map, period, path))

    def _write(self, map: LedgerMap, period: Period, to: Path) -> None:
        """Fill it as it was asked for and put it there, elsewhere."""
        unmasked, basis = self._unmasked(), self._by(map)
        reason = str(self.form.values()["reason"]) if unmasked else ""
        self._busy(True)

        def work(desk: Desk) -> tuple[int, tuple[Path, ...]]:
            result = make.ledger(desk, map, period, basis, unmasked, reason)
            return len(result.disputes), deliver(to.parent, give.files(desk, result, to.name))

        quietly(self._host, work, lambda made: self._written(*made), self._refused)

    def _written(self, count: int, files: tuple[Path, ...]) -> None:
        self._busy(False)
        self.form.fill({"unmasked": False, "reason": ""})
        self._follow()
        drafts.keep(self._host.desk, KEY, self.form.draft())
        self._host.say(f"已存 {count} 件:{'、'.join(path.name for path in files)}")

    def _refused(self, error: MediationError) -> None:
        self._busy(False)
        if isinstance(error, RuleBroken) and error.field == "reason":
            self.form.show_problem("reason", error.sentence)
        else:
            self._host.problem(error)

    def _busy(self, on: bool) -> None:
        self._saving = on
        self.yes.set_words("正在存\u2026" if on else "存为 xlsx")
        for button in (self.yes, self.csv):
            button.setEnabled(not on and self._result is not None)


def _key(problem: Problem) -> Key:
    return problem.dispute, problem.head, problem.what
