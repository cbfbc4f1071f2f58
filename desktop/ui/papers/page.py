"""A paper before it is printed: the file's papers, the very page, and how to print it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import papers
from desktop.commands.papers import Paper
from desktop.domain.casefile import CaseFile
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError, NotAllowed
from desktop.domain.permissions import Act
from desktop.domain.records import Printing
from desktop.settings import Preferences
from desktop.ui.host import Host
from desktop.ui.kit.cards import Card, CardHead
from desktop.ui.kit.columns import PageColumn, PageHead
from desktop.ui.kit.labels import Chip
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import look
from desktop.ui.papers.listing import PaperList, PaperRow
from desktop.ui.papers.outlet import TO_FILE, AskWhere, Outlet, ask_where
from desktop.ui.papers.printing import PrintService
from desktop.ui.papers.viewer import Viewer


class PaperPage(QWidget):
    """Opened by the window with `open` or `open_paper`; goes back to the file."""

    def __init__(
        self,
        host: Host,
        service: PrintService | None = None,
        *,
        prefer: Callable[[], Preferences] = Preferences,
        where: AskWhere = ask_where,
    ) -> None:
        super().__init__()
        self._host, self._prefer, self._where = host, prefer, where
        self.outlet = Outlet(host, service, prefer)
        self.save, self.print, self.options = self.outlet.save, self.outlet.print, self.outlet.options
        self._id: UUID | None = None
        self._key: tuple[str, int] = ("", 0)
        self._paper: Paper | None = None
        self._given: Paper | None = None
        self._round = 0
        self._build()

    def _build(self) -> None:
        self.head = PageHead("", two_lines=True, back=True)
        self.head.back_asked.connect(self._back)
        self.state = Chip("", Kind.GREY)
        self.head.add_beside(self.state)
        self.save.clicked.connect(self._save)
        self.print.clicked.connect(self.print_asked)
        self.head.add_action(self.save)
        self.head.add_action(self.print)
        self.list = PaperList()
        self.list.chosen.connect(self._choose)
        self._papers = Card(flush=True)
        self._papers.add(CardHead("这件的文书", barred=True))
        self._papers.add(self.list)
        self.view = Viewer(self._host.submit)
        self.view.mend_asked.connect(self._mend)
        self.options.official_chosen.connect(lambda _on: self._make())
        self._left = PageColumn()
        self._left.add(self._papers)
        self._left.column.addStretch(1)
        self._right = PageColumn()
        self._right.add(self.options)
        self._right.column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._left)
        row.addWidget(self.view, 1)
        row.addWidget(self._right)
        self._page = QVBoxLayout(self)
        self._page.setSpacing(12)
        self._page.addWidget(self.head)
        self._page.addLayout(row, 1)
        self._measure()

    # -- what the window asks

    def open(self, id: UUID, kind: str, session: int = 0) -> None:
        """Show the paper of this kind; the first paper of the file when it has none of this kind."""
        self._given = None
        self._show(id, (kind, session))

    def open_paper(self, id: UUID, paper: Paper) -> None:
        """Show this very paper, ready to print."""
        self._given = paper
        self._show(id, (paper.kind, paper.session))

    def refresh(self) -> None:
        self._measure()
        if self._id is not None:
            self._fill()
            self._make()

    def heard(self, changed: Changed) -> None:
        if self._id in changed.disputes and self.isVisible():
            only_printed = all(kind == "printings" for kind, _ in changed.objects)
            self._fill()
            if not only_printed:
                self._make()

    def settle(self) -> None:
        """Nothing is typed here that could be lost."""

    def begin_focus(self) -> None:
        self.print.setFocus()

    def print_asked(self) -> None:
        """Ctrl+P: to the chosen printer, recorded once the spooler has it."""
        paper, id = self._paper, self._id
        wish = self.outlet.wish() if paper is not None and id is not None else None
        if paper is not None and id is not None and wish is not None:
            self.outlet.send(paper.pdf, paper.number, wish, self._noted(id, paper, wish.printer, wish.copies))

    # -- showing

    def _show(self, id: UUID, key: tuple[str, int]) -> None:
        self.outlet.begin()
        self.options.theme.set_value(self._prefer().official_papers)
        self._id, self._key = id, key
        self._paper = None
        self._fill()
        self._make()

    def _file(self) -> CaseFile:
        assert self._id is not None
        with self._host.desk.read() as reader:
            return reader.file(self._id)

    def _fill(self) -> None:
        """Head, list and what was printed before."""
        file = self._file()
        kinds = papers.kinds_of(file)
        keys = [(kind, session) for kind, _, session in kinds]
        if self._key not in keys and self._given is None:
            same = [key for key in keys if key[0] == self._key[0]]
            self._key = (same or keys or [self._key])[-1 if same else 0]
        rows = [PaperRow((k, s), title, _printed(file, k)) for k, title, s in kinds]
        if self._given is not None and self._key not in keys:
            rows.insert(0, PaperRow(self._key, self._given.title, _printed(file, self._key[0])))
        self.list.show_rows(rows)
        self.list.choose(self._key)
        title = next((row.title for row in rows if row.key == self._key), papers.TITLES.get(self._key[0], ""))
        self.head.show_words(title, f"{file.dispute.number}·{file.names()}")
        mine = [p for p in file.printings if p.document == self._key[0]]
        self.options.show_last(self._said(mine[-1]) if mine else "还没有打印过。")

    def _said(self, printing: Printing) -> str:
        where = "另存" if printing.printer == TO_FILE else f"{printing.printer} 打印 {printing.copies} 份"
        return f"上次:{printing.at:%m-%d %H:%M} {where}" + ("(草稿)" if printing.draft else "") + "。"

    def _make(self) -> None:
        """Read now, set the page elsewhere; what comes home late is thrown away."""
        if self._id is None:
            return
        self._round += 1
        this, id, (kind, session) = self._round, self._id, self._key
        if self._given is not None and self._given.kind == kind:
            self._landed(this, self._given)
            return
        official = bool(self.options.theme.value()) and kind != "agreement"
        try:
            press = papers.prepare(self._host.desk, id, kind, session=session, official=official)
        except MediationError as refused:
            self._landed(this, refused)
            return

        def work() -> Paper | MediationError:
            try:
                return press()
            except MediationError as refused:
                return refused

        self._host.submit(work, lambda made: self._landed(this, made))

    def _landed(self, this: int, made: Paper | MediationError) -> None:
        if this != self._round:
            return
        self.outlet.allow(isinstance(made, Paper) and self._host.desk.may(Act.PRINT))
        if isinstance(made, MediationError):
            self._paper = None
            allowed = not isinstance(made, NotAllowed)
            self.view.show_problem(made.for_user(), mend=allowed)
            self.state.show_as("打不出来" if allowed else "不能看", Kind.RED if allowed else Kind.GREY)
            return
        fresh = self._paper is None or (self._paper.kind, self._paper.session) != (made.kind, made.session)
        self._paper = made
        self.view.show_paper(made.pdf)
        if fresh:
            self.view.sheets.verticalScrollBar().setValue(0)
            self.options.show_paper(self.view.sheets.count(), self._copies(made), themed=made.kind != "agreement")
        issued = made.kind == "agreement" and not made.draft
        self.state.show_as("草稿,未签发" if made.draft else "已签发" if issued else "可以打印", Kind.GREY)

    def _copies(self, paper: Paper) -> int:
        """The agreement: one for each party and one for the committee (人民调解法 29)."""
        if paper.kind != "agreement" or paper.draft:
            return 1
        file = self._file()
        kept = file.agreement.copies if file.agreement else 0
        return min(kept or len(file.sides) + len(file.claimants) + 1, 99)

    def _choose(self, key: tuple[str, int]) -> None:
        self._given = None
        self._key = key
        self._fill()
        self._make()

    def _mend(self) -> None:
        if self._id is not None:
            if self._key[0] == "agreement":
                self._host.open_agreement(self._id)
            else:
                self._host.open_file(self._id, "papers")

    def _back(self) -> None:
        if self._id is None:
            self._host.open_page("files")
        elif self._key[0] == "agreement":
            self._host.open_agreement(self._id)
        else:
            self._host.open_file(self._id, "papers")

    # -- printing

    def _noted(self, id: UUID, paper: Paper, printer: str, copies: int) -> Callable[[str], None]:
        """What stands on record once the paper has left."""
        desk = self._host.desk

        def note(said: str) -> None:
            self._host.do(lambda: papers.print_record(desk, id, paper, printer=printer, copies=copies), said=said)

        return note

    def _save(self) -> None:
        paper, id = self._paper, self._id
        if paper is not None and id is not None:
            note = self._noted(id, paper, TO_FILE, 1)
            self._where(self, f"{paper.number} {paper.title}.pdf", lambda to: self.outlet.keep(paper.pdf, to, note))

    def _measure(self) -> None:
        """At large type the list stands over the options and the page is zoomed to its text."""
        worn = look()
        side = worn.page_margin
        self._page.setContentsMargins(side, 12, side, 12)
        self._left.setVisible(not worn.folded)
        home = self._right if worn.folded else self._left
        if home.column.indexOf(self._papers) < 0:
            home.column.insertWidget(1 if worn.folded else 0, self._papers)
        self._left.setFixedWidth(worn.px(228))
        self._right.setFixedWidth(worn.px(300) if not worn.folded else min(worn.px(280), 420))


def _printed(file: CaseFile, kind: str) -> str:
    mine = [p for p in file.printings if p.document == kind]
    return f"{mine[-1].at:%m-%d %H:%M} 打印过" if mine else "还没有打印"
