"""Making a room, opening it, and who may."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.handbook import Handbook, open_handbook
from desktop.commands.renewal import RENEWED
from desktop.commands.statistics.tallies import COUNTED, stamp
from desktop.domain.changes import new_id
from desktop.domain.errors import NotAllowed, Refused, RuleBroken
from desktop.domain.numbering import check_pattern
from desktop.domain.people import Account, Committee, Member, Role, TeamRole
from desktop.domain.permissions import ROLE_WORDS, Act
from desktop.storage.attachments import Attachments
from desktop.storage.files import make_private_folder
from desktop.storage.keys import Cost, Keyring, Keys, check_password, new_recovery_code
from desktop.storage.reissue import follow
from desktop.storage.store import ANCHOR, DATABASE, Deed, Store

Now = Callable[[], datetime]
FULL_COST = Cost()


def utc_now() -> datetime:
    return datetime.now(UTC)


def keyring(folder: Path) -> Keyring:
    return Keyring(folder, time.time)


def create(
    folder: Path,
    committee: Committee,
    account_name: str,
    password: str,
    *,
    role: Role = Role.ADMIN,
    member_name: str = "",
    now: Now = utc_now,
    cost: Cost = FULL_COST,
    practice: bool = False,
) -> tuple[Desk, str]:
    """A new room in `folder` with its first account; the desk and the recovery code, which is shown once."""
    check_pattern(committee.number_pattern)
    check_password(password)
    account = Account(name=account_name.strip(), role=role)
    ring = keyring(folder)
    try:
        make_private_folder(folder)
    except OSError:
        raise Refused("read_only", "这个文件夹不能写入,请另选一个文件夹。") from None
    if ring.exists or (folder / DATABASE).exists():
        raise Refused("room_exists", "这个文件夹里已有一间调处室,请换一个空文件夹。")
    code = new_recovery_code()
    device = new_id()
    with _cleared_away(folder) as opened:
        keys = ring.create(committee.id, device, code, cost)
        store = Store.create(folder, keys, device, now)
        opened.append(store)
        ring.add(keys, account.id, account.name, password, cost)
        with store.begin(Deed(account=account.id, act="create_room")) as tx:
            tx.put(committee)
            if member_name:
                member = Member(name=member_name, role=TeamRole.PEOPLE_MEDIATOR, title="人民调解员")
                tx.put(member)
                account = replace(account, member_id=member.id)
            tx.put(account)
            tx.set_meta("practice", "1" if practice else "0")
            tx.set_meta(RENEWED, now().astimezone(SHANGHAI).date().isoformat())
            tx.set_meta(COUNTED, stamp(handbook := open_handbook()))  # no file yet: all of them are counted
        return _desk(store, keys, folder, account, handbook), code


@contextmanager
def _cleared_away(folder: Path) -> Iterator[list[Store]]:
    """A room that cannot be finished is taken away again, so that the next try starts from nothing."""
    opened: list[Store] = []
    try:
        yield opened
    except BaseException:
        for store in opened:
            store.close()
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", ANCHOR, "keyring.json", "device.key"):
            (folder / name).unlink(missing_ok=True)
        raise


def find_account(folder: Path, name: str | None) -> UUID:
    """The account called `name`; without a name the room's only one. Refused otherwise."""
    known = keyring(folder).accounts()
    if name is None:
        if len(known) == 1:
            return next(iter(known))
        raise Refused("which_account", "这间调处室有多个账户,请用 --account 指明是谁。")
    for id, shown in known.items():
        if shown == name:
            return id
    nameless = [id for id, shown in known.items() if not shown]
    if len(nameless) == 1:  # the key of the names was lost; logging in brings the name back
        return nameless[0]
    raise Refused("unknown_account", f"没有名为“{name}”的账户,请核对姓名或请管理员添加。")


def open_room(folder: Path, account: UUID, password: str, *, now: Now = utc_now) -> Desk:
    """Log in. Refused with its own sentence for a wrong password, a lock-out, damage, a newer schema …"""
    keys = keyring(folder).unlock(account, password)
    return enter(folder, keys, account, now)


def recover(
    folder: Path, code: str, account: UUID, password: str, *, now: Now = utc_now, cost: Cost = FULL_COST
) -> tuple[Desk, str]:
    """Set a new password by the recovery code; the old code is spent, a new one comes back."""
    ring = keyring(folder)
    keys = ring.recover(code)
    name = ring.accounts().get(account, "")
    check_password(password)
    desk = enter(folder, keys, account, now)
    ring.add(keys, account, name or desk.account.name, password, cost)
    fresh = new_recovery_code()
    ring.renew_recovery(keys, fresh, cost)
    with desk.store.begin(Deed(account=account, act="recover")):
        pass
    return desk, fresh


