"""Putting the files of an export into a folder, each replaced as a whole once all of them are on disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from desktop.domain.errors import Refused
from desktop.storage.files import PRIVATE_FILE, make_private_folder, sync_folder

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def deliver(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write the files, readable by their owner. Refused `full` or `read_only`: what stood there before still does."""
    waiting: dict[Path, Path] = {}
    try:
        if not folder.is_dir():
            make_private_folder(folder)
        for name, content in files.items():
            path = folder / name
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "", str(path))
            waiting[path.with_name(f".{name}.new")] = path
            _write(path.with_name(f".{name}.new"), content)
        for temporary, path in waiting.items():
            temporary.replace(path)
        sync_folder(folder)
    except OSError as error:
        for temporary in waiting:
            temporary.unlink(missing_ok=True)
        raise _refused(folder, error) from None
    return tuple(waiting.values())


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _refused(folder: Path, error: OSError) -> Refused:
    if error.errno in FULL:
        return Refused("full", f"磁盘空间不足\uff0c没有写入 {folder.name}。请腾出空间后重试。")
    if isinstance(error, PermissionError):
        return Refused("read_only", f"没有权限写入 {folder.name}。请换一个文件夹\uff0c或关闭正打开着的同名文件后重试。")
    return Refused("read_only", f"不能写入 {folder.name}。请确认它是文件夹、可以写入\uff0c再重试。")
