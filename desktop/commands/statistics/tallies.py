"""The counted units of each file and their sums, derived, kept in the same transaction as what they count.

`sums` is always exactly what `tallies` add up to. The tallies of a room follow its counting rules once `recount` has
gone through all of it; `is_counted` says whether it has. A tally that is written by other rules than all the others
takes that word back at once, so that rules set and set back again cannot leave a mixture behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop import __version__
from desktop.commands.handbook import Handbook
from desktop.domain.casefile import CaseFile
from desktop.domain.counting import AXES, MEASURES, Basis, Unit, units
from desktop.storage.cipher import in_words
from desktop.storage.columns import as_text
from desktop.storage.schema import BASES, GONE, TABLES, sums, tallies
from desktop.storage.store import Reader, Store, Transaction

COUNTED = "counted_by"  # the rules by which the tallies of every file were written; empty: not all by the same
UNDER_WAY = "counting by "  # before them while a recount goes through the files
SO_FAR = "counted_so_far"  # `done of`, while a recount goes through the files
AT_ONCE = 100  # whole files read and written together: other acts wait for no more than this
Place = tuple[str, str, str, str]  # basis, month, axis, key


def tally(tx: Transaction, ids: Sequence[UUID], files: Iterable[CaseFile], handbook: Handbook) -> None:
    """Write anew what these files count for, and move the sums by the difference; a file that is gone counts no more.

    Most acts change no figure: then nothing is written.
    """
    after = {
        (row["dispute"], row["no"]): row
        for file in files
        for row in map(as_row, units(file, handbook.counting, handbook.catalogue))
    }
    here = [id.bytes for id in ids]
    before = {
        (row["dispute"], row["no"]): row
        for row in (dict(r._mapping) for r in tx.rows(select(tallies).where(tallies.c.dispute.in_(here))))
    }
    lost = [row for key, row in before.items() if after.get(key) != row]
    made = [row for key, row in after.items() if before.get(key) != row]
    if not lost and not made:
        return
    with in_words():
        for row in lost:
            tx.connection.execute(delete(tallies).where(tallies.c.dispute == row["dispute"], tallies.c.no == row["no"]))
        if made:
            tx.connection.execute(insert(tallies), made)
    move(tx, lost, made)
    if tx.meta(COUNTED) not in {None, "", stamp(handbook), UNDER_WAY + stamp(handbook)}:
        tx.set_meta(COUNTED, "")


def as_row(unit: Unit) -> dict[str, Any]:
    """A unit as plain columns."""
    days = {f"{basis.value}_on": day.isoformat() if (day := unit.day(basis)) else "" for basis in Basis}
    return {
        "dispute": unit.dispute_id.bytes,
        "no": unit.no,
        **days,
        **{axis: getattr(unit, axis) for axis in AXES},
        "helpers": " ".join(unit.helpers),
        "who": unit.who,
        **{measure: unit.get(measure) for measure in MEASURES},
    }


def add_up(found: dict[Place, list[int]], row: dict[str, Any], sign: int = 1) -> None:
    """Add one row of `tallies` to every place in which it counts."""
    figures = [sign * row[measure] for measure in MEASURES]
    places = list(_places(row))
    for basis in BASES:
        if not (month := row[f"{basis}_on"][:7]):
            continue
        for axis, key in places:
            kept = found.setdefault((basis, month, axis, key), [0] * len(figures))
            for n, figure in enumerate(figures):
                if figure:
                    kept[n] += figure


def _places(row: dict[str, Any]) -> Iterable[tuple[str, str]]:
    unit = Unit(
        dispute_id=UUID(bytes=row["dispute"]),
        received=None,
        closed=None,
        agreed=None,
        helpers=tuple(row["helpers"].split()),
        **{axis: row[axis] for axis in AXES},
    )
    return unit.places()


def move(tx: Transaction, lost: Iterable[dict[str, Any]], made: Iterable[dict[str, Any]]) -> None:
    """Take rows of `tallies` out of the sums, and put others in."""
    found: dict[Place, list[int]] = {}
    for row in lost:
        add_up(found, row, -1)
    for row in made:
        add_up(found, row)
    written = [
        dict(zip(("basis", "month", "axis", "key"), place, strict=True)) | dict(zip(MEASURES, figures, strict=True))
        for place, figures in found.items()
        if any(figures)
    ]
    if not written:
        return
    adding = upsert(sums)
    adding = adding.on_conflict_do_update(
        index_elements=["basis", "month", "axis", "key"],
        set_={measure: sums.c[measure] + adding.excluded[measure] for measure in MEASURES},
    )
    with in_words():
        tx.connection.execute(adding, written)


def stamp(handbook: Handbook) -> str:
    """What the tallies depend on beside the files: the rules, and the program that follows them."""
    c = handbook.counting
    return as_text([c.mass, c.reopened, c.refused, handbook.catalogue.version, __version__])


def is_counted(reader: Reader, handbook: Handbook) -> bool:
    """Whether every file was counted by the present rules."""
    return reader.meta(COUNTED) == stamp(handbook)


def so_far(reader: Reader) -> tuple[int, int]:
    """(done, of) of the recount that goes through the files now, or of the last one."""
    done, of = (reader.meta(SO_FAR) or "0 0").split()
    return int(done), int(of)


def recount(store: Store, handbook: Handbook, told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Count every file anew by the present rules, a few at a time; how many files. For after an upgrade or new rules.

    `told(done, of)` hears how far it is, and stops it by raising. Stopped half-way it begins again; the sums equal
    the tallies at every moment. When somebody set other rules meanwhile it was in vain: `is_counted` says so.
    """
    d, t = TABLES["disputes"].c, tallies.c
    with store.aside() as tx:
        tx.set_meta(COUNTED, UNDER_WAY + stamp(handbook))
        tx.set_meta(SO_FAR, "0 0")
        here = select(d.id).where(d[GONE] == 0)
        ids = [row[0] for row in tx.rows(here.order_by(d.id))]
        gone = [UUID(bytes=row[0]) for row in tx.rows(select(t.dispute).where(t.dispute.not_in(here)).distinct())]
    for n in range(0, len(gone), AT_ONCE):
        with store.aside() as tx:
            tally(tx, gone[n : n + AT_ONCE], (), handbook)
    for n in range(0, len(ids), AT_ONCE):
        with store.aside() as tx:
            some = ids[n : n + AT_ONCE]
            tally(tx, some, tx.files(some), handbook)
            tx.set_meta(SO_FAR, f"{n + len(some)} {len(ids)}")
        told(min(n + AT_ONCE, len(ids)), len(ids))
    with store.aside() as tx:
        if tx.meta(COUNTED) == UNDER_WAY + stamp(handbook):
            tx.set_meta(COUNTED, stamp(handbook))
    return len(ids)
