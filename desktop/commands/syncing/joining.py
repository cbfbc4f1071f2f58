"""A workstation joins the room: invited on an old one, it begins with an empty database that the first exchange fills.

The invitation is a file and a code that open only together. Everybody's account comes with the data; a password is
each workstation's own, so at first only the person who joined can log in there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from nacl.public import PrivateKey
from nacl.signing import SigningKey
from sqlalchemy import select

from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.rooms import FULL_COST, Now, keyring, utc_now
from desktop.commands.syncing.deriving import DERIVED_FOR, derive, follow
from desktop.domain.changes import Changed, new_id
from desktop.domain.errors import Refused, RuleBroken
from desktop.domain.people import Account, Committee
from desktop.domain.permissions import Act
from desktop.domain.stations import Station
from desktop.storage.files import make_private_folder
from desktop.storage.keys import Cost, Keys, check_password, new_recovery_code
from desktop.storage.schema import reached
from desktop.storage.store import ANCHOR, DATABASE, Deed, Reader, Store
from desktop.sync import keys, trust
from desktop.sync.errors import Rejected
from desktop.sync.exchange import Hooks, Outcome, exchange
from desktop.sync.invitations import Guest, Invitation, seal, unseal
from desktop.sync.replica import Replica
from desktop.sync.snapshot_taking import REFUSED, Going, settle, take
from desktop.sync.targets import Greeting, Target
from desktop.sync.targets.card import HubSettings, read_card

if TYPE_CHECKING:
    from desktop.sync.targets.bundle import Bundle
    from desktop.sync.targets.hub import Hub

JOINING = "joining"  # meta: the account that joins, until the first exchange has brought the room's data
HUB = "hub"  # meta: the hub card
MOST_NAME = 20


# -- on an old workstation


def invite(
    desk: Desk, name: str, hub_card: Mapping[str, Any] | None = None, *, cost: Cost = FULL_COST
) -> tuple[bytes, str]:
    """Add a workstation called `name`; the invitation's bytes, and the code to be told apart from it, shown once.

    `hub_card` is the card that IT made for the new workstation. RuleBroken for `name` and `hub_card`.
    """
    if desk.practice:
        raise RuleBroken("name", "练习模式的数据不与别的电脑同步。")
    name = _checked(name)
    with desk.read() as reader:
        _refuse_taken(reader.find(Station), name)
        room = keys.room_of(reader)
    card = _card(hub_card, room)
    code = new_recovery_code()
    sign, box = SigningKey.generate(), PrivateKey.generate()
    keys.ensure_identity(desk.store, account=desk.account.id)
    with desk.act(Act.MANAGE, "add_station", undoable=False) as tx:
        known = tx.find(Station)
        _refuse_taken(known, name)
        station = Station(
            id=new_id(),
            name=name,
            no=max((s.no for s in known), default=0) + 1,
            sign_key=bytes(sign.verify_key).hex(),
            box_key=bytes(box.public_key).hex(),
            added_on=desk.today(),
        )
        tx.put(station)
        keys.wrap_known(tx, [station])
        invitation = Invitation(
            room=room,
            name=tx.committee().room,
            station=name,
            device=station.id,
            sign_seed=bytes(sign).hex(),
            box_seed=bytes(box).hex(),
            epochs={epoch: key.hex() for epoch, key in keys.room_keys(tx).items()},
            stations={s.id.hex: s.sign_key for s in (*known, station)},
            accounts=[Guest(a.id, a.name, a.role.value) for a in tx.find(Account) if a.active],
            made_at=desk.store.now(),
            hub=card,
        )
        content = seal(invitation, code, cost)
    return content, code


def _checked(name: str) -> str:
    name = name.strip()
    if not name:
        raise RuleBroken("name", "请给新电脑起个名字,例如“接待日笔记本”。")
    if len(name) > MOST_NAME:
        raise RuleBroken("name", f"电脑的名字请不要超过 {MOST_NAME} 个字。")
    return name


def _refuse_taken(known: list[Station], name: str) -> None:
    if any(s.name == name and s.revoked_on is None for s in known):
        raise RuleBroken("name", f"已有一台叫“{name}”的电脑,请加以区别。")


def _card(card: Mapping[str, Any] | None, room: UUID) -> dict[str, Any] | None:
    if card is None:
        return None
    settings = read_card(json.dumps(dict(card)))
    if settings.room != room:
        raise RuleBroken("hub_card", "这份服务器接入文件是给别的调处室的,请向街道信息员核对。")
    return settings.plain()


# -- on the new one


@dataclass(slots=True)
class Entrance:
    """A room that was joined and is still empty; its database is open."""

    store: Store
    keys: Keys
    account: UUID

    def hub(self) -> HubSettings | None:
        """The card that came with the invitation."""
        with self.store.read() as reader:
            told = reader.meta(HUB)
        return read_card(told) if told else None

    def close(self) -> None:
        self.store.close()


def open_invitation(content: bytes, code: str, *, now: Now = utc_now) -> Invitation:
    """What an invitation says. Refused: `invitation_code_typo`, `wrong_invitation_code`, `invitation_expired`,
    `invitation_foreign`, `invitation_damaged`, `invitation_newer`.
    """
    return unseal(content, code, now())


def join(
    folder: Path, invitation: Invitation, account: UUID, password: str, *, now: Now = utc_now, cost: Cost = FULL_COST
) -> tuple[Entrance, str]:
    """A fresh folder with its own master key, the invited identity and no data yet; and its recovery code.

    The window cannot open before `arrive`: until then logging in is Refused `joining`, and `resume` goes on.
    """
    check_password(password)
    guest = next((g for g in invitation.accounts if g.id == account), None)
    if guest is None:
        raise Refused("unknown_account", "邀请里没有这个账户,请在原来的电脑上核对。")
    ring = keyring(folder)
    try:
        make_private_folder(folder)
    except OSError:
        raise Refused("read_only", "这个文件夹不能写入,请另选一个文件夹。") from None
    if ring.exists or (folder / DATABASE).exists():
        raise Refused("room_exists", "这个文件夹里已有一间调处室,请换一个空文件夹。")
    code = new_recovery_code()
    with _cleared_away(folder) as opened:
        master = ring.create(invitation.room, invitation.device, code, cost)
        store = Store.create(folder, master, invitation.device, now)
        opened.append(store)
        _move_in(store, invitation, guest)
        ring.add(master, guest.id, guest.name, password, cost)  # last: whoever can log in has it all
    return Entrance(store, master, guest.id), code


def _move_in(store: Store, invitation: Invitation, guest: Guest) -> None:
    sign = SigningKey(bytes.fromhex(invitation.sign_seed))
    box = PrivateKey(bytes.fromhex(invitation.box_seed))
    made_at = invitation.made_at.isoformat(timespec="seconds")
    with store.aside() as tx:
        keys.keep_identity(tx, keys.Identity(invitation.device, invitation.room, sign, box))
        for epoch, key in invitation.epochs.items():
            keys.keep_key(tx, epoch, bytes.fromhex(key), made_at)
        tx.set_meta(trust.KNOWN, json.dumps(invitation.stations))
        tx.set_meta(JOINING, guest.id.hex)
        tx.set_meta("practice", "0")
        if invitation.hub is not None:
            tx.set_meta(HUB, json.dumps(invitation.hub, ensure_ascii=False))


@contextmanager
def _cleared_away(folder: Path) -> Iterator[list[Store]]:
    """What cannot be finished is taken away again, so that the next try starts from nothing."""
    opened: list[Store] = []
    try:
        yield opened
    except BaseException:
        for store in opened:
            store.close()
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", ANCHOR, "keyring.json", "device.key"):
            (folder / name).unlink(missing_ok=True)
        raise


def resume(folder: Path, master: Keys, account: UUID, *, now: Now = utc_now) -> Entrance:
    """A join whose first exchange did not come to its end: on with it."""
    return Entrance(Store(folder, master, keyring(folder).device, now), master, account)


def fetch(
    entrance: Entrance,
    folder: Path | None = None,
    *,
    told: Callable[[Changed], None] = lambda _changed: None,
    go_on: Callable[[], bool] = lambda: True,
    now: Now = utc_now,
) -> Desk:
    """The first exchange, over the hub of the invitation or with a folder that an old workstation wrote; the desk.

    What came stays, so a cut one is simply run again. SyncFailed as the target says; Refused as `arrive` says, and
    `stopped` when `go_on` said no on the way.
    """
    if folder is None:
        with closing(_hub(entrance)) as hub:
            first_exchange(entrance, hub, told=told, go_on=go_on, introduce=hub.introduce)
    else:
        with closing(_bundle(entrance, folder)) as bundle:
            first_exchange(entrance, bundle, told=told, go_on=go_on)
    if not go_on():
        raise Refused("stopped", "已停下,收到的会留着,下次登录时接着收。")
    return arrive(entrance, now=now, elsewhere="服务器上" if folder is None else "这个文件夹里")


def _hub(entrance: Entrance) -> Hub:
    from desktop.sync.targets.hub import Hub

    card = entrance.hub()
    if card is None:
        raise Rejected("no_hub", "这份邀请没有带服务器的接入文件,请用 U 盘带来原来电脑“写到 U 盘”的数据。")
    return Hub(card, card.room, entrance.store.device)


def _bundle(entrance: Entrance, folder: Path) -> Bundle:
    from desktop.sync.targets.bundle import Bundle, short_name

    store = entrance.store

    def key_of(device: UUID) -> bytes | None:
        with store.read() as reader:
            found = trust.verify_key(reader, device)
        return bytes(found) if found else None

    with store.read() as reader:
        mine = keys.identity(reader, store.device)
    return Bundle(folder, mine.room, store.device, mine.sign, key_of, names=short_name, writing=False)


def first_exchange(
    entrance: Entrance,
    target: Target,
    *,
    told: Callable[[Changed], None] = lambda _changed: None,
    go_on: Callable[[], bool] = lambda: True,
    introduce: Callable[[bytes, bytes], None] = lambda _sign, _box: None,
) -> Outcome:
    """Fetch what the target has, beginning with a snapshot of the room when there is one that holds.

    Refused `invitation_used` when somebody else works under this invitation already.
    """
    store = entrance.store

    def opened(replica: Replica, greeting: Greeting) -> None:
        introduce(bytes.fromhex(replica.identity.sign_key), bytes.fromhex(replica.identity.box_key))

    position = target.open().positions.get(store.device)
    with store.read() as reader:
        own = [n for id, n in _reached(reader).items() if id == store.device.bytes]
    if position is not None and position.hi > 0 and not any(own):
        raise Refused("invitation_used", "这份邀请已在另一台电脑上用过,请在原来的电脑上重新“添加电脑”。")
    hooks = Hooks(told=told, opened=opened, stop=lambda: not go_on())
    take(store, target, Going(told, go_on), DERIVED_FOR)
    outcome = exchange(Replica(store, follow=follow), target, hooks)
    if go_on() and settle(store, target):
        outcome = exchange(Replica(store, follow=follow), target, hooks)
    return outcome


def _reached(reader: Reader) -> dict[bytes, int]:
    known = reader.devices()
    return {known[row.device]: int(row.act) for row in reader.rows(select(reached))}


def arrive(entrance: Entrance, *, now: Now = utc_now, elsewhere: str = "服务器上") -> Desk:
    """After the first exchange: the desk of whoever joined. Refused while what is needed has not come.

    `elsewhere` says where was looked, for the sentence: `服务器上`, `这个文件夹里`.
    """
    store = entrance.store
    with store.read() as reader:
        station = reader.maybe(Station, store.device)
        account = reader.maybe(Account, entrance.account)
        complete = bool(reader.find(Committee)) and station is not None and account is not None
    if not complete or station is None or account is None:
        raise Refused(
            "no_data_yet",
            f"{elsewhere}还没有给这台电脑的数据,请先在原来的电脑上同步一次(或写出到 U 盘),再回来重试。",
        )
    if station.revoked_on is not None:
        raise Refused("revoked", "这台电脑已被停用,请在原来的电脑上重新“添加电脑”。")
    if not account.active:
        raise Refused("unknown_account", "这个账户已停用,请在原来的电脑上重新“添加电脑”,选另一个账户。")
    with store.begin(Deed(account=account.id, act="join_room")) as tx:
        joined = {**station.extras, "joined": now().astimezone(keys.SHANGHAI).date().isoformat()}
        tx.put(replace(station, extras=joined))
        tx.set_meta(JOINING, "")
        refused = json.loads(tx.meta(REFUSED) or "{}")
    if refused:
        with store.begin(Deed(account=account.id, act="dispute_snapshot")) as tx:
            tx.detail = refused
            tx.set_meta(REFUSED, "")
    folder, master = store.folder, entrance.keys
    entrance.close()
    desk = rooms.enter(folder, master, account.id, now)
    derive(desk)
    return desk
