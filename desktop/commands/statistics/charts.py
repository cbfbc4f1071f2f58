"""The charts of a period: each asks one question and says the answer, with the numbers of the tables.

What stands behind a bar is said by its key: the code of a line of the official table (`category_contract`), a place of
another table (`band:d7`, `source:referral_court`), a month (`month:2026-10`), or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from desktop.commands.desk import Desk
from desktop.commands.statistics import reported
from desktop.commands.statistics.figures import Sums, by
from desktop.commands.statistics.sheets.trend import twelve
from desktop.commands.statistics.sheets.words import BAND_WORDS, OUTCOME_WORDS, SOURCE_WORDS
from desktop.commands.statistics.spans import Spans, spans
from desktop.domain.counting import Basis, Period
from desktop.domain.counting.periods import shifted
from desktop.domain.counting.units import BANDS, OUTCOMES
from desktop.storage.schema import sums
from reports.statistics.charts import Chart, Series, Shape, Tone

SHOWN = 8  # categories with a bar of their own
NAMED = 3  # so many that are equal are named one by one
ENOUGH = 10  # cases of which a share may be told
WITHIN = {"d1": "在当日", "d7": "在 7 日内", "d15": "在 15 日内", "d30": "在 30 日内"}
PARTS = (Tone.ANSWER, Tone.SECOND, Tone.THIRD, Tone.QUIET)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the charts of a period draw."""

    spans: Spans
    sums: Sums
    earlier: tuple[Sums | None, ...]  # None: before the room's first case, nothing to compare with
    categories: tuple[tuple[str, str], ...]  # (code, short name) in the official order
    sources: tuple[tuple[str, str], ...]
    months: Mapping[str, int]
    a_year_before: tuple[int, ...]


def counted(desk: Desk, period: Period, basis: Basis | None = None) -> Counted:
    """By one query each."""
    words, span, catalogue = spans(period), twelve(period), desk.handbook.catalogue
    months = reported.by_month(desk, span, basis)
    then = reported.by_month(desk, span.a_year_before(), basis)
    return Counted(
        spans=words,
        sums=reported.of_period(desk, period, basis),
        earlier=earlier(desk, period, basis),
        categories=tuple((code, desk.handbook.category(code).short) for code in catalogue.categories),
        sources=tuple((code, SOURCE_WORDS.get(code, code)) for code in catalogue.sources),
        months={month: months[month].get("", "", "cases") for month in span.months},
        a_year_before=tuple(then[shifted(month, -12)].get("", "", "cases") for month in span.months),
    )


def earlier(desk: Desk, period: Period, basis: Basis | None = None) -> tuple[Sums | None, ...]:
    """The periods with which one is compared; None where the room had not begun."""
    s = sums.c
    query = select(func.min(s.month)).where(s.basis == by(desk, basis).basis.value, s.axis == "", s.cases > 0)
    with desk.read() as reader:
        began = reader.rows(query)[0][0]
    return tuple(
        reported.of_period(desk, one.period, basis) if began and began <= one.period.last else None
        for one in spans(period).earlier
    )


def make(desk: Desk, period: Period, basis: Basis | None = None) -> tuple[Chart, ...]:
    """All of them, in the order in which they are read."""
    return draw(counted(desk, period, basis))


def draw(found: Counted) -> tuple[Chart, ...]:
    """The same of what was counted."""
    return (by_category(found), settle_time(found), by_source(found), outcomes(found), compared(found), by_month(found))


def joined(names: Sequence[str]) -> str:
    """`邻里、合同和物业`."""
    return "和".join(filter(None, ("、".join(names[:-1]), names[-1])))


def leaders(pairs: Sequence[tuple[str, int]]) -> tuple[list[str], int]:
    """Those with the largest number, and the number."""
    most = max((n for _, n in pairs), default=0)
    return [name for name, n in pairs if n == most and most], most


def most_words(pairs: Sequence[tuple[str, int]], none: str) -> str:
    """`邻里和物业，各 4 件`; `物业最多，4 件`; `6 类各 1 件`."""
    names, most = leaders(pairs)
    there = [n for _, n in pairs if n]
    if not names:
        return none
    if len(there) == 1:
        return f"都是{names[0]}\uff0c{most} 件" if most > 1 else f"只有{names[0]} 1 件"
    if len(names) == 1:
        return f"{names[0]}最多\uff0c{most} 件"
    if len(names) <= NAMED:
        return f"{joined(names)}\uff0c各 {most} 件"
    return f"{len(names)} 类各 {most} 件" + ("" if len(names) == len(there) else "\uff0c并列最多")


