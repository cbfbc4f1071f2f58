"""补贴核算 of a period: each mediator with what is payable, and file by file why, or why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.statistics import allowances, export
from desktop.commands.statistics.allowances import Line, Worksheet
from desktop.domain.changes import Changed
from desktop.domain.counting import Period
from desktop.domain.counting.periods import month_of
from desktop.domain.numbering import short_number
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text
from desktop.ui.host import Host
from desktop.ui.kit.buttons import quiet
from desktop.ui.kit.cards import Card, CardHead, EmptyState, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.tables import ListView
from desktop.ui.kit.text import RIGHT
from desktop.ui.looks import Tone
from desktop.ui.people.rows import Group, Row, Rows
from desktop.ui.statistics.exporting import preview

NONE = "{}没有结案、履行或者司法确认的纠纷,没有补贴可核。"
NAME = "补贴核算"
NO_LEAD = UUID(int=0)  # the row of the files that nobody leads
BONUSES = ("succeeded", "fulfilled", "confirmed")


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the table; `no` tells two mediations of one file apart."""

    no: int
    line: Line


def columns() -> list[Column[Shown]]:
    """They give way in this order: the single allowances, 类型, 当事人, then the reason, which is said below."""

    def money(name: str, title: str, fen: Callable[[Line], int], rank: int = 4) -> Column[Shown]:
        return Column(
            name=name,
            title=title,
            text=lambda s: fen_text(n) if (n := fen(s.line)) else "",
            width=72,
            rank=rank,
            align=RIGHT,
            sortable=False,
        )

    return [
        Column(
            name="number",
            title="案号",
            text=lambda s: short_number(s.line.number),
            width=84,
            tone=Tone.INK,
            sortable=False,
        ),
        Column(name="names", title="当事人", text=lambda s: s.line.names, width=120, stretch=3, rank=2, sortable=False),
        Column(name="class", title="类型", text=lambda s: s.line.rate.short, width=56, rank=3, sortable=False),
        money("file", "案卷", lambda line: line.fen(line.rate.code)),
        *(
            money(code, title, lambda line, code=code: line.fen(code))  # type: ignore[misc]
            for code, title in zip(BONUSES, ("成功", "履行", "确认"), strict=True)
        ),
        Column(
            name="sum",
            title="合计",
            text=_whole,
            width=84,
            tone=Tone.INK,
            bold=True,
            align=RIGHT,
            sortable=False,
        ),
        Column(
            name="why", title="不补的原因", text=lambda s: s.line.why(), width=150, stretch=3, rank=1, sortable=False
        ),
    ]


