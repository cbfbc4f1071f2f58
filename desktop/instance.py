"""One program at a time per data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLockFile

from desktop.domain.errors import Refused
from desktop.storage.files import make_private_folder


class Instance:
    """The lock of a data folder; a lock left by a killed program is taken over."""

    def __init__(self, folder: Path) -> None:
        try:
            make_private_folder(folder)
        except OSError:
            raise Refused("read_only", "数据文件夹不能写入,请检查磁盘或权限后重试。") from None
        self._lock = QLockFile(str(folder / "lock"))
        self._lock.setStaleLockTime(0)
        if self._lock.tryLock(0):
            return
        if self._lock.error() is QLockFile.LockError.PermissionError:
            raise Refused("read_only", "数据文件夹不能写入,请检查磁盘或权限后重试。")
        raise Refused("second_instance", "这间调处室已在另一个窗口打开,请切换到那个窗口;数据没有改动。")

    def release(self) -> None:
        self._lock.unlock()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder while a command works. Refused `second_instance` when somebody else has it."""
    instance = Instance(folder)
    try:
        yield
    finally:
        instance.release()
