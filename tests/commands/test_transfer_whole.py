"""Everything that a room holds goes out and comes in again: each kind, each field, seen one by one.

The room is filled by the fields of the dataclasses themselves, so a field that somebody adds and forgets here is a
failing test, not a silent loss.
"""

from __future__ import annotations

import json
import typing
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import count
from uuid import UUID

import pytest

from desktop.commands.statistics.figures import count_all
from desktop.commands.statistics.freezing import corrections, freeze, is_whole
from desktop.commands.statistics.kept import allowance_id, fact_id
from desktop.commands.statistics.reported import table
from desktop.commands.transfer import shapes
from desktop.commands.transfer.loading import load
from desktop.commands.transfer.writing import export
from desktop.commands.verify import verify
from desktop.domain.agreements import Agreement, Instalment, Obligation, Performance, Term
from desktop.domain.changes import new_id
from desktop.domain.counting import Basis, Counting, CountingSetting, Mass, Reopened, parse_period
from desktop.domain.counting.frozen import digest
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Track, WorkOrder
from desktop.domain.errors import Unreadable
from desktop.domain.handing import Handover, Moved, PocketLine, PocketList
from desktop.domain.local_rules import CalendarYear, LimitSetting
from desktop.domain.people import Agent, Claimant, Member, Party, PartyRole, Person, PersonKind, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.records import FollowUp, Referral, Session, SessionOutcome, Suspension
from desktop.domain.reporting import AllowanceSetting, CorrectionNote, FrozenMonth, OrganisationFact
from desktop.domain.team import PrivateNote, Reception, ReceptionRule, Visit
from desktop.domain.vigilance import Alert, RiskAssessment
from desktop.storage.columns import field_types
from desktop.storage.schema import KINDS, TABLES

NOT_IN_A_FILE = {  # kinds, and why
    "accounts": "an account's key opens this room only",
    "committees": "the letterhead; a room has its own",
    "attachments": "bytes travel by backup",
    "printings": "the bytes of this room's papers",
    "private_notes": "背靠背 notes never leave the room",
    "stations": "this room's workstations",
    "key_wraps": "keys for this room's workstations",
    "sharing": "who gives out this room's numbers, and what it sends up",
    "number_blocks": "this room's share of the statutory numbers",
    "settlements": "a question of this room that a person has answered",
}
NOT_CARRIED = {  # fields, and why
    "disputes": {
        "temp_no": "given anew",
        "category_list": "of the program",
        "performing": "told by the performances",
        "filing": "told by the dates",
        "prevention": "kept as it is",
        "refusal_delivered": "kept as it is",
        "notice_extras": "kept as it is",
        "refusal_reasons": "kept as it is",
    },
    "people": {"extras": "of the registry"},
    "agreements": {
        "content": "the frozen words lie in the attached paper",
        "issued_by": "an account of this room",
    },
    "terms": {"extras": "told by the text"},
    "obligations": {"term_id": "the words lead to it"},
    "frozen_months": {"extras": "their sums are added up anew", "by": "an account of this room; its name comes along"},
    "members": {"extras": "also says which kind of certificate it was"},
}
BASE = date(2026, 3, 2)
NINE = datetime.fromisoformat("2026-03-09T09:00")


class Filler:
    """Makes values of which no field is what it would be if nobody had written it."""

    def __init__(self, **points):
        self._points, self._n = points, count(1)

    def value(self, kind, name, annotation, default):
        n = next(self._n)
        if typing.get_origin(annotation) is tuple:
            return (self.value(kind, name, typing.get_args(annotation)[0], None),)
        if annotation is UUID:
            return self._points.get(shapes.POINTS.get(name, name), self._points["member"])
        if annotation is bool:
            return not default
        if annotation is int:
            return 1000 + n
        if annotation is date:
            return BASE + timedelta(days=n)
        if annotation is datetime:
            return NINE + timedelta(days=n)
        if isinstance(annotation, type) and issubclass(annotation, StrEnum):
            return next(option for option in reversed(annotation) if option is not default)
        if is_dataclass(annotation):
            return self.make(annotation)
        if annotation is str:
            return f"{kind}·{name}·{n}"
        return {f"more_{n}": "kept"}

    def make(self, kind, /, **given):
        values = dict(given)
        for f in fields(kind):
            if f.name in values or f.name == "id":
                continue
            annotation, _ = field_types(kind)[f.name]
            default = None if f.default is MISSING else f.default
            values[f.name] = self.value(kind.__name__, f.name, annotation, default)
        return kind(**values)


