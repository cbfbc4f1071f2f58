"""A day in the program leaves no name, number or sentence in clear on the disk: not while it runs, not afterwards."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parents[2]
TALE = {
    "asking": "司徒㛃晴",
    "other": "诸葛䶮青",
    "phone": "12000007316",
    "story": "租期届满退租,房东以墙面污损为由拒退押金九千元,隔壁老人听见砸门声。",
    "numbers": ("999999199701091101", "999999196507181134"),
    "homes": ("上海市示例区紫藤弄77支弄5号302室", "上海市示例区木香里8号1204室"),
    "record": "调解员:请双方先讲。申请人:入住那天拍过录像,墙角旧痕清楚可见。",
    "facts": "现场查看后确认污损约四平方米,双方都在平面图上画了押。",
    "about": "房屋租赁押金余额",
    "peace": "双方就此事再无其他争议,楼道相见仍打招呼。",
}
WORDS = {
    "password": "Kolibri-wintergreen-58",
    "wrong password": "Kolibri-summergreen-58",
    "note": "已向银行核过账号与户名一致",
    "file name": "阳台漏水录像说明.txt",
    "file words": "录像第三分钟可见水渍自上而下蔓延。",
    "search": "找不到的那位木工师傅",
    "draft name": "钟离未央",
    "draft words": "还没有写完:车库卷帘门夜里总是自己升",
    "error": "申屠映雪 12000008421",
    "job error": "濮阳秋实 12000008422",
    "qt error": "令狐问雪的协议书12000008423",
    "clipboard": "公孙止水的住址在梧桐里三号",
}


def planted(code: str) -> dict[str, str]:
    """What must not be found, by what it is."""
    found = {name: text for name, text in TALE.items() if isinstance(text, str)}
    for name in ("numbers", "homes"):
        found |= {f"{name} {n}": text for n, text in enumerate(TALE[name])}
    found |= WORDS
    return found | {"recovery code": code, "recovery code without dashes": code.replace("-", "")}


def disguises(text: str) -> dict[str, bytes]:
    """The ways in which a program may write a text without meaning to."""
    utf8 = text.encode()
    made = {
        "utf-8": utf8,
        "utf-16le": text.encode("utf-16-le"),
        "utf-16be": text.encode("utf-16-be"),
        "gb18030": text.encode("gb18030"),
        "percent": quote(text, safe="").encode(),
        "percent, small": quote(text, safe="").lower().encode(),
        "escaped": json.dumps(text)[1:-1].encode(),
        "escaped, large": "".join(c if c.isascii() else f"\\u{ord(c):04X}" for c in text).encode(),
    }
    for skipped in range(3):  # a base64 text inside a longer one begins at any of three places
        whole = base64.b64encode(b"\0" * skipped + utf8)
        first = -(-skipped * 8 // 6)
        last = (skipped + len(utf8)) * 8 // 6
        made[f"base64+{skipped}"] = whole[first:last]
    return made


def hits(files: Iterable[Path], secrets: dict[str, str]) -> Iterator[str]:
    """`file: what, how` for every planted text in every file."""
    needles = [(name, how, raw) for name, text in secrets.items() for how, raw in disguises(text).items()]
    for path in files:
        content = path.read_bytes()
        told = str(path).encode()
        for name, how, raw in needles:
            if raw in content:
                yield f"{path.name}: {name}, {how}"
            if raw in told:
                yield f"{path.name}: {name} in its name, {how}"


def files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    secrets = planted("ABCD-EFGH-JKMN-PQRS-TVWX-Y234-5678-9ABC")
    database = sqlite3.connect(tmp_path / "plain.db")
    database.execute("create table notes (text)")
    database.executemany("insert into notes values (?)", [(text,) for text in secrets.values()])
    database.commit()
    database.close()
    assert {hit.split(": ")[1].removesuffix(", utf-8") for hit in hits([tmp_path / "plain.db"], secrets)} >= set(
        secrets
    )
    for how in disguises("x"):
        for name, text in secrets.items():
            path = tmp_path / "one"
            path.write_bytes(b"\x01noise\x02" + disguises(text)[how] + b"\x03")
            assert any(hit.startswith(f"one: {name}, ") for hit in hits([path], {name: text})), (name, how)
    for skipped in range(3):
        path = tmp_path / "two"
        path.write_bytes(base64.b64encode(b"abc"[:skipped] + secrets["story"].encode() + b"and more"))
        assert list(hits([path], {"story": secrets["story"]})), skipped


@pytest.mark.timeout(300)
def test_nothing_stands_in_clear(tmp_path: Path) -> None:
    world = tmp_path / "world"
    data = world / "data"
    for name in ("home", "tmp", "config", "cache", "share", "state", "run"):
        (world / name).mkdir(parents=True, mode=0o700)
    report, tell = os.pipe()
    with (world / "stdout").open("wb") as out, (world / "stderr").open("wb") as err:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.secretive", str(data), str(tell)],
            cwd=ROOT,
            env=_private(world),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            pass_fds=(tell,),
        )
    os.close(tell)
    try:
        with os.fdopen(report, "r", encoding="utf-8") as told:
            assert child.stdin is not None
            child.stdin.write((json.dumps({**WORDS, "tale": TALE}) + "\n").encode())
            child.stdin.flush()
            first = told.readline().split()
            assert first[:1] == ["RUNNING"], f"{first} {told.read()}"
            secrets = planted(first[1])
            assert len(secrets) >= 20
            running = files_under(world)
            assert any(path.name.endswith("-wal") and path.stat().st_size for path in running), "a WAL to look into"
            assert list(hits(running, secrets)) == []
            child.stdin.write(b"close\n")
            child.stdin.flush()
            assert told.readline() == "CLOSED\n"
        assert child.wait(timeout=30) == 0
    finally:
        child.kill()
        child.wait()
    after = files_under(world)
    assert {"room.db", "keyring.json", "desktop.log"} <= {path.name for path in after}
    log = (data / "logs" / "desktop.log").read_text(encoding="utf-8")
    for kept in ("unforeseen: ValueError at", "job failed: OSError at", "Qt: QSaveFile: cannot open", "no glyph for …"):
        assert kept in log
    assert list(hits(after, secrets)) == []


def _private(world: Path) -> dict[str, Any]:
    """An environment in which everything that is written lands below `world`."""
    folders = {
        "HOME": "home",
        "TMPDIR": "tmp",
        "XDG_CONFIG_HOME": "config",
        "XDG_CACHE_HOME": "cache",
        "XDG_DATA_HOME": "share",
        "XDG_STATE_HOME": "state",
        "XDG_RUNTIME_DIR": "run",
    }
    return {
        **os.environ,
        **{name: str(world / folder) for name, folder in folders.items()},
        "QT_QPA_PLATFORM": "offscreen",
    }
