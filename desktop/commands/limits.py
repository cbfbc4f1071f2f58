"""The committee's own time limits and imported calendars: set, given back, and who changed what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from desktop.commands.calendars import Notice, read_notices
from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.handbook import open_handbook
from desktop.domain.deadlines import WORDS, Limit, Unit, told
from desktop.domain.errors import NotFound, RuleBroken
from desktop.domain.limits import AGREED_DATE, Computed, limits
from desktop.domain.local_rules import CalendarYear, LimitSetting
from desktop.domain.merging import DELETED
from desktop.domain.people import Account
from desktop.domain.permissions import Act
from desktop.storage.schema import audit, operations, summaries
from desktop.storage.store import Reader
from resources import rules as cupboard

OURS = UUID("6f1c9a52-3f0e-5c5c-8a55-6d0f5d0b7a11")  # identities by name: two workstations mean the same setting
AT_ONCE = 500  # whole files read together
MOST = {Unit.WORKING_DAY: 750, Unit.CALENDAR_DAY: 3650, Unit.MONTH: 120, Unit.YEAR: 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitChange:
    """One change of a limit, as the log has it: `30 日` became `45 日`."""

    at: datetime
    who: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """One limit as the settings show it: what holds, what the table says, and the last change."""

    limit: Limit
    default: Limit
    note: str = ""
    last: LimitChange | None = None

    @property
    def editable(self) -> bool:
        """A limit of no days says when something takes effect; that is not ours to move."""
        return self.default.figure > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """One year of the calendar: published or 暂定, with the program or imported."""

    year: int
    published: bool
    imported: bool = False
    days_off: int = 0
    workdays: int = 0
    basis: str = ""
    last: LimitChange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimit:
    """One limit of one file, as scripts get it."""

    case_no: str
    limit: Computed

    def plain(self) -> dict[str, Any]:
        c = self.limit
        return {
            "case_no": self.case_no,
            "code": c.code,
            "label": c.label,
            "start": c.start.isoformat(),
            "due": c.due.isoformat() if c.due else None,
            "unit": c.unit,
            "figure": c.figure,
            "basis": c.basis,
            "confidence": c.confidence,
            "provisional": c.provisional,
            "extended": c.extended,
            "met_on": c.met_on.isoformat() if c.met_on else None,
        }

    def words(self) -> str:
        """One line with tabs: 2026-09-14(暂定) 未办 2026-041 共同申请司法确认 30 日 从2026-08-14 依据."""
        c = self.limit
        due = f"{c.due}{'(暂定)' if c.provisional else ''}" if c.due else "中止计算"
        met = f"{c.met_on} 办到" if c.met_on else "未办"
        length = told(c.figure, Unit(c.unit)) if c.figure and c.unit != AGREED_DATE else "当日"
        return "\t".join((due, met, self.case_no, c.label, length, f"从 {c.start}", c.basis))


def of_files(desk: Desk, id: UUID | None = None) -> list[FileLimit]:
    """Every limit of one file, or of all in the order of their numbers."""
    with desk.read() as reader:
        if id is None:
            query = select(summaries.c.dispute).order_by(summaries.c.number)
            ids = [UUID(bytes=row[0]) for row in reader.rows(query)]
        else:
            ids = [id]
        found: list[FileLimit] = []
        for n in range(0, len(ids), AT_ONCE):
            for file in reader.files(ids[n : n + AT_ONCE]):
                number = file.dispute.number
                found += [FileLimit(case_no=number, limit=c) for c in limits(file, desk.handbook.rules)]
    return found


def settings(desk: Desk) -> list[LimitLine]:
    """Every limit of the table, in its order."""
    table = open_handbook().rules.limits
    with desk.read() as reader:
        own = {setting.code: setting for setting in reader.find(LimitSetting)}
        logs = _log(reader, "limit_settings")
    lines = []
    for code, limit in table.items():
        changed = _limit_changes(limit, logs.get(limit_id(code), []))
        lines.append(
            LimitLine(
                limit=desk.handbook.rules.limit(code),
                default=limit,
                note=own[code].note if code in own else "",
                last=changed[-1] if changed else None,
            )
        )
    return lines


def changes(desk: Desk, code: str) -> list[LimitChange]:
    """Who changed a limit, when, and from what to what; the oldest first."""
    limit = known_limit(code)
    with desk.read() as reader:
        return _limit_changes(limit, _log(reader, "limit_settings", limit_id(code)).get(limit_id(code), []))


def set_limit(desk: Desk, code: str, figure: int, unit: Unit, note: str = "") -> None:
    """The committee's own figure; the dates of all open files follow in the same act.

    RuleBroken for a figure that makes no sense, and for a change of a limit of the law without its reason.
    """
    default = known_limit(code)
    if default.figure == 0:
        raise RuleBroken("figure", f"“{default.label}”由法律规定在当日,没有天数可改。")
    if not 0 < figure <= MOST[unit]:
        raise RuleBroken("figure", f"须在 1 到 {MOST[unit]:,} {WORDS[unit]}之间。")
    if (figure, unit) == (default.figure, default.unit):
        reset_limit(desk, code)
        return
    if default.confidence == "V" and not note.strip():
        raise RuleBroken("note", "这是法律规定的期限,改动请写明依据。")
    with desk.act(Act.MANAGE, "limit_setting") as tx:
        tx.put(LimitSetting(id=limit_id(code), code=code, figure=figure, unit=unit.value, note=note.strip()))


def reset_limit(desk: Desk, code: str) -> None:
    """Back to the figure of the table; nothing happens where it holds already."""
    known_limit(code)
    with desk.read() as reader:
        own = reader.maybe(LimitSetting, limit_id(code))
    if own is not None:
        with desk.act(Act.MANAGE, "remove_limit_setting") as tx:
            tx.remove(own)


def import_calendar(desk: Desk, source: Path | str, *, basis: str = "") -> tuple[int, ...]:
    """Take in the notice of one year or more, from a file or its text; the years.

    Unreadable with the line for what is no calendar. The dates of all open files follow in the same act.
    """
    notices = read_notices(source)
    with desk.act(Act.MANAGE, "calendar_year") as tx:
        for notice in notices:
            tx.put(_year(notice, basis))
    return tuple(notice.year for notice in notices)


def remove_calendar(desk: Desk, year: int) -> None:
    """Without the imported calendar: what the program knows of the year, or 暂定."""
    with desk.read() as reader:
        own = reader.maybe(CalendarYear, year_id(year))
    if own is None:
        raise NotFound(f"{year} 年没有导入过放假日历。")
    with desk.act(Act.MANAGE, "remove_calendar_year") as tx:
        tx.remove(own)


def calendar_years(desk: Desk) -> list[YearLine]:
    """The years that are known and the two after this one, the newest first."""
    calendar, today = desk.handbook.rules.calendar, desk.today()
    table = cupboard.load("holidays")
    ours = {row["year"] for row in table["years"]}
    with desk.read() as reader:
        own = {year.year: year for year in reader.find(CalendarYear)}
        logs = _log(reader, "calendar_years")
    years = sorted({*ours, *own, today.year, today.year + 1}, reverse=True)
    lines = []
    for year in years:
        imported = own.get(year)
        log = logs.get(year_id(year), [])
        lines.append(
            YearLine(
                year=year,
                published=year in calendar.years,
                imported=imported is not None,
                days_off=sum(day.year == year for day in calendar.days_off),
                workdays=sum(day.year == year for day in calendar.workdays),
                basis=imported.basis if imported else table["basis"] if year in ours else "",
                last=LimitChange(at=log[-1].at, who=log[-1].who, before="", after="") if log else None,
            )
        )
    return lines


def known_limit(code: str) -> Limit:
    """The limit of the table; NotFound for a code that is none."""
    found = open_handbook().rules.limits.get(code)
    if found is None:
        raise NotFound(f"没有“{code}”这个期限。")
    return found


def limit_id(code: str) -> UUID:
    """The same on every workstation, so that two settings of one limit are one thing."""
    return uuid5(OURS, f"limit:{code}")


def year_id(year: int) -> UUID:
    return uuid5(OURS, f"calendar:{year}")


def _year(notice: Notice, basis: str) -> CalendarYear:
    return CalendarYear(
        id=year_id(notice.year),
        year=notice.year,
        days_off=notice.days_off,
        workdays=notice.workdays,
        basis=basis or notice.basis,
    )


# -- what the log says


@dataclass(frozen=True, slots=True)
class _Written:
    """One act's writing of one object: field -> value."""

    at: datetime
    who: str
    values: dict[str, Any]


