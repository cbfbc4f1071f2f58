"""What happens when something unforeseen happens: a log without anybody's data, one honest sentence."""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from desktop.storage.files import make_private_folder

log = logging.getLogger("desktop")


def harden() -> None:
    """Private files, and no memory image on disk when the program dies."""
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def open_log(folder: Path) -> None:
    """`logs/desktop.log`, ten files of a megabyte; only types and places are ever written."""
    try:
        make_private_folder(folder / "logs")
        handler = RotatingFileHandler(
            folder / "logs" / "desktop.log", maxBytes=1_000_000, backupCount=9, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.handlers = [handler]
    log.setLevel(logging.INFO)


def place(error: BaseException) -> str:
    """Type and code locations, never the message: messages quote people's data."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    return f"{type(error).__name__} at {where}"


def wordless(message: str) -> str:
    """A message of Qt without what it may quote: file names, Chinese words, numbers of four digits and more."""
    return re.sub(r"\"[^\"]*\"|'[^']*'|\S*[/\\]\S*|[^\x20-\x7e]+|\d{4,}", "…", message)


def install(tell: Callable[[str], None]) -> None:
    """Unforeseen errors go to the log by type and place, and `tell` says one sentence to the person."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("unforeseen: %s", place(error))
        tell("程序内部出错,刚才这一步没有完成;已存的数据和草稿不受影响。请重试,仍不行请重启程序。")

    sys.excepthook = hook
