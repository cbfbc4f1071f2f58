"""The command line where things are not as they should be: one Chinese sentence on stderr, an exit code, no name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import cli
from tests.conftest import PASSWORD, cases
from tests.warm import call, python_m

CODE = [sys.executable, "-m", "desktop"]
NAMES = {p["name"] for c in cases()["cases"] for p in c["parties"]}


@pytest.fixture
def folder(make_room) -> Path:
    desk = make_room("cases")
    desk.store.close()
    return desk.store.folder


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    said = done.stderr
    assert "Traceback" not in said
    assert said.endswith("。\n") or said.startswith("usage")
    assert not [name for name in NAMES if name in said]
    return said


def test_a_pipe_is_utf8_whatever_the_locale_says(folder):
    """GB18030 and ASCII have no 㛃 𬭎 䶮 to give: a list of cases must not stop at them."""
    for locale in ("ascii", "gbk"):
        done = python_m("cases", "--data", folder, "--json", PYTHONIOENCODING=locale, PYTHONUTF8="0")
        assert done.returncode == 0
        assert any("贾㛃" in row["parties"] for row in json.loads(done.stdout))


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/full")
def test_output_that_nobody_takes(folder):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*CODE, "cases", "--data", str(folder)],
            env=os.environ | {"MEDIATION_DESK_PASSWORD": PASSWORD},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "磁盘空间" in one_sentence(done)
    child = subprocess.Popen(
        [*CODE, "cases", "--data", str(folder)],
        env=os.environ | {"MEDIATION_DESK_PASSWORD": PASSWORD},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.close()
    assert child.stderr is not None
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait() == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("frobnicate",), 2, "没有这个选项"),
        (("load",), 2, "缺少参数"),
        (("paper", "--session", "x"), 2, "整数"),
        (("paper", "--case", "(2026)海棠人调字第002号", "--document", "x", "--out", "y"), 1, "paper --list"),
        (("paper", "--case", "(2026)海棠人调字第999号", "--document", "agreement", "--out", "y"), 1, "没有编号为"),
        (("paper", "--document", "agreement", "--out", "y"), 1, "--case"),
        (("load", "nowhere.json"), 1, "找不到文件"),
        (("cases", "--account", "不在这里"), 1, "不在这里"),
    ],
)
def test_a_wrong_call_is_told(folder, words, code, said):
    more = ("--data", folder) if words[0] != "frobnicate" else ()
    done = call(words[0], *more, *words[1:])
    assert done.returncode == code
    assert said in one_sentence(done)
    assert done.stdout == ""


def test_a_record_of_a_session_that_never_was(folder, tmp_path):
    paper = ("paper", "--data", folder, "--case", "(2026)海棠人调字第002号", "--document", "mediation_record")
    out = tmp_path / "x.pdf"
    done = call(*paper, "--session", 99, "--out", out)
    assert done.returncode == 1
    assert "第 99 次" in one_sentence(done)
    assert not out.exists()


def test_papers_and_exports_are_private_and_refused_where_they_cannot_be(folder, tmp_path):
    for command in (
        ("paper", "--data", folder, "--case", "(2026)海棠人调字第002号", "--document", "agreement", "--out"),
        ("export", "--data", folder),
    ):
        done = call(*command, tmp_path)  # a folder of that name is there
        assert done.returncode == 1
        one_sentence(done)
        target = tmp_path / "new" / command[0]
        assert call(*command, target).returncode == 0
        assert target.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.rglob("*.new"))


def test_a_bug_says_where_and_never_what(monkeypatch, capsys):
    """Messages of exceptions quote what people typed."""

    def wrong(_given: object) -> int:
        raise ValueError("热依罕·艾合买提 12000000001")

    monkeypatch.setattr(cli, "_cases", wrong)
    assert cli.main(["cases", "--data", "nowhere"]) == cli.BUG
    said = capsys.readouterr().err
    assert "热依罕" not in said
    assert "12000000001" not in said
    assert "test_cli_edges.py" in said


def test_verify_tells_scripts_by_its_code(folder):
    good = call("verify", "--data", folder, "--json")
    assert good.returncode == 0
    assert json.loads(good.stdout)["clean"] is True
    (folder / "attachments" / "00").mkdir(parents=True)
    (folder / "attachments" / "00" / "stray").write_bytes(b"x")
    bad = call("verify", "--data", folder, "--json")
    assert bad.returncode == cli.FAULTS
    told = json.loads(bad.stdout)
    assert told["clean"] is False
    assert "无主" in told["faults"][0]