def by_category(found: Counted) -> Chart:
    """哪类纠纷最多: the largest eight, and the others together."""
    there = [(code, name, n) for code, name in found.categories if (n := found.sums.get("category", code, "cases"))]
    there.sort(key=lambda one: -one[2])
    shown = there if len(there) <= SHOWN + 1 else there[:SHOWN]
    rest = there[len(shown) :]
    most = there[0][2] if there else 0
    tones = [Tone.ANSWER if n == most else Tone.QUIET for _, _, n in shown]
    labels, values, keys = [o[1] for o in shown], [o[2] for o in shown], [f"category_{o[0]}" for o in shown]
    if rest:
        labels.append(f"其余 {len(rest)} 类")
        values.append(sum(o[2] for o in rest))
        keys.append("")
        tones.append(Tone.QUIET)
    return _bars(
        "category",
        "哪类纠纷最多\uff1f",
        most_words([(name, n) for _, name, n in there], f"{found.spans.this}没有案件"),
        labels,
        values,
        keys,
        tones,
    )


def by_source(found: Counted) -> Chart:
    """纠纷从哪里来."""
    there = [(code, name, n) for code, name in found.sources if (n := found.sums.get("source", code, "cases"))]
    there.sort(key=lambda one: -one[2])
    names, most = leaders([(name, n) for _, name, n in there])
    whole = sum(n for _, _, n in there)
    answer = most_words([(name, n) for _, name, n in there], f"{found.spans.this}没有案件")
    if len(names) == 1 and len(there) > 1 and whole >= ENOUGH:
        answer += f"\uff0c占 {share(most, whole)}"
    return _bars(
        "source",
        "纠纷从哪里来\uff1f",
        answer,
        [name for _, name, _ in there],
        [n for _, _, n in there],
        [f"source_{code}" for code, _, _ in there],
        [Tone.ANSWER if n == most else Tone.QUIET for _, _, n in there],
    )


def outcomes(found: Counted) -> Chart:
    """结果怎样: of each source how many were settled, ended without, or go on."""
    sources = [(code, name) for code, name in found.sources if found.sums.get("source", code, "cases")]
    sources.sort(key=lambda one: -found.sums.get("source", one[0], "cases"))

    def row(outcome: str) -> tuple[int, ...]:
        return tuple(found.sums.get("source*outcome", f"{code}|{outcome}", "cases") for code, _ in sources)

    rows = [(o, row(o)) for o in OUTCOMES]
    there = [(o, values) for o, values in rows if o == "settled" or any(values)]
    tones = [*PARTS, *[Tone.QUIET] * len(there)]
    return Chart(
        code="outcome",
        question="结果怎样\uff1f",
        answer=_outcome_words(found),
        shape=Shape.STACKED,
        labels=tuple(name for _, name in sources),
        series=tuple(
            Series(name=OUTCOME_WORDS[o], values=values, tones=(tone,))
            for (o, values), tone in zip(there, tones, strict=False)
        ),
        keys=tuple(f"source:{code}" for code, _ in sources),
    )


def _outcome_words(found: Counted) -> str:
    whole, settled = found.sums.get("", "", "cases"), found.sums.get("", "", "succeeded")
    if not whole:
        return f"{found.spans.this}没有案件"
    if settled == whole:
        return f"{whole} 件全部调解成功" if whole > 1 else "1 件\uff0c调解成功"
    going = found.sums.get("outcome", "going", "cases")
    on = f"\uff0c{going} 件还在调解" if going else ""
    return f"{whole} 件中 {settled} 件调解成功{on}" if settled else f"{whole} 件都没有调解成功{on}"


