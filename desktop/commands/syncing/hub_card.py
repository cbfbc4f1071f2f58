"""Connecting this room to the street's hub by the card that its IT made; kept inside the encrypted database."""

from __future__ import annotations

from uuid import UUID

from desktop.commands.desk import Desk
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act
from desktop.sync import keys
from desktop.sync.targets.card import read_card

HUB = "hub"  # meta: the hub card
MOST = 1_000_000  # bytes: a card has a few thousand


def room_id(desk: Desk) -> UUID:
    """调处室编号: what IT needs to make a card."""
    with desk.read() as reader:
        return keys.room_of(reader)


def connect(desk: Desk, content: bytes) -> str:
    """Use this card from now on; the hub's address. RuleBroken for another room's card, Unreadable for no card."""
    if desk.practice:
        raise RuleBroken("hub", "练习模式的数据不与别的电脑同步。")
    if len(content) > MOST:
        raise RuleBroken("hub", "这不是服务器接入文件,请向街道信息员重新要一份。")
    card = read_card(content)
    if card.room != room_id(desk):
        raise RuleBroken("hub", "这份服务器接入文件是给另一间调处室的,请把本室的调处室编号告诉信息员,重新要一份。")
    keys.ensure_identity(desk.store, account=desk.account.id)
    with desk.act(Act.MANAGE, "connect_hub", undoable=False) as tx:
        tx.detail = {"host": card.host}
        tx.set_meta(HUB, card.text())
    return card.host
