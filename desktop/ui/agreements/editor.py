"""The agreement of one file: clauses at the left, the very page at the right, what must be mended below."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import agreements, drafts
from desktop.commands.summaries import who_against_whom
from desktop.domain.agreements import Agreement, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.changes import Changed
from desktop.domain.checks import Finding, Level
from desktop.domain.errors import MediationError
from desktop.domain.numbering import short_number
from desktop.domain.permissions import Act
from desktop.ui.agreements.acts import Acts
from desktop.ui.agreements.clauses import clauses
from desktop.ui.agreements.duties import Bench
from desktop.ui.agreements.findings import FindingsCard, Hand
from desktop.ui.agreements.judging import faults_of, place_of, standing_words, verdict, words_at_fault
from desktop.ui.agreements.keeping import Keeper
from desktop.ui.agreements.live import LivePage, Sight
from desktop.ui.agreements.shaping import Shaping
from desktop.ui.agreements.sheetcard import ClausesCard
from desktop.ui.agreements.working import Working
from desktop.ui.host import Host
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.columns import PageHead
from desktop.ui.kit.labels import Chip
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import look
from desktop.ui.papers.viewer import Viewer
from desktop.ui.words import STATUSES


class AgreementPage(QWidget):
    """Opened by the window with `open`. Every edit is kept at once and put into the file when typing pauses."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host, self._desk = host, host.desk
        self._id: UUID | None = None
        self._file: CaseFile | None = None
        self._working: Working | None = None
        self._saved: Working | None = None
        self._found: tuple[Finding, ...] = ()
        self._known: set[tuple[str, UUID | None, str]] = set()
        self._fresh: set[UUID] = set()
        self._editing: UUID | None = None
        self._committing = False
        self._build()
        self.keeper = Keeper(self._keep, self._commit, self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _build(self) -> None:
        self.head = PageHead("协议", two_lines=True, back=True)
        self.head.back_asked.connect(self._back)
        self.state = Chip("")
        self.head.add_beside(self.state)
        self.acts = Acts(self._host, self)
        self.head.add_action(self.acts)
        self.note = Banner("", Kind.BLUE)
        self.note.hide()
        self.clauses = ClausesCard(self._desk.today)
        self.findings = FindingsCard()
        self.view = Viewer(self._host.submit)
        self.live = LivePage(self._host, self.view)
        self._left = QVBoxLayout()
        self._left.setSpacing(12)
        self._left.addWidget(self.note)
        self._left.addWidget(self.clauses, 1)
        self._left.addWidget(self.findings)
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        self._row.addLayout(self._left, 54)
        self._row.addWidget(self.view, 46)
        self._page = QVBoxLayout(self)
        self._page.setSpacing(12)
        self._page.addWidget(self.head)
        self._page.addLayout(self._row, 1)
        card = self.clauses
        card.edited.connect(self._on_edited)
        card.saved.connect(self.settle)
        self.shaping = Shaping(self)
        self.findings.chosen.connect(self.go_to)
        self.findings.known.connect(self._know)
        self.view.mend_asked.connect(self.begin_focus)
        self._measure()

    # -- what the window asks

    def open(self, id: UUID) -> bool:
        """Show the agreement of a dispute, begun when there is none; False after saying why it cannot be."""
        self.settle()
        with self._desk.read() as reader:
            file = reader.file(id)
        if file.agreement is None:
            try:
                agreements.begin(self._desk, id)
            except MediationError as refused:
                self._host.problem(refused)
                return False
            with self._desk.read() as reader:
                file = reader.file(id)
        self._id, self._working, self._saved = id, None, None
        self._known, self._fresh, self._editing = set(), set(), None
        self.acts.close_panel()
        committee = self._desk.committee()
        self.live.begin(committee, {m.id: m for m in self._desk.members()})
        self.clauses.show_library(clauses(file.dispute.category, committee))
        self._take_in(file)
        self._restore()
        self._show()
        if self.isVisible():  # another agreement than before: the cursor of that one is gone
            self.begin_focus()
        return True

    def refresh(self) -> None:
        """Read again; what is being typed stays."""
        self._measure()
        if self._id is not None:
            self._reload()

    def heard(self, changed: Changed) -> None:
        if not self._committing and self._id in changed.disputes and self.isVisible():
            self._reload()

    def settle(self) -> None:
        """Before leaving, locking or acting: what was typed goes into the file, or stays a draft."""
        if self._working is not None and self.editable:
            self._take()
            self._commit()

    def begin_focus(self) -> None:
        """The first thing that must be mended, else the first clause, else the act that is due."""
        red = next((f for f in self._found if f.level is Level.RED), None)
        if not self.editable:
            self.acts.begin_focus()
        elif red is not None:
            self.go_to(red)
        elif self.clauses.cards:
            self.clauses.cards[0].text.setFocus()
        else:
            self.clauses.more.setFocus()

    def print_asked(self) -> None:
        """Ctrl+P, 试印, 打印: the paper page with this agreement."""
        if self._id is not None:
            self.settle()
            self._host.show_paper(self._id, "agreement")

    # -- what the acts ask

    @property
    def agreement(self) -> Agreement | None:
        return self._working.agreement if self._working else None

    @property
    def dispute(self) -> UUID | None:
        return self._id

    @property
    def editable(self) -> bool:
        a = self.agreement
        return a is not None and a.status is Status.DRAFT and self._desk.may(Act.DRAFT)

    def reds(self) -> list[Finding]:
        return [f for f in self._found if f.level is Level.RED]

    def ambers(self) -> list[Finding]:
        return [f for f in self._found if f.level is Level.AMBER]

    def show_panel(self, panel: QWidget) -> None:
        """A question above the clauses; at large type it takes the place of the findings."""
        self._left.insertWidget(0, panel)
        panel.show()
        self.arrange()

    def arrange(self) -> None:
        a = self.agreement
        hidden = a is None or a.frozen or (look().folded and self.acts.panel is not None)
        self.findings.setVisible(not hidden)

    def go_to(self, finding: Finding) -> None:
        """Put the cursor where the finding points."""
        if self.acts.reviewing():
            if finding.level is Level.AMBER and not self.reds():
                self.acts.ask_approval()
            else:
                self.acts.ask_reason(f"{finding.sentence}。")
            return
        if finding.field in {"parties", "intake", "mass"} and self._id is not None:
            self._host.open_file(self._id, finding.field)
            return
        if finding.field == "facts":
            self.clauses.facts.begin()
        elif finding.field == "terms":
            self.clauses.more.setFocus()
        elif self._working and (place := place_of(finding, self._working, self.clauses.cards)) is not None:
            card, target = place
            self.clauses.reveal(card)
            card.go(target)

    # -- reading

    def _take_in(self, file: CaseFile) -> None:
        """What the file holds; unsaved typing is kept over it."""
        assert file.agreement is not None
        fresh = Working.of(file, file.agreement)
        mine = self._working
        dirty = mine is not None and mine != self._saved and file.agreement.status is Status.DRAFT
        self._file, self._saved = file, fresh
        if not dirty or mine is None or mine.agreement.id != file.agreement.id:
            self._working = fresh
            return
        self._working = mine.with_head(status=fresh.agreement.status, draft_no=fresh.agreement.draft_no)

    def _reload(self) -> None:
        assert self._id is not None
        if self.editable:
            self._take()
        with self._desk.read() as reader:
            self._take_in(reader.file(self._id))
        self._show()

    def _restore(self) -> None:
        """Typing that a crash or a refusal left behind."""
        kept = drafts.find(self._desk, self._key())
        if kept is None or self._working is None:
            return
        restored = self._working.restored(kept.values) if self.editable else None
        if restored is None:
            drafts.drop(self._desk, self._key())
            return
        self._working = restored
        self.keeper.touched()
        self._host.say(f"已接着 {kept.saved_at:%H:%M} 没存完的修改。")

    def _both(self) -> tuple[CaseFile, Working]:
        """The open file and its agreement; only asked while there is one."""
        assert self._file is not None
        assert self._working is not None
        return self._file, self._working

    def _key(self) -> str:
        return f"agreement:{self._id}"

    # -- showing

    def _show(self) -> None:
        file, working = self._file, self._working
        if file is None or working is None:
            return
        a = working.agreement
        title = f"协议·{short_number(file.dispute.number)}" if look().folded else f"协议:{who_against_whom(file)}"
        self.head.title.setText(title)
        written = f"草稿·第 {a.draft_no} 稿" if a.status is Status.DRAFT else STATUSES[a.status]
        self.state.show_as(written, Kind.GREEN if a.status is Status.SIGNED else Kind.GREY)
        self._show_saved()
        bench = Bench(working.into(file), self._desk.today, self._note_of)
        self.clauses.show_working(working, bench, editable=self.editable)
        self.arrange()
        words, kind = standing_words(a, reviewing=self._desk.may(Act.REVIEW), editable=self.editable)
        self.note.kind = kind
        self.note.text.set_tone(kind.text)
        self.note.show_text(words)
        self.note.setVisible(bool(words))
        self._judge()
        self.acts.show_for(a)
        self.live.show(self._sight(), at_once=True)

    def _show_saved(self) -> None:
        file, working = self._both()
        number = file.dispute.number
        if not self.editable:
            said = ""
        elif working != self._saved:
            said = "·正在写"
        else:
            said = f"·草稿 {self._desk.now():%H:%M} 已存"
        self.head.sub.setText(f"{number}{said}")

    def _note_of(self, day: date) -> str:
        calendar = self._desk.handbook.rules.calendar
        if calendar.provisional(day):
            return "假日未公布"
        return "" if calendar.is_workday(day) else "休息日"

    def _judge(self) -> None:
        """Look the draft over; mark fields, rows and page."""
        kept, working = self._both()
        file, a = working.into(kept), working.agreement
        found = agreements.look_over(self._desk, file, a) if not a.frozen else ()
        self._found = tuple(f for f in found if (f.code, f.obligation, f.sentence) not in self._known)
        state, tone = verdict(a, len(self.reds()), len(self.ambers()), reviewing=self.acts.reviewing())
        self.findings.show_findings(self._found, state=state, tone=tone, hand=self._hand())
        if self.editable:
            facts = next((f.sentence for f in self.reds() if f.field == "facts"), "")
            cards = self.clauses.cards
            self.clauses.show_faults(faults_of(self.reds(), working, cards, self._fresh), facts)

    def _hand(self) -> Hand:
        return Hand.WRITES if self.editable else Hand.REVIEWS if self.acts.reviewing() else Hand.READS

    def _sight(self) -> Sight:
        file, working = self._both()
        term = next((t.position for t in working.terms if t.id == self._editing), 0)
        return Sight(working.into(file), working.agreement, term, words_at_fault(self._found))

    # -- editing

    def _take(self) -> None:
        if self._working is not None and self.editable:
            self._working = self.clauses.taken()

    def _on_edited(self, id: UUID | None) -> None:
        self._take()
        self._touched()

    def _touched(self) -> None:
        self._show_saved()
        self._judge()
        self.live.show(self._sight())
        self.keeper.touched()

    def _keep(self) -> None:
        if self._working is not None and self._working != self._saved:
            drafts.keep(self._desk, self._key(), self._working.draft())

    def _commit(self) -> bool:
        """Put the draft into the file; a refusal is shown and the draft stays."""
        working = self._working
        if working is None or working == self._saved:
            self.keeper.rest()
            return True
        self._committing = True
        try:
            agreements.save_draft(self._desk, working.agreement, working.terms, working.obligations)
        except MediationError as refused:
            self._keep()
            self._host.problem(refused)
            return False
        finally:
            self._committing = False
        self.keeper.rest()
        if any(working.raws.values()):
            self._keep()
        else:
            drafts.drop(self._desk, self._key())
        self._saved = working
        self._show_saved()
        return True

    # -- what shaping asks

    def taken(self) -> Working | None:
        """The agreement as the fields have it now; None when there is none to change."""
        if not self.editable:
            return None
        self._take()
        return self._working

    def editing(self) -> UUID | None:
        return self._editing

    def spare(self, id: UUID) -> None:
        """A clause just begun: not red before it was left."""
        self._fresh.add(id)

    def change(self, working: Working, said: str = "") -> None:
        """A change of shape, in the file at once; with `said` it can be taken back."""
        self._working = working
        if said:
            self._host.do(self._commit, said=said, undo=True)
        else:
            self._commit()
        self._show()

    # -- hearing

    def _know(self, finding: Finding) -> None:
        self._known.add((finding.code, finding.obligation, finding.sentence))
        self._judge()

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        """A field was left: it goes into the file; the clause now being edited is marked in three places."""
        if not self.isVisible() or self._working is None:
            return
        left, entered = self.clauses.card_at(old), self.clauses.card_at(now)
        mine = old is not None and self.isAncestorOf(old)
        for card in self.clauses.cards:
            card.set_editing(card is entered)
        if left is not None and left is not entered:
            self._fresh.discard(left.id)
        if mine and self.editable and self._working != self._saved:
            self._take()
            self._commit()
        if entered is not None and now is not None:
            self.clauses.reveal(entered)
            self.clauses.reveal(now)
        if entered is not None and entered.id != self._editing:
            self._editing = entered.id
            self.live.mark(entered.term().position)
        if mine and self.editable:
            self._judge()

    def _back(self) -> None:
        if self._id is not None:
            self.settle()
            self._host.open_file(self._id, "agreement")

    def _measure(self) -> None:
        worn = look()
        self._page.setContentsMargins(worn.page_margin, 12, worn.page_margin, 12)
        self._row.setStretch(0, 63 if worn.folded else 54)
        self._row.setStretch(1, 37 if worn.folded else 46)
        self._row.setSpacing(12 if worn.folded else 16)
