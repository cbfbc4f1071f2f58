"""This station's side of an exchange: its acts go into envelopes, and the envelopes of others become acts here.

What came is first kept as it came, together with the place where reading goes on, in one transaction; it is taken in
afterwards in short ones. So a cut at any moment loses nothing and repeats nothing (sync design 4.7).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from nacl.signing import VerifyKey
from sqlalchemy import func, insert, select

from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.storage.cipher import in_words
from desktop.storage.heads import keep_digest, read_digest, whole_digest
from desktop.storage.schema import envelopes
from desktop.storage.store import Reader, Store, Transaction
from desktop.storage.taking import TakenAct
from desktop.sync import keys, resealed, trust
from desktop.sync.contents import Contents, taken
from desktop.sync.envelope import FIRST, SCHEMA, Cover, Manifest, open_sealed, pack, read_cover, sealed
from desktop.sync.errors import Behind, Tampered
from desktop.sync.steps import deletes_file, its_own_fault, keep_manifests, local_numbers, ready, slices, turn_page
from desktop.sync.targets import Position, Report, Sealed

MOST = 360 * 1024  # bytes of an envelope before it is packed, unless one act alone is larger
MOST_UNKNOWN = 32 * 1024 * 1024  # bytes kept of a station that nobody here has heard of
HELD, POISON = "held", "poison"

Opened = tuple[list[TakenAct], list[Manifest], bytes]  # and the transaction of the author's act before them
Reach = Callable[[str], None]
Follow = Callable[[Transaction, Changed], Iterable[UUID]]


def nothing(_name: str) -> None:
    """Nobody cuts the power here."""


def only_itself(_tx: Transaction, changed: Changed) -> Iterable[UUID]:
    return changed.disputes


class Replica:
    """One room's store as a partner of exchanges. One exchange at a time."""

    def __init__(self, store: Store, *, reach: Reach = nothing, follow: Follow = only_itself) -> None:
        """`reach` is told the name of every moment that matters (tests cut there); `follow` says which files' derived
        rows are stale after a change, beside the file itself.
        """
        self.store, self.reach, self._follow = store, reach, follow
        self.identity = keys.ensure_identity(store)
        with store.read() as reader:
            self._own = int(reader.fetched("SELECT no FROM devices WHERE id = ?", store.device.bytes)[0][0])
        self._whole: dict[int, int] = {}  # by device: the last act up to which its envelopes are here without a gap
        self._receipt: str | None = None  # when a target last gave one
        self._authors: dict[UUID, VerifyKey] = {}  # whose signatures were looked up: a station never changes its key
        self._opened: dict[tuple[int, int], Opened] = {}  # by device and first act: looked into, not taken in yet

    def again(self) -> Replica:
        """The same after its station took a new identity."""
        return Replica(self.store, reach=self.reach, follow=self._follow)

    # -- out

    def seal(self) -> int:
        """Put own acts that are in no envelope yet into envelopes; how many envelopes were made."""
        made, more = 0, True
        while more:
            done, more = self._seal_some()
            if done:
                made += 1
                self.reach("after_seal")
        return made

    def _seal_some(self) -> tuple[bool, bool]:
        """The next envelope: whether one was made, and whether there is more after it."""
        number = self._own
        with self.store.read() as reader:
            last = reader.fetched("SELECT hi, hash FROM envelopes WHERE device = ? ORDER BY lo DESC LIMIT 1", number)
            lo, prev = (int(last[0][0]) + 1, bytes(last[0][1])) if last else (1, FIRST)
            upto = reader.fetched("SELECT act FROM reached WHERE device = ?", number)
            if not upto or int(upto[0][0]) < lo:
                return False, False
            content = Contents(reader, number).acts(lo, int(upto[0][0]), MOST)
            epoch, key = keys.sealing_key(reader)
        hi = content.acts[-1].no
        cover = Cover(self.identity.room, self.store.device, lo, hi, prev, SCHEMA, epoch)
        made = pack(content, cover, key, self.identity.sign)
        with self.store.aside(background=True) as tx:
            row = {"device": number, "lo": lo, "hi": hi, "hash": made.hash, "body": made.wire}
            with in_words():
                tx.connection.execute(insert(envelopes), row)
            told = "UPDATE manifests SET state = 'here' WHERE state = 'new' AND sha256 = ?"
            tx.connection.exec_driver_sql(told, [(m.sha256,) for m in content.manifests] or [("",)])
        if any(op.kind == "key_wraps" for act in content.acts for op in act.ops):
            keys.adopt_keys(self.store)  # a new key of the room goes into use once its envelope is sealed
        return True, hi < int(upto[0][0])

    def unsent(self, positions: Mapping[UUID, Position], *, carry: bool = False) -> Iterator[Sealed]:
        """Own envelopes that a target does not hold, in order; with `carry` those of the others too.

        Behind when the target holds acts of this very station that are not its own.
        """
        with self.store.read() as reader:
            known = reader.devices()
            self._refuse_behind(reader, positions.get(self.store.device))
        for number, id in sorted(known.items(), key=lambda item: item[0] != self._own):
            if number == self._own or carry:
                place = positions.get(UUID(bytes=id))
                yield from self._after(number, place)

    def _after(self, number: int, place: Position | None) -> Iterator[Sealed]:
        """The device's envelopes after that place, as long as each follows on the one before: what was sealed twice
        breaks the line, and then its author has to carry it."""
        hi, before = (place.hi, place.hash) if place else (0, FIRST)
        query = "SELECT hi, body FROM envelopes WHERE device = ? AND lo > ? AND state <> 'poison' ORDER BY lo LIMIT 16"
        while True:
            with self.store.read() as reader:
                rows = reader.fetched(query, number, hi)
            if not rows:
                return
            for last, body in rows:
                envelope = sealed(bytes(body))
                if envelope.prev != before:
                    return
                yield envelope
                hi, before = int(last), envelope.hash

    def refuse_behind(self, positions: Mapping[UUID, Position]) -> None:
        """Behind when the target holds acts of this very station that are not its own."""
        with self.store.read() as reader:
            self._refuse_behind(reader, positions.get(self.store.device))

    def _refuse_behind(self, reader: Reader, place: Position | None) -> None:
        """The target's last envelope of this station must be one of ours: else this is a restored or cloned copy."""
        if place is None or place.hi == 0:
            return
        if resealed.ending(reader, self._own, place.hi) != place.hash:
            raise Behind("restored", "这台电脑的数据是从旧副本恢复的,已换用新的身份继续同步。", place.hi, place.hash)

    def common(self, wires: Iterable[Sealed]) -> int:
        """The last own act that a target holds just as it is here, when asked with what it holds of this station."""
        mine = sorted((w for w in wires if w.device == self.store.device), key=lambda w: w.lo)
        with self.store.read() as reader:
            return resealed.common(reader, self._own, self.identity.sign.verify_key, [w.wire for w in mine])

    # -- in

    def receive(self, found: Sequence[Sealed], target: str, cursor: bytes) -> None:
        """Keep what came and where reading goes on, together. Tampered for what is not of this room."""
        covers = [read_cover(envelope.wire) for envelope in found]
        if any(cover.room != self.identity.room for cover in covers):
            raise Tampered("foreign", "这些数据属于另一间调处室,没有读入;请核对服务器或 U 盘文件夹。")
        with self.store.aside(background=True, repeatable=True) as tx:
            local = local_numbers(tx, {envelope.device for envelope in found})
            for envelope in found:
                self._keep(tx, local[envelope.device], envelope)
            self.reach("before_commit")
            turn_page(tx, target, cursor)
        self.reach("after_commit")

    def _keep(self, tx: Transaction, number: int, envelope: Sealed) -> None:
        """One envelope, unless it is here; another under the same numbers is never let in silently."""
        same = "SELECT hash FROM envelopes WHERE device = ? AND (lo BETWEEN ? AND ? OR lo = ?)"
        known = tx.fetched(same, number, envelope.lo, envelope.hi, -envelope.lo)
        known += [(hash_,) for hi, hash_ in tx.fetched(resealed.BEFORE, number, envelope.lo) if hi >= envelope.lo]
        if any(bytes(row[0]) == envelope.hash for row in known):
            return
        if envelope.device == self.store.device:
            return  # own acts come from here alone; the positions told us already if there are others
        if not known and self._author(tx, envelope.device) is None and self._too_much(tx, number):
            return  # from nobody that is known here: a stick must not fill the disk
        state, why = (POISON, "fork") if known else (HELD, "")
        row = {"device": number, "lo": envelope.lo, "hi": envelope.hi, "hash": envelope.hash, "body": envelope.wire}
        if known:  # beside the one that stands: kept as evidence under a number that none has
            row["lo"] = -envelope.lo
        with in_words():
            tx.connection.execute(insert(envelopes).prefix_with("OR IGNORE"), row | {"state": state, "why": why})

    def _author(self, reader: Reader, device: UUID) -> VerifyKey | None:
        """The key that checks what the device signed; None while nobody here has heard of it."""
        found = self._authors.get(device) or trust.verify_key(reader, device)
        if found is not None:
            self._authors[device] = found
        return found

    def _too_much(self, tx: Transaction, number: int) -> bool:
        size = tx.rows(
            select(func.coalesce(func.sum(func.length(envelopes.c.body)), 0)).where(envelopes.c.device == number)
        )
        return int(size[0][0]) > MOST_UNKNOWN

    def advance(self, told: Callable[[Changed], None] = lambda _changed: None) -> Changed:
        """Take in everything that is kept and whose turn has come; what changed. Short transactions."""
        self._bring_back()
        whole = Changed()
        moved = True
        while moved:
            moved = False
            for number in self._waiting():
                changed = self._advance(number)
                moved = moved or changed is not None
                if changed:
                    told(changed)
                    whole |= changed
        return whole

    def _bring_back(self) -> None:
        """What was laid aside beside another envelope, and is the same acts and more."""
        with self.store.read() as reader:
            found = [
                (number, lo) for number, lo, wire in resealed.aside(reader) if self._repeats(reader, number, lo, wire)
            ]
        for number, lo in found:
            with self.store.aside(background=True) as tx:
                resealed.bring_back(tx, number, lo)

    def _repeats(self, reader: Reader, number: int, lo: int, wire: bytes) -> bool:
        try:
            opened = self._open(reader, number, lo, wire)
        except Tampered:
            return False
        return opened is not None and resealed.repeats(reader, number, opened[0])

    def deletions(self) -> int:
        """How many files the envelopes that are kept would delete when they are taken in."""
        e = envelopes.c
        gone: set[bytes] = set()
        with self.store.read() as reader:
            for number, lo, body in reader.rows(select(e.device, e.lo, e.body).where(e.state == HELD)):
                try:
                    opened = self._open(reader, number, lo, bytes(body))
                except Tampered:
                    continue
                if opened is not None:
                    gone |= {op.object for act in opened[0] for op in act.ops if deletes_file(op)}
        return len(gone)

    def _waiting(self) -> list[int]:
        with self.store.read() as reader:
            return [int(row[0]) for row in reader.fetched(_WAITING)]

    def _advance(self, number: int) -> Changed | None:
        """The device's next envelope, as far as it goes; None when its turn has not come."""
        with self.store.read() as reader:
            place = reader.fetched("SELECT act FROM reached WHERE device = ?", number)
            act = int(place[0][0]) if place else 0
            found = reader.fetched(_NEXT, number, act, act + 1)
            if not found:
                self._close(number, act)
                return None
            lo, hi, wire = int(found[0][0]), int(found[0][1]), bytes(found[0][2])
            try:
                opened = self._open(reader, number, lo, wire)
                cover = read_cover(wire)
                if opened is not None:
                    resealed.admit(reader, number, cover, opened[0], opened[2])
                counts = trust.allowed(reader, cover.device, cover.hi)
            except Tampered as error:
                self._poison(number, lo, error.code)
                return None
        if opened is None:
            return None
        rest = [one for one in opened[0] if one.no > act]
        if not counts:  # revoked: kept, for what a station in good standing built upon it, maybe under its keys
            return Changed() if self._glimpse(number) else None
        changed = Changed()
        moved = False
        for some in slices(rest):
            step = self._take(number, some, lo, hi, opened[1])
            if step is None:
                break
            changed, moved = changed | step, True
        if not moved:
            moved = keys.glimpse(self.store, rest) > 0
        return changed if moved else None

    def _glimpse(self, number: int) -> int:
        """Keys in everything that waits of a revoked device: others may have sealed under them what it waits for."""
        e = envelopes.c
        acts: list[TakenAct] = []
        with self.store.read() as reader:
            for lo, body in reader.rows(select(e.lo, e.body).where(e.device == number, e.state == HELD).order_by(e.lo)):
                try:
                    opened = self._open(reader, number, lo, bytes(body))
                except Tampered:
                    continue  # said when its turn comes
                acts += opened[0] if opened else ()
        return keys.glimpse(self.store, acts)

    def _open(self, reader: Reader, number: int, lo: int, wire: bytes) -> Opened | None:
        """The acts inside and what they attach; None while its key or its author is not known here yet."""
        if (number, lo) not in self._opened:
            cover = read_cover(wire)
            verify = self._author(reader, cover.device)
            known = keys.room_keys(reader)
            if verify is None or cover.epoch not in known:
                return None
            content = open_sealed(wire, known, verify)
            self._opened[number, lo] = taken(cover, content), content.manifests, content.before
        return self._opened[number, lo]

    def _take(
        self, number: int, some: Sequence[TakenAct], lo: int, hi: int, attached: Sequence[Manifest]
    ) -> Changed | None:
        """One transaction: the acts whose time has come; None when not even the first has."""
        try:
            with self.store.taking() as (taking, tx):
                due = ready(tx, number, some)
                if not due:
                    return None
                changed = taking.take(due)
                keep_manifests(tx, attached)
                self.reach("mid_apply")
                rows = [(id.bytes,) for id in self._follow(tx.hearing(changed), changed)]
                if rows:
                    tx.connection.exec_driver_sql("INSERT OR IGNORE INTO stale (dispute) VALUES (?)", rows)
                if due[-1].no == hi:
                    self._opened.pop((number, lo), None)
                    gone = "UPDATE envelopes SET state = '' WHERE device = ? AND lo = ?"
                    tx.connection.exec_driver_sql(gone, (number, lo))
                self.reach("before_commit")
        except (MediationError, OSError):
            raise  # the disk, the lock: another time
        except Exception as error:  # whatever a broken envelope makes of us, the others must not wait for it
            if not its_own_fault(error):
                raise
            self._poison(number, lo, type(error).__name__)
            return None
        self.reach("after_commit")
        if changed.touches("key_wraps"):
            keys.adopt_keys(self.store)
        return changed

    def _close(self, number: int, act: int) -> None:
        """Envelopes whose acts are all here are done."""
        with self.store.aside(background=True) as tx:
            done = "UPDATE envelopes SET state = '' WHERE device = ? AND state = 'held' AND hi <= ?"
            tx.connection.exec_driver_sql(done, (number, act))

    def _poison(self, number: int, lo: int, why: str) -> None:
        """It is kept, and its device waits; everybody else goes on."""
        with self.store.aside(background=True) as tx:
            mark = "UPDATE envelopes SET state = 'poison', why = ? WHERE device = ? AND lo = ?"
            tx.connection.exec_driver_sql(mark, (why, number, lo))

    def retry_poisoned(self) -> None:
        """After an upgrade: look at what was refused once more."""
        with self.store.aside(background=True) as tx:
            again = "UPDATE envelopes SET state = 'held', why = '' WHERE state = 'poison' AND lo > 0"
            tx.connection.exec_driver_sql(again)

    def stuck(self) -> int:
        """How many stations sent something that could not be taken in."""
        with self.store.read() as reader:
            query = "SELECT count(DISTINCT device) FROM envelopes WHERE state = 'poison' AND lo > 0"
            return int(reader.fetched(query)[0][0])

    # -- what is known

    def cursor(self, target: str) -> bytes:
        with self.store.read() as reader:
            found = reader.fetched("SELECT cursor FROM targets WHERE key = ?", target)
        return bytes(found[0][0]) if found else b""

    def have(self) -> dict[UUID, int]:
        """The last act of each device up to which its envelopes are here, taken in or kept to be."""
        with self.store.read() as reader:
            known = reader.devices()
            held = self._whole | dict(reader.fetched("SELECT device, act FROM reached WHERE device = ?", self._own))
            for device in known:
                for lo, hi in reader.fetched(_AFTER, device, held.get(device, 0)):
                    if lo > held.get(device, 0) + 1:
                        break
                    held[device] = hi
        self._whole = held
        return {UUID(bytes=known[device]): int(act) for device, act in held.items()}

    def report(self) -> Report:
        """How far this station has read, and what it makes of it: equal vectors must have equal digests."""
        with self.store.read() as reader:
            place, digest = _places(reader), read_digest(reader.connection)
        if digest is None:
            with self.store.aside(background=True) as tx:
                place, digest = _places(tx), whole_digest(tx.connection, tx.devices())
                keep_digest(tx.connection, digest)
        vector = hashlib.blake2b(digest_size=16)
        for id, n in sorted(place.items()):
            vector.update(b"%b%d;" % (id, n))
        return Report(self.store.device, vector.digest(), digest.to_bytes(16, "big"))

    def acknowledged(self, target: str, hi: int, at: str) -> None:
        """The target's own receipt: it holds own acts up to `hi` (also when that is less than it once said)."""
        self._receipt = at
        with self.store.read() as reader:
            if reader.fetched("SELECT acked FROM targets WHERE key = ?", target) == [(hi,)]:
                return  # nothing new but the time, which `pulled` writes
        with self.store.aside(background=True, repeatable=True) as tx:
            said = "UPDATE targets SET acked = ?, pushed_at = ? WHERE key = ?"
            turn_page(tx, target, None)
            tx.connection.exec_driver_sql(said, (hi, at, target))

    def pulled(self, target: str, at: str, said: str = "") -> None:
        with self.store.aside(background=True, repeatable=True) as tx:
            turn_page(tx, target, None)
            done = "UPDATE targets SET pulled_at = ?, said = ?, pushed_at = coalesce(?, pushed_at) WHERE key = ?"
            tx.connection.exec_driver_sql(done, (at, said, self._receipt, target))


_AFTER = "SELECT lo, hi FROM envelopes WHERE device = ? AND lo > ? ORDER BY lo"
_WAITING = """
SELECT DISTINCT e.device FROM envelopes e LEFT JOIN reached r ON r.device = e.device
WHERE e.state = 'held' AND e.lo <= coalesce(r.act, 0) + 1
"""
_NEXT = """
SELECT lo, hi, body FROM envelopes
WHERE state = 'held' AND device = ? AND hi > ? AND lo <= ? ORDER BY lo LIMIT 1
"""


def _places(reader: Reader) -> dict[bytes, int]:
    known = reader.devices()
    return {known[device]: n for device, n in reader.fetched("SELECT device, n FROM reached") if n}
