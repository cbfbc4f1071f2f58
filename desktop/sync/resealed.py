"""Acts that were sealed twice: a copy of a station that nobody could know for one put them into other envelopes.

So it goes when a station is restored from a copy made before it sealed, and the hub, which would have told it, has
lost its memory too. An act is the same by its transaction, whichever envelope it came in; two stations that went
apart have other transactions under the same numbers, and that is never taken for the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nacl.signing import VerifyKey

from desktop.storage.store import Reader, Transaction
from desktop.storage.taking import TakenAct
from desktop.sync import keys
from desktop.sync.envelope import FIRST, Cover, open_sealed
from desktop.sync.errors import Tampered

BEFORE = "SELECT hi, hash FROM envelopes WHERE device = ? AND lo BETWEEN 1 AND ? - 1 ORDER BY lo DESC LIMIT 1"

_TXN = "SELECT txn FROM acts WHERE device = ? AND no = ?"
_SPAN = "SELECT no, txn FROM acts WHERE device = ? AND no BETWEEN ? AND ?"
_ASIDE = """
SELECT e.device, e.lo, e.body FROM envelopes e JOIN reached r ON r.device = e.device
WHERE e.state = 'poison' AND e.lo < 0 AND e.hi > r.act AND -e.lo <= r.act + 1
AND NOT EXISTS (SELECT 1 FROM envelopes f WHERE f.device = e.device AND f.state = 'held' AND f.hi > r.act)
"""


def follows(reader: Reader, number: int, lo: int, before: bytes) -> bool:
    """Whether an envelope that begins with act `lo` follows on the acts here: `before` is its author's act before."""
    return [bytes(row[0]) for row in reader.fetched(_TXN, number, lo - 1)] == [before]


def repeats(reader: Reader, number: int, acts: Sequence[TakenAct]) -> bool:
    """Whether those of the acts whose numbers are here are the very acts that are here."""
    here = {no: bytes(txn) for no, txn in reader.fetched(_SPAN, number, acts[0].no, acts[-1].no)}
    return all(here.get(act.no, act.txn) == act.txn for act in acts)


def aside(reader: Reader) -> list[tuple[int, int, bytes]]:
    """(device, lo, wire) of what was laid aside beside another envelope, has more than that, and could be next."""
    return [(int(device), int(lo), bytes(wire)) for device, lo, wire in reader.fetched(_ASIDE)]


def bring_back(tx: Transaction, number: int, lo: int) -> None:
    """It repeats what is here and goes on from there: the rest of it waits for its turn."""
    again = """
    UPDATE OR IGNORE envelopes SET state = 'held', why = '',
    lo = (SELECT act + 1 FROM reached WHERE device = envelopes.device) WHERE device = ? AND lo = ?
    """
    tx.connection.exec_driver_sql(again, (number, lo))


def admit(reader: Reader, number: int, cover: Cover, acts: Sequence[TakenAct], before: bytes) -> None:
    """Tampered unless this envelope follows on the one before, or on the very acts that the one before held."""
    expected = FIRST if cover.lo == 1 else ending(reader, number, cover.lo - 1)
    if cover.prev != expected and not follows(reader, number, cover.lo, before):
        raise Tampered("chain", "")
    if not repeats(reader, number, acts):
        raise Tampered("fork", "")


def ending(reader: Reader, number: int, hi: int) -> bytes:
    """The hash of the device's envelope that ends with act `hi`; b"" when none does."""
    found = reader.fetched(BEFORE, number, hi + 1)
    return bytes(found[0][1]) if found and found[0][0] == hi else b""


def common(reader: Reader, own: int, verify: VerifyKey, wires: Iterable[bytes]) -> int:
    """The last of this station's acts that these envelopes hold just as it is here, when asked in their order.

    What a copy had not sent yet, the original may have sent since.
    """
    known = keys.room_keys(reader)
    mine = {no: bytes(txn) for no, txn in reader.fetched("SELECT no, txn FROM acts WHERE device = ?", own)}
    upto = 0
    for wire in wires:
        try:
            content = open_sealed(wire, known, verify)
        except (Tampered, KeyError):
            break
        for act in content.acts:
            if act.no != upto + 1 or mine.get(act.no) != act.txn:
                return upto
            upto = act.no
    return upto