def _log(reader: Reader, kind: str, id: UUID | None = None) -> dict[UUID, list[_Written]]:
    """What was written of each object, act by act, the oldest first."""
    o, a = operations.c, audit.c
    query = select(o.object, o.txn, o.field, o.value, a.at, a.account).join(audit, a.txn == o.txn)
    query = query.where(o.kind == kind).order_by(o.hlc, o.n)
    if id is not None:
        query = query.where(o.object == id.bytes)
    names = {account.id.bytes: account.name for account in reader.find(Account)}
    acts: dict[tuple[bytes, bytes], _Written] = {}
    for object, txn, field, value, at, account in reader.rows(query):
        when = datetime.fromisoformat(at).astimezone(SHANGHAI).replace(tzinfo=None)
        written = acts.setdefault((object, txn), _Written(when, names.get(account, ""), {}))
        written.values[field] = json.loads(value)
    found: dict[UUID, list[_Written]] = {}
    for (object, _txn), written in acts.items():
        found.setdefault(UUID(bytes=object), []).append(written)
    return found


def _limit_changes(default: Limit, log: list[_Written]) -> list[LimitChange]:
    held = standing = told(default.figure, default.unit)
    state: dict[str, Any] = {}
    found = []
    for written in log:
        state |= written.values
        if state.get(DELETED):
            standing = told(default.figure, default.unit)
        else:
            standing = told(state["figure"], Unit(state["unit"]))
        note = "" if state.get(DELETED) else state.get("note", "")
        found.append(LimitChange(at=written.at, who=written.who, before=held, after=standing, note=note))
        held = standing
    return found