def told(tx, value, labels):
    """A value with a label for each identity in it."""
    kind = {v: k for k, v in KINDS.items()}[type(value)]
    skip = {"id", *NOT_CARRIED.get(kind, ())}
    return {f.name: _said(getattr(value, f.name), labels) for f in fields(value) if f.name not in skip}


def _said(content, labels):
    match content:
        case UUID():
            return labels.get(content, "somebody")
        case tuple() | list():
            return [_said(part, labels) for part in content]
        case dict():
            return {k: _said(v, labels) for k, v in content.items()}
        case str() if len(content) >= 32 and any(id.hex in content for id in labels):
            return next(content.replace(id.hex, str(label)) for id, label in labels.items() if id.hex in content)
        case _ if is_dataclass(content):
            return {f.name: _said(getattr(content, f.name), labels) for f in fields(content)}
        case _:
            return content


def everything(desk):
    """kind -> all its values in words, in an order that does not depend on identities."""
    with desk.read() as reader:
        found = {kind: reader.find(cls) for kind, cls in KINDS.items() if kind not in NOT_IN_A_FILE}
        labels = {m.id: f"member {m.name}" for m in found["members"]}
        labels |= {p.id: f"person {p.name}" for p in found["people"]}
        labels |= {d.id: f"dispute {d.title}" for d in found["disputes"]}
        labels |= {p.id: f"party {labels[p.person_id]}" for p in found["parties"]}
        labels |= {c.id: f"claimant {c.no}" for c in found["claimants"]}
        labels |= {s.id: f"session {s.no}" for s in found["sessions"]}
        labels |= {a.id: f"agreement {a.no}" for a in found["agreements"]}
        labels |= {o.id: f"obligation {o.seq}" for o in found["obligations"]}
        labels |= {r.id: f"rule {r.name}" for r in found["reception_rules"]}
        labels |= {r.id: f"reception {r.name}" for r in found["receptions"]}
        labels |= {f.id: f"feedback {f.content}" for f in found["feedbacks"]}
        return {kind: sorted((told(reader, v, labels) for v in values), key=repr) for kind, values in found.items()}


