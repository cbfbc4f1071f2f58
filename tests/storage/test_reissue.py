"""A workstation that was restored from a copy or cloned goes on under a new identity: nothing lost, nothing unclean."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.commands import rooms
from desktop.commands.disputes import edit
from desktop.commands.verify import verify
from desktop.domain.disputes import Dispute, Filing
from desktop.storage import schema
from desktop.storage.heads import whole_digest
from desktop.storage.keys import Keyring
from desktop.storage.merged import Lookup
from desktop.storage.reissue import heir, reissue, vouches
from desktop.storage.renumbered import RENUMBERED
from desktop.sync import keys
from tests.conftest import PASSWORD, fixed_now
from tests.storage.raw import raw
from tests.storage.test_audit import busy_room


def acts_of(desk: Any) -> list[tuple[Any, ...]]:
    """(device, no, first, last) of this station's acts."""
    a, d = schema.acts.c, schema.devices.c
    with desk.store.read() as reader:
        own = reader.rows(select(d.no).where(d.id == desk.store.device.bytes))[0][0]
        return [tuple(r) for r in reader.rows(select(a.no, a.first, a.last).where(a.device == own).order_by(a.no))]


def entities(desk: Any) -> dict[str, list[Any]]:
    with desk.store.read() as reader:
        return {name: reader.find(kind) for name, kind in schema.KINDS.items()}


def shared_room(make_room: Any, acts: int = 40) -> Any:
    desk = busy_room(make_room, acts)
    keys.ensure_identity(desk.store, account=desk.account.id, name="一号机")
    return desk


def retitled(desk: Any, title: str) -> Dispute:
    with desk.store.read() as reader:
        dispute = next(d for d in reader.find(Dispute) if d.filing is not Filing.ARCHIVED)
    edit(desk, replace(dispute, title=title))
    return dispute


def test_what_came_after_moves_and_the_rest_stays(make_room):
    desk = shared_room(make_room)
    before, old = acts_of(desk), desk.store.device
    rows = entities(desk)
    upto = len(before) - 12
    new = reissue(desk.store, upto)
    assert desk.store.device == new != old
    after = acts_of(desk)
    assert [no for no, _, _ in after] == list(range(1, 13))
    cut = before[upto - 1][2]
    assert [(f + cut, last + cut) for _, f, last in after] == [(f, last) for _, f, last in before[upto:]]
    assert entities(desk) == rows
    assert verify(desk).clean, verify(desk).faults
    with desk.store.read() as reader:
        devices = {id: no for no, id in reader.devices().items()}
        r = schema.reached.c
        reached = {row[0]: (row[1], row[2]) for row in reader.rows(select(r.device, r.act, r.n))}
        assert reached[devices[old.bytes]] == (upto, cut)
        assert reached[devices[new.bytes]] == (12, before[-1][2] - cut)
        a = schema.acts.c
        seen = {row[0] for row in reader.rows(select(a.seen).where(a.device == devices[new.bytes]))}
        assert seen == {f"{devices[old.bytes]}:{cut}"}


def test_no_operation_is_lost_and_every_parent_is_there(make_room):
    desk = shared_room(make_room)

    def told() -> set[tuple[Any, ...]]:
        o = schema.operations.c
        with desk.store.read() as reader:
            return set(map(tuple, reader.rows(select(o.txn, o.hlc, o.kind, o.object, o.field, o.value))))

    before = told()
    reissue(desk.store, 5)
    assert told() == before
    with desk.store.read() as reader:
        for ops in (
            Lookup(reader.connection).ops([row[0] for row in reader.rows(select(schema.heads.c.object))]).values()
        ):
            marks = {op.mark for op in ops}
            assert all(parent in marks for op in ops for parent in op.parents)
        heads = reader.rows(select(func.count()).select_from(schema.heads))[0][0]
        fields = reader.rows(select(func.count(schema.heads.c.object.concat(schema.heads.c.field).distinct())))[0][0]
        assert heads == fields


