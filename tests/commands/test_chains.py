"""The chain of files: precision and recall over an invented set, nothing merged, one masked timeline, quick."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.commands import chains, disputes, records, risk
from desktop.domain import likeness
from desktop.domain.disputes import Risk
from desktop.domain.people import Person, PersonKind, Role
from desktop.domain.records import FollowUp
from tests.conftest import NOON

DAY = NOON.replace(tzinfo=None)
SEED = 11
COMPANIES = ("澜图云科信息技术", "恒禾物业服务", "示野餐饮管理", "知远教育科技", "捷达速运", "启点健身服务")
SPELLINGS = (
    "上海{}有限公司",
    "{}有限公司",
    "上海市{}有限公司",
    "{}(上海)有限公司",
    "上海 {}有限公司",
    "上海{}有限责任公司",
    "上海{}有限公司海棠路分公司",
)
HOMES = (
    "上海市示例区海棠路{}弄{}号{}室",
    "示例区海棠路{}弄{}号{}室",
    "海棠路{}弄{}号{}室",
    "海棠路{} 弄{} 号 {}室",
    "海棠路{}弄{}号{}",
)
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", ("伟", "芳", "娜", "敏", "静", "强", "磊", "洋")


@pytest.fixture
def desk(make_room):
    return make_room(role=Role.ADMIN)


def arrive(desk, name, *, phone="", other="", days_ago=0, **more):
    return disputes.register(
        desk,
        disputes.Arrival(
            name=name,
            phone=phone,
            facts=more.pop("facts", "讲了一件事"),
            category="contract",
            other=other,
            received_at=DAY - timedelta(days=days_ago),
            **more,
        ),
    )


def person(desk, dispute, side=0, **changes):
    with desk.read() as reader:
        file = reader.file(dispute.id)
    party = file.sides[side]
    disputes.save_person(desk, dispute.id, replace(file.person(party), **changes))


def linked(desk, dispute):
    return {link.line.id: link.codes for link in chains.chain(desk, dispute.id)}


def test_precision_and_recall_on_an_invented_set(desk):
    """20 chains among 60 files of strangers with the same few names; links are counted file by file."""
    dice = random.Random(SEED)
    truth: dict[object, set[object]] = {}
    made = []
    for n in range(20):
        chain = []
        kind = ("company", "phone", "address", "person")[n % 4]
        home = (dice.randint(1, 900), dice.randint(1, 60), dice.randint(101, 999))
        for k in range(3):
            name = dice.choice(SURNAMES) + dice.choice(GIVEN)
            phone = f"120{n:04d}{k:04d}"
            other = f"对方{n}{k}"
            changes = {}
            match kind:
                case "company":
                    core = COMPANIES[n // 4] if n // 4 < len(COMPANIES) else COMPANIES[0]
                    other = dice.choice(SPELLINGS).format(core)
                case "phone":
                    phone = ("1208{:03d}0000", "120 8{:03d} 0000", "1208{:03d}0000")[k].format(n)
                case "address":
                    changes["address"] = dice.choice(HOMES).format(*home)
                case "person":
                    changes["id_number"] = f"99999919800101{n:04d}"
            dispute = arrive(desk, name, phone=phone, other=other, days_ago=3 * n + k)
            if changes:
                person(desk, dispute, **changes)
            chain.append(dispute)
        for dispute in chain:
            truth[dispute.id] = {other.id for other in chain} - {dispute.id}
        made += chain
    for n in range(60):
        stranger = arrive(
            desk, dice.choice(SURNAMES) + dice.choice(GIVEN), phone=f"1209{n:07d}", other=f"陌生{n}", days_ago=n
        )
        person(desk, stranger, address=f"海棠路{n + 1000}弄{n}号{n + 101}室")
        truth[stranger.id] = set()
        made.append(stranger)

    right = wrong = missed = 0
    for dispute in made:
        found = set(linked(desk, dispute))
        right += len(found & truth[dispute.id])
        wrong += len(found - truth[dispute.id])
        missed += len(truth[dispute.id] - found)
    precision, recall = right / (right + wrong), right / (right + missed)
    assert precision >= 0.99, (right, wrong)
    assert recall >= 0.95, (right, missed)


@pytest.mark.parametrize("n", range(1, len(SPELLINGS)))
def test_each_spelling_of_a_company_is_the_company(desk, n):
    one = arrive(desk, "陈一", other=SPELLINGS[0].format(COMPANIES[0]))
    two = arrive(desk, "陈二", other=SPELLINGS[n].format(COMPANIES[0]))
    assert linked(desk, one) == {two.id: ("company",)}


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("上海澜图云科信息技术有限公司", "澜图云科", True),
        ("上海恒禾物业服务有限公司", "恒禾物业", True),
        ("上海恒禾物业服务有限公司", "上海恒禾物业管理有限公司", False),
        ("上海恒禾物业服务有限公司", "上海恒禾餐饮有限公司", False),
        ("上海示例科技有限公司", "上海示范科技有限公司", False),
        ("海棠园区物业公司", "示例园区物业公司", False),
    ],
)
def test_names_of_companies(a, b, same):
    one, other = (Person(kind=PersonKind.LEGAL, name=name) for name in (a, b))
    assert likeness.same_company(one, other) is same
    assert likeness.same_company(other, one) is same


def test_credit_codes_decide_where_both_are_known():
    one = Person(kind=PersonKind.LEGAL, name="上海甲有限公司", uscc="91310000MA1K000018")
    assert likeness.same_company(one, replace(one, id=Person(name="x").id, name="改名后有限公司"))
    assert not likeness.same_company(one, replace(one, id=Person(name="x").id, uscc="91310000MA1K000026"))


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("上海市示例区海棠路666弄9号801室", "海棠路666弄9号801", True),
        ("海棠路666弄9号801室", "海棠路666弄9号802室", False),
        ("海棠路666弄九号801室", "海棠路666弄9号801室", True),
        ("海棠路666弄9幢801室", "海棠路666弄9号801室", True),
        ("海棠路", "海棠路", False),
    ],
)
def test_doors(a, b, same):
    one, other = likeness.address(a), likeness.address(b)
    assert (bool(one) and one == other) is same


def test_the_same_name_alone_is_nobody(desk):
    one = arrive(desk, "王伟", phone="12000000001")
    arrive(desk, "王伟", phone="12000000002")
    assert linked(desk, one) == {}


def test_witnesses_agents_and_gone_files_make_no_chain(desk):
    one = arrive(desk, "陈一", phone="12000000001", other="上海澜图云科信息技术有限公司")
    two = arrive(desk, "陈二", phone="12000000001")
    assert linked(desk, one) == {two.id: ("phone",)}
    from desktop.commands import history

    history.undo_last(desk)
    assert linked(desk, one) == {}


def test_the_chain_merges_nothing_and_tells_why(desk):
    one = arrive(desk, "沈佩文", phone="12000000001", source="police_110", department_ref="SH1101-1", days_ago=20)
    two = arrive(desk, "沈佩文", phone="12000000001", days_ago=10)
    (link,) = chains.chain(desk, two.id)
    assert (link.line.id, link.why, link.codes) == (one.id, ("同一人",), ("person",))
    assert link.since == (DAY - timedelta(days=20)).date()
    with desk.read() as reader:
        people = {p.id for d in (one, two) for p in reader.file(d.id).people.values()}
    assert len(people) == 2, "two persons as they were written down"


def test_one_timeline_without_numbers(desk):
    first = arrive(desk, "沈佩文", phone="12000000001", source="police_110", department_ref="12000000001", days_ago=20)
    second = arrive(desk, "沈佩文", phone="12000000001", days_ago=5)
    records.save(
        desk,
        FollowUp(
            dispute_id=first.id,
            on=(DAY - timedelta(days=8)).date(),
            satisfaction="不满意",
            result="还在生气",
            next_on=(DAY + timedelta(days=8)).date(),
        ),
    )
    risk.assess(desk, second.id, Risk.RED, [], ["理由"], told=["海棠路派出所"])
    moments = chains.timeline(desk, second.id)
    assert [m.on for m in moments] == sorted((m.on for m in moments), reverse=True)
    words = "\n".join(m.what for m in moments)
    for part in ("110", "回访:不满意", "报告海棠路派出所"):
        assert part in words
    assert "12000000001" not in words
    assert {m.dispute for m in moments} == {first.id, second.id}
    assert [m.grave for m in moments if "不满意" in m.what] == [True]
    assert moments == chains.timeline(desk, first.id)


def test_masking():
    assert (
        chains.masked("电话12000000039,证99999919831105102X,押金9000元")
        == "电话120******39,证999*************2X,押金9000元"
    )


def test_a_mass_file_is_still_quick(make_room):
    desk = make_room("practice", role=Role.ADMIN)
    with desk.read() as reader:
        ids = [d.id for d in reader.find(disputes.Dispute)]
    slowest = 0.0
    for id in ids:
        began = time.perf_counter()
        chains.chain(desk, id)
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < 0.5
