"""The files of a period as rows of another office's form; what does not fit is kept whole and listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.ledgers.field import Look, flat
from desktop.commands.ledgers.fields import field
from desktop.commands.ledgers.maps import Scope, note, scope, words_of
from desktop.commands.ledgers.masks import masked
from desktop.commands.statistics.figures import by, refuse_uncounted
from desktop.commands.statistics.sheets.frame import frame
from desktop.domain.counting import Basis, Period
from desktop.domain.counting.rules import BASIS_WORDS
from desktop.domain.disputes import Intake
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act, demand
from desktop.domain.reporting import LedgerColumn, LedgerMap
from desktop.storage.schema import TABLES, summaries, tallies
from desktop.storage.store import Reader
from reports.statistics.sheets import Column, Kind, Sheet, Value, shown

AT_ONCE = 100  # whole files read together
MARK = "核对"
LIST_NAME = "未对上的值"
MASKED = "姓名、证件号码、电话、住址已脱敏。"
PRACTICE = "练习数据,不得上报。"
NO_FIELD, NO_WORD = "字段已不存在", "没有对应词"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A value that the form does not take as it is: `what` is wrong with it and what was `done`. Never dropped."""

    dispute: UUID
    number: str
    head: str
    label: str
    value: str
    what: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One column tried on one file."""

    head: str
    label: str
    value: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerResult:
    """`sheet` has exactly the form's columns; `disputes` are its rows' files, in their order."""

    sheet: Sheet
    problems: tuple[Problem, ...]
    disputes: tuple[UUID, ...]
    map: LedgerMap
    period: Period
    unmasked: bool = False
    reason: str = ""

    def sheets(self) -> tuple[Sheet, ...]:
        """As a workbook has them: rows with a problem are marked in a last column, and all problems listed."""
        if not self.problems:
            return (self.sheet,)
        return (_marked(self), _listed(self))


@dataclass(frozen=True, slots=True)
class _Cell:
    value: Value
    text: str  # masked where the value is
    problems: tuple[tuple[str, str], ...] = ()  # what, done


def ledger(
    desk: Desk,
    map: LedgerMap,
    period: Period,
    basis: Basis | None = None,
    unmasked: bool = False,
    reason: str = "",
) -> LedgerResult:
    """The form filled with the files of a period; `basis` before the map's own before the room's.

    Masked unless asked: then the right to export and a reason are needed, and it is on record. Refused `not_counted`
    while the tallies follow older rules.
    """
    demand(desk.account.role, Act.REPORT)
    if unmasked:
        demand(desk.account.role, Act.EXPORT)
        if not reason.strip():
            raise RuleBroken("reason", "导出含个人信息的台账,请写明理由(会留痕)。")
    wanted = scope(map)
    day = by(desk, basis or wanted.basis).basis
    rows: list[tuple[Value, ...]] = []
    problems: list[Problem] = []
    ids: list[UUID] = []
    with desk.read() as reader:
        refuse_uncounted(desk, reader)
        for look in _looks(desk, reader, _rows_of(reader, wanted, period, day)):
            cells = [_cell(column, look, unmasked) for column in map.columns]
            rows.append(tuple(cell.value for cell in cells))
            problems += _problems(map, look, cells)
            ids.append(look.dispute.id)
    if unmasked:
        desk.note(
            Act.EXPORT,
            "export_ledger",
            ledger=map.name,
            period=period.code,
            rows=len(rows),
            unmasked=True,
            reason=reason.strip(),
        )
    return LedgerResult(
        sheet=_sheet(desk, map, period, day, rows, _foot(map, day, problems, unmasked, reason)),
        problems=tuple(problems),
        disputes=tuple(ids),
        map=map,
        period=period,
        unmasked=unmasked,
        reason=reason.strip(),
    )


def try_one(desk: Desk, map: LedgerMap, dispute: UUID) -> tuple[Tried, ...]:
    """What each column of a form (saved or not) makes of one file, masked: head, field, value, problem."""
    demand(desk.account.role, Act.REPORT)
    with desk.read() as reader:
        reader.file(dispute)  # NotFound before anything is looked at
        look = next(_looks(desk, reader, [dispute]))
    found = []
    for column in map.columns:
        cell, known = _cell(column, look, unmasked=False), field(column.source)
        label = known.label if known else column.source or ("固定文字" if column.fixed else "留空")
        problem = "\uff1b".join(f"{what},{done}" for what, done in cell.problems)
        found.append(Tried(head=column.head, label=label, value=cell.text, problem=problem))
    return tuple(found)


def sample(desk: Desk, map: LedgerMap) -> str:
    """The number of a file to try a form on: the newest closed one that it takes in, as that holds most of all.

    Empty when there is none.
    """
    s, d = summaries.c, TABLES["disputes"].c
    query = select(s.number).join(TABLES["disputes"], d.id == s.dispute)
    query = query.order_by(d.closed_on.is_(None), s.received_on.desc(), s.number.desc())
    if sources := scope(map).sources:
        query = query.where(d.source.in_(sources))
    with desk.read() as reader:
        found = reader.rows(query.limit(1))
    return str(found[0][0]) if found else ""


def _looks(desk: Desk, reader: Reader, ids: Sequence[UUID]) -> Iterator[Look]:
    committee, today = reader.committee(), desk.today()
    for start in range(0, len(ids), AT_ONCE):
        for n, file in enumerate(reader.files(ids[start : start + AT_ONCE]), start + 1):
            yield Look(file=file, committee=committee, handbook=desk.handbook, today=today, no=n)


def _rows_of(reader: Reader, wanted: Scope, period: Period, basis: Basis) -> list[UUID]:
    """The files of a period in the order of their numbers.

    They are those that the statistics count in it; a form that takes in everything also has what was refused,
    referred, or (by the day of receipt) is not decided yet.
    """
    t, s, d = tallies.c, summaries.c, TABLES["disputes"].c
    on = t[f"{basis.value}_on"]
    query = (
        select(s.number, s.dispute)
        .join(tallies, t.dispute == s.dispute)
        .join(TABLES["disputes"], d.id == s.dispute)
        .where(on.between(f"{period.first}-01", f"{period.last}-31"))
        .distinct()
    )
    waiting = (
        select(s.number, s.dispute)
        .join(TABLES["disputes"], d.id == s.dispute)
        .where(d.intake == Intake.RECEIVED, d.gone == 0)
        .where(s.received_on.between(period.starts.isoformat(), period.ends.isoformat()))
    )
    if wanted.counted:
        query = query.where(t.cases > 0)
    if wanted.sources:
        query, waiting = query.where(d.source.in_(wanted.sources)), waiting.where(d.source.in_(wanted.sources))
    found = {(row[0], row[1]) for row in reader.rows(query)}
    if basis is Basis.RECEIVED and not wanted.counted:
        found |= {(row[0], row[1]) for row in reader.rows(waiting)}
    return [UUID(bytes=id) for _number, id in sorted(found)]


def _cell(column: LedgerColumn, look: Look, unmasked: bool) -> _Cell:
    """One value with all that is wrong with it; the whole value stays whatever that is."""
    if not column.source:
        return _Cell(column.fixed or None, column.fixed)
    known = field(column.source)
    if known is None:
        return _Cell(None, "", ((NO_FIELD, "留空"),))
    raw = known.read(look)
    plain = flat(raw)
    safe = plain if unmasked else masked(raw, known.personal, look.file)
    said, kept = shown(plain, known.kind), shown(safe, known.kind)
    problems: list[tuple[str, str]] = []
    value: Value = safe
    if column.words:
        words = words_of(column)
        ours, theirs = said.split("、") if isinstance(raw, tuple) else [said], kept.split("、")
        if any(one and one not in words for one in ours):
            problems.append((NO_WORD, "保留本室的说法"))
        said = "、".join(words.get(one, one) for one in ours)
        kept = "、".join(words.get(one, mask) for one, mask in zip(ours, theirs, strict=True)) if kept else said
        value = kept or None
    if 0 < column.width < len(said):
        problems.append((f"超过 {column.width} 字(现 {len(said)} 字)", "全文保留,没有截断"))
    return _Cell(value, kept, tuple(problems))


def _problems(map: LedgerMap, look: Look, cells: Sequence[_Cell]) -> Iterator[Problem]:
    for column, cell in zip(map.columns, cells, strict=True):
        known = field(column.source)
        for what, done in cell.problems:
            yield Problem(
                dispute=look.dispute.id,
                number=look.dispute.number,
                head=column.head,
                label=known.label if known else column.source,
                value=cell.text,
                what=what,
                done=done,
            )


def _sheet(
    desk: Desk, map: LedgerMap, period: Period, basis: Basis, rows: list[tuple[Value, ...]], notes: tuple[str, ...]
) -> Sheet:
    round = frame(desk, period, basis)
    return Sheet(
        code=f"ledger-{map.code or map.id.hex[:8]}",
        name=sheet_name(map.name),
        title=f"{map.name}\uff08练习\uff09" if desk.practice else map.name,
        period=round.said,
        columns=tuple(_column(column) for column in map.columns),
        rows=tuple(rows),
        office=round.office,
        filled_by=round.filled_by,
        filled_on=round.filled_on,
        notes=(*notes, *([PRACTICE] if desk.practice else [])),
    )


def _column(column: LedgerColumn) -> Column:
    """As wide as its values want; its head may take two lines."""
    known = field(column.source)
    kind = Kind.TEXT if known is None or column.words else known.kind
    width = known.width if known else max(len(column.fixed), 4)
    return Column(head=(column.head,), kind=kind, width=max(width, min((len(column.head) + 1) // 2, 6)))


def sheet_name(name: str) -> str:
    """A name that a workbook takes for a sheet: at most 31 characters, without []:*?/\\."""
    return "".join(char for char in name if char not in "[]:*?/\\'")[:31].strip() or "台账"


def _foot(map: LedgerMap, basis: Basis, problems: Sequence[Problem], unmasked: bool, reason: str) -> tuple[str, ...]:
    wanted = scope(map)
    which = "计入本期统计的纠纷" if wanted.counted else "在本期的全部纠纷(含不予受理、转介的)"
    sources = f",来源为{'、'.join(source_words(wanted.sources))}" if wanted.sources else ""
    lines = [f"收录范围:{BASIS_WORDS[basis]}{which}{sources}。"]
    if said := note(map):
        lines.append(f"表样:{said}。")
    lines.append(f"含个人信息,导出理由:{reason.strip()}。" if unmasked else MASKED)
    if problems:
        lines.append(f"有 {len(problems)} 处与对方的栏目没有对上,原值都保留,列在“{LIST_NAME}”。")
    return tuple(lines)


def source_words(codes: Sequence[str]) -> list[str]:
    """The labels of the room's finer sources."""
    from resources import rules as cupboard

    labels = {row["code"]: row["label"] for row in cupboard.rows("sources")}
    return [labels.get(code, code) for code in codes]


