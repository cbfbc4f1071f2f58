"""The forms of other offices as maps of columns: those that come with the program, and what the room made of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import uuid5

from desktop.commands.desk import Desk
from desktop.commands.ledgers.fields import field
from desktop.commands.limits import OURS
from desktop.domain.changes import new_id
from desktop.domain.counting import Basis
from desktop.domain.errors import NotFound, RuleBroken
from desktop.domain.people import Extras
from desktop.domain.permissions import Act
from desktop.domain.reporting import LedgerColumn, LedgerMap
from desktop.storage.store import Reader, Transaction
from resources import rules as cupboard

MOST_COLUMNS, LONGEST_HEAD, WIDEST, MOST_WORDS = 60, 40, 5000, 60
SOURCES, COUNTED, BASIS, NOTE = "sources", "counted", "basis", "note"  # keys among the extras of a map


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which files a ledger takes in. `sources`: the room's finer ones, all when empty.

    `counted`: only what the case table counts, so that its rows are 案件总数. `basis`: whose day decides the month;
    None: as the room counts.
    """

    sources: tuple[str, ...] = ()
    counted: bool = False
    basis: Basis | None = None


def shipped() -> tuple[LedgerMap, ...]:
    """The forms as they come with the program."""
    return tuple(_shipped(row) for row in cupboard.rows("ledgers"))


def _shipped(row: dict[str, Any]) -> LedgerMap:
    return LedgerMap(
        id=uuid5(OURS, f"ledger:{row['code']}"),
        code=row["code"],
        name=row["name"],
        office=row["office"],
        columns=tuple(LedgerColumn(**column) for column in row["columns"]),
        extras={key: row[key] for key in (SOURCES, COUNTED, BASIS, NOTE)},
    )


def original(map: LedgerMap) -> LedgerMap | None:
    """The form that came with the program, of which this map is the room's own version."""
    return next((one for one in shipped() if one.code == map.code), None)


def maps(desk: Desk) -> tuple[LedgerMap, ...]:
    """Every ledger of the room: the program's forms in the room's version, then the room's own."""
    with desk.read() as reader:
        return _maps(reader)


def _maps(reader: Reader) -> tuple[LedgerMap, ...]:
    kept = reader.find(LedgerMap)
    own = {one.code: one for one in reversed(kept) if one.code}
    forms = shipped()
    known = {one.code for one in forms}
    return (*(own.get(one.code, one) for one in forms), *(one for one in kept if one.code not in known))


def find(desk: Desk, said: str) -> LedgerMap:
    """A ledger by its code or its name; NotFound otherwise."""
    for one in maps(desk):
        if said.strip() in {one.code, one.name} - {""}:
            return one
    raise NotFound(f"没有叫“{said[:40]}”的台账,请用 ledger --list 查看。")


def changed(map: LedgerMap) -> bool:
    """Whether the room made one of the program's forms another one."""
    first = original(map)
    return first is not None and replace(map, id=first.id) != first


def is_own(map: LedgerMap) -> bool:
    return original(map) is None


def scope(map: LedgerMap) -> Scope:
    """What the map says of its rows; what makes no sense says nothing."""
    said = map.extras.get(SOURCES)
    sources = tuple(s for s in said if isinstance(s, str)) if isinstance(said, (list, tuple)) else ()
    try:
        basis = Basis(str(map.extras.get(BASIS)))
    except ValueError:
        basis = None
    return Scope(sources=sources, counted=map.extras.get(COUNTED) is True, basis=basis)


def note(map: LedgerMap) -> str:
    """Where the form comes from and how sure that is."""
    said = map.extras.get(NOTE)
    return said if isinstance(said, str) else ""


def with_scope(map: LedgerMap, to: Scope) -> LedgerMap:
    said = {SOURCES: list(to.sources), COUNTED: to.counted, BASIS: to.basis.value if to.basis else ""}
    return replace(map, extras={**map.extras, **said})


def words_of(column: LedgerColumn) -> dict[str, str]:
    """Our value -> theirs."""
    return {str(ours): str(theirs) for ours, theirs in column.words.items()}


def words_text(words: Extras) -> str:
    """The words as one edits them, a line each: `本室的说法=对方的说法`."""
    return "\n".join(f"{ours}={theirs}" for ours, theirs in words.items())


def words_from(text: str) -> dict[str, str]:
    """What was typed as such lines; RuleBroken `words` for a line without = or a value that stands there twice.

    Lines with nothing behind the = are left out: their values are not mapped yet.
    """
    found: dict[str, str] = {}
    for n, line in enumerate(text.replace("\uff1d", "=").splitlines(), 1):
        ours, sign, theirs = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if not sign or not ours:
            raise RuleBroken("words", f"第 {n} 行看不懂,请写成“本室的说法=对方的说法”。")
        if ours in found:
            raise RuleBroken("words", f"“{ours[:20]}”写了两行,请留一行。")
        if theirs:
            found[ours] = theirs
    return found


