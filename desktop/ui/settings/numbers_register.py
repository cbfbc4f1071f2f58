"""编号登记簿: a year's numbers in few lines; every gap says why, and one number on two files can be parted here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.commands import lists, numbers
from desktop.commands.numbers import Run, Standing
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Banner, Card
from desktop.ui.kit.choices import Choice, Option
from desktop.ui.kit.delegates import Piece, one
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.kit.tables import HEAD, ROW, ListView
from desktop.ui.looks import Tone, look
from desktop.ui.settings.section import beside

SHOWN, SHOWN_LARGE = 8, 5  # rows of the table at 100 % and from 125 % on; the rest is scrolled
LEAST = 2
NAMED = 6  # numbers named in a sentence
LABELS = 88
WORDS: dict[Standing, Piece] = {
    Standing.USED: Piece("已用", Tone.INK_2, shape=Shape.TICK),
    Standing.LEASED: Piece("待用", Tone.INK_2, shape=Shape.DOT),
    Standing.VOID: Piece("作废", Tone.AMBER, shape=Shape.DIAMOND),
    Standing.MISSING: Piece("缺号", Tone.AMBER, shape=Shape.DIAMOND),
}
TWICE = Piece("重号", Tone.RED, bold=True, shape=Shape.TRIANGLE)
UNEXPLAINED = Piece("缺号", Tone.RED, bold=True, shape=Shape.TRIANGLE)
LOOK_INTO = "没有记录,请核对"


def span(run: Run) -> str:
    """`041`, or `001–041`."""
    return f"{run.first:03d}" if run.first == run.last else f"{run.first:03d}–{run.last:03d}"


def state(run: Run) -> Piece:
    if run.doubled:
        return TWICE
    return WORDS[run.state] if run.explained else UNEXPLAINED


def summed(found: tuple[Run, ...]) -> str:
    """`已用 41 个·待用 17 个`, without what there is none of."""
    twins = [run.first for run in found if run.doubled]
    counts = {standing: sum(run.count for run in found if run.state is standing) for standing in Standing}
    counts[Standing.USED] -= len(twins) - len(set(twins))
    said = [f"{WORDS[standing].text} {count} 个" for standing, count in counts.items() if count]
    return "·".join(said) or "还没有编号"


def amiss(found: tuple[Run, ...]) -> str:
    """What a person must look into: numbers borne twice, gaps that nothing explains; empty when all is well."""
    twice = dict.fromkeys(span(run) for run in found if run.doubled)
    gaps = [span(run) for run in found if not run.explained]
    said = [f"{'、'.join([*twice][:NAMED])} 编给了两件纠纷:选其中没有发出去的一件改编号。"] if twice else []
    said += [f"{'、'.join(gaps[:NAMED])} {LOOK_INTO}。"] if gaps else []
    return "".join(said)


class YearForm(Form):
    """Which year's register; beside it how many numbers of each kind it has."""

    def __init__(self) -> None:
        super().__init__([Ask("year", "年度", lambda: Choice([], blank=None))], labels=LABELS)


class RenumberForm(Form):
    """Why a file gets another number."""

    def __init__(self) -> None:
        super().__init__(
            [
                Ask(
                    "reason",
                    "改号原因",
                    lambda: TextField(width=None, most=120, example="如:两台电脑给了同一个编号"),
                    needed=True,
                )
            ]
        )


