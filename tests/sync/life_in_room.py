"""What people do with the room itself, and how they look back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from desktop.commands import (
    duty,
    handover,
    history,
    limits,
    reception,
    recusal,
    rooms,
)
from desktop.commands.numbers import change_keeper
from desktop.commands.statistics.figures import count_all
from desktop.commands.statistics.settings import set_counting
from desktop.commands.syncing.concerned import choices
from desktop.commands.syncing.decisions import decisions
from desktop.commands.syncing.settling import settle
from desktop.domain.counting import Counting, Mass
from desktop.domain.deadlines import Unit
from desktop.domain.people import Member, TeamRole
from desktop.domain.team import Reception, Shift, Visit
from tests.sync.lives import Deed, Life

# -- the room


def newcomer(life: Life) -> None:
    rooms.save_member(life.desk, Member(name=life.words("新人"), role=TeamRole.PEOPLE_MEDIATOR))


def leave(life: Life) -> None:
    leaver = life.one(Member, lambda m: m.active and m.id != life.desk.account.member_id)
    here = [m.id for m in handover.receivers(life.desk, leaver.id)]
    shared = handover.propose(life.desk, handover.open_items(life.desk, leaver.id), here)
    handover.hand_over(life.desk, leaver.id, shared)
    rooms.save_member(life.desk, replace(leaver, active=False))


def another_limit(life: Life) -> None:
    limits.set_limit(life.desk, "handling", life.chance.randint(20, 40), Unit.CALENDAR_DAY, "通知")


def other_counting(life: Life) -> None:
    set_counting(life.desk, Counting(mass=life.chance.choice(list(Mass))), "通知")
    count_all(life.desk)


def keeper(life: Life) -> None:
    change_keeper(life.desk, life.desk.store.device)


# -- looking back


def undo(life: Life) -> None:
    history.undo_last(life.desk)
    count_all(life.desk)  # when it was the rules that were taken back


def restore(life: Life) -> None:
    file = life.file()
    changes = [c for event in history.timeline(life.desk, file.id) for c in event.changes if history.restorable(c)]
    history.restore(life.desk, file.id, life.of(changes))


def decide(life: Life) -> None:
    waiting = life.of(decisions(life.desk))
    offered: Sequence[Any] = choices(waiting) if waiting.concern else range(len(waiting.sides))
    choice = life.chance.choice([*offered])
    settle(life.desk, waiting, choice, note="已同两边核对")


def recuse(life: Life) -> None:
    recusal.recuse(life.desk, life.file().id, life.member().id, life.words("是亲戚"))


def shift(life: Life) -> None:
    on = life.desk.today() + timedelta(days=life.chance.randint(0, 3))
    duty.set_shift(life.desk, Shift(member_id=life.member().id, on=on, starts="09:00", ends="11:30"))


def open_day(life: Life) -> None:
    reception.open_day(life.desk, None, life.desk.today(), [life.member().id])


def visitor(life: Life) -> None:
    reception.take(life.desk, life.one(Reception).id, life.words("来人"), matter=life.words("问押金"))


def visit_ends(life: Life) -> None:
    visit = life.one(Visit)
    match life.chance.randrange(4):
        case 0:
            reception.consult(life.desk, visit.id, life.words("答复"))
        case 1:
            reception.register(life.desk, visit.id, category="other", said=life.words("要调解"))
        case 2:
            reception.join(life.desk, visit.id, life.file().id, life.words("同一件事"))
        case _:
            reception.leave(life.desk, visit.id)


DEEDS: Mapping[str, tuple[int, Deed]] = {
    "newcomer": (1, newcomer),
    "leave": (1, leave),
    "another_limit": (1, another_limit),
    "other_counting": (1, other_counting),
    "keeper": (1, keeper),
    "undo": (5, undo),
    "restore": (2, restore),
    "decide": (3, decide),
    "recuse": (1, recuse),
    "shift": (1, shift),
    "open_day": (1, open_day),
    "visitor": (2, visitor),
    "visit_ends": (3, visit_ends),
}
