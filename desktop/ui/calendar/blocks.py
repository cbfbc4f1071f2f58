"""How a block of time looks and reads, in the week, in the month and in words; blocks beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.commands.schedule import DayMark, Entry
from desktop.domain.typed import weekday_text
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone
from desktop.ui.words import OUTCOMES


@dataclass(frozen=True, slots=True)
class Dress:
    """Ground, left edge and words of a block; `shape` where it needs a hand."""

    ground: Tone
    edge: Tone
    text: Tone
    shape: Shape | None = None
    tone: Tone = Tone.AMBER


@dataclass(frozen=True, slots=True)
class Placed:
    """A block in its lane: `lane` of `lanes` that stand beside each other."""

    entry: Entry
    lane: int
    lanes: int


def dress_of(entry: Entry, now: datetime) -> Dress:
    """Amber marks only what needs a hand: a clash, a session that passed and was not recorded."""
    if entry.dispute is None:
        return Dress(Tone.GREEN_TINT, Tone.GREEN, Tone.GREEN)
    if not entry.planned:
        return Dress(Tone.GREY_TINT, Tone.LINE_STRONG, Tone.INK_2)
    if entry.clash or entry.ends < now:
        return Dress(Tone.AMBER_TINT, Tone.AMBER, Tone.INK, Shape.DIAMOND)
    return Dress(Tone.SOFT, Tone.ACCENT, Tone.INK)


def lines_of(entry: Entry) -> tuple[str, ...]:
    """A block's words, what matters most first: when and who, what, where, which people."""
    if entry.dispute is None:
        return (f"{entry.starts:%H:%M} {entry.what}", entry.names, entry.place)
    people = "、".join(entry.team[:3]) + ("等" if len(entry.team) > 3 else "")
    return (f"{entry.starts:%H:%M} {entry.names}", entry.what, entry.place, people)


def said(entry: Entry, now: datetime) -> str:
    """What has become of it, in words."""
    if entry.dispute is None:
        return entry.note
    if not entry.planned:
        return OUTCOMES[entry.outcome] if entry.outcome else "已记录"
    return "待记笔录" if entry.ends < now else ""


def spoken(entry: Entry, now: datetime) -> str:
    """One line for tool tips and screen readers."""
    parts = [
        f"{entry.starts:%H:%M}–{entry.ends:%H:%M}",
        entry.number,
        entry.names,
        entry.what,
        entry.place,
        "、".join(entry.team),
        said(entry, now),
        f"时间冲突:{entry.clash}" if entry.clash else "",
    ]
    return "·".join(dict.fromkeys(p for p in parts if p))


def day_words(day: date, mark: DayMark) -> str:
    """11月24日 周二·国庆节 休."""
    extra = " ".join(w for w in (mark.name, mark.mark) if w)
    return f"{day.month}月{day.day}日 {weekday_text(day)}" + (f"·{extra}" if extra else "")


def placed(entries: Sequence[Entry]) -> list[Placed]:
    """One day's blocks: those that overlap stand in lanes beside each other."""
    made: list[Placed] = []
    group: list[tuple[Entry, int]] = []
    ends: list[datetime] = []

    def close() -> None:
        made.extend(Placed(entry, lane, len(ends)) for entry, lane in group)
        group.clear()
        ends.clear()

    for entry in sorted(entries, key=lambda e: (e.starts, e.id)):
        if ends and entry.starts >= max(ends):
            close()
        lane = next((n for n, end in enumerate(ends) if end <= entry.starts), len(ends))
        if lane == len(ends):
            ends.append(entry.ends)
        else:
            ends[lane] = entry.ends
        group.append((entry, lane))
    close()
    return made