@pytest.fixture
def full(make_room):
    """A room with one file in which every field of every kind says something."""
    desk = make_room()
    with desk.act(Act.LOAD, "load", undoable=False) as tx:
        head = Member(ref="h1", name="负责人", role=TeamRole.PEOPLE_MEDIATOR)
        tx.put(head)
        filler = Filler(member=head.id)
        left = filler.make(Member, ref="left", role=TeamRole.POLICE_OFFICER, extras={})
        tx.put(left)
        person, agent = (filler.make(Person, name=name, extras={}) for name in ("甲方", "代理人"))
        worker = filler.make(Person, name="职工", kind=PersonKind.NATURAL, extras={})
        for one in (person, agent, worker):
            tx.put(one)
        d = filler.make(
            Dispute,
            key="k1",
            case_no="(2026)海棠人调字第077号",
            temp_no="",
            category="contract",
            category_list="2015",
            intake=Intake.ACCEPTED,
            mediation=Mediation.MEDIATING,
            filing=Filing.OPEN,
            applied_on=date(2026, 3, 2),
            decided_on=date(2026, 3, 3),
            notice_on=date(2026, 3, 4),
            notice_form="written",
            notice_extras={},
            ended_on=None,
            ended_reason="",
            closed_on=None,
            archived_on=None,
            refusal_reasons=({"code": "X", "text": "原因"},),
            registered_by=head.id,
            mediators=(head.id,),
            recorder=head.id,
            registrar=head.id,
            filer=head.id,
            extras={"reopened_on": "2026-05-01", "rounds": [{"why": "再来"}]},
        )
        tx.put(d)
        party = filler.make(
            Party,
            dispute_id=d.id,
            person_id=person.id,
            ref="a1",
            role=PartyRole.APPLICANT,
            position=0,
            notice_signed_on=d.notice_on,
        )
        tx.put(party)
        claimant = filler.make(Claimant, dispute_id=d.id, person_id=worker.id, no=7)
        tx.put(claimant)
        filler = Filler(
            member=head.id,
            party=party.id,
            claimant=claimant.id,
            dispute=d.id,
            dispute_id=d.id,
            party_id=party.id,
            person_id=agent.id,
        )
        tx.put(filler.make(Agent))
        agreements = [
            filler.make(
                Agreement,
                no=no,
                extras={},
                agreed_on=date(2026, 4, 1),
                effective_on=date(2026, 4, 2),
                signed_mediators=(head.id,),
                signed_recorder=head.id,
                reviewed_by=head.id,
            )
            for no in ("前一份", "后一份")
        ]
        for n, agreement in enumerate(agreements):
            tx.put(agreement)
            tx.put(Term(dispute_id=d.id, agreement_id=agreement.id, position=1, text=f"第{n}份的条款。"))
            due = Instalment(due=date(2026, 6, 1), amount_fen=700)
            duty = filler.make(
                Obligation,
                agreement_id=agreement.id,
                term_id=None,
                seq=n + 1,
                amount_fen=700,
                instalments=(due,),
                debtors=(),
                creditors=(),
                continuous=False,
            )
            tx.put(duty)
            tx.put(filler.make(Performance, obligation_id=duty.id, seq=duty.seq))
        for planned in (False, True):
            session = filler.make(
                Session,
                no=1 + planned,
                planned=planned,
                starts=NINE,
                ends=NINE + timedelta(hours=1),
                attendees=(head.id,),
                outcome=None if planned else SessionOutcome.SETTLED,
            )
            tx.put(session)
            tx.put(Filler(**filler._points, session_id=session.id).make(KINDS["seats"]))
        reply = filler.make(KINDS["feedbacks"])
        tx.put(reply)
        tx.put(filler.make(Referral, claimants=(7,), extras={"feedback": reply.id.hex, "more": 1}))
        tx.put(filler.make(Referral, claimants=(), answered_on=None, answer=""))
        for kind in ("judicial_confirmation", "court_entrusted", "payment_order", "enforcement"):
            tx.put(filler.make(Track, kind=kind))
        tx.put(filler.make(KINDS["recusals"], member_id=left.id, extras={"cleared": [f"agent:{agent.id.hex}"]}))
        tx.put(filler.make(Suspension, starts=date(2026, 3, 10), ends=date(2026, 3, 20)))
        tx.put(filler.make(RiskAssessment))
        tx.put(filler.make(FollowUp, on=date(2026, 4, 9), next_on=date(2026, 12, 1)))
        tx.put(filler.make(FollowUp, on=date(2026, 4, 10), next_on=None, asked=()))
        for kind in ("investigations", "evidence", "extensions", "risk_reports"):
            tx.put(filler.make(KINDS[kind]))
        tx.put(filler.make(WorkOrder))
        rule = filler.make(ReceptionRule, week=0, weekday=6, name="接待日甲")
        tx.put(rule)
        day = filler.make(Reception, rule_id=rule.id, name="某日")
        tx.put(day)
        tx.put(Filler(**filler._points, reception_id=day.id).make(Visit, ticket=3))
        tx.put(filler.make(KINDS["shifts"]))
        tx.put(filler.make(Alert))
        tx.put(filler.make(Handover, items=(Moved(dispute=d.id, number="n", what="w", to=head.id),)))
        tx.put(filler.make(PocketList, lines=(PocketLine(code="A1", dispute=d.id, step="s", what="w"),)))
        tx.put(LimitSetting(code="handling", figure=45, unit="calendar_day", note="条例", extras={"x": 1}))
        days = (date(2027, 1, 1), date(2027, 5, 1))
        tx.put(CalendarYear(year=2027, days_off=days, workdays=(date(2027, 2, 7),), basis="通知", extras={"x": 1}))
        tx.put(PrivateNote(dispute_id=d.id, at=NINE, text="底线海棠密语"))
        rules = Counting(basis=Basis.RECEIVED, mass=Mass.WORKER, reopened=Reopened.EACH, refused=True)
        tx.put(filler.make(CountingSetting, **{f.name: getattr(rules, f.name) for f in fields(rules)}))
        tx.put(filler.make(CorrectionNote, month="2026-03", dispute_id=d.id))
        tx.put(filler.make(AllowanceSetting, id=allowance_id("simple"), code="simple"))
        tx.put(
            filler.make(OrganisationFact, id=fact_id("2026-H1", "funds_office"), half="2026-H1", code="funds_office")
        )
        for kind in ("ledger_maps", "screenings"):
            tx.put(filler.make(KINDS[kind]))
    count_all(desk)
    march = freeze(desk, "2026-03")
    assert march.cases, "a month without cases would prove nothing"
    with desk.act(Act.LOAD, "load", undoable=False) as tx:
        tx.put(_failed(march))
    return desk


