"""What takes its time (a stretched password, new dates for every file) runs elsewhere; the screens hear of it here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from desktop.commands.desk import Desk
from desktop.commands.handbook import moves_dates
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.ui.host import Host

T = TypeVar("T")


def quietly(
    host: Host, work: Callable[[Desk], T], done: Callable[[T], None], refused: Callable[[MediationError], None]
) -> None:
    """Run `work` with a desk that tells nobody, then `done` or `refused` here, after the pages have heard."""
    heard: list[Changed] = []
    desk = replace(host.desk, told=heard.append)

    def run() -> T | MediationError:
        try:
            return work(desk)
        except MediationError as error:
            return error

    def land(result: T | MediationError) -> None:
        if any(moves_dates(changed) for changed in heard):
            host.desk.refresh_rules()
        for changed in heard:
            host.desk.told(changed)
        if isinstance(result, MediationError):
            refused(result)
        else:
            done(result)

    host.submit(run, land)
