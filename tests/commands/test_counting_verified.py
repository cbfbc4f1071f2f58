"""`verify` sees figures that are not those of the files, whoever changed what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.commands.desk import Desk
from desktop.commands.statistics import freezing, verifying
from desktop.commands.statistics.settings import set_counting
from desktop.commands.verify import verify
from desktop.domain.counting import MEASURES, Counting, Mass
from tests.commands.random_files import fill, some_file
from tests.storage.raw import raw


def spoil(desk: Desk, *statements: str) -> tuple[str, ...]:
    """What verify says after somebody wrote into the file past the program."""
    with raw(desk.store.folder, desk.store.keys) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount, statement
    with desk.read() as reader:
        return tuple(verifying.faults(desk, reader))


@pytest.fixture
def desk(make_room: Callable[..., Desk]) -> Desk:
    return make_room("cases")


def test_a_sound_room_is_clean(desk: Desk) -> None:
    freezing.freeze(desk, "2026-07")
    assert verify(desk).clean


def test_random_rooms_are_clean_by_every_rule(make_room: Callable[..., Desk]) -> None:
    desk = make_room()
    fill(desk, (some_file(n, [m.id for m in desk.members()]) for n in range(300)))
    freezing.freeze(desk, "2026-05", "照报")
    with desk.read() as reader:
        assert verifying.faults(desk, reader) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE sums SET cases = cases + 1 WHERE basis = 'closed' AND month = '2026-07' AND axis = ''", "2026-07"),
        ("UPDATE sums SET amount_fen = 1 WHERE basis = 'agreed' AND axis = 'category*source'", "按协议日"),
        ("DELETE FROM sums WHERE basis = 'received' AND axis = 'mediator'", "按受理日"),
        ("DELETE FROM sums WHERE axis = 'helper' AND basis = 'closed'", "按结案日"),
        (
            "INSERT INTO sums SELECT basis, '2027-03', axis, key, " + ", ".join(MEASURES) + " FROM sums "
            "WHERE basis = 'closed' AND month = '2026-07'",
            "2027-03",
        ),
    ],
)
def test_sums_that_are_not_those_of_the_cases_are_named(desk: Desk, statement: str, said: str) -> None:
    found = spoil(desk, statement)
    assert found
    assert all("与各件之和不符" in fault for fault in found)
    assert any(said in fault for fault in found)
    assert not verify(desk).clean


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tallies SET category = 'medical' WHERE amount_fen = 544000",
        "UPDATE tallies SET closed_on = '2026-01-01' WHERE amount_fen = 544000",
        "UPDATE tallies SET people = people + 1 WHERE amount_fen = 544000",
        "DELETE FROM tallies WHERE amount_fen = 544000",
    ],
)
def test_cases_that_are_not_those_of_the_file_are_named(desk: Desk, statement: str) -> None:
    assert any("002号 的统计与卷内不符" in fault for fault in spoil(desk, statement))


def test_a_case_of_a_file_that_is_gone_is_named(desk: Desk) -> None:
    assert any("已不在的纠纷" in f for f in spoil(desk, "UPDATE disputes SET gone = 1 WHERE case_no LIKE '%002%'"))


def test_many_wrong_files_are_a_few_names_and_a_number(
    make_room: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_room()
    fill(desk, (some_file(n, []) for n in range(60)))
    found = [f for f in spoil(desk, "UPDATE tallies SET days = days + 1") if "卷内" in f]
    assert len(found) == verifying.SAID + 1
    monkeypatch.setattr(verifying, "MOST", 20)  # of a large room a part, evenly spread
    with desk.read() as reader:
        fewer = [f for f in verifying.faults(desk, reader) if "卷内" in f]
    assert len(fewer) == verifying.SAID + 1
    assert fewer[-1] != found[-1]


def test_waiting_for_a_recount_is_no_damage(desk: Desk) -> None:
    set_counting(desk, Counting(mass=Mass.WORKER), "区司法局通知")
    assert verify(desk).clean


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE frozen_months SET figures = json_set(figures, '$.cases_total', 9)", "与校验值不符"),
        ("UPDATE frozen_months SET cases = json_remove(cases, '$[0]')", "与校验值不符"),
        ("UPDATE frozen_months SET reason = '另一个理由'", "与校验值不符"),
        ("UPDATE frozen_months SET digest = '0'", "与校验值不符"),
        ("UPDATE frozen_months SET cases = '{'", "与校验值不符"),
        ("UPDATE frozen_months SET extras = json_set(extras, '$.sums[0][2].cases', 9)", "与所附清单不符"),
    ],
)
def test_a_frozen_month_that_was_touched_is_named(desk: Desk, statement: str, said: str) -> None:
    freezing.freeze(desk, "2026-07")
    (fault,) = spoil(desk, statement)
    assert fault.startswith("2026-07 封存")
    assert said in fault
    assert any(said in f for f in verify(desk).faults)
