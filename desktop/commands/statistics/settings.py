"""统计口径 and the committee's type: what holds, who set it, and which frozen months follow other rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.commands.desk import Desk
from desktop.commands.statistics.figures import table_lines
from desktop.commands.statistics.freezing import Frozen, frozen_months
from desktop.commands.statistics.kept import Written, last_written
from desktop.commands.statistics.tallies import is_counted, so_far
from desktop.domain.counting import COUNTING_ID, Counting, CountingSetting
from desktop.domain.counting.table import COMMITTEE
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act

LONGEST = 200  # characters of a note


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingLine:
    """The counting rules as the settings show them. `otherwise`: frozen months that were counted by other rules.

    `counted`: whether every file already follows them; figures are refused until then.
    """

    rules: Counting
    note: str
    last: Written | None
    otherwise: tuple[Frozen, ...]
    counted: bool

    @property
    def own(self) -> bool:
        """Whether it is another rule than the one that comes with the program."""
        return self.rules != Counting()


def counting(desk: Desk) -> CountingLine:
    """What holds in this room."""
    with desk.read() as reader:
        setting = reader.maybe(CountingSetting, COUNTING_ID)
        rules = setting.rules() if setting else Counting()
        return CountingLine(
            rules=rules,
            note=setting.note if setting else "",
            last=last_written(reader, "counting_settings").get(COUNTING_ID),
            otherwise=tuple(f for f in frozen_months(reader) if f.rules != rules),
            counted=is_counted(reader, replace(desk.handbook, counting=rules)),
        )


def set_counting(desk: Desk, rules: Counting, note: str = "") -> bool:
    """Set the room's counting rules; whether all files must be counted again now (`figures.count_all`, in a job).

    Frozen months keep the figures and rules that they were handed in with. RuleBroken for a change without a word
    about who asked for it.
    """
    note = " ".join(note.split())
    now = counting(desk)
    if (rules, note) == (now.rules, now.note):
        return not now.counted
    if len(note) > LONGEST:
        raise RuleBroken("note", f"说明请写在 {LONGEST} 字以内。")
    if rules != now.rules and rules != Counting() and not note:
        raise RuleBroken("note", "改口径请写明依据,如区司法局哪一天的通知。")
    with desk.act(Act.MANAGE, "counting_setting") as tx:
        tx.put(
            CountingSetting(
                basis=rules.basis, mass=rules.mass, reopened=rules.reopened, refused=rules.refused, note=note
            )
        )
    return progress(desk) is not None


def progress(desk: Desk) -> tuple[int, int] | None:
    """(done, of) while files are still counted by these rules; None when every file is."""
    with desk.read() as reader:
        return None if is_counted(reader, desk.handbook) else so_far(reader)


def committee_types() -> tuple[tuple[str, str], ...]:
    """(code, words) of the columns of 不同主体调解情况, in the order of the official table."""
    return tuple(
        (line.terms[0].key, line.label) for line in table_lines() if line.terms and line.terms[0].axis == COMMITTEE
    )


def set_committee_type(desk: Desk, code: str) -> None:
    """In which column of 不同主体调解情况 the room's cases stand; RuleBroken for no such column."""
    if code not in dict(committee_types()):
        raise RuleBroken("type", "请选择调委会类型。")
    committee = desk.committee()
    if committee.counts_as == code and committee.type:
        return
    with desk.act(Act.MANAGE, "committee") as tx:
        tx.put(replace(tx.committee(), type=code))
