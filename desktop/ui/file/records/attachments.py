"""附件: files kept with the dispute, sealed; taken in by choosing or dropping them, out only as a plain copy."""

from __future__ import annotations

import mimetypes
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import records
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import MediationError, Refused
from desktop.domain.permissions import Act
from desktop.domain.records import Attachment
from desktop.ui.file.records.grid import Cell, Col, Grid
from desktop.ui.file.records.pane import locked
from desktop.ui.host import Host
from desktop.ui.kit.buttons import bare, plain, small
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone

WARNING = "另存的副本是明文,离开加密库后由取出的人保管,用完请删除。取出会记入本卷记录。"


def size_text(size: int) -> str:
    """Bytes as people read them: 820 B, 35 KB, 4.2 MB."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:,.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:,.1f} MB"


class Attachments(QWidget):
    """The list of attached files with what can be done with each, and the button that adds one."""

    def __init__(self, host: Host, *, adds: bool = True) -> None:
        super().__init__()
        self.host = host
        self.file: CaseFile | None = None
        self._adds = adds
        self._dialog: QFileDialog | None = None
        self.add_button = plain("加附件", icon="ph.plus")
        self.add_button.clicked.connect(self.choose)
        self.hint = Label("也可以把文件拖到这里;存入后加密,单个不超过 50 MB", tone=Tone.INK_3, wrap=True)
        self.nothing = Label("还没有附件", tone=Tone.INK_2)
        columns = [
            Col("名称", grows=True),
            Col("大小", right=True),
            Col("存入", rank=2),
            Col("存入人", rank=3),
            Col(""),
        ]
        self.grid = Grid(columns, name="附件")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.add_button)
        row.addWidget(self.hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(self.nothing)
        column.addWidget(self.grid)
        self.setAcceptDrops(adds)

    def show_file(self, file: CaseFile) -> None:
        self.file = file
        may = self._adds and not locked(self.host, file)
        self.add_button.setVisible(may)
        self.hint.setVisible(may)
        self.setAcceptDrops(may)
        self.nothing.setVisible(not file.attachments)
        self.grid.setVisible(bool(file.attachments))
        who = {m.id: m.name for m in self.host.desk.members()}
        me = self.host.desk.account
        who[me.id] = who.get(me.member_id, me.name) if me.member_id else me.name
        self.grid.show_rows(
            [
                [
                    a.name,
                    Cell(size_text(a.size), Tone.INK_2),
                    Cell(f"{a.added_at:%m-%d %H:%M}", Tone.INK_2),
                    Cell(who.get(a.added_by, "") if a.added_by else "", Tone.INK_2),
                    self._acts(a, may),
                ]
                for a in file.attachments
            ]
        )

    def choose(self) -> None:
        """Ask for files in a dialog of our own: the system's would remember their names."""
        dialog = self._ask("选择要存入本卷的文件", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.take)
        dialog.open()

    def take(self, names: list[str]) -> None:
        """Seal files and name them in the dispute; the reading and sealing happen elsewhere."""
        if self.file is None:
            return
        id = self.file.dispute.id
        for name in names:
            self.host.submit(partial(self._seal, Path(name)), partial(self._name, id))

    def save_copy(self, attachment: Attachment) -> None:
        """Warn, ask where, write the plain bytes there."""
        self.host.ask("另存一份明文副本", WARNING, "选择位置", lambda: self._where(attachment))

    def write_copy(self, attachment: Attachment, path: str) -> None:
        content = self.host.do(lambda: records.copy_out(self.host.desk, attachment))
        if content is None:
            return
        try:
            Path(path).write_bytes(content)
        except OSError:
            self.host.problem(Refused("disk_full", "这个位置写不进去,副本没有存,请换一个位置。"))
            return
        self.host.say(f"已另存:{attachment.name}")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if all(url.isLocalFile() for url in event.mimeData().urls()) and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def _acts(self, attachment: Attachment, may: bool) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addStretch(1)
        if self.host.desk.may(Act.PRINT):
            copy = small("另存")
            copy.setAccessibleName(f"另存 {attachment.name}")
            copy.clicked.connect(lambda: self.save_copy(attachment))
            row.addWidget(copy)
        if may and attachment.kind != "agreement":
            cross = bare("ph.x", f"移除 {attachment.name}")
            cross.clicked.connect(lambda: self._remove(attachment))
            row.addWidget(cross)
        return holder

    def _remove(self, attachment: Attachment) -> None:
        self.host.do(
            lambda: records.detach(self.host.desk, attachment), said=f"已移除附件:{attachment.name}", undo=True
        )

    def _seal(self, path: Path) -> tuple[str, bytes] | MediationError:
        try:
            content = path.read_bytes()
            self.host.desk.attachments.put(content)
        except OSError:
            return Refused("unreadable", f"“{path.name}”读不出来,没有附上,请检查文件是否还在。")
        except MediationError as refused:
            return refused
        return path.name, content

    def _name(self, id: UUID, done: tuple[str, bytes] | MediationError) -> None:
        if isinstance(done, MediationError):
            self.host.problem(done)
            return
        name, content = done
        media = mimetypes.guess_type(name)[0] or ""
        self.host.do(
            lambda: records.attach(self.host.desk, id, name, content, media_type=media),
            said=f"已附上:{name}",
            undo=True,
        )

    def _where(self, attachment: Attachment) -> None:
        dialog = self._ask("另存附件", QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(attachment.name)
        dialog.fileSelected.connect(lambda path: self.write_copy(attachment, path))
        dialog.open()

    def _ask(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = QFileDialog(self, title)
        self._dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        self._dialog.setAcceptMode(mode)
        return self._dialog


class AttachmentsPane(QWidget):
    """The attachments alone, in the place of a form."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.attachments = Attachments(host)
        area = PageColumn()
        area.column.setContentsMargins(24, 16, 24, 12)
        area.add(Label("附件", 11, bold=True))
        area.add(self.attachments)
        area.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def show_file(self, file: CaseFile) -> None:
        self.attachments.show_file(file)
