"""The door to the data: a transaction writes rows, operations and the audit line together, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from desktop import __version__
from desktop.domain.changes import Clock, OpId, new_id
from desktop.domain.errors import Refused
from desktop.storage import schema
from desktop.storage.audit import Chain, Line
from desktop.storage.cipher import check_file, engine, in_words
from desktop.storage.files import write_private
from desktop.storage.keys import Keys
from desktop.storage.loading import Loading
from desktop.storage.merged import read_again
from desktop.storage.reader import Reader
from desktop.storage.taking import Taking
from desktop.storage.transaction import Transaction
from desktop.storage.turn import Turn

__all__ = ["ANCHOR", "DATABASE", "Deed", "Reader", "Store", "Transaction"]

DATABASE = "room.db"
ANCHOR = "anchor.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who does what, for the audit line; `undoable` when the last act may be taken back."""

    account: UUID | None
    act: str
    dispute: UUID | None = None
    undoable: bool = False
    undoes: UUID | None = None


class Store:
    """One room's encrypted database, open."""

    def __init__(self, folder: Path, keys: Keys, device: UUID, now: Callable[[], datetime]) -> None:
        """`now` gives aware UTC time. Raises Refused when the file is missing, foreign, damaged or newer."""
        from desktop.storage.upgrade import bring_up_to_date

        self.folder, self.keys = folder, keys
        self._now = now
        self._turn = Turn()
        path = folder / DATABASE
        check_file(path)
        self._engine = engine(path, keys.derived("database"))
        try:
            with in_words():
                bring_up_to_date(self._engine)
            self.chain = Chain(keys.derived("audit"))
            self._device = self._register(device)
            self._clock = Clock(lambda: int(now().timestamp() * 1000), self._last_hlc())
            self._look_again()
        except BaseException:
            self._engine.dispose()
            raise

    @classmethod
    def create(cls, folder: Path, keys: Keys, device: UUID, now: Callable[[], datetime]) -> Store:
        """Make the empty database of a new room and open it."""
        from desktop.storage.upgrade import make

        path = folder / DATABASE
        if path.exists():
            raise Refused("room_exists", "这个文件夹里已有一间调处室,请换一个空文件夹。")
        made = engine(path, keys.derived("database"))
        try:
            with in_words():
                make(made)
        finally:
            made.dispose()
        path.chmod(0o600)
        return cls(folder, keys, device, now)

    def now(self) -> datetime:
        return self._now()

    @contextmanager
    def read(self) -> Iterator[Reader]:
        with in_words(), self._engine.connect() as connection:
            looking = connection.begin()
            try:
                yield Reader(connection)
            finally:
                looking.rollback()  # nothing was written; a commit would stumble over a damaged page once more

    @contextmanager
    def begin(self, deed: Deed) -> Iterator[Transaction]:
        """One act: its rows, operations and audit line, in one durable commit."""
        with self._turn.person(), self._writing() as connection:
            tx = Transaction(connection, self._clock, self._device, new_id())
            yield tx
            tx.flush()
            seq = self.chain.append(
                connection,
                Line(
                    at=self._now().astimezone(UTC).isoformat(timespec="milliseconds"),
                    hlc=self._clock.tick(),
                    account=deed.account,
                    act=deed.act,
                    dispute=deed.dispute,
                    detail=json.dumps(tx.detail, ensure_ascii=False, sort_keys=True),
                    txn=tx.txn,
                    undoes=deed.undoes,
                    undoable=deed.undoable,
                ),
                tx.operations,
            )
            tx.act(seq)

    @contextmanager
    def aside(self, *, background: bool = False, repeatable: bool = False) -> Iterator[Transaction]:
        """A write that is no act of the room: drafts and derived rows. Logging an operation here is a bug.

        In the background it waits until nobody at the screen wants to write. What is `repeatable` can be fetched or
        worked out again: it does not wait for the disk, and a power cut may take it back, as a whole and with
        everything written after it that did not wait either.
        """
        turn = self._turn.background() if background else self._turn.person()
        with turn, self._writing(waits=not repeatable) as connection:
            tx = Transaction(connection, self._clock, self._device, new_id())
            yield tx
            if tx.operations:
                raise RuntimeError("operations outside an audited act")

    @contextmanager
    def taking(self) -> Iterator[tuple[Taking, Transaction]]:
        """Take in what other stations did, in the background; beside it, a transaction for derived rows."""
        with self._turn.background(), self._writing() as connection:
            yield (
                Taking(connection, self.chain, self._clock, self._now()),
                Transaction(connection, self._clock, self._device, new_id()),
            )

    @contextmanager
    def loading(self) -> Iterator[tuple[Loading, Transaction]]:
        """Fill the empty database of a new station as a whole, or not at all."""
        with self._turn.background(), self._writing() as connection:
            yield (
                Loading(connection, self.chain, self._clock, self._now()),
                Transaction(connection, self._clock, self._device, new_id()),
            )

    @contextmanager
    def _writing(self, *, waits: bool = True) -> Iterator[Connection]:
        with in_words(), self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            if waits:
                with connection.begin():
                    yield connection
                return
            driver = connection.connection
            driver.cursor().execute("PRAGMA synchronous=NORMAL")
            try:
                with connection.begin():
                    yield connection
            finally:
                driver.cursor().execute("PRAGMA synchronous=FULL")

    def close(self) -> None:
        """Leave the head of the audit chain beside the database, then let go of it.

        An anchor that the chain no longer holds stays: it is the proof that the tail was cut.
        """
        try:
            with self.read() as reader:
                head, anchor = self.chain.head(reader.connection), self.anchor()
                if head and (anchor is None or self.chain.holds(reader.connection, anchor)):
                    write_private(self.folder / ANCHOR, json.dumps({"seq": head[0], "mac": head[1].hex()}).encode())
        except (Refused, OSError, ValueError):
            pass  # a damaged or full disk must not keep the program from closing; verify says what is wrong
        self._engine.dispose()

    def anchor(self) -> tuple[int, bytes] | None:
        """(seq, mac) of the chain's head at the last closing; ValueError when the file makes no sense."""
        try:
            kept = json.loads((self.folder / ANCHOR).read_bytes())
            return int(kept["seq"]), bytes.fromhex(kept["mac"])
        except FileNotFoundError:
            return None
        except (KeyError, TypeError):
            raise ValueError(ANCHOR) from None

    @property
    def device(self) -> UUID:
        return self._device[1]

    def op_id(self, device: int, n: int) -> OpId:
        """The travelling identity of an operation kept under a device's short local number."""
        with self.read() as reader:
            found = reader.rows(select(schema.devices.c.id).where(schema.devices.c.no == device))
        return OpId(UUID(bytes=found[0][0]), n)

    def _register(self, device: UUID) -> tuple[int, UUID]:
        """The station's number and identity: what the database itself says goes before `device`, the keyring's."""
        d = schema.devices
        with self.read() as reader:
            told = reader.meta("device")  # written when the station went on under a new identity
            device = UUID(hex=told) if told else device
            found = reader.rows(select(d.c.no).where(d.c.id == device.bytes))
        if found:
            return int(found[0][0]), device
        with in_words(), self._engine.connect() as plain:
            connection = plain.execution_options(write=True)
            with connection.begin():
                number = (connection.execute(select(func.max(d.c.no))).scalar() or 0) + 1
                connection.execute(insert(d), {"no": number, "id": device.bytes})
        return number, device

    def _look_again(self) -> None:
        """What an older program laid aside because it could not show it, this one may know."""
        with self.read() as reader:
            aside = reader.rows(select(schema.unread.c.object).limit(1))
            looked = reader.meta("looked_by") == __version__
        if aside and not looked:
            with self.aside() as tx:
                read_again(tx.connection)
                tx.set_meta("looked_by", __version__)

    def _last_hlc(self) -> int:
        with self.read() as reader:
            return int(reader.rows(select(func.max(schema.audit.c.hlc)))[0][0] or 0)
