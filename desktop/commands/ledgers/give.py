"""A filled ledger as the files that are handed in."""

from __future__ import annotations

from pathlib import PurePath

from desktop.commands.desk import Desk
from desktop.commands.ledgers.make import LIST_NAME, LedgerResult
from desktop.domain.counting import Period
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.reporting import LedgerMap
from reports.statistics import csv, xlsx

XLSX, CSV = ".xlsx", ".csv"


def file_name(map: LedgerMap, period: Period, suffix: str = XLSX) -> str:
    """`2026-10 12345工单办理回复台账.xlsx`."""
    plain = "".join(char for char in map.name if char not in '\\/:*?"<>|')
    return f"{period.code.replace('..', '至')} {plain}{suffix}"


def files(desk: Desk, result: LedgerResult, name: str) -> dict[str, bytes]:
    """File name -> bytes, by the ending of `name`; RuleBroken for one that is neither .xlsx nor .csv.

    A CSV holds the form's own columns and nothing else, so what did not fit is listed in a second one. Giving out is
    on record; of an unmasked ledger it was when it was filled.
    """
    path = PurePath(name)
    made: dict[str, bytes] = {}
    match path.suffix.lower():
        case ".xlsx":
            made[name] = xlsx.workbook(result.sheets(), made_at=desk.now(), practice=desk.practice)
        case ".csv":
            made[name] = csv.text(result.sheet)
            made |= {f"{path.stem}-{LIST_NAME}{path.suffix}": csv.text(sheet) for sheet in result.sheets()[1:]}
        case _:
            raise RuleBroken("out", "台账存为 .xlsx 或 .csv,请改文件名的结尾。")
    if not result.unmasked:
        desk.note(
            Act.REPORT,
            "export_ledger",
            ledger=result.map.name,
            period=result.period.code,
            rows=len(result.disputes),
            unmasked=False,
        )
    return made
