"""The register of a year's numbers: each is borne by a file, at hand, void with its reason, or missing; and doubles."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, func, select

from desktop.commands.desk import Desk
from desktop.commands.numbers.keeping import CASE, Keeping, Known, here, keeping, known, slices
from desktop.domain.agreements import Agreement
from desktop.domain.numbering import number
from desktop.domain.numbering import read as read_number
from desktop.domain.people import Committee
from desktop.domain.stations import NumberBlock, Settlement, Station
from desktop.storage.schema import GONE, TABLES, audit, concerns, numbers, operations
from desktop.storage.store import Reader, Transaction

DOUBLED = "double_number"
TWICE = "与另一件同号,请改其中一件"


class Standing(StrEnum):
    USED = "used"  # 已用
    LEASED = "leased"  # 待用
    VOID = "void"  # 作废
    MISSING = "missing"  # 缺号


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One number of a year. `why` explains what no file bears; a missing number without it must be looked into.

    `station` is the name of the one that has or had it at hand. A number that two files bear has a line for each.
    """

    number: int
    text: str
    dispute: UUID | None = None
    state: Standing
    station: str = ""
    why: str = ""

    @property
    def explained(self) -> bool:
        return self.state is Standing.USED or bool(self.why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubled:
    """A number that several files bear. `free` are those that may be given another: nothing is issued under it yet."""

    number: str
    disputes: tuple[UUID, ...]
    free: tuple[UUID, ...]


def register(desk: Desk, year: int) -> tuple[Line, ...]:
    """Every number of the year from 1 to the highest known, of all stations; the same on each when all is exchanged."""
    with desk.read() as reader:
        committee = reader.committee()
        return _Book(
            reader, committee, known(reader, committee, year), keeping(reader, desk.store.device), year
        ).lines()


def years(desk: Desk) -> tuple[int, ...]:
    """The years that have numbers, newest first, and this one."""
    d, b, n = TABLES["disputes"].c, TABLES["number_blocks"].c, numbers.c
    with desk.read() as reader:
        committee = reader.committee()
        texts = reader.rows(select(d.case_no).where(d.case_no > ""))
        found = {ours[0] for (text,) in texts if (ours := read_number(committee, text))}
        found |= {int(row[0]) for row in reader.rows(select(b.year).distinct())}
        found |= {int(row[0]) for row in reader.rows(select(n.year).where(n.series == CASE).distinct())}
    return tuple(sorted(found | {desk.today().year}, reverse=True))


def doubled(reader: Reader, disputes: Iterable[UUID] | None = None) -> tuple[Doubled, ...]:
    """The numbers that more than one file bears, by number; among all files or those of `disputes` and their twins."""
    d = TABLES["disputes"].c
    bear = (d.case_no > "", d[GONE] == 0)
    if disputes is None:
        several = select(d.case_no).where(*bear).group_by(d.case_no).having(func.count() > 1)
        texts = {row[0] for row in reader.rows(several)}
    else:
        texts = {
            row[0]
            for some in slices(sorted(set(disputes)))
            for row in reader.rows(select(d.case_no).where(d.id.in_(some), *bear))
        }
    twins: dict[str, list[UUID]] = {}
    for text in sorted(texts):
        found = [row[0] for row in reader.rows(select(d.id).where(d.case_no == text, d[GONE] == 0).order_by(d.id))]
        if len(found) > 1:
            twins[text] = found
    return tuple(
        Doubled(number=text, disputes=tuple(ids), free=tuple(id for id in ids if not keeps_number(reader, id)))
        for text, ids in twins.items()
    )


def forget_parted(tx: Transaction) -> None:
    """A number that two files bore and one bears now is nobody's concern any more."""
    c, d = concerns.c, TABLES["disputes"].c
    for id, detail in tx.rows(select(c.id, c.detail).where(c.code == DOUBLED)):
        text = str(json.loads(detail).get("mark", ""))
        bear = tx.rows(select(func.count()).where(d.case_no == text, d[GONE] == 0))
        if int(bear[0][0]) < 2:
            tx.connection.execute(delete(concerns).where(c.id == id))


def keeps_number(reader: Reader, dispute: UUID) -> bool:
    """Whether an agreement is out under the file's number: issued or signed, and not with the number left blank."""
    return any(a.frozen and a.no for a in reader.find(Agreement, dispute_id=dispute))


def faults(reader: Reader, me: UUID) -> list[str]:
    """For 核对: a number twice that nobody has settled, a gap that nothing explains, a number outside the register."""
    settled = {s.dispute_id for s in reader.find(Settlement, code=DOUBLED)}
    found = [f"编号重复:{two.number}" for two in doubled(reader) if not settled & set(two.disputes)]
    k, committee = keeping(reader, me), reader.committee()
    return found + (_unlisted(reader, committee) if not k.stations else _gaps(reader, committee, k))


def _unlisted(reader: Reader, committee: Committee) -> list[str]:
    """A station that counts alone has each number in its own register under its file."""
    n, d = numbers.c, TABLES["disputes"].c
    held = {(row[0], row[1]): row[2] for row in reader.rows(select(n.year, n.seq, n.dispute).where(n.series == CASE))}
    return [
        f"编号未登记:{case_no}"
        for id, case_no in reader.rows(select(d.id, d.case_no).where(d.case_no > ""))
        if (ours := read_number(committee, case_no)) and held.get(ours) != id.bytes
    ]


def _gaps(reader: Reader, committee: Committee, k: Keeping) -> list[str]:
    d = TABLES["disputes"].c
    texts = reader.rows(select(d.case_no).where(d.case_no > ""))
    found = []
    for year in sorted({ours[0] for (text,) in texts if (ours := read_number(committee, text))}):
        lines = _Book(reader, committee, known(reader, committee, year), k, year).lines()
        found += [f"编号缺号:{line.text}" for line in lines if not line.explained]
    return found[:20]


class _Book:
    def __init__(self, reader: Reader, committee: Committee, facts: Known, k: Keeping, year: int) -> None:
        self._committee, self._facts, self._k, self._year = committee, facts, k, year
        self._names = {s.id: f"{s.no}号 {s.name}" for s in reader.find(Station, "no", "id")}
        self._numbers = dict(self._texts(reader))
        files = {id for ids in (*facts.borne.values(), *facts.was.values()) for id in ids}
        self._here = here(reader, files)
        self._brought = _brought(reader, {id for ids in facts.borne.values() for id in ids})
        self._block: dict[int, NumberBlock] = {}
        for block in sorted(facts.blocks, key=lambda b: b.ended_on is None):  # one that holds says more
            self._block |= dict.fromkeys(range(block.first, block.last + 1), block)

    def lines(self) -> tuple[Line, ...]:
        found: list[Line] = []
        above = 0
        for seq in range(self._facts.highest, 0, -1):
            bearers = self._facts.borne.get(seq, ())
            if bearers:
                above = seq
            found += self._used(seq, bearers) if bearers else [self._unused(seq, above)]
        return tuple(reversed(found))

    def _used(self, seq: int, bearers: tuple[UUID, ...]) -> list[Line]:
        living = [id for id in bearers if id in self._here]
        shown = living or list(bearers)
        why = TWICE if len(living) > 1 else "" if living else "卷宗已删除,编号不再使用"
        return [
            Line(
                number=seq,
                text=self._text(seq),
                dispute=id,
                state=Standing.USED,
                station=self._station(seq),
                why=why,
            )
            for id in reversed(shown)
        ]

    def _unused(self, seq: int, above: int) -> Line:
        """`above` is the next higher number that a file bears, 0 when there is none."""
        state, why, dispute = Standing.MISSING, "", None
        block, was = self._block.get(seq), self._facts.was.get(seq, ())
        if block is not None and block.ended_on is not None:
            state, why = Standing.VOID, block.reason or "号段已结束"
            dispute = _of(block)
        elif was:
            now = self._numbers.get(was[0], "")
            state, why, dispute = Standing.VOID, f"该件已改用 {now}" if now else "该件已改号", was[0]
        elif block is not None:
            state, why = Standing.LEASED, "号段内,待用"
        elif seq in self._facts.void:
            state, why = Standing.VOID, self._facts.void[seq]
        elif above and self._brought & set(self._facts.borne[above]):
            why = "导入的台账里没有这个号"
        elif self._k.shared and self._k.hub:
            why = "其他工作站刚取得,等它传来"
        return Line(
            number=seq,
            text=self._text(seq),
            dispute=dispute if dispute in self._here else None,
            state=state,
            station=self._station(seq),
            why=why,
        )

    def _text(self, seq: int) -> str:
        return number(self._committee, self._year, seq)

    def _station(self, seq: int) -> str:
        block = self._block.get(seq)
        return self._names.get(block.station_id, "") if block else ""

    def _texts(self, reader: Reader) -> Iterable[tuple[UUID, str]]:
        d = TABLES["disputes"].c
        for some in slices(sorted({id for ids in self._facts.was.values() for id in ids})):
            yield from ((id, text) for id, text in reader.rows(select(d.id, d.case_no).where(d.id.in_(some))))


def _of(block: NumberBlock) -> UUID | None:
    """The file that gave a single number up."""
    said = block.extras.get("dispute")
    return UUID(said) if isinstance(said, str) else None


def _brought(reader: Reader, files: set[UUID]) -> set[UUID]:
    """Those of the files whose number came in with an older register."""
    o, a = operations.c, audit.c
    return {
        UUID(bytes=row[0])
        for some in slices(sorted(files))
        for row in reader.rows(
            select(o.object)
            .join_from(operations, audit, o.txn == a.txn)
            .where(o.object.in_([id.bytes for id in some]), o.field == "case_no", a.act == "load")
        )
    }
