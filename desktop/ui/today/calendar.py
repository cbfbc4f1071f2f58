"""导出日程: one's own dates into a file for the telephone, from wherever a button asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.commands import calendar_export
from desktop.domain.errors import MediationError, Refused
from desktop.storage.files import write_private
from desktop.ui.host import Host
from desktop.ui.papers.outlet import AskWhere, ask_where

TITLE = "导出日程"
KIND = "日程 (*.ics)"
NAME = "我的日程.ics"


def _ask(parent: QWidget, name: str, then: Callable[[Path], None]) -> None:
    ask_where(parent, name, then, TITLE, KIND)


def export_dates(host: Host, parent: QWidget, *, numbers: bool = False, where: AskWhere | None = None) -> None:
    """Ask where, then write; nothing in the file says who. `numbers` adds the files' numbers."""
    if host.desk.account.member_id is None:
        host.problem(Refused("member", "这个账户没有对应团队成员,没有自己的日程可导出。"))
        return
    (where or _ask)(parent, NAME, partial(_write, host, numbers))


def _write(host: Host, numbers: bool, to: Path) -> None:
    try:
        write_private(to, calendar_export.export(host.desk, numbers=numbers))
    except MediationError as refused:
        host.problem(refused)
    except OSError:
        host.problem(Refused("read_only", "这个位置写不进去,请换一个文件夹再存。"))
    else:
        host.say(f"已导出:{to.name}。里面只有时间和事项,没有姓名。")
