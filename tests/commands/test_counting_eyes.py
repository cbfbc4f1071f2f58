"""The comparisons can see: each fault that is built into the counting turns one of them red."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from desktop.commands import followed, rooms
from desktop.commands.desk import Desk
from desktop.commands.statistics import figures, tallies
from desktop.commands.transfer.loading import read_committee
from desktop.domain.casefile import CaseFile
from desktop.domain.counting import Basis, Counting, Mass, Reopened, Unit, parse_period, table, units
from desktop.domain.people import Member, TeamRole
from desktop.storage import schema
from tests.commands.counted import PERIODS, all_pieces, check_behind, check_figures, check_kept, check_lines
from tests.commands.random_files import empty, fill, some_file
from tests.commands.test_counting import STEADY, rule_by
from tests.commands.test_counting_kept import Lives
from tests.conftest import CHEAP, PASSWORD, cases, fixed_now

EVERYTHING = Counting(mass=Mass.WORKER, reopened=Reopened.EACH)
FILES = range(70)
counting_units = import_module("desktop.domain.counting.units")  # the package calls its function so
Fault = Callable[[pytest.MonkeyPatch], None]


def _every_unit(change: Callable[[Unit], Unit | None]) -> Fault:
    """All that is counted goes through a hand that spoils it."""

    def spoil(patch: pytest.MonkeyPatch) -> None:
        def spoilt(*said: Any) -> Iterator[Unit]:
            return (made for unit in units(*said) if (made := change(unit)) is not None)

        patch.setattr(tallies, "units", spoilt)

    return spoil


def _figure(measure: str, change: Callable[[int, Unit], int]) -> Fault:
    return _every_unit(lambda u: replace(u, figures={**u.figures, measure: change(u.get(measure), u)}))


def _instead(owner: Any, name: str, made: Callable[[Any], Any]) -> Fault:
    """`made(what it was)` stands in its place."""

    def spoil(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(owner, name, made(getattr(owner, name)))

    return spoil


def _other_rules(**said: Any) -> Fault:
    def spoil(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(tallies, "units", lambda f, rules, catalogue: units(f, replace(rules, **said), catalogue))

    return spoil


FAULTS: dict[str, Fault] = {
    "the refused are counted": _other_rules(refused=True),
    "only the last round is counted": _other_rules(reopened=Reopened.LAST),
    "a mass dispute is one case": _other_rules(mass=Mass.CASE),
    "a month too late": _instead(figures, "add_up", lambda real: lambda r, p, b: real(r, p.moved(-1), b)),
    "the month of closing for that of the agreement": _every_unit(lambda u: replace(u, agreed=u.closed)),
    "the month of the agreement for that of closing": _every_unit(lambda u: replace(u, closed=u.agreed)),
    "the day of acceptance counts as 0": _instead(counting_units, "band_of", lambda real: lambda n: real(n - 1)),
    "days without the first": _figure("days", lambda n, _u: max(0, n - 1)),
    "every closing is a success": _figure("succeeded", lambda n, u: int(u.get("cases") == 1 and u.closed is not None)),
    "claimed instead of agreed": _figure("amount_fen", lambda n, _u: n + 1 if n else 0),
    "fen left over are lost": _instead(
        counting_units, "shares", lambda _real: lambda fen, parts: tuple(fen * w // sum(parts) for w in parts)
    ),
    "witnesses are people": _figure("people", lambda n, _u: n + 1),
    "fulfilled whatever was agreed": _figure("fulfilled", lambda _n, u: u.get("succeeded")),
    "valid is applied": _figure("confirmation_applied", lambda n, u: 0 if u.get("confirmation_valid") else n),
    "older lists are not mapped": _instead(
        counting_units.Catalogue, "category", lambda _real: lambda _self, d: d.category
    ),
    "a helper answers": _every_unit(lambda u: replace(u, mediator=u.helpers[0]) if u.helpers else u),
    "helpers are forgotten": _every_unit(lambda u: replace(u, helpers=())),
    "everybody is a citizen": _every_unit(lambda u: replace(u, relation="citizens")),
    "what goes on is left out": _every_unit(lambda u: None if u.outcome == "going" else u),
    "one table of two axes is not added up": _instead(
        Unit, "places", lambda real: lambda self: (p for p in real(self) if p[0] != "category*source")
    ),
    "an identity is not asked": _instead(
        table, "identities", lambda real: lambda lines: tuple(i for i in real(lines) if i.code != "forms")
    ),
    "an identity is asked the other way": _instead(table, "_holds", lambda real: lambda i, v: not real(i, v)),
    "everybody is an offender": _instead(
        figures,
        "wrong_share",
        lambda real: lambda code, committee: (real(code, committee)[0], schema.tallies.c.no >= 0),
    ),
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with a team of four and no file, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("eyes") / "room"
    desk, _code = rooms.create(folder, read_committee(cases()), "周慧兰", PASSWORD, now=fixed_now, cost=CHEAP)
    for name in ("周慧兰", "严伯年", "梁其", "高明"):
        rooms.save_member(desk, Member(name=name, role=TeamRole.PEOPLE_MEDIATOR))
    desk.store.close()
    return folder


@pytest.fixture
def desk(room: Path, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "room"
    shutil.copytree(room, folder)
    desk = rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD, now=fixed_now)
    rule_by(desk, EVERYTHING)
    yield desk
    desk.store.close()


def files_of(desk: Desk) -> list[CaseFile]:
    return [some_file(n, [m.id for m in desk.members()]) for n in FILES]


def test_without_a_fault_all_is_well(desk: Desk) -> None:
    fill(desk, files_of(desk))
    check_figures(desk, all_pieces(desk), PERIODS[-1:])


@pytest.mark.parametrize("fault", FAULTS)
def test_the_brute_force_sees(desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    FAULTS[fault](monkeypatch)
    fill(desk, files_of(desk))
    with pytest.raises((AssertionError, StopIteration)):
        check_figures(desk, all_pieces(desk), PERIODS[-1:])


BEHIND: dict[str, Fault] = {
    "the second axis is ignored": _instead(
        figures,
        "_place",
        lambda real: lambda term, c: real(replace(term, axis=term.axis.split("*")[0], key=term.key.split("|")[0]), c),
    ),
    "the period is the month after": _instead(
        figures, "entries", lambda real: lambda r, s, w, p, b: real(r, s, w, p.moved(1), b)
    ),
    "those who add nothing are listed": _instead(
        figures, "entries", lambda real: lambda r, s, _w, p, b: real(r, s, s >= 0, p, b)
    ),
    "the other basis": _instead(
        figures, "entries", lambda real: lambda r, s, w, p, _b: real(r, s, w, p, Basis.RECEIVED)
    ),
}


@pytest.mark.parametrize("fault", BEHIND)
def test_the_lists_behind_the_figures_are_looked_through(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    fill(desk, files_of(desk))
    found, period = all_pieces(desk), parse_period("2026-H1")
    BEHIND[fault](monkeypatch)
    with pytest.raises(AssertionError):
        check_behind(desk, found, period, Basis.CLOSED)
    if fault != "the second axis is ignored":  # no line of the official table has two
        with pytest.raises(AssertionError):
            check_lines(desk, found, period, Basis.CLOSED)


def _drop(*what: str) -> Callable[[Any], Any]:
    """`move` without the rows that were lost, or that were made."""

    def made(real: Any) -> Any:
        def move(tx: Any, lost: Sequence[Any], new: Sequence[Any]) -> None:
            real(tx, () if "lost" in what else lost, () if "made" in what else new)

        return move

    return made


@pytest.mark.parametrize("which", ["lost", "made"])
def test_sums_that_do_not_follow_are_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch, which: str) -> None:
    monkeypatch.setattr(tallies, "move", _drop(which)(tallies.move))
    ids = fill(desk, files_of(desk))
    with pytest.raises(AssertionError):  # noqa: PT012  # what is lost shows only when it is laid away
        check_kept(desk)
        empty(desk, ids)
        check_kept(desk)


@pytest.mark.parametrize("guard", ["summarise_all", "touched_through_people"])
def test_the_lives_find_a_file_that_is_not_counted_anew(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    """Acts that do not write what they touched, and those that forget a person's files, are found out."""
    shutil.copytree(room, tmp_path / "room")
    lives = type("ThisRoom", (Lives,), {"room": tmp_path / "room"})
    monkeypatch.setattr(followed, guard, lambda *_: [] if guard == "summarise_all" else frozenset())
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            lives, settings=settings(STEADY, max_examples=60, stateful_step_count=20, phases=(Phase.generate,))
        )
