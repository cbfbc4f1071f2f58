"""The command line as IT uses it: a room from nothing, the invented cases in it, every paper of every case."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import CASES, PASSWORD, cases
from tests.warm import call, python_m

KINDS = ("application", "acceptance_register", "rights_notice", "mediation_record", "agreement")


def desk(*words: object, ok: bool = True, password: str = PASSWORD, cold: bool = False):
    """Call `mediation-desk …`; its result. No personal data may stand on stderr, whatever happens."""
    done = (python_m if cold else call)(*words, MEDIATION_DESK_PASSWORD=password)
    assert "Traceback" not in done.stderr
    if ok:
        assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("it") / "room"
    made = desk("init", "--data", folder, "--committee", CASES, "--account", "管理员")
    assert re.search(r"([0-9A-Z]{4}-){7}[0-9A-Z]{4}", made.stdout)
    assert "新增纠纷 6 件" in desk("load", "--data", folder, CASES).stdout
    return folder


@pytest.fixture(scope="module")
def papers(room, tmp_path_factory) -> dict[tuple[str, str], Path]:
    """Every paper of every case that applies, by one process each as a script would."""
    out = tmp_path_factory.mktemp("papers")
    made = {}
    for case in cases()["cases"]:
        for kind in KINDS:
            path = out / f"{case['seq']}-{kind}.pdf"
            done = desk("paper", "--data", room, "--case", case["case_no"], "--document", kind, "--out", path, ok=False)
            if done.returncode == 0:
                made[(case["case_no"], kind)] = path
            else:
                assert "可打印" in done.stderr
    return made


def text_of(path: Path) -> str:
    """All characters of a PDF without blanks and line ends."""
    words = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return "".join(words.split())


def without_running_heads(text: str, case_no: str) -> str:
    """What stands between the pages: number, title and page count."""
    head = "人民调解协议书" + "".join(case_no.split())
    return re.sub(rf"第\d+页共\d+页\f?(?:{re.escape(head)})?", "", text)


def test_a_second_load_changes_nothing(room):
    before = json.loads(desk("verify", "--data", room, "--json").stdout)["counts"]["operations"]
    assert "新增纠纷 0 件" in desk("load", "--data", room, CASES).stdout
    assert json.loads(desk("verify", "--data", room, "--json").stdout)["counts"]["operations"] == before


def test_cases_are_listed_as_the_format_says(room):
    rows = json.loads(desk("cases", "--data", room, "--json").stdout)
    wanted = {c["case_no"]: c for c in cases()["cases"]}
    assert [set(row) for row in rows] == [
        {"case_no", "title", "category", "source", "parties", "mediators", "status"}
    ] * len(wanted)
    for row in rows:
        case = wanted[row["case_no"]]
        assert row["title"] == case["volume_title"]
        assert {p["name"] for p in case["parties"]} <= set(row["parties"])


def test_every_agreement_says_everything(papers):
    agreements = 0
    for case in cases()["cases"]:
        path = papers.get((case["case_no"], "agreement"))
        agreement = case.get("agreement")
        if not agreement or agreement["form"] != "written":
            assert path is None
            continue
        agreements += 1
        text = without_running_heads(text_of(path), case["case_no"])
        for party in case["parties"]:
            assert party["name"] in text
        for worker in case.get("workers", []):
            assert (worker["name"] in text) is worker["signed_agreement"]
        for term in agreement["terms"]:
            assert "".join(term.split()) in text, term
        if agreement["amount"]["fen"]:
            assert agreement["amount"]["words"].removeprefix("人民币") in text
            assert agreement["amount"]["figures"] in text
        assert f"一式{agreement['copies']}份" in text
    assert agreements == 4


def test_rare_names_stand_on_paper(papers):
    text = text_of(papers[("(2026)海棠人调字第005号", "agreement")])
    assert all(name in text for name in ("贾㛃", "钱𬭎", "刘䶮"))


def test_papers_embed_every_font_and_every_kind_was_made(papers):
    assert {kind for _, kind in papers} == set(KINDS)
    for path in papers.values():
        rows = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[
            2:
        ]
        assert rows
        assert all(re.search(r"\byes\s+\w+\s+yes\b", row) for row in rows), rows


def test_the_same_paper_twice_is_the_same_bytes(room, papers, tmp_path):
    for (case_no, kind), path in list(papers.items())[::5]:
        again = tmp_path / "again.pdf"
        desk("paper", "--data", room, "--case", case_no, "--document", kind, "--out", again, cold=True)
        assert again.read_bytes() == path.read_bytes()


def test_a_character_that_no_font_has_is_named(tmp_path):
    data = cases()
    data["cases"] = [c for c in data["cases"] if c["seq"] == 5]
    data["cases"][0]["parties"][0]["name"] = "贾𰻞"
    file = tmp_path / "rare.json"
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    folder = tmp_path / "room"
    desk("init", "--data", folder, "--committee", file, "--account", "管理员")
    desk("load", "--data", folder, file)
    out = tmp_path / "out.pdf"
    done = desk("paper", "--data", folder, "--case", "2026-005", "--document", "agreement", "--out", out, ok=False)
    assert done.returncode == 1
    assert "𰻞" in done.stderr
    assert not out.exists()


def test_an_export_loads_into_the_same_room(room, tmp_path):
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    desk("export", "--data", room, first)
    other = tmp_path / "other"
    desk("init", "--data", other, "--committee", first, "--account", "管理员")
    desk("load", "--data", other, first)
    desk("export", "--data", other, second)
    assert json.loads(second.read_text()) == json.loads(first.read_text())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("cases", "--data", "{none}"), 1, "没有调处室数据"),
        (("cases", "--data", "{room}", "--account", "没有这人"), 1, "没有名为“没有这人”的账户"),
        (("load", "--data", "{room}", "{nofile}"), 1, "找不到文件"),
        (
            ("paper", "--data", "{room}", "--case", "9999-001", "--document", "agreement", "--out", "x.pdf"),
            1,
            "没有编号为",
        ),
        (
            ("paper", "--data", "{room}", "--case", "2026-001", "--document", "poem", "--out", "x.pdf"),
            1,
            "没有“poem”这种文书",
        ),
        (("paper", "--data", "{room}", "--document", "agreement", "--out", "x.pdf"), 1, "请给出 --case"),
        (("dance",), 2, "参数有误"),
    ],
)
def test_mistakes_are_one_chinese_sentence(room, tmp_path, words, code, said):
    names = {"{none}": tmp_path / "none", "{room}": room, "{nofile}": tmp_path / "nofile.json"}
    done = desk(*(names.get(w, w) for w in words), ok=False)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr


def test_a_wrong_password_is_said_and_counted_down(tmp_path):
    """As a script does it, each call a program of its own at the full cost of a password."""
    folder = tmp_path / "room"
    desk("init", "--data", folder, "--committee", CASES, "--account", "管理员", cold=True)
    done = desk("cases", "--data", folder, ok=False, password="不是这个-1", cold=True)
    assert done.returncode == 1
    assert "密码不对" in done.stderr
    desk("cases", "--data", folder, cold=True)


def test_the_kinds_of_paper_are_listed(room):
    listed = desk("paper", "--data", room, "--list").stdout
    assert all(f"{kind}\t人民调解" in listed for kind in KINDS)


def test_the_limits_of_each_case_are_those_worked_out_by_hand(room):
    rows = json.loads(desk("limits", "--data", room, "--json").stdout)
    found = {(row["case_no"], row["code"]): row for row in rows}
    expected = 0
    for case in cases()["cases"]:
        for limit in case["expected_deadlines"]:
            row = found[case["case_no"], limit["code"]]
            assert (row["start"], row["due"], row["unit"]) == (
                limit["start_event_date"],
                limit["due_date"],
                limit["unit"],
            )
            assert row["basis"]
            assert row["confidence"] in {"V", "R", "C"}
            expected += 1
    assert expected == 11
    assert found["(2026)海棠人调字第002号", "handling_30d"]["met_on"] == "2026-03-11"
    assert found["(2026)海棠人调字第002号", "judicial_confirmation_30d"]["met_on"] is None


def test_instalments_are_limits_by_their_place(room):
    rows = json.loads(desk("limits", "--data", room, "--case", "2026-001", "--json").stdout)
    paid = [(r["code"], r["start"], r["due"], r["met_on"], r["unit"]) for r in rows if "instalment" in r["code"]]
    assert paid == [
        ("instalment_1", "2026-08-14", "2026-08-28", "2026-08-28", "date"),
        ("instalment_2", "2026-08-14", "2026-09-30", "2026-09-29", "date"),
        ("instalment_3", "2026-08-14", "2026-10-30", "2026-10-30", "date"),
    ]
    assert {r["case_no"] for r in rows} == {"(2026)海棠人调字第001号"}


def test_limits_in_words_say_their_basis_and_what_is_provisional(room):
    said = desk("limits", "--data", room, "--case", "2026-002").stdout
    assert "2026-04-03\t2026-03-11 办到\t(2026)海棠人调字第002号\t调解期限\t30 日\t从 2026-03-04\t" in said
    assert "2036-04-10(暂定)" in said
    assert "999" not in desk("limits", "--data", room, "--case", "2026-999", ok=False).stdout


def test_what_is_due_is_a_list_and_an_empty_one_is_said(room):
    rows = json.loads(desk("due", "--data", room, "--json").stdout)
    assert rows == [], "all six cases are archived"
    assert desk("due", "--data", room, "--on", "2026-03-20", "--days", "0").stdout == "没有到期的事项。\n"


@pytest.mark.parametrize("words", [("--on", "2026-02-30"), ("--on", "morgen"), ("--days", "-1"), ("--days", "x")])
def test_a_day_that_is_none_is_refused_in_words(room, words):
    done = desk("due", "--data", room, *words, ok=False)
    assert done.returncode == 2
    assert "参数有误" in done.stderr


def test_what_waits_on_a_day_comes_with_its_limit_its_basis_and_its_owner(tmp_path):
    folder, file = tmp_path / "room", tmp_path / "open.json"
    desk("init", "--data", folder, "--committee", CASES, "--account", "管理员")
    data = cases()
    case = next(c for c in data["cases"] if c["seq"] == 2)
    kept = ("parties", "application", "source", "dispute_category", "dispute_category_code", "mediators")
    data["cases"] = [{"key": "open", "volume_title": "物业费"} | {key: case[key] for key in kept}]
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    desk("load", "--data", folder, file)

    def due(*words):
        return json.loads(desk("due", "--data", folder, *words, "--json").stdout)

    assert due("--on", "2026-03-03", "--days", "2") == []
    (row,) = due("--on", "2026-03-03", "--days", "3")
    assert row.pop("case_no")
    assert row == {
        "code": "decide",
        "start": "2026-03-03",
        "due": "2026-03-06",
        "basis": "本室规则",
        "owner": next(m["name"] for m in data["team"] if m["id"] == case["mediators"][0]),
        "overdue": False,
        "text": "决定是否受理",
    }
    assert due("--on", "2026-03-07", "--days", "0")[0]["overdue"]
    assert "逾期" in desk("due", "--data", folder).stdout
