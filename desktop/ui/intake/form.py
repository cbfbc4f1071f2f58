"""The questions of the intake: four that are needed, then the rest; and what they come to."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from uuid import UUID

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.commands import lists
from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival
from desktop.ui.intake.fields import Cautions, Guesses
from desktop.ui.kit.buttons import Button, Rank
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.choices import Choice, Option, Pick, options
from desktop.ui.kit.dates import MomentField
from desktop.ui.kit.fields import CodeField, LongText, TextField
from desktop.ui.kit.forms import Ask, Beside, Form, Line, Rule
from desktop.ui.kit.labels import Label
from desktop.ui.kit.masks import PhoneField

LABELS = 74  # px at 100 %: 发生了什么 in bold, at any size of letters
OWN = frozenset({"application", "walk_in", "phone", "initiative", "grid_patrol"})  # nobody sent it, no number
SENTENCES = {
    "name": "请填写来人的姓名。",
    "facts": "请记一句发生了什么。",
    "category": "请选一个类别,拿不准就选“其他纠纷”。",
}
TYPED = ("name", "phone", "facts", "other", "cautions", "department", "department_ref")


class IntakeForm(Form):
    """`since` is when the person came: the moment the panel was opened, unless another is written."""

    def __init__(self, desk: Desk, since: datetime) -> None:
        self._desk, self.since = desk, since
        self.before = Banner("", action="去那件")
        wide = self.before.sizePolicy()
        wide.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.before.setSizePolicy(wide)
        self.guesses = Guesses()
        handbook = desk.handbook
        mediators = [Option(m.id, m.name) for m in lists.mediators(desk)]
        categories = [Option(c.code, c.label) for c in handbook.categories]
        sources = [Option(s.code, s.label) for s in handbook.sources]
        super().__init__(
            [
                Line(
                    Ask("name", "姓名", lambda: TextField(name=True, most=100), needed=True),
                    Ask("sex", "", lambda: Pick(options([("男", "先生"), ("女", "女士")]), blank=True)),
                ),
                Ask("phone", "电话", PhoneField, needed=True),
                Beside(lambda: self.before),
                Ask("facts", "发生了什么", lambda: LongText(lines=4), needed=True, hint="照来人的话记,不必整理"),
                Ask("category", "类别", lambda: Choice(categories, width=200), needed=True, hint="可打首字母 ll"),
                Beside(lambda: self.guesses),
                Rule(),
                Ask("other", "对方", lambda: TextField(width=None, example="名字、店名或门牌,不清楚可空着")),
                Ask("cautions", "当心", lambda: Cautions(options(handbook.cautions))),
                Line(
                    Ask("source", "来源", lambda: Choice(sources, width=136, blank=None)),
                    Ask("mediator", "接待", lambda: Choice(mediators, width=112, blank="")),
                ),
                Ask("received_at", "来访时间", lambda: MomentField(desk.today)),
                Line(
                    Ask("department_ref", "编号", lambda: CodeField(width=160, most=60)),
                    Ask("department", "移送单位", lambda: TextField(width=None, most=60)),
                ),
            ],
            labels=LABELS,
        )
        self.field("sex").set_name("称呼")
        self.came = Button("", Rank.QUIET)
        self.came.setToolTip("改来访时间")
        self.came.clicked.connect(self.ask_when)
        shared = self._row("source").layout()
        assert shared is not None
        shared.addWidget(Label(""))
        shared.addWidget(self.came)
        me = desk.account.member_id
        own = me if me in {o.value for o in mediators} else None
        self.fill({"source": "walk_in", "mediator": own})
        self._show_row("received_at", False)
        self.show_before("")
        self.show_guesses()
        self.show_parts()

    # What stands there

    @property
    def typed(self) -> bool:
        """Whether there is anything worth keeping."""
        return any(not self.field(name).empty for name in TYPED)

    @property
    def received_at(self) -> datetime:
        written = cast(datetime | None, self.field("received_at").value())
        return written or self.since

    @property
    def owner_name(self) -> str:
        """Who will have to decide: the mediator named here, else who registers; "" if nobody would."""
        chosen = self.field("mediator").text() if self.field("mediator").value() else ""
        if chosen:
            return str(chosen)
        me = self._desk.account.member_id
        return next((m.name for m in self._desk.members() if m.id == me), "")

    def arrival(self) -> Arrival:
        """What `disputes.register` takes. Only after `check()`."""
        said = self.values()
        order = [code for code, _ in self._desk.handbook.cautions]
        sent = said["source"] not in OWN
        return Arrival(
            name=said["name"],
            phone=said["phone"],
            facts=said["facts"],
            category=said["category"],
            sex=said["sex"] or "",
            other=said["other"],
            cautions=tuple(sorted(said["cautions"], key=order.index)),
            source=said["source"],
            department=said["department"] if sent else "",
            department_ref=said["department_ref"] if sent else "",
            mediator=cast(UUID | None, said["mediator"]),
            received_at=self.received_at,
        )

    def problems(self) -> list[tuple[str, str]]:
        """A missing phone is no reason to send anybody away; a file that nobody answers for is one to stop."""
        found = []
        for name, sentence in super().problems():
            empty = self.field(name).empty
            if not (name == "phone" and empty):
                found.append((name, SENTENCES.get(name, sentence) if empty else sentence))
        if not self.owner_name:
            nobody = "还没有调解员,请先到“人员”页添加。"
            sentence = "请选接待的调解员,每件都要有人负责。" if self.field("mediator").among else nobody
            found.append(("mediator", sentence))
        written = self.field("received_at").value()
        if written and written > self._desk.now():
            found.append(("received_at", "来访时间晚于现在,请核对。"))
        order = self.names()
        return sorted(found, key=lambda problem: order.index(problem[0]))

    # What follows from what stands there

    def show_before(self, sentence: str) -> None:
        """The amber line of who came before; none hides it."""
        self.before.show_text(sentence)
        row = self.before.parentWidget()
        if row is not None:
            row.setVisible(bool(sentence))

    def show_guesses(self, *, follow: bool = False) -> None:
        """What the story sounds like; with `follow` the field takes the likeliest, for nobody has chosen yet."""
        found = self._desk.handbook.guess(self.field("facts").value())
        category = self.field("category")
        if follow:
            self.fill({"category": found[0].code if found else None})
        hint = "" if category.value() else "可打首字母 ll"
        category.set_hint("按所记猜的,可改" if follow and found else hint)
        self.guesses.show_guesses(found, category.value())
        row = self.guesses.parentWidget()
        if row is not None:
            row.setVisible(bool(found))

    def show_parts(self) -> None:
        """The sender and its number only where somebody sent it; the time in words."""
        self._show_row("department_ref", self.field("source").value() not in OWN)
        self.came.set_words(near(self.received_at, self._desk.today()))
        self.came.setAccessibleName(f"来访时间 {self.came.words},改")

    def ask_when(self) -> None:
        """Open the field for another time."""
        if self.field("received_at").empty:
            self.field("received_at").set_value(self.received_at)
        self._show_row("received_at", True)
        self.chain.go(self.field("received_at"))

    def fill_draft(self, draft: dict[str, str]) -> None:  # type: ignore[override]
        super().fill_draft(draft)
        self.field("phone").reveal()
        self._show_row("received_at", not self.field("received_at").empty)

    def _row(self, name: str) -> QWidget:
        row = self.field(name).parentWidget()
        assert isinstance(row, QWidget)
        return row

    def _show_row(self, name: str, on: bool) -> None:
        """The row and each of its fields: Enter must not stop at what cannot be seen."""
        row = self._row(name)
        for field in (self.field(each) for each in self.names()):
            if field.parentWidget() is row:
                field.setVisible(on)
        row.setVisible(on)


def near(moment: datetime, today: date) -> str:
    """今天 14:05, 昨天 17:20, 11-20 09:00."""
    days = (today - moment.date()).days
    day = {0: "今天", 1: "昨天"}.get(days, f"{moment:%m-%d}")
    return f"{day} {moment:%H:%M}"
