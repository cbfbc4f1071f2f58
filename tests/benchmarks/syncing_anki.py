"""Run by the peers' Python: two Anki collections and Anki's own sync server; JSON lines in, JSON lines out.

python syncing_anki.py WORK FIELDS.json

The server listens on loopback without TLS; collections lie unencrypted on the disk, as Anki has them. `first` is what
Anki does for a first exchange: the whole collection file up, the whole file down ("full upload", "full download").
Everything else is its normal sync, with the login kept. Times are seconds of `sync_collection` alone.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection  # type: ignore[import-not-found]

WORK = Path(sys.argv[1])
WORDS: list[list[str]] = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))  # the words that each field has
USERS = 10  # one for each `first`, so that the server has nothing of theirs yet; it starts the slower, the more
PASSWORD = "bench"


class Server:
    """Anki's own server on a free port."""

    def __init__(self, base: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        said = {"SYNC_BASE": str(base), "SYNC_HOST": "127.0.0.1"}
        users = {f"SYNC_USER{n}": f"bench{n}:{PASSWORD}" for n in range(1, USERS + 1)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "anki.syncserver"],
            env={**os.environ, **users, **said, "SYNC_PORT": str(port), "RUST_LOG": "anki=warn"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(1_200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.process.kill()
        raise RuntimeError("Anki's sync server does not answer")


class Pair:
    """Collection A, which writes, and B, which follows; `ids` are the notes of A."""

    def __init__(self) -> None:
        self.server = Server(WORK / "server")
        self.folder = WORK / "rooms"
        self.turn = self.user = 0
        self.ids: list[int] = []
        self.a: Any = None
        self.b: Any = None

    def fresh(self, count: int) -> dict[str, float]:
        """A new A with `count` notes up in full, a new B down in full."""
        for old in (self.a, self.b):
            if old is not None:
                old.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.turn += 1
        self.a, self.b = (Collection(str(self.folder / f"{name}.anki2")) for name in "ab")
        self.ids = fill(self.a, count, self.turn)
        self.user = self.user % USERS + 1
        self.keys = [c.sync_login(f"bench{self.user}", PASSWORD, self.server.url) for c in (self.a, self.b)]
        up = whole(self.a, self.keys[0], upload=True)
        down = whole(self.b, self.keys[1], upload=False)
        assert self.b.note_count() == count, "not everything arrived"
        return {"push": up, "pull": down}

    def changed(self, count: int, fields: int) -> dict[str, float]:
        """`count` notes of A changed in their first `fields` fields, synced to the server and on to B."""
        self.turn += 1
        notes = [self.a.get_note(id) for id in self.ids[:count]]
        for n, note in enumerate(notes):
            for at in range(fields):
                note.fields[at] = word(at, n, self.turn)
        self.a.update_notes(notes)
        push, pull = normal(self.a, self.keys[0]), normal(self.b, self.keys[1])
        kept = self.b.get_note(self.ids[count - 1]).fields[0]
        assert kept == word(0, count - 1, self.turn), "the change did not arrive"
        return {"push": push, "pull": pull}

    def one(self) -> dict[str, float]:
        return self.changed(1, 2)

    def idle(self) -> dict[str, float]:
        return {"push": normal(self.a, self.keys[0])}

    def media(self, files: int, size: int) -> dict[str, float]:
        """Seconds until `files` files of `size` random bytes are up, and down again beside B."""
        self.turn += 1
        for n in range(files):
            self.a.media.write_data(f"bench{self.turn}-{n}.pdf", os.urandom(size))
        took = [attached(c, key) for c, key in zip((self.a, self.b), self.keys, strict=True)]
        arrived = Path(self.b.media.dir()) / f"bench{self.turn}-{files - 1}.pdf"
        assert arrived.stat().st_size == size, "an attachment did not arrive"
        return {"push": took[0], "pull": took[1]}


def fill(collection: Any, count: int, turn: int) -> list[int]:
    kind = collection.models.new("record")
    for n in range(len(WORDS)):
        collection.models.add_field(kind, collection.models.new_field(f"字段{n}"))
    template = collection.models.new_template("card")
    template["qfmt"], template["afmt"] = "{{字段0}}", "{{FrontSide}}"
    collection.models.add_template(kind, template)
    collection.models.add(kind)
    deck = collection.decks.id("register")
    asked = []
    for n in range(count):
        note = collection.new_note(kind)
        note.fields = [word(at, n, turn) for at in range(len(WORDS))]
        asked.append(AddNoteRequest(note, deck))
    collection.add_notes(asked)
    return [one.note.id for one in asked]


def word(at: int, n: int, turn: int) -> str:
    """A short Chinese word for field `at` of record `n`, another one at each turn."""
    words = WORDS[at]
    return f"{words[(n * 7 + turn * 3) % len(words)]}{turn}"


def normal(collection: Any, key: Any) -> float:
    start = time.perf_counter()
    said = collection.sync_collection(key, False)
    took = time.perf_counter() - start
    assert said.required in (said.NO_CHANGES, said.NORMAL_SYNC), "Anki wants a full sync"
    return took


def whole(collection: Any, key: Any, *, upload: bool) -> float:
    start = time.perf_counter()
    collection.sync_collection(key, False)  # which says that it wants a full one
    collection.close_for_full_sync()
    collection.full_upload_or_download(auth=key, server_usn=None, upload=upload)
    collection.reopen(after_full_sync=True)
    return time.perf_counter() - start


def attached(collection: Any, key: Any) -> float:
    start = time.perf_counter()
    collection.sync_media(key)
    while collection.media_sync_status().active:
        time.sleep(0.002)
    return time.perf_counter() - start


def serve() -> None:
    pair = Pair()
    verbs: dict[str, Callable[..., dict[str, float]]] = {
        "first": pair.fresh,
        "changed": pair.changed,
        "one": pair.one,
        "idle": pair.idle,
        "media": pair.media,
    }
    try:
        for line in sys.stdin:
            asked = json.loads(line)
            sys.stdout.write(json.dumps(verbs[asked.pop("do")](**asked)) + "\n")
            sys.stdout.flush()
    finally:
        pair.server.process.terminate()
        pair.server.process.wait()


if __name__ == "__main__":
    serve()
