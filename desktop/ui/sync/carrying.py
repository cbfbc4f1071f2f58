"""Data on a stick: a folder is chosen, the work runs elsewhere, the end is told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.ui.host import Host

Told = tuple[str, Changed]  # a sentence, and what is here now


class Carrier(QObject):
    """写到 U 盘 and 从 U 盘读入, one at a time."""

    done = Signal()

    def __init__(self, host: Host, page: QWidget) -> None:
        super().__init__(page)
        self._host, self._page = host, page
        self._dialog: QFileDialog | None = None
        self._busy = False

    def write(self) -> None:
        self._choose("选择 U 盘或文件夹,写到那里", self.write_to)

    def read(self) -> None:
        self._choose("选择 U 盘或文件夹,从那里读入", self.read_from)

    def write_to(self, folder: Path) -> None:
        desk = self._host.desk

        def work() -> Told:
            from desktop.commands.syncing.exchanging import write_bundle

            made = write_bundle(desk, folder)
            words = f"已写到 {folder.name or folder}。带到另一台电脑,点“从 U 盘读入”。"
            return " ".join((words, *made.notes)), made.changed

        self._run(work, "正在写到 U 盘…")

    def read_from(self, folder: Path, *, deletions: bool = False) -> None:
        desk = self._host.desk

        def work() -> Told:
            from desktop.commands.syncing.exchanging import read_bundle

            made = read_bundle(desk, folder, deletions=deletions)
            count = len(made.changed.disputes)
            words = f"已读入,{count} 件纠纷有新内容。" if made.received else "已读入,没有新的内容。"
            return " ".join((words, *made.notes)), made.changed

        self._run(work, "正在从 U 盘读入…", folder)

    def _choose(self, title: str, then: Callable[[Path], None]) -> None:
        """Not modal: the window stays alive behind it."""
        if self._dialog is not None:
            self._dialog.close()
        dialog = self._dialog = QFileDialog(self._page, title)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()

    def _run(self, work: Callable[[], Told], said: str, read_from: Path | None = None) -> None:
        if self._busy:
            self._host.say("还在读写 U 盘,请稍等。")
            return
        self._busy = True
        self._host.say(said)

        def safely() -> Told | MediationError:
            try:
                return work()
            except MediationError as error:
                return error

        self._host.submit(safely, lambda end: self._ended(end, read_from))

    def _ended(self, end: Told | MediationError, read_from: Path | None) -> None:
        self._busy = False
        if isinstance(end, tuple):
            words, changed = end
            self._host.say(words)
            self._host.arrived(changed)
        elif getattr(end, "code", "") == "mass_delete" and read_from is not None:
            again = partial(self.read_from, read_from, deletions=True)
            self._host.ask("收到大量删除", end.for_user(), "照样采用", again)
        else:
            self._host.problem(end)
        self.done.emit()
