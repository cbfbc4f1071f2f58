"""Real stations, a real hub over TLS, a proxy that strikes: nothing lost, nothing twice, everywhere the same."""

from __future__ import annotations

import logging
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.cluster import cluster as cluster
from tests.sync.machine import Stations
from tests.sync.seats import Template
from tests.sync.stage import LONG
from tests.sync.stage import template as template

RUNS, STEPS = (300, 50) if LONG else (8, 25)
log = logging.getLogger(__name__)


@pytest.mark.timeout(7200 if LONG else 300)
def test_whatever_befalls_them_they_end_the_same_and_nothing_is_lost(template: Template) -> None:
    total: Counter[str] = Counter()
    life = type("Life", (Stations,), {"template": template, "total": total})
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    log.info("%s", dict(sorted(total.items())))
    assert total["runs"] >= RUNS // 2
    for what in ("sync", "failed: cut", "stick written"):
        assert total[what], f"never happened: {what}"
