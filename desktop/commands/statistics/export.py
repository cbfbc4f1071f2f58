"""Giving the figures out: one bundle of files, masked unless somebody with the right gives a reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.commands.desk import Desk
from desktop.commands.statistics import (
    allowances,
    bulletin,
    charts,
    failing,
    figures_file,
    organisation,
    press,
    reported,
    screening,
)
from desktop.commands.statistics.figures import by
from desktop.commands.statistics.freezing import Frozen
from desktop.commands.statistics.masking import Cover, names_in
from desktop.commands.statistics.sheets import (
    case_table,
    crossed,
    follow_ups,
    mediators,
    reception,
    register,
    settle_time,
    trend,
)
from desktop.commands.statistics.sheets.frame import printed
from desktop.domain.counting import Basis, Counting, Period
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act, demand
from desktop.domain.reporting import CorrectionNote
from reports.statistics.sheets import Sheet

BULLETIN = "bulletin"
MASKED = "已脱敏\uff1a当事人姓名作了遮盖\uff0c不含证件号码、电话和住址。"
UNMASKED = "含未脱敏的个人信息\uff0c请妥善保管\uff0c用后按规定处理。"
ONLY_PAPER = "月报只有 PDF,请选 PDF 格式。"
NO_REASON = "导出未脱敏的数据\uff0c请写明理由。"


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an export is asked for."""

    period: Period
    basis: Basis | None
    cover: Cover


@dataclass(frozen=True, slots=True)
class Table:
    """One of the tables that can be given out; `make` gives its sheets."""

    code: str
    label: str
    make: Callable[[Desk, Asked], tuple[Sheet, ...]]


def _plain(*makers: Callable[[Desk, Period, Basis | None], Sheet]) -> Callable[[Desk, Asked], tuple[Sheet, ...]]:
    return lambda desk, asked: tuple(make(desk, asked.period, asked.basis) for make in makers)


def _case_table(desk: Desk, asked: Asked) -> tuple[Sheet, ...]:
    return tuple(case_table.make(desk, asked.period, asked.basis, part) for part in (1, 2))


def _register(desk: Desk, asked: Asked) -> tuple[Sheet, ...]:
    return (register.make(desk, asked.period, asked.basis, unmasked=asked.cover.open),)


def _screenings(desk: Desk, asked: Asked) -> tuple[Sheet, ...]:
    return (_covered(screening.sheet(desk, asked.period), asked.cover),)


def _organisation(desk: Desk, asked: Asked) -> tuple[Sheet, ...]:
    return (organisation.sheet(desk, asked.period),)


def _allowances(desk: Desk, asked: Asked) -> tuple[Sheet, ...]:
    detail = allowances.detail(desk, asked.period)
    return (allowances.sheet(desk, asked.period), detail if asked.cover.open else _without(detail, "当事人"))


ALL: tuple[Table, ...] = (
    Table("case_table", "案件情况统计表", _case_table),
    Table("register", "汇总登记表", _register),
    Table("mediators", "按调解员", _plain(mediators.make)),
    Table("source_outcome", "按来源和结果", _plain(crossed.source_outcome)),
    Table("category_outcome", "按类别和结果", _plain(crossed.category_outcome)),
    Table("category_source", "按类别和来源", _plain(crossed.category_source)),
    Table("settle_time", "调解用时", _plain(settle_time.make)),
    Table("trend", "逐月趋势", _plain(trend.make)),
    Table("follow_ups", "回访和满意度", _plain(follow_ups.make)),
    Table("reception", "接待日", _plain(reception.days, reception.matters)),
    Table("screenings", "排查记录", _screenings),
    Table("organisation", "组织情况", _organisation),
    Table("allowances", "补贴核算", _allowances),
)
EVERYTHING = frozenset({*(table.code for table in ALL), BULLETIN})