def _failed(march):
    """Another month, without a case, frozen for a reason although an identity failed."""
    said = {"month": "2026-02", "failed": ("不平。",), "reason": "补报", "cases": ()}
    figures = dict.fromkeys(march.figures, 0)
    seal = digest(said["month"], march.counting, figures, said["cases"], said["failed"], said["reason"])
    return replace(march, id=new_id(), figures=figures, digest=seal, extras={"sums": [], "more": 1}, **said)


def test_no_kind_is_forgotten(full):
    """Whoever adds a kind of thing to the room decides here whether it leaves the room."""
    held = everything(full)
    assert [kind for kind, values in held.items() if not values] == [], "the full room holds some of each"
    assert set(held) | set(NOT_IN_A_FILE) == set(KINDS)


def test_every_field_of_every_kind_comes_back(full, make_room):
    room = json.loads(json.dumps(export(full), ensure_ascii=False))
    second = make_room()
    load(second, room)
    before, after = everything(full), everything(second)
    for kind in before:
        assert len(after[kind]) == len(before[kind]), kind
        for mine, theirs in zip(before[kind], after[kind], strict=True):
            assert {k: v for k, v in theirs.items() if v != mine[k]} == {
                k: v for k, v in mine.items() if v != theirs[k]
            }, kind
    assert verify(second).clean


def test_an_export_of_what_was_loaded_is_the_same_file(full, make_room):
    first = export(full)
    second = make_room()
    load(second, first)
    again = export(second)
    kept = {"organisation", "_kept_back"}
    assert {k: v for k, v in again.items() if k not in kept} == {k: v for k, v in first.items() if k not in kept}


def test_a_second_load_adds_nothing(full, make_room):
    room = export(full)
    second = make_room()
    load(second, room)
    before = everything(second)
    from sqlalchemy import func, select

    from desktop.storage.schema import operations

    def written():
        with second.read() as reader:
            return reader.rows(select(func.count()).select_from(operations))[0][0]

    n = written()
    load(second, room)
    assert written() == n
    assert everything(second) == before


def test_private_talks_stay_in_the_room_and_are_counted(full):
    room = export(full)
    assert "海棠密语" not in json.dumps(room, ensure_ascii=False)
    assert room["_kept_back"] == {"private_notes": 1}


