"""公安材料包: what the police need to close an alarm, as one file for one run of the printer.

治安管理处罚法 (in force since 2026): an agreement made by a people's mediation committee and performed, on written
application accepted before a decision, keeps the parties from a penalty. So the pack leaves on the same day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from desktop.commands import papers
from desktop.commands.desk import Desk
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import NotFound
from desktop.domain.ledger import in_force
from desktop.domain.next_steps import POLICE
from desktop.domain.permissions import Act, demand
from desktop.domain.records import Direction

TITLE = "公安材料包"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """`titles` are the papers in their order; `make` sets the pages, anywhere."""

    titles: tuple[str, ...]
    make: Callable[[], bytes]


def for_police(file: CaseFile) -> bool:
    """Whether the police wait for something of this file."""
    handed = any(r.organ == "police_station" and r.direction is Direction.IN for r in file.referrals)
    return file.dispute.source in POLICE or handed


def contents(file: CaseFile) -> tuple[tuple[str, str, int], ...]:
    """(kind, title, which) of the papers that can be printed now: 协议书, 履行情况清单, 反馈函."""
    ready = papers.kinds_of(file)
    agreement = [each for each in ready if each[0] == "agreement"] if in_force(file) else []
    listed = [each for each in ready if each[0] == "performance_list"]
    letters = [each for each in ready if each[0] == "feedback_letter"]
    return (*agreement[:1], *listed, *letters[:1])


def prepare(desk: Desk, id: UUID) -> Pack:
    """What the pack holds is read now, its pages are set when `make` is called. NotFound when nothing is ready."""
    demand(desk.account.role, Act.PRINT)
    with desk.read() as reader:
        file = reader.file(id)
    wanted = contents(file)
    if not wanted:
        raise NotFound("还没有可以交给公安机关的材料,请先受理。")
    ready = [papers.prepare(desk, id, kind, session=which) for kind, _, which in wanted]

    def make() -> bytes:
        from reports.merging import merged

        return merged([paper().pdf for paper in ready], title=TITLE)

    return Pack(titles=tuple(title for _, title, _ in wanted), make=make)
