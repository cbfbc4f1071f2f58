"""Attached files: content-addressed, each sealed with AES-256-GCM; never a plain byte on disk."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from desktop.domain.errors import Refused
from desktop.storage.files import make_private_folder, write_private
from desktop.storage.keys import Keys, mac
from desktop.storage.reader import Reader
from desktop.storage.schema import manifests

LIMIT = 50 * 1024 * 1024
AWAY = "away"  # the state of a manifest whose bytes are on another workstation still


def away(reader: Reader) -> set[str]:
    """SHA-256 of what was attached elsewhere and has not come yet."""
    return {row[0] for row in reader.rows(select(manifests.c.sha256).where(manifests.c.state == AWAY))}


class Attachments:
    """The folder `attachments/` of a room. An address is a keyed hash, so that names on disk tell nothing."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder / "attachments"
        self._seal = AESGCM(keys.derived("attachments"))
        self._names = keys.derived("attachment names")

    def put(self, content: bytes) -> str:
        """Keep the bytes; their SHA-256 (hex). The same bytes are kept once. Refused over 50 MB or when empty."""
        if not content:
            raise Refused("empty_attachment", "这个文件是空的(0 字节),没有附上。")
        if len(content) > LIMIT:
            raise Refused("attachment_too_large", "附件最大 50 MB,请压缩或分成几个文件再附。")
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            nonce = secrets.token_bytes(12)
            make_private_folder(path.parent)
            try:
                write_private(path, nonce + self._seal.encrypt(nonce, content, sha256.encode()))
            except OSError:
                raise Refused("disk_full", "磁盘空间不足或不能写入,附件没有存入,请处理后重试。") from None
        return sha256

    def get(self, sha256: str) -> bytes:
        """The plain bytes; Refused `lost_attachment` or `damaged_attachment`."""
        try:
            sealed = self._path(sha256).read_bytes()
        except OSError:
            raise Refused("lost_attachment", "附件文件不见了,请从备份取回。") from None
        try:
            content = self._seal.decrypt(sealed[:12], sealed[12:], sha256.encode())
        except (InvalidTag, ValueError):
            raise Refused("damaged_attachment", "附件文件已损坏,请从备份取回。") from None
        return content

    def drop(self, sha256: str) -> None:
        """Forget bytes that no row names."""
        self._path(sha256).unlink(missing_ok=True)

    def check(self, known: set[str]) -> tuple[list[str], list[str]]:
        """(addresses that are lost or damaged, files on disk that no row knows)."""
        bad = []
        for sha256 in sorted(known):
            try:
                self.get(sha256)
            except Refused:
                bad.append(sha256)
        expected = {self._path(sha256) for sha256 in known}
        found = {p for p in self._folder.rglob("*") if p.is_file()} if self._folder.exists() else set()
        return bad, sorted(p.name for p in found - expected)

    def _path(self, sha256: str) -> Path:
        name = mac(self._names, sha256.encode()).hex()[:40]
        return self._folder / name[:2] / name
