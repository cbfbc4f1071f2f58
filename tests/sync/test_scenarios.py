"""The small lives that planted bugs are caught by pass when no bug is planted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sync import scenarios
from tests.sync.cluster import cluster as cluster
from tests.sync.stage import make_world as make_world
from tests.sync.stage import template as template
from tests.sync.world import World

GOOD = (
    scenarios.both_edit_one_field,
    scenarios.going_on_settles_nothing,
    scenarios.settling_ends_it,
    scenarios.deleted_and_edited,
    scenarios.sealed_and_edited,
    scenarios.clock_behind,
    scenarios.clock_absurd,
    scenarios.answer_lost,
    scenarios.cut_before_keeping,
    scenarios.cut_while_taking,
    scenarios.hub_put_back,
    scenarios.hub_lost_what_only_others_have,
    scenarios.restored,
    scenarios.cloned,
    scenarios.out_of_order,
    scenarios.again_and_again,
    scenarios.another_line,
    scenarios.forged,
    scenarios.revoked,
    scenarios.restored_before_sealing,
    scenarios.nonsense_inside,
    scenarios.mad_clock_beside_the_keeper,
)


@pytest.mark.parametrize("life", GOOD, ids=lambda life: life.__name__)
def test_it_ends_well(life: Callable[[World], None], make_world: Callable[[], World]) -> None:
    life(make_world())


def test_two_who_revoke_each_other_leave_the_rest_in_peace(make_world: Callable[..., World]) -> None:
    scenarios.revoked_crosswise(make_world(stations=4))