class AllowancesPane(QWidget):
    """`show_period` first. Enter on a mediator goes to the files, Enter on a file opens it."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._period: Period | None = None
        self._sheets: dict[UUID, Worksheet] = {}
        self._asking, self._again = False, False
        self.head = CardHead(NAME, barred=True)
        self.print = quiet("预览打印", icon="ph.printer")
        self.print.setVisible(False)
        self.head.add_right(self.print)
        self.people = Rows("调解员")
        self.model = RowsModel[Shown](columns(), lambda s: (s.line.dispute, s.no))
        self.list = ListView(self.model, name="案卷", unit="件")
        self.said = Label("", tone=Tone.INK_2, wrap=True)
        self.empty = EmptyState("", icon="ph.calculator")
        self._lay()
        self.people.chosen.connect(self._choose)
        self.people.entered.connect(lambda _id: self.list.start())
        self.list.current_changed.connect(lambda _key: self._say())
        self.list.opened.connect(self._open)
        self.print.clicked.connect(self._print)

    def show_period(self, period: Period) -> None:
        """The period's files, worked out behind the window."""
        if period != self._period:
            self._period = period
            self.head.show_words(NAME, f"{period.label} 正在核算")
            self.refresh()

    def refresh(self) -> None:
        if self._period is None:
            return
        if self._asking:
            self._again = True
            return
        self._asking = True
        desk, period = self._host.desk, self._period
        self._host.submit(lambda: allowances.worksheet(desk, period), self._landed)

    def heard(self, changed: Changed) -> None:
        if changed.disputes or changed.touches("allowance_settings") or changed.touches("members"):
            self.refresh()

    def settle(self) -> None:
        """Nothing is typed here."""

    def begin_focus(self) -> None:
        self.people.setFocus()

    def _landed(self, found: tuple[Worksheet, ...]) -> None:
        self._asking = False
        if self._again or (found and found[0].period != self._period):
            self._again = False
            self.refresh()
            return
        chosen = self.people.value()
        self._sheets = {w.mediator or NO_LEAD: w for w in found}
        self.people.show_groups([Group("", tuple(_row(id, w) for id, w in self._sheets.items()))])
        if self._sheets:
            self.people.choose(chosen if chosen in self._sheets else next(iter(self._sheets)))
        assert self._period is not None
        label = self._period.label
        files = sum(len(w.lines) for w in found)
        whole = fen_text(sum(w.total_fen for w in found))
        words = f"{label} {files} 件,可补 {sum(w.paid for w in found)} 件,共 {whole} 元"
        self.head.show_words(NAME, words if found else label)
        self.empty.sentence.setText(NONE.format(label))
        self.empty.setVisible(not found)
        self._halves.setVisible(bool(found))
        self.print.setVisible(bool(found) and self._host.desk.may(Act.REPORT))
        self._show()

    def _choose(self, _id: object) -> None:
        self._show()

    def _show(self) -> None:
        """The files of the chosen mediator."""
        sheet = self._sheets.get(self.people.value() or NO_LEAD)
        self.model.show([Shown(n, line) for n, line in enumerate(sheet.lines)] if sheet else [])
        if self.list.current_key() is None and self.model.rowCount():
            self.list.go_to(self.model.key_at(0))
        self._say()

    def _say(self) -> None:
        """What the table has no room for: the reason in full, what lacks, what is paid in another month."""
        key = self.list.current_key()
        row = self.model.row_of(key) if key is not None else None
        shown = self.model.at(row) if row is not None else None
        self.said.setText(_words(shown.line) if shown else "")

    def _open(self, _key: object) -> None:
        key = self.list.current_key()
        row = self.model.row_of(key) if key is not None else None
        if row is not None and (shown := self.model.at(row)) is not None:
            self._host.open_file(shown.line.dispute)

    def _print(self) -> None:
        if self._period is None:
            return
        name = "补贴核算"
        make = preview(self._host.desk, "allowances", f"-{name}.pdf", self._period, None)
        self._host.show_sheet(
            "人民调解员案件补贴核算表", make, name=f"{export.stem(self._host.desk, self._period)}-{name}"
        )

    def _lay(self) -> None:
        left = PageColumn()
        left.column.setSpacing(0)
        left.add(self.people)
        left.column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 10)
        foot.addWidget(self.said)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.list, 1)
        right.addWidget(Hairline())
        right.addLayout(foot)
        self._halves = QWidget()
        halves = QHBoxLayout(self._halves)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(0)
        halves.addWidget(left, 4)
        halves.addWidget(Hairline(vertical=True))
        halves.addLayout(right, 11)
        card = Card(flush=True)
        card.add(self.head)
        card.add(self.empty, 1)
        card.add(self._halves, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.empty.hide()


def _whole(shown: Shown) -> str:
    """What a file comes to; one that only waits for its closing is not refused yet."""
    line = shown.line
    if line.total_fen:
        return fen_text(line.total_fen)
    return "待核" if line.closed_on is None and line.rate.amount_fen else "不补"


def _row(id: UUID, sheet: Worksheet) -> Row:
    under = f"{len(sheet.lines)} 件,可补 {sheet.paid} 件"
    return Row(id, sheet.name, under=under, right=f"{fen_text(sheet.total_fen)} 元")


def _words(line: Line) -> str:
    paid = [f"{item.label} {fen_text(item.amount_fen)} 元" for item in line.items if item.payable_fen]
    later = [
        f"{item.label} {fen_text(item.amount_fen)} 元计入 {month_of(item.on).label}"
        for item in line.later
        if item.payable_fen and item.on
    ]
    parts = ["、".join(paid), f"不补:{line.why()}" if line.why() else "", "、".join(later)]
    helpers = f"协办 {'、'.join(line.helpers)}" if line.helpers else ""
    return "。".join(part for part in (*parts, helpers) if part) + "。"
