"""Is everything still what was written? Integrity, audit chain, operations against rows, orphans, figures."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import func, select

from desktop.commands import numbers
from desktop.commands.desk import Desk
from desktop.commands.statistics import verifying
from desktop.domain.errors import Refused, RuleBroken
from desktop.domain.merging import DELETED
from desktop.storage.attachments import away
from desktop.storage.cipher import in_words
from desktop.storage.columns import Plain, as_text
from desktop.storage.merged import look
from desktop.storage.rows import empty
from desktop.storage.schema import ADDED, GONE, KINDS, TABLES, audit, concerns, heads, operations, summaries, unread
from desktop.storage.store import Reader


@dataclass(frozen=True, slots=True)
class Report:
    """What was counted, and every fault found; `faults` empty means clean."""

    counts: dict[str, int]
    faults: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not self.faults


def verify(desk: Desk) -> Report:
    """Walk everything; changes nothing. Reads the whole database, so it may take a while on a large room."""
    with desk.store.read() as reader:
        faults = _pages(reader)
        if any("页" in f for f in faults):
            return Report({}, tuple(faults))
        faults += [*_chain(desk, reader), *_operations(reader), *_rows(reader)]
        faults += numbers.faults(reader, desk.store.device)
        faults += [*_summaries(reader), *verifying.faults(desk, reader), *_attachments(desk, reader)]
        counts = {
            "disputes": _count(reader, TABLES["disputes"]),
            "operations": _count(reader, operations),
            "audit": _count(reader, audit),
            "attachments": _count(reader, TABLES["attachments"]),
        }
    return Report(counts, tuple(faults))


def _count(reader: Reader, table: Any) -> int:
    return int(reader.rows(select(func.count()).select_from(table))[0][0])


def _pages(reader: Reader) -> list[str]:
    """The damage of the file itself; a check that stumbles over it has found it."""
    try:
        with in_words():
            bad = [str(r[0]) for r in reader.connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
            said = [str(r[0]) for r in reader.connection.exec_driver_sql("PRAGMA integrity_check")]
            keys = list(reader.connection.exec_driver_sql("PRAGMA foreign_key_check"))
    except Refused as refused:
        if refused.code != "damaged":
            raise
        return ["数据页损坏,请从最近的备份恢复"]
    faults = [f"数据页损坏:{len(bad)} 页"] if bad else []
    faults += [f"数据页结构有误:{s}" for s in said if s != "ok"][:5]
    faults += [f"关联断裂:{row[0]} 表" for row in keys][:5]
    return faults


def _chain(desk: Desk, reader: Reader) -> list[str]:
    faults, anchor = [], None
    try:
        anchor = desk.store.anchor()
    except (ValueError, OSError):
        faults.append("审计链的锚文件损坏")
    broken = desk.store.chain.walk(reader.connection, anchor)
    return faults + [f"审计记录第 {b.seq} 条:{b.why}" for b in broken[:20]]


def _operations(reader: Reader) -> list[str]:
    o = operations.c
    faults = []
    for device, low, high, n in reader.rows(
        select(o.device, func.min(o.n), func.max(o.n), func.count()).group_by(o.device)
    ):
        if low != 1 or high != n:
            faults.append(f"工作站 {device} 的操作编号不连续")
    stray = reader.rows(select(func.count()).where(o.txn.not_in(select(audit.c.txn))))[0][0]
    if stray:
        faults.append(f"有 {stray} 条操作不属于任何审计记录")
    return faults


def _rows(reader: Reader) -> list[str]:
    """Every row equals what its heads say."""
    faults = []
    h, o = heads.c, operations.c
    joined = select(o.kind, o.object, o.field, o.value).join(
        heads, (h.device == o.device) & (h.n == o.n) & (h.object == o.object) & (h.field == o.field)
    )
    shown: dict[tuple[str, bytes], dict[str, str]] = {}
    for kind, object_, field, value in reader.rows(joined.order_by(o.hlc)):
        shown.setdefault((kind, object_), {})[field] = value
    shown |= _merged(reader)
    aside = {(row[0], row[1]) for row in reader.rows(select(unread.c.object, unread.c.field))}
    for kind, cls in KINDS.items():
        table = TABLES[kind]
        names = [f.name for f in fields(cls)]
        seen = set()
        columns = ", ".join(f'"{n}"' for n in [*names, GONE])
        for row in reader.connection.exec_driver_sql(f"SELECT {columns} FROM {kind}"):
            values = dict(zip(names, row, strict=False))
            id: bytes = values.pop("id")
            said = shown.get((kind, id), {})
            seen.add(id)
            for field, kept in values.items():
                if (id, field) in aside or "" in said:
                    continue  # only a newer program can show it; or nobody is shown it
                try:
                    value = _decoded(table.c[field].type, kept)
                except (ValueError, TypeError, KeyError, RuleBroken):
                    faults.append(f"{kind} 的 {field} 读不出来")
                    continue
                later = field in ADDED.get(kind, {}) and value == empty(kind, field)  # the row is older than the column
                blank = value in (None, "", (), {}) or later
                if field in said:
                    if said[field] != as_text(value):
                        faults.append(f"{kind} 的 {field} 与操作记录不符")
                elif not blank:
                    faults.append(f"{kind} 的 {field} 没有操作记录")
            if bool(row[-1]) != (said.get(DELETED) == "true"):
                faults.append(f"{kind} 的删除标记与操作记录不符")
        faults += [f"{kind} 缺少一行" for k, i in shown if k == kind and i not in seen]
    return faults[:20]


def _merged(reader: Reader) -> dict[tuple[str, bytes], dict[str, str]]:
    """What the rows must say of everything on which stations worked apart: made anew from the operations."""
    h, o, c = heads.c, operations.c, concerns.c
    several = select(h.object).group_by(h.object, h.field).having(func.count() > 1)
    ids = {row[0] for row in reader.rows(several)} | {row[0] for row in reader.rows(select(c.object))}
    kinds: dict[bytes, str] = {}
    for id in ids:
        rows = reader.rows(select(o.kind).where(o.object == id).limit(1))
        kinds[id] = rows[0][0]
    found: dict[tuple[str, bytes], dict[str, str]] = {}
    for unit in look(reader.connection, kinds):
        for row in unit.rows:
            if row.value is not None:
                said = {f.name: as_text(getattr(row.value, f.name)) for f in fields(row.value) if f.name != "id"}
                found[row.kind, row.id] = said | {DELETED: "true" if row.gone else "false"}
            else:  # nothing of it counts: it is only not shown
                found[row.kind, row.id] = {DELETED: "true", "": ""}
    return found


def _decoded(column: Any, kept: Any) -> Any:
    """A value as the program reads it; raises what reading it raises."""
    return column.process_result_value(kept, None) if isinstance(column, Plain) else kept


def _summaries(reader: Reader) -> list[str]:
    d = TABLES["disputes"].c
    missing = reader.rows(select(func.count()).where(d[GONE] == 0, d.id.not_in(select(summaries.c.dispute))))[0][0]
    return [f"有 {missing} 件纠纷没有列表行"] if missing else []


def _attachments(desk: Desk, reader: Reader) -> list[str]:
    a = TABLES["attachments"].c
    known = {str(row[0]) for row in reader.rows(select(a.sha256))}
    bad, stray = desk.attachments.check(known)
    coming = away(reader)
    bad = [sha256 for sha256 in bad if sha256 not in coming]
    return [f"附件丢失或损坏:{len(bad)} 个"] * bool(bad) + [f"附件文件夹里有 {len(stray)} 个无主文件"] * bool(stray)
