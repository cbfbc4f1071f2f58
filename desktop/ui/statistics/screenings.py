"""排查记录 of a period: the rounds at the left, one of them (or a new one) to be written at the right."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts
from desktop.commands.duty import roster
from desktop.commands.statistics import export, screening
from desktop.commands.statistics.screening import Round
from desktop.domain.changes import Changed
from desktop.domain.counting import Period
from desktop.domain.permissions import Act
from desktop.domain.typed import weekday_text
from desktop.domain.typed.text import Unclear
from desktop.ui.attempt import attempt
from desktop.ui.file.keeping import Drafts
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, primary, quiet
from desktop.ui.kit.cards import EmptyState
from desktop.ui.kit.choices import Checks, Option
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, ParsedField, TextField
from desktop.ui.kit.forms import Ask, Form, Line
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone
from desktop.ui.people.rows import Group, Row, Rows
from desktop.ui.statistics.exporting import preview
from desktop.ui.statistics.split import SplitCard

LABELS = 64
NAME = "排查记录"
NONE = "还没有排查记录。排查一次就记一次,统计表“排查预防”各栏由这里来。"


def count_of(text: str) -> int:
    """件, as typed; Unclear for anything that is no number."""
    if not text.strip().isdecimal() or len(text.strip()) > 4:
        raise Unclear("请填件数,如 3。")
    return int(text)


def _count() -> ParsedField[int]:
    return ParsedField(count_of, str, Label("件", tone=Tone.INK_2), width=64)


class ScreeningsPane(QWidget):
    """`show_period` first; then it keeps itself. Ctrl+Enter saves, Esc goes back to the list."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._may = host.desk.may(Act.REPORT)
        self._period: Period | None = None
        self._rounds: dict[UUID, Round] = {}
        self._shown: UUID | None = None
        self.rows = Rows(NAME)
        self.empty = EmptyState(NONE, icon="ph.magnifying-glass")
        self.card = SplitCard(NAME, self.rows, self.empty)
        self.new = plain("再记一次", icon="ph.plus")
        self.print = quiet("预览打印", icon="ph.printer")
        self.card.head.add_right(self.new)
        self.card.head.add_right(self.print)
        self.title = Label("", 11, bold=True)
        self.form = Form(
            [
                Line(Ask("on", "日期", lambda: DateField(host.desk.today), needed=True)),
                Ask("place", "地点", lambda: TextField(width=None, most=100, example="如:3 号楼、沿街商铺")),
                Line(
                    Ask("found", "排查出", _count),
                    Ask("prevented", "预防", _count),
                ),
                Ask("members", "参加人", lambda: Checks(self._team())),
                Ask("note", "说明", lambda: LongText(lines=3, most=500, example="看了什么,发现什么苗头")),
            ],
            labels=LABELS,
        )
        self.frozen = Label("", tone=Tone.AMBER, wrap=True)
        self.save, self.remove = primary("保存", hint="Ctrl+Enter"), quiet("删除这次记录", icon="ph.trash")
        self._drafts = Drafts(host, self.form)
        self._lay()
        self._wire()

    def show_period(self, period: Period) -> None:
        """The rounds of a period; what is being typed stays a draft."""
        if period != self._period:
            self.settle()
            self._period = period
            self.refresh()
            self.begin_new()

    def refresh(self) -> None:
        if self._period is None:
            return
        found = screening.of_period(self._host.desk, self._period)
        self._rounds = {r.screening.id: r for r in found}
        self.rows.show_groups([Group("", tuple(_row(r) for r in reversed(found)))])
        self.card.show_list(bool(found))
        self.print.setVisible(bool(found) and self._may)
        sums = (sum(r.screening.found for r in found), sum(r.screening.prevented for r in found))
        words = f"{self._period.label}排查 {len(found)} 次,排查出 {sums[0]} 件,预防 {sums[1]} 件"
        self.card.head.show_words(NAME, words if found else self._period.label)
        if self._shown is not None and self._shown not in self._rounds:
            self.begin_new()
        self._warn()

    def heard(self, changed: Changed) -> None:
        if changed.touches("members"):
            self.form.field("members").offer(self._team())
        if changed.touches("screenings") or changed.touches("frozen_months"):
            self.refresh()

    def begin_focus(self) -> None:
        if self._may:
            self.form.chain.go(self.form.field("place" if self.form.values()["on"] else "on"))
        elif self._rounds:
            self.rows.setFocus()

    def settle(self) -> None:
        self._drafts.keep()

    def begin_new(self) -> None:
        """An empty form, or the draft of a new round."""
        self._shown = None
        self.rows.choose(None)
        today = self._host.desk.today()
        on = today if self._period is None or self._period.holds(today) else None
        self._fill(
            "screening:new", {"on": on, "place": "", "found": None, "prevented": None, "members": (), "note": ""}
        )
        self.title.setText("记一次排查")
        self.remove.hide()

    def choose(self, id: UUID) -> None:
        """One that was written before, to be changed."""
        if id == self._shown or id not in self._rounds:
            return
        self.settle()
        self._shown = id
        s = self._rounds[id].screening
        said = {name: getattr(s, name) for name in ("on", "place", "found", "prevented", "members", "note")}
        self._fill(f"screening:{id.hex}", said)
        self.title.setText(f"{s.on.month} 月 {s.on.day} 日的排查")
        self.remove.setVisible(self._may)

    def run(self) -> None:
        """Save; the cursor goes where the room refuses."""
        if not self._may or not self.form.check():
            return
        said: dict[str, Any] = self.form.values()
        before = self._rounds[self._shown].screening.members if self._shown else ()
        here = [option.value for option in self._team()]
        members = [id for id in here if id in said["members"]] + [id for id in before if id not in here]
        save = partial(
            screening.save,
            self._host.desk,
            said["on"],
            place=said["place"],
            members=members,
            found=said["found"] or 0,
            prevented=said["prevented"] or 0,
            note=said["note"],
            id=self._shown,
        )
        if not attempt(self._host, self.form, save, said="已记排查", at="on"):
            self._drafts.keep()
            return
        self._drafts.drop()
        self.begin_new()
        self.refresh()
        self.begin_focus()

    def remove_now(self) -> None:
        id = self._shown
        if id is None or not self._may:
            return
        drafts.drop(self._host.desk, f"screening:{id.hex}")
        self._host.do(lambda: screening.remove(self._host.desk, id), said="已删除这次排查记录", undo=True)
        self.refresh()

    def _team(self) -> list[Option]:
        return [Option(m.id, m.name) for m in roster(self._host.desk)]

    def _fill(self, key: str, values: dict[str, Any]) -> None:
        self.form.clear_problems()
        self.form.fill(values)
        if self._may:
            self._drafts.begin(key)
        self._warn()

    def _warn(self, _name: str = "") -> None:
        """Say it when the month was handed in already."""
        on = self.form.values()["on"]
        late = on is not None and screening.is_frozen(self._host.desk, on)
        self.frozen.setText(f"{on.year}年{on.month}月已封存:这次列入“更正”,报表数字不变。" if late else "")
        self.frozen.setVisible(late)

    def _lay(self) -> None:
        feet = QHBoxLayout()
        feet.setSpacing(8)
        feet.addWidget(self.remove)
        feet.addStretch(1)
        feet.addWidget(self.save)
        for part in (self.title, self.form, self.frozen):
            self.card.right.addWidget(part)
        self.card.right.addLayout(feet)
        self.card.right.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)

    def _wire(self) -> None:
        self.rows.chosen.connect(self.choose)
        self.rows.entered.connect(lambda _id: self.begin_focus())
        self.new.clicked.connect(self._begin_again)
        self.print.clicked.connect(self._print)
        self.form.changed.connect(self._warn)
        self.form.done.connect(self.run)
        self.form.left.connect(self._leave)
        self.save.clicked.connect(self.run)
        self.remove.clicked.connect(self.remove_now)
        self.form.setEnabled(self._may)
        for button in (self.new, self.save):
            button.setVisible(self._may)

    def _begin_again(self) -> None:
        self.settle()
        self.begin_new()
        self.begin_focus()

    def _print(self) -> None:
        """As an export gives it out: names in what was typed are covered."""
        if self._period is None:
            return
        self.settle()
        desk = self._host.desk
        make = preview(desk, "screenings", f"-{NAME}.pdf", self._period, None)
        self._host.show_sheet("矛盾纠纷排查登记表", make, name=f"{export.stem(desk, self._period)}-{NAME}")

    def _leave(self) -> None:
        self.settle()
        if self._rounds:
            self.rows.setFocus()


def _row(round: Round) -> Row:
    s = round.screening
    figures = f"排查出 {s.found} 件,预防 {s.prevented} 件"
    under = "·".join(part for part in ("、".join(round.names), s.note.replace("\n", " ")) if part)
    return Row(s.id, f"{s.on.month}月{s.on.day}日 {weekday_text(s.on)}", s.place, under or "未填参加人", figures)
