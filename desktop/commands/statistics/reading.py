"""Plain sentences about a period, computed from its figures: what changed, what most cases were, what needs a hand.

Honest about little: no share is told of fewer than ENOUGH cases, no growth on a small base, ties are called ties, and
a period before the room's first case is not compared with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.commands.statistics.sheets.frame import thousandths
from reports.statistics.bulletin import Concern
from reports.statistics.sheets import Kind, shown

ENOUGH = 10  # cases of which a share or a rate may be told
BASE = 50  # cases on which growth may be told in per cent
WAN = 1_000_000  # 分
NAMED = 3
STOP = "。"
COMMA = "\uff0c"
THEN = "\uff1b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is compared of one period; money in 分."""

    cases: int
    succeeded: int = 0
    going: int = 0
    amount_fen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the sentences may speak of. `done`: 办结纠纷; `until`: 截至11月23日 while the period goes on.

    `earlier`: the word of a period and its figures, None when the room had not begun. `so_far`: cases of the year
    until the end of the period, and how those months are called (nothing where they are the period itself).
    `as_of`: 截至11月23日 where a concern speaks of the room as it is today.
    """

    this: str
    done: str
    now: Figures
    until: str = ""
    earlier: tuple[tuple[str, Figures | None], ...] = ()
    categories: tuple[tuple[str, int], ...] = ()
    sources: tuple[tuple[str, int], ...] = ()
    mass: int = 0
    so_far: tuple[str, int] = ("", 0)
    concerns: tuple[Concern, ...] = ()
    as_of: str = ""


def sentences(facts: Facts) -> tuple[str, str, str]:
    """Three, in the order in which they are read."""
    return changed(facts), dominant(facts), attention(facts)


def changed(f: Facts) -> str:
    """`本月办结纠纷26件，比上月多3件，与去年同月持平；其中调解成功22件，成功率84.6%，比上月低11.1个百分点。`"""
    this = f"{f.this}\uff08{f.until}\uff09" if f.until else f.this
    then = [(word, one) for word, one in f.earlier if one is not None]
    if not f.now.cases:
        some = [f"{word}为{one.cases}件" for word, one in then if one.cases]
        none = [word for word, one in then if not one.cases]
        if not some:
            said = f"{COMMA}{'、'.join(none)}也没有" if none else ""
        else:
            said = COMMA + COMMA.join([*some, *(f"{word}也没有" for word in none)])
        return f"{this}没有{f.done}{said}{STOP}"
    moved = COMMA.join(_moves([(word, f.now.cases, one.cases) for word, one in then]))
    return f"{this}{f.done}{f.now.cases}件{COMMA if moved else ''}{moved}{THEN}{_success(f)}{STOP}"


def _moves(pairs: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """`比上月、去年同月都多3件`, `与上月持平`, `上月没有`."""
    if len(pairs) > 1 and len({then for _, _, then in pairs}) == 1:
        word, (_, now, then) = "、".join(one[0] for one in pairs), pairs[0]
        both = "都"
    elif len(pairs) > 1:
        for one in pairs:
            yield from _moves([one])
        return
    elif pairs:
        (word, now, then), both = pairs[0], ""
    else:
        return
    if now == then:
        yield f"与{word}{both}持平"
    elif not then:
        yield f"{word}{both}没有"
    else:
        yield f"比{word}{both}{'多' if now > then else '少'}{abs(now - then)}件{_growth(now, then)}"


def _growth(now: int, then: int) -> str:
    grown = thousandths(abs(now - then), then)
    if then < BASE or grown is None:
        return ""
    return f"\uff08{'增长' if now > then else '下降'}{shown(grown, Kind.RATE)}\uff09"


def _success(f: Facts) -> str:
    cases, succeeded = f.now.cases, f.now.succeeded
    if succeeded == cases:
        return "全部调解成功" if cases > 1 else "调解成功"
    if not succeeded and f.now.going:
        return f"{f.now.going}件还在调解" if f.now.going < cases or cases == 1 else "都还在调解"
    if not succeeded:
        return "都没有调解成功" if cases > 1 else "没有调解成功"
    said, now = f"其中调解成功{succeeded}件", rate(f.now)
    if f.now.going:
        return f"{said}{COMMA}{f.now.going}件还在调解"
    if now is None:
        return said
    said += f"{COMMA}成功率{shown(now, Kind.RATE)}"
    for word, one in f.earlier[:1]:
        before = rate(one) if one else None
        if before == now:
            said += f"{COMMA}与{word}持平"
        elif before is not None:
            points = shown(abs(now - before), Kind.RATE).removesuffix("%")
            said += f"{COMMA}比{word}{'高' if now > before else '低'}{points}个百分点"
    return said


def rate(one: Figures) -> int | None:
    """None where a rate would mislead: of few cases, or while some go on."""
    return thousandths(one.succeeded, one.cases) if one.cases >= ENOUGH and not one.going else None


def dominant(f: Facts) -> str:
    """`邻里和物业最多，各4件，合占31%；协议金额84.37万元，比上月少17.78万元。`"""
    if not f.now.cases:
        months, cases = f.so_far
        if not months:
            return f"{f.this}没有可以归类的案件{STOP}"
        return f"{months}累计{f.done}{cases}件{STOP}" if cases else f"{months}还没有{f.done}{STOP}"
    parts = [_categories(f), _source(f), _money(f)]
    if f.mass:
        parts.append(f"其中群体性纠纷{f.mass}件" if f.now.cases > 1 else "是群体性纠纷")
    return THEN.join(filter(None, parts)) + STOP


def _categories(f: Facts) -> str:
    there = [(name, n) for name, n in f.categories if n]
    most = max((n for _, n in there), default=0)
    names = [name for name, n in there if n == most]
    if len(there) == 1:
        return f"都是{names[0]}纠纷" if most > 1 else f"这1件是{names[0]}纠纷"
    if len(names) > NAMED:
        return (
            f"{len(names)}类纠纷各{most}件"
            + ("" if len(names) == len(there) else "并列最多")
            + f"{COMMA}没有集中的类别"
        )
    whole, together = f.now.cases, most * len(names)
    share = thousandths(together, whole)
    told = whole >= ENOUGH and share is not None
    if len(names) == 1:
        return f"{names[0]}纠纷最多{COMMA}{most}件" + (f"{COMMA}占{_per_cent(together, whole)}" if told else "")
    said = f"{'、'.join(names[:-1])}和{names[-1]}纠纷"
    if len(names) == len(there):
        return f"{said}各{most}件"
    said += f"最多{COMMA}各{most}件"
    return said + (f"{COMMA}合占{_per_cent(together, whole)}" if told else "")


def _per_cent(part: int, whole: int) -> str:
    return f"{(part * 200 + whole) // (whole * 2)}%"


def _source(f: Facts) -> str:
    """Only where more than half come from one."""
    there = [(name, n) for name, n in f.sources if n]
    name, most = max(there, key=lambda one: one[1], default=("", 0))
    if len(there) == 1 and f.now.cases > 1:
        return f"全部来自{name}"
    return f"来源以{name}为主{COMMA}{most}件" if most * 2 > f.now.cases and f.now.cases > 2 else ""


def _money(f: Facts) -> str:
    if not f.now.amount_fen:
        return "没有涉及金额的协议" if f.now.succeeded else ""
    said = f"协议金额{money(f.now.amount_fen)}"
    for word, one in f.earlier[:1]:
        if one is None or not one.amount_fen:
            continue
        more = f.now.amount_fen - one.amount_fen
        said += f"{COMMA}比{word}{'多' if more > 0 else '少'}{money(abs(more))}" if more else f"{COMMA}与{word}相同"
    return said


def money(fen: int) -> str:
    """84.37万元, 5,440.00元."""
    return f"{shown(fen, Kind.WAN)}万元" if fen >= WAN else f"{shown(fen, Kind.MONEY)}元"


def attention(f: Facts) -> str:
    """`需要关注：红色风险未结1件；调解超过期限1件。`"""
    if not f.concerns:
        return f"没有需要特别关注的事项{STOP}"
    said = [f"{one.words}{one.count}".replace(" ", "") for one in f.concerns]
    on = f"\uff08{f.as_of}\uff09" if f.as_of else ""
    return f"需要关注{on}\uff1a{THEN.join(said)}{STOP}"