def _marked(result: LedgerResult) -> Sheet:
    """The sheet with a last column that says which heads of a row need a look; their own columns stay as they are."""
    heads: dict[UUID, list[str]] = {}
    for problem in result.problems:
        heads.setdefault(problem.dispute, []).append(problem.head)
    marks = ["※ " + "、".join(dict.fromkeys(heads[id])) if id in heads else None for id in result.disputes]
    return replace(
        result.sheet,
        columns=(*result.sheet.columns, Column(head=(MARK,), width=8)),
        rows=tuple((*row, mark) for row, mark in zip(result.sheet.rows, marks, strict=True)),
    )


def _listed(result: LedgerResult) -> Sheet:
    heads = (("案号", 11, Kind.ID), ("栏目", 8, Kind.TEXT), ("本室字段", 8, Kind.TEXT), ("原值", 26, Kind.TEXT))
    more = (("没有对上的原因", 11, Kind.TEXT), ("处理", 9, Kind.TEXT))
    return replace(
        result.sheet,
        code=f"{result.sheet.code}-problems",
        name=LIST_NAME,
        title=f"{result.sheet.title}:{LIST_NAME}",
        columns=tuple(Column(head=(head,), width=width, kind=kind) for head, width, kind in (*heads, *more)),
        rows=tuple((p.number, p.head, p.label, p.value, p.what, p.done) for p in result.problems),
        notes=() if result.unmasked else (MASKED,),
    )
