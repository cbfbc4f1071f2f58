"""The keyring: one random master key, wrapped once per account and once for the recovery code.

Argon2id (RFC 9106) turns a password into the key of a wrap; AES-256-GCM seals
the master key in it, so that a right password is known before the database
is touched. Changing a password makes a new wrap and leaves the database alone.
The names for the log-in list are sealed with a key that lies beside the
keyring: that keeps them out of plain sight, it does not protect them.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import secrets
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.domain.errors import Refused
from desktop.storage.files import write_private

KEY_BYTES = 32
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I L O U
CODE_SYMBOLS = 30  # 150 bits, then two symbols of check
WRONG_LIMIT = 5
LOCK_SECONDS = 15 * 60
MIN_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: memory in KiB, passes, lanes (128 MiB, 3, 2 takes about half a second)."""

    memory: int = 128 * 1024
    passes: int = 3
    lanes: int = 2


@dataclass(frozen=True, slots=True)
class Keys:
    """What the master key opens; each purpose has a key of its own (HKDF-SHA256)."""

    master: bytes

    def derived(self, purpose: str) -> bytes:
        return HKDF(hashes.SHA256(), KEY_BYTES, None, f"mediation-desk {purpose}".encode()).derive(self.master)

    def __repr__(self) -> str:
        return "Keys(…)"


def new_recovery_code() -> str:
    """Eight groups of four symbols; the last two symbols check the rest."""
    payload = "".join(secrets.choice(ALPHABET) for _ in range(CODE_SYMBOLS))
    whole = payload + _check(payload)
    return "-".join(whole[n : n + 4] for n in range(0, len(whole), 4))


def read_recovery_code(typed: str) -> str:
    """The symbols of a typed code; Refused when a symbol is missing or miscopied."""
    folded = unicodedata.normalize("NFKC", typed).upper().translate(str.maketrans("OIL", "011"))
    symbols = "".join(c for c in folded if c in ALPHABET)
    if len(symbols) != CODE_SYMBOLS + 2 or _check(symbols[:-2]) != symbols[-2:]:
        raise Refused("recovery_code_typo", "恢复码抄写有误(应为 8 组、每组 4 位),请对照恢复单重新输入。")
    return symbols


