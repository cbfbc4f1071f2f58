"""A room of many invented files, made by bulk inserts: the rows that lists and files read, without their history."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.handbook import open_handbook
from desktop.commands.summaries import due_rows, summary
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Performing, Risk
from desktop.domain.next_steps import steps
from desktop.domain.people import Committee, Party, PartyRole, Person, Role
from desktop.storage.keys import Cost
from desktop.storage.reader import FILE_PARTS
from desktop.storage.schema import TABLES, dues, summaries
from tests.benchmarks.busy_files import busy

PASSWORD = "benchmark-2026"
SEED = 1
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
GIVEN = "明远思齐雨桐子昂佳怡文博晓彤志强海燕俊杰梦瑶浩然雪晴立群丽娜永康春晖婉清国栋欣悦慧敏"
FACTS = ("夜间噪声扰民", "押金不退", "拖欠工资", "物业费未交", "漏水", "停车位", "退款", "相撞", "装修", "转租")
BATCH = 5_000
OPEN = 60  # a room of three mediators has about so many unsettled
TODAY = date(2026, 11, 23)
ALL = {**TABLES, "summaries": summaries, "dues": dues}


def make(folder: Path, count: int, *, seed: int = SEED, unsettled: int = OPEN, busily: bool = False) -> None:
    """A room with `count` files in `folder`, which must be empty or missing.

    `busily`: the unsettled ones came in the last eight weeks and have sessions, agreements, follow-ups.
    """
    committee = Committee(committee="示例街道人民调解委员会", short="示例人调", room="示例联合纠纷调处室")
    cost = Cost()  # as in a real room: unlocking is part of what is measured
    desk, _code = rooms.create(folder, committee, "基准", PASSWORD, role=Role.ADMIN, member_name="基准", cost=cost)
    _fill(desk, count, random.Random(seed), unsettled, random.Random(seed) if busily else None)
    desk.store.close()


def _fill(desk: Desk, count: int, chance: random.Random, unsettled: int, busily: random.Random | None) -> None:
    handbook = open_handbook()
    members = {m.id: m.name for m in desk.members()}
    waiting: dict[str, list[dict[str, Any]]] = {}
    with desk.store.aside() as tx:
        for n, plain in enumerate(files(count, chance, next(iter(members)), unsettled), 1):
            file = busy(plain, busily, TODAY) if busily is not None and n > count - unsettled else plain
            for kind, rows in _rows(file).items():
                waiting.setdefault(kind, []).extend(rows)
            found = steps(file, TODAY, handbook.rules)
            waiting.setdefault("summaries", []).append(summary(file, members, found))
            waiting.setdefault("dues", []).extend(due_rows(file, found))
            if n % BATCH == 0 or n == count:
                for kind, rows in waiting.items():
                    if rows:
                        tx.connection.execute(insert(ALL[kind]), rows)
                waiting.clear()
        tx.set_meta("renewed_on", TODAY.isoformat())


def files(count: int, chance: random.Random, mediator: UUID, unsettled: int = OPEN) -> Iterator[CaseFile]:
    """Invented files, oldest first."""
    start = date(2016, 1, 4)
    categories = [c.code for c in open_handbook().categories]
    for n in range(count):
        day = start + timedelta(days=n * 3970 // count)
        open_ = n >= count - unsettled
        asking = Person(name=_name(chance), phone=f"120{n:08d}")
        answering = Person(name=_name(chance), phone=f"1209{n:07d}")
        dispute = Dispute(
            key=f"b{n}",
            case_no=f"({day.year})示例人调字第{n:06d}号",
            title=f"{asking.name}与{answering.name}纠纷",
            category=chance.choice(categories),
            source=chance.choice(("application", "initiative", "police_110", "hotline_12345")),
            received_at=datetime.combine(day, time(9)),
            applied_on=day,
            decided_on=day,
            intake=Intake.ACCEPTED,
            mediation=Mediation.MEDIATING if open_ else Mediation.TERMINATED,
            performing=Performing.NONE,
            filing=Filing.OPEN if open_ else Filing.ARCHIVED,
            closed_on=None if open_ else day,
            archived_on=None if open_ else day,
            mediators=(mediator,),
            facts="".join(chance.choice(FACTS) + "。" for _ in range(4)),
            risk=chance.choice((Risk.GREEN, Risk.GREEN, Risk.GREEN, Risk.YELLOW, Risk.ORANGE)),
        )
        parties = tuple(
            Party(dispute_id=dispute.id, person_id=p.id, ref=ref, role=role, position=position)
            for position, (p, ref, role) in enumerate(
                ((asking, "a1", PartyRole.APPLICANT), (answering, "b1", PartyRole.RESPONDENT))
            )
        )
        yield CaseFile(dispute=dispute, people={asking.id: asking, answering.id: answering}, parties=parties)


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2))))


def _rows(file: CaseFile) -> dict[str, list[dict[str, Any]]]:
    def plain(value: Any) -> dict[str, Any]:
        return {name: getattr(value, name) for name in type(value).__dataclass_fields__}

    parts = {name: [plain(part) for part in getattr(file, name)] for name in FILE_PARTS}
    return {"disputes": [plain(file.dispute)], "people": [plain(p) for p in file.people.values()], **parts}