def change_password(desk: Desk, old: str, new: str, *, cost: Cost = FULL_COST) -> None:
    """Re-wrap the key for this account; the database is not touched."""
    ring = keyring(desk.store.folder)
    keys = ring.unlock(desk.account.id, old)
    ring.add(keys, desk.account.id, desk.account.name, new, cost)
    with desk.store.begin(Deed(account=desk.account.id, act="change_password")):
        pass


def add_account(desk: Desk, account: Account, password: str, *, cost: Cost = FULL_COST) -> None:
    """A colleague's own way in; names are unique because people log in by name."""
    check_password(password)
    with desk.act(Act.MANAGE, "add_account", undoable=False) as tx:
        if any(a.name == account.name and a.active for a in tx.find(Account) if a.id != account.id):
            raise RuleBroken("name", f"已有名为“{account.name}”的账户,请加以区别,例如加部门。")
        tx.put(account)
        keyring(desk.store.folder).add(desk.store.keys, account.id, account.name, password, cost)


def reset_password(desk: Desk, account: Account, password: str, *, cost: Cost = FULL_COST) -> None:
    """A new password for a colleague who forgot it; one's own is changed with the old one."""
    if account.id == desk.account.id:
        raise RuleBroken("password", "自己的密码请在“我的密码”里修改。")
    check_password(password)
    with desk.act(Act.MANAGE, "change_password", undoable=False) as tx:
        tx.detail = {"of": account.id.hex}
        keyring(desk.store.folder).add(desk.store.keys, account.id, account.name, password, cost)


def set_role(desk: Desk, account: Account, role: Role) -> None:
    if account.id == desk.account.id:
        raise NotAllowed(ROLE_WORDS[desk.account.role], "改自己的角色")
    with desk.act(Act.MANAGE, "set_role", undoable=False) as tx:
        tx.put(replace(account, role=role))


def close_account(desk: Desk, account: Account) -> None:
    """Take an account's key away; what the person did stays on record."""
    if account.id == desk.account.id:
        raise RuleBroken("account", "不能停用自己正在使用的账户。")
    with desk.act(Act.MANAGE, "close_account", undoable=False) as tx:
        tx.put(replace(account, active=False))
        keyring(desk.store.folder).remove(account.id)


def renew_recovery(desk: Desk, password: str, *, cost: Cost = FULL_COST) -> str:
    """A new recovery sheet; the old code stops working."""
    ring = keyring(desk.store.folder)
    keys = ring.unlock(desk.account.id, password)
    code = new_recovery_code()
    with desk.act(Act.MANAGE, "renew_recovery", undoable=False):
        ring.renew_recovery(keys, code, cost)
    return code


def save_committee(desk: Desk, committee: Committee) -> None:
    check_pattern(committee.number_pattern)
    with desk.act(Act.MANAGE, "committee") as tx:
        tx.put(committee)


def save_member(desk: Desk, member: Member) -> None:
    """RuleBroken for a birth that makes no sense."""
    if member.born is not None and not 1900 <= member.born.year <= desk.today().year - 10:
        raise RuleBroken("born", "出生日期不合常理,请核对年份。")
    with desk.act(Act.TEAM, "member") as tx:
        tx.put(member)


def accounts(desk: Desk) -> list[Account]:
    with desk.read() as reader:
        return reader.find(Account)


def enter(folder: Path, keys: Keys, account: UUID, now: Now = utc_now) -> Desk:
    """Sit down with keys that are already known to be right; the rest of `open_room`."""
    store = Store(folder, keys, keyring(folder).device, now)
    try:
        follow(store)
        with store.read() as reader:
            known = reader.maybe(Account, account)
            waiting = reader.meta("joining")
        if waiting:
            raise Refused("joining", "这台电脑还没有收到调处室的数据,请先完成第一次同步。")
        if known is None or not known.active:
            raise Refused("unknown_account", "这个账户已停用,请联系管理员。")
        desk = _desk(store, keys, folder, known)
        with store.begin(Deed(account=account, act="log_in")):
            pass
        keyring(folder).keep_name(account, known.name)
    except BaseException:
        store.close()
        raise
    return desk


def _desk(store: Store, keys: Keys, folder: Path, account: Account, handbook: Handbook | None = None) -> Desk:
    with store.read() as reader:
        practice = reader.meta("practice") == "1"
    desk = Desk(store, Attachments(folder, keys), account, handbook or open_handbook(), practice=practice)
    desk.refresh_rules()
    return desk
