"""An invitation: a file that lets one new workstation into the room, opened by the code that an old one showed.

The file is carried (USB stick, mail), the code is told by voice or on paper: neither is enough alone. Argon2id turns
the code into a key (RFC 9106), AES-256-GCM seals what is inside. The code is checked like a recovery code, so a
miscopied symbol is told before anything is tried.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.domain.errors import Refused
from desktop.storage.keys import Cost, read_recovery_code, stretched

SUFFIX = ".mdjoin"
FORMAT = 1
VALID = timedelta(days=7)
MOST = 4 * 1024 * 1024  # bytes of a file that could be an invitation
KIND = "mediation-desk invitation"


class Guest(msgspec.Struct, frozen=True):
    """An account of the room: who somebody at the new workstation may be."""

    id: UUID
    name: str
    role: str


class Invitation(msgspec.Struct, frozen=True):
    """What is inside. Seeds and keys are hex; `stations` are the public sign keys known, by device."""

    room: UUID
    name: str
    station: str
    device: UUID
    sign_seed: str
    box_seed: str
    epochs: dict[int, str]
    stations: dict[str, str]
    accounts: list[Guest]
    made_at: datetime
    hub: dict[str, Any] | None = None

    def __repr__(self) -> str:
        return f"Invitation({self.device})"


_ENCODE = msgspec.json.Encoder()
_DECODE = msgspec.json.Decoder(Invitation)


def seal(invitation: Invitation, code: str, cost: Cost) -> bytes:
    """The file's bytes."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    head = {
        "kind": KIND,
        "format": FORMAT,
        "memory_kib": cost.memory,
        "passes": cost.passes,
        "lanes": cost.lanes,
        "salt": b64encode(salt).decode(),
        "nonce": b64encode(nonce).decode(),
    }
    key = stretched(read_code(code), salt, cost)
    box = AESGCM(key).encrypt(nonce, _ENCODE.encode(invitation), _bound(head))
    return json.dumps(head | {"box": b64encode(box).decode()}, indent=1).encode()


def check_file(content: bytes) -> None:
    """Refused with its own sentence for what is no invitation, is damaged, or was written by a newer program."""
    _head(content)


def unseal(content: bytes, code: str, now: datetime) -> Invitation:
    """What is inside. Refused: a miscopied or wrong code, a file that is damaged, foreign, newer, or has run out."""
    head, box = _head(content)
    cost = Cost(head["memory_kib"], head["passes"], head["lanes"])
    key = stretched(read_code(code), b64decode(head["salt"]), cost)
    try:
        plain = AESGCM(key).decrypt(b64decode(head["nonce"]), box, _bound(head))
    except InvalidTag:
        raise Refused(
            "wrong_invitation_code", "加入码写法正确,但打不开这份邀请,请核对是否是同一次“添加电脑”给出的。"
        ) from None
    try:
        invitation = _DECODE.decode(plain)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise _NEWER from None
    if now > invitation.made_at + VALID:
        raise Refused("invitation_expired", f"这份邀请已超过 {VALID.days} 天,请在原来的电脑上重新“添加电脑”。")
    return invitation


def read_code(typed: str) -> str:
    """The 32 symbols of a code; Refused when one lacks or is miscopied."""
    try:
        return read_recovery_code(typed)
    except Refused:
        raise Refused(
            "invitation_code_typo", "加入码抄写有误(应为 8 组、每组 4 位),请对照原来电脑上的显示重新输入。"
        ) from None


_DAMAGED = Refused("invitation_damaged", "这份邀请文件已损坏或不完整,请在原来的电脑上重新保存一份。")
_FOREIGN = Refused("invitation_foreign", "这不是调处室工作台的邀请文件,请选以 .mdjoin 结尾的那一份。")
_NEWER = Refused("invitation_newer", "这份邀请由更新的版本写成,请先在这台电脑上安装最新版本。")


def _head(content: bytes) -> tuple[dict[str, Any], bytes]:
    if len(content) > MOST or not content.lstrip()[:1] == b"{":
        raise _FOREIGN
    try:
        head = json.loads(content)
    except (ValueError, RecursionError):
        raise (_DAMAGED if KIND.encode() in content[:200] else _FOREIGN) from None
    if not isinstance(head, dict) or head.get("kind") != KIND:
        raise _FOREIGN
    if head.get("format") != FORMAT:
        raise _NEWER
    try:
        box = b64decode(head.pop("box"), validate=True)
        limits = {"memory_kib": 1 << 20, "passes": 16, "lanes": 16}  # what an enemy may make this computer do
        if any(not isinstance(head[name], int) or not 1 <= head[name] <= most for name, most in limits.items()):
            raise ValueError(KIND)
        if head["memory_kib"] < 8 * head["lanes"] or len(b64decode(head["salt"])) != 16:
            raise ValueError(KIND)
        if len(b64decode(head["nonce"])) != 12 or len(box) < 16:
            raise ValueError(KIND)
    except (KeyError, ValueError, TypeError):
        raise _DAMAGED from None
    return head, box


def _bound(head: Mapping[str, Any]) -> bytes:
    """The header is sealed with the body."""
    return json.dumps(dict(head), sort_keys=True).encode()
