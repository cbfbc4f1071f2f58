"""The rules and lists as commands and screens use them: the cupboard's, and what the committee set itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from desktop.commands.risk_rules import table
from desktop.domain.changes import Changed
from desktop.domain.counting import Catalogue, Counting, CountingSetting
from desktop.domain.deadlines import Calendar, Limit, Rules, Unit
from desktop.domain.local_rules import CalendarYear, LimitSetting
from desktop.storage.store import Reader
from resources import rules as cupboard


@dataclass(frozen=True, slots=True)
class Category:
    """One of the official categories; `initials` are the pinyin initials one may type."""

    code: str
    label: str
    short: str
    initials: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a dispute came from; `official` is the reported value it counts under."""

    code: str
    label: str
    short: str
    initials: str
    official_label: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason for not taking a matter, and the way the parties are shown instead."""

    code: str
    text: str
    guidance: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Handbook:
    """Lists and limits of the room."""

    categories: tuple[Category, ...]
    sources: tuple[Source, ...]
    cautions: tuple[tuple[str, str], ...]
    grounds: tuple[Ground, ...]
    ethnic_groups: tuple[str, ...]
    rules: Rules
    catalogue: Catalogue
    counting: Counting

    def category(self, code: str) -> Category:
        return next((c for c in self.categories if c.code == code), self.categories[-1])

    def source(self, code: str) -> Source:
        found = next((s for s in self.sources if s.code == code), None)
        return found or Source(code, code, code, "", "")

    def guess(self, text: str, most: int = 3) -> list[Category]:
        """The categories whose words the story uses, likeliest first."""
        scored = [(sum(text.count(word) * len(word) for word in c.keywords), c) for c in self.categories]
        ranked = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        return [c for _, c in ranked[:most]]


def open_handbook() -> Handbook:
    """The lists and limits as they come with the program."""
    return Handbook(
        categories=tuple(
            Category(c["code"], c["label"], c["short"], c["initials"], tuple(c["keywords"]))
            for c in cupboard.rows("categories")
        ),
        sources=tuple(
            Source(s["code"], s["label"], s["short"], s["initials"], s["official_label"])
            for s in cupboard.rows("sources")
        ),
        cautions=tuple((c["code"], c["label"]) for c in cupboard.rows("cautions")),
        grounds=tuple(
            Ground(g["code"], g["text"], tuple(_listed(g.get("guidance"))), g.get("basis", ""))
            for g in cupboard.rows("refusal_grounds")
        ),
        ethnic_groups=tuple(_name(g) for g in cupboard.rows("ethnic_groups")),
        rules=Rules(_calendar(), {limit.code: limit for limit in _limits()}, table()),
        catalogue=_catalogue(),
        counting=Counting(),
    )


def local(handbook: Handbook, reader: Reader) -> Handbook:
    """The handbook with the committee's own figures, counting rules and imported calendars."""
    rules = Rules(_calendar(), {limit.code: limit for limit in _limits()}, table())
    for own in reader.find(LimitSetting):
        if own.code in rules.limits:
            rules.limits[own.code] = rules.limits[own.code].set_to(own.figure, Unit(own.unit))
    calendar = rules.calendar
    for year in reader.find(CalendarYear):
        calendar = calendar.with_year(year.year, year.days_off, year.workdays)
    own_way = reader.find(CountingSetting)
    counting = own_way[0].rules() if own_way else Counting()
    return replace(handbook, rules=replace(rules, calendar=calendar), counting=counting)


def moves_rules(changed: Changed) -> bool:
    """Whether a change makes the handbook another one."""
    return moves_dates(changed) or changed.touches("counting_settings")


def moves_dates(changed: Changed) -> bool:
    """Whether a change makes limits end on other days."""
    return changed.touches("limit_settings") or changed.touches("calendar_years")


def _catalogue() -> Catalogue:
    lists, sources = cupboard.load("categories"), cupboard.load("sources")
    mapping = {
        (earlier["version"], said): row["code"]
        for earlier in lists["earlier_versions"]
        for row in earlier["mapping"]
        for said in (row["label"], row.get("from", row["label"]))
    }
    mapping |= {("local", row["name"]): row["code"] for row in lists["local_names"]}
    return Catalogue(
        categories=tuple(c["code"] for c in lists["categories"]),
        sources=tuple(o["code"] for o in sources["official"] if o["code"] != "referral"),
        mapping=mapping,
        official={s["code"]: s["official"] for s in sources["sources"]},
        version=lists["version"],
    )


def _calendar() -> Calendar:
    years = cupboard.rows("holidays")
    return Calendar.of(
        (date.fromisoformat(d["date"]) for y in years for d in y["days_off"]),
        (date.fromisoformat(d["date"]) for y in years for d in y["make_up_workdays"]),
        (y["year"] for y in years),
    )


def _limits() -> list[Limit]:
    return [
        Limit(
            code=row["code"],
            figure=row["figure"],
            unit=Unit(row["unit"]),
            basis=row["basis"],
            label=row["label"],
            start=row["start"],
            start_label=row["start_label"],
            extension=row["extension"] or "",
            confidence=row["confidence"],
            alias=next(iter(row["aliases"]), ""),
            note=row["note"],
            suspends=row.get("suspends", False),
            warn_on=tuple(row.get("warn_on", ())),
        )
        for row in cupboard.rows("deadlines")
    ]


def _listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _name(row: str | dict[str, str]) -> str:
    return row if isinstance(row, str) else row["label"]
