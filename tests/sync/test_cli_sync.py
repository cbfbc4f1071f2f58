"""`sync` and `bundle` as a script calls them: what they say, and their exit codes."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from desktop import cli_sync
from desktop.cli import Parser
from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival, edit, register
from desktop.commands.syncing import exchanging
from desktop.commands.syncing.exchanging import Exchanged
from desktop.domain.disputes import Dispute
from desktop.domain.people import Role
from desktop.sync.errors import NotTrusted, Unreachable
from tests.conftest import be, fixed_now
from tests.sync.stations import another
from tests.test_month_cli import done, refused
from tests.warm import call as run

ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")


class Line:
    """The command line of one open room."""

    def __init__(self, desk: Desk) -> None:
        self.said: list[str] = []
        self.desk = desk

    def __call__(self, *words: object) -> int:
        self.said.clear()
        top = Parser(prog="t")
        subs = top.add_subparsers(dest="command", parser_class=Parser)

        def sub(name: str, help: str, run: Callable[[argparse.Namespace], int]) -> Parser:
            made: Parser = subs.add_parser(name, help=help)
            made.set_defaults(run=run)
            return made

        @contextmanager
        def opened(_given: argparse.Namespace) -> Iterator[Desk]:
            yield self.desk

        cli_sync.add(sub, opened, self.said.append)
        given = top.parse_args([str(word) for word in words])
        code: int = given.run(given)
        return code

    @property
    def text(self) -> str:
        return "\n".join(self.said)


@pytest.fixture
def two(make_room, tmp_path) -> Iterator[tuple[Line, Line]]:
    first = make_room()
    register(first, ARRIVAL)
    second = another(first, tmp_path / "second", "乙机", now=fixed_now)
    yield Line(first), Line(second)
    second.store.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_out_and_in(two, stick):
    first, second = two
    assert first("bundle", "write", stick) == 0
    sent = len(list(stick.rglob("*.env")))
    assert first.text == f"已写出 {sent} 份,读入 0 份。\n没有需要您决定的事项。"
    assert second("bundle", "read", stick) == 0
    assert second.text == f"已读入 {sent} 份。\n没有需要您决定的事项。"
    assert second("bundle", "read", stick, "--json") == 0
    said = json.loads(second.text)
    assert (said["done"], said["sent"], said["received"], said["decisions"], said["notes"]) == (True, 0, 0, 0, [])


def test_what_waits_for_a_person_is_counted(two, stick):
    first, second = two
    first("bundle", "write", stick)
    second("bundle", "read", stick)
    be(second.desk, Role.ADMIN)
    for n, line in enumerate(two):
        with line.desk.read() as reader:
            [dispute] = reader.find(Dispute)
        edit(line.desk, replace(dispute, title=f"标题 {n}"))
        line("bundle", "write", stick)
    assert first("bundle", "read", stick) == 0
    assert "有 1 项需要您决定" in first.text
    assert first("bundle", "read", stick, "--json") == 0
    assert json.loads(first.text)["decisions"] == 1


def test_a_cut_copy_is_named_by_its_station(two, stick):
    first, second = two
    first("bundle", "write", stick)
    second("bundle", "read", stick)
    register(first.desk, ARRIVAL)
    first("bundle", "write", stick)
    path = max(stick.rglob(f"{first.desk.store.device.hex}/*.env"), key=lambda p: p.name)
    path.write_bytes(path.read_bytes()[:-9])
    assert second("bundle", "read", stick) == 0
    assert "不完整" in second.text
    assert "重新拷贝" in second.text
    assert "工作站" not in second.text, "it has a name"


def test_a_changed_copy_ends_with_one(two, stick, capsys):
    first, second = two
    first("bundle", "write", stick)
    path = max(stick.rglob("*.env"), key=lambda p: p.stat().st_size)
    content = bytearray(path.read_bytes())
    content[300] ^= 1
    path.write_bytes(content)
    assert second("bundle", "read", stick) == 1
    assert "改动或损坏" in capsys.readouterr().err
    assert second("bundle", "read", stick, "--json") == 1
    said = json.loads(second.text)
    assert (said["done"], said["code"]) == (False, "bundle_changed")


def test_no_stick_is_tried_again_later(two, tmp_path, capsys):
    assert two[0]("bundle", "write", tmp_path / "none") == 75
    assert "插好 U 盘" in capsys.readouterr().err


def test_no_hub_is_refused(two, capsys):
    assert two[0]("sync") == 1
    assert "还没有连接街道服务器" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("outcome", "code", "words"),
    [
        (Exchanged(sent=2, received=3), 0, "上传 2 份,收到 3 份"),
        (Exchanged(skew=timedelta(minutes=7).total_seconds()), 0, "快 7 分钟"),
        (Exchanged(skew=-timedelta(hours=30).total_seconds()), 0, "慢 30 小时"),
        (Exchanged(skew=timedelta(days=3650).total_seconds()), 0, "快 3650 天"),
        (Exchanged(renamed=True), 0, "新的身份"),
        (Exchanged(numbered=4), 0, "新编案号 4 个"),
        (Exchanged(differs=(UUID(int=9),)), 3, "核对不一致"),
    ],
)
def test_what_a_sync_says(two, monkeypatch, outcome, code, words):
    monkeypatch.setattr(exchanging, "sync_now", lambda _desk, **_given: outcome)
    assert two[0]("sync") == code
    assert words in two[0].text
    assert two[0]("sync", "--json") == code
    assert json.loads(two[0].text)["sent"] == outcome.sent


@pytest.mark.parametrize(
    ("failed", "code"), [(Unreachable("cut", "断了。"), 75), (NotTrusted("cert_expired", "过期了。"), 1)]
)
def test_a_sync_that_fails(two, monkeypatch, capsys, failed, code):
    def fail(_desk: Desk, **_given: object) -> Exchanged:
        raise failed

    monkeypatch.setattr(exchanging, "sync_now", fail)
    assert two[0]("sync") == code
    assert capsys.readouterr().err == failed.for_user() + "\n"


def test_what_is_asked_for_reaches_the_exchange(two, monkeypatch):
    asked = {}
    monkeypatch.setattr(exchanging, "sync_now", lambda _desk, **given: asked.update(given) or Exchanged())
    two[0]("sync")
    assert asked == {"attachments": True, "deletions": False}
    two[0]("sync", "--no-attachments", "--accept-deletions")
    assert asked == {"attachments": False, "deletions": True}


def test_the_program_itself(made_rooms, tmp_path, stick):
    data = tmp_path / "room"
    shutil.copytree(made_rooms("cases"), data)
    where = ("--data", data, "--account", "周慧兰")
    said = json.loads(done("bundle", "write", stick, "--json", *where))
    assert said["sent"] == len(list(stick.rglob("*.env"))) > 0
    assert "已读入 0 份" in done("bundle", "read", stick, *where)
    assert "还没有连接街道服务器" in refused("sync", *where)
    assert run("bundle", "read", tmp_path / "none", *where).returncode == 75
    assert run("bundle", "carry", stick, *where).returncode == 2
