"""What the room keeps beside its files: duty, reception days, alerts, handovers, its own rules, its reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from desktop.commands.calendars import MOST_OFF
from desktop.commands.calendars import YEARS as CALENDARS
from desktop.commands.limits import MOST, known_limit, limit_id, year_id
from desktop.commands.transfer import month
from desktop.commands.transfer.part import Part, read_part
from desktop.commands.transfer.reading import Node
from desktop.commands.transfer.shapes import Names, written
from desktop.domain.deadlines import WORDS, Unit
from desktop.domain.errors import NotFound
from desktop.domain.handing import Handover, PocketList
from desktop.domain.local_rules import CalendarYear, LimitSetting
from desktop.domain.team import Reception, ReceptionRule, Shift, Visit
from desktop.domain.vigilance import Alert
from desktop.storage.store import Reader, Transaction

UNITS = frozenset(Unit)


def _limit(kind: type[Any], node: Node, names: Names) -> LimitSetting:
    """A setting is known by its name on every workstation, so it gets the identity of it."""
    code = node.text("code", needed=True)
    try:
        known_limit(code)
    except NotFound as unknown:
        raise node.wrong("code", unknown.sentence) from None
    if node.text("unit") not in UNITS:
        raise node.wrong("unit", f"没有“{node.text('unit')[:20]}”这个单位")
    unit = Unit(node.text("unit"))
    if not 0 < node.whole("figure") <= MOST[unit]:
        raise node.wrong("figure", f"须在 1 到 {MOST[unit]:,} {WORDS[unit]}之间")
    setting: LimitSetting = read_part(kind, node, names, id=limit_id(code))
    return setting


def _year(kind: type[Any], node: Node, names: Names) -> CalendarYear:
    own: CalendarYear = read_part(kind, node, names, id=year_id(node.whole("year")))
    _refuse_no_year(node, own)
    return own


def _refuse_no_year(node: Node, own: CalendarYear) -> None:
    """A year in which nobody works would let no limit end."""
    if own.year not in CALENDARS:
        raise node.wrong("year", "年份不合常理")
    if any(day.year != own.year for day in (*own.days_off, *own.workdays)):
        raise node.wrong("days_off", f"有日期不在 {own.year} 年")
    if sum(day.weekday() < 5 for day in set(own.days_off)) > MOST_OFF:
        raise node.wrong("days_off", f"放假的工作日超过 {MOST_OFF} 天,不合常理")


PARTS = (
    Part("shifts", Shift, lambda s: (s.member_id, s.on, s.starts)),
    Part("alerts", Alert, lambda a: (a.rule, a.subject_key, a.raised_on)),
    Part("handovers", Handover, lambda h: (h.member_id, h.on, h.reason, h.items)),
    Part("pocket_lists", PocketList, lambda p: (p.made_at, p.lines)),
    Part("limit_settings", LimitSetting, lambda s: s.code, read=_limit),
    Part("calendar_years", CalendarYear, lambda y: y.year, read=_year),
    *month.PARTS,
)


def room_out(reader: Reader, names: Names) -> dict[str, Any]:
    """The lists of the room; reception days with their visits, told by the place of their rule."""
    rules = reader.find(ReceptionRule)
    names = names.beside(rule={rule.id: n for n, rule in enumerate(rules, 1)})
    visits = reader.find(Visit, "ticket")
    found: dict[str, Any] = {
        "reception_rules": [written(rule, names) for rule in rules],
        "receptions": [
            written(day, names) | {"visits": [written(v, names) for v in visits if v.reception_id == day.id]}
            for day in reader.find(Reception)
        ],
    }
    for part in PARTS:
        found[part.key] = [part.write(value, names) for value in reader.find(part.kind)]
    return {key: value for key, value in found.items() if value}


def room_in(tx: Transaction, root: Node, names: Names) -> int:
    """Take in what is not here yet, and say how much that was; what the room knows stays as it is."""
    rules, added = _rules_in(tx, root, names)
    names = names.beside(rule=rules)
    added += _receptions_in(tx, root, names)
    for part in PARTS:
        here = {part.same(value) for value in tx.find(part.kind)}
        for node in root.objects(part.key):
            value = part.read(part.kind, node, names)
            if part.same(value) not in here:
                here.add(part.same(value))
                tx.put(value)
                added += 1
    return added


def _rules_in(tx: Transaction, root: Node, names: Names) -> tuple[dict[int, UUID], int]:
    """place in the file -> the rule of that kind and name."""
    here = {(rule.kind, rule.name): rule.id for rule in tx.find(ReceptionRule)}
    places: dict[int, UUID] = {}
    added = 0
    for n, node in enumerate(root.objects("reception_rules"), 1):
        rule = read_part(ReceptionRule, node, names)
        same = (rule.kind, rule.name)
        if same not in here:
            here[same] = rule.id
            tx.put(rule)
            added += 1
        places[n] = here[same]
    return places, added


def _receptions_in(tx: Transaction, root: Node, names: Names) -> int:
    here = {(day.kind, day.on, day.opened_at) for day in tx.find(Reception)}
    added = 0
    for node in root.objects("receptions"):
        visits = list(node.objects("visits"))
        day = read_part(Reception, node, names)
        if (day.kind, day.on, day.opened_at) in here:
            continue
        here.add((day.kind, day.on, day.opened_at))
        tx.put(day)
        for visit in visits:
            tx.put(read_part(Visit, visit, names, reception_id=day.id))
        added += 1
    return added
