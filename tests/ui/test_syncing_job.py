"""The exchange behind the window: after a save, every minute, further apart while it fails, never two at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from desktop.commands.desk import Desk
from desktop.commands.syncing import status
from desktop.commands.syncing.status import METERED, PAUSED
from desktop.domain.changes import Changed
from desktop.domain.permissions import Act
from desktop.jobs import Jobs
from desktop.storage import schema
from desktop.sync.errors import NotTrusted, Rejected, SyncFailed, Unreachable
from desktop.ui import syncing as job
from desktop.ui.looks import Tone
from desktop.ui.sync.banners import Banners
from desktop.ui.sync.standing import lines
from desktop.ui.syncing import BACK_OFF_MIN, EVERY_MS, FIRST_MS, SAVED_MS, Syncing
from tests.conftest import NOON

AWAY = Unreachable("no_network", "现在没有网络,联上后会自动同步;照常办公。")
FULL = Rejected("hub_full", "街道服务器已满,请联系信息员;照常办公,要传的都存着。")
CERT = NotTrusted("cert_expired", "街道服务器的证书过期了,请联系信息员。")


@dataclass
class Done:
    changed: Changed = field(default_factory=Changed)
    skew: float | None = None
    differs: tuple[UUID, ...] = ()
    stuck: int = 0
    renamed: bool = False


@dataclass
class Hub:
    """Answers as it is told to; `gate` holds an exchange in the middle."""

    answers: list[Done | Exception] = field(default_factory=list)
    asked: list[dict[str, bool]] = field(default_factory=list)
    gate: threading.Event | None = None
    stopped: int = 0

    def __call__(self, desk: Desk, *, go_on: Callable[[], bool], attachments: bool, deletions: bool) -> Done:
        self.asked.append({"attachments": attachments, "deletions": deletions})
        if self.gate is not None:
            while not self.gate.wait(0.01):
                if not go_on():
                    self.stopped += 1
                    return Done()
        answer = self.answers.pop(0) if self.answers else Done()
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def desk(make_room: Callable[..., Desk]) -> Desk:
    made = make_room()
    with made.store.aside() as tx:
        tx.set_meta("hub", "{}")
    return made


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def syncing(qtbot: Any, desk: Desk, hub: Hub) -> Iterator[Syncing]:
    jobs = Jobs(_raise)
    made = Syncing(desk, jobs, hub, jitter=lambda: 0.5)
    yield made
    made.stop()
    if hub.gate is not None:
        hub.gate.set()
    jobs.wait()


def _raise(error: Exception) -> None:
    raise error


def run(qtbot: Any, syncing: Syncing) -> None:
    """Let the exchange under way come home."""
    qtbot.waitUntil(lambda: not syncing.running)


def planned(syncing: Syncing, ms: float) -> bool:
    return ms - 2_000 <= syncing.next_ms() <= ms + 1_000


def test_it_begins_soon_after_the_window_and_goes_on_every_minute(qtbot: Any, syncing: Syncing, hub: Hub) -> None:
    syncing.start()
    assert planned(syncing, FIRST_MS)
    syncing._timer.start(0)
    qtbot.waitUntil(lambda: bool(hub.asked) and not syncing.running)
    assert planned(syncing, EVERY_MS)
    assert hub.asked == [{"attachments": True, "deletions": False}]


def test_a_save_is_sent_a_few_seconds_later_and_several_as_one(qtbot: Any, syncing: Syncing, hub: Hub) -> None:
    assert syncing.now()
    run(qtbot, syncing)
    syncing.nudge()
    syncing.nudge()
    assert planned(syncing, SAVED_MS)
    assert len(hub.asked) == 1


def test_never_two_at_once_and_what_was_saved_meanwhile_goes_next(qtbot: Any, syncing: Syncing, hub: Hub) -> None:
    hub.gate = threading.Event()
    assert syncing.now()
    assert syncing.now()
    syncing.nudge()
    assert syncing.running
    hub.gate.set()
    run(qtbot, syncing)
    assert len(hub.asked) == 1
    assert planned(syncing, SAVED_MS)


def test_what_fails_is_tried_further_and_further_apart(qtbot: Any, syncing: Syncing, hub: Hub) -> None:
    hub.answers = [AWAY] * 8
    for minutes in (*BACK_OFF_MIN, BACK_OFF_MIN[-1], BACK_OFF_MIN[-1]):
        syncing._go()
        run(qtbot, syncing)
        assert planned(syncing, minutes * 60_000)
        before = syncing.next_ms()
        syncing.nudge()
        assert syncing.next_ms() <= before, "a save does not knock more often at a closed door"
    assert syncing.problem is AWAY
    hub.answers = [AWAY]
    syncing.now()
    run(qtbot, syncing)
    assert planned(syncing, 60_000), "F5 begins anew"
    syncing.now()
    run(qtbot, syncing)
    assert syncing.problem is None
    assert planned(syncing, EVERY_MS)


def test_the_stations_of_a_room_do_not_come_back_in_the_same_second(qtbot: Any, desk: Desk, hub: Hub) -> None:
    waits = []
    for jitter in (0.0, 1.0):
        jobs = Jobs(_raise)
        made = Syncing(desk, jobs, hub, jitter=lambda jitter=jitter: jitter)
        hub.answers = [AWAY]
        made.now()
        run(qtbot, made)
        waits.append(made.next_ms())
        made.stop()
        jobs.wait()
    assert waits[1] - waits[0] > 20_000


def test_nobody_is_bothered_by_a_missing_net_but_once_by_what_needs_a_hand(
    qtbot: Any, syncing: Syncing, hub: Hub
) -> None:
    said: list[str] = []
    syncing.wanted.connect(said.append)
    for answer in (AWAY, FULL, FULL, CERT, Done(), FULL):
        hub.answers = [answer]
        syncing.now()
        run(qtbot, syncing)
    assert said == [FULL.for_user(), CERT.for_user(), FULL.for_user()]


def test_what_somebody_should_look_at_is_said_once_and_stays_until_it_is_over(
    qtbot: Any, syncing: Syncing, hub: Hub
) -> None:
    said: list[str] = []
    syncing.wanted.connect(said.append)
    standing = []
    for answer in (Done(stuck=1), Done(stuck=1, differs=(uuid4(),)), Done(stuck=2), Done(), Done(stuck=1)):
        hub.answers = [answer]
        syncing.now()
        run(qtbot, syncing)
        standing.append(syncing.findings)
    assert said == [job.STUCK, job.DIFFERS, job.STUCK]
    assert standing == [(job.STUCK,), (job.DIFFERS, job.STUCK), (job.STUCK,), (), (job.STUCK,)]
    banners = Banners()
    qtbot.addWidget(banners)
    banners.show_state(status.Status(connected=True), None, None, syncing.findings)
    assert banners.sentences() == [job.STUCK]


def test_a_bug_is_a_sentence_and_the_log_has_its_place(
    qtbot: Any, syncing: Syncing, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(job.log, "error", lambda text, *values: logged.append(text % values))
    hub.answers = [ValueError("沈佩文 12000000001")]
    syncing.now()
    run(qtbot, syncing)
    assert isinstance(syncing.problem, SyncFailed)
    assert syncing.problem.code == "bug"
    assert "沈佩文" not in syncing.problem.for_user()
    assert len(logged) == 1
    assert "沈佩文" not in logged[0]


def test_what_came_is_told(qtbot: Any, syncing: Syncing, hub: Hub) -> None:
    dispute = uuid4()
    heard: list[Changed] = []
    syncing.came.connect(heard.append)
    hub.answers = [Done(changed=Changed(frozenset({("disputes", dispute)}), frozenset({dispute})), skew=200.0)]
    syncing.now()
    run(qtbot, syncing)
    assert [changed.disputes for changed in heard] == [frozenset({dispute})]
    assert syncing.skew == 200.0


def test_whoever_leaves_is_not_waited_for(qtbot: Any, syncing: Syncing, hub: Hub) -> None:
    hub.gate = threading.Event()
    heard: list[object] = []
    syncing.moved.connect(lambda: heard.append(1))
    syncing.now()
    before = len(heard)
    syncing.stop()
    qtbot.waitUntil(lambda: hub.stopped == 1)
    assert syncing._jobs.wait(5_000)
    qtbot.waitUntil(lambda: not syncing._jobs._under_way)
    assert len(heard) == before, "nobody is there to hear"
    assert not syncing.now()


def test_paused_it_stays_silent_and_comes_home_early(qtbot: Any, syncing: Syncing, hub: Hub, desk: Desk) -> None:
    hub.gate = threading.Event()
    syncing.now()
    syncing.pause(True)
    run(qtbot, syncing)
    assert hub.stopped == 1
    assert (syncing.next_ms(), syncing.now()) == (-1, False)
    with desk.read() as reader:
        assert reader.meta(PAUSED) == "1"
    hub.gate = None
    syncing.pause(False)
    run(qtbot, syncing)
    assert len(hub.asked) == 2


def test_metered_the_bytes_of_attachments_wait(qtbot: Any, syncing: Syncing, hub: Hub, desk: Desk) -> None:
    syncing.meter(True)
    syncing.now()
    run(qtbot, syncing)
    with desk.read() as reader:
        assert reader.meta(METERED) == "1"
    assert hub.asked[-1]["attachments"] is False


def test_deletions_are_taken_in_once_somebody_said_yes(qtbot: Any, syncing: Syncing, hub: Hub) -> None:
    syncing.accept_deletions()
    run(qtbot, syncing)
    syncing.now()
    run(qtbot, syncing)
    assert [asked["deletions"] for asked in hub.asked] == [True, False]


def test_without_a_hub_nothing_happens(qtbot: Any, make_room: Callable[..., Desk], hub: Hub) -> None:
    jobs = Jobs(_raise)
    made = Syncing(make_room(), jobs, hub)
    made.start()
    made.nudge()
    assert not made.now()
    assert made.next_ms() == -1
    assert hub.asked == []


# -- the status line


def act(desk: Desk) -> None:
    with desk.act(Act.TEAM, "member") as tx:
        for member in desk.members():
            tx.set_fields("members", member.id, {"title": f"{member.title}级"})


def test_synced_is_said_only_after_the_receipt(desk: Desk) -> None:
    now = desk.now()
    act(desk)
    waiting = status.status(desk)
    assert (waiting.synced_at, waiting.waiting > 0) == (None, True)
    assert lines(waiting, None, False, now)[0][1] == "还没有同步过"
    with desk.store.aside() as tx:
        own = tx.rows(schema.acts.select().order_by(schema.acts.c.no.desc()).limit(1))[0].no
        row = {"key": "hub", "cursor": b"", "acked": own - 1, "pulled_at": "", "pushed_at": ""}
        tx.connection.execute(insert(schema.targets), row)
    assert (status.status(desk).synced_at, status.status(desk).waiting) == (None, 1)
    with desk.store.aside() as tx:
        at = (NOON - timedelta(minutes=23)).isoformat()
        tx.connection.execute(schema.targets.update().values(acked=own, pushed_at=at))
    done = status.status(desk)
    assert done.waiting == 0
    said = [line[1] for line in lines(done, None, False, now)]
    assert said == ["已同步 13:40", "待传 0", "冲突 0"]
    act(desk)
    said = [line[1] for line in lines(status.status(desk), None, False, now)]
    assert said == ["已同步 13:40", "待传 1", "冲突 0"]


def test_a_conflict_is_amber_with_its_triangle_and_trouble_has_a_word() -> None:
    now = NOON.replace(tzinfo=None)
    state = status.Status(connected=True, decisions=2, waiting=3)
    said = {line[0]: line for line in lines(state, FULL, False, now)}
    assert said["conflict"][1:4] == ("冲突 2", "ph.warning", Tone.AMBER)
    assert said["trouble"][1] == "服务器已满"
    assert [line[1] for line in lines(state, AWAY, False, now)][2] == "离线"
    assert lines(status.Status(), None, False, now) == []


def test_one_item_more_keeps_the_order() -> None:
    from desktop.ui.sync.standing import KEYS

    now = NOON.replace(tzinfo=None)
    state = status.Status(connected=True, decisions=2)
    for problem in (None, AWAY, FULL):
        keys = [line[0] for line in lines(state, problem, False, now)]
        assert keys == [key for key in KEYS if key in keys]
