"""Loading and exporting a room: everything has its place, a bad file changes nothing and says where."""

from __future__ import annotations

import copy
import json

import pytest

from desktop.commands.handbook import open_handbook
from desktop.commands.transfer.loading import load, read_file
from desktop.commands.transfer.writing import export
from desktop.commands.verify import verify
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import Unreadable
from desktop.storage.schema import TABLES, audit, operations
from tests.conftest import cases

EXPECTATIONS = {"expected_lint", "expected_deadlines"}


def leaves(value, place=""):
    """Every single fact of a JSON value with its place."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from leaves(inner, f"{place}.{key}")
        case list():
            for n, inner in enumerate(value):
                yield from leaves(inner, f"{place}[{n}]")
        case _:
            yield place, value


def counts(desk):
    from sqlalchemy import func, select

    with desk.store.read() as reader:
        return [reader.rows(select(func.count()).select_from(t))[0][0] for t in (operations, audit, *TABLES.values())]


def test_every_fact_of_the_cases_comes_out_again(make_room):
    written = {c["case_no"]: dict(leaves(c)) for c in export(make_room("cases"))["cases"]}
    for case in cases()["cases"]:
        kept = written[case["case_no"]]
        for place, fact in leaves(case):
            if fact in (None, "", False, 0) or place in {".seq", ".source.received_at"}:
                continue  # empty, counted anew, or kept as `received`
            assert kept.get(place) == fact, place
        received = case["source"].get("received_at")
        assert received is None or kept[".received"] == received


@pytest.mark.parametrize("what", ["cases", "practice"])
def test_a_load_of_an_export_gives_the_same_room(make_room, what):
    first = export(make_room(what))
    second_room = make_room()
    load(second_room, first)
    assert export(second_room)["cases"] == first["cases"]
    assert verify(second_room).clean


def test_a_repeated_load_leaves_no_trace(make_room):
    desk = make_room("cases")
    before = counts(desk)
    done = load(desk, cases())
    assert (done.cases, done.members, done.known) == (0, 0, 6)
    assert counts(desk) == before


def bad(change):
    """The cases with one thing spoilt."""
    data = copy.deepcopy(cases())
    change(data)
    return data


def case(data, seq=2):
    return next(c for c in data["cases"] if c["seq"] == seq)


SPOILT = {
    "a list of words": (lambda d: d.__setitem__("cases", ["x"]), "cases[0]"),
    "cases no list": (lambda d: d.__setitem__("cases", {}), "cases"),
    "name missing": (lambda d: case(d)["parties"][0].pop("name"), "cases[1].parties[0].name"),
    "name a number": (lambda d: case(d)["parties"][0].__setitem__("name", 7), "cases[1].parties[0].name"),
    "impossible day": (lambda d: case(d)["application"].__setitem__("date", "2026-02-30"), "cases[1].application.date"),
    "impossible moment": (lambda d: case(d)["sessions"][0].__setitem__("start", "soon"), "cases[1].sessions[0].start"),
    "unknown member": (lambda d: case(d).__setitem__("mediators", ["m9"]), "cases[1].mediators"),
    "unknown category": (
        lambda d: case(d).__setitem__("dispute_category_code", "duel"),
        "cases[1].dispute_category_code",
    ),
    "unknown role": (lambda d: case(d)["parties"][0].__setitem__("role", "king"), "cases[1].parties[0].role"),
    "agent for nobody": (lambda d: case(d)["agents"][0].__setitem__("agent_for", "z9"), "cases[1].agents[0].agent_for"),
    "negative money": (
        lambda d: case(d)["agreement"]["obligations"][0].__setitem__("amount_fen", -1),
        "cases[1].agreement.obligations[0].amount_fen",
    ),
    "money in floats": (
        lambda d: case(d)["agreement"]["obligations"][0].__setitem__("amount_fen", 1.5),
        "cases[1].agreement.obligations[0].amount_fen",
    ),
    "closed before accepted": (lambda d: case(d)["closing"].__setitem__("date", "2025-01-01"), "cases[1].closed_on"),
    "huge text": (lambda d: case(d)["application"].__setitem__("facts", "长" * 10_001), "cases[1].application.facts"),
    "number twice": (
        lambda d: d["cases"].append(copy.deepcopy(case(d)) | {"key": "other"}),
        "cases[6].case_no",
    ),
    "the same ref twice": (
        lambda d: case(d)["parties"].append(dict(case(d)["parties"][0])),
        "cases[1].parties[2].id",
    ),
    "not a number": (lambda d: case(d)["stat"].__setitem__("amount_yuan", float("nan")), "cases[1].stat.amount_yuan"),
    "year 26": (lambda d: case(d)["application"].__setitem__("date", "0026-03-03"), "cases[1].application.date"),
    "no key": (lambda d: case(d).pop("case_no"), "cases[1].case_no"),
    "decision unknown": (
        lambda d: case(d)["acceptance"].__setitem__("decision", "perhaps"),
        "cases[1].acceptance.decision",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_bad_file_changes_nothing_and_says_where(make_room, name):
    change, place = SPOILT[name]
    desk = make_room()
    before = counts(desk)
    with pytest.raises(Unreadable) as refused:
        load(desk, bad(change))
    assert refused.value.place == place
    assert place in refused.value.for_user()
    assert counts(desk) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "第 1 行"),
        (b"[]", "不是一间调处室的数据"),
        ("名称".encode("gb18030"), "UTF-8"),
        (b"", "第 1 行"),
    ],
)
def test_what_is_no_room_is_refused_in_words(tmp_path, content, said):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        read_file(path)
    assert said in refused.value.for_user()


def test_controls_and_surrogates_do_not_get_in(make_room):
    data = bad(lambda d: case(d)["application"].__setitem__("facts", "前\x00后\ud800尾"))
    desk = make_room()
    load(desk, data)
    kept = next(c for c in export(desk)["cases"] if c["case_no"].endswith("002号"))
    assert kept["application"]["facts"] == "前后尾"


def test_limits_end_when_the_law_says(make_room):
    """Every expected limit of the cases, by the rules data (民法典 201–203)."""
    rules = open_handbook().rules
    from resources import rules as cupboard

    codes = {alias: row["code"] for row in cupboard.rows("deadlines") for alias in (*row["aliases"], row["code"])}
    checked = 0
    for entry in cases()["cases"]:
        for limit in entry["expected_deadlines"]:
            from datetime import date

            code = codes.get(limit["code"]) or codes[limit["code"].rsplit("_", 1)[0]]
            start = date.fromisoformat(limit["start_event_date"])
            assert rules.ends(code, start).isoformat() == limit["due_date"], limit["code"]
            checked += 1
    assert checked == 11


def test_ages_are_counted_on_the_day_of_the_paper(make_room):
    desk = make_room("cases")
    with desk.read() as reader:
        from sqlalchemy import select

        d = TABLES["disputes"].c
        id = reader.rows(select(d.id).where(d.case_no == "(2026)海棠人调字第002号"))[0][0]
        file: CaseFile = reader.file(id)
    person = next(file.person(p) for p in file.sides if file.person(p).name == "沈佩文")
    born = person.birth_date
    assert born is not None
    assert person.age_on(born.replace(year=2026, day=born.day - 1)) == 42
    assert person.age_on(born.replace(year=2026)) == 43


def test_the_practice_room_is_json_without_loss(make_room):
    room = export(make_room("practice"))
    assert json.loads(json.dumps(room, ensure_ascii=False)) == room
