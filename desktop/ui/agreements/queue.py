"""协议: what waits for the lawyer, for the seal, for the signatures; one list in the order of the work."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.commands import review
from desktop.commands.review import Waiting
from desktop.domain.agreements import Status
from desktop.domain.changes import Changed
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text, weekday_text
from desktop.ui.host import Host
from desktop.ui.kit.cards import Card, EmptyState
from desktop.ui.kit.columns import PageColumn, PageHead
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.tasks import Task, TaskGroup, TaskList
from desktop.ui.looks import Tone, look

ORDER = (Status.IN_REVIEW, Status.APPROVED, Status.ISSUED, Status.DRAFT, Status.SIGNED)
GROUPS: dict[Status, tuple[str, Shape, Tone]] = {
    Status.IN_REVIEW: ("待审", Shape.DOT, Tone.ACCENT),
    Status.APPROVED: ("待签发", Shape.DOT, Tone.ACCENT),
    Status.ISSUED: ("待签字", Shape.SQUARE, Tone.INK_2),
    Status.DRAFT: ("草稿", Shape.RING, Tone.INK_2),
    Status.SIGNED: ("最近已签", Shape.TICK, Tone.GREEN),
}
SINCE = {
    Status.IN_REVIEW: "送审",
    Status.APPROVED: "审过",
    Status.ISSUED: "签发",
    Status.DRAFT: "改过",
    Status.SIGNED: "生效",
}


class AgreementsPage(QWidget):
    """The rail page 协议. A row's button, Enter, → or a click opens the agreement."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.head = PageHead("协议")
        empty = EmptyState(
            "现在没有协议在办。谈成之后,在纠纷的“协议”里起草。",
            icon="ph.handshake",
            action="看在办的纠纷",
            act=lambda: host.open_page("files"),
        )
        self.list = TaskList(empty)
        self.list.setAccessibleName("协议")
        self.list.acted.connect(self._open)
        self.list.opened.connect(self._open)
        card = Card(flush=True)
        column = PageColumn()
        column.add(self.list, 1)
        card.add(column, 1)
        self._page = QVBoxLayout(self)
        self._page.setSpacing(12)
        self._page.addWidget(self.head)
        self._page.addWidget(card, 1)
        self._measure()
        self.refresh()

    def refresh(self) -> None:
        """Ask the queue again; the focus stays with its row."""
        self._measure()
        standing = review.standing(self._host.desk)
        counts = [(GROUPS[status][0], len(standing[status])) for status in ORDER[:4]]
        said = "·".join(f"{name} {count}" for name, count in counts if count)
        self.head.show_words("协议", said or "没有在办的协议")
        lawyer = self._host.desk.may(Act.REVIEW)
        self.list.set_first_primary(lawyer and bool(standing[Status.IN_REVIEW]))
        self.list.show_groups(
            [TaskGroup(*GROUPS[status], tuple(self._task(waiting) for waiting in standing[status])) for status in ORDER]
        )

    def heard(self, changed: Changed) -> None:
        if self.isVisible():
            self.refresh()

    def begin_focus(self) -> None:
        self.list.begin_focus()

    def _open(self, key: str) -> None:
        self._host.open_agreement(UUID(key))

    def _measure(self) -> None:
        side = look().page_margin
        self._page.setContentsMargins(side, 12, side, 12)

    def _task(self, waiting: Waiting) -> Task:
        line, status = waiting.line, waiting.agreement.status
        category = self._host.desk.handbook.category(line.category).short
        money = f"{fen_text(waiting.agreement.amount_fen)} 元" if waiting.agreement.amount_fen else ""
        return Task(
            key=str(line.id),
            what=line.names,
            which="·".join(part for part in (line.number, category, money) if part),
            when=_state(waiting),
            who=waiting.writer,
            basis=_since(waiting),
            action=self._action(status),
            urgent=waiting.reds > 0 and status is not Status.DRAFT,
        )

    def _action(self, status: Status) -> str:
        may = self._host.desk.may
        words = {
            Status.IN_REVIEW: "审核" if may(Act.REVIEW) else "查看",
            Status.APPROVED: "签发" if may(Act.ISSUE) else "查看",
            Status.ISSUED: "记签字" if may(Act.DECIDE) else "查看",
            Status.DRAFT: "接着写" if may(Act.DRAFT) else "查看",
            Status.SIGNED: "查看",
        }
        return words[status]


def _state(waiting: Waiting) -> str:
    """What a reader must expect: the findings of a draft, the copies of an issued one."""
    agreement = waiting.agreement
    if agreement.status is Status.SIGNED:
        return "已签字盖章"
    if agreement.status is Status.ISSUED:
        return f"已签发,一式 {agreement.copies} 份" if agreement.copies else "已签发"
    if agreement.status is Status.DRAFT and not waiting.terms:
        return "还没有条款"
    parts = [f"{waiting.reds} 项须改"] * bool(waiting.reds) + [f"{waiting.ambers} 项确认"] * bool(waiting.ambers)
    return "·".join(parts) or ("律师已审" if agreement.status is Status.APPROVED else "没有须改")


def _since(waiting: Waiting) -> str:
    agreement = waiting.agreement
    draft = "" if agreement.frozen else f"第 {agreement.draft_no} 稿"
    day, word = waiting.since, SINCE[agreement.status]
    if day is None:
        day, word = agreement.agreed_on, "议定"
    when = f"{weekday_text(day)} {day:%m-%d} {word}" if day else ""
    return "·".join(part for part in (draft, when) if part)
