"""Fixtures for tests that need whole stations: a template made once a process, and worlds cut from it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import DEEP
from tests.sync.cluster import Cluster
from tests.sync.proxy import Papers, Proxy
from tests.sync.seats import Template, make_template
from tests.sync.world import World

LONG = DEEP or bool(os.environ.get("SYNC_DEEP"))


def papers(cluster: Cluster) -> Papers:
    return Papers(cluster.folder / "ca.pem", cluster.folder / "server.pem", cluster.folder / "server.key")


@pytest.fixture(scope="session")
def template(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    with Proxy(("127.0.0.1", cluster.port), papers(cluster)) as proxy:
        yield make_template(tmp_path_factory.mktemp("stations"), cluster, proxy)


@pytest.fixture
def make_world(template: Template, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Stations that have met (three unless told), as often as it is called."""
    made: list[World] = []

    def make(stations: int = 3) -> World:
        template.proxy.happened.clear()
        made.append(World(template, tmp_path / f"world-{len(made)}", stations=stations))
        return made[-1]

    yield make
    for world in made:
        world.close()
