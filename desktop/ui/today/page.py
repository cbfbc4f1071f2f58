"""The home page: the list of what must be done, and beside it what one should know."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import alerts, duty, lists, renewal
from desktop.commands.day_sheet import today_sheet
from desktop.commands.lists import Task, Today
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.domain.permissions import Act
from desktop.domain.typed import weekday_text
from desktop.ui.host import Host
from desktop.ui.kit.buttons import MenuButton, plain, quiet
from desktop.ui.kit.cards import Card, EmptyState
from desktop.ui.kit.columns import PageColumn, PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.tasks import TaskList
from desktop.ui.kit.text import wide
from desktop.ui.looks import look
from desktop.ui.papers.outlet import AskWhere
from desktop.ui.today.calendar import export_dates
from desktop.ui.today.rows import MORE, groups, keyed
from desktop.ui.today.side import Side, Strip

BESIDE_FROM = 75  # characters of the page at which the side column leaves the titles enough room
STRIP_FROM = 50  # below that even the strip would say nothing whole: the list stands alone
LIST_MOST = 1120  # px at 100 %: wider, the side column takes the rest up to 400
MINUTE = 60_000
PAPERS = {"notice": "rights_notice"}  # steps whose button prints: the paper itself, not the list of papers


class TodayPage(Dressed, QWidget):
    """今日. Asks again after every act while it is shown, when it comes to the front, and when the day changes."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._tasks: dict[str, Task] = {}
        self._shown: Today | None = None
        self.where: AskWhere | None = None  # where a file goes, when it is not the system's dialog that asks
        self._room = host.desk.committee().room
        self.head = PageHead("今日")
        self.mine = quiet("只看我的", icon="ph.user")
        self.mine.setCheckable(True)
        self.mine.toggled.connect(self.refresh)
        if host.desk.account.member_id is not None:
            self.head.add_action(self.mine)
        self.print = plain("打印当日清单", icon="ph.printer")
        self.print.clicked.connect(self.print_asked)
        if host.desk.may(Act.PRINT):
            self.head.add_action(self.print)
        self.more = MenuButton()
        if host.desk.may(Act.EDIT):
            self.more.add("口袋清单,带出去走访", self._open_pocket, icon="ph.note-pencil")
            self.more.add("录回口袋清单", self._open_pocket_back, icon="ph.download-simple")
            self.more.add_line()
        self.more.add("今天做了什么(值班日志)", self._open_journal, icon="ph.note-pencil")
        self.more.add("导出我的日程(.ics)", self._export, icon="ph.export")
        self.more.add("导出我的日程,带纠纷编号", self._export_numbered, icon="ph.export")
        self.head.add_action(self.more)
        self.empty = EmptyState("", icon="ph.calendar-check", action="登记第一件")
        self.empty.acted.connect(self._on_empty)
        self.list = TaskList(self.empty)
        self.list.acted.connect(self._act)
        self.list.opened.connect(self._open)
        self.area = PageColumn()
        self.area.add(self.list)
        self.card = Card(flush=True)
        self.card.add(self.area)
        self.side = Side(host.open_file, lambda: alerts.open_alerts(host.desk))
        self.strip = Strip(host.open_file)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.card, 1)
        row.addWidget(self.side)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(self.strip)
        self._column.addLayout(row, 1)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self._day = QTimer(self, interval=MINUTE)
        self._day.timeout.connect(self._look_at_the_day)
        self._day.start()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        self.dress()
        self.refresh()

    # Page

    def refresh(self) -> None:
        desk = self._host.desk
        shown = lists.today(desk, mine=self.mine.isChecked())
        self._shown = shown
        self._tasks = keyed(shown)
        day = f"{shown.on.month}月{shown.on.day}日 星期{weekday_text(shown.on)[-1]}"
        self.head.show_words("今日", f"{day}·{self._count_words(shown)}")
        self._say_empty(shown)
        self.list.show_groups(groups(shown, desk.handbook, self._room))
        self.side.show_today(shown, desk.members(), duty.on_duty(desk, shown.on))
        self.strip.show_today(shown)

    def heard(self, changed: Changed) -> None:
        if self.isVisible():
            self._soon.start()

    def begin_focus(self) -> None:
        """The first task, or what the empty state offers."""
        self.list.begin_focus()

    def print_asked(self) -> None:
        """The day's list as it stands on the page, on a leaf to tick off."""
        mine, day = self.mine.isChecked(), self._host.desk.today()
        try:
            make = today_sheet(self._host.desk, mine=mine)
        except MediationError as refused:
            self._host.problem(refused)
            return
        self._host.show_sheet("当日工作清单", make, name=f"当日工作清单 {day:%Y-%m-%d}")

    @property
    def shown(self) -> Today | None:
        """What stands on the page."""
        return self._shown

    # Within

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Side column, strip or list alone, by the room measured in characters."""
        worn = look()
        room = self.width() - 2 * worn.page_margin
        characters = room / max(wide("国", worn.font()), 1)
        beside = characters >= BESIDE_FROM
        self.side.setVisible(beside)
        self.strip.setVisible(not beside and characters >= STRIP_FROM)
        if beside:
            least, most = worn.px(316), worn.px(400)
            self.side.setFixedWidth(min(max(room - 16 - worn.px(LIST_MOST), least), most))
        self.list.set_first_primary(not self._has_neighbour())

    def _has_neighbour(self) -> bool:
        """A panel stands beside the page: it has the one primary button then."""
        return self.window() is not self and self.window().width() - self.width() > look().px(300)

    def _count_words(self, shown: Today) -> str:
        if not shown.due:
            return "今天没有到期的"
        late = f",逾期 {shown.late} 件" if shown.late else ""
        return f"要做 {shown.due} 件{late}"

    def _say_empty(self, shown: Today) -> None:
        """What the list says when it is empty: always with the next step."""
        button = self.empty.button
        assert button is not None
        may_register = self._host.desk.may(Act.REGISTER)
        if not shown.files:
            sentence = "这里还没有纠纷。来人先记姓名、电话、发生了什么、类别,一分钟登记一件。"
            words = "登记第一件" if may_register else ""
        elif self.mine.isChecked():
            sentence, words = "这周没有轮到您做的事。", "看全室的"
        elif shown.later is not None and shown.later.next_on is not None:
            later = shown.later
            sentence = f"这周没有到期的事。下一件:{later.next_on:%m-%d} {later.names},{later.next_what}。"
            words = "打开这件"
        else:
            sentence, words = "没有要做的事,纠纷都已办结。", "看全部纠纷"
        self.empty.sentence.setText(sentence)
        button.set_words(words)
        button.setVisible(bool(words))

    def _on_empty(self) -> None:
        shown = self._shown
        if shown is None or not shown.files:
            self._host.open_intake()
        elif self.mine.isChecked():
            self.mine.setChecked(False)
        elif shown.later is not None:
            self._host.open_file(shown.later.id, "overview")
        else:
            self._host.open_page("files")

    def _export(self) -> None:
        export_dates(self._host, self, where=self.where)

    def _export_numbered(self) -> None:
        export_dates(self._host, self, numbers=True, where=self.where)

    def _open_pocket(self) -> None:
        self._host.open_pocket()

    def _open_pocket_back(self) -> None:
        self._host.open_pocket(back=True)

    def _open_journal(self) -> None:
        self._host.open_page("journal")

    def _act(self, key: str) -> None:
        if key.startswith(MORE):
            self._host.open_page("files")
            return
        task = self._tasks[key]
        paper = PAPERS.get(task.step.code)
        if paper and task.step.verb == "打印" and self._host.desk.may(Act.PRINT):
            self._host.show_paper(task.dispute, paper)
        elif task.step.tab == "agreement":
            self._host.open_agreement(task.dispute)
        else:
            self._host.open_file(task.dispute, task.step.tab)

    def _open(self, key: str) -> None:
        if key.startswith(MORE):
            self._host.open_page("files")
            return
        self._host.open_file(self._tasks[key].dispute, "overview")

    def _look_at_the_day(self) -> None:
        if self._shown is not None and self._shown.on != self._host.desk.today():
            self._host.submit(lambda: renewal.renew(self._host.desk), self._renewed)

    def _renewed(self, _count: int) -> None:
        self.refresh()

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """A task reached by key comes into view with a little of its neighbours."""
        if now is not None and self.list.isAncestorOf(now):
            self.area.ensureWidgetVisible(now, 0, look().px(24))
