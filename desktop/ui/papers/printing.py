"""Paper leaves the house: CUPS takes the PDF as it is, other systems take its pixels.

Always A4 at its own size, never scaled: the margins are part of the form.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtPrintSupport import QPrinterInfo

from desktop.domain.errors import MediationError
from desktop.domain.typed import fold_code

MOST_COPIES = 99
SECONDS = 60  # for a spooler to take one paper
NO_PRINTER = "这台电脑还没有可用的打印机。请接好打印机后按“刷新”,或者先另存为 PDF。"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """What one press of 打印 asks for. `pages` count from 1, empty for all; `title` is a number, never a name."""

    printer: str
    title: str
    copies: int = 1
    duplex: bool = True
    pages: tuple[int, ...] = ()


@dataclass
class PrintRefused(MediationError):
    """The printer or its spooler did not take the paper; nothing was printed."""

    sentence: str

    def for_user(self) -> str:
        return self.sentence


class Backend(Protocol):
    """One way to a printer. Called in a job; raises PrintRefused."""

    def send(self, pdf: bytes, job: PrintJob) -> None: ...


def page_range(text: str, count: int) -> tuple[int, ...]:
    """`1-3, 5` as pages from 1, in order; () for all. Raises PrintRefused with how to write it."""
    typed = re.sub(r"\s", "", fold_code(text)).replace("、", ",").replace("至", "-").replace("到", "-").strip(",")
    if not typed:
        return ()
    found: set[int] = set()
    for part in typed.split(","):
        match = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", part)
        if match is None:
            raise PrintRefused("看不懂页码,请写成 1-3 或 1,3。")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= count:
            raise PrintRefused(f"这份文书共 {count} 页,请写 1 到 {count} 之间的页码。")
        found.update(range(first, last + 1))
    return () if len(found) == count else tuple(sorted(found))


def runs(pages: Sequence[int]) -> list[tuple[int, int]]:
    """(1, 2, 3, 5) as [(1, 3), (5, 5)]."""
    found: list[tuple[int, int]] = []
    for page in pages:
        if found and page == found[-1][1] + 1:
            found[-1] = (found[-1][0], page)
        else:
            found.append((page, page))
    return found


def range_text(pages: Sequence[int]) -> str:
    """(1, 2, 3, 5) as `1-3,5`: what `lp -P` reads."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs(pages))


def lp_arguments(job: PrintJob) -> list[str]:
    """After `lp`: everything that CUPS is asked; the paper itself comes through stdin."""
    asked = ["-d", job.printer, "-n", str(job.copies), "-t", job.title]
    asked += ["-o", "media=A4", "-o", "print-scaling=none"]
    asked += ["-o", "sides=two-sided-long-edge" if job.duplex else "sides=one-sided"]
    if job.pages:
        asked += ["-P", range_text(job.pages)]
    return asked


@dataclass(frozen=True, slots=True)
class CupsLp:
    """The PDF as it is, vectors and fonts kept, to the spooler of Linux and macOS. `lp` is the program's full path."""

    lp: str
    environment: dict[str, str] | None = None

    def send(self, pdf: bytes, job: PrintJob) -> None:
        command = [self.lp, *lp_arguments(job)]
        try:
            done = subprocess.run(
                command, input=pdf, capture_output=True, timeout=SECONDS, env=self.environment, check=False
            )
        except subprocess.TimeoutExpired:
            raise PrintRefused("打印服务一分钟没有应答,请看看打印机是否开着,再打印一次。") from None
        except OSError:
            raise PrintRefused("打印服务没有启动,请联系管理员,或者先另存为 PDF。") from None
        if done.returncode != 0:
            raise PrintRefused(f"打印机“{job.printer}”没有接收,请看看它是否开着、是否暂停,再打印一次。")


class PrintService:
    """The printers of this computer, and the way to them."""

    def __init__(
        self,
        backend: Backend,
        names: Callable[[], Sequence[str]] | None = None,
        default: Callable[[], str] | None = None,
    ) -> None:
        self._backend = backend
        self._names = names or QPrinterInfo.availablePrinterNames
        self._default = default or QPrinterInfo.defaultPrinterName

    def printers(self) -> list[str]:
        """Names as the system knows them; asks the system each time."""
        return list(self._names())

    def default(self) -> str:
        return self._default()

    def send(self, pdf: bytes, job: PrintJob) -> None:
        """Hand the paper over. Slow: call it in a job. Raises PrintRefused."""
        if not job.printer:
            raise PrintRefused(NO_PRINTER)
        self._backend.send(pdf, job)


def print_service() -> PrintService:
    """The best way that this computer has."""
    lp = None if sys.platform == "win32" else shutil.which("lp")
    if lp:
        return PrintService(CupsLp(lp))
    from desktop.ui.papers.pixels import Pixels

    return PrintService(Pixels())
