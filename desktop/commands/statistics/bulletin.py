"""月报: the bulletin of a period filled from its figures."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.statistics import charts, freezing, reported
from desktop.commands.statistics.concerns import AS_OF, concerns
from desktop.commands.statistics.figures import Sums, line_of, refuse_uncounted
from desktop.commands.statistics.freezing import Correction, Frozen
from desktop.commands.statistics.masking import Cover
from desktop.commands.statistics.reading import Facts, Figures, rate, sentences
from desktop.commands.statistics.sheets.frame import Frame, frame, printed
from desktop.commands.statistics.spans import DONE
from desktop.domain.counting import Basis, Period
from desktop.domain.counting.rules import BASIS_WORDS
from reports.statistics.bulletin import Bulletin, KeyFigure, key_figure
from reports.statistics.sheets import Kind, shown

DRAWN = ("category", "settle_time", "outcome", "by_month")  # those that the leaf has room for
RATE = "成功率为调解成功占案件总数的比例。"
KIND_WORDS = {"gone": "不再计入", "added": "补计入", "changed": "改动", "screening": "排查记录有改动"}


def reading(desk: Desk, period: Period, basis: Basis | None = None) -> tuple[str, str, str]:
    """Three plain sentences about a period."""
    return sentences(facts(desk, charts.counted(desk, period, basis), period, basis))


def facts(desk: Desk, found: charts.Counted, period: Period, basis: Basis | None) -> Facts:
    counting, today = frame(desk, period, basis).counting, desk.today()
    so_far, needing = period.to_date(), concerns(desk, period, found.sums)
    return Facts(
        this=found.spans.this,
        done=DONE[counting.basis],
        until=f"截至{today.month}月{today.day}日" if period.starts <= today < period.ends else "",
        now=_figures(found.sums),
        earlier=tuple(
            (span.word, _figures(sums) if sums else None)
            for span, sums in zip(found.spans.earlier, found.earlier, strict=True)
        ),
        categories=tuple((name, found.sums.get("category", code, "cases")) for code, name in found.categories),
        sources=tuple((name, found.sums.get("source", code, "cases")) for code, name in found.sources),
        mass=found.sums.get("", "", "mass"),
        so_far=(
            so_far.label if so_far.months != period.months else "",
            reported.of_period(desk, so_far, basis).get("", "", "cases"),
        ),
        concerns=needing,
        as_of=f"截至{today.month}月{today.day}日" if any(one.note.startswith(AS_OF) for one in needing) else "",
    )


def make(
    desk: Desk, period: Period, basis: Basis | None = None, cover: Cover | None = None, notes: tuple[str, ...] = ()
) -> Bulletin:
    """The whole leaf. `notes` are printed below the counting rules; `cover` hides names in causes that were typed."""
    found, round = charts.counted(desk, period, basis), frame(desk, period, basis)
    told = facts(desk, found, period, basis)
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        frozen = reported.frozen_in(reader, period, basis)
        committee = reader.committee()
    drawn = {chart.code: chart for chart in charts.draw(found)}
    return Bulletin(
        room=committee.room,
        committee=committee.committee,
        number=period.code,
        period=period.label,
        title=found.spans.bulletin,
        state=_state(round, period, frozen),
        earlier=tuple(f"比{span.word}" for span in found.spans.earlier),
        figures=tuple(_key_figures(found)),
        reading=sentences(told),
        charts=tuple(drawn[code] for code in DRAWN),
        concerns=told.concerns,
        corrected=f"{found.spans.earlier[0].word}更正",
        corrections=tuple(_corrections(desk, found.spans.earlier[0].period, cover or Cover())),
        footing=(f"{printed(round.counting.footing())}{RATE}", *notes),
        filled_by=round.filled_by,
        filled_on=round.filled_on,
        issued_at=desk.now().replace(tzinfo=SHANGHAI),
    )


def _figures(found: Sums) -> Figures:
    return Figures(
        cases=found.get("", "", "cases"),
        succeeded=found.get("", "", "succeeded"),
        going=found.get("outcome", "going", "cases"),
        amount_fen=found.get("", "", "amount_fen"),
    )


def _key_figures(found: charts.Counted) -> Iterator[KeyFigure]:
    """The five large figures, each beside the same of the earlier periods."""
    periods = (found.sums, *found.earlier)

    def of(measure: str) -> list[int | None]:
        return [sums.get("", "", measure) if sums else None for sums in periods]

    rates = [rate(_figures(sums)) if sums else None for sums in periods]
    yield key_figure("案件总数", Kind.COUNT, "件", *of("cases"))
    yield key_figure("调解成功", Kind.COUNT, "件", *of("succeeded"))
    yield key_figure("成功率", Kind.RATE, "", *rates)
    yield key_figure("涉及当事人", Kind.COUNT, "人", *of("people"))
    yield key_figure("涉及金额", Kind.WAN, "万元", *of("amount_fen"))


def _state(round: Frame, period: Period, frozen: list[Frozen]) -> str:
    """`按结案日·已封存（2026年11月2日）`."""
    months = len(period.months)
    if not frozen:
        said = "未封存"
    elif months == 1:
        at = frozen[0].at
        said = f"已封存\uff08{at.year}年{at.month}月{at.day}日\uff09"
    else:
        said = "已封存" if len(frozen) == months else f"{months}个月中{len(frozen)}个月已封存"
    return f"{BASIS_WORDS[round.counting.basis]}·{said}"


def _corrections(desk: Desk, before: Period, cover: Cover) -> Iterator[str]:
    """What counts otherwise in the frozen months of the period before: the number, by how much, and why."""
    with desk.read() as reader:
        months = [one.month for one in freezing.frozen_months(reader, before.months)]
    for month in months:
        for one in freezing.corrections(desk, month):
            cause = f"原因\uff1a{cover.words(one.note).rstrip('。')}。" if one.note else "原因未写。"
            yield f"{correction_words(one)}。{cause}"


def correction_words(one: Correction) -> str:
    """`2026-019 改动：调解成功少1件、书面协议少1件`; nobody's name."""
    moved = []
    for code, by in one.effect.items():
        line = line_of(code)
        if code.startswith("committee_"):
            continue  # says the same as the total
        amount = f"{shown(abs(by), Kind.MONEY)}元" if line.unit == "元" else f"{abs(by)}{line.unit}"
        moved.append(f"{line.label}{'多' if by > 0 else '少'}{amount}")
    return f"{one.number} {KIND_WORDS[one.kind]}\uff1a{'、'.join(moved) or '数字不变'}".strip()
