"""From acts in the database to the inside of an envelope, and back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from desktop.domain.errors import RuleBroken
from desktop.storage.heads import fetched
from desktop.storage.schema import acts, audit, manifests
from desktop.storage.store import Reader
from desktop.storage.taking import LAST_STAMP, TakenAct, TakenOp
from desktop.sync.envelope import ActPart, Content, Cover, Manifest, OpPart, size_of
from desktop.sync.errors import Tampered

PARTS = 256  # acts read together, unless they have more operations than
TOGETHER = 8_000
_SPAN = """
SELECT hlc, kind, object, field, value, parents FROM operations WHERE device = ? AND n BETWEEN ? AND ? ORDER BY n
"""


class Contents:
    """Own acts as they travel. Devices are told by an index into a list, once an envelope."""

    def __init__(self, reader: Reader, number: int) -> None:
        self._reader, self._number = reader, number
        self._known = reader.devices()
        self._index: dict[int, int] = {}

    def acts(self, lo: int, hi: int, most: int) -> Content:
        """Acts from `lo` on, at least one, until they take `most` bytes or end with `hi`."""
        found: list[ActPart] = []
        size = 0
        while lo <= hi:
            some = self._some(lo, min(hi, lo + PARTS - 1))
            for act in some:
                size += size_of([act])
                if found and size > most:
                    return self._content(found)
                found.append(act)
            lo += len(some)
            if not some:
                raise RuleBroken("acts", "操作编号不连续,请运行数据核对。")
        return self._content(found)

    def _content(self, found: list[ActPart]) -> Content:
        ids = [b""] * len(self._index)
        for number, at in self._index.items():
            ids[at] = self._known[number]
        attached = {
            op.value[1:-1] for act in found for op in act.ops if op.kind == "attachments" and op.field == "sha256"
        }
        query = "SELECT txn FROM acts WHERE device = ? AND no = ?"
        before = self._reader.fetched(query, self._number, found[0].no - 1) if found else []
        return Content(ids, found, self._manifests(attached), bytes(before[0][0]) if before else b"")

    def _manifests(self, attached: set[str]) -> list[Manifest]:
        m = manifests.c
        told = m.sha256.in_(attached) | (m.state == "new")
        rows = self._reader.rows(select(m.sha256, m.size, m.epoch, m.chunks).where(told).order_by(m.sha256))
        return [Manifest(sha256, size, epoch, chunks.split()) for sha256, size, epoch, chunks in rows]

    def _some(self, lo: int, hi: int) -> list[ActPart]:
        a, line = acts.c, audit.c
        query = select(a.no, a.first, a.last, a.seen, *line).join(audit, line.seq == a.seq)
        rows = self._reader.rows(query.where(a.device == self._number, a.no >= lo, a.no <= hi).order_by(a.no))
        if not rows:
            return []
        rows = [row for at, row in enumerate(rows) if at == 0 or row.last - rows[0].first < TOGETHER]
        first, last = min(row.first for row in rows), max(row.last for row in rows)
        ops = fetched(self._reader.connection, _SPAN, (self._number, first, last))
        at = 0
        found = []
        for row in rows:
            mine = ops[at : at + row.last + 1 - row.first]
            at += len(mine)
            start = mine[0][0] if mine else row.hlc
            found.append(
                ActPart(
                    no=row.no,
                    txn=row.txn,
                    at=row.at,
                    hlc=row.hlc,
                    account=row.account or b"",
                    act=row.act,
                    dispute=row.dispute or b"",
                    detail=row.detail,
                    undoes=row.undoes or b"",
                    undoable=bool(row.undoable),
                    seen=self._flat(row.seen),
                    first=row.first,
                    start=start,
                    ops=[
                        OpPart(hlc - start, kind, object_, field, value, self._flat(parents) if parents else [])
                        for hlc, kind, object_, field, value, parents in mine
                    ],
                )
            )
        return found

    def _flat(self, marks: str) -> list[int]:
        flat = []
        for part in marks.split():
            device, n = part.split(":")
            flat += [self._index.setdefault(int(device), len(self._index)), int(n)]
        return flat


def taken(cover: Cover, content: Content) -> list[TakenAct]:
    """The acts of an opened envelope. Tampered for numbers and stamps that cannot be."""
    ids = content.devices
    device = cover.device.bytes
    found = []
    expected: int | None = None
    for act in content.acts:
        if (expected is not None and act.first != expected) or act.first < 1:
            raise _odd()
        expected = act.first + len(act.ops)
        ops = tuple(
            TakenOp(
                act.first + at,
                act.start + op.step,
                op.kind,
                op.object,
                op.field,
                op.value,
                _pairs(ids, op.parents) if op.parents else (),
            )
            for at, op in enumerate(act.ops)
        )
        stamps = [act.hlc, *(op.hlc for op in ops)]
        marks = [mark for op in ops for mark in op.parents]
        if min(stamps) < 0 or max(stamps) >= LAST_STAMP or any(id == device and n >= expected for id, n in marks):
            raise _odd()
        seen = tuple((id, n) for id, n in _pairs(ids, act.seen) if id != device)
        found.append(
            TakenAct(
                device=device,
                no=act.no,
                txn=act.txn,
                at=act.at,
                hlc=act.hlc,
                account=act.account,
                act=act.act,
                dispute=act.dispute,
                detail=act.detail,
                undoes=act.undoes,
                undoable=act.undoable,
                seen=seen,
                first=act.first,
                ops=ops,
            )
        )
    return found


def _pairs(ids: list[bytes], flat: Iterable[int]) -> tuple[tuple[bytes, int], ...]:
    numbers = iter(flat)
    return tuple((ids[at], n) for at, n in zip(numbers, numbers, strict=True))


def _odd() -> Tampered:
    return Tampered("odd", "收到的一份数据不合常理,没有采用;请让对方电脑重新同步,并告诉管理员。")
