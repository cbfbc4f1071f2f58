"""What a file counts for: one 件 or several, in which month, at which place of the tables, with which figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.commands.handbook import open_handbook
from desktop.commands.statistics.figures import table_lines
from desktop.domain.agreements import Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.changes import new_id
from desktop.domain.counting import MEASURES, Basis, Counting, Mass, Reopened, Unit, units
from desktop.domain.counting.table import failed, fill, identities
from desktop.domain.counting.units import BANDS, PREVENTED, band_of
from desktop.domain.disputes import Filing, Intake, Mediation, Performing
from desktop.domain.follow_ups import reopened
from tests.domain.counted_files import ACCEPTED, case_file, day, ended, past_round, settled

CATALOGUE = open_handbook().catalogue
PLAIN = Counting()
EACH = Counting(reopened=Reopened.EACH)
WORKER = Counting(mass=Mass.WORKER)
A, B, C = new_id(), new_id(), new_id()


def count(file: CaseFile, counting: Counting = PLAIN) -> tuple[Unit, ...]:
    return units(file, counting, CATALOGUE)


def one(file: CaseFile, counting: Counting = PLAIN) -> Unit:
    (unit,) = count(file, counting)
    return unit


def days(unit: Unit) -> tuple[date | None, ...]:
    return tuple(unit.day(basis) for basis in (Basis.RECEIVED, Basis.CLOSED, Basis.AGREED))


# -- in which month


@pytest.mark.parametrize(
    ("file", "received", "closed", "agreed"),
    [
        (case_file(), "3-3", "", ""),
        (case_file(decided_on=None, received_at=datetime.combine(day("2-27"), time(23, 50))), "2-27", "", ""),
        (settled("4-1", "5-2"), "3-3", "5-2", "4-1"),
        (settled("4-1", ""), "3-3", "", "4-1"),
        (settled("4-1", "5-2", oral=True), "3-3", "5-2", "4-1"),
        (ended(Mediation.TERMINATED, "4-1", "5-2"), "3-3", "5-2", "4-1"),
        (ended(Mediation.WITHDRAWN, "4-1", ""), "3-3", "", "4-1"),
        (ended(Mediation.TERMINATED, "", "5-2"), "3-3", "5-2", "5-2"),  # loaded without the day of its end
        (ended(Mediation.TERMINATED, "", ""), "3-3", "", ""),
        (settled("4-1", "5-2", agreements=[], ended_on=day("4-9")), "3-3", "5-2", "4-9"),
        (settled("4-1", "5-2", agreements=[]), "3-3", "5-2", "5-2"),
        (settled(agreements=[{"agreed_on": None, "effective_on": day("4-7")}]), "3-3", "4-20", "4-7"),
        (ended(Mediation.MEDIATING, "4-1", "5-2"), "3-3", "5-2", ""),  # the talks go on: an old day says nothing
    ],
)
def test_the_days_by_which_a_file_counts(file: CaseFile, received: str, closed: str, agreed: str) -> None:
    assert days(one(file)) == tuple(day(text) if text else None for text in (received, closed, agreed))


def test_the_agreement_that_binds_says_the_day_and_the_amount() -> None:
    """A draft that nobody signed does not count; of two that bind the last does."""
    signed = {"agreed_on": day("4-1"), "amount_fen": 100}
    more = {"agreed_on": day("4-8"), "amount_fen": 900}
    unsigned = {"agreed_on": day("4-9"), "amount_fen": 5_000, "status": Status.ISSUED}
    unit = one(settled(agreements=[signed, more, unsigned]))
    assert (unit.agreed, unit.get("amount_fen")) == (day("4-8"), 900)


def test_the_amount_is_that_of_the_agreement_and_only_when_it_was_reached() -> None:
    """领域 3.3: 5,440 and not the 8,640 that was claimed; a termination has no amount, whatever was drafted."""
    assert one(settled(fen=544_000)).get("amount_fen") == 544_000
    drafted = ended(Mediation.TERMINATED, agreements=[{"amount_fen": 544_000, "agreed_on": day("3-9")}])
    assert {m: one(drafted).get(m) for m in ("amount_fen", "written", "succeeded")} == {
        "amount_fen": 0,
        "written": 0,
        "succeeded": 0,
    }


# -- what is not taken


def test_nothing_counts_before_it_was_decided_upon() -> None:
    assert count(case_file(intake=Intake.RECEIVED, decided_on=None)) == ()


@pytest.mark.parametrize(
    ("intake", "counting", "figures"),
    [
        (Intake.REFUSED, PLAIN, {"refused": 1}),
        (Intake.REFUSED, Counting(refused=True), {"refused": 1, "cases": 1, "people": 2}),
        (Intake.REFERRED, PLAIN, {"referred": 1}),
        (Intake.REFERRED, Counting(refused=True), {"referred": 1}),
    ],
)
def test_what_was_refused_or_referred_is_no_case_unless_the_rules_say_so(
    intake: Intake, counting: Counting, figures: Mapping[str, int]
) -> None:
    unit = one(case_file(intake=intake, is_difficult=True, is_mass=True), counting)
    assert unit.figures == figures
    assert unit.outcome == intake.value
    assert days(unit) == (ACCEPTED, ACCEPTED, ACCEPTED)
    assert unit.band == ""


# -- a mass dispute


def mass(*claims: tuple[int, bool], fen: int = 100_000, **more: Any) -> CaseFile:
    """A settled mass file: (what is owed, signed) for each worker, one employer."""
    workers = [{"owed_fen": owed, "signed_agreement": signed} for owed, signed in claims]
    return settled(workers=workers, fen=fen, is_mass=True, sides="l", **more)


def test_a_mass_dispute_is_one_case_of_many_people() -> None:
    unit = one(mass((50, True), (50, True), (50, False), parties_count=4))
    assert (unit.get("cases"), unit.get("people"), unit.get("mass"), unit.get("amount_fen")) == (1, 4, 1, 100_000)
    assert unit.who == ""


def test_by_worker_each_is_a_case_and_the_amounts_make_the_agreement_to_the_fen() -> None:
    """Shares by what each is owed; who did not sign has not settled and brings no amount."""
    found = count(mass((100, True), (100, True), (100, True), (700, False), fen=100_000), WORKER)
    assert [u.get("amount_fen") for u in found] == [33_334, 33_333, 33_333, 0]
    assert [u.outcome for u in found] == ["settled", "settled", "settled", "terminated"]
    assert [u.get("succeeded") for u in found] == [1, 1, 1, 0]
    assert [u.get("people") for u in found] == [2, 2, 2, 2]
    assert [u.no for u in found] == [0, 1, 2, 3]
    assert [u.who for u in found] == ["工人1", "工人2", "工人3", "工人4"]
    assert {u.dispute_id for u in found} == {found[0].dispute_id}
    assert {u.band for u in found} == {"d15", ""}


@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.booleans()), min_size=1, max_size=60),
    st.integers(0, 10**11),
)
def test_by_worker_nothing_is_lost_or_made(claims: list[tuple[int, bool]], fen: int) -> None:
    found = count(mass(*claims, fen=fen), WORKER)
    assert len(found) == len(claims)
    assert sum(u.get("amount_fen") for u in found) == fen
    signed = sum(1 for _, said in claims if said) or len(claims)
    assert sum(u.get("succeeded") for u in found) == signed
    assert all(not u.get("amount_fen") for u in found if not u.get("succeeded"))


@pytest.mark.parametrize("claims", [((0, True), (0, True), (0, True)), ((-5, True), (-5, True), (-5, True))])
def test_by_worker_without_claims_everybody_has_the_same(claims: tuple[tuple[int, bool], ...]) -> None:
    assert [u.get("amount_fen") for u in count(mass(*claims, fen=100), WORKER)] == [34, 33, 33]


def test_by_worker_where_nobody_is_marked_all_signed() -> None:
    found = count(mass((1, False), (1, False), fen=10), WORKER)
    assert [(u.get("succeeded"), u.get("amount_fen")) for u in found] == [(1, 5), (1, 5)]


def test_by_worker_a_terminated_mass_file_is_as_many_terminated_cases() -> None:
    file = ended(Mediation.TERMINATED, is_mass=True, sides="l", workers=[{"owed_fen": 1}, {"owed_fen": 2}])
    assert [(u.outcome, u.get("succeeded"), u.get("amount_fen")) for u in count(file, WORKER)] == [
        ("terminated", 0, 0),
        ("terminated", 0, 0),
    ]


@pytest.mark.parametrize(
    "file", [case_file(is_mass=True), case_file(workers=[{"owed_fen": 1}], is_mass=False)], ids=["no list", "not mass"]
)
def test_by_worker_needs_a_mass_dispute_with_a_list(file: CaseFile) -> None:
    assert len(count(file, WORKER)) == 1


def test_prevention_and_the_other_side_are_counted_once_by_worker() -> None:
    said = {"mass_petition_cases": 1, "mass_petition_people": 37}
    found = count(mass((1, True), (1, True), prevention=said), WORKER)
    assert [u.get("prevent_mass_petition_cases") for u in found] == [1, 0]
    assert [u.get("prevent_mass_petition_people") for u in found] == [37, 0]


# -- taken up again


def again(*rounds: dict[str, str], **more: Any) -> CaseFile:
    """A file with rounds before the present one, in which it was settled on 10 August and closed on the 20th."""
    first = {"form": Form.WRITTEN, "agreed_on": day("4-1"), "amount_fen": 700}
    last = {"form": Form.ORAL, "agreed_on": day("8-10"), "amount_fen": 40}
    said: dict[str, Any] = {
        "oral": True,
        "agreements": [first, last],
        "extras": {"rounds": list(rounds)},
        "performing": Performing.FULFILLED,
        "tracks": [{"kind": "judicial_confirmation", "applied": day("8-15")}],
        **more,
    }
    return settled("8-10", "8-20", **said)


CLOSED_ONCE = past_round(over="4-1", closed="4-9", again="7-1")


def test_only_the_last_round_counts_by_default() -> None:
    unit = one(again(CLOSED_ONCE))
    assert days(unit) == (ACCEPTED, day("8-20"), day("8-10"))
    assert (unit.get("amount_fen"), unit.get("oral"), unit.get("written")) == (40, 1, 0)
    assert unit.get("days") == (day("8-10") - ACCEPTED).days + 1


def test_each_closing_counts_with_its_own_days_and_agreement() -> None:
    first, last = count(again(CLOSED_ONCE), EACH)
    assert days(first) == (ACCEPTED, day("4-9"), day("4-1"))
    assert days(last) == (day("7-1"), day("8-20"), day("8-10"))
    assert [u.get("amount_fen") for u in (first, last)] == [700, 40]
    assert [(u.get("written"), u.get("oral")) for u in (first, last)] == [(1, 0), (0, 1)]
    assert [u.get("days") for u in (first, last)] == [30, 41]
    assert [u.no for u in (first, last)] == [0, 1]


def test_what_became_of_the_agreement_is_said_of_the_last_round_alone() -> None:
    said = {"civil_to_criminal_cases": 1, "civil_to_criminal_people": 2}
    first, last = count(again(CLOSED_ONCE, prevention=said), EACH)
    for measure in ("fulfilled", "confirmation_applied", "prevent_civil_to_criminal_cases"):
        assert (first.get(measure), last.get(measure)) == (0, 1), measure


def test_a_round_that_was_not_closed_goes_on_in_the_next() -> None:
    """Otherwise a file accepted in March would be a case of July by 受理日, and of no month before."""
    opened = past_round(Mediation.TERMINATED, over="4-1", again="7-1")
    unit = one(again(opened), EACH)
    assert days(unit) == (ACCEPTED, day("8-20"), day("8-10"))
    first, last = count(again(opened, past_round(over="7-5", closed="7-6", again="8-1")), EACH)
    assert (days(first), days(last)) == (
        (ACCEPTED, day("7-6"), day("4-1")),
        (day("8-1"), day("8-20"), day("8-10")),
    )


def test_a_file_taken_up_again_and_not_closed_yet_counts_by_its_rounds() -> None:
    open_again = again(
        CLOSED_ONCE, mediation=Mediation.MEDIATING, filing=Filing.OPEN, closed_on=None, agreements=[], tracks=()
    )
    assert days(one(open_again)) == (ACCEPTED, None, None), "the last round alone: it is open"
    first, last = count(open_again, EACH)
    assert days(first) == (ACCEPTED, day("4-9"), day("4-1")), "without an agreement the day of its end"
    assert days(last) == (day("7-1"), None, None)
    assert (first.outcome, last.outcome) == ("settled", "going")


def test_the_verb_of_taking_up_again_writes_what_counting_reads() -> None:
    closed = ended(Mediation.TERMINATED, "4-1", "4-9")
    d = reopened(closed.dispute, on=day("7-1"), why="愿意再谈")
    first, last = count(CaseFile(dispute=d, people=closed.people, parties=closed.parties), EACH)
    assert days(first) == (ACCEPTED, day("4-9"), day("4-1"))
    assert (first.outcome, last.outcome, last.received) == ("terminated", "going", day("7-1"))


@pytest.mark.parametrize(
    "rounds",
    [
        "nonsense",
        [{}],
        ["nonsense"],
        [{**CLOSED_ONCE, "mediation": "danced"}],
        [{**CLOSED_ONCE, "reopened_on": "some day"}],
        [{**CLOSED_ONCE, "reopened_on": 20260701}],
        [{**CLOSED_ONCE, "closed_on": "9999-99-99"}],
        [{**CLOSED_ONCE, "closed_on": "9999-12-31"}],
    ],
)
def test_rounds_that_make_no_sense_are_left_out(rounds: object) -> None:
    assert one(again(extras={"rounds": rounds}), EACH).received == ACCEPTED


def test_by_worker_and_by_round_numbers_stay_apart() -> None:
    both = Counting(mass=Mass.WORKER, reopened=Reopened.EACH)
    workers = [{"owed_fen": 1, "signed_agreement": True}, {"owed_fen": 1, "signed_agreement": True}]
    found = count(again(CLOSED_ONCE, workers=workers, is_mass=True, sides="l"), both)
    assert [u.no for u in found] == [0, 1, 2, 3]
    assert [u.get("amount_fen") for u in found] == [350, 350, 20, 20]


# -- at which place


@pytest.mark.parametrize(
    ("listed", "category", "label", "official"),
    [
        ("2015", "damages", "", "damages"),
        ("2015", "no_such", "", "other"),
        ("2010", "消费纠纷", "", "consumer_other"),
        ("2010", "consumer", "消费纠纷", "consumer_other"),
        ("2010", "劳动争议", "", "labour_other"),
        ("2010", "村务管理纠纷", "", "other"),
        ("2010", "计划生育纠纷", "", "other"),
        ("2010", "neighbourhood", "邻里纠纷", "neighbourhood"),  # the same in both lists
        ("local", "加装电梯", "", "neighbourhood"),
        ("local", "x1", "预付卡", "consumer_other"),
        ("local", "no_such", "无此类", "other"),
        ("1998", "medical", "", "medical"),
    ],
)
def test_categories_of_other_lists_count_under_the_official_ones(
    listed: str, category: str, label: str, official: str
) -> None:
    file = case_file(category_list=listed, category=category, category_label=label)
    assert one(file).category == official


@pytest.mark.parametrize(
    ("source", "official"),
    [
        ("walk_in", "application"),
        ("phone", "application"),
        ("merchants_alliance", "initiative"),
        ("court", "referral_court"),
        ("procuratorate", "referral_procuratorate"),
        ("police_110", "referral_police"),
        ("petition", "referral_petition"),
        ("hotline_12345", "referral_other"),
        ("referral_court", "referral_court"),
        ("referral", "application"),  # a subtotal is no source
        ("no_such", "application"),
    ],
)
def test_the_rooms_sources_count_under_the_official_ones(source: str, official: str) -> None:
    assert one(case_file(source=source)).source == official


def test_every_source_and_category_of_the_room_has_an_official_place() -> None:
    handbook = open_handbook()
    lines = {line.code for line in table_lines()}
    for source in handbook.sources:
        assert f"source_{one(case_file(source=source.code)).source}" in lines, source.code
    for category in handbook.categories:
        assert f"category_{one(case_file(category=category.code)).category}" in lines, category.code


@pytest.mark.parametrize(
    ("sides", "workers", "relation"),
    [
        ("nn", 0, "citizens"),
        ("nnn", 0, "citizens"),
        ("nl", 0, "citizen_organisation"),
        ("ln", 0, "citizen_organisation"),
        ("no", 0, "citizen_organisation"),
        ("ll", 0, "organisations"),
        ("lo", 0, "organisations"),
        ("llw", 0, "organisations"),  # a witness is no party
        ("nln", 0, "citizen_organisation"),
        ("l", 3, "citizen_organisation"),
        ("n", 3, "citizens"),
        ("n", 0, "citizens"),
        ("", 0, "citizens"),
    ],
)
def test_who_is_on_the_two_sides(sides: str, workers: int, relation: str) -> None:
    assert one(case_file(sides, workers=[{"owed_fen": 1}] * workers)).relation == relation


@pytest.mark.parametrize(
    ("file", "outcome"),
    [
        (case_file(), "going"),
        (case_file(mediation=Mediation.NOT_STARTED), "going"),
        (case_file(mediation=Mediation.INVESTIGATING), "going"),
        (settled(), "settled"),
        (settled(oral=True), "settled"),
        (ended(Mediation.TERMINATED), "terminated"),
        (ended(Mediation.WITHDRAWN), "withdrawn"),
    ],
)
def test_outcomes(file: CaseFile, outcome: str) -> None:
    assert one(file).outcome == outcome


def test_the_first_mediator_answers_and_the_others_help_once_each() -> None:
    unit = one(case_file(mediators=(A, B, C, B, A)))
    assert (unit.mediator, unit.helpers) == (A.hex, (B.hex, C.hex))
    assert one(case_file()).mediator == ""
    assert [key for axis, key in unit.places() if axis == "helper"] == [B.hex, C.hex]


def test_a_case_stands_once_at_each_of_its_places() -> None:
    places = list(one(settled("3-3", mediators=(A, B), category="medical", source="petition")).places())
    assert places == [
        ("", ""),
        ("category", "medical"),
        ("source", "referral_petition"),
        ("relation", "citizens"),
        ("outcome", "settled"),
        ("band", "d1"),
        ("mediator", A.hex),
        ("source*outcome", "referral_petition|settled"),
        ("category*outcome", "medical|settled"),
        ("category*source", "medical|referral_petition"),
        ("helper", B.hex),
    ]


# -- how long it took


@pytest.mark.parametrize(
    ("on", "took", "band"),
    [
        ("3-3", 1, "d1"),  # 当日: the day of acceptance counts as 1
        ("3-4", 2, "d7"),
        ("3-9", 7, "d7"),
        ("3-10", 8, "d15"),
        ("3-17", 15, "d15"),
        ("3-18", 16, "d30"),
        ("4-1", 30, "d30"),
        ("4-2", 31, "over"),
        ("3-1", 1, "d1"),  # agreed before it was accepted, as on a reception day: never less than a day
    ],
)
def test_the_day_of_acceptance_is_the_first(on: str, took: int, band: str) -> None:
    unit = one(settled(on))
    assert (unit.get("days"), unit.band) == (took, band)


def test_only_what_was_settled_took_a_time() -> None:
    for file in (case_file(), ended(Mediation.TERMINATED)):
        assert (one(file).get("days"), one(file).band) == (0, "")


def test_bands_have_no_hole() -> None:
    assert [band_of(n) for n in (1, 2, 7, 8, 15, 16, 30, 31, 10_000)] == [
        *("d1", "d7", "d7", "d15", "d15", "d30", "d30", "over", "over")
    ]
    assert BANDS[-1][1] is None


# -- what became of the agreement


def track(kind: str, applied: str = "4-2", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "applied": day(applied) if applied else None, **more}


@pytest.mark.parametrize(
    ("tracks", "figures"),
    [
        ([], {}),
        ([track("judicial_confirmation")], {"confirmation_applied": 1}),
        ([track("judicial_confirmation", result="valid")], {"confirmation_applied": 1, "confirmation_valid": 1}),
        ([track("judicial_confirmation", result="rejected")], {"confirmation_applied": 1}),
        ([track("judicial_confirmation", "")], {}),  # not applied for yet
        ([track("judicial_confirmation", "", accepted=day("4-3"))], {"confirmation_applied": 1}),
        ([track("judicial_confirmation"), track("judicial_confirmation")], {"confirmation_applied": 1}),
        ([track("arbitration_review")], {"arbitration_review": 1}),
        ([track("payment_order")], {"payment_order": 1}),
        ([track("lawsuit")], {"sued": 1}),
        ([track("lawsuit", "3-10")], {"sued": 1}),  # on the day itself
        ([track("lawsuit", "3-9")], {}),  # before the agreement: not 达成协议后起诉
        ([track("lawsuit", result="judged")], {"sued": 1}),
        ([track("lawsuit", result="upheld")], {"sued": 1, "upheld": 1}),
        ([track("lawsuit", result="changed")], {"sued": 1, "changed": 1}),
        ([track("lawsuit", result="revoked")], {"sued": 1, "revoked": 1}),
        ([track("lawsuit", result="void")], {"sued": 1, "void": 1}),
        ([track("enforcement"), track("court_delegated"), track("arbitration")], {}),
    ],
)
def test_tracks_outside_the_room(tracks: list[dict[str, Any]], figures: Mapping[str, int]) -> None:
    bare = one(settled("3-10")).figures
    assert one(settled("3-10", tracks=tracks)).figures == {**bare, **figures}
    assert one(ended(Mediation.TERMINATED, tracks=tracks)).figures == one(ended(Mediation.TERMINATED)).figures


@pytest.mark.parametrize("performing", list(Performing))
def test_fulfilled_is_what_was_performed_to_the_end(performing: Performing) -> None:
    assert one(settled(performing=performing)).get("fulfilled") == (performing is Performing.FULFILLED)
    assert one(ended(Mediation.TERMINATED, performing=performing)).get("fulfilled") == 0


@pytest.mark.parametrize(
    ("said", "cases", "people"),
    [
        ({}, 0, 0),
        ({"cases": 1, "people": 37}, 1, 37),
        ({"cases": 3, "people": 37}, 1, 37),  # one file is one 件
        ({"cases": 0, "people": 5}, 0, 5),
        ({"cases": True, "people": False}, 0, 0),
        ({"cases": "1", "people": 2.5}, 0, 0),
        ({"cases": -1, "people": 10**30}, 0, 0),
        ({"cases": 1, "people": 99_999}, 1, 99_999),
    ],
)
@pytest.mark.parametrize("what", PREVENTED)
def test_prevention_is_counted_as_the_file_says_it(what: str, said: dict[str, Any], cases: int, people: int) -> None:
    unit = one(case_file(prevention={f"{what}_{of}": n for of, n in said.items()}))
    assert (unit.get(f"prevent_{what}_cases"), unit.get(f"prevent_{what}_people")) == (cases, people)
    assert sum(n for m, n in unit.figures.items() if m.startswith("prevent_")) == cases + people


def test_difficult_and_mass_are_marks_of_the_file() -> None:
    assert one(case_file(is_difficult=True, is_mass=True)).figures == {
        "cases": 1,
        "people": 2,
        "difficult": 1,
        "mass": 1,
    }


@pytest.mark.parametrize(
    ("file", "people"),
    [
        (case_file("nn"), 2),
        (case_file("nnl"), 3),
        (case_file("nnw"), 2),
        (case_file("l", workers=[{"owed_fen": 1}] * 5), 6),
        (case_file("nn", parties_count=38), 38),
    ],
)
def test_people_are_the_parties_and_those_on_the_list(file: CaseFile, people: int) -> None:
    assert one(file).get("people") == people


def test_figures_hold_only_known_measures_that_are_not_nothing() -> None:
    for file in (case_file(), settled(), ended(Mediation.WITHDRAWN), case_file(intake=Intake.REFUSED)):
        figures = one(file).figures
        assert set(figures) <= set(MEASURES)
        assert all(figures.values())


# -- the rules in words


def test_the_rules_are_said_under_the_table() -> None:
    assert PLAIN.footing() == (
        "统计口径:按结案日计入当月,未结案的不计;群体性纠纷一案计一件;再次调解的只计最后一次;不予受理的不计入。"
        "涉及金额为协议金额。"
    )
    other = Counting(basis=Basis.AGREED, mass=Mass.WORKER, reopened=Reopened.EACH, refused=True)
    assert len({*PLAIN.sentences(), *other.sentences()}) == 8


# -- the table and what must hold in it


def table_of(*files: CaseFile, counting: Counting = PLAIN, committee: str = "street") -> dict[str, int]:
    """The official table of some files, whatever their months."""
    found = [u for f in files for u in count(f, counting)]

    def ask(axis: str, key: str, measure: str) -> int:
        return sum(u.get(measure) for u in found for place in u.places() if place == (axis, key))

    return fill(table_lines(), ask, {"screening_times": 2, "screening_found": 5, "screening_prevented": 4}, committee)


def broken(values: Mapping[str, int]) -> list[str]:
    return [f.code for f in failed(table_lines(), values)]


SOUND = (settled(), settled(oral=True), ended(Mediation.TERMINATED), case_file(), mass((5, True), (5, False)))


def test_every_line_has_a_value_and_sound_files_break_nothing() -> None:
    values = table_of(*SOUND)
    assert set(values) == {line.code for line in table_lines()}
    assert (values["cases_total"], values["cases_succeeded"], values["unfulfilled"]) == (5, 3, 3)
    assert (values["form_written"], values["form_oral"]) == (2, 1)
    assert (values["screening_times"], values["screening_found"], values["screening_prevented"]) == (2, 5, 4)
    assert (values["committee_street"], values["committee_village"]) == (5, 0)
    assert broken(values) == []
    assert broken(table_of()) == []
    assert broken(table_of(*SOUND, counting=WORKER)) == []


def test_a_subtotal_is_the_sum_of_its_parts() -> None:
    values = table_of(*(case_file(source=s) for s in ("court", "court", "petition", "hotline_12345", "walk_in")))
    assert (values["source_referral"], values["source_referral_court"], values["source_application"]) == (4, 2, 1)


WRONG: dict[str, CaseFile] = {
    "forms": settled(agreements=[]),  # settled, as an older ledger says, without the agreement
    "applied": settled(oral=True, tracks=[{"kind": "judicial_confirmation", "applied": day("4-2")}]),
    "two_sides": case_file("n"),
    "prevent_suicide_cases": case_file(prevention={"suicide_cases": 1}),
}


@pytest.mark.parametrize("code", WRONG)
def test_an_identity_that_fails_is_named_with_its_figures(code: str) -> None:
    values = table_of(WRONG[code])
    (fault,) = failed(table_lines(), values)
    assert fault.code == code
    assert set(fault.lines) <= set(values)
    assert any(line.label in fault.sentence for line in table_lines() if line.code in fault.lines), fault.sentence


@pytest.mark.parametrize(
    ("code", "moved"),
    [
        ("committees", {"committee_street": 1}),
        ("sources", {"source_initiative": 1}),
        ("referrals", {"source_referral_court": 1}),
        ("categories", {"category_medical": -1}),
        ("relations", {"relation_citizens": 2}),
        ("forms", {"form_oral": 1}),
        ("succeeded", {"cases_succeeded": 9, "form_oral": 9}),
        ("difficult", {"difficult": 9}),
        ("valid", {"confirmation_valid": 1}),
        ("applied", {"confirmation_applied": 9}),
        ("fulfilled", {"fulfilled": 9}),
        ("two_sides", {"parties_people": -2}),
        ("amount", {"cases_succeeded": -3, "form_oral": -1, "form_written": -2}),
        *((f"prevent_{what}_cases", {f"prevent_{what}_cases": 1}) for what in PREVENTED),
    ],
)
def test_every_identity_is_asked(code: str, moved: Mapping[str, int]) -> None:
    """A table with one wrong figure: the identity says so, and with it those alone that the figure breaks too."""
    values = {**table_of(*SOUND)}
    for line, by in moved.items():
        values[line] += by
    assert code in broken(values)
    assert code in {i.code for i in identities(table_lines())}


def test_no_identity_is_without_a_case_that_breaks_it() -> None:
    asked = {i.code for i in identities(table_lines())}
    (mark,) = (m for m in test_every_identity_is_asked.pytestmark if m.name == "parametrize")  # type: ignore[attr-defined]
    assert asked == {case[0] for case in mark.args[1]}


def test_prevention_lines_speak_of_files_only_where_there_are_any() -> None:
    values = {**table_of(), "prevent_suicide_people": 3}
    assert broken(values) == []


def test_a_wrong_figure_is_said_in_one_sentence() -> None:
    (fault,) = failed(table_lines(), table_of(settled(agreements=[]), settled()))
    assert fault.sentence == "口头协议 0 + 书面协议 1 = 1\uff0c比调解成功 2 少 1 件。"
