"""A room of a million counted disputes over ten years: their rows, agreements, lines, tallies and sums, in bulk.

Each file is a real value that goes through the program's own `units`; only the writing is done by the thousand. The
history (operations) is left out: no figure reads it. Made once and kept, for it takes some minutes.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Table

import desktop
from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.handbook import open_handbook
from desktop.commands.statistics.tallies import Place, add_up, as_row
from desktop.commands.summaries import due_rows, summary
from desktop.domain.agreements import Agreement, Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.counting import MEASURES, units
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Performing
from desktop.domain.next_steps import steps
from desktop.domain.people import Committee, Member, Role, TeamRole
from desktop.storage.columns import Plain
from desktop.storage.keys import Cost
from desktop.storage.schema import TABLES, dues, summaries, sums, tallies
from desktop.storage.store import Transaction

PASSWORD = "benchmark-2026"
SEED = 4
YEARS = range(2017, 2027)
TODAY = date(2026, 12, 31)
TEAM = 12
OPEN = 60  # the newest are still talked about
BATCH = 10_000
TABLES_WRITTEN: dict[str, Table] = {
    "disputes": TABLES["disputes"],
    "agreements": TABLES["agreements"],
    "summaries": summaries,
    "dues": dues,
    "tallies": tallies,
}
ENDS = (
    *[Mediation.AGREED_WRITTEN] * 12,
    *[Mediation.AGREED_ORAL] * 5,
    *[Mediation.TERMINATED] * 3,
    Mediation.WITHDRAWN,
)
FORMS = {Mediation.AGREED_WRITTEN: Form.WRITTEN, Mediation.AGREED_ORAL: Form.ORAL}


def room(data: Path, count: int) -> Path:
    """Made anew when the program counts or keeps things differently; rooms of other programs are thrown away."""
    package = Path(desktop.__file__).parent
    deciding = (
        *(package / "domain/counting").glob("*.py"),
        package / "commands/statistics/tallies.py",
        package / "storage/schema.py",
        Path(__file__),
    )
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(deciding))).hexdigest()[:8]
    kept = data / f"counted-{count}-{digest}"
    for old in data.glob(f"counted-{count}-*"):
        if old != kept:
            shutil.rmtree(old)
    if not kept.exists():
        half = kept.with_name(f"{kept.name}.half")
        shutil.rmtree(half, ignore_errors=True)
        make(half, count)
        half.rename(kept)
    return kept


def make(folder: Path, count: int) -> None:
    committee = Committee(committee="示例街道人民调解委员会", short="示例人调", room="示例联合纠纷调处室")
    cheap = Cost(memory=8 * 1024, passes=1, lanes=1)  # what is measured begins when the room is open
    desk, _code = rooms.create(folder, committee, "基准", PASSWORD, role=Role.ADMIN, cost=cheap)
    team = [Member(name=f"调解员{n}", role=TeamRole.PEOPLE_MEDIATOR) for n in range(TEAM)]
    with desk.store.aside() as tx:
        _insert(tx, TABLES["members"], [_plain(m) for m in team])
    _fill(desk, count, team)
    desk.store.close()


def _fill(desk: Desk, count: int, team: list[Member]) -> None:
    handbook, names = open_handbook(), {m.id: m.name for m in team}
    added: dict[Place, list[int]] = {}
    waiting: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES_WRITTEN}
    for n, file in enumerate(files(count, random.Random(SEED), team), 1):
        found = steps(file, TODAY, handbook.rules) if file.dispute.unsettled else ()
        waiting["disputes"].append(_plain(file.dispute))
        waiting["agreements"] += [_plain(a) for a in file.agreements]
        waiting["summaries"].append(summary(file, names, found))
        waiting["dues"] += due_rows(file, found)
        for unit in units(file, handbook.counting, handbook.catalogue):
            row = as_row(unit)
            add_up(added, row)
            waiting["tallies"].append(row)
        if n % BATCH == 0 or n == count:
            with desk.store.aside() as tx:
                for name, rows in waiting.items():
                    _insert(tx, TABLES_WRITTEN[name], rows)
                    rows.clear()
    with desk.store.aside() as tx:
        keys = ("basis", "month", "axis", "key")
        _insert(
            tx,
            sums,
            [dict(zip(keys, place, strict=True)) | dict(zip(MEASURES, n, strict=True)) for place, n in added.items()],
        )
        tx.set_meta("renewed_on", TODAY.isoformat())


def _insert(tx: Transaction, table: Table, rows: list[dict[str, Any]]) -> None:
    """As SQLAlchemy would write them, in a fraction of its time: values that are plain already go as they are."""
    if not rows:
        return
    columns = [c for c in table.columns if c.name in rows[0]]
    plain = itemgetter(*(c.name for c in columns))
    bound = [(n, c.type.process_bind_param) for n, c in enumerate(columns) if isinstance(c.type, Plain)]

    def encoded() -> Iterator[list[Any]]:
        for row in rows:
            values = list(plain(row))
            for n, written in bound:
                values[n] = written(values[n], None)
            yield values

    names = ", ".join(f'"{c.name}"' for c in columns)
    tx.connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})",
        [tuple(values) for values in encoded()] if bound else [plain(row) for row in rows],
    )


def files(count: int, chance: random.Random, team: list[Member]) -> Iterator[CaseFile]:
    """Invented files, the oldest first; four in five settled, closed within two months."""
    handbook = open_handbook()
    categories = [c.code for c in handbook.categories]
    sources = [s.code for s in handbook.sources]
    starts = date(YEARS[0], 1, 1)
    whole = (date(YEARS[-1], 12, 31) - starts).days
    for n in range(count):
        on = starts + timedelta(days=n * whole // count)
        going = n >= count - OPEN
        how = Mediation.MEDIATING if going else chance.choice(ENDS)
        ended = on + timedelta(days=chance.choice((0, 0, 2, 5, 9, 14, 21, 28, 40)))
        closed = None if going else ended + timedelta(days=chance.randrange(60))
        settled = how in FORMS
        mediators = chance.sample(team, 2)
        dispute = Dispute(
            key=f"c{n}",
            case_no=f"({on.year})示例人调字第{n:07d}号",
            title="某某与某某纠纷",
            short_title="某某 与 某某",
            category=chance.choice(categories),
            source=chance.choice(sources),
            received_at=datetime.combine(on, time(9)),
            applied_on=on,
            decided_on=on,
            intake=Intake.ACCEPTED,
            mediation=how,
            ended_on=None if settled or going else ended,
            performing=Performing.FULFILLED if settled and chance.random() < 0.9 else Performing.NONE,
            filing=Filing.OPEN if going else Filing.ARCHIVED,
            closed_on=closed,
            archived_on=closed,
            mediators=tuple(m.id for m in mediators),
            parties_count=chance.choice((2, 2, 2, 3, 4)),
            is_difficult=chance.random() < 0.05,
            facts="押金不退。漏水。",
        )
        agreement = Agreement(
            dispute_id=dispute.id,
            form=FORMS.get(how, Form.WRITTEN),
            status=Status.SIGNED,
            agreed_on=ended,
            effective_on=ended,
            amount_fen=chance.randrange(5_000_000),
        )
        yield CaseFile(
            dispute=dispute,
            people={},
            team={m.id: m for m in team},
            agreements=(agreement,) if settled else (),
        )


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in type(value).__dataclass_fields__}
