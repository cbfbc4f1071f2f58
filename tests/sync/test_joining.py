"""A new workstation: invited, joined once, filled by its first exchange; every wrong turn has its own sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.commands import rooms
from desktop.commands.disputes import Arrival, register
from desktop.commands.syncing import joining
from desktop.commands.verify import verify
from desktop.domain.disputes import Dispute
from desktop.domain.errors import NotAllowed, Refused, RuleBroken, Unreadable
from desktop.domain.people import Account, Role
from desktop.domain.stations import SHARING_ID, Sharing, Station
from desktop.storage import schema
from desktop.storage.keys import Keyring, new_recovery_code
from desktop.sync.exchange import exchange
from desktop.sync.invitations import VALID, check_file
from desktop.sync.replica import Replica
from tests.conftest import CHEAP, NOON, PASSWORD, fixed_now
from tests.sync.memory import Hub, Memory

MINE = "新机口令-2026"


def invited(desk: Any, name: str = "接待日笔记本") -> tuple[bytes, str]:
    return joining.invite(desk, name, cost=CHEAP)


def sync(desk: Any, hub: Hub) -> None:
    target = Memory(hub, desk.store.device)
    exchange(Replica(desk.store), target)
    target.close()


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def join(tmp_path: Any) -> Iterator[Any]:
    """Join with an invitation; the entrance is closed at the end."""
    made: list[joining.Entrance] = []

    def do(content: bytes, code: str, folder: str = "new", password: str = MINE) -> tuple[joining.Entrance, str]:
        invitation = joining.open_invitation(content, code, now=fixed_now)
        account = invitation.accounts[0].id
        entrance, recovery = joining.join(tmp_path / folder, invitation, account, password, now=fixed_now, cost=CHEAP)
        made.append(entrance)
        return entrance, recovery

    yield do
    for entrance in made:
        entrance.close()


def arrive(entrance: joining.Entrance, hub: Hub) -> Any:
    joining.first_exchange(entrance, Memory(hub, entrance.store.device))
    return joining.arrive(entrance, now=fixed_now)


def everything(desk: Any) -> dict[str, Any]:
    """All objects, and the heads by the station that wrote them."""
    with desk.store.read() as reader:
        ids = reader.devices()
        h = schema.heads.c
        heads = {(o, f, ids[d], n) for o, f, d, n in reader.rows(select(h.object, h.field, h.device, h.n))}
        return {"heads": heads} | {name: reader.find(kind) for name, kind in schema.KINDS.items()}


def test_from_the_invitation_to_the_same_room(make_room, hub, join):
    old = make_room("cases")
    content, code = invited(old)
    sync(old, hub)
    entrance, _recovery = join(content, code)
    new = arrive(entrance, hub)
    try:
        assert new.account.name == old.account.name
        assert new.committee() == old.committee()
        sync(new, hub)
        sync(old, hub)
        assert everything(new) == everything(old)
        assert verify(new).clean, verify(new).faults
        with old.read() as reader:
            stations = {s.name: s for s in reader.find(Station)}
            assert sorted(s.no for s in stations.values()) == [1, 2]
            assert stations["接待日笔记本"].extras["joined"] == "2026-11-23"
            assert reader.maybe(Sharing, SHARING_ID).keeper == old.store.device
        made = register(new, Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise"))
        sync(new, hub)
        sync(old, hub)
        with old.read() as reader:
            assert reader.get(Dispute, made.id) == made
    finally:
        new.store.close()


def test_each_workstation_has_its_own_passwords_and_recovery_code(make_room, hub, join, tmp_path):
    old = make_room()
    rooms.add_account(old, Account(name="严伯年", role=Role.MEDIATOR), "Yan-2026-abc", cost=CHEAP)
    content, code = invited(old)
    sync(old, hub)
    entrance, recovery = join(content, code)
    folder = entrance.store.folder
    new = arrive(entrance, hub)
    account = new.account.id
    new.store.close()
    ring = Keyring(folder, lambda: 0.0)
    assert list(ring.accounts().values()) == ["周慧兰"], "only who has a password here is asked who they are"
    assert ring.room == Keyring(old.store.folder, lambda: 0.0).room
    with pytest.raises(Refused, match="密码不对"):
        rooms.open_room(folder, account, PASSWORD, now=fixed_now)
    rooms.open_room(folder, account, MINE, now=fixed_now).store.close()
    desk, _fresh = rooms.recover(folder, recovery, account, "Neu-2026-xyz", now=fixed_now, cost=CHEAP)
    with desk.read() as reader:
        yan = next(a for a in reader.find(Account) if a.name == "严伯年")
    rooms.reset_password(desk, yan, "Yan-hier-2026", cost=CHEAP)
    desk.store.close()
    there = rooms.open_room(folder, yan.id, "Yan-hier-2026", now=fixed_now)
    assert there.account.name == "严伯年"
    there.store.close()


def test_the_window_waits_for_the_first_exchange_and_goes_on_where_it_was_cut(make_room, hub, join, tmp_path):
    old = make_room()
    content, code = invited(old)
    entrance, _ = join(content, code)
    with pytest.raises(Refused) as refused:
        arrive(entrance, hub)  # the old one has not sent anything yet
    assert refused.value.code == "no_data_yet"
    assert "原来的电脑" in refused.value.sentence
    entrance.close()
    with pytest.raises(Refused) as refused:
        rooms.open_room(tmp_path / "new", entrance.account, MINE, now=fixed_now)
    assert refused.value.code == "joining"
    sync(old, hub)
    keys = Keyring(tmp_path / "new", lambda: 0.0).unlock(entrance.account, MINE)
    again = joining.resume(tmp_path / "new", keys, entrance.account, now=fixed_now)
    desk = arrive(again, hub)
    assert desk.committee() == old.committee()
    desk.store.close()
    rooms.open_room(tmp_path / "new", entrance.account, MINE, now=fixed_now).store.close()


def test_an_invitation_is_used_once(make_room, hub, join):
    old = make_room()
    content, code = invited(old)
    sync(old, hub)
    first = arrive(join(content, code, "first")[0], hub)
    sync(first, hub)
    second, _ = join(content, code, "second")
    with pytest.raises(Refused) as refused:
        arrive(second, hub)
    assert refused.value.code == "invitation_used"
    first.store.close()


def test_a_revoked_invitation_opens_nothing(make_room, hub, join):
    from desktop.commands.syncing.revoking import revoke

    old = make_room()
    content, code = invited(old)
    with old.read() as reader:
        device = next(s.id for s in reader.find(Station) if s.name == "接待日笔记本")
    said = revoke(old, device)
    assert "还没有同步过" in said
    sync(old, hub)
    with pytest.raises(Refused) as refused:
        arrive(join(content, code)[0], hub)
    assert refused.value.code == "revoked"


def wrong_file(content: bytes) -> dict[str, bytes]:
    head = json.loads(content)
    return {
        "invitation_foreign": b"%PDF-1.7 what is this",
        "invitation_damaged": content[: len(content) // 2],
        "invitation_newer": json.dumps(head | {"format": 2}).encode(),
    }


@pytest.mark.parametrize("code", ["invitation_foreign", "invitation_damaged", "invitation_newer"])
def test_a_file_that_is_no_invitation_says_so_before_any_code_is_typed(make_room, code):
    content, _ = invited(make_room())
    check_file(content)
    with pytest.raises(Refused) as refused:
        check_file(wrong_file(content)[code])
    assert refused.value.code == code


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"{}", b'{"kind": 1}', b"\xff\xfe", b"{" * 100_000, b'{"kind": "mediation-desk invitation"'],
)
def test_any_bytes_are_refused_in_words(content):
    with pytest.raises(Refused):
        check_file(content)


@pytest.mark.parametrize("change", [{"memory_kib": 1 << 30}, {"passes": 0}, {"salt": ""}, {"box": "?"}, {"lanes": "2"}])
def test_a_header_cannot_make_this_computer_work_for_an_enemy(make_room, change):
    content, code = invited(make_room())
    with pytest.raises(Refused) as refused:
        joining.open_invitation(json.dumps(json.loads(content) | change).encode(), code, now=fixed_now)
    assert refused.value.code == "invitation_damaged"


def test_codes_miscopied_and_wrong_are_told_apart(make_room):
    content, code = invited(make_room())
    other = "0" if code[0] != "0" else "1"
    with pytest.raises(Refused) as refused:
        joining.open_invitation(content, other + code[1:], now=fixed_now)
    assert refused.value.code == "invitation_code_typo"
    with pytest.raises(Refused) as refused:
        joining.open_invitation(content, new_recovery_code(), now=fixed_now)
    assert refused.value.code == "wrong_invitation_code"
    assert joining.open_invitation(content, code.lower().replace("-", " "), now=fixed_now).station == "接待日笔记本"


def test_an_invitation_runs_out(make_room):
    content, code = invited(make_room())
    late = NOON + VALID + timedelta(minutes=1)
    with pytest.raises(Refused) as refused:
        joining.open_invitation(content, code, now=lambda: late)
    assert refused.value.code == "invitation_expired"


def test_the_file_and_its_name_tell_nothing(make_room):
    content, code = invited(make_room())
    for secret in ("周慧兰", "海棠", "接待日", code):
        assert secret.encode() not in content
        assert secret not in json.dumps(json.loads(content), ensure_ascii=False)


def test_names_and_roles(make_room):
    desk = make_room()
    for name, word in (("  ", "起个名字"), ("长" * 21, "不要超过")):
        with pytest.raises(RuleBroken, match=word):
            invited(desk, name)
    invited(desk, "甲")
    with pytest.raises(RuleBroken, match="已有一台"):
        invited(desk, " 甲 ")
    with pytest.raises(NotAllowed):
        invited(make_room(role=Role.MEDIATOR), "乙")
    practice = make_room()
    practice.practice = True
    with pytest.raises(RuleBroken, match="练习"):
        invited(practice, "乙")


def test_a_hub_card_travels_inside_and_must_be_of_this_room(make_room, join):
    desk = make_room()
    room = desk.committee().id
    card = {
        "kind": "mediation-desk hub card", "version": 1, "host": "hub.example", "login": "ws-2",
        "ca": "-----BEGIN CERTIFICATE-----", "password": "geheim-1", "room": str(room),
    }  # fmt: skip
    with pytest.raises(RuleBroken):
        joining.invite(desk, "甲", card | {"room": "0192a5c0-0000-7000-8000-000000000001"}, cost=CHEAP)
    with pytest.raises(Unreadable):
        joining.invite(desk, "甲", card | {"host": ""}, cost=CHEAP)
    content, code = joining.invite(desk, "甲", card, cost=CHEAP)
    assert b"geheim" not in content
    entrance, _ = join(content, code)
    hub = entrance.hub()
    assert hub is not None
    assert (hub.host, hub.login, hub.password, hub.room) == ("hub.example", "ws-2", "geheim-1", room)


def test_what_cannot_be_finished_leaves_nothing_behind(make_room, tmp_path, monkeypatch):
    content, code = invited(make_room())
    invitation = joining.open_invitation(content, code, now=fixed_now)

    def fall(*_args: Any) -> None:
        raise OSError("the disk went")

    monkeypatch.setattr(Keyring, "add", fall)
    folder = tmp_path / "new"
    with pytest.raises(OSError, match="the disk"):
        joining.join(folder, invitation, invitation.accounts[0].id, MINE, now=fixed_now, cost=CHEAP)
    assert list(folder.iterdir()) == []
    monkeypatch.undo()
    entrance, _ = joining.join(folder, invitation, invitation.accounts[0].id, MINE, now=fixed_now, cost=CHEAP)
    entrance.close()
    with pytest.raises(Refused, match="已有一间调处室"):
        joining.join(folder, invitation, invitation.accounts[0].id, MINE, now=fixed_now, cost=CHEAP)
