"""`month` and `freeze`: the month's figures as files, and sealing a month."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from desktop.commands.desk import Desk

BASES = ("received", "closed", "agreed")
Opened = Callable[[Namespace], AbstractContextManager["Desk"]]
Say = Callable[[str], None]


class Sub(Protocol):
    """Adds a subcommand."""

    def __call__(self, name: str, help: str, run: Callable[[Namespace], int]) -> ArgumentParser: ...


def add(sub: Sub, desk: Opened, say: Say) -> None:
    """Register both subcommands."""
    month = sub("month", "统计一个月(季、半年、年),写出表、月报和数字", lambda given: _month(given, desk, say))
    month.add_argument("period", metavar="YYYY-MM", help="如 2026-10;也可写 2026-Q4、2026-H2、2026")
    month.add_argument("--by", choices=BASES, help="按受理日、结案日或协议日;不给就按统计口径的设置")
    month.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹")
    month.add_argument("--json", action="store_true", help="数字同时写到屏幕")
    month.add_argument("--unmasked", action="store_true", help="不脱敏(须有导出权限,并用 --reason 写明理由)")
    month.add_argument("--reason", default="", metavar="理由", help="不脱敏的理由,记入审计")
    month.add_argument("--failed-reason", default="", metavar="理由", help="核对不平仍要导出的理由,印在表下")
    freeze = sub("freeze", "封存一个月的统计数字", lambda given: _freeze(given, desk, say))
    freeze.add_argument("period", metavar="YYYY-MM", help="如 2026-10")
    freeze.add_argument("--reason", default="", metavar="理由", help="核对不平仍要封存的理由")


def _month(given: Namespace, open: Opened, say: Say) -> int:
    from desktop.commands.statistics import delivery, export, figures, figures_file
    from desktop.domain.counting import Basis, parse_period

    period = parse_period(given.period)
    with open(given) as desk:
        figures.count_all(desk)
        files = export.bundle(
            desk,
            period,
            basis=Basis(given.by) if given.by else None,
            unmasked=given.unmasked,
            reason=given.reason,
            failed_reason=given.failed_reason,
        )
    written = delivery.deliver(given.out, files)
    say(files[figures_file.NAME].decode().rstrip() if given.json else _told(written))
    return 0


def _told(written: Any) -> str:
    return "已写出:\n" + "\n".join(path.name for path in written)


def _freeze(given: Namespace, open: Opened, say: Say) -> int:
    from desktop.commands.statistics import figures, freezing
    from desktop.domain.counting import parse_period

    period = parse_period(given.period)
    with open(given) as desk:
        figures.count_all(desk)
        made = freezing.freeze(desk, given.period, given.reason)
    say(f"{period.label}已封存。")
    say(f"封存人:{made.by_name}")
    say(f"封存时间:{made.at:%Y-%m-%d %H:%M}")
    say(f"校验码(SHA-256):{made.digest}")
    return 0
