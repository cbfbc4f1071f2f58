"""`month` and `freeze` as a script calls them, on the invented cases, counted here from their file alone."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import CASES, PASSWORD, cases
from tests.warm import call

MONTHS = [f"2026-{n:02d}" for n in range(1, 13)]
KEYS = {
    "cases_total",
    "cases_succeeded",
    "parties_people",
    "difficult",
    "amount_fen",
    "by_source",
    "by_category",
    "by_form",
    "fulfilled",
    "judicial_confirmation_applied",
    "prevent_civil_to_criminal",
    "prevent_mass_petition",
}
DAYS = {
    "received": lambda case: case["acceptance"]["date"],
    "closed": lambda case: case["closing"]["date"],
    "agreed": lambda case: case["agreement"]["date"],
}


def done(*words: object) -> str:
    """What a call that must succeed says."""
    ran = call(*words)
    assert ran.returncode == 0, ran.stderr
    assert not ran.stderr
    return ran.stdout


def refused(*words: object, code: int = 1) -> str:
    """The sentence of a call that must fail."""
    ran = call(*words)
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr
    assert not ran.stdout
    lines = ran.stderr.rstrip("\n").split("\n")
    if code == 1:
        assert len(lines) == 1
        assert lines[0].endswith("。")
    assert not [p["name"] for c in cases()["cases"] for p in c["parties"] if p["name"] in ran.stderr]
    return lines[-1]


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("month") / "room"
    done("init", "--data", folder, "--committee", CASES, "--account", "管理员")
    done("load", "--data", folder, CASES)
    return folder


def expected(by: str, months: list[str]) -> dict[str, object]:
    """The figures of some months from the file of the cases, the slow way."""
    found = [c for c in cases()["cases"] if c["stat"].get("counted", True) and DAYS[by](c)[:7] in months]
    forms = Counter(c["stat"]["agreement_form"] for c in found)
    return {
        "cases_total": len(found),
        "cases_succeeded": len(found),
        "parties_people": sum(c.get("parties_count") or len(c["parties"]) for c in found),
        "difficult": sum(bool(c["stat"].get("difficult")) for c in found),
        "amount_fen": sum(round(c["stat"]["amount_yuan"] * 100) for c in found),
        "fulfilled": sum(c["stat"]["fulfilled"] for c in found),
        "judicial_confirmation_applied": sum(bool(c["stat"].get("judicial_confirmation")) for c in found),
        "by_form": {"口头协议": forms["口头"], "书面协议": forms["书面"]},
        "sources": Counter(c["stat"]["source"] for c in found),
        "categories": Counter(c["dispute_category"] for c in found),
    }


def check(said: dict, wanted: dict) -> None:
    for key in wanted.keys() - {"sources", "categories"}:
        assert said[key] == wanted[key], key
    assert {k: n for k, n in said["by_source"].items() if n} == wanted["sources"]
    assert {k: n for k, n in said["by_category"].items() if n} == wanted["categories"]
    assert len(said["by_source"]) == 7
    assert len(said["by_category"]) == 18


@pytest.mark.parametrize("by", DAYS)
def test_a_month_and_the_year_so_far_are_those_of_the_file(room, tmp_path, by):
    for n, month in enumerate(MONTHS):
        busy = sorted({DAYS[by](c)[:7] for c in cases()["cases"] if c.get("agreement")})
        if month not in (busy[0], busy[-1], "2026-12"):
            continue  # every month is held against a brute force without a process of its own (test_counting)
        said = json.loads(done("month", month, "--data", room, "--by", by, "--out", tmp_path / month, "--json"))
        assert said.keys() >= KEYS
        assert said["to_date"].keys() >= KEYS
        check(said, expected(by, [month]))
        check(said["to_date"], expected(by, MONTHS[: n + 1]))
        assert said["by"] == by
        assert json.loads((tmp_path / month / "figures.json").read_text(encoding="utf-8")) == said


@pytest.mark.parametrize(
    ("code", "months"), [("2026-Q4", MONTHS[9:]), ("2026-H2", MONTHS[6:]), ("2026", MONTHS), ("2026-10", ["2026-10"])]
)
def test_longer_periods(room, tmp_path, code, months):
    done("month", code, "--data", room, "--out", tmp_path)
    said = json.loads((tmp_path / "figures.json").read_bytes())
    check(said, expected("closed", months))
    assert said["period"]["code"] == code
    table = next(p for p in tmp_path.iterdir() if p.suffix == ".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(table.read_bytes()), data_only=True)
    cells = [cell for row in book["案件情况统计表"].iter_rows(values_only=True) for cell in row]
    assert said["cases_total"] in cells
    assert {p.suffix for p in tmp_path.iterdir()} == {".xlsx", ".pdf", ".csv", ".json"}


def test_the_files_of_a_month_are_private_and_replaced(room, tmp_path):
    out = tmp_path / "10月"
    told = done("month", "2026-10", "--data", room, "--out", out)
    names = {p.name for p in out.iterdir()}
    assert names == set(told.split("\n")[1:-1])
    assert all(p.stat().st_mode & 0o077 == 0 for p in out.iterdir())
    (out / "figures.json").write_text("old")
    (out / "mine.txt").write_text("stays")
    done("month", "2026-10", "--data", room, "--out", out)
    assert json.loads((out / "figures.json").read_text(encoding="utf-8"))["cases_total"] == 1
    assert {p.name for p in out.iterdir()} == names | {"mine.txt"}
    pages = [p for p in out.iterdir() if p.suffix == ".pdf"]
    assert {p.read_bytes()[:5] for p in pages} == {b"%PDF-"}
    assert any("月报" in p.name for p in pages)


def test_a_month_is_frozen_once(room, tmp_path):
    folder = tmp_path / "room"
    done("init", "--data", folder, "--committee", CASES, "--account", "管理员")
    done("load", "--data", folder, CASES)
    told = done("freeze", "2026-07", "--data", folder)
    assert "封存人:管理员" in told
    digest = told.split(":")[-1].strip()
    assert len(digest) == 64
    again = refused("freeze", "2026-07", "--data", folder)
    assert "已于" in again
    assert "管理员" in again
    said = json.loads(done("month", "2026-07", "--data", folder, "--out", tmp_path / "out", "--json"))
    assert said["frozen"]["digest"] == digest
    assert said["frozen"]["by"] == "管理员"
    assert said["corrections"] == []
    quarter = json.loads(done("month", "2026-Q3", "--data", folder, "--out", tmp_path / "out", "--json"))
    assert quarter["frozen"] is None
    assert [one["month"] for one in quarter["frozen_months"]] == ["2026-07"]
    assert "核对无误" in done("verify", "--data", folder)
    assert "以月为单位" in refused("freeze", "2026-Q3", "--data", folder)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("month", "2026-13"), "没有 13 月"),
        (("month", "上个月"), "看不懂"),
        (("month", "2026-10", "--unmasked"), "请写明理由"),
        (("freeze", "2026-1x"), "看不懂"),
        (("freeze", "2099-01"), "还没有到"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(room, tmp_path, words, said):
    out = ("--out", tmp_path / "out") if words[0] == "month" else ()
    assert said in refused(*words, "--data", room, *out)
    assert not (tmp_path / "out").exists()


def test_calls_that_are_wrong(room, tmp_path):
    assert "缺少参数" in refused("month", "2026-10", "--data", room, code=2)
    assert "没有这个选项" in refused("month", "2026-10", "--data", room, "--out", tmp_path, "--by", "yesterday", code=2)


def test_a_folder_that_cannot_be_written(room, tmp_path):
    (tmp_path / "file").write_text("mine")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        assert "不能写入" in refused("month", "2026-10", "--data", room, "--out", out)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
def test_a_full_disk_leaves_what_was_there(room, tmp_path):
    """The largest file that the process may write is small: as a disk that is full."""
    done("month", "2026-10", "--data", room, "--out", tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    words = [sys.executable, "-m", "desktop", "month", "2026-10", "--data", str(room), "--out", str(tmp_path)]
    limited = (
        "import resource,signal,os,sys;signal.signal(signal.SIGXFSZ,signal.SIG_IGN);"
        "from desktop.commands.statistics import delivery as d;w=d._write;"
        "d._write=lambda p,c:(resource.setrlimit(resource.RLIMIT_FSIZE,(9000,9000)),w(p,c))[1];"
        "from desktop.cli import main;sys.exit(main(sys.argv[1:]))"
    )
    ran = subprocess.run(
        [words[0], "-c", limited, *words[3:]],
        env=os.environ | {"MEDIATION_DESK_PASSWORD": PASSWORD},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "磁盘空间不足" in ran.stderr
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_unmasked_needs_a_reason_and_then_has_everything(room, tmp_path):
    done("month", "2026", "--data", room, "--out", tmp_path / "covered")
    done("month", "2026", "--data", room, "--out", tmp_path / "open", "--unmasked", "--reason", "区司法局调卷核对")
    register = "2026-汇总登记表.csv"
    covered = (tmp_path / "covered" / register).read_text(encoding="utf-8-sig")
    opened = (tmp_path / "open" / register).read_text(encoding="utf-8-sig")
    for case in cases()["cases"]:
        if case["stat"].get("counted", True) and not case.get("is_mass"):
            for party in case["parties"]:
                if party.get("role") == "witness":
                    continue
                assert party["name"] in opened
                natural = not party.get("uscc")
                assert (party["name"] not in covered) is natural
                assert party.get("id_number", PASSWORD) not in covered
