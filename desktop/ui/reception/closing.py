"""结束并小结: the figures of the day, who is not finished, a few words, and then the paper."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.commands import drafts, reception
from desktop.commands.reception_sheet import SEEN, Summary, summary
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.team import VisitEnd
from desktop.ui.host import Host
from desktop.ui.kit.buttons import primary, quiet
from desktop.ui.kit.cards import Banner, Card, CardHead, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.fields import LongText
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.settings.section import Facts
from desktop.ui.words import VISIT_ENDS

DRAFT_MS = 350
MOST_NAMED = 3


class ClosingPanel(Card):
    """`closed(id)` when the 小结 is written, `left` when there is still something to do."""

    closed = Signal(object)
    left = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__(flush=True)
        self._host = host
        self._day: UUID | None = None
        self._gone = False  # the waiting ones are said to have left
        self._shown: Summary | None = None
        self.head = CardHead("小结", barred=True)
        self.facts = Facts(80)
        self.ask = Banner("", Kind.AMBER, action="都已离开")
        self.form = Form(
            [Ask("note", "记几句", lambda: LongText(lines=6, example="突出的问题、要跟进的事,可空着"))], labels=48
        )
        self.hint = Label("来访人姓名印出来是“沈某某”,号码不印。", tone=Tone.INK_3, wrap=True)
        self.go_on = quiet("先不小结", hint="Esc")
        self.save = primary("小结并预览", hint="Ctrl+Enter")
        self._timer = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._timer.timeout.connect(self.keep)
        self._lay()
        self.ask.acted.connect(self._all_gone)
        self.form.changed.connect(self._changed)
        self.form.done.connect(self.close_now)
        self.form.left.connect(self._leave)
        self.form.ended.connect(self.save.setFocus)
        self.save.clicked.connect(self.close_now)
        self.go_on.clicked.connect(self._leave)

    def _lay(self) -> None:
        area = PageColumn()
        area.column.setContentsMargins(16, 12, 16, 12)
        for part in (self.facts, self.ask, self.form, self.hint):
            area.add(part)
        area.column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.go_on)
        row.addStretch(1)
        row.addWidget(self.save)
        foot.addLayout(row)
        self.add(self.head)
        self.add(area, 1)
        self.add(Hairline())
        self.body.addLayout(foot)

    def show_day(self, day: UUID) -> None:
        """The figures as they are now; the words that were begun come back."""
        fresh = day != self._day
        self._day = day
        shown = self._shown = summary(self._host.desk, day)
        closed = shown.day.closed_at
        if fresh:
            self._gone = False
            draft = drafts.find(self._host.desk, self._key())
            self.form.fill({"note": shown.day.note})
            if draft is not None:
                self.form.fill_draft({name: str(text) for name, text in draft.values.items()})
        self.head.show_words("小结", f"{closed:%m-%d %H:%M} 已小结" if closed else "")
        self._show_figures(shown)
        self._show_unfinished(shown)
        self.save.set_words("更正并预览" if closed else "小结并预览")
        self.go_on.setVisible(closed is None)

    def begin(self) -> None:
        """Who is not finished is asked about first."""
        if not self.ask.isHidden() and self.ask.action is not None and not self.ask.action.isHidden():
            self.ask.action.setFocus()
        else:
            self.form.start()

    def close_now(self) -> None:
        """Write the 小结, or say what stands in its way."""
        day, shown = self._day, self._shown
        if day is None or shown is None:
            return
        note = str(self.form.field("note").value())
        desk = self._host.desk
        try:
            if shown.day.closed_at is None:
                reception.close_day(desk, day, note, left=self._gone)
            elif note != shown.day.note:
                reception.save_note(desk, day, note)
        except RuleBroken as broken:
            self.ask.show_text(broken.for_user())
            self.ask.show()
            self.begin()
            return
        except MediationError as error:
            self._host.problem(error)
            return
        self._timer.stop()
        drafts.drop(desk, self._key())
        self.closed.emit(day)

    def keep(self) -> None:
        self._timer.stop()
        if self._day is not None:
            drafts.keep(self._host.desk, self._key(), self.form.draft())

    def settle(self) -> None:
        if self._timer.isActive():
            self.keep()

    def _show_figures(self, shown: Summary) -> None:
        said = {"来访": f"{shown.came} 人"}
        said |= {VISIT_ENDS[end]: f"{shown.by_end[end]} 人" for end in (*SEEN, VisitEnd.LEFT)}
        waits = shown.waits
        said["等候"] = f"平均 {waits[0]} 分钟,最长 {waits[1]} 分钟" if waits else "没有人叫过号"
        said["在岗"] = "、".join(shown.on_duty)
        said["小结后更正"] = f"{len(shown.corrections)} 处,印在小结里" if shown.corrections else "没有"
        for name, value in said.items():
            self.facts.show_fact(name, value)

    def _show_unfinished(self, shown: Summary) -> None:
        visits = [v for v in reception.visits(self._host.desk, shown.day.id) if v.end in reception.OPEN]
        talking = [v for v in visits if v.end is VisitEnd.TALKING]
        some = "、".join(reception.ticket_words(v) for v in visits[:MOST_NAMED])
        more = "等" if len(visits) > MOST_NAMED else ""
        self.ask.setVisible(bool(visits))
        if self.ask.action is not None:
            self.ask.action.setVisible(bool(visits) and not talking and not self._gone)
        if talking:
            self.ask.show_text(f"{reception.ticket_words(talking[0])}还在接谈,请先选去向。")
        elif self._gone:
            self.ask.show_text(f"{some}{more}记为未等到离开。")
        elif visits:
            self.ask.show_text(f"还有 {len(visits)} 人没有接谈:{some}{more}。请问一声,还在就先接谈。")

    def _all_gone(self) -> None:
        self._gone = True
        if self._shown is not None:
            self._show_unfinished(self._shown)
        self.form.start()

    def _changed(self, _name: str) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _leave(self) -> None:
        self.settle()
        self.left.emit()

    def _key(self) -> str:
        return f"reception_note:{self._day}"