def _check(payload: str) -> str:
    """Two symbols: the payload as a number, modulo the prime 1021.

    Any one wrong symbol, and any two neighbours swapped, change the number by something that 1021 does not divide.
    """
    number = 0
    for symbol in payload:
        number = number * 32 + ALPHABET.index(symbol)
    return ALPHABET[number % 1021 // 32] + ALPHABET[number % 1021 % 32]


class Keyring:
    """The file `keyring.json` of a data folder. Every change replaces the whole file."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        self._path = folder / "keyring.json"
        self._device = folder / "device.key"
        self._now = now

    @property
    def exists(self) -> bool:
        return self._path.exists()

    # -- making

    def create(self, room: UUID, device: UUID, recovery_code: str, cost: Cost) -> Keys:
        """A new room's keyring with its recovery wrap and no account yet."""
        if self.exists:
            raise Refused("room_exists", "这个文件夹里已有一间调处室,请换一个空文件夹。")
        keys = Keys(secrets.token_bytes(KEY_BYTES))
        _write(self._device, secrets.token_bytes(KEY_BYTES))
        ring = {
            "format": 1,
            "room": room.hex,
            "device": device.hex,
            "recovery": _wrap(keys.master, read_recovery_code(recovery_code), cost),
            "accounts": {},
            "names": "",
        }
        self._save(ring, {})
        return keys

    def add(self, keys: Keys, account: UUID, name: str, password: str, cost: Cost) -> None:
        """Give an account its own wrap (also used to change or reset its password)."""
        check_password(password)
        ring = self._read()
        names = self._names(ring)
        names[account.hex] = name
        ring["accounts"][account.hex] = _wrap(keys.master, _folded(password), cost)
        self._save(ring, names)

    def keep_name(self, account: UUID, name: str) -> None:
        """Know the account by this name again, after `device.key` was lost or the person was renamed."""
        ring = self._read()
        names = self._names(ring)
        if names.get(account.hex) != name and account.hex in ring["accounts"]:
            self._save(ring, names | {account.hex: name})

    def remove(self, account: UUID) -> None:
        ring = self._read()
        names = self._names(ring)
        ring["accounts"].pop(account.hex, None)
        names.pop(account.hex, None)
        self._save(ring, names)

    def renew_recovery(self, keys: Keys, code: str, cost: Cost) -> None:
        ring = self._read()
        ring["recovery"] = _wrap(keys.master, read_recovery_code(code), cost)
        self._save(ring, self._names(ring))

    # -- reading

    @property
    def room(self) -> UUID:
        return UUID(hex=self._read()["room"])

    @property
    def device(self) -> UUID:
        return UUID(hex=self._read()["device"])

    def set_device(self, device: UUID) -> None:
        """The workstation goes on under another identity; the database has decided so."""
        ring = self._read()
        self._save(ring | {"device": device.hex}, self._names(ring))

    def accounts(self) -> dict[UUID, str]:
        """Who may log in: account and the name to show."""
        ring = self._read()
        names = self._names(ring)
        return {UUID(hex=key): names.get(key, "") for key in ring["accounts"]}

    def unlock(self, account: UUID, password: str) -> Keys:
        """The keys, or Refused: `wrong_password`, `locked_out`, `unknown_account`."""
        ring = self._read()
        wrap = ring["accounts"].get(account.hex)
        if wrap is None:
            raise Refused("unknown_account", "没有这个账户,请核对姓名或请管理员添加。")
        self._refuse_when_locked(ring, wrap)
        try:
            keys = Keys(_unwrap(wrap, _folded(password)))
        except InvalidTag:
            wrap["fails"] = wrap.get("fails", 0) + 1
            wrap["failed_at"] = int(self._now())
            self._save(ring, self._names(ring))
            left = WRONG_LIMIT - wrap["fails"]
            if left <= 0:
                raise Refused("locked_out", "连续 5 次密码错误,账户锁定 15 分钟;急用请以恢复码重设密码。") from None
            raise Refused("wrong_password", f"密码不对,请重新输入(还可以试 {left} 次)。") from None
        if wrap.get("fails"):
            wrap["fails"] = 0
            self._save(ring, self._names(ring))
        return keys

    def recover(self, code: str) -> Keys:
        """The keys by the recovery code; Refused `recovery_code_typo` or `wrong_recovery_code`."""
        symbols = read_recovery_code(code)
        try:
            return Keys(_unwrap(self._read()["recovery"], symbols))
        except InvalidTag:
            raise Refused(
                "wrong_recovery_code", "恢复码写法正确,但不是这间调处室现在的恢复码,请换用最新的恢复单。"
            ) from None

    def _refuse_when_locked(self, ring: dict[str, Any], wrap: dict[str, Any]) -> None:
        if wrap.get("fails", 0) < WRONG_LIMIT:
            return
        waited = self._now() - wrap["failed_at"]
        if waited < 0:  # the clock was set back: the waiting starts anew, and that is kept, or it would never end
            wrap["failed_at"] = int(self._now())
            self._save(ring, self._names(ring))
            waited = 0
        if waited < LOCK_SECONDS:
            minutes = int((LOCK_SECONDS - waited) // 60) + 1
            raise Refused("locked_out", f"密码错误次数过多,请 {minutes} 分钟后再试,或以恢复码重设密码。")
        wrap["fails"] = 0

    # -- the file

    def _read(self) -> dict[str, Any]:
        try:
            ring = json.loads(self._path.read_bytes())
            if ring["format"] != 1:
                raise Refused("newer_keyring", "钥匙文件由更新的版本写成,请安装最新版本后再打开。")
            _check_whole(ring)
            return dict(ring)
        except FileNotFoundError:
            raise Refused("no_room", "这个文件夹里没有调处室数据,请先建立调处室或选对文件夹。") from None
        except PermissionError:
            raise Refused("not_readable", "没有读取数据文件夹的权限,请联系管理员。") from None
        except OSError:
            raise Refused("not_readable", "钥匙文件 keyring.json 读不出来,请检查磁盘;数据库没有改动。") from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Refused(
                "damaged_keyring", "钥匙文件 keyring.json 已损坏,请从备份取回这个文件;数据库没有改动。"
            ) from None

    def _names(self, ring: dict[str, Any]) -> dict[str, str]:
        key = self._names_key()
        if key is None:
            return {}
        try:
            box = b64decode(ring["names"])
            return dict(json.loads(AESGCM(key).decrypt(box[:12], box[12:], b"names")))
        except (ValueError, InvalidTag):
            return {}

    def _names_key(self) -> bytes | None:
        try:
            key = self._device.read_bytes()
        except OSError:
            return None
        return key if len(key) == KEY_BYTES else None

    def _save(self, ring: dict[str, Any], names: dict[str, str]) -> None:
        nonce = secrets.token_bytes(12)
        key = self._names_key()
        if key is None:  # lost or damaged: the names are told anew as people log in
            key = secrets.token_bytes(KEY_BYTES)
            _write(self._device, key)
        sealed = AESGCM(key).encrypt(nonce, json.dumps(names).encode(), b"names")
        ring["names"] = b64encode(nonce + sealed).decode()
        ring["check"] = _check_of(ring)
        _write(self._path, json.dumps(ring, indent=1).encode())


def _write(path: Path, content: bytes) -> None:
    """`write_private`, refused in words."""
    try:
        write_private(path, content)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise Refused("disk_full", "磁盘空间不足,未能写入,请清理磁盘后重试。") from None
        raise Refused("read_only", "数据文件夹不能写入,请检查磁盘或权限后重试。") from None


def _check_of(ring: dict[str, Any]) -> str:
    """A checksum against damage (not against an attacker, who can compute it as well)."""
    plain = {k: v for k, v in ring.items() if k != "check"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _check_whole(ring: dict[str, Any]) -> None:
    """ValueError, KeyError or TypeError for a file that was cut, edited or rotted."""
    if ring["check"] != _check_of(ring):
        raise ValueError("check")
    for key in (ring["room"], ring["device"], *ring["accounts"]):
        UUID(hex=key)


def check_password(password: str) -> None:
    """Refused unless the password has 8 or more characters of at least two kinds."""
    kinds = sum(any(test(c) for c in password) for test in (str.isdigit, str.isalpha, lambda c: not c.isalnum()))
    if len(password) < MIN_PASSWORD or kinds < 2:
        raise Refused("weak_password", "密码至少 8 位,并含字母、数字、符号中的两种。")


def _folded(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def stretched(secret: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    typed = secret.encode("utf-8", "surrogatepass")  # a broken locale hands over lone surrogates
    return hash_secret_raw(typed, salt, cost.passes, cost.memory, cost.lanes, KEY_BYTES, Type.ID)


def _wrap(master: bytes, secret: str, cost: Cost) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = AESGCM(stretched(secret, salt, cost)).encrypt(nonce, master, b"master")
    return {
        "kdf": "argon2id",
        "memory_kib": cost.memory,
        "passes": cost.passes,
        "lanes": cost.lanes,
        "salt": b64encode(salt).decode(),
        "nonce": b64encode(nonce).decode(),
        "box": b64encode(box).decode(),
    }


def _unwrap(wrap: dict[str, Any], secret: str) -> bytes:
    cost = Cost(wrap["memory_kib"], wrap["passes"], wrap["lanes"])
    key = stretched(secret, b64decode(wrap["salt"]), cost)
    return AESGCM(key).decrypt(b64decode(wrap["nonce"]), b64decode(wrap["box"]), b"master")


def mac(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 over length-prefixed parts."""
    whole = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.digest()