class RegisterBlock(QWidget):
    """Enter on a line opens its file. A line that two files share offers another number for the one that is chosen."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._names: dict[UUID, str] = {}
        self.year = YearForm()
        self.gaps = Banner("", Kind.RED)
        columns: list[Column[Run]] = [
            Column(name="span", title="编号", text=span, width=104, tone=Tone.INK, sortable=False),
            Column(name="count", title="个数", text=lambda r: f"{r.count:,}", width=64, rank=2, sortable=False),
            Column(
                name="state", title="状态", text=lambda r: state(r).text, width=88, paint=one(state), sortable=False
            ),
            Column(name="why", title="说明", text=self._why, width=200, stretch=3, tone=Tone.INK, sortable=False),
            Column(
                name="station", title="编号机", text=lambda r: r.station, width=128, stretch=1, rank=1, sortable=False
            ),
        ]
        self.model = RowsModel[Run](columns, _key)
        self.list = ListView(self.model, name="编号登记簿", unit="段")
        self._card = Card(flush=True)
        self._card.add(self.list)
        self.open, self.part = plain("打开纠纷", icon="ph.folder-open"), plain("改编号")
        self.form, self.save, self.leave = RenumberForm(), plain("改号"), plain("不改")
        self._lay()
        self.year.changed.connect(lambda _name: self._show())
        self.list.current_changed.connect(lambda _key: self._acts())
        self.list.opened.connect(lambda _key: self._open())
        self.open.clicked.connect(self._open)
        self.part.clicked.connect(self._ask)
        self.save.clicked.connect(self.renumber)
        self.form.done.connect(self.renumber)
        self.form.ended.connect(self.renumber)
        self.form.left.connect(self._fold)
        self.leave.clicked.connect(self._fold)
        self.refresh()

    def refresh(self) -> None:
        """The years there are and the chosen one's numbers; what is being typed stays."""
        years = numbers.years(self._host.desk)
        field = self.year.field("year")
        chosen = field.value() or self._host.desk.today().year
        field.offer([Option(year, f"{year}年") for year in years])
        field.set_value(chosen if chosen in years else years[0])
        self._show()

    def _show(self) -> None:
        field = self.year.field("year")
        found = numbers.runs(numbers.register(self._host.desk, int(field.value())))
        with self._host.desk.read() as reader:
            known = lists.lines(reader, [run.dispute for run in found if run.dispute])
        self._names = {line.id: line.names for line in known}
        self.model.show(found)
        field.set_hint(summed(found))
        self.gaps.show_text(amiss(found))
        self.gaps.setVisible(bool(amiss(found)))
        if self.list.current_key() is None and found:
            self.list.go_to(self.model.key_at(0))
        self._measure()
        self._acts()

    def chosen(self) -> Run | None:
        key = self.list.current_key()
        row = self.model.row_of(key) if key is not None else None
        return self.model.at(row) if row is not None else None

    def _acts(self) -> None:
        """What can be done with the chosen line."""
        run = self.chosen()
        self._fold()
        self.open.setVisible(run is not None and run.dispute is not None)
        self.part.setVisible(run is not None and run.doubled and self._host.desk.may(Act.DECIDE))

    def _open(self) -> None:
        run = self.chosen()
        if run is not None and run.dispute is not None:
            self._host.open_file(run.dispute)

    def _ask(self) -> None:
        self.form.fill({"reason": ""})
        self._editing.show()
        self.form.start()

    def _fold(self) -> None:
        if self._editing.isAncestorOf(self.focusWidget() or self):
            self.list.setFocus()
        self._editing.hide()

    def renumber(self) -> None:
        """Give the chosen file another number, with the reason."""
        run = self.chosen()
        if run is None or run.dispute is None or not self.form.check():
            return
        id, reason = run.dispute, str(self.form.values()["reason"])
        made: Any = self._host.do(lambda: numbers.renumber(self._host.desk, id, reason))
        if made is not None:
            self._fold()
            self._host.say(f"已改为 {made.number},原编号和原因记在登记簿里。")
            self.refresh()

    def _why(self, run: Run) -> str:
        """Why it is so; of a single file also whose it is."""
        if not run.explained:
            return LOOK_INTO
        names = self._names.get(run.dispute, "") if run.dispute else ""
        plain_words = "各编给一件纠纷" if run.count > 1 else "编给一件纠纷"
        return f"{names}:{run.why}" if names else run.why or plain_words

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_card"):
            self._measure()

    def _measure(self) -> None:
        most = SHOWN if look().scale < 1.25 else SHOWN_LARGE
        rows = min(max(self.model.rowCount(), LEAST), most)
        self._card.setFixedHeight(look().px(HEAD) + rows * look().px(ROW) + 2)

    def _lay(self) -> None:
        self._editing = QWidget()
        edit = QVBoxLayout(self._editing)
        edit.setContentsMargins(0, 0, 0, 0)
        edit.setSpacing(8)
        edit.addWidget(self.form)
        edit.addLayout(beside(self.save, self.leave))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.year, self.gaps, self._card):
            column.addWidget(widget)
        column.addLayout(beside(self.open, self.part))
        column.addWidget(self._editing)
        self._editing.hide()


def _key(run: Run) -> tuple[int, str]:
    return run.first, run.dispute.hex if run.dispute else ""
