"""The peers as processes of their own that read a line of JSON and answer with one: seconds, measured over there."""

from __future__ import annotations

import json
import os
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

WORDS = (  # ten short Chinese fields of a record, as those of a person in the room
    ("王思齐", "李雨桐", "赵子昂", "周佳怡", "吴浩然"),
    ("男", "女"),
    ("汉族", "回族", "满族", "壮族"),
    ("居民身份证", "护照", "居住证"),
    ("服务员", "司机", "会计", "保安", "保洁"),
    ("示例餐饮公司", "示例商贸公司", "示例物业公司", "示例建筑公司"),
    ("示例路一号", "示例路二号", "示例弄三号", "示例里四号"),
    ("12000000001", "12000000002", "12000000003"),
    ("周永康", "郑清国", "许春晖"),
    ("董事长", "总经理", "执行董事"),
)


def word(at: int, n: int, turn: int) -> str:
    """What stands in field `at` of record `n` after turn `turn`; the peers' scripts make the same words."""
    words = WORDS[at]
    return f"{words[(n + turn) % len(words)]}{words[n % len(words)]}{turn}"


class Side(Protocol):
    """Two stations and what lies between them."""

    def ask(self, do: str, **asked: int) -> Times:
        """One verb: first, changed, one, idle, media. Failed when it cannot."""

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
    path.write_text(json.dumps(WORDS, ensure_ascii=False), encoding="utf-8")
    return path
