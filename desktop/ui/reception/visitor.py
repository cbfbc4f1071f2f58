"""One visitor: what is known, what was said, and the four ways a visit ends. Nothing typed here is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts, reception
from desktop.commands.reception import Known
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.team import Reception, Visit, VisitEnd
from desktop.ui.attempt import attempt
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, Rank, link
from desktop.ui.kit.cards import Banner, Card, Hairline
from desktop.ui.kit.choices import Choice, Option
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.fields import LongText, TextField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import ElidedLabel, Label, Mark
from desktop.ui.kit.masks import PhoneField
from desktop.ui.looks import Tone
from desktop.ui.reception.queue import LIVE, MARKS, waited
from desktop.ui.words import STAGES, VISIT_ENDS

DRAFT_MS = 350
WAYS = (
    (1, "咨询解答", VisitEnd.CONSULTED),
    (2, "登记为纠纷", VisitEnd.REGISTERED),
    (3, "记入原卷", VisitEnd.KNOWN),
    (4, "已离开", VisitEnd.LEFT),
)
PLACES = {"answer": "said", "facts": "said", "mediator": "by", "dispute": "file"}  # field of the rule -> of the form
TIDY = ("name", "phone", "matter")  # what is corrected in the visit itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the panel shows of one visitor. `files` are offered as 原卷 after the `known` ones."""

    visit: Visit
    day: Reception
    known: Sequence[Known]
    before: int  # earlier visits on reception days
    names: Mapping[UUID, str]
    files: Sequence[Option]
    team: Sequence[UUID] = ()  # who else may talk to visitors, after those on duty
    number: str = ""


class VisitorForm(Form):
    """The questions, in the order in which a talk goes."""

    def __init__(self, categories: Sequence[Option]) -> None:
        super().__init__(
            [
                Ask("said", "谈话", lambda: LongText(lines=4, example="谈了什么,怎样答复的")),
                Ask("category", "类别", lambda: Choice(categories, width=184)),
                Ask("by", "接谈人", lambda: Choice([], width=136, blank=None)),
                Ask("other", "对方", lambda: TextField(width=None, most=100, example="登记时填,可空着")),
                Ask("file", "原卷", lambda: Choice([], stretch=True, blank="记入原卷时选")),
                Ask("matter", "事由", lambda: TextField(width=None, most=200)),
                Ask("name", "来访人", lambda: TextField(width=None, most=100, name=True)),
                Ask("phone", "电话", lambda: PhoneField(width=152)),
            ],
            labels=48,
        )


