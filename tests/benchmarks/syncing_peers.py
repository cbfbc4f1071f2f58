"""The peers as processes of their own that read a line of JSON and answer with one: seconds, measured over there."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from tests.benchmarks import material

HERE = Path(__file__).parent
MODULES = "bench/peers/node/node_modules"
Times = dict[str, float]  # s: "push" what it took until the server had it, "pull" until the other side had it

LETTERS = "示例街道调处室人民解员会工资物业房屋租赁合同邻里相邻损害赔偿婚姻家庭继承消费医疗交通山林土地劳动生产经营借贷"
FIELDS, VARIETY = 10, 499  # fields of a record; words that each field has


def words() -> list[list[str]]:
    """Short Chinese words of two to six letters, without meaning, so that they compress as real ones do."""
    chance = random.Random(1)
    return [["".join(chance.choices(LETTERS, k=chance.randint(2, 6))) for _ in range(VARIETY)] for _ in range(FIELDS)]


def word(words: list[str], n: int, turn: int) -> str:
    """What stands in a field of record `n` after turn `turn`; the peers' scripts make the same words."""
    return f"{words[(n * 7 + turn * 3) % len(words)]}{turn}"


class Side(Protocol):
    """Two stations and what lies between them."""

    def ask(self, do: str, **asked: int) -> Times:
        """One verb: first, changed, one, idle, media; what it gives beside times stands in its own unit. Failed."""

    def close(self) -> None: ...


class Failed(Exception):
    """The other process said why and is gone."""


class Peer:
    """A program that speaks JSON lines."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self.log = log
        with log.open("w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
            )

    def ask(self, do: str, **asked: int) -> Times:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps({"do": do, **asked}) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            said = self.log.read_text(encoding="utf-8", errors="replace").strip()
            raise Failed(said.splitlines()[-1] if said else "it ended without a word")
        taken: Times = json.loads(answer)
        return taken

    def close(self) -> None:
        """It ends by itself when nobody writes any more, and ends its server."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def anki(work: Path) -> Peer:
    """Anki's collections and its own server. Failed when `make bench` did not install them."""
    python = material.peers_python()
    if python is None:
        raise Failed("the peers' Python is not there: run `make bench`")
    return Peer([str(python), str(HERE / "syncing_anki.py"), str(work), str(_words(work))], work / "anki.log")


def pouch(work: Path) -> Peer:
    """PouchDB and pouchdb-server. Failed without node or without its packages."""
    modules, node = Path(os.environ.get("PEERS_MODULES", MODULES)).absolute(), shutil.which("node")
    if node is None or not (modules / "pouchdb-server").is_dir():
        raise Failed("pouchdb-server is not there: run `make bench`")
    script = HERE / "syncing_pouch.cjs"
    return Peer([node, str(script), str(work), str(_words(work)), str(modules)], work / "pouch.log")


def _words(work: Path) -> Path:
    work.mkdir(parents=True, exist_ok=True)
    path = work / "words.json"
    path.write_text(json.dumps(words(), ensure_ascii=False), encoding="utf-8")
    return path
