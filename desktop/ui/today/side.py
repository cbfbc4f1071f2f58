"""Beside the list: today's sessions and the team, what needs watching, the month so far; or all that in one strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.alerts import Raised
from desktop.commands.day_words import duty_lines, session_words
from desktop.commands.lists import Line, Today
from desktop.domain.disputes import Risk
from desktop.domain.people import Member, TeamRole
from desktop.domain.records import Session
from desktop.domain.team import Shift
from desktop.ui.kit.cards import Card, CardHead, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import ElidedLabel, Label, Mark
from desktop.ui.looks import Tone, look
from desktop.ui.today.sidelines import ALERT, RISK_SHAPES, Figure, Promise, SideRow, Team
from desktop.ui.words import OUTCOMES, RISKS

Open = Callable[[UUID, str], None]
Alerts = Callable[[], Sequence[Raised]]
LEAST_WATCHED = 2
TEAM_MOST = 5  # lines of who is on duty
OnDuty = Sequence[tuple[Member, Shift]]


def held_words(session: Session, names: dict[object, str], line: Line) -> str:
    """第二次·周慧兰、严伯年; with its outcome once it was held."""
    words = session_words(session, names, line)
    if session.outcome is None or session.planned:
        return words
    return "·".join((words.split("·")[0], OUTCOMES[session.outcome]))


class _Rows(QWidget):
    """A column whose widgets are replaced as a whole."""

    def __init__(self, spacing: int) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(spacing)
        self.rows: list[QWidget] = []

    def show_rows(self, rows: Sequence[QWidget]) -> None:
        for row in self.rows:
            row.hide()
            self.column.removeWidget(row)
            row.deleteLater()
        self.rows = list(rows)
        for row in rows:
            self.column.addWidget(row)


class SessionsCard(Card):
    """今天的调解, and who of the team has what waiting."""

    def __init__(self, open_file: Open) -> None:
        super().__init__()
        self._open = open_file
        self.head = CardHead("今天的调解")
        self.sessions = _Rows(8)
        self.team = Team()
        self._rule = Hairline()
        for part in (self.head, self.sessions, self._rule, self.team):
            self.add(part)

    def show_today(self, shown: Today, team: Sequence[Member], here: OnDuty = ()) -> None:
        names: dict[object, str] = {m.id: m.name for m in team if m.role is TeamRole.PEOPLE_MEDIATOR}
        made: list[QWidget] = []
        for session, line in shown.sessions:
            row = SideRow(f"{session.starts:%H:%M}", line.names, held_words(session, names, line))
            row.clicked.connect(self._opener(line.id, "sessions"))
            made.append(row)
        self.sessions.show_rows(made or [Label("今天没有安排调解", tone=Tone.INK_2)])
        self.team.show_lines(team_lines(team, here, shown.in_review))
        self.show_team(True)

    def show_team(self, on: bool) -> None:
        """The team goes first where height is short."""
        for part in (self._rule, self.team):
            part.setVisible(on and bool(self.team.lines))

    def heights(self) -> tuple[int, int]:
        """Without and with the team."""
        lean = 26 + self.head.sizeHint().height() + 8 + self.sessions.sizeHint().height()
        team = self.team.sizeHint().height() + 1 + 16 if self.team.lines else 0
        return lean, lean + team

    def _opener(self, id: UUID, tab: str) -> Callable[[], None]:
        return lambda: self._open(id, tab)


def team_lines(team: Sequence[Member], here: OnDuty, in_review: int) -> list[tuple[str, str, str]]:
    """(what, who, when or what waits): who is on duty today; else who there is, claiming nothing."""
    if here:
        return duty_lines(here)[:TEAM_MOST]
    kinds = (
        ("调解员", TeamRole.PEOPLE_MEDIATOR, ""),
        ("律师", TeamRole.DUTY_LAWYER, f"待审 {in_review}" if in_review else ""),
        ("民警", TeamRole.POLICE_OFFICER, ""),
    )
    found = []
    for what, role, waits in kinds:
        who = "、".join(m.name for m in team if m.active and m.role is role)
        if who:
            found.append((what, who, waits))
    return found


class WatchCard(Card):
    """需要关注: open alerts, then red and orange, each with its reasons."""

    def __init__(self, open_file: Open, alerts: Alerts) -> None:
        super().__init__()
        self._open, self._alerts = open_file, alerts
        self.head = CardHead("需要关注")
        self._count = Label("", tone=Tone.INK_2)
        self.head.add_right(self._count)
        self.files = _Rows(8)
        self.add(self.head)
        self.add(self.files)
        self._most = 6

    def show_today(self, shown: Today) -> None:
        made: list[QWidget] = []
        raised = [each for each in self._alerts() if each.files]
        for each in raised:
            row = SideRow(ALERT, each.alert.subject, alert_words(each))
            row.clicked.connect(self._opener(each.files[-1].id, "alert"))
            made.append(row)
        for line, reasons in shown.watch:
            row = SideRow(line.risk, f"{line.number} {line.names}", "·".join(reasons) or "未写原因")
            row.clicked.connect(self._opener(line.id))
            made.append(row)
        counts = (f"预警 {len(raised)}" if raised else "", f"{shown.risky} 件" if shown.risky else "")
        self._count.setText("·".join(filter(None, counts)))
        self.files.show_rows(made or [Label("没有红色、橙色风险的纠纷", tone=Tone.INK_2)])
        self.show_most(self._most)

    def show_most(self, most: int) -> None:
        """Show the first `most` files; the count at the head still tells of all."""
        self._most = most
        for n, row in enumerate(self.files.rows):
            row.setVisible(n < most)

    def row_height(self) -> int:
        rows = self.files.rows
        return rows[0].sizeHint().height() + self.files.column.spacing() if rows else 0

    def bare_height(self) -> int:
        """The card without any file."""
        return self.head.sizeHint().height() + 26 + 8

    def _opener(self, id: UUID, tab: str = "overview") -> Callable[[], None]:
        return lambda: self._open(id, tab)


def alert_words(raised: Raised) -> str:
    """30 日内 4 件欠薪苗头·清单 2/8."""
    days = f"{raised.days} 日内" if raised.days else "同一天"
    return f"{days} {len(raised.files)} 件{raised.rule.label}·清单 {raised.done}/{len(raised.rule.checks)}"


class MonthCard(Card):
    """本月到今天: four figures and the promise."""

    def __init__(self) -> None:
        super().__init__()
        self.add(CardHead("本月到今天"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.figures = {word: Figure(word) for word in ("登记", "办结", "回访", "未结")}
        for figure in self.figures.values():
            row.addWidget(figure, 1)
        self.body.addLayout(row)
        self.promise = Promise()
        self.add(Hairline())
        self.add(self.promise)

    def show_today(self, shown: Today) -> None:
        counts = (shown.registered, shown.closed, shown.asked, shown.unsettled)
        for figure, count in zip(self.figures.values(), counts, strict=True):
            figure.show_number(count)
        self.promise.show_promise(shown.unsettled, shown.adrift)


class Side(PageColumn):
    """The three cards; files to watch fill what height is left, at least two of them, before whom the team goes."""

    def __init__(self, open_file: Open, alerts: Alerts) -> None:
        super().__init__()
        self.sessions, self.watch, self.month = SessionsCard(open_file), WatchCard(open_file, alerts), MonthCard()
        for card in (self.sessions, self.watch, self.month):
            self.add(card)
        self.column.addStretch(1)
        for card in (self.sessions, self.month):
            card.installEventFilter(self)

    def show_today(self, shown: Today, team: Sequence[Member], here: OnDuty = ()) -> None:
        self.sessions.show_today(shown, team, here)
        self.watch.show_today(shown)
        self.month.show_today(shown)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(look().px(316), super().sizeHint().height())

    def _fit(self) -> None:
        row = self.watch.row_height()
        if not row or not self.watch.files.rows:
            return
        lean, full = self.sessions.heights()
        month = max(self.month.heightForWidth(self.width()), self.month.sizeHint().height())
        rest = self.height() - month - 24 - self.watch.bare_height() + self.watch.files.column.spacing()
        team = rest - full >= LEAST_WATCHED * row
        self.sessions.show_team(team)
        self.watch.show_most(max(LEAST_WATCHED, (rest - (full if team else lean)) // row))


class Strip(Card):
    """The side column folded into one line: sessions left, risks right, the promise only when it is broken."""

    def __init__(self, open_file: Open) -> None:
        super().__init__(flush=True)
        self._open = open_file
        self._first: UUID | None = None
        line = QHBoxLayout()
        line.setContentsMargins(16, 0, 16, 0)
        line.setSpacing(12)
        self._title = Label("今天的调解", bold=True)
        self.sessions = ElidedLabel("", tone=Tone.INK_2)
        self.broken = Label("", tone=Tone.AMBER)
        self.marks = {risk: Mark("", shape, kind.text) for risk, (shape, kind) in RISK_SHAPES.items()}
        line.addWidget(self._title)
        line.addWidget(self.sessions, 1)
        line.addWidget(self.broken)
        for mark in self.marks.values():
            line.addWidget(mark)
        self.body.addLayout(line)
        self.dress()

    def show_today(self, shown: Today) -> None:
        said = [f"{session.starts:%H:%M} {line.names}" for session, line in shown.sessions]
        self._title.setVisible(bool(said))
        self.sessions.setText("·".join(said) if said else "今天没有安排调解")
        self.broken.setText(f"{shown.adrift} 件没有下一步" if shown.adrift else "")
        self.broken.setVisible(bool(shown.adrift))
        for risk, mark in self.marks.items():
            count = shown.red if risk is Risk.RED else shown.risky - shown.red
            shape, kind = RISK_SHAPES[risk]
            mark.show_as(f"{RISKS[risk]} {count}", shape, kind.text)
            mark.setVisible(count > 0)

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "marks"):
            self.setFixedHeight(look().px(40))
