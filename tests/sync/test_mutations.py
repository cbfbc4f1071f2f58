"""Each planted bug is caught: a suite that no bug can turn red proves nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from tests.sync.cluster import cluster as cluster
from tests.sync.mutations import MUTATIONS, Mutation
from tests.sync.stage import make_world as make_world
from tests.sync.stage import template as template
from tests.sync.world import World

PLANTED_BADLY = (NameError, TypeError, AttributeError)  # the bug itself does not run: that proves nothing
log = logging.getLogger(__name__)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.name)
def test_the_bug_is_caught(
    mutation: Mutation, make_world: Callable[[], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    with monkeypatch.context() as patch:
        mutation.plant(patch)
        with pytest.raises(Exception) as caught:  # noqa: PT011 (whatever it breaks is what catches it)
            mutation.caught_by(world)
    assert not isinstance(caught.value, PLANTED_BADLY), f"the bug could not be planted: {caught.value!r}"
    said = str(caught.value).split("\n")[0][:80]
    log.info("| %s | %s | %s: %s |", mutation.name, mutation.what, mutation.caught_by.__name__, said)


def test_there_are_enough_of_them_and_each_is_another() -> None:
    assert len(MUTATIONS) >= 12
    assert len({m.name for m in MUTATIONS}) == len(MUTATIONS)
