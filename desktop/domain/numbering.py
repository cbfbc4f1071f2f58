"""The statutory number of a file, by the committee's pattern (domain: numbering is local custom, so a setting)."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from desktop.domain.agreements import Agreement
from desktop.domain.disputes import Dispute, Intake
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Committee

FIELDS = frozenset({"year", "short", "seq"})
BLANK = "____"
BY_HAND = "number_by_hand"  # in the extras of an agreement that was issued before its number was there
WAITS = "(待编号)"


def check_pattern(pattern: str) -> None:
    """RuleBroken unless the pattern holds {year} and {seq} and nothing unknown, each once."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(pattern) if name is not None]
        pattern.format(year=2026, short="某", seq=1)
    except (ValueError, KeyError, IndexError, AttributeError):
        raise RuleBroken("number_pattern", "编号规则写法有误,请参照:({year}){short}字第{seq:03d}号。") from None
    if not {"year", "seq"} <= set(names) <= FIELDS or len(names) != len(set(names)):
        raise RuleBroken("number_pattern", "编号规则须含 {year} 和 {seq},可含 {short},不能有别的项。")


def number(committee: Committee, year: int, seq: int) -> str:
    """E.g. `(2026)海棠人调字第001号`."""
    return committee.number_pattern.format(year=year, short=committee.short, seq=seq)


def blank(committee: Committee, year: int) -> str:
    """The same with room for the number to be written by hand: `(2026)海棠人调字第____号`."""
    said = {"year": str(year), "short": committee.short, "seq": BLANK}
    return "".join(
        literal + (said[name] if name else "") for literal, name, _, _ in Formatter().parse(committee.number_pattern)
    )


def opening(committee: Committee, year: int) -> str:
    """What all numbers of a year begin with, as far as the pattern says it before the number itself; may be empty."""
    said = {"year": str(year), "short": committee.short}
    found = ""
    for literal, name, _, _ in Formatter().parse(committee.number_pattern):
        found += literal
        if name is None or name == "seq":
            break
        found += said[name]
    return found


def printed(dispute: Dispute) -> str:
    """What a paper bears before and after: nothing before 受理, then the temporary number until the real one comes."""
    if dispute.case_no or dispute.intake is not Intake.ACCEPTED:
        return dispute.case_no
    return f"{dispute.temp_no}{WAITS}"


def left_blank(agreement: Agreement) -> bool:
    """Issued with room for its number, which nobody has written on it yet."""
    return bool(agreement.extras.get(BY_HAND)) and not agreement.no


def read(committee: Committee, text: str) -> tuple[int, int] | None:
    """(year, seq) of a number written by the pattern; None when it was written otherwise."""
    found = _reader(committee.number_pattern, committee.short).fullmatch(text)
    return (int(found["year"]), int(found["seq"])) if found else None


@cache
def _reader(pattern: str, short: str) -> re.Pattern[str]:
    """Kept, because a room's whole register is read with it."""
    groups = {"year": r"(?P<year>\d{4})", "seq": r"(?P<seq>\d+)", "short": re.escape(short)}
    parts = [re.escape(literal) + groups.get(name or "", "") for literal, name, _, _ in Formatter().parse(pattern)]
    return re.compile("".join(parts))


def short_number(text: str) -> str:
    """`2026-041` for lists; whatever was typed when it holds no year and number."""
    found = re.search(r"(\d{4})\D+?0*(\d+)\D*$", text)
    return f"{found[1]}-{int(found[2]):03d}" if found else text
