"""The practice room's past: closed files, reception days and rounds of looking for disputes, month by month.

Made from the small tables of resources/samples/history.json, by a seed that is the month itself: a month in the past
is the same on whatever day it is looked at. Everything comes in the shape of a room's file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from desktop.commands.practice.files import Maker, Shop
from desktop.commands.practice.people import Companies, People
from desktop.domain.deadlines import Calendar
from resources import rules as cupboard

MONTHS = 19  # before the practice room's own files begin: a year to look at, and one to compare it with
BUSY = (8, 7, 8, 9, 8, 9, 9, 8, 10, 11, 10, 8)  # files closed in January, February …
MORE = (-1, 0, 0, 0, 1, 2)  # or fewer, as it happens
QUIET = 8
HAND = 13  # cards that a month may draw
REFUSED_EVERY = 3  # months
RECEPTION, POLICY = 1, 2  # places of the rules in the room's file
POLICY_EVERY = 2  # of the weeks


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month counted from the year 0, and the working days in it."""

    index: int

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year * 12 + day.month - 1)

    @property
    def first(self) -> date:
        return date(self.index // 12, self.index % 12 + 1, 1)

    @property
    def days(self) -> list[date]:
        after = Month(self.index + 1).first
        return [self.first + timedelta(days=n) for n in range((after - self.first).days)]

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"


def past(today: date, begins: date, own: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
    """Cases, receptions and screenings up to the day before `today`.

    `begins`: the day on which the room's own files begin. `own`: month (`2026-07`) -> how many of these were closed
    in it; the past fills such months up, so that no month looks deserted.
    """
    tables: dict[str, Any] = json.loads((files("resources") / "samples" / "history.json").read_text(encoding="utf-8"))
    calendar = _calendar()
    shop = Shop(tables, calendar, Companies(tables["companies"]), today)
    deck = _deck(tables["stories"])
    last = Month.of(today).index
    found: dict[str, list[dict[str, Any]]] = {"cases": [], "receptions": [], "screenings": []}
    lived: list[tuple[Month, list[date], People]] = []
    for index in range(Month.of(begins).index - MONTHS, last + 1):
        month = Month(index)
        workdays = [day for day in month.days if calendar.is_workday(day) and day < today]
        if not workdays:
            continue
        lived.append((month, workdays, People(tables["names"], index)))
        maker = Maker(shop, lived[-1][2], month.code)
        misfiled = index == last - 2
        n = max(_wanted(month, workdays, calendar) - own.get(month.code, 0), int(misfiled))
        cards = [deck[(index * HAND + card) % len(deck)] for card in range(n)]
        found["cases"] += _cases(maker, cards, workdays, misfiled=misfiled)
        if index % REFUSED_EVERY == 0:
            found["cases"].append(maker.refused(_spread(month.code, workdays, 1)[0], index // REFUSED_EVERY))
    came: dict[str, list[dict[str, Any]]] = {}
    for case in found["cases"]:
        if case["source"]["type"] == "walk_in":
            came.setdefault(case["received"][:10], []).append(case)
    for month, workdays, people in lived:
        desk = _Reception(tables["visits"], people, Random(f"{month.code} receptions"), came)
        found["receptions"] += _receptions(desk, calendar, month, today)
        found["screenings"] += _screenings(tables, month, workdays)
    return found


def _calendar() -> Calendar:
    years = cupboard.rows("holidays")
    off, worked = (
        [date.fromisoformat(d["date"]) for year in years for d in year[key]] for key in ("days_off", "make_up_workdays")
    )
    return Calendar.of(off, worked, (year["year"] for year in years))


def _deck(stories: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every story as often as its weight, shuffled once and for all."""
    deck = [story for story in stories for _ in range(story["weight"])]
    Random("deck").shuffle(deck)
    return deck


def _wanted(month: Month, workdays: list[date], calendar: Calendar) -> int:
    """Files to be closed in a month; of the present one its share so far."""
    whole = max(QUIET, BUSY[month.index % 12] + Random(f"{month.code} busy").choice(MORE))
    return whole * len(workdays) // sum(calendar.is_workday(day) for day in month.days)


def _spread(seed: str, workdays: list[date], n: int) -> list[date]:
    rng = Random(f"{seed} days")
    return sorted(rng.choice(workdays) for _ in range(n))


def _cases(
    maker: Maker, cards: list[dict[str, Any]], workdays: list[date], *, misfiled: bool
) -> Iterator[dict[str, Any]]:
    days = _spread(maker.month, workdays, len(cards))
    for n, (story, closes) in enumerate(zip(cards, days, strict=True), 1):
        if misfiled and n == len(cards):
            yield maker.misfiled(workdays[-1])
        else:
            yield maker.file(story, f"h-{maker.month}-{n:02d}", closes)


# -- reception days


@dataclass(frozen=True, slots=True)
class _Reception:
    """What the reception days of one month are made from; `came`: day -> files that somebody who came by opened."""

    questions: list[tuple[str, str, str]]
    people: People
    rng: Random
    came: Mapping[str, list[dict[str, Any]]]

    def held(self, day: date, rule: int) -> dict[str, Any]:
        rng, reception = self.rng, rule == RECEPTION
        lead, law = rng.choice(("m1", "m2")), rng.choice(("l1", "l2"))
        first = (13 if reception else 9) * 60 + (30 if reception else 0)
        visits, clock = [], first
        for ticket, talk in enumerate(self._talks(day, 6 if reception else 4), 1):
            arrived, ends = first + min(clock - first, 8 * ticket), clock + rng.randint(12, 26)
            visit = {"ticket": ticket, **talk, "arrived_at": _at(day, arrived), "ended_at": _at(day, ends)}
            if talk["end"] == "left":
                visit["ended_at"] = _at(day, arrived + 15)
            else:
                visit |= {"called_at": _at(day, clock), "seen_by": rng.choice((lead, law))}
                clock = ends + rng.randint(0, 5)
            visits.append(visit)
        return {
            "rule": rule,
            "kind": "reception" if reception else "policy",
            "name": "接待日" if reception else "政策咨询日",
            "on": day.isoformat(),
            "place": "海棠创谷联合纠纷调处室" if reception else "海棠创谷党群服务中心",
            "on_duty": [lead, law],
            "opened_at": _at(day, first),
            "closed_at": _at(day, max(clock, first + 120)),
            "closed_by": lead,
            "visits": visits,
        }

    def _talks(self, day: date, most: int) -> list[dict[str, Any]]:
        """Who came on that day, in the order of their tickets."""
        found: list[dict[str, Any]] = [
            {
                "name": case["parties"][0]["name"],
                "phone": case["parties"][0]["phone"],
                "matter": case["application"]["facts"][:30],
                "category": case["dispute_category_code"],
                "end": "registered",
                "about": case["key"],
            }
            for case in self.came.get(day.isoformat(), ())
        ]
        for matter, category, answer in self.rng.sample(self.questions, self.rng.randint(most - 2, most)):
            person, left = self.people.take(), self.rng.random() < 0.06
            found.append(
                {
                    "name": person["name"],
                    "phone": person["phone"] if self.rng.random() < 0.6 else "",
                    "matter": matter,
                    "category": category,
                    "end": "left" if left else "consulted",
                    "answer": "" if left else answer,
                }
            )
        self.rng.shuffle(found)
        return found


def _receptions(desk: _Reception, calendar: Calendar, month: Month, today: date) -> Iterator[dict[str, Any]]:
    wednesdays, fridays = ([day for day in month.days if day.weekday() == weekday] for weekday in (2, 4))
    day = calendar.next_workday(wednesdays[1])
    if day < today:
        yield desk.held(day, RECEPTION)
    for friday in fridays[::POLICY_EVERY]:
        if friday < today and calendar.is_workday(friday):
            yield desk.held(friday, POLICY)


def _at(day: date, minutes: int) -> str:
    return f"{day.isoformat()}T{minutes // 60:02d}:{minutes % 60:02d}"


# -- 排查


def _screenings(tables: Mapping[str, Any], month: Month, workdays: list[date]) -> Iterator[dict[str, Any]]:
    rng = Random(f"{month.code} screenings")
    for day, (place, note) in zip(
        _spread(f"{month.code} s", workdays, 2), rng.sample(tables["screenings"], 2), strict=True
    ):
        found = rng.choice((0, 0, 1, 1, 1, 2, 3))
        yield {
            "on": day.isoformat(),
            "place": place,
            "members": rng.sample(("m1", "m2", "m3", "v1", "z1", "p1"), 2),
            "found": found,
            "prevented": rng.randint(0, found + 1),
            "note": note,
        }