def plain(map: LedgerMap) -> dict[str, Any]:
    """A form as plain values, for a draft of it."""
    return {"name": map.name, "office": map.office, "extras": dict(map.extras)} | {
        "columns": [asdict(column) for column in map.columns]
    }


def from_plain(map: LedgerMap, said: dict[str, Any]) -> LedgerMap:
    """The form with what a draft of it says."""
    return replace(
        map,
        name=said["name"],
        office=said["office"],
        extras=said["extras"],
        columns=tuple(LedgerColumn(**column) for column in said["columns"]),
    )


def check(map: LedgerMap) -> None:
    """RuleBroken for a form that could not be filled: `field` is name, or `columns.<n>.<what>` of the column."""
    if len(map.name.strip()) > LONGEST_HEAD:
        raise RuleBroken("name", f"台账名称最多 {LONGEST_HEAD} 个字。")
    if not map.columns:
        raise RuleBroken("columns", "台账至少要有一列,请先添加列。")
    if len(map.columns) > MOST_COLUMNS:
        raise RuleBroken("columns", f"一张台账最多 {MOST_COLUMNS} 列,现有 {len(map.columns)} 列。")
    heads: dict[str, int] = {}
    for n, column in enumerate(map.columns):
        _check(column, n)
        head = column.head.strip()
        if head in heads:
            raise RuleBroken(
                f"columns.{n}.head", f"第 {heads[head] + 1} 列和第 {n + 1} 列的栏目都叫“{head}”,请改一个。"
            )
        heads[head] = n


def _check(column: LedgerColumn, n: int) -> None:
    head = column.head.strip()
    if not head:
        raise RuleBroken(f"columns.{n}.head", f"第 {n + 1} 列没有栏目名称,请填写。")
    if len(head) > LONGEST_HEAD:
        raise RuleBroken(f"columns.{n}.head", f"栏目名称最多 {LONGEST_HEAD} 个字。")
    if column.source and field(column.source) is None:
        raise RuleBroken(f"columns.{n}.source", f"“{head}”要取的字段“{column.source[:40]}”本程序没有,请另选。")
    if not 0 <= column.width <= WIDEST:
        raise RuleBroken(f"columns.{n}.width", f"字数限制须在 0(不限)到 {WIDEST} 之间。")
    if len(column.words) > MOST_WORDS:
        raise RuleBroken(f"columns.{n}.words", f"对应词最多 {MOST_WORDS} 行。")


def save(desk: Desk, map: LedgerMap) -> LedgerMap:
    """Keep a form as the administrator made it. RuleBroken as `check`, or for a name that another one has."""
    tidy = replace(
        map,
        name=map.name.strip(),
        office=map.office.strip(),
        columns=tuple(replace(c, head=c.head.strip(), fixed=c.fixed.strip()) for c in map.columns),
    )
    check(tidy)
    with desk.act(Act.MANAGE, "ledger_map") as tx:
        if any(other.name == tidy.name and other.id != tidy.id for other in _maps(tx)):
            raise RuleBroken("name", f"已经有叫“{tidy.name}”的台账,请另起名称。")
        tx.put(tidy)
    return tidy


def copy(desk: Desk, map: LedgerMap) -> LedgerMap:
    """A form of the room's own like this one, under a free name; not saved yet."""
    taken = {one.name for one in maps(desk)}
    names = [f"{map.name}(副本{n})" if n > 1 else f"{map.name}(副本)" for n in range(1, len(taken) + 2)]
    return replace(map, id=new_id(), code="", name=next(name for name in names if name not in taken))


def blank(name: str) -> LedgerMap:
    """A new form with one column."""
    extras: Extras = {SOURCES: [], COUNTED: False, BASIS: "", NOTE: ""}
    return LedgerMap(name=name, columns=(LedgerColumn(head="序号", source="row"),), extras=extras)


def reset(desk: Desk, map: LedgerMap) -> LedgerMap:
    """恢复为自带: the form as it came with the program."""
    first = original(map)
    if first is None:
        raise RuleBroken("code", "这是本室自建的台账,没有自带的样式可恢复。")
    _remove(desk, map)
    return first


def remove(desk: Desk, map: LedgerMap) -> None:
    """Take one of the room's own forms away; undo brings it back."""
    if not is_own(map):
        raise RuleBroken("code", "自带的台账不能删除,可以恢复为自带的样式。")
    _remove(desk, map)


def _remove(desk: Desk, map: LedgerMap) -> None:
    with desk.act(Act.MANAGE, "remove_ledger_map") as tx:
        for kept in _kept(tx, map):
            tx.remove(kept)


def _kept(tx: Transaction, map: LedgerMap) -> list[LedgerMap]:
    return [one for one in tx.find(LedgerMap) if one.id == map.id or (map.code and one.code == map.code)]
