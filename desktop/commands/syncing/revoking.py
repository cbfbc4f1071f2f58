"""A workstation is lost, stolen or given away: it is revoked here, and at the hub by whoever keeps the hub."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.commands.numbers.keeping import keeping
from desktop.commands.numbers.settling import change_keeper
from desktop.commands.syncing.acted import on_the_wall
from desktop.domain.errors import NotFound, RuleBroken
from desktop.domain.permissions import Act, demand
from desktop.domain.stations import Station
from desktop.storage.schema import acts, audit, devices, reached
from desktop.storage.store import Reader
from desktop.sync import keys
from desktop.sync.replica import Replica


def revoke(desk: Desk, device: UUID) -> str:
    """From now on the station's acts do not count and it learns nothing new; a sentence on what it still has.

    Those that share its keys (it was cloned, or restored from a copy) are revoked with it. RuleBroken for this very
    station; NotFound for one that is not of the room.
    """
    demand(desk.account.role, Act.MANAGE)
    with desk.read() as reader:
        lost, gone = _falling(reader, device, desk.store.device)
        keeper = keeping(reader, desk.store.device).keeper
    if keeper in {s.id for s in gone}:
        change_keeper(desk, desk.store.device)
    with desk.act(Act.MANAGE, "revoke_station", undoable=False) as tx:
        lost, gone = _falling(tx, device, desk.store.device)
        acts_here = _acts(tx)
        for station in gone:
            tx.put(replace(station, revoked_on=desk.today(), last_act=acts_here.get(station.id, 0)))
        keys.rotate(tx)
        tx.detail = {"stations": [s.id.hex for s in gone]}
        last = _last_word(tx, device)
    _send_with_the_old_key(desk)
    return _what_it_has(lost, gone, last)


def _falling(reader: Reader, device: UUID, mine: UUID) -> tuple[Station, list[Station]]:
    """The station, and all that fall with it because they share its keys."""
    known = reader.find(Station)
    lost = next((s for s in known if s.id == device), None)
    if lost is None:
        raise NotFound("没有这台电脑,请刷新后再看。")
    if lost.revoked_on is not None:
        raise RuleBroken("station", f"“{lost.name}”已经停用。")
    gone = [s for s in known if s.sign_key == lost.sign_key and s.revoked_on is None]
    if any(s.id == mine for s in gone):
        raise RuleBroken("station", "不能停用正在使用的这台电脑,请到另一台电脑上办理。")
    return lost, gone


def rekey(desk: Desk) -> None:
    """A new key of the room although no station is lost: when somebody may have seen the old one."""
    keys.ensure_identity(desk.store, account=desk.account.id)
    with desk.act(Act.MANAGE, "room_keys", undoable=False) as tx:
        keys.rotate(tx)
    _send_with_the_old_key(desk)


def _send_with_the_old_key(desk: Desk) -> None:
    """The act that brings the new key is the last one under the old; what comes after it is under the new."""
    Replica(desk.store).seal()
    keys.adopt_keys(desk.store)


def _acts(reader: Reader) -> dict[UUID, int]:
    known = reader.devices()
    return {UUID(bytes=known[row.device]): int(row.act) for row in reader.rows(select(reached))}


def _last_word(reader: Reader, device: UUID) -> date | None:
    """The day of the last act of it that is here."""
    query = select(audit.c.at).join(acts, acts.c.seq == audit.c.seq).join(devices, devices.c.no == acts.c.device)
    found = reader.rows(query.where(devices.c.id == device.bytes).order_by(acts.c.no.desc()).limit(1))
    return on_the_wall(found[0][0]).date() if found else None


def _what_it_has(lost: Station, gone: list[Station], last: date | None) -> str:
    said = f"“{lost.name}”已停用,从现在起收不到新的内容,它之后做的也不会被采用。"
    if last is None:
        said += "它还没有同步过,里面没有本室数据。" if "joined" not in lost.extras else ""
    else:
        said += f"它仍存有到 {last.month}月{last.day}日 为止同步过的数据(已加密,没有密码打不开);"
        said += "它那里没来得及同步的内容收不回来了。"
    others = [s.name for s in gone if s.id != lost.id]
    if others:
        said += f"与它共用密钥的{'、'.join(f'“{n}”' for n in others)}一并停用,还在用的请重新“添加电脑”。"
    return said + "如果连着街道服务器,请信息员同时停用它的接入。"
