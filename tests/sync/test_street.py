"""Only sums go up, only when the room wants it, and what goes up is what was frozen."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from desktop.commands.desk import Desk
from desktop.commands.statistics.figures import count_all
from desktop.commands.statistics.freezing import freeze
from desktop.commands.syncing.street import hand_up, share
from desktop.sync import keys
from desktop.sync.errors import SyncFailed
from desktop.sync.targets.failures import failure


class Street:
    """The street's side: what was left there, by month."""

    def __init__(self) -> None:
        self.left: dict[str, tuple[str, bytes]] = {}
        self.broken = False

    def submit_stats(self, month: str, version: int, text: str, signature: bytes) -> None:
        if self.broken:
            raise failure("cut")
        self.left[month] = (text, signature)


@pytest.fixture
def desk(make_room: Callable[..., Desk]) -> Desk:
    desk = make_room("cases")
    count_all(desk)
    keys.ensure_identity(desk.store)
    freeze(desk, "2026-07")
    return desk


def test_nothing_goes_up_unless_the_room_wants_it(desk):
    street = Street()
    assert hand_up(desk, street) == 0
    assert street.left == {}


def test_the_frozen_sums_go_up_signed_and_once(desk):
    street = Street()
    share(desk, True)
    assert hand_up(desk, street) == 1
    assert hand_up(desk, street) == 0
    text, signature = street.left["2026-07"]
    mine = keys.ensure_identity(desk.store)
    VerifyKey(bytes.fromhex(mine.sign_key)).verify(text.encode(), signature)
    with pytest.raises(BadSignatureError):
        VerifyKey(bytes.fromhex(mine.sign_key)).verify(text.encode() + b" ", signature)
    said = json.loads(text)
    assert set(said) == {"room", "month", "version", "basis", "figures", "digest"}
    assert all(isinstance(value, int) for value in said["figures"].values())


def test_no_name_and_no_number_of_a_file_is_in_it(desk):
    street = Street()
    share(desk, True)
    hand_up(desk, street)
    text, _signature = street.left["2026-07"]
    with desk.read() as reader:
        people = reader.connection.exec_driver_sql("SELECT name FROM people WHERE length(name) > 1").fetchall()
        numbers = reader.connection.exec_driver_sql("SELECT case_no FROM disputes WHERE case_no > ''").fetchall()
    assert people
    assert not [word for (word,) in (*people, *numbers) if word in text]


def test_one_and_two_are_left_out_when_the_room_says_so(desk):
    street = Street()
    share(desk, True, leave_out_few=True)
    hand_up(desk, street)
    figures = json.loads(street.left["2026-07"][0])["figures"]
    assert None in figures.values()
    assert not [code for code, value in figures.items() if value in (1, 2)]


def test_what_was_cut_goes_up_at_the_next_exchange(desk):
    street = Street()
    share(desk, True)
    street.broken = True
    with pytest.raises(SyncFailed) as caught:
        hand_up(desk, street)
    assert caught.value.code == "cut"
    street.broken = False
    assert hand_up(desk, street) == 1
