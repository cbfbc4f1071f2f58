"""One closed file of the practice room's past, told backwards from the day on which it was closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from desktop.commands.practice.people import Companies, People, upstairs
from desktop.commands.practice.tales import OTHERWISE, Tale, Times, asked, crew, settled, unsettled
from desktop.domain.deadlines import Calendar
from resources import rules as cupboard

MISFILED = "h-misfiled"  # the file whose category is found to be wrong after its month was frozen
MISTAKEN = "网络购物"  # what its story is about
OLD_NUMBER, OLD_REFUSAL = "(0000)海棠人调字第{:03d}号", "(0000)海棠不受字第{:03d}号"
SPANS = ((0, 0), (1, 6), (7, 13), (14, 28), (31, 46))  # days from acceptance to the end, by 用时 of the table
USUAL, ORAL = (12, 40, 27, 15, 6), (46, 40, 10, 4, 0)
LEADS, RECORDERS = ("m1",) * 4 + ("m2",) * 3 + ("m3",) * 2, ("r1", "r1", "r2")
CREW = (4, 8)
LIMIT = 30  # days of a mediation without an extension
TWO_TALKS = 10  # days after which people have met more than once
NEXT_DOOR = frozenset({"neighbourhood", "house_land"})


@dataclass
class Shop:
    """What every file of the past is made from, and the series that run through all of them."""

    tables: Mapping[str, Any]
    calendar: Calendar
    companies: Companies
    today: date
    numbered: int = 0
    turns: dict[str, int] = field(default_factory=dict)

    def number(self, pattern: str) -> str:
        """A number that stands for the real one until all files of the room are in their order."""
        self.numbered += 1
        return pattern.format(self.numbered)

    def company(self, kind: str) -> dict[str, Any]:
        self.turns[kind] = self.turns.get(kind, -1) + 1
        return self.companies.take(kind, self.turns[kind])

    def back(self, day: date, days: int) -> date:
        """The working day that many days before, or the last one before it."""
        day -= timedelta(days=days)
        while not self.calendar.is_workday(day):
            day -= timedelta(days=1)
        return day

    def after(self, day: date, days: int) -> date:
        """The working day that many days later, not after yesterday, never before `day`."""
        later = self.calendar.next_workday(day + timedelta(days=days))
        return max(day, later if later < self.today else self.back(self.today, 1))

    @cached_property
    def categories(self) -> dict[str, str]:
        return {c["code"]: c["label"] for c in cupboard.rows("categories")}

    @cached_property
    def sources(self) -> dict[str, str]:
        return {s["code"]: s["official_label"] for s in cupboard.rows("sources")}

    @cached_property
    def grounds(self) -> dict[str, str]:
        return {g["code"]: g["text"] for g in cupboard.rows("refusal_grounds")}


class Maker:
    """Makes the files of one month (`2025-03`)."""

    def __init__(self, shop: Shop, people: People, month: str) -> None:
        self._shop, self._people, self.month = shop, people, month

    def file(self, story: Mapping[str, Any], key: str, closes: date, *, outcome: str = "") -> dict[str, Any]:
        """A file that took this story's course to its end on `closes`: settled (mostly), terminated or withdrawn."""
        rng = Random(key)
        roll = rng.random()
        outcome = outcome or ("terminated" if roll < 0.07 else "withdrawn" if roll < 0.1 else "settled")
        oral = bool(story.get("oral")) and outcome == "settled"
        tale = self._tale(story, rng, self._times(story, rng, closes, oral), oral)
        case = self._begun(tale, key) | self._on_the_way(tale, outcome)
        if outcome == "settled":
            return case | settled(tale, case["case_no"])
        return case | unsettled(tale, rng.choice(self._shop.tables["endings"][outcome]), outcome)

    def misfiled(self, closes: date) -> dict[str, Any]:
        """A purchase in the internet that was put among 其他消费纠纷, closed and not yet archived."""
        story = next(s for s in self._shop.tables["stories"] if s["about"] == MISTAKEN)
        case = self.file(story, MISFILED, closes, outcome="settled")
        wrong = self._shop.categories["consumer_other"]
        return case | {"dispute_category_code": "consumer_other", "dispute_category": wrong, "archive": None}

    def refused(self, on: date, turn: int) -> dict[str, Any]:
        """A matter that could not be taken."""
        rng = Random(f"{self.month} refused")
        shop, stories = self._shop, self._shop.tables["refused"]
        called = shop.after(on, 9)
        times = Times(shop.back(on, 1), on, (on,), on, on, shop.after(called, 6))
        tale = self._tale(stories[turn % len(stories)], rng, times, oral=False)
        case = self._begun(tale, f"h-{self.month}-r")
        case["case_no"] = None
        case["acceptance"] |= {
            "decision": "refused",
            "reasons": [{"code": code, "text": shop.grounds[code]} for code in tale.story["grounds"]],
            "notice": "人民调解不予受理告知书",
            "refusal_no": shop.number(OLD_REFUSAL),
            "delivered": {"date": on.isoformat(), "method": "当面送达", "signed_by": tale.sides[0]["id"]},
            "guidance": tale.story["guidance"],
        }
        said = {"result": "已按告知的途径办理", "satisfaction": rng.choice(OTHERWISE)}
        return case | {
            "rights_notice": None,
            "agreement": None,
            "follow_ups": [asked(called, tale.team[0], "电话", about="后续途径", **said) | {"end": "settled"}],
            "closing": {"date": on.isoformat(), "result": "不予受理", "outcome": "refused"},
        }

    # -- when, and who

    def _times(self, story: Mapping[str, Any], rng: Random, closes: date, oral: bool) -> Times:
        shop, least = self._shop, story.get("days", 0)
        weights = [w if n >= least else 0 for n, w in enumerate(ORAL if oral else USUAL)]
        days = rng.randint(*rng.choices(SPANS, weights)[0])
        performed = shop.back(closes, rng.randint(0, 3) if oral else rng.randint(1, 6))
        ended = shop.back(performed, rng.randint(0, 2) if oral else rng.randint(3, 14))
        accepted = shop.back(ended, days)
        received = accepted if oral or not days else shop.back(accepted, rng.randint(0, 2))
        talks = (shop.back(accepted, -days // 2), ended) if days >= TWO_TALKS else (ended,)
        return Times(received, accepted, talks, performed, closes, shop.after(closes, rng.randint(6, 18)))

    def _tale(self, story: Mapping[str, Any], rng: Random, times: Times, oral: bool) -> Tale:
        source = rng.choice(story.get("sources", ("application", "walk_in")))
        if source == "walk_in":
            times = self._on_reception_day(times)
        lead = rng.choice(LEADS)
        helpers = [m for m in ("m1", "m2", "m3") if m != lead and rng.random() < 0.12]
        sides = self._sides(story, rng, oral)
        mates = [self._people.take((1968, 1998)) for _ in range(rng.randint(*CREW) - 1)]
        return Tale(
            story=story,
            rng=rng,
            times=times,
            oral=oral,
            sides=sides,
            source=source,
            team=[lead, *helpers],
            recorder=rng.choice(RECORDERS),
            workers=[sides[0], *mates] if story["who"][0] == "crew" else [],
        )

    def _on_reception_day(self, times: Times) -> Times:
        """Whoever came by in the days after the month's reception day came on it."""
        first = times.accepted.replace(day=1)
        second_wednesday = first + timedelta(days=(2 - first.weekday()) % 7 + 7)
        day = self._shop.calendar.next_workday(second_wednesday)
        return replace(times, received=day) if 0 <= (times.accepted - day).days <= 4 else times

    def _sides(self, story: Mapping[str, Any], rng: Random, oral: bool) -> list[dict[str, Any]]:
        sexes = rng.choice((("男", "女"), ("女", "男"))) if story.get("couple") else ("", "")
        roles = ("party_a", "party_b") if oral else ("applicant", "respondent")
        found: list[dict[str, Any]] = []
        for n, (kind, born) in enumerate(zip(story["who"], ("born_a", "born_b"), strict=True)):
            if kind in {"person", "crew"}:
                side = self._people.take(tuple(story.get(born, (1955, 2000))), sexes[n]) | {"id": "ab"[n] + "1"}
            else:
                side = self._shop.company(kind) | {"id": f"c{n + 1}"}
            found.append(side | {"role": roles[n]})
        if story["category"] in NEXT_DOOR and all(side["kind"] == "natural_person" for side in found):
            found[1]["address"] = upstairs(found[0]["address"])
        return found

    # -- the papers that every file has

    def _begun(self, tale: Tale, key: str) -> dict[str, Any]:
        t, rng, story, oral = tale.times, tale.rng, tale.story, tale.oral
        names = f"{tale.sides[0]['name']}{tale.crowd}与{tale.sides[1]['name']}"
        accepted = t.accepted.isoformat()
        return {
            "key": key,
            "case_no": self._shop.number(OLD_NUMBER),
            "volume_title": f"{names}{story['about']}纠纷",
            "short_title": f"{tale.called(0)}{tale.crowd} 与 {tale.called(1)}",
            "dispute_category": self._shop.categories[story["category"]],
            "dispute_category_code": story["category"],
            "received": f"{t.received}T{rng.randint(9, 15):02d}:{rng.randrange(0, 60, 5):02d}",
            "registered_by": "r1",
            "source": self._source(tale),
            "mediators": tale.team,
            "recorder": tale.recorder,
            "cautions": story.get("caution", []),
            "is_difficult": bool(story.get("hard")),
            "is_mass": bool(tale.workers),
            "parties_count": 1 + (len(tale.workers) or 1),
            "parties": [{k: v for k, v in party.items() if k != "short"} for party in tale.parties],
            "application": {
                "date": t.received.isoformat(),
                "form": "oral" if oral else "written",
                "facts": tale.say(story["facts"]),
                "requests": [tale.say(request) for request in story["asks"]],
            },
            "acceptance": {"date": accepted, "decision": "accepted", "registrar": "r1"}
            | ({"consent": "双方口头同意调解"} if oral else {}),
            "rights_notice": {"form": "oral", "date": accepted, "recorded_in": "人民调解口头协议登记表"}
            if oral
            else {
                "doc": "人民调解当事人权利义务告知书",
                "each_party_signs": True,
                "date": accepted,
                "signed_by": [party["id"] for party in tale.parties],
            },
            "archive": {
                "filed_date": t.archived.isoformat(),
                "filer": tale.team[0],
                "retention": story.get("retain", "短期"),
            }
            | ({"form": "一案一表，按月汇总装订"} if oral else {}),
        } | crew(tale)

    def _source(self, tale: Tale) -> dict[str, Any]:
        said = self._shop.tables["sources"].get(tale.source, {})
        found: dict[str, Any] = {"type": tale.source, "label": self._shop.sources[tale.source]}
        nine = f"{tale.times.received}T09:00"
        if "found_by" in said:
            found |= {"found_by": said["found_by"], "found_at": nine}
        if "department" in said:
            ref = said["ref"].format(year=tale.times.received.year, n=tale.rng.randint(11, 980))
            found |= {"department": said["department"], "department_ref": ref, "received_at": nine}
        return found

    def _on_the_way(self, tale: Tale, outcome: str) -> dict[str, Any]:
        """What the source and the course of the talks left behind: order, reply, evidence, extension."""
        t, rng, story = tale.times, tale.rng, tale.story
        found: dict[str, Any] = {
            "evidence": [
                {"no": n, "name": name, "pages": rng.randint(1, 6), "provided_by": "申请人"}
                for n, name in enumerate(story.get("evidence", ()), 1)
            ]
        }
        if department := self._shop.tables["sources"].get(tale.source, {}).get("department"):
            words = {"settled": "已达成协议", "terminated": "终止调解，已告知其他途径", "withdrawn": "申请人撤回"}
            told = min(self._shop.calendar.after_workdays(t.ended, 2), t.closed).isoformat()
            reply = f"办结反馈：{words[outcome]}"
            found["feedbacks"] = [{"to": department, "date": told, "content": reply, "receipt": "签收"}]
        if tale.source == "hotline_12345":
            found["work_order"] = {
                "order_no": f"示例SH{rng.randint(0, 9_999_999):07d}",
                "title": f"反映{story['about']}问题",
                "type": "投诉",
                "undertaker": "海棠街道",
                "urgency": "一般",
                "dispatched_at": f"{t.received}T09:00",
                "first_contact_on": t.received.isoformat(),
            }
        if (t.ended - t.accepted).days > LIMIT:
            found["extension"] = {
                "date": self._shop.back(t.accepted + timedelta(days=LIMIT - 3), 0).isoformat(),
                "from": (t.accepted + timedelta(days=LIMIT)).isoformat(),
                "to": (t.accepted + timedelta(days=2 * LIMIT - 1)).isoformat(),
                "reason": "双方还愿意谈，需要再核对证据",
                "consent": "双方签字同意",
            }
        return found
