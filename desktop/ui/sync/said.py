"""The words of the lists of 同步: when something was, and what was done."""

from __future__ import annotations

from datetime import date, datetime

from desktop.commands.syncing.status import Item
from desktop.domain.merging import DELETED
from desktop.ui.words import ACTS
from desktop.ui.words_fields import QUIET, field_word

MOST_FIELDS = 3  # fields named in a line of a list
SILENT = QUIET | {"extras", DELETED}
BY_FIELD = frozenset(
    {"edit", "person", "committee", "member", "restore", "settle", "undo"}
)  # the act alone says little


def when(at: datetime | None, now: datetime) -> str:
    """刚刚, 今天 10:42, 昨天 16:41, 11月18日, 2025年11月18日."""
    if at is None:
        return "还没有"
    days = (now.date() - at.date()).days
    if 0 <= (now - at).total_seconds() < 60:
        return "刚刚"
    if days == 0:
        return f"今天 {at:%H:%M}"
    if days == 1:
        return f"昨天 {at:%H:%M}"
    return day(at.date(), now.date())


def clock(at: datetime, now: datetime) -> str:
    """13:40 of today, else the day: for the narrow ends of lines."""
    return f"{at:%H:%M}" if at.date() == now.date() else day(at.date(), now.date())


def moment(at: datetime, now: datetime) -> str:
    """11月18日 16:41."""
    return f"{day(at.date(), now.date())} {at:%H:%M}"


def day(on: date, today: date) -> str:
    return f"{on.month}月{on.day}日" if on.year == today.year else f"{on.year}年{on.month}月{on.day}日"


def act_word(act: str) -> str:
    return ACTS.get(act, act)


def item_words(item: Item) -> str:
    """What was done to a file, with the fields where that says more than the act alone."""
    words = act_word(item.act)
    labels = dict.fromkeys(field_word(kind, field) for kind, field in item.fields if field not in SILENT)
    if item.act in BY_FIELD and labels:
        few = "、".join(list(labels)[:MOST_FIELDS])
        words = f"{words}:{few}" + ("等" if len(labels) > MOST_FIELDS else "")
    return f"{words} {item.times} 次" if item.times > 1 else words
