"""Files that somebody made by hand, badly or with intent: refused in place or kept whole, never a crash."""

from __future__ import annotations

import copy
import json
import random
import re
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta

import pytest

from desktop.commands import agreements, disputes, records
from desktop.commands.transfer.loading import load, read_committee, read_file
from desktop.commands.transfer.writing import export
from desktop.commands.verify import verify
from desktop.domain.agreements import Duty, Obligation, Performance, Term
from desktop.domain.disputes import Dispute
from desktop.domain.errors import MediationError, RuleBroken, Unreadable
from desktop.domain.numbering import check_pattern
from desktop.domain.people import Agent, Party, PartyRole, Person, Role
from desktop.domain.records import Extension
from desktop.domain.wording import numeral
from tests.commands.test_acts import accepted, as_lawyer, drafted, signed
from tests.commands.test_transfer import bad, case, counts, leaves
from tests.conftest import NOON, be, cases

DAY = NOON.date()


def nested(levels):
    value = "x"
    for _ in range(levels):
        value = [value]
    return value


REFUSED = {
    "reasons as text": (lambda d: case(d, 9)["acceptance"].update(reasons="abc"), "cases[5].acceptance.reasons"),
    "reasons a number": (lambda d: case(d, 9)["acceptance"].update(reasons=5), "cases[5].acceptance.reasons"),
    "reasons as words": (lambda d: case(d, 9)["acceptance"].update(reasons=["x"]), "cases[5].acceptance.reasons"),
    "delivered a list": (lambda d: case(d, 9)["acceptance"].update(delivered=[1]), "cases[5].acceptance.delivered"),
    "prevention a text": (lambda d: case(d)["risk"].update(prevention="x"), "cases[1].risk.prevention"),
    "sessions a number": (lambda d: case(d).update(sessions=0.5), "cases[1].sessions"),
    "a request too long": (
        lambda d: case(d)["application"].update(requests=["长" * 10_001]),
        "cases[1].application.requests[0]",
    ),
    "not a number": (lambda d: case(d).update(new=float("nan")), "cases[1].new"),
    "no end": (lambda d: case(d).update(new={"a": [float("inf")]}), "cases[1].new.a[0]"),
    "money without end": (
        lambda d: case(d, 1)["workers"][0].update(instalments_fen=[10**15]),
        "cases[0].workers[0].instalments_fen",
    ),
    "money below nothing": (
        lambda d: case(d, 1)["workers"][0].update(instalments_fen=[-5]),
        "cases[0].workers[0].instalments_fen",
    ),
    "a number beyond numbers": (lambda d: case(d).update(new=2**70), "cases[1].new"),
    "a case number beyond numbers": (
        lambda d: case(d).update(case_no="(2026)海棠人调字第99999999999999999999号"),
        "cases[1].case_no",
    ),
    "the same number written otherwise": (
        lambda d: case(d).update(case_no="(2026)海棠人调字第1号"),
        "cases[1].case_no",
    ),
    "a remark behind a day": (
        lambda d: case(d)["application"].update(date="2026-03-03 备注"),
        "cases[1].application.date",
    ),
    "the year one": (lambda d: case(d)["application"].update(date="0001-01-01"), "cases[1].application.date"),
    "the last day of time": (
        lambda d: case(d)["agreement"].update(effective_date="9999-12-31"),
        "cases[1].agreement.effective_date",
    ),
    "two members of one name tag": (
        lambda d: d["team"].append({"id": "m1", "name": "另一人", "role": "other"}),
        "team[9].id",
    ),
    "two parties of one name tag": (
        lambda d: case(d)["parties"][1].update(id=case(d)["parties"][0]["id"]),
        "cases[1].parties[1].id",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_record_can_hold_is_refused_in_its_place(make_room, name):
    change, place = REFUSED[name]
    desk = make_room()
    before = counts(desk)
    with pytest.raises(Unreadable) as refused:
        load(desk, bad(change))
    assert refused.value.place == place
    assert counts(desk) == before


def test_a_tower_of_brackets_is_refused(make_room, tmp_path):
    desk = make_room()
    with pytest.raises(Unreadable, match="套得太深"):
        load(desk, bad(lambda d: case(d).update(new=nested(300))))
    path = tmp_path / "x.json"
    for content in (b"[" * 100_000 + b"]" * 100_000, b'{"a":' + b"9" * 5000 + b"}"):
        path.write_bytes(content)
        with pytest.raises(Unreadable):
            read_file(path)
    with pytest.raises(Unreadable):
        read_committee({"committee": "甲", "room": nested(50)})


def test_what_cannot_be_stored_is_left_out_everywhere(make_room):
    """Lone surrogates and NUL, in lists and in keys nobody knows: SQLite and UTF-8 have no place for them."""

    def spoil(data):
        case(data)["application"]["requests"] = ["前\ud800后", "甲\x00乙"]
        case(data)["ne\ud800w"] = {"a\x00": ["\udfff尾"]}
        data["organisation"]["room"] += "\ud800"

    desk = make_room()
    data = bad(spoil)
    load(desk, data)
    kept = next(c for c in export(desk)["cases"] if c["case_no"].endswith("002号"))
    assert kept["application"]["requests"] == ["前后", "甲乙"]
    assert kept["new"] == {"a": ["尾"]}
    assert "\ud800" not in read_committee(data).room
    assert verify(desk).clean


def test_a_moment_with_its_zone_is_told_on_the_wall(make_room):
    desk = make_room()
    load(desk, bad(lambda d: case(d)["sessions"][0].update(start="2026-03-06T06:00:00Z")))
    kept = next(c for c in export(desk)["cases"] if c["case_no"].endswith("002号"))
    assert kept["sessions"][0]["start"] == "2026-03-06T14:00"


@pytest.mark.parametrize("number", ["海棠一号", "(2026)别处人调字第001号", "2026/1"])
def test_numbers_of_elsewhere_are_kept_and_take_none_of_ours(make_room, number):
    desk = make_room()
    be(desk, Role.ADMIN)
    first_last = bad(lambda d: case(d).update(case_no=number))
    first_last["cases"].sort(key=lambda c: c["case_no"] != number)  # the stranger comes first
    load(desk, first_last)
    assert verify(desk).clean
    assert accepted(desk).case_no == "(2026)海棠人调字第010号"
    assert verify(desk).clean


# -- nothing is lost


ODD = [5, -1, 2.5, True, [], {}, "x", "", None, [1], ["x"], {"a": 1}, [{}], [None], "2026-03-05", "a1,b1", "signed"]


def spots(value, path=()):
    match value:
        case dict():
            inner = value.items()
        case list():
            inner = enumerate(value)
        case _:
            return
    for key, child in inner:
        yield (*path, key)
        yield from spots(child, (*path, key))


def mutate(entry, dice, n):
    """Things left out, unknown things added, odd things in place of others."""
    for _ in range(dice.randrange(1, 4)):
        *way, last = dice.choice(list(spots(entry)))
        box = entry
        for key in way:
            box = box[key]
        chance = dice.random()
        if chance < 0.6:
            del box[last]
        elif chance < 0.8 and isinstance(box, dict):
            box[f"new{n}"] = copy.deepcopy(dice.choice([1, "v", [1], {"a": "b"}]))
        else:
            box[last] = copy.deepcopy(dice.choice(ODD))
    return entry


def facts(entry):
    return Counter(
        (re.sub(r"\[\d+\]", "[]", place), json.dumps(fact))
        for place, fact in leaves(entry)
        if fact not in (None, "", False, 0)
        # counted anew, kept as `received`, and a claim that the signatures contradict
        and place not in {".seq", ".source.received_at", ".rights_notice.each_party_signs"}
    )


@pytest.mark.parametrize("seed", range(3))
def test_what_is_taken_in_comes_out_and_what_is_not_is_refused_in_words(make_room, seed):
    """150 spoilt cases: each is refused in one sentence, or every fact of it is in the export. Can fail: this test
    found lost termless notices, renumbered clauses, amounts and counts that were silently put right."""
    dice = random.Random(seed)
    desk = make_room()
    load(desk, cases() | {"cases": []})
    sent = []
    for n in range(50):
        entry = mutate(copy.deepcopy(dice.choice(cases()["cases"])), dice, n)
        entry |= {"key": f"k{n}", "case_no": f"(2026)海棠人调字第{n + 1:03d}号"}
        with suppress(MediationError):
            load(desk, cases() | {"cases": [entry]})
            sent.append(entry)
    assert 10 < len(sent) < 50
    assert verify(desk).clean
    written = export(desk)
    out = {c["key"]: c for c in written["cases"]}
    for entry in sent:
        assert not facts(entry) - facts(out[entry["key"]])
    other = make_room()
    load(other, written)
    assert export(other)["cases"] == written["cases"]
    assert verify(other).clean


def test_a_file_with_more_than_the_format_has_once_is_written_whole(make_room):
    """A supplementary agreement, two extensions, parties that were added by hand, more than a hundred clauses."""
    desk = make_room("cases")
    be(desk, Role.ADMIN)
    id = accepted(desk).id
    _, duty = signed(desk, id)
    paid = Performance(dispute_id=id, obligation_id=duty.id, seq=1, on=DAY, amount_fen=40_00, proof="收条一")
    records.save(desk, paid)
    for n in (1, 2):
        until = DAY + timedelta(days=30 * n)
        disputes.extend(desk, Extension(dispute_id=id, on=DAY, until=until, reason=f"第{n}次", consent="同意"))
    person, agent = Person(name="后来的人"), Person(name="代理的人")
    party = Party(dispute_id=id, person_id=person.id, role=PartyRole.THIRD_PARTY, position=2)
    disputes.add_party(desk, party, person)
    disputes.add_agent(desk, Agent(dispute_id=id, party_id=party.id, person_id=agent.id), agent)
    second = agreements.begin(desk, id)
    terms = [Term(dispute_id=id, agreement_id=second.id, position=n, text=f"补充{n}") for n in range(1, 121)]
    other = Obligation(
        dispute_id=id,
        agreement_id=second.id,
        term_id=terms[0].id,
        seq=1,
        debtors=(party.id,),
        creditor_text="双方",
        kind=Duty.ACT,
        act="清理",
        due=DAY,
    )
    agreements.save_draft(desk, second, terms, [other])
    done = Performance(dispute_id=id, obligation_id=other.id, seq=1, on=DAY, status="done", proof="照片")
    records.save(desk, done)

    written = export(desk)
    again = make_room()
    load(again, written)
    assert export(again)["cases"] == written["cases"]
    with again.read() as reader:
        file = reader.file(next(d.id for d in reader.find(Dispute) if d.key == str(id)))
    assert [a.status for a in file.agreements] == ["signed", "draft"]
    assert [e.reason for e in file.extensions] == ["第1次", "第2次"]
    first, last = file.agreements
    by_id = {o.id: o.agreement_id for o in file.obligations}
    assert {p.proof: by_id[p.obligation_id] for p in file.performances} == {"收条一": first.id, "照片": last.id}
    late = next(p for p in file.parties if file.person(p).name == "后来的人")
    assert [file.person(a).name for a in file.agents_of(late)] == ["代理的人"]
    assert next(o for o in file.obligations if o.agreement_id == last.id).debtors == (late.id,)
    assert len([t for t in file.terms if t.agreement_id == last.id]) == 120
    assert verify(again).clean


def test_rooms_of_two_teams_keep_their_people_apart(make_room):
    """The same tag for two persons, after a second room's file was taken in."""
    desk = make_room("cases")
    stranger = bad(lambda d: d["team"][0].update(name="别室的人"))
    entry = copy.deepcopy(case(stranger)) | {"case_no": "(2025)海棠人调字第001号", "mediators": ["m1"]}
    load(desk, stranger | {"cases": [entry]})
    again = make_room()
    load(again, export(desk))
    with again.read() as reader:
        names = {m.id: m.name for m in again.members()}
        mediators = {d.case_no: [names[m] for m in d.mediators] for d in reader.find(Dispute)}
    assert mediators["(2025)海棠人调字第001号"] == ["别室的人"]
    assert "别室的人" not in mediators["(2026)海棠人调字第002号"]


def test_an_issued_agreement_is_still_issued_elsewhere(make_room):
    desk = make_room("cases")
    be(desk, Role.ADMIN)
    id = accepted(desk).id
    draft, _ = drafted(desk, id)
    agreements.submit(desk, draft.id)
    as_lawyer(desk, lambda: agreements.approve(desk, draft.id, "已核"))
    agreements.issue(desk, draft.id)
    with desk.read() as reader:
        frozen = reader.file(id).agreement
    again = make_room()
    load(again, export(desk))
    with again.read() as reader:
        kept = reader.file(next(d.id for d in reader.find(Dispute) if d.key == str(id))).agreement
    assert (kept.status, kept.issued_at, kept.template, kept.content_sha256) == (
        frozen.status,
        frozen.issued_at,
        frozen.template,
        frozen.content_sha256,
    )


@pytest.mark.parametrize(
    ("n", "words"),
    {
        1: "一",
        10: "十",
        11: "十一",
        20: "二十",
        99: "九十九",
        100: "一百",
        105: "一百零五",
        110: "一百一十",
        120: "一百二十",
        999: "九百九十九",
        0: "0",
        1000: "1000",
    }.items(),
)
def test_numerals(n, words):
    assert numeral(n) == words


@pytest.mark.parametrize(
    "pattern", ["{year}{seq}{seq}", "{seq}", "{year}", "{year}{seq}{x}", "{year}{seq", "{}{year}{seq}"]
)
def test_patterns_that_cannot_be_read_back_are_refused(pattern):
    with pytest.raises(RuleBroken):
        check_pattern(pattern)


def test_a_day_is_a_day_also_when_it_is_written_as_a_moment(make_room):
    desk = make_room()
    load(desk, bad(lambda d: case(d)["agreement"].update(date="2026-03-10T09:30")))
    with desk.read() as reader:
        file = reader.file(next(d.id for d in reader.find(Dispute) if d.case_no.endswith("002号")))
    assert file.agreement.agreed_on == date(2026, 3, 10)
