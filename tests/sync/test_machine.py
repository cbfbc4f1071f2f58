"""Real stations, a real hub over TLS, a proxy that strikes: nothing lost, nothing twice, everywhere the same."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import DEEP
from tests.sync.cluster import Cluster
from tests.sync.cluster import cluster as cluster
from tests.sync.machine import Stations
from tests.sync.proxy import Papers, Proxy
from tests.sync.world import Template, make_template

LONG = DEEP or bool(os.environ.get("SYNC_DEEP"))
RUNS, STEPS = (300, 50) if LONG else (10, 25)
log = logging.getLogger(__name__)


@pytest.fixture(scope="module")
def template(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    papers = Papers(cluster.folder / "ca.pem", cluster.folder / "server.pem", cluster.folder / "server.key")
    with Proxy(("127.0.0.1", cluster.port), papers) as proxy:
        yield make_template(tmp_path_factory.mktemp("stations"), cluster, proxy)


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
