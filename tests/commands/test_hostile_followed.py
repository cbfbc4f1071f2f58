"""What comes from outside to issue 3's doors: marks that mean something here, calendars, lists, the command line."""

from __future__ import annotations

import copy
import json
import time
from datetime import date, timedelta

import pytest

from desktop.commands import disputes, due, history, limits, papers, recusal, risk
from desktop.commands.calendars import read_notices
from desktop.commands.renewal import followed
from desktop.commands.transfer.loading import load
from desktop.commands.transfer.writing import export
from desktop.domain.changes import new_id
from desktop.domain.deadlines import Unit
from desktop.domain.disputes import Mediation
from desktop.domain.errors import MediationError, RuleBroken, Unreadable
from desktop.domain.mass.bank import read_bank_list
from desktop.domain.next_steps import steps
from desktop.domain.people import Role
from tests.conftest import NOON, be, cases
from tests.warm import call

DAY = NOON.date()
MARKS = (
    "reopened_on", "rounds", "quorum", "confirmed", "cleared", "elsewhere", "sued", "faults", "measures", "account",
    "report_to", "whole", "feedback", "corrections", "bare", "own_words", "extra_copies",
)  # fmt: skip
NONSENSE = (5, "x", "9999-12-31", "0001-01-01", [], [5], [{}], [[]], {"a": 1}, True, -1.5)


def marked(data, value):
    """Every object of the file carries every mark that this program reads among the extras."""
    if isinstance(data, dict):
        out = {k: marked(v, value) for k, v in data.items()}
        return out | {m: copy.deepcopy(value) for m in MARKS if m not in out}
    return [marked(v, value) for v in data] if isinstance(data, list) else data


@pytest.mark.parametrize("value", NONSENSE, ids=repr)
def test_marks_of_ours_with_nonsense_in_them_break_nothing(make_room, value):
    """Every file still has its steps, limits, papers and record."""
    desk = make_room()
    be(desk, Role.ADMIN)
    data = cases()
    data["cases"] = [marked(case, value) for case in data["cases"]]
    load(desk, data)
    limits.of_files(desk)
    due.due(desk, DAY + timedelta(days=30), 3660)
    with desk.read() as reader:
        for file in followed(reader):
            assert steps(file, DAY, desk.handbook.rules)
            for member in file.team.values():
                recusal.barred(member, file)
            for kind, _title, which in papers.kinds_of(file):
                papers.prepare(desk, file.dispute.id, kind, session=which)
    with desk.read() as reader:
        ids = [file.dispute.id for file in followed(reader)]
    for id in ids:
        risk.look(desk, id)
        history.timeline(desk, id)
    json.dumps(export(desk))


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("limit_settings", {"code": "archive", "figure": 3650, "unit": "year"}),
        ("limit_settings", {"code": "archive", "figure": 0, "unit": "month"}),
        ("limit_settings", {"code": "archive", "figure": 30, "unit": "century"}),
        ("limit_settings", {"code": "nothing", "figure": 30, "unit": "month"}),
        ("calendar_years", {"year": 9999}),
        ("calendar_years", {"year": 2031, "days_off": ["2032-01-01"]}),
        (
            "calendar_years",
            {"year": 2031, "days_off": [(date(2031, 1, 1) + timedelta(days=n)).isoformat() for n in range(365)]},
        ),
    ],
)
def test_a_file_sets_no_limit_that_never_ends(make_room, key, row):
    desk = make_room()
    be(desk, Role.ADMIN)
    with pytest.raises(Unreadable, match=key):
        load(desk, cases() | {"cases": [], key: [row]})
    desk.refresh_rules()


def test_a_year_in_which_nobody_works_is_no_calendar(make_room):
    days = [date(2031, 1, 1) + timedelta(days=n) for n in range(365)]
    for text in (
        "\n".join(f"{day},放假" for day in days),
        json.dumps({"year": 2031, "days_off": [day.isoformat() for day in days]}),
    ):
        with pytest.raises(Unreadable, match="不合常理"):
            read_notices(text)
    every_weekend = [d for d in days if d.weekday() > 4] + [date(2031, 1, 1), date(2031, 5, 1), date(2031, 10, 1)]
    assert read_notices("\n".join(f"{day},放假" for day in every_weekend))[0].year == 2031


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"year": 1e308, "days_off": []}',
        '{"years": [{"year": 2031, "days_off": [{"date": {"date": 1}}]}]}',
        "2031-01-01,放假\n=cmd|' /C calc'!A1,放假",
        "\u202e2031-01-01,放假\x00",
        '"' * 5000,
        "2031-01-01," + "放" * 200_000,
    ],
    ids=["deep", "1e308", "nested", "formula", "marks", "quotes", "long cell"],
)
def test_a_hostile_calendar_is_one_sentence(text):
    with pytest.raises(Unreadable) as refused:
        read_notices(text)
    assert len(refused.value.for_user()) < 200


