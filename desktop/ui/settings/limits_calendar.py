"""The calendars of days off: which years are published, and taking in a new notice from a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.commands import limits
from desktop.commands.limits import YearLine
from desktop.domain.errors import MediationError
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card
from desktop.ui.kit.delegates import Piece, one
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.tables import HEAD, ROW, ListView
from desktop.ui.looks import Tone, look
from desktop.ui.settings.quietly import quietly
from desktop.ui.settings.section import beside

MOST_SHOWN = 5
SHAPE = "文件一行一天:日期,放假或上班,名称,例如“2027-01-01,放假,元旦”;也可以是本程序的日历 JSON。"


def standing(line: YearLine) -> Piece:
    """已公布 or 暂定, by shape and word."""
    if not line.published:
        return Piece("暂定", Tone.AMBER, shape=Shape.DIAMOND)
    return Piece("已导入" if line.imported else "已公布", Tone.INK_2, shape=Shape.TICK)


def content(line: YearLine) -> str:
    return f"放假 {line.days_off} 天,调休上班 {line.workdays} 天" if line.published else "只扣星期六、星期日"


def origin(line: YearLine) -> str:
    if line.imported and line.last is not None:
        basis = f"·{line.basis}" if line.basis else ""
        return f"{line.last.who} {line.last.at:%Y-%m-%d %H:%M} 导入{basis}"
    return line.basis or "通知公布后请导入"


class CalendarBlock(QWidget):
    """The years, newest first; a file is taken in whole or not at all."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._dialog: QFileDialog | None = None
        columns: list[Column[YearLine]] = [
            Column(name="year", title="年份", text=lambda r: f"{r.year} 年", width=96, tone=Tone.INK, sortable=False),
            Column(
                name="state",
                title="状态",
                text=lambda r: standing(r).text,
                width=96,
                paint=one(standing),
                sortable=False,
            ),
            Column(name="days", title="安排", text=content, width=208, sortable=False),
            Column(name="basis", title="出处", text=origin, width=160, stretch=1, rank=1, sortable=False),
        ]
        self.model = RowsModel[YearLine](columns, lambda r: r.year)
        self.list = ListView(self.model, name="放假日历", unit="年")
        self._card = Card(flush=True)
        self._card.add(self.list)
        self.take = plain("导入日历", icon="ph.upload-simple")
        self.drop = plain("删除导入")
        self.state = Label("", tone=Tone.INK_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._card)
        self._may = host.desk.may(Act.MANAGE)
        for button in (self.take, self.drop) if not self._may else ():
            button.hide()
        column.addLayout(beside(self.take, self.drop, self.state))
        hint = Label(SHAPE, tone=Tone.INK_3, wrap=True)
        if not self._may:
            hint.hide()
        column.addWidget(hint)
        self.take.clicked.connect(self.choose)
        self.drop.clicked.connect(self._ask_drop)
        self.list.current_changed.connect(self._show_acts)
        self.refresh()

    def refresh(self) -> None:
        found = limits.calendar_years(self._host.desk)
        self.model.show(found)
        rows = min(max(len(found), 2), MOST_SHOWN)
        self._card.setFixedHeight(look().px(HEAD) + rows * look().px(ROW) + 2)
        self._show_acts()

    def choose(self) -> None:
        """Ask for the file in a dialog of our own: the system's would remember its name."""
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = QFileDialog(self, "选择放假日历")
        self._dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._dialog.setNameFilters(["放假日历 (*.csv *.txt *.json)", "全部文件 (*)"])
        self._dialog.fileSelected.connect(self.take_in)
        self._dialog.open()

    def take_in(self, name: str) -> None:
        """Import a file; the days of all open files are counted anew elsewhere meanwhile."""
        path = Path(name)
        self._busy(on=True)
        quietly(self._host, lambda desk: limits.import_calendar(desk, path), self._taken, self._refused)

    def chosen(self) -> YearLine | None:
        key = self.list.current_key()
        row = self.model.row_of(key) if key is not None else None
        return self.model.at(row) if row is not None else None

    def _taken(self, years: tuple[int, ...]) -> None:
        self._busy(on=False)
        self.refresh()
        self.list.go_to(years[-1])
        said = "、".join(f"{year} 年" for year in years)
        self._host.say(f"已导入{said}的放假日历,未结纠纷的日期已重算。")

    def _ask_drop(self) -> None:
        line = self.chosen()
        if line is not None and line.imported:
            sentence = "按程序自带的日历推算,程序没有的年份只扣周末并标“暂定”;未结纠纷的日期当即重算。"
            self._host.ask(f"删除导入的 {line.year} 年日历?", sentence, "删除", partial(self._drop, line.year))

    def _drop(self, year: int) -> None:
        self._busy(on=True)
        words = f"已删除导入的 {year} 年日历。"
        quietly(
            self._host, lambda desk: limits.remove_calendar(desk, year), partial(self._dropped, words), self._refused
        )

    def _dropped(self, words: str, _none: object) -> None:
        self._busy(on=False)
        self.refresh()
        self._host.say(words)

    def _refused(self, error: MediationError) -> None:
        self._busy(on=False)
        self._host.problem(error)

    def _busy(self, *, on: bool) -> None:
        self.state.setText("正在重算日期" if on else "")
        self.take.setEnabled(not on)
        self._show_acts()

    def _show_acts(self, _key: object = None) -> None:
        line = self.chosen()
        self.drop.setEnabled(self.take.isEnabled() and line is not None and line.imported)
