"""The hub card: where the hub is, whom it must prove to be, and how this workstation proves itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from desktop.domain.errors import Unreadable

KIND = "mediation-desk hub card"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """What IT hands over for one workstation; kept inside the encrypted database, never in a file of settings.

    `ca` is the PEM of the authority that the hub's certificate must come from: there is no other way to trust a hub
    and no way not to ask. The workstation proves itself by `password` (SCRAM, bound to the TLS channel), by the client
    certificate `cert` with its `key` (PEM), or by both. `direct`: TLS from the first byte (PostgreSQL 17 or later,
    for networks that let only port 443 through).
    """

    host: str
    port: int = 5432
    dbname: str = "mediation_hub"
    login: str
    ca: str
    room: UUID
    password: str = field(default="", repr=False)
    cert: str = ""
    key: str = field(default="", repr=False)
    direct: bool = False
    name: str = ""

    def plain(self) -> dict[str, Any]:
        """As the card file and the meta row `hub` hold it."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {"kind": KIND, "version": 1} | values | {"room": str(self.room)}

    def text(self) -> str:
        return json.dumps(self.plain(), ensure_ascii=False, indent=1) + "\n"


def read_card(text: str | bytes) -> HubSettings:
    """The settings of a card. Unreadable names the field that makes no sense."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise Unreadable("", "这不是服务器接入文件，请向街道信息员重新要一份。") from error
    if not isinstance(given, dict) or given.get("kind") != KIND or given.get("version") != 1:
        raise Unreadable("kind", "这不是服务器接入文件，或者是更新版本的程序所用。")
    found: dict[str, Any] = {}
    for f in fields(HubSettings):
        if f.name in given:
            found[f.name] = _checked(f.name, given[f.name])
    for name in ("host", "login", "ca", "room"):
        if not found.get(name):
            raise Unreadable(name, "服务器接入文件缺少这一项，请向街道信息员重新要一份。")
    if not found.get("password") and not (found.get("cert") and found.get("key")):
        raise Unreadable("password", "服务器接入文件里没有密码，也没有证书，请向街道信息员重新要一份。")
    return HubSettings(**found)


def _checked(name: str, value: object) -> object:
    sentence = "服务器接入文件的这一项看不懂，请向街道信息员重新要一份。"
    if name == "port":
        if type(value) is not int or not 0 < value < 65536:
            raise Unreadable(name, sentence)
    elif name == "direct":
        if not isinstance(value, bool):
            raise Unreadable(name, sentence)
    elif not isinstance(value, str) or "\0" in value:
        raise Unreadable(name, sentence)
    elif name == "host" and ("," in value or "/" in value or value != value.strip()):
        raise Unreadable(name, sentence)  # one hub by its name, never a list and never a socket without TLS
    elif name == "room":
        try:
            return UUID(value)
        except ValueError as error:
            raise Unreadable(name, sentence) from error
    return value
