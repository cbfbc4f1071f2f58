"""`mediation-desk ledger` as the room's IT calls it."""

from __future__ import annotations

import csv
import json

import pytest
from openpyxl import load_workbook

from tests.conftest import CASES
from tests.test_command_line import desk

FORMS = ("judicial", "peace", "hotline", "police")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    folder = tmp_path_factory.mktemp("it") / "room"
    desk("init", "--data", folder, "--committee", CASES, "--account", "管理员")
    desk("load", "--data", folder, CASES)
    return folder


def words_of(path):
    book = load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value)


def test_the_forms_are_listed(room):
    told = json.loads(desk("ledger", "--data", room, "--list", "--json").stdout)
    assert tuple(row["code"] for row in told) == FORMS
    assert "12345工单办理回复台账" in desk("ledger", "--data", room, "--list").stdout


def test_a_month_is_written_masked_and_by_name_only_with_a_reason(room, tmp_path):
    out = tmp_path / "五月.xlsx"
    call = ("ledger", "--data", room, "--form", "hotline", "--month", "2026-05", "--out", out)
    assert "已写出 1 件" in desk(*call).stdout
    assert "邱*桐" in words_of(out)
    assert "邱雨桐" not in words_of(out)
    refused = desk(*call, "--unmasked", ok=False)
    assert refused.returncode == 1
    assert "理由" in refused.stderr
    desk(*call, "--unmasked", "--reason", "回复市民")
    assert "邱雨桐" in words_of(out)


def test_a_csv_and_what_did_not_fit(room, tmp_path):
    out = tmp_path / "全年.csv"
    call = ("ledger", "--data", room, "--form", "peace", "--month", "2026", "--out", out, "--json")
    told = json.loads(desk(*call).stdout)
    assert told["rows"] == 6
    assert told["files"] == ["全年.csv", "全年-未对上的值.csv"]
    assert [p["head"] for p in told["problems"]] == ["联系电话"]
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 7


def test_one_case_is_tried(room):
    call = ("ledger", "--data", room, "--form", "hotline", "--case", "2026-004")
    told = json.loads(desk(*call, "--json").stdout)
    assert {"head": "诉求人", "label": "申请方姓名(名称)", "value": "邱*桐", "problem": ""} in told
    assert "诉求人\t申请方姓名(名称)\t邱*桐" in desk(*call).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--form", "nobody", "--month", "2026-05", "--out", "a.xlsx"), "没有叫"),
        (("--form", "hotline", "--month", "2026-13", "--out", "a.xlsx"), "没有 13 月"),
        (("--form", "hotline", "--month", "2026-05", "--out", "a.doc"), ".xlsx"),
        (("--form", "hotline", "--month", "2026-05"), "--out"),
        ((), "--form"),
        (("--form", "hotline", "--case", "2026-999"), "2026-999"),
    ],
)
def test_mistakes_are_one_chinese_sentence(room, words, said):
    done = desk("ledger", "--data", room, *words, ok=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