def bundle(
    desk: Desk,
    period: Period,
    *,
    what: Collection[str] = EVERYTHING,
    formats: Collection[str] = tuple(Format),
    basis: Basis | None = None,
    unmasked: bool = False,
    reason: str = "",
    failed_reason: str = "",
) -> dict[str, bytes]:
    """File name -> bytes of the tables asked for, and an audit line that says what was given out.

    `what`: codes of ALL, or BULLETIN. NotAllowed without the right; RuleBroken `reason` when unmasked data is asked
    for without one, `failed_reason` while an identity fails and nobody said why, `formats` when nothing would be made;
    Refused `not_counted`.
    """
    demand(desk.account.role, Act.EXPORT if unmasked else Act.REPORT)
    reason, failed_reason = " ".join(reason.split()), " ".join(failed_reason.split())
    if unmasked and not reason:
        raise RuleBroken("reason", NO_REASON)
    failures = failing.failures(desk, period, basis)
    why = failed_reason or failing.frozen_reason(desk, failures, basis)
    if failures and not why:
        raise RuleBroken("failed_reason", failing.refusal(failures))
    cover = Cover(open=True) if unmasked else _cover(desk, period, why)
    asked = Asked(period, basis, cover)
    notes = (*_notes(desk, asked), *failing.notes(failures, cover.words(why)))
    sheets = [_noted(sheet, notes) for table in ALL if table.code in what for sheet in table.make(desk, asked)]
    if sheets and Format.XLSX in formats:
        sheets[0] = replace(sheets[0], charts=charts.make(desk, period, basis))
    found = dict(_files(desk, asked, sheets, formats))
    if BULLETIN in what and Format.PDF in formats:
        leaf = bulletin.make(desk, period, basis, cover, notes)
        found[f"{stem(desk, period)}-{leaf.title.removeprefix('工作')}.pdf"] = press.bulletin(desk, leaf)
    if Format.JSON in formats:
        values = figures_file.plain(desk, period, basis, cover, why if failures else "")
        found[figures_file.NAME] = figures_file.written(values)
    if not found:
        raise RuleBroken("formats", ONLY_PAPER)
    desk.note(
        Act.EXPORT if unmasked else Act.REPORT,
        "export_statistics",
        what=sorted(EVERYTHING & {*what}),
        formats=sorted(formats),
        period=period.code,
        by=by(desk, basis).basis.value,
        unmasked=unmasked,
        reason=reason,
    )
    return found


def stem(desk: Desk, period: Period) -> str:
    """How the names of a period's files begin; what is only practice says so, as CSV has no other place for it."""
    return f"{'练习-' if desk.practice else ''}{period.code.replace('..', '至')}"


def _files(desk: Desk, asked: Asked, sheets: Sequence[Sheet], formats: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The files of the tables."""
    begins = stem(desk, asked.period)
    if Format.XLSX in formats and sheets:
        yield f"{begins}-统计表.xlsx", press.workbook(desk, sheets)
    for sheet in sheets:
        if Format.CSV in formats:
            yield f"{begins}-{sheet.name}.csv", press.csv(sheet)
        if Format.PDF in formats:
            yield f"{begins}-{sheet.name}.pdf", press.paper(desk, sheet)


def _noted(sheet: Sheet, notes: Sequence[str]) -> Sheet:
    return replace(sheet, notes=(*sheet.notes, *notes))


def _notes(desk: Desk, asked: Asked) -> Iterator[str]:
    """What must be known of every table of the export."""
    with desk.read() as reader:
        frozen = reported.frozen_in(reader, asked.period, asked.basis)
    if frozen:
        yield f"封存\uff1a{'、'.join(_sealed(one, by(desk, asked.basis)) for one in frozen)}。"
    yield UNMASKED if asked.cover.open else MASKED


def _sealed(one: Frozen, counting: Counting) -> str:
    """`2026-10（2026-11-02 周慧兰，校验码 31669b0e66306ea2）`; its rules where they are others."""
    rules = f"{printed(one.rules.sentences()[0])}\uff0c" if one.rules != counting else ""
    return f"{one.month}\uff08{one.at:%Y-%m-%d} {one.by_name}\uff0c{rules}校验码 {one.digest[:16]}\uff09"


def _cover(desk: Desk, period: Period, *typed: str) -> Cover:
    """A cover that knows everybody who is named in what was typed and goes out with a period's figures."""
    months = [*period.before().months, *period.to_date().months]
    with desk.read() as reader:
        causes = [note.cause for note in reader.find(CorrectionNote, month=months)]
        screened = [w for r in screening.of_period(desk, period) for w in (r.screening.place, r.screening.note)]
        return Cover.over(names_in(reader, [*typed, *causes, *screened]))


def _without(sheet: Sheet, head: str) -> Sheet:
    """A table without a column."""
    kept = [n for n, column in enumerate(sheet.columns) if column.head[-1] != head]
    return replace(
        sheet,
        columns=tuple(sheet.columns[n] for n in kept),
        rows=tuple(tuple(row[n] for n in kept) for row in sheet.rows),
    )


def _covered(sheet: Sheet, cover: Cover) -> Sheet:
    """A table that shows what was typed."""
    rows = (tuple(cover.words(v) if isinstance(v, str) else v for v in row) for row in sheet.rows)
    return replace(sheet, rows=tuple(rows))
