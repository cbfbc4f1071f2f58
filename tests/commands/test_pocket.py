"""口袋清单 there and back: codes that nobody confuses, results in one act, nothing on paper that was not asked for."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest

from desktop.commands import history, pocket
from desktop.commands.desk import Desk
from desktop.commands.pocket import Result, candidates, find, make, sheet, type_back
from desktop.domain.errors import NotAllowed, RuleBroken
from desktop.domain.handing import PocketList
from desktop.domain.ledger import ledger
from desktop.domain.people import Role
from desktop.domain.records import FollowUp
from tests.conftest import be

ON = date(2026, 11, 23)


@pytest.fixture
def desk(make_room) -> Desk:
    made: Desk = make_room("practice", role=Role.MEDIATOR)
    return made


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def all_out(desk: Desk):
    return candidates(desk, mine=False)


def test_what_can_be_taken_along(desk):
    whole = all_out(desk)
    assert len(whole) > 5
    assert {"follow_up", "overdue"} <= {d.code for d in whole} <= pocket.ASK.keys()
    assert all(d.due <= ON + timedelta(days=pocket.AHEAD) and not d.waiting for d in whole)
    assert {d.owner for d in candidates(desk)} == {desk.account.member_id}


def test_codes_are_short_and_free(desk):
    codes = Counter()
    for _ in range(20):
        codes.update(line.code for line in make(desk, all_out(desk)).lines)
    assert set(codes.values()) == {1}
    assert not set("".join(codes)) & set("01OIBSGZLQUV")
    assert Counter(map(len, codes))[2] == 128


def test_there_and_back(desk):
    chosen = all_out(desk)
    made = make(desk, chosen)
    results = [
        Result(code=line.code, reached="见到本人", said=f"说了{n}", next_on=ON + timedelta(days=n + 3))
        for n, line in enumerate(made.lines)
    ]
    assert type_back(desk, results) == len(chosen)
    with desk.read() as reader:
        for line, result in zip(made.lines, results, strict=True):
            asked = [f for f in reader.find(FollowUp, dispute_id=line.dispute, on=ON) if f.about == line.what]
            assert [(f.result, f.next_on, f.method, f.by) for f in asked] == [
                (f"见到本人\uff1b{result.said}", result.next_on, "走访", desk.account.member_id)
            ]
        assert set(reader.get(PocketList, made.id).done) == {line.code for line in made.lines}


def test_a_code_is_typed_back_once(desk):
    made = make(desk, all_out(desk)[:2])
    first = Result(code=made.lines[0].code, reached="电话", said="下周付")
    type_back(desk, [first])
    with pytest.raises(RuleBroken, match="已经录过") as broken:
        type_back(desk, [Result(code=made.lines[1].code, reached="电话", said="好"), first])
    assert broken.value.field == f"{first.code}.code"
    with pytest.raises(RuleBroken, match="没有代码"):
        find(desk, "Y99")
    with pytest.raises(RuleBroken, match="两次"):
        type_back(desk, [Result(code=made.lines[1].code, reached="电话", said="好")] * 2)
    assert find(desk, made.lines[1].code).line == made.lines[1], "what was refused is still waiting"


def test_a_code_may_be_used_again_when_its_result_is_in(desk):
    one = make(desk, all_out(desk)[:1])
    type_back(desk, [Result(code=one.lines[0].code, reached="没找到")])
    two = make(desk, all_out(desk)[-1:])
    assert two.lines[0].code == one.lines[0].code
    assert find(desk, two.lines[0].code).list == two


def test_payments_go_to_the_oldest_open_sum_and_never_beyond(desk):
    owed = next(d for d in all_out(desk) if d.code == "overdue")
    with desk.read() as reader:
        before = sum(a.open_fen for a in ledger(reader.file(owed.dispute), ON))
    made = make(desk, [owed, owed])
    paid = Result(code=made.lines[0].code, reached="见到本人", paid_fen=100_000, paid_on=ON - timedelta(days=1))
    type_back(desk, [paid])
    with desk.read() as reader:
        file = reader.file(owed.dispute)
    assert sum(a.open_fen for a in ledger(file, ON)) == before - 100_000
    assert file.performances[-1].on == ON - timedelta(days=1)
    with pytest.raises(RuleBroken) as broken:
        type_back(desk, [Result(code=made.lines[1].code, reached="电话", paid_fen=before)])
    assert broken.value.field == f"{made.lines[1].code}.paid"
    late = Result(code=made.lines[1].code, reached="电话", paid_fen=1, paid_on=ON + timedelta(days=1))
    with pytest.raises(RuleBroken) as broken:
        type_back(desk, [late])
    assert broken.value.field == f"{made.lines[1].code}.paid_on"


def test_what_is_missing_is_asked_for_in_its_place(desk):
    code = make(desk, all_out(desk)[:1]).lines[0].code
    for result, field in (
        (Result(code=code, reached=""), "reached"),
        (Result(code=code, reached="电话"), "said"),
        (Result(code=code, reached="电话", said="好", next_on=ON - timedelta(days=1)), "next_on"),
    ):
        with pytest.raises(RuleBroken) as broken:
            type_back(desk, [result])
        assert broken.value.field == f"{code}.{field}"
    with pytest.raises(RuleBroken):
        type_back(desk, [])
    with pytest.raises(RuleBroken):
        make(desk, [])


def test_without_a_day_it_is_asked_again_by_the_level_of_risk(desk):
    chosen = all_out(desk)[0]
    made = make(desk, [chosen])
    wanted = find(desk, made.lines[0].code).next_on
    assert wanted > ON
    type_back(desk, [Result(code=made.lines[0].code, reached="没找到")])
    with desk.read() as reader:
        assert max(f.next_on for f in reader.find(FollowUp, dispute_id=chosen.dispute) if f.on == ON) == wanted


def test_one_undo_takes_all_results_back(desk):
    made = make(desk, all_out(desk)[:3])
    type_back(desk, [Result(code=line.code, reached="电话", said="好") for line in made.lines])
    assert history.undo_last(desk) == "pocket_results"
    assert find(desk, made.lines[0].code).line == made.lines[0]
    with desk.read() as reader:
        assert not reader.find(FollowUp, on=ON, about=made.lines[0].what)


def test_numbers_and_addresses_stay_covered_unless_chosen(desk):
    made = make(desk, all_out(desk))
    covered, open_ = text_of(sheet(desk, made)()), text_of(sheet(desk, made, uncovered=True)())
    with desk.read() as reader:
        people = [f.person(p) for f in reader.files([line.dispute for line in made.lines]) for p in f.sides]
    phones = {p.phone for p in people if p.phone}
    homes = {"".join(p.address.split()) for p in people if p.address}
    assert phones
    assert homes
    assert not [one for one in phones | homes if one in covered]
    assert all(phone in open_ for phone in phones)
    assert not [p.id_number for p in people if p.id_number and p.id_number in open_]
    for line in made.lines:
        assert line.code in covered


def test_the_leaf_is_a5(desk):
    page = pypdf.PdfReader(BytesIO(sheet(desk, make(desk, all_out(desk)[:1]))())).pages[0]
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [148, 210]


def test_who_may_not_see_numbers_prints_none(desk):
    be(desk, Role.STATISTICIAN)
    with pytest.raises(NotAllowed):
        make(desk, all_out(desk)[:1], uncovered=True)