def settle_time(found: Counted) -> Chart:
    """多久调好: in bands from acceptance; what took over 30 days stands out."""
    values = [found.sums.get("band", code, "succeeded") for code, _ in BANDS]
    whole = sum(values)
    answer, upto = _time_words(values, f"{found.spans.this}没有调解成功的")
    tones = [Tone.ANSWER if n <= upto else Tone.QUIET for n in range(len(values))]
    if values[-1]:
        tones[-1] = Tone.LATE
    return Chart(
        code="settle_time",
        question="多久调好\uff1f",
        answer=answer,
        shape=Shape.COLUMNS,
        labels=tuple(BAND_WORDS[code] for code, _ in BANDS),
        series=(Series(name="件数", values=tuple(values), tones=tuple(tones)),),
        keys=tuple(f"band:{code}" for code, _ in BANDS),
        note=f"调解成功 {whole} 件\uff0c从受理算起" if whole else "",
    )


def _time_words(values: Sequence[int], none: str) -> tuple[str, int]:
    """(the answer, the last band that it speaks of): by when half of them were settled."""
    whole = sum(values)
    if not whole:
        return none, -1
    n = next(n for n in range(len(values)) if sum(values[: n + 1]) * 2 >= whole)
    late = n == len(values) - 1
    within, where = (values[-1], "超过 30 日") if late else (sum(values[: n + 1]), WITHIN[BANDS[n][0]])
    if within == whole:
        return (f"{whole} 件都{where}" if whole > 1 else f"1 件\uff0c{where}"), n
    if whole < ENOUGH:
        return f"{whole} 件中 {within} 件{where}", n
    return f"{'半数' if within * 2 == whole else '半数以上'}{where}", n


def compared(found: Counted) -> Chart:
    """比以前多还是少; what the room cannot know is left out."""
    now = found.sums.get("", "", "cases")
    then = [
        (span.word, one.get("", "", "cases"))
        for span, one in zip(found.spans.earlier, found.earlier, strict=True)
        if one is not None
    ]
    said = "\uff0c".join(f"比{word}{difference(now, n)}" for word, n in then)
    return Chart(
        code="compared",
        question="比以前多还是少\uff1f",
        answer=said or "还没有以前的数字可比",
        shape=Shape.BARS,
        labels=(found.spans.this, *(word for word, _ in then)),
        series=(
            Series(name="件数", values=(now, *(n for _, n in then)), tones=(Tone.ANSWER, *[Tone.QUIET] * len(then))),
        ),
    )


def difference(now: int, then: int) -> str:
    """`多 3 件`, `少 1 件`, `持平` after 比…."""
    return f"{'多' if now > then else '少'} {abs(now - then)} 件" if now != then else "没有增减"


def by_month(found: Counted) -> Chart:
    """一年来怎样: twelve months, and the same of the year before."""
    values, months = tuple(found.months.values()), list(found.months)
    last, whole, before = values[-1], sum(values), sum(found.a_year_before)
    said = f"{int(months[-1][5:])} 月 {last} 件"
    if not whole:
        answer = "12 个月里没有案件"
    elif last == max(values) and values.count(last) == 1:
        answer = f"{said}\uff0c是 12 个月里最多的"
    elif last == min(values) and values.count(last) == 1:
        answer = f"{said}\uff0c是 12 个月里最少的"
    else:
        answer = f"12 个月共 {whole} 件" + (f"\uff0c比上年同期{difference(whole, before)}" if before else "")
    lines = [Series(name="近 12 个月", values=values, tones=(Tone.ANSWER,))]
    if before:
        lines.append(Series(name="上年同期", values=found.a_year_before, tones=(Tone.SECOND,)))
    return Chart(
        code="by_month",
        question="一年来怎样\uff1f",
        answer=answer,
        shape=Shape.LINE,
        labels=tuple(f"{int(month[5:])}月" for month in months),
        series=tuple(lines),
        keys=tuple(f"month:{month}" for month in months),
    )


def share(part: int, whole: int) -> str:
    """`46%`, half up."""
    return f"{(part * 200 + whole) // (whole * 2)}%"


def _bars(
    code: str,
    question: str,
    answer: str,
    labels: Sequence[str],
    values: Sequence[int],
    keys: Sequence[str],
    tones: Sequence[Tone],
) -> Chart:
    return Chart(
        code=code,
        question=question,
        answer=answer,
        shape=Shape.BARS,
        labels=tuple(labels),
        series=(Series(name="件数", values=tuple(values), tones=tuple(tones) or (Tone.QUIET,)),),
        keys=tuple(keys),
    )
