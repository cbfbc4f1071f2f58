"""Two ways at once: what became of the cases of each source and category, and where each category comes from."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.commands.desk import Desk
from desktop.commands.statistics import reported
from desktop.commands.statistics.figures import Sums
from desktop.commands.statistics.sheets.frame import TOTAL, frame
from desktop.commands.statistics.sheets.words import OUTCOME_WORDS, category_words, source_words
from desktop.domain.counting import Basis, Period
from desktop.domain.counting.units import OUTCOMES
from reports.statistics.sheets import Column, Kind, Sheet, Sum, Value

NOT_TAKEN = ("refused", "referred")  # files that were not taken: counted beside the cases, unless the rules say else


def source_outcome(desk: Desk, period: Period, basis: Basis | None = None) -> Sheet:
    """案件来源 against 调解结果."""
    keys = [(code, source_words(code)) for code in desk.handbook.catalogue.sources]
    return _outcomes(desk, period, basis, "source", keys, "按来源和结果", "案件来源与调解结果对照表")


def category_outcome(desk: Desk, period: Period, basis: Basis | None = None) -> Sheet:
    """案件分类 against 调解结果."""
    keys = [(code, category_words(code)) for code in desk.handbook.catalogue.categories]
    return _outcomes(desk, period, basis, "category", keys, "按类别和结果", "案件分类与调解结果对照表")


def category_source(desk: Desk, period: Period, basis: Basis | None = None) -> Sheet:
    """案件分类 against 案件来源."""
    found, sources = reported.of_period(desk, period, basis), desk.handbook.catalogue.sources
    rows: list[tuple[Value, ...]] = []
    for category in desk.handbook.catalogue.categories:
        cells = [found.get("category*source", f"{category}|{source}", "cases") for source in sources]
        rows.append((category_words(category), found.get("category", category, "cases"), *cells))
    return Sheet(
        code="category_source",
        name="按类别和来源",
        title="案件分类与案件来源对照表",
        columns=(
            Column(head=("案件分类",), width=9),
            _whole(),
            *(_count(source_words(code), code) for code in sources),
        ),
        rows=tuple(rows),
        unit="件",
        total=TOTAL,
        sums=(Sum(code="cases", plus=tuple(sources)),),
        **frame(desk, period, basis).round(),
    )


def _outcomes(
    desk: Desk,
    period: Period,
    basis: Basis | None,
    axis: str,
    keys: Sequence[tuple[str, str]],
    name: str,
    title: str,
) -> Sheet:
    round, found = frame(desk, period, basis), reported.of_period(desk, period, basis)
    with_refused = round.counting.refused or bool(found.get("outcome", "refused", "cases"))
    counted = tuple(o for o in OUTCOMES if o not in NOT_TAKEN or (o == "refused" and with_refused))
    beside = tuple(o for o in OUTCOMES if o not in counted)
    return Sheet(
        code=f"{axis}_outcome",
        name=name,
        title=title,
        columns=(
            Column(head=("案件来源" if axis == "source" else "案件分类",), width=9),
            _whole(),
            *(_count(OUTCOME_WORDS[o], o) for o in counted),
            *(_count(OUTCOME_WORDS[o], o, "不计入总数") for o in beside),
        ),
        rows=tuple(_row(found, axis, key, words, counted, beside) for key, words in keys),
        unit="件",
        total=TOTAL,
        sums=(Sum(code="cases", plus=counted),),
        tall=True,
        **round.round(),
    )


def _row(
    found: Sums, axis: str, key: str, words: str, counted: Sequence[str], beside: Sequence[str]
) -> tuple[Value, ...]:
    place = f"{axis}*outcome"
    return (
        words,
        found.get(axis, key, "cases"),
        *(found.get(place, f"{key}|{o}", "cases") for o in counted),
        *(found.get(place, f"{key}|{o}", o) for o in beside),
    )


def _whole() -> Column:
    return Column(head=("案件总数",), kind=Kind.COUNT, width=5, total=True, code="cases")


def _count(words: str, code: str, over: str = "") -> Column:
    return Column(head=(over, words) if over else (words,), kind=Kind.COUNT, width=5, total=True, code=code)
