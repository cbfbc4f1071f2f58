"""Behind the program's back: a bare connection to a room's database, and what a room holds as plain values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.storage.columns import as_text
from desktop.storage.keys import Keys
from desktop.storage.schema import GONE, KINDS, TABLES, summaries
from desktop.storage.store import DATABASE, Store


@contextmanager
def raw(folder: Path, keys: Keys) -> Iterator[Any]:
    """A SQLCipher connection that obeys nobody; what it did is committed at the end."""
    connection = sqlcipher.connect(str(folder / DATABASE), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{keys.derived('database').hex()}'\"")
        yield connection
    finally:
        connection.close()


def rows_of(store: Store, *, gone: bool = False) -> dict[tuple[str, str], dict[str, str]]:
    """(kind, id) -> field -> canonical JSON, of what is there; with `gone` also of what was removed."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    with store.read() as reader:
        for kind, cls in KINDS.items():
            table = TABLES[kind]
            names = [f.name for f in fields(cls)]
            for row in reader.rows(select(*(table.c[n] for n in names), table.c[GONE])):
                if row[-1] and not gone:
                    continue
                values = {n: as_text(v) for n, v in zip(names, row, strict=False)}
                found[(kind, row[0].hex)] = values | ({GONE: str(row[-1])} if gone else {})
    return found


def summary_rows(store: Store) -> dict[bytes, dict[str, Any]]:
    with store.read() as reader:
        return {r.dispute: dict(r._mapping) for r in reader.rows(select(summaries))}


def digest(desk: Desk) -> str:
    """One hash over everything that a person could see in the room: live rows and list rows."""
    rows = sorted((k, sorted(v.items())) for k, v in rows_of(desk.store).items())
    seen = sorted((k, sorted(v.items(), key=str)) for k, v in summary_rows(desk.store).items())
    return hashlib.sha256(repr((rows, seen)).encode()).hexdigest()


def counts(desk: Desk) -> tuple[int, int]:
    """(operations, audit lines): what any trace of an act would raise."""
    with desk.store.read() as reader:
        connection = reader.connection
        return tuple(  # type: ignore[return-value]
            connection.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar() for t in ("operations", "audit")
        )
