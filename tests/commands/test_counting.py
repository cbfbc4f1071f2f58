"""Every figure of every table equals a brute-force count of the files, and opens exactly the files that it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from desktop.commands.desk import Desk
from desktop.commands.statistics import figures
from desktop.domain.counting import Basis, Counting, Mass, Period, Reopened, parse_period
from tests.commands.brute_force import Piece
from tests.commands.counted import (
    NEIGHBOURS,
    PERIODS,
    all_pieces,
    check_behind,
    check_figures,
    check_kept,
    check_lines,
)
from tests.commands.random_files import empty, fill, some_file

RULES = tuple(
    Counting(mass=mass, reopened=again, refused=refused)
    for mass, again, refused in product(Mass, Reopened, (False, True))
)
YEAR = parse_period("2026")
number = st.integers(0, 2**32 - 1)
rooms_of_files = st.integers(0, 500).flatmap(lambda n: st.lists(number, min_size=n, max_size=n))
STEADY = settings(
    deadline=None, derandomize=True, database=None, print_blob=False, suppress_health_check=list(HealthCheck)
)


def rule_by(desk: Desk, rules: Counting) -> None:
    """Other counting rules, and every file counted by them."""
    desk.handbook = replace(desk.handbook, counting=rules)
    figures.count_all(desk)


@contextmanager
def filled(desk: Desk, numbers: list[int], rules: Counting) -> Iterator[list[Piece]]:
    """The room with so many files in it and nothing before or after; the files as the brute force sees them."""
    rule_by(desk, rules)
    ids = fill(desk, (some_file(n, [m.id for m in desk.members()]) for n in numbers))
    try:
        yield all_pieces(desk)
    finally:
        empty(desk, ids)


@pytest.fixture
def desk(make_room: Callable[..., Desk]) -> Desk:
    """A room with a team of four and no file."""
    from desktop.commands import rooms
    from desktop.domain.people import Member, TeamRole

    desk = make_room()
    for name in ("严伯年", "梁其", "高明"):
        rooms.save_member(desk, Member(name=name, role=TeamRole.PEOPLE_MEDIATOR))
    return desk


# -- the invented cases


@pytest.mark.parametrize("rules", RULES, ids=lambda r: f"{r.mass}-{r.reopened}-{r.refused}")
def test_the_invented_cases_by_every_rule_and_basis_for_every_period(
    make_room: Callable[..., Desk], rules: Counting
) -> None:
    desk = make_room("cases")
    rule_by(desk, rules)
    found = all_pieces(desk)
    check_figures(desk, found, (*PERIODS, *NEIGHBOURS))
    for basis in Basis if rules in (RULES[0], RULES[-1]) else (Basis.AGREED,):
        check_lines(desk, found, YEAR, basis)
        assert check_behind(desk, found, YEAR, basis) > 100
    check_kept(desk)


def test_the_invented_cases_as_somebody_counted_them_by_hand(make_room: Callable[..., Desk]) -> None:
    """The brute force itself held against figures that were read from the papers."""
    values = figures.case_table(make_room("cases"), YEAR).values
    assert {code: n for code, n in values.items() if n} == {
        **{"cases_total": 5, "cases_succeeded": 5, "parties_people": 38 + 2 + 2 + 3 + 2, "difficult": 1},
        **{"amount_fen": 77_653_228 + 544_000 + 765_000, "committee_street": 5},
        **{"source_initiative": 2, "source_application": 2, "source_referral": 1, "source_referral_other": 1},
        **{"category_labour_other": 1, "category_property_management": 1, "category_environment": 1},
        **{"category_contract": 1, "category_neighbourhood": 1},
        **{"form_written": 4, "form_oral": 1, "fulfilled": 5, "arbitration_review": 1},
        **{"prevent_mass_petition_cases": 1, "prevent_mass_petition_people": 37},
        **{"relation_citizens": 2, "relation_citizen_organisation": 3},
    }


def test_the_invented_cases_by_worker(make_room: Callable[..., Desk]) -> None:
    """37 workers, of whom 34 signed: 37 件, 34 of them settled, and the same amount to the fen."""
    desk = make_room("cases")
    rule_by(desk, Counting(mass=Mass.WORKER))
    values = figures.case_table(desk, YEAR).values
    assert (values["cases_total"], values["cases_succeeded"]) == (4 + 37, 4 + 34)
    assert values["amount_fen"] == 77_653_228 + 544_000 + 765_000


# -- rooms of every kind


@settings(STEADY, max_examples=5)
@given(numbers=rooms_of_files, rules=st.sampled_from(RULES))
@example(numbers=list(range(500)), rules=Counting())
@example(numbers=list(range(500, 900)), rules=Counting(mass=Mass.WORKER, reopened=Reopened.EACH, refused=True))
def test_every_cell_of_every_table_equals_the_brute_force(desk: Desk, numbers: list[int], rules: Counting) -> None:
    with filled(desk, numbers, rules) as found:
        check_figures(desk, found)
        check_kept(desk)
    check_kept(desk)  # and of what was laid away nothing is left


@settings(STEADY, max_examples=6)
@given(
    numbers=st.lists(number, min_size=1, max_size=40),
    rules=st.sampled_from(RULES),
    basis=st.sampled_from(Basis),
    period=st.sampled_from([p for p in PERIODS if p.kind != "month"]),
)
def test_every_cell_opens_exactly_what_it_counts(
    desk: Desk, numbers: list[int], rules: Counting, basis: Basis, period: Period
) -> None:
    with filled(desk, numbers, rules) as found:
        check_behind(desk, found, period, basis)
        check_lines(desk, found, period, basis)