def test_the_limits_and_the_calendar_that_come_in_count_at_once(full, make_room):
    second = make_room()
    load(second, export(full))
    assert second.handbook.rules.limit("handling").figure == 45
    assert not second.handbook.rules.calendar.provisional(date(2027, 3, 1))


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda r: r["limit_settings"][0].update(code="no_such"), "limit_settings[0].code"),
        (lambda r: r["limit_settings"][0].update(unit="week"), "limit_settings[0].unit"),
        (lambda r: r["limit_settings"][0].update(figure=0), "limit_settings[0].figure"),
        (lambda r: r["shifts"][0].update(member="m99"), "shifts[0].member"),
        (lambda r: r["shifts"][0].pop("on"), "shifts[0].on"),
        (lambda r: r["receptions"][0].update(rule=9), "receptions[0].rule"),
        (lambda r: r["receptions"][0]["visits"][0].update(end="gone"), "receptions[0].visits[0].end"),
        (lambda r: r["alerts"][0].update(disputes=["k9"]), "alerts[0].disputes"),
        (lambda r: r["calendar_years"][0].update(days_off=["2027-13-01"]), "calendar_years[0].days_off"),
        (lambda r: r["cases"][0]["sessions"][0]["seats"][0].update(role="king"), "cases[0].sessions[0].seats[0].role"),
        (lambda r: r["cases"][0]["suspensions"][0].update(reason=" "), "cases[0].suspensions[0].reason"),
        (lambda r: r["cases"][0]["recusals"][0].update(member="m99"), "cases[0].recusals[0].member"),
        (lambda r: r["cases"][0]["referrals"][0].update(fed_back=9), "cases[0].referrals[0].fed_back"),
        (lambda r: r["counting_settings"][0].update(basis="moon"), "counting_settings[0].basis"),
        (lambda r: r["frozen_months"][0].update(month="2026-13"), "frozen_months[0].month"),
        (lambda r: r["frozen_months"][0]["figures"].update(cases_total=99), "frozen_months[0].digest"),
        (lambda r: r["frozen_months"][0]["figures"].update(cases_total="9"), "frozen_months[0].figures"),
        (lambda r: r["frozen_months"][0]["cases"][0].update(closed_on="2026-03-31"), "frozen_months[0].digest"),
        (lambda r: r["frozen_months"][0]["cases"][0].update(dispute="k1"), "frozen_months[0].cases[0]"),
        (lambda r: r["frozen_months"][0]["cases"][0].update(figures=[]), "frozen_months[0].cases[0]"),
        (lambda r: r["frozen_months"][0]["counting"].pop("mass"), "frozen_months[0].counting"),
        (lambda r: r["correction_notes"][0].update(dispute="k9"), "correction_notes[0].dispute"),
        (lambda r: r["correction_notes"][0].update(cause=" "), "correction_notes[0].cause"),
        (lambda r: r["allowance_settings"][0].update(amount_fen=10**9), "allowance_settings[0].amount"),
        (lambda r: r["screenings"][0].update(found=-1), "screenings[0].found"),
        (lambda r: r["organisation_facts"][0].update(half="2026"), "organisation_facts[0].half"),
        (
            lambda r: r["cases"][0]["risk"]["assessments"][0].update(level="purple"),
            "cases[0].risk.assessments[0].level",
        ),
    ],
)
def test_a_bad_part_changes_nothing_and_says_where(full, make_room, spoil, place):
    room = json.loads(json.dumps(export(full), ensure_ascii=False))
    spoil(room)
    second = make_room()
    before = everything(second)
    with pytest.raises(Unreadable) as refused:
        load(second, room)
    assert refused.value.place == place
    assert everything(second) == before


def test_a_frozen_month_that_comes_in_is_whole_and_means_the_files_of_the_new_room(full, make_room):
    second = make_room()
    load(second, json.loads(json.dumps(export(full), ensure_ascii=False)))
    count_all(second)
    with full.read() as a, second.read() as b:
        before, after = (reader.find(FrozenMonth, "month") for reader in (a, b))
        assert [f.digest for f in after] == [f.digest for f in before]
        assert all(map(is_whole, after))
        here = {d.id.hex for d in b.find(Dispute)}
        assert {line["dispute"] for f in after for line in f.cases} == here
        assert here.isdisjoint(line["dispute"] for f in before for line in f.cases)
    assert corrections(second, "2026-03") == ()
    march = parse_period("2026-03")
    assert table(second, march).values == table(full, march).values


def test_a_loaded_month_that_is_touched_is_no_longer_whole(full, make_room):
    second = make_room()
    load(second, export(full))
    with second.read() as reader:
        march = reader.find(FrozenMonth, month="2026-03")[0]
    other = ({**march.cases[0], "number": "别的"}, *march.cases[1:])
    assert is_whole(march)
    assert not is_whole(replace(march, cases=other))


@pytest.mark.parametrize("field", ["waiver", "demands", "answer_due", "affiliations", "claimant", "accelerates_after"])
def test_the_comparison_sees_a_single_lost_field(full, make_room, field):
    """What a writer that forgets one field would give is not taken for the same room."""

    def without(value):
        match value:
            case dict():
                return {k: without(v) for k, v in value.items() if k != field}
            case list():
                return [without(v) for v in value]
            case _:
                return value

    room = export(full)
    assert without(room) != room
    second = make_room()
    load(second, without(room))
    assert everything(second) != everything(full)


def test_every_point_of_a_new_kind_has_a_register():
    """A field that holds an identity is named in the file, or stands by its place."""
    placed = {"dispute_id", "session_id", "reception_id", "id"}
    for kind in (
        "seats",
        "recusals",
        "suspensions",
        "risk_assessments",
        "shifts",
        "reception_rules",
        "receptions",
        "visits",
        "alerts",
        "handovers",
        "pocket_lists",
    ):
        for name, (annotation, _) in field_types(KINDS[kind]).items():
            inner = typing.get_args(annotation)[:1] or (annotation,)
            if UUID in inner:
                assert name in shapes.POINTS or name in placed, f"{kind}.{name}"
    assert set(TABLES) == set(KINDS)
