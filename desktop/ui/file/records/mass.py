"""群体: the people of a mass file, one case and n people, and what is done for all of them at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.commands.mass import claimants, sheets
from desktop.domain.agreements import Form as AgreementForm
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import MediationError, Refused
from desktop.domain.mass.entries import Listing
from desktop.domain.mass.standings import agreed_fen, disagreements, signing, standings
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text
from desktop.ui.file.records.mass_batch import BatchPanel
from desktop.ui.file.records.mass_forms import (
    InstalmentsPanel,
    PaymentPanel,
    ReferralPanel,
    RepresentativesPanel,
)
from desktop.ui.file.records.mass_import import ImportView
from desktop.ui.file.records.mass_panel import MassPanel
from desktop.ui.file.records.mass_person import PersonStrip
from desktop.ui.file.records.mass_table import MassTable, Totals
from desktop.ui.file.records.pane import locked
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, MenuButton, plain
from desktop.ui.kit.cards import Banner, EmptyState
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone

EMPTY = "还没有名单;xlsx、xls、csv 都可以导入,也可以拖到这里"
TABLES = "表格 (*.xlsx *.xls *.csv)"


class MassTab(QWidget):
    """群体 of one file: acts, an open panel at most, the table, its sums, the current person."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.file: CaseFile | None = None
        self._path: Path | None = None
        self._dialog: QFileDialog | None = None
        self.panels: dict[str, MassPanel] = {
            panel.key: panel
            for panel in (
                RepresentativesPanel(host),
                InstalmentsPanel(host),
                BatchPanel(host),
                PaymentPanel(host),
                ReferralPanel(host),
            )
        }
        self.panel: MassPanel | None = None
        self.sums = Label("", tone=Tone.INK_2, wrap=True)
        self.wrong = Banner("", Kind.AMBER)
        self.table = MassTable()
        self.totals = Totals(self.table)
        self.person = PersonStrip(host)
        self.importing = ImportView(host)
        self.nothing = EmptyState(EMPTY, icon="ph.users-three", action="导入名单")
        self.front: QWidget = self.nothing
        self._lay()
        self._wire()
        self.setAcceptDrops(True)

    # -- what the page asks

    def show_file(self, file: CaseFile) -> None:
        other = self.file is None or self.file.dispute.id != file.dispute.id
        self.file = file
        if other:
            self._close()
            self.table.ticked = frozenset()
        self._show()

    def settle(self) -> None:
        if self.panel is not None:
            self.panel.settle()

    def begin_focus(self) -> None:
        if self.panel is not None:
            self.panel.begin_focus()
        elif self.front is self.importing:
            self.importing.begin_focus()
        elif self.file is not None and self.file.claimants:
            self.table.start()
        elif self.nothing.button is not None and not self.nothing.button.isHidden():
            self.nothing.button.setFocus()

    # -- what a person asks

    def choose(self) -> None:
        """Ask for a list in a dialog of our own: the system's would remember its name."""
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = QFileDialog(self, "选择名单", "", TABLES)
        self._dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._dialog.fileSelected.connect(self.take)
        self._dialog.open()

    def take(self, name: str) -> None:
        """Read a list elsewhere, then show what it would bring; nothing is saved."""
        if self.file is None or not name:
            return
        self._path = Path(name)
        today = self.host.desk.today()

        def work(path: Path = self._path) -> tuple[str, Listing] | MediationError:
            try:
                shown, content = sheets.read_path(path)
                return shown, claimants.read(shown, content, today)
            except MediationError as refused:
                return refused

        self.host.submit(work, partial(self._read, self.file.dispute.id))

    def save_template(self, name: str) -> None:
        if not name:
            return
        try:
            Path(name).write_bytes(claimants.template())
        except OSError:
            self.host.problem(Refused("disk_full", "这个位置写不进去,模板没有存,请换一个位置。"))
            return
        self.host.say(f"模板已存为 {Path(name).name}。")

    def begin(self, key: str) -> None:
        """Open the panel of an act above the table."""
        if self.file is None:
            return
        self._close()
        self.panel = self.panels[key]
        self.panel.open(self.file, self.table.ticked)
        self._dress_panel()
        self.panel.begin_focus()

    def mark(self, signs: bool) -> None:
        """Who is ticked agrees, or does not."""
        if self.file is None:
            return
        id, ticked = self.file.dispute.id, self.table.ticked
        if not ticked:
            self.host.say("请先在名单里勾选人(空格勾选,Ctrl+A 全选)。")
            self.table.start()
            return
        word = "同意签" if signs else "不签"
        self.host.do(
            lambda: claimants.mark_signing(self.host.desk, id, ticked, signs=signs),
            said=f"已标 {len(ticked)} 人{word}",
            undo=True,
        )

    def remove(self) -> None:
        if self.file is None or not self.table.ticked:
            self.host.say("请先勾选要移出名单的人。")
            return
        id, ticked = self.file.dispute.id, self.table.ticked
        self.host.do(lambda: claimants.remove(self.host.desk, id, ticked), said=f"已移出 {len(ticked)} 人", undo=True)

    def print_sheet(self) -> None:
        if self.file is not None:
            self.host.show_paper(self.file.dispute.id, "signing_sheet")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event.mimeData()) and self._may():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(self._dropped(event.mimeData()))
        event.acceptProposedAction()

    # -- laying out

    def _lay(self) -> None:
        self.acts = QWidget()
        flow = Flow(self.acts, across=8, down=8)
        self.import_button = plain("导入名单", icon="ph.upload-simple")
        self.representatives = plain("推举代表")
        self.agree = plain("同意签")
        self.instalments = plain("分期")
        self.batch = plain("逐人协议", icon="ph.printer")
        self.sheet = plain("签署页", icon="ph.printer")
        self.pay = plain("记到账")
        self.more = MenuButton("更多")
        for button in self._buttons():
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.acts.setSizePolicy(policy)
        listed = QWidget()
        people = QVBoxLayout(listed)
        people.setContentsMargins(0, 0, 0, 0)
        people.setSpacing(0)
        people.addWidget(self.table, 1)
        people.addWidget(self.totals)
        people.addWidget(self.person)
        self.listed = listed
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.addStretch(1)
        middle.addWidget(self.nothing)
        row = QHBoxLayout()
        row.addStretch(1)
        self.template_button = plain("下载名单模板", icon="ph.download-simple")
        row.addWidget(self.template_button)
        row.addStretch(1)
        middle.addLayout(row)
        middle.addStretch(2)
        self.empty = empty
        self.page = PageColumn()
        self.page.column.setContentsMargins(24, 16, 24, 12)
        self.page.column.setSpacing(8)
        for widget in (self.acts, self.sums, self.wrong, *self.panels.values()):
            self.page.add(widget)
        for widget in (empty, listed, self.importing):
            self.page.add(widget, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)
        self._turn(empty)

    def _turn(self, front: QWidget) -> None:
        """One of the three at a time; no stack, whose height is that of its tallest page."""
        self.front = front
        alone = self.panel is not None and not self.panel.needs_table
        for widget in (self.empty, self.listed, self.importing):
            widget.setVisible(widget is front and not (alone and front is self.listed))

    def _buttons(self) -> tuple[Button, ...]:
        return (
            self.import_button,
            self.representatives,
            self.agree,
            self.instalments,
            self.batch,
            self.sheet,
            self.pay,
            self.more,
        )

    def _wire(self) -> None:
        self.import_button.clicked.connect(self.choose)
        self.nothing.acted.connect(self.choose)
        self.template_button.clicked.connect(self._ask_template)
        self.representatives.clicked.connect(lambda: self.begin("representatives"))
        self.agree.clicked.connect(lambda: self.mark(True))
        self.instalments.clicked.connect(lambda: self.begin("instalments"))
        self.batch.clicked.connect(lambda: self.begin("batch"))
        self.sheet.clicked.connect(self.print_sheet)
        self.pay.clicked.connect(lambda: self.begin("payment"))
        self.table.ticks_changed.connect(self._on_ticks)
        self.table.current_changed.connect(self._on_current)
        self.importing.ended.connect(self._imported)
        self.importing.again_asked.connect(lambda: self.take(str(self._path or "")))
        for panel in self.panels.values():
            panel.ended.connect(self._panel_ended)
            if panel.form is not None:
                panel.form.changed.connect(lambda _name: self._dress_panel())

    # -- showing

    def _show(self) -> None:
        file = self.file
        if file is None:
            return
        today = self.host.desk.today()
        self.table.show_people(file, today)
        self.totals.show_sums(self.table.people)
        self.sums.setText(self._words(file))
        wrong = disagreements(file)
        self.wrong.show_text(";".join(wrong[:2]))
        self.wrong.setVisible(bool(wrong) and self.panel is None)
        self._show_buttons(file)
        if self.panel is not None:
            self.panel.show_file(file, self.table.ticked)
        self.person.show_person(file, self._current())
        if self.front is not self.importing:
            self._turn(self.listed if file.claimants else self.empty)
        self._dress_panel()

    def _show_buttons(self, file: CaseFile) -> None:
        desk, people = self.host.desk, bool(file.claimants)
        may, agreement = not locked(self.host, file), file.agreement
        written = agreement is not None and agreement.form is AgreementForm.WRITTEN
        free = agreement is None or not agreement.frozen
        importing = self.front is self.importing
        self.acts.setVisible(people and not importing)
        self.import_button.setVisible(may)
        self.representatives.setVisible(may)
        self.agree.setVisible(may and free)
        self.instalments.setVisible(may and free)
        self.batch.setVisible(written and bool(signing(file)) and desk.may(Act.PRINT))
        self.sheet.setVisible(self.batch.isVisibleTo(self.acts))
        self.pay.setVisible(may and bool(standings(file, desk.today())) and file.dispute.agreed)
        if self.nothing.button is not None:
            self.nothing.button.setVisible(may)
        self.template_button.setVisible(may)
        self.more.clear()
        if may and free:
            self.more.add("改为不签", lambda: self.mark(False))
        if may:
            self.more.add("不签的人转介", lambda: self.begin("referral"))
            self.more.add("移出名单", self.remove)
        self.more.add("下载名单模板", self._ask_template)

    def _words(self, file: CaseFile) -> str:
        """37 人·代表 5 人·同意签 34 人·约定 776,532.28·已付 …·还欠 …"""
        if not file.claimants:
            return ""
        people, found = signing(file), standings(file, self.host.desk.today())
        chosen = sum(c.representative for c in file.claimants)
        said = [f"1 件 {file.dispute.parties_count or len(file.claimants)} 人"]
        said += [f"代表 {chosen} 人"] if chosen else []
        said += [f"同意签 {len(people)} 人,约定 {fen_text(sum(map(agreed_fen, people)))}"] if people else []
        if file.dispute.agreed and found:
            late = sum(s.late_since is not None for s in found)
            said.append(f"已付 {fen_text(sum(s.paid_fen for s in found))}")
            said.append(f"还欠 {fen_text(sum(s.open_fen for s in found))}")
            said += [f"{late} 人逾期"] if late else []
        gone = sum(c.went_elsewhere for c in file.claimants)
        said += [f"{gone} 人另行处理"] if gone else []
        return "·".join(said)

    def _dress_panel(self) -> None:
        """One panel at most; it has the table's room where nobody is ticked for it."""
        for panel in self.panels.values():
            panel.setVisible(panel is self.panel)
        shown = self.panel is not None
        self.person.setVisible(not shown and bool(self.file and self.file.claimants))
        self.wrong.setVisible(bool(self.wrong.text.text()) and not shown)
        self.sums.setVisible(bool(self.sums.text()) and self.front is not self.importing)
        self._turn(self.front)

    def _on_ticks(self, _ticked: object) -> None:
        self.totals.show_sums(self.table.people)
        if self.panel is not None and self.file is not None:
            self.panel.show_file(self.file, self.table.ticked)

    def _on_current(self, _key: object) -> None:
        if self.file is not None:
            self.person.show_person(self.file, self._current())

    def _current(self) -> UUID | None:
        key = self.table.current_key()
        return key if isinstance(key, UUID) else None

    def _read(self, id: UUID, found: tuple[str, Listing] | MediationError) -> None:
        if self.file is None or self.file.dispute.id != id:
            return
        if isinstance(found, MediationError):
            self.host.problem(found)
            return
        name, listing = found
        shown = self.host.do(lambda: claimants.compare(self.host.desk, id, name, listing))
        if shown is None:
            return
        self._close()
        self.importing.open(self.file, shown)
        self._turn(self.importing)
        self._show()
        self.importing.begin_focus()

    def _imported(self) -> None:
        assert self.file is not None
        self._turn(self.listed if self.file.claimants else self.empty)
        self._show()
        self.begin_focus()

    def _panel_ended(self) -> None:
        self._close()
        self._show()
        self.begin_focus()

    def _close(self) -> None:
        if self.panel is not None:
            self.panel.settle()
        self.panel = None
        if self.front is self.importing:
            self._turn(self.listed)
        self._dress_panel()

    def _ask_template(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = QFileDialog(self, "存名单模板", claimants.TEMPLATE_NAME, "表格 (*.xlsx)")
        self._dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        self._dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._dialog.setDefaultSuffix("xlsx")
        self._dialog.fileSelected.connect(self.save_template)
        self._dialog.open()

    def _may(self) -> bool:
        return self.file is not None and not locked(self.host, self.file)

    @staticmethod
    def _dropped(data: QMimeData) -> str:
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        return files[0] if len(files) == 1 and files[0].lower().endswith((".xlsx", ".xls", ".csv")) else ""