def test_twice_and_three_times_and_still_clean_after_opening_again(make_room, tmp_path):
    desk = shared_room(make_room)
    for left in (20, 7, 0):
        reissue(desk.store, len(acts_of(desk)) - left)
        dispute = retitled(desk, f"第 {left} 次之后")
        assert verify(desk).clean, verify(desk).faults
    device = desk.store.device
    desk.store.close()
    again = rooms.open_room(desk.store.folder, desk.account.id, PASSWORD, now=fixed_now)
    try:
        assert again.store.device == device
        assert verify(again).clean, verify(again).faults
        with again.store.read() as reader:
            assert reader.maybe(Dispute, dispute.id).title == "第 0 次之后"
    finally:
        again.store.close()


@pytest.mark.parametrize("upto", [0, "all"])
def test_everything_and_nothing_may_move(make_room, upto):
    desk = shared_room(make_room, 10)
    acts = len(acts_of(desk))
    reissue(desk.store, acts if upto == "all" else 0)
    assert len(acts_of(desk)) == (0 if upto == "all" else acts)
    assert verify(desk).clean
    retitled(desk, "之后")
    assert acts_of(desk)[-1][0] == (1 if upto == "all" else acts + 1)
    assert verify(desk).clean


def test_an_act_that_is_not_there_changes_nothing(make_room):
    desk = shared_room(make_room, 5)
    before, device = acts_of(desk), desk.store.device
    with pytest.raises(ValueError, match="no act"):
        reissue(desk.store, len(before) + 1)
    assert (acts_of(desk), desk.store.device) == (before, device)


def test_a_crash_in_the_middle_changes_nothing(make_room, monkeypatch):
    desk = shared_room(make_room, 5)
    before, device = acts_of(desk), desk.store.device

    def fall(*_args: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("desktop.storage.reissue.keep_move", fall)
    with pytest.raises(RuntimeError):
        reissue(desk.store, 3)
    assert (acts_of(desk), desk.store.device) == (before, device)
    assert verify(desk).clean


def test_a_crash_between_database_and_keyring_is_mended_at_the_next_opening(make_room, tmp_path):
    desk = shared_room(make_room, 5)
    folder = desk.store.folder
    shutil.copy(folder / "keyring.json", tmp_path / "old.json")
    new = reissue(desk.store, 3)
    desk.store.close()
    shutil.copy(tmp_path / "old.json", folder / "keyring.json")
    again = rooms.open_room(folder, desk.account.id, PASSWORD, now=fixed_now)
    try:
        assert again.store.device == new
        assert Keyring(folder, lambda: 0.0).device == new
        assert verify(again).clean
    finally:
        again.store.close()


def test_the_digest_is_that_of_the_new_numbers(make_room):
    desk = shared_room(make_room, 20)
    with desk.store.read() as reader:
        before = whole_digest(reader.connection, reader.devices())
    reissue(desk.store, 10)
    with desk.store.read() as reader:
        assert reader.meta("heads_digest") is None
        assert whole_digest(reader.connection, reader.devices()) != before


def test_a_forged_or_missing_record_of_the_move_shows(make_room):
    desk = shared_room(make_room, 20)
    reissue(desk.store, 10)
    assert verify(desk).clean
    with desk.store.read() as reader:
        records = json.loads(reader.meta(RENUMBERED))
    records[0]["move"][3] += 1
    desk.store.close()
    for text in (json.dumps(records), "[]"):
        with raw(desk.store.folder, desk.store.keys) as connection:
            connection.execute("UPDATE meta SET value = ? WHERE key = ?", (text, RENUMBERED))
        again = rooms.open_room(desk.store.folder, desk.account.id, PASSWORD, now=fixed_now)
        assert not verify(again).clean
        again.store.close()


def test_a_new_id_names_its_key_and_no_other():
    ours, other = "ab" * 32, "cd" * 32
    made = {heir(ours) for _ in range(200)}
    assert len(made) == 200
    assert all(vouches(ours, id) and not vouches(other, id) for id in made)
