"""Which files of a bundle follow each other: the chain of each device, its gaps, and copies that were cut short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from desktop.sync.targets.bundle_files import ZERO, Entry, State


class Flaw(StrEnum):
    CUT = "cut"  # a file whose copying was interrupted
    GAP = "gap"  # files that were not copied
    FORK = "fork"  # two different files under the same numbers: a workstation was cloned


SENTENCES = {
    Flaw.CUT: "文件夹里“{name}”的一份数据不完整(第 {lo} 至 {hi} 笔\uff0c拷贝被中断)\uff0c这一份和它之后的没有读入。"
    "请从原处重新拷贝一次。",
    Flaw.GAP: "文件夹里缺少“{name}”的第 {lo} 至 {hi} 笔\uff0c之后的没有读入。请把原处的文件夹完整拷贝一次。",
    Flaw.FORK: "文件夹里“{name}”的第 {lo} 至 {hi} 笔有两份不同的数据\uff0c这台工作站可能被整机复制过。"
    "请在那台工作站上同步一次\uff0c程序会给它换新的身份。",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know of a bundle that could be used all the same.

    `lo`, `hi`: acts, both included; `name`: what the station is called.
    """

    flaw: Flaw
    device: UUID
    lo: int
    hi: int
    name: str = ""

    @property
    def sentence(self) -> str:
        return SENTENCES[self.flaw].format(name=self.name, lo=self.lo, hi=self.hi)


@dataclass(frozen=True, slots=True)
class Run:
    """Files that follow each other. `changed`: where a file stands in the way that is not what was written."""

    entries: tuple[Entry, ...]
    changed: Entry | None
    notes: tuple[Note, ...]


def run(found: Sequence[Entry], after: int, hash: bytes | None) -> Run:
    """The longest run of one device's whole files that goes on after act `after`.

    `hash` is that of the envelope which ends there, None when it is not known.
    """
    whole = [one for one in found if one.state is State.WHOLE]
    reach = _reach(whole)
    by_lo: dict[int, list[Entry]] = defaultdict(list)
    for one in whole:
        by_lo[one.lo].append(one)
    notes: list[Note] = []
    taken: list[Entry] = []
    while True:
        at = after + 1
        here = by_lo[at] if taken or hash is not None else [one for one in whole if one.lo <= at <= one.hi]
        fits = [one for one in here if hash is None or one.prev == hash]
        if not fits:
            break
        best = max(fits, key=lambda one: (reach[one], one.hash))
        if len(fits) > 1:
            notes.append(Note(Flaw.FORK, best.device, best.lo, best.hi))
        taken.append(best)
        after, hash = best.hi, best.hash
    stuck = [one for one in found if one.lo <= after + 1 <= one.hi]
    cut = next((one for one in stuck if one.state is State.CUT), None)
    changed = None if cut else next(iter(stuck), None)
    if cut:
        notes.append(Note(Flaw.CUT, cut.device, cut.lo, cut.hi))
    elif not changed and (later := [one for one in found if one.lo > after + 1]):
        notes.append(Note(Flaw.GAP, later[0].device, after + 1, min(one.lo for one in later) - 1))
    return Run(tuple(taken), changed, tuple(notes))


def _reach(whole: Sequence[Entry]) -> dict[Entry, int]:
    """How far one gets from each file."""
    on: dict[tuple[int, bytes], int] = {}
    reach: dict[Entry, int] = {}
    for one in sorted(whole, key=lambda one: one.lo, reverse=True):
        reach[one] = on.get((one.hi, one.hash), one.hi)
        before = (one.lo - 1, one.prev)
        on[before] = max(on.get(before, 0), reach[one])
    return reach


def held(found: Sequence[Entry]) -> Run:
    """What a folder holds of a device from its first act on."""
    return run(found, 0, ZERO)
