"""`ledger`: the files of a period in another office's form, or one file tried on it."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.errors import Refused

if TYPE_CHECKING:
    from desktop.cli_month import Opened, Say, Sub

BASES = ("received", "closed", "agreed")


def add(sub: Sub, desk: Opened, say: Say) -> None:
    """Register the subcommand."""
    made = sub("ledger", "按别的机关的表样导出台账", lambda given: _ledger(given, desk, say))
    made.add_argument("--list", action="store_true", help="列出台账")
    made.add_argument("--form", metavar="CODE", help="台账的代码或名称")
    made.add_argument("--month", metavar="YYYY-MM", help="如 2026-10;也可写 2026-Q4、2026-H2、2026")
    made.add_argument("--by", choices=BASES, help="按受理日、结案日或协议日;不给就按台账的设置")
    made.add_argument("--out", type=Path, metavar="FILE.xlsx|.csv", help="写到哪个文件")
    made.add_argument("--unmasked", action="store_true", help="不脱敏(须有导出权限,并用 --reason 写明理由)")
    made.add_argument("--reason", default="", metavar="理由", help="不脱敏的理由,记入审计")
    made.add_argument("--case", metavar="NUMBER", help="不导出,只看一卷在各栏目里是什么(脱敏)")
    made.add_argument("--json", action="store_true")


def _ledger(given: Namespace, open: Opened, say: Say) -> int:
    if given.list:
        return _list(given, open, say)
    if not given.form:
        raise Refused("which_form", "请用 --form 给出台账的代码或名称,用 --list 查看有哪些。")
    if given.case:
        return _try(given, open, say)
    if not given.month or not given.out:
        raise Refused("what_for", "请用 --month 给出月份、用 --out 给出文件,或用 --case 看一卷。")
    return _export(given, open, say)


def _list(given: Namespace, open: Opened, say: Say) -> int:
    from desktop.commands.ledgers import maps

    with open(given) as desk:
        found = maps.maps(desk)
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "office": one.office,
            "columns": len(one.columns),
            "own": maps.is_own(one),
            "changed": maps.changed(one),
        }
        for one in found
    ]
    if given.json:
        say(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        state = "本室自建" if row["own"] else "本室已改" if row["changed"] else "自带"
        say(f"{row['code'] or '-'}\t{row['name']}\t{row['office']}\t{row['columns']} 列\t{state}")
    return 0


def _try(given: Namespace, open: Opened, say: Say) -> int:
    from desktop.commands.ledgers import make, maps
    from desktop.commands.outline import find_case

    with open(given) as desk:
        found = make.try_one(desk, maps.find(desk, given.form), find_case(desk, given.case))
    if given.json:
        say(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return 0
    for one in found:
        say("\t".join((one.head, one.label, " ".join(one.value.split()), one.problem)).rstrip())
    return 0


def _export(given: Namespace, open: Opened, say: Say) -> int:
    from desktop.commands.ledgers import give, make, maps
    from desktop.commands.statistics import figures
    from desktop.commands.statistics.delivery import deliver
    from desktop.domain.counting import Basis, parse_period

    period = parse_period(given.month)
    with open(given) as desk:
        figures.count_all(desk)
        result = make.ledger(
            desk,
            maps.find(desk, given.form),
            period,
            basis=Basis(given.by) if given.by else None,
            unmasked=given.unmasked,
            reason=given.reason,
        )
        written = deliver(given.out.parent, give.files(desk, result, given.out.name))
    if given.json:
        plain = {
            "rows": len(result.disputes),
            "files": [path.name for path in written],
            "problems": [asdict(one) | {"dispute": one.dispute.hex} for one in result.problems],
        }
        say(json.dumps(plain, ensure_ascii=False, indent=1))
        return 0
    say(f"已写出 {len(result.disputes)} 件:{'、'.join(path.name for path in written)}")
    for one in result.problems:
        say(f"{one.number}\t{one.head}\t{one.what},{one.done}\t{' '.join(one.value.split())}")
    return 0