class VisitorPanel(Card):
    """`finished(id)`: the visit ended, or went back into the queue; `left`: Esc."""

    finished = Signal(object)
    left = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__(flush=True)
        self._host = host
        self._seen: Seen | None = None
        self._touched: set[str] = set()
        self._timer = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._timer.timeout.connect(self.keep)
        self.ticket = Label("", 16, bold=True, tone=Tone.ACCENT)
        self.who = ElidedLabel("", 14, bold=True)
        self.state = Mark("", *MARKS[VisitEnd.WAITING])
        self.when = ElidedLabel("", tone=Tone.INK_2)
        self.before = Banner("", action="去那件")
        self.form = VisitorForm([Option(c.code, c.label) for c in host.desk.handbook.categories])
        self.call = Button("叫号", Rank.PRIMARY, hint="Enter")
        self.ways = {n: Button(words, Rank.PLAIN, hint=f"Alt+{n}") for n, words, _ in WAYS}
        self.open = link("打开案卷", icon="ph.folder-open")
        self.back = link("回到等候", icon="ph.arrow-left")
        self._lay()
        self._wire()

    def _lay(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(0)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(12)
            head.addLayout(row)
        first.addWidget(self.ticket)
        first.addWidget(self.who, 1)
        first.addWidget(self.state)
        second.addWidget(self.when, 1)
        self.area = PageColumn()
        self.area.column.setContentsMargins(16, 8, 16, 8)
        self.area.add(self.before)
        self.area.add(self.form)
        self.area.column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(8)
        links = QHBoxLayout()
        links.setSpacing(16)
        links.addWidget(self.open)
        links.addWidget(self.back)
        links.addStretch(1)
        self._ways = QGridLayout()
        self._ways.setSpacing(8)
        for n, button in self.ways.items():
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
            self._ways.addWidget(button, (n - 1) // 2, (n - 1) % 2)
        self.call.setSizePolicy(self.call.sizePolicy().Policy.Expanding, self.call.sizePolicy().Policy.Fixed)
        foot.addLayout(links)
        foot.addWidget(self.call)
        foot.addLayout(self._ways)
        self.body.addLayout(head)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.area, 1)
        self.body.addWidget(Hairline())
        self.body.addLayout(foot)

    def _wire(self) -> None:
        self.form.changed.connect(self._changed)
        self.form.done.connect(lambda: self.finish(1))
        self.form.left.connect(self._leave)
        self.form.ended.connect(lambda: self.ways[1].setFocus())
        self.form.field("phone").reveal_asked.connect(self._reveal)
        self.before.acted.connect(self._go_before)
        self.call.clicked.connect(self.call_now)
        self.open.clicked.connect(self._open_file)
        self.back.clicked.connect(self._wait_again)
        for n, button in self.ways.items():
            button.clicked.connect(lambda _on=False, n=n: self.finish(n))
            keys = QShortcut(QKeySequence(f"Alt+{n}"), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(lambda n=n: self.finish(n))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    # -- what it shows

    @property
    def visit(self) -> Visit | None:
        return self._seen.visit if self._seen else None

    def show_seen(self, seen: Seen) -> None:
        """This visitor; what was being typed about the one before is kept, what is typed about this one stays."""
        same = self._seen is not None and self._seen.visit.id == seen.visit.id
        if not same:
            self.settle()
            self._touched.clear()
        self._seen = seen
        self._offer(seen)
        self._show_head(seen)
        fresh = self._values(seen)
        self.form.fill({name: value for name, value in fresh.items() if name not in self._touched})
        if not same:
            self.form.clear_problems()
            draft = drafts.find(self._host.desk, self._key())
            if draft is not None and seen.visit.end in LIVE:
                self.form.fill_draft({name: str(text) for name, text in draft.values.items()})
                self._touched = set(draft.values) & set(self.form.names())
        self._show_acts(seen)

    def tick(self) -> None:
        """The clock went on."""
        if self._seen is not None:
            self._show_head(self._seen)

    def begin_talk(self) -> None:
        """The cursor where the talk is written down."""
        self.form.chain.go(self.form.field("said"))

    # -- what it does

    def call_now(self) -> None:
        """叫号, and the cursor goes where the talk is written."""
        visit = self.visit
        if visit is None:
            return
        if visit.end is VisitEnd.WAITING:
            by = self._by()
            if self._host.do(lambda: reception.call(self._host.desk, visit.id, by)) is None:
                return
        self.begin_talk()

    def finish(self, way: int) -> None:
        """End the visit that way (1–4); what lacks is said at its field, with the cursor there."""
        visit = self.visit
        if visit is None or not self.ways[way].isEnabled() or not self._host.desk.may(Act.REGISTER):
            return
        file: UUID | None = self.form.field("file").value() or (self._only_known() if way == 3 else None)
        if way == 3 and file is None:
            self.form.show_problem("file", "请选原来的纠纷,可打案号、姓名查找。")
            return
        words = WAYS[way - 1][1]
        act = partial(self._end, visit, way, file)
        if attempt(self._host, self.form, act, said=f"{visit.ticket:03d} {visit.name}:{words}", places=PLACES):
            self._forget()
            self.finished.emit(visit.id)

    def _end(self, visit: Visit, way: int, file: UUID | None) -> None:
        """Raises MediationError."""
        desk, said, kind, by = self._host.desk, self._said("said"), self._said("category"), self._by()
        self.save_names()
        match way:
            case 1:
                reception.consult(desk, visit.id, said, category=kind, by=by)
            case 2:
                reception.register(desk, visit.id, said=said, category=kind, other=self._said("other"), by=by)
            case 3 if file is not None:
                reception.join(desk, visit.id, file, said, by=by)
            case _:
                reception.leave(desk, visit.id)

    def save_names(self) -> None:
        """Name, phone, matter as corrected here go into the visit. Raises MediationError."""
        visit = self.visit
        if visit is None or not self._touched & set(TIDY):
            return
        wanted = {name: self._said(name) for name in TIDY if name in self._touched}
        if "name" in wanted and not wanted["name"].strip():
            raise RuleBroken("name", "请填写来访人的称呼。")
        if any(getattr(visit, name) != said for name, said in wanted.items()):
            reception.amend(self._host.desk, visit.id, **wanted)
        self._touched -= set(TIDY)

    def keep(self) -> None:
        """What is typed and not yet saved, put aside."""
        self._timer.stop()
        if self._seen is not None and self._touched:
            draft = {name: text for name, text in self.form.draft().items() if name in self._touched}
            drafts.keep(self._host.desk, self._key(), draft)

    def settle(self) -> None:
        """Another visitor, page or window: corrections are saved, the rest is kept."""
        if self._seen is None or not self._touched:
            return
        try:
            self.save_names()
        except MediationError as error:
            self._host.problem(error)
        self.keep()

    # -- inside

    def _values(self, seen: Seen) -> dict[str, object]:
        visit = seen.visit
        me = self._host.desk.account.member_id
        duty = [*seen.day.on_duty]
        return {
            "said": visit.answer,
            "category": visit.category or None,
            "by": visit.seen_by or (me if me in duty else duty[0] if duty else None),
            "other": "",
            "file": visit.about_id,
            "matter": visit.matter,
            "name": visit.name,
            "phone": visit.phone,
        }

    def _offer(self, seen: Seen) -> None:
        known = [Option(k.line.id, f"{k.line.number} {k.line.names}") for k in seen.known]
        taken = {option.value for option in known}
        files = [*known, *(option for option in seen.files if option.value not in taken)]
        about = seen.visit.about_id
        if about is not None and about not in {option.value for option in files}:
            files.append(Option(about, seen.number))
        first = [*seen.day.on_duty, *([seen.visit.seen_by] if seen.visit.seen_by else [])]
        people = [Option(id, seen.names[id]) for id in dict.fromkeys([*first, *seen.team]) if id in seen.names]
        for name, among in (("file", files), ("by", people)):
            if self.form.field(name).among != among:
                self.form.field(name).offer(among)

    def _show_head(self, seen: Seen) -> None:
        visit, now = seen.visit, self._host.desk.now()
        self.ticket.setText(f"{visit.ticket:03d}")
        self.who.setText(visit.name)
        self.state.show_as(VISIT_ENDS[visit.end], *MARKS[visit.end])
        mins = waited(visit, now)
        wait = "" if mins is None else f",等了 {mins} 分"
        before = f"·来过 {seen.before} 次" if seen.before else ""
        about = f"·{seen.number}" if seen.number else ""
        self.when.setText(f"{visit.arrived_at:%H:%M} 到{wait}{before}{about}")
        first = next((k for k in seen.known if k.line.id != visit.about_id), None)
        self.before.setVisible(first is not None and visit.end in LIVE)
        if first is not None:
            line = first.line
            kind = self._host.desk.handbook.category(line.category).short
            more = f",另有 {len(seen.known) - 1} 件" if len(seen.known) > 1 else ""
            self.before.show_text(f"{first.how}:{line.number} {line.names},{kind},{STAGES[line.stage]}{more}")

    def _show_acts(self, seen: Seen) -> None:
        visit = seen.visit
        may = self._host.desk.may(Act.REGISTER)
        waiting, live = visit.end is VisitEnd.WAITING, visit.end in LIVE
        settled = visit.end is VisitEnd.REGISTERED
        self.call.setVisible(waiting and may)
        for n, button in self.ways.items():
            button.setVisible(may and not settled)
            button.set_rank(Rank.PRIMARY if n == 1 and visit.end is VisitEnd.TALKING else Rank.PLAIN)
        self.open.setVisible(visit.about_id is not None)
        self.back.setVisible(may and not waiting and not settled)
        for name in ("other", "file", "by", "said", "category"):
            self.form.field(name).setEnabled(may and not settled)
        for name in TIDY:
            self.form.field(name).setEnabled(may)
        for name in ("other", "file"):
            row = self.form.field(name).parentWidget()
            if row is not None:
                row.setVisible(live or (name == "file" and visit.end is VisitEnd.KNOWN))
            self.form.field(name).setVisible(live or (name == "file" and visit.end is VisitEnd.KNOWN))

    def _said(self, name: str) -> str:
        return str(self.form.field(name).value() or "")

    def _by(self) -> UUID | None:
        found: UUID | None = self.form.field("by").value()
        return found

    def _only_known(self) -> UUID | None:
        """The file to take without asking: only when one alone is known by the same phone."""
        assert self._seen is not None
        sure = [k.line.id for k in self._seen.known if "同号" in k.how]
        return sure[0] if len(sure) == 1 else None

    def _key(self) -> str:
        assert self._seen is not None
        return f"visit:{self._seen.visit.id}"

    def _forget(self) -> None:
        self._timer.stop()
        self._touched.clear()
        drafts.drop(self._host.desk, self._key())

    def _changed(self, name: str) -> None:
        self._touched.add(name)
        if not self._timer.isActive():
            self._timer.start()

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if self._touched and old is not None and self.isAncestorOf(old):
            self.keep()
        if now is not None and self.area.isAncestorOf(now):
            self.area.ensureWidgetVisible(now, 0, 24)

    def _leave(self) -> None:
        self.settle()
        self.left.emit()

    def _reveal(self) -> None:
        visit = self.visit
        if visit is not None and self._host.do(lambda: reception.reveal(self._host.desk, visit)) is not None:
            self.form.field("phone").reveal()

    def _go_before(self) -> None:
        if self._seen is not None and self._seen.known:
            self.settle()
            self._host.open_file(self._seen.known[0].line.id)

    def _open_file(self) -> None:
        if self.visit is not None and self.visit.about_id is not None:
            self._host.open_file(self.visit.about_id)

    def _wait_again(self) -> None:
        visit = self.visit
        if visit is None:
            return
        said = f"{visit.ticket:03d} 回到等候"
        back = self._host.do(lambda: reception.wait_again(self._host.desk, visit.id), said=said, undo=True)
        if back is not None:
            self.finished.emit(visit.id)
