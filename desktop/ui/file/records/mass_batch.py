"""逐人协议: everybody's own agreement, set in the background, counted, stopped when asked; then printed or saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from desktop.commands.mass import batch
from desktop.commands.mass.batch import Batch, Bundle, Progress
from desktop.commands.papers import Paper
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import MediationError
from desktop.ui.file.records.mass_panel import MassPanel
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, plain
from desktop.ui.kit.dress import Dressed
from desktop.ui.looks import Tone, look

WARNING = "逐人协议含完整的证件号码,存出后是明文,由取出的人保管,用完请删除。取出会记入本卷记录。"
TICK_MS = 80


class Bar(Dressed, QWidget):
    """A thin line that fills."""

    def __init__(self) -> None:
        QWidget.__init__(self)
        self._part = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("进度")
        self.dress()

    def show_part(self, done: int, total: int) -> None:
        self._part = done / total if total else 0.0
        self.setAccessibleDescription(f"{done} / {total}")
        self.update()

    def dress(self) -> None:
        self.setFixedHeight(look().px(8))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, look().px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, worn = QPainter(self), look()
        painter.fillRect(self.rect(), worn.color(Tone.GREY_TINT))
        painter.fillRect(0, 0, round(self.width() * self._part), self.height(), worn.color(Tone.ACCENT))


class BatchPanel(MassPanel):
    """Nothing is set until asked; what must be looked at first stands above the buttons."""

    key = "batch"
    title = "逐人协议"
    verb = "合并打印"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.bar = Bar()
        self.body.insertWidget(self.body.count() - 1, self.bar)
        self.bar.hide()
        self.progress: Progress | None = None
        self._batch: Batch | None = None
        self._dialog: QFileDialog | None = None
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self._show_progress)

    def beside(self) -> tuple[Button, ...]:
        self.save_button = plain("存成文件夹", icon="ph.download-simple")
        self.save_button.clicked.connect(self.save)
        return (self.save_button,)

    def open(self, file: CaseFile, ticked: frozenset[UUID]) -> None:
        self._batch = None
        super().open(file, ticked)

    def show_file(self, file: CaseFile, ticked: frozenset[UUID]) -> None:
        if self.progress is None:
            self._batch = None
            super().show_file(file, ticked)

    def arrange(self) -> None:
        self.save_button.setEnabled(True)

    def outlook(self, file: CaseFile, values: dict[str, Any]) -> str:
        self.save_button.setEnabled(False)
        made = self._prepared(file)
        self.save_button.setEnabled(True)
        state = "协议还没有签发,印出来是草稿;" if made.draft else ""
        some = "勾选的" if self.ticked else "同意签的"
        return f"{state}{some} {len(made.people)} 人每人一份,金额是本人的,编号带后缀"

    def doubts(self, file: CaseFile, values: dict[str, Any]) -> str:
        found = self._prepared(file).doubts
        more = f";另有 {len(found) - 3} 处" if len(found) > 3 else ""
        return f"请先核对:{';'.join(found[:3])}{more}" if found else ""

    def run(self) -> None:
        """Set all, then show them as one file, ready to print."""
        self._start(self._to_print)

    def save(self) -> None:
        """Warn, ask for a folder, set all, write each as a file of its own."""
        self.host.ask("存成文件夹", WARNING, "选择位置", self._where)

    def save_into(self, folder: str) -> None:
        if folder:
            self._start(partial(self._to_folder, Path(folder)))

    def cancel(self) -> None:
        """While it runs: stop it; else put the panel away."""
        if self.progress is not None:
            self.progress.stop.set()
        else:
            super().cancel()

    def leave(self) -> None:
        self.cancel()

    def settle(self) -> None:
        """Leaving the file stops what runs: nothing of it is kept."""
        if self.progress is not None:
            self.progress.stop.set()

    def _prepared(self, file: CaseFile) -> Batch:
        if self._batch is None:
            self._batch = batch.prepare(self.host.desk, file.dispute.id, self.ticked)
        return self._batch

    def _start(self, then: Any) -> None:
        if self.file is None or self.progress is not None:
            return
        made, progress = self._prepared(self.file), Progress()
        self.progress = progress
        self.bar.show()
        self.yes.setEnabled(False)
        self.save_button.setEnabled(False)
        self.no.set_words("停止")
        self._clock.start()
        self._show_progress()

        def work() -> Bundle | MediationError | None:
            try:
                return batch.run(made, progress)
            except MediationError as refused:
                return refused

        self.host.submit(work, partial(self._landed, then))

    def _show_progress(self) -> None:
        if self.progress is not None:
            total = self.progress.total or 1
            self.bar.show_part(self.progress.done, total)
            self.said.setText(f"正在排版 {self.progress.done} / {self.progress.total}")

    def _landed(self, then: Any, made: Bundle | MediationError | None) -> None:
        self._clock.stop()
        self.progress = None
        self.bar.hide()
        self.no.set_words("取消")
        self.show_outlook()
        if isinstance(made, MediationError):
            self.host.problem(made)
        elif made is None:
            self.host.say("已停止,没有留下任何文件。")
        else:
            then(made)

    def _to_print(self, made: Bundle) -> None:
        id = made.batch.dispute

        def show(paper: Paper) -> None:
            self.finish("")
            self.host.print_paper(id, paper)

        self.host.submit(partial(batch.in_one, made), show)

    def _to_folder(self, folder: Path, made: Bundle) -> None:
        count = self.host.do(lambda: batch.save_to(self.host.desk, made, folder))
        if count:
            self.finish("")
            self.host.say(f"已存 {count} 份到 {folder.name}。")

    def _where(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = QFileDialog(self, "选择存放逐人协议的文件夹")
        self._dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        self._dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._dialog.fileSelected.connect(self.save_into)
        self._dialog.open()
