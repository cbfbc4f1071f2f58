"""Attached bytes on their way: sealed chunks of 1 MiB, addressed by the hash of their sealed bytes, stored once.

Key and nonce of a chunk come from the room's key and the hash of its plain bytes, so that the same bytes in a room are
the same chunk wherever they were attached. What is attached travels as a manifest inside the envelopes; the chunks
follow, and are fetched when there is time. What was fetched before a cut is not fetched again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl import bindings
from nacl.exceptions import CryptoError
from sqlalchemy import select

from desktop.domain.errors import Refused
from desktop.storage.attachments import AWAY, LIMIT, Attachments
from desktop.storage.files import make_private_folder, write_private
from desktop.storage.schema import TABLES, manifests
from desktop.storage.store import Reader, Store
from desktop.sync import keys
from desktop.sync.errors import Tampered
from desktop.sync.targets import Target

CHUNK = 1 << 20
BATCH = 8  # chunks given together
PARTS = "incoming"  # sealed chunks of what is not whole yet
NEW, HERE, GIVEN = "new", "here", "given"  # and AWAY


def prepare(store: Store, attachments: Attachments) -> int:
    """Write the manifests of what was attached here and has none yet; how many. Before envelopes are sealed."""
    a, m = TABLES["attachments"].c, manifests.c
    with store.read() as reader:
        known = select(m.sha256)
        lacking = [row[0] for row in reader.rows(select(a.sha256).where(a.sha256.not_in(known)).distinct())]
        if not lacking:
            return 0
        epoch, key = keys.sealing_key(reader)
    made = 0
    for sha256 in lacking:
        try:
            content = attachments.get(sha256)
        except Refused:
            continue  # lost or damaged: verify says so
        chunks = " ".join(hashlib.sha256(sealed).hexdigest() for sealed in sealed_chunks(content, key))
        with store.aside(background=True) as tx:
            new = "INSERT OR IGNORE INTO manifests (sha256, size, epoch, chunks, state) VALUES (?, ?, ?, ?, ?)"
            tx.connection.exec_driver_sql(new, (sha256, len(content), epoch, chunks, NEW))
        made += 1
    return made


def sealed_chunks(content: bytes, room_key: bytes) -> Iterator[bytes]:
    """The chunks of these bytes as they travel: the same bytes are the same chunks everywhere in the room."""
    seal, mark = _derived(room_key)
    for start in range(0, len(content), CHUNK):
        plain = content[start : start + CHUNK]
        nonce = hashlib.blake2b(plain, key=mark, digest_size=24).digest()
        yield nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, b"chunk", nonce, seal)


def opened_chunk(sealed: bytes, room_key: bytes) -> bytes:
    """The plain bytes of a chunk. Tampered when they are not what was sealed."""
    seal, _mark = _derived(room_key)
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[24:], b"chunk", sealed[:24], seal)
    except (CryptoError, ValueError):
        raise Tampered("tampered", "收到的附件被改动过或已损坏,没有采用;请让有原件的电脑重新同步。") from None


def _derived(room_key: bytes) -> tuple[bytes, bytes]:
    both = HKDF(hashes.SHA256(), 64, None, b"mediation-desk chunks").derive(room_key)
    return both[:32], both[32:]


def give(store: Store, attachments: Attachments, target: Target, go_on: Callable[[], bool]) -> int:
    """Leave the chunks that the target lacks of what is here; how many. Those it holds are not sent again."""
    everything = target.key != "hub"  # a stick may be another one each time; the hub gives receipts
    states = (HERE, GIVEN) if everything else (HERE,)
    with store.read() as reader:
        m = manifests.c
        query = select(m.sha256, m.epoch, m.chunks).where(m.state.in_(states)).order_by(m.sha256)
        waiting = [(sha256, epoch, chunks.split()) for sha256, epoch, chunks in reader.rows(query)]
        known = keys.room_keys(reader)
    sent = 0
    for sha256, epoch, chunks in waiting:
        if not go_on():
            break
        missing = target.missing(chunks)
        if missing and epoch in known:
            try:
                content = attachments.get(sha256)
            except Refused:
                continue
            sent += _send(target, content, known[epoch], missing)
        if not everything:
            _mark(store, [sha256], GIVEN)
    return sent


def _send(target: Target, content: bytes, room_key: bytes, missing: set[str]) -> int:
    batch: list[tuple[str, bytes]] = []
    sent = 0
    for sealed in sealed_chunks(content, room_key):
        address = hashlib.sha256(sealed).hexdigest()
        if address in missing:
            batch.append((address, sealed))
        if len(batch) == BATCH:
            target.put_chunks(batch)
            sent, batch = sent + len(batch), []
    if batch:
        target.put_chunks(batch)
    return sent + len(batch)


def take(store: Store, attachments: Attachments, target: Target, go_on: Callable[[], bool]) -> int:
    """Fetch what was attached elsewhere, the newest first; how many came whole. What is not there yet waits."""
    with store.read() as reader:
        wanted = _away(reader)
    return sum(_fetch(store, attachments, target, sha256, go_on) for sha256 in wanted if go_on())


def _away(reader: Reader) -> list[str]:
    a, m = TABLES["attachments"].c, manifests.c
    named = select(m.sha256).join(TABLES["attachments"], a.sha256 == m.sha256)
    return [row[0] for row in reader.rows(named.where(m.state == AWAY).group_by(m.sha256).order_by(a.added_at.desc()))]


def _fetch(store: Store, attachments: Attachments, target: Target, sha256: str, go_on: Callable[[], bool]) -> bool:
    with store.read() as reader:
        m = manifests.c
        rows = reader.rows(select(m.size, m.epoch, m.chunks).where(m.sha256 == sha256))
        known = keys.room_keys(reader)
    if not rows or rows[0][1] not in known or rows[0][0] > LIMIT:
        return False
    addresses = rows[0][2].split()
    folder = store.folder / "attachments" / PARTS
    make_private_folder(folder)
    for address in addresses:
        if not go_on() or not _part(folder, target, address):
            return False
    content = b"".join(opened_chunk((folder / address).read_bytes(), known[rows[0][1]]) for address in addresses)
    if hashlib.sha256(content).hexdigest() != sha256:
        _forget(folder, addresses)
        raise Tampered("tampered", "收到的附件与登记的校验值不符,没有采用;请让有原件的电脑重新同步。")
    attachments.put(content)
    _mark(store, [sha256], GIVEN)
    _forget(folder, addresses)
    return True


def _part(folder: Path, target: Target, address: str) -> bool:
    """One sealed chunk is on this disk; it is sealed still."""
    path = folder / address
    if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == address:
        return True
    sealed = target.get_chunk(address)
    if sealed is None:
        return False
    write_private(path, sealed)
    return True


def _forget(folder: Path, addresses: Sequence[str]) -> None:
    for address in addresses:
        (folder / address).unlink(missing_ok=True)


def give_again(store: Store) -> None:
    """Another hub: nothing is known to be there."""
    with store.aside(background=True) as tx:
        tx.connection.exec_driver_sql("UPDATE manifests SET state = 'here' WHERE state = 'given'")


def _mark(store: Store, which: Sequence[str], state: str) -> None:
    with store.aside(background=True) as tx:
        said = "UPDATE manifests SET state = ? WHERE sha256 = ?"
        tx.connection.exec_driver_sql(said, [(state, sha256) for sha256 in which])
