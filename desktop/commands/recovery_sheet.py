"""The recovery sheet: made from the code that was just shown, never from anything kept."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from desktop.commands.desk import SHANGHAI
from desktop.domain.errors import Refused
from desktop.storage.files import write_private
from reports import raster
from reports.errors import PaperError
from reports.recovery_sheet import RecoverySheet, build


def make(room: str, committee: str, code: str, on: date) -> bytes:
    """The sheet as PDF. Refused when it cannot be set."""
    sheet = RecoverySheet(
        room=room,
        committee=committee,
        code=code,
        made_on=on,
        issued_at=datetime.combine(on, time(9), SHANGHAI),
    )
    try:
        return build(sheet)
    except PaperError as error:
        raise Refused("sheet", error.for_user()) from None


def pictures(sheet: bytes, *, dpi: float) -> list[raster.Picture]:
    """Its pages in grey, for a printer."""
    return raster.pages(sheet, dpi=dpi, grey=True)


def write(path: Path, sheet: bytes) -> None:
    """Where the person said; only its owner may read it. Refused when the place cannot be written."""
    try:
        write_private(path, sheet)
    except OSError:
        raise Refused("read_only", "那个位置不能写入,请换一个文件夹或 U 盘。") from None
