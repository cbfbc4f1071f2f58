"""口袋清单: choose what goes along on a visit and print it; type the results back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands import pocket
from desktop.commands.due import Due
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.buttons import primary, quiet
from desktop.ui.kit.cards import Card, EmptyState
from desktop.ui.kit.choices import Check
from desktop.ui.kit.columns import PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.tables import ListView
from desktop.ui.looks import Tone, look
from desktop.ui.today.pocket_back import TypeBack

OUT, BACK = "out", "back"
HOW = "按 Enter 选上或不选。清单是 A5 的,用 A4 纸打印后裁下即可;电话、地址平时遮盖。"
NOTHING = "这几天没有要回访、催付的事,不用带清单。"


@dataclass(frozen=True, slots=True)
class Row:
    """A step that can go along, and whether it does."""

    due: Due
    taken: bool


class PocketPage(Dressed, QWidget):
    """带出 and 录回 on two leaves."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._left_out: set[object] = set()
        self._dues: list[Due] = []
        self.head = PageHead("口袋清单", back=True)
        self.head.back_asked.connect(lambda: host.open_page("today"))
        self.views = Segments([Segment(OUT, "带出去"), Segment(BACK, "录回来")], name="口袋清单")
        self.views.chosen.connect(self.show_view)
        self.head.add_beside(self.views)
        self.everybody = quiet("全室的", icon="ph.users-three")
        self.everybody.setCheckable(True)
        self.everybody.toggled.connect(self.refresh)
        columns: list[Column[Row]] = [
            Column(name="taken", title="带", text=_taken, width=72, tone=Tone.ACCENT),
            Column(name="due", title="日期", text=_due, width=88, rank=1),
            Column(name="what", title="事项", text=_what, width=184, stretch=1, tone=Tone.INK),
            Column(name="which", title="纠纷", text=_which, width=216, stretch=1),
            Column(name="who", title="负责人", text=_who, width=88, rank=2),
        ]
        self.model = RowsModel[Row](columns, _key)
        self.list = ListView(self.model, name="可以带出去的事项", unit="条")
        self.list.opened.connect(self._turn)
        self.empty = EmptyState(NOTHING, icon="ph.check-circle", action="回到今日")
        self.empty.acted.connect(lambda: host.open_page("today"))
        self.uncovered = Check("印上电话和地址")
        self.uncovered.set_name("印上电话和地址")
        self.print = primary("打印清单", icon="ph.printer", hint="Ctrl+P")
        self.print.clicked.connect(self.print_asked)
        self.back = TypeBack(host)
        self.back.saved.connect(self._saved)
        self._lay()
        self.dress()
        self.refresh()

    def _lay(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(12)
        words = Label(HOW, tone=Tone.INK_2, wrap=True)
        foot.addWidget(words, 1)
        for widget, seen in (
            (self.everybody, self._host.desk.account.member_id is not None),
            (self.uncovered, self._host.desk.may(Act.REVEAL)),
        ):
            foot.addWidget(widget)
            if not seen:
                widget.hide()
        foot.addWidget(self.print)
        going = QWidget()
        column = QVBoxLayout(going)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(foot)
        self.stack = QStackedWidget()
        self.stack.addWidget(going)
        self.stack.addWidget(self.back)
        card = Card(flush=True)
        card.add(self.stack)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(card, 1)

    # Page

    def refresh(self) -> None:
        mine = not self.everybody.isChecked()
        self._dues = pocket.candidates(self._host.desk, mine=mine)
        rows = [Row(d, _due_key(d) not in self._left_out) for d in self._dues]
        self.model.show(rows)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        count = sum(row.taken for row in rows)
        self.print.set_words(f"打印 {count} 条" if count else "打印清单")
        self.print.setEnabled(count > 0 and self._host.desk.may(Act.PRINT))
        self.head.show_words("口袋清单")

    def heard(self, changed: Changed) -> None:
        if self.isVisible():
            self.refresh()

    def settle(self) -> None:
        self.back.settle()

    def begin_focus(self) -> None:
        if self.views.key() == BACK:
            self.back.begin_focus()
        elif self._dues:
            self.list.start()
        elif self.empty.button is not None:
            self.empty.button.setFocus()

    def show_view(self, key: str) -> None:
        """带出去 or 录回来."""
        self.settle()
        self.views.choose(key)
        self.stack.setCurrentIndex(0 if key == OUT else 1)
        self.begin_focus()

    def print_asked(self) -> None:
        """Give each line its code, write the list down, show its leaves."""
        chosen = [d for d in self._dues if _due_key(d) not in self._left_out]
        desk, uncovered = self._host.desk, bool(self.uncovered.value()) and self._host.desk.may(Act.REVEAL)
        if self.views.key() == BACK or not self.print.isEnabled():
            return
        made = self._host.do(lambda: pocket.make(desk, chosen, uncovered=uncovered))
        if made is None:
            return
        try:
            leaves = pocket.sheet(desk, made, uncovered=uncovered)
        except MediationError as refused:
            self._host.problem(refused)
            return
        self._host.show_sheet("口袋清单", leaves, name=f"口袋清单 {made.made_at:%Y-%m-%d}")

    # Within

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)

    def _turn(self, key: object) -> None:
        self._left_out ^= {key}
        self.refresh()

    def _saved(self, count: int) -> None:
        self._host.say(f"已录回 {count} 条,记入各自的回访和履行。Ctrl+Z 可以撤销。")


def _due_key(due: Due) -> object:
    return (due.dispute, due.code, due.text)


def _key(row: Row) -> tuple[object, ...]:
    return (row.due.dispute, row.due.code, row.due.text)


def _taken(row: Row) -> str:
    return "带上" if row.taken else "不带"


def _due(row: Row) -> str:
    return f"{row.due.due:%m-%d}"


def _what(row: Row) -> str:
    return row.due.text


def _which(row: Row) -> str:
    return f"{row.due.number}·{row.due.names}"


def _who(row: Row) -> str:
    return row.due.owner_name