@pytest.mark.parametrize(
    "line",
    [
        "某某 1e308",
        "某某 -5.00",
        "某某 =1+1",
        "某某 99999999999999999999.00",
        "\u202e某某\u202c 00.001",
        "某某 \x00\x07",
        "某某 NaN",
        "某某 ١٢٣.00",
    ],
)
def test_a_hostile_line_of_the_bank_pays_nobody_by_mistake(line):
    found = read_bank_list(line, {new_id(): ("某某", "")})
    assert all(0 < fen <= 10**13 for fen in found.paid.values())
    assert not found.paid or "00.001" not in line


def test_a_bank_list_of_many_lines_is_read_in_time():
    people = {new_id(): (f"某{n:04d}", "") for n in range(200)}
    start = time.perf_counter()
    read_bank_list("\n".join(f"{n} 某{n % 200:04d} 6222****0001 6,880.00 成功" for n in range(5000)), people)
    assert time.perf_counter() - start < 5


def test_no_limit_of_our_own_is_absurd(make_room):
    desk = make_room("cases")
    be(desk, Role.ADMIN)
    for figure, unit in ((10**9, Unit.CALENDAR_DAY), (3650, Unit.YEAR), (0, Unit.MONTH), (-1, Unit.WORKING_DAY)):
        with pytest.raises(RuleBroken):
            limits.set_limit(desk, "archive", figure, unit, "某")
    limits.set_limit(desk, "archive", 100, Unit.YEAR, "某")
    due.due(desk, date(2099, 12, 31), 3660)


def test_a_reopened_file_with_nonsense_in_its_rounds_is_reopened_again(make_room):
    desk = make_room("practice")
    be(desk, Role.ADMIN)
    made = disputes.register(desk, disputes.Arrival(name="来人", facts="某事", category="contract"))
    disputes.accept(desk, made.id, on=DAY, mediators=[desk.account.member_id])
    disputes.move(desk, made.id, Mediation.TERMINATED, on=DAY, reason="某")
    from dataclasses import replace

    with desk.read() as reader:
        d = reader.file(made.id).dispute
    disputes.edit(desk, replace(d, extras={"rounds": 5, "reopened_on": [1]}))
    disputes.reopen(desk, made.id, on=DAY)
    with desk.read() as reader:
        assert len(reader.file(made.id).dispute.extras["rounds"]) == 1


def run(folder, *words):
    return call(*words, "--data", folder)


@pytest.fixture
def folder(make_room):
    desk = make_room("cases")
    desk.store.close()
    return desk.store.folder


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("due", "--days", "-1"), 2),
        (("due", "--days=-1"), 2),
        (("due", "--days", "999999999999"), 2),
        (("due", "--days", "1e3"), 2),
        (("due", "--on", "2026-02-30"), 2),
        (("due", "--on", "9999-12-31"), 2),
        (("due", "--on", "0001-01-01"), 2),
        (("due", "--on", "今天"), 2),
        (("due", "--on", "2099-12-31", "--days", "3660"), 0),
        (("due", "--on", "2000-01-01", "--json"), 0),
        (("limits", "--case", "(2026)没有第1号"), 1),
        (("limits", "--case", ""), 0),
        (("limits", "--case", "'; DROP TABLE disputes; --"), 1),
    ],
)
def test_the_command_line_at_its_edges(folder, words, code):
    done = run(folder, *words)
    assert done.returncode == code, done.stderr
    said = done.stderr
    assert "Traceback" not in said
    if code:
        assert done.stdout == ""
        assert said.strip()
    if "--json" in words:
        assert isinstance(json.loads(done.stdout), list)


def test_an_empty_room_has_nothing_due(make_room):
    desk = make_room()
    desk.store.close()
    assert json.loads(run(desk.store.folder, "due", "--json").stdout) == []
    assert json.loads(run(desk.store.folder, "limits", "--json").stdout) == []


def test_nothing_of_it_is_a_bug(make_room):
    """A refusal is one of the program's own."""
    desk = make_room()
    with pytest.raises(MediationError):
        limits.import_calendar(desk, "")
