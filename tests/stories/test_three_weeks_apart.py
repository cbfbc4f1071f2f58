"""Two workstations of one room work for three weeks without a network, and meet: nothing is lost, ten things are asked.

Real windows, real encrypted rooms, a real hub; the second workstation joined by the program's own invitation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands import agreements, disputes, history, numbers
from desktop.commands.desk import Desk
from desktop.commands.numbers import Standing
from desktop.commands.renewal import renew_daily
from desktop.commands.statistics.figures import case_table, count_all
from desktop.commands.syncing import status
from desktop.commands.syncing.decisions import Decision, count, decisions
from desktop.commands.syncing.exchanging import sync_now
from desktop.commands.verify import verify
from desktop.domain.agreements import Status
from desktop.domain.counting import parse_period
from desktop.domain.people import Role
from desktop.domain.records import Attachment
from desktop.storage.schema import TABLES
from desktop.sync.errors import Unreachable
from desktop.ui.window import Window
from tests.stories import walk
from tests.stories.apart import (
    COLLEAGUE,
    DAYS,
    EACH,
    NOTEBOOK,
    Clash,
    Clock,
    Worker,
    clashes,
    in_earnest,
    joined,
    open_files,
    undecided,
)
from tests.stories.hands import CTRL, Hands, Key, until
from tests.stories.walk import Tale, read
from tests.sync.cluster import Cluster, cluster
from tests.sync.lives import told
from tests.sync.stations import state

__all__ = ["cluster"]
TALES = (
    Tale(),
    Tale(
        asking="阮小舟",
        other="骆嘉",
        phone="12000000947",
        story="网购的书柜少了一块层板,商家称已发全,不肯补发也不肯退款。",
        numbers=("999999199002021123", "999999198803031147"),
    ),
)
HOME, THIRD_HOME = "上海市示例区海棠路{}号", "上海市示例区海棠路3号"
YEAR = parse_period("2026")
HOMELESS, SEALED = "谢婷婷", "路红梅"
CONTESTED = (HOMELESS, "桑榆", "何思远", "宁采文", "阎小北", "水静", "简兮", "牧野", "上海恒禾物业服务有限公司")


@dataclass
class Place:
    """A workstation with somebody at it."""

    desk: Desk
    clock: Clock
    window: Window
    hands: Hands
    worker: Worker

    @property
    def page(self) -> Any:
        return self.window.page("sync")

    def sit_down(self) -> None:
        """At the page 同步."""
        self.hands.press(Key.Key_8, CTRL)
        assert self.window.shell.page_key() == "sync"

    def exchange(self, key: Callable[[Hands], None]) -> None:
        """By a key in the window, until it came home well."""
        before = status.status(self.desk).received_at
        self.clock.on(minutes=1)
        key(self.hands)
        until(lambda: not self.window.syncing.running, "the exchange comes home", ms=60_000)
        assert self.window.syncing.problem is None, self.window.syncing.problem
        assert status.status(self.desk).received_at != before


@pytest.fixture
def places(
    make_room: Callable[..., Desk],
    seats: Callable[[Desk], tuple[Window, Hands]],
    cluster: Cluster,
    tmp_path: Path,
) -> tuple[Place, Place]:
    clocks = Clock(), Clock()
    room = make_room("practice", role=Role.ADMIN, now=clocks[0])
    in_earnest(room)
    notebook = joined(room, cluster, tmp_path / "notebook", clocks[1])
    for desk in (notebook, room, notebook):
        sync_now(desk)
    assert state(room) == state(notebook)
    mine = [*open_files(room).values()]
    made = []
    for side, (desk, clock) in enumerate(zip((room, notebook), clocks, strict=True)):
        window, hands = seats(desk)
        made.append(Place(desk, clock, window, hands, Worker(desk, clock, mine[side::2])))
    return made[0], made[1]


def by_f5(hands: Hands) -> None:
    hands.press(Key.Key_F5)


def by_button(hands: Hands) -> None:
    hands.focus_on("现在同步", back=True)
    hands.press(Key.Key_Return)


def write_home(place: Place, name: str, words: str) -> None:
    """Into the file, to the people in it, the home of the first of them."""
    walk.find(place.hands, name)
    walk.turn(place.hands)
    place.hands.focus_on("住址")
    place.hands.put(words)
    place.hands.press(Key.Key_Return)


def take_in(place: Place, tale: Tale) -> UUID:
    """Somebody comes in and is accepted, all by keys."""
    walk.register(place.hands, tale)
    id = walk.file_of(place.desk, tale.asking).dispute.id
    walk.find(place.hands, tale.asking)
    walk.turn(place.hands)
    walk.identify(place.hands, tale)
    walk.turn(place.hands)
    walk.accept(place.hands, tale)
    return id


def call(place: Place) -> None:
    """回访: the first file of the list is asked, by keys."""
    hands, page = place.hands, place.window.page("follow_ups")
    hands.press(Key.Key_4, CTRL)
    hands.press(Key.Key_Home)
    assert page.list.key().startswith("ask:")
    id = UUID(page.list.key().split(":")[1])
    until(lambda: page.call.file is not None and page.call.file.dispute.id == id, "the panel of the call")
    before = len(read(place.desk, id).follow_ups)
    hands.focus_on("情况")
    hands.say("说月底前办好")
    hands.press(Key.Key_Return, CTRL)
    assert len(read(place.desk, id).follow_ups) == before + 1


def accept(place: Place, id: UUID) -> None:
    me = place.desk.account.member_id
    assert me is not None
    disputes.accept(place.desk, id, on=place.desk.today(), mediators=[me], consent="双方同意调解")


def files_shown(place: Place) -> list[Any]:
    """Every row of 纠纷, as the window has it."""
    place.hands.press(Key.Key_2, CTRL)
    model = place.window.page("files").model
    return [model.at(n) for n in range(model.rowCount())]


def dues_shown(place: Place) -> list[str]:
    place.hands.press(Key.Key_4, CTRL)
    keys: list[str] = place.window.page("follow_ups").list.row_keys()
    return keys


def badge(place: Place) -> int:
    counted: int = place.window.shell.rail.item("sync").count
    return counted


def status_line(place: Place) -> str:
    return "".join(place.window.shell.status.words())


def value(desk: Desk, decision: Decision) -> tuple[Any, ...]:
    """What stands in the fields of a decision now."""
    with desk.store.read() as reader:
        table = TABLES[decision.kind].c
        columns = [table[place.field] for place in decision.places]
        return tuple(reader.rows(select(*columns).where(table.id == decision.object))[0])


def in_the_record(desk: Desk, decision: Decision) -> list[Any]:
    """Every value that was ever written in the first of its fields, as 记录 of the file has it."""
    assert decision.dispute is not None
    changes = [c for event in history.timeline(desk, decision.dispute, most=1_000) for c in event.changes]
    place = decision.places[0]
    return [c.after for c in changes if (c.object, c.field) == (place.object, place.field)]


@dataclass
class Apart:
    """What was done in those weeks: who was accepted (by station), and the words that were signed."""

    accepted: tuple[list[UUID], list[UUID]]
    signed: tuple[Any, ...]


@pytest.mark.timeout(300)
def test_three_weeks_apart_and_then_together(places: tuple[Place, Place], cluster: Cluster) -> None:
    room, notebook = places
    names = open_files(room.desk)
    contested = clashes(names)
    assert (numbers.at_once(room.desk), numbers.at_once(notebook.desk)) == (True, False)
    cluster.stop()
    by_f5(room.hands)
    until(lambda: not room.window.syncing.running, "nobody answers")
    assert isinstance(room.window.syncing.problem, Unreachable)
    apart = three_weeks(places, names, contested)

    cluster.start()
    room.exchange(by_f5)
    notebook.exchange(by_button)
    room.exchange(by_f5)
    notebook.exchange(by_f5)
    check_same(places)
    check_numbers(places, apart)
    for place in places:
        assert signed_words(place.desk, names[SEALED]) == apart.signed, "what was signed stays as it was signed"

    check_asked(places)
    settled = [settle_by_keys(room, n, contested) for n in range(10)]
    asked = {(decision.kind, decision.places[0].field) for decision, _chosen in settled}
    assert asked == {("people", "address"), *((clash.kind, clash.field) for clash in contested)}
    until(lambda: badge(room) == 0, "nothing is asked any more")
    room.exchange(by_f5)
    notebook.exchange(by_f5)
    until(lambda: badge(notebook) == 0, "nor there")
    for place in places:
        assert place.page.settled.isVisible()
        assert "冲突 0" in status_line(place)
        check_settled(place, settled)
    room.exchange(by_f5)
    check_same(places)
    for place in places:
        assert status.status(place.desk).waiting == 0
        assert home_shown(place) == THIRD_HOME
        assert place.hands.clicks == 0, "no mouse"


def three_weeks(places: tuple[Place, Place], names: dict[str, UUID], contested: tuple[Clash, ...]) -> Apart:
    """Nobody answers; each works on, some by keys, most by the commands behind them: EACH edits on either side."""
    room, notebook = places
    waiting = undecided(room.desk)[:3], undecided(room.desk)[3:6]
    taken = {*(names[name] for name in (*CONTESTED, SEALED)), *waiting[0], *waiting[1], *undecided(room.desk)}
    accepted: tuple[list[UUID], list[UUID]] = ([*waiting[0]], [*waiting[1]])
    for side, place in enumerate(places):
        place.worker.files = [id for id in place.worker.files if id not in taken]
        accepted[side].append(take_in(place, TALES[side]))
        call(place)
        write_home(place, HOMELESS, HOME.format(side + 1))
        place.sit_down()
    for day in range(1, DAYS + 1):
        for side, place in enumerate(places):
            place.clock.on(days=1)
            if day % 7 == 0:
                renew_daily(place.desk)
            if day <= len(contested):
                contested[day - 1].write(place.desk, side)
            if day in (10, 12, 14):
                accept(place, waiting[side][day // 2 - 5])
            if day == 15:
                work_on_the_sealed(place.desk, side, names[SEALED])
            place.worker.work(EACH * day // DAYS)
    assert all(read(room.desk, id).dispute.case_no for id in accepted[0]), "the numbers at hand"
    assert not any(read(notebook.desk, id).dispute.case_no for id in accepted[1]), "temporary ones"
    for place in places:
        until(lambda place=place: f"待传 {EACH}" in status_line(place), "the status line counts")  # type: ignore[misc]
    return Apart(accepted, signed_words(room.desk, names[SEALED]))


def check_same(places: tuple[Place, Place]) -> None:
    """One room: its rows, what the windows list, its figures, its records, its papers."""
    room, notebook = places
    one, other = room.desk, notebook.desk
    assert state(one) == state(other)
    for place in places:
        report = verify(place.desk)
        assert report.clean, report.faults
        count_all(place.desk)
    assert files_shown(room) == files_shown(notebook)
    assert dues_shown(room) == dues_shown(notebook)
    assert case_table(one, YEAR).values == case_table(other, YEAR).values
    some = [open_files(one)[name] for name in (*CONTESTED, SEALED)]
    assert told(one, some) == told(other, some)
    with one.read() as reader:
        attached = reader.find(Attachment)
    assert len(attached) > EACH // 6
    for attachment in attached:
        assert one.attachments.get(attachment.sha256) == other.attachments.get(attachment.sha256)


def check_numbers(places: tuple[Place, Place], apart: Apart) -> None:
    """Every accepted file has its number, no number is there twice, every gap is explained, on both."""
    accepted = [*apart.accepted[0], *apart.accepted[1]]
    registers = [numbers.register(place.desk, 2026) for place in places]
    assert registers[0] == registers[1]
    for place in places:
        got = [read(place.desk, id).dispute.case_no for id in accepted]
        assert "" not in got
        assert len(set(got)) == len(accepted) == 8
        with place.desk.read() as reader:
            assert numbers.doubled(reader) == ()
    assert [line.number for line in registers[0]] == list(range(1, len(registers[0]) + 1))
    assert [line for line in registers[0] if not line.explained] == []
    assert {line.state for line in registers[0]} == {Standing.USED, Standing.LEASED}


def check_asked(places: tuple[Place, Place]) -> None:
    """The same ten on both: on the page, at the rail, in the status line."""
    for place in places:
        place.sit_down()
        until(lambda place=place: badge(place) == 10, "the badge")  # type: ignore[misc]
        assert "冲突 10" in status_line(place)
        assert place.page.deciding.place.text() == "1/10"
        assert count(place.desk) == 10
    one, other = ([d.key for d in decisions(place.desk)] for place in places)
    assert one == other


def check_settled(place: Place, settled: list[tuple[Decision, tuple[Any, ...]]]) -> None:
    """What was chosen stands; what was not is in 记录."""
    for decision, chosen in settled:
        assert value(place.desk, decision) == chosen
        if decision.dispute is not None:
            said = in_the_record(place.desk, decision)
            assert [side.values[0] for side in decision.sides if side.values[0] not in said] == []


def home_shown(place: Place) -> str:
    """The home of the first of them, as the window has it."""
    walk.find(place.hands, HOMELESS)
    walk.turn(place.hands)
    edit: Any = place.hands.focus_on("住址")
    text: str = edit.text() if hasattr(edit, "text") else edit.toPlainText()
    return text


def work_on_the_sealed(desk: Desk, side: int, id: UUID) -> None:
    """The room issues and signs an agreement; the notebook goes on in the same file."""
    file = read(desk, id)
    assert file.agreement is not None
    if side == 0:
        agreements.issue(desk, file.agreement.id)
        agreements.sign(desk, file.agreement.id, on=desk.today())
    else:
        who = file.person(file.sides[0])
        disputes.save_person(desk, id, replace(who, address="上海市示例区新搬的家", phone="12000009999"))
        disputes.edit(desk, replace(file.dispute, facts=f"{file.dispute.facts}后来又说了一些。"))


def signed_words(desk: Desk, id: UUID) -> tuple[Any, ...]:
    file = read(desk, id)
    assert file.agreement is not None
    assert file.agreement.status is Status.SIGNED
    (paper,) = [a for a in file.attachments if a.kind == "agreement"]
    return file.agreement, file.terms, file.obligations, desk.attachments.get(paper.sha256)


def settle_by_keys(place: Place, n: int, contested: tuple[Clash, ...]) -> tuple[Decision, tuple[Any, ...]]:
    """1, 2 or 3 with other words, and Enter; (what was asked, what stands now)."""
    decision, hands = place.page.question, place.hands
    assert {side.station for side in decision.sides} == {NOTEBOOK, ""} or len(decision.sides) == 2
    assert {side.who for side in decision.sides} == {"周慧兰", COLLEAGUE}
    (typed,) = [c.typed for c in contested if (c.kind, c.field) == (decision.kind, decision.places[0].field)] or [
        THIRD_HOME
    ]
    if typed:
        hands.press(Key.Key_3)
        hands.put(typed)
        hands.press(Key.Key_Return)
    else:
        hands.press((Key.Key_1, Key.Key_2)[n % 2])
        hands.press(Key.Key_Return)
    assert count(place.desk) == 9 - n
    now = value(place.desk, decision)
    sides = [side.values for side in decision.sides]
    assert (now in sides) == (not typed), (now, sides)
    return decision, now
