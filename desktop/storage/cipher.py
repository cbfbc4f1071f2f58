"""Opening the encrypted database, and what its errors mean to a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from desktop.domain.errors import Refused

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "cache_size=-16384",
    "temp_store=MEMORY",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "wal_autocheckpoint=1000",
)
PLAIN_HEADER = b"SQLite format 3\x00"
PAGE = 4096
LITTLE = 64 * 1024  # bytes: less than the log and its index need to grow

DAMAGED = Refused("damaged", "数据库有损坏,为保护数据没有继续打开;请从最近的备份恢复,并保留原文件夹备查。")
FULL = Refused("disk_full", "磁盘空间不足,刚才的内容没有存入,已填的内容仍在屏幕上;请清理磁盘后再保存。")
READ_ONLY = Refused("read_only", "数据文件夹不能写入,刚才的内容没有存入;请检查磁盘或权限后重试。")
BUSY = Refused("busy", "数据正被另一个程序占用,请稍候再试。")
IO_ERROR = Refused("io_error", "读写磁盘出错,不能确定是否已存入;请重新打开程序核对最后一次操作。")


def engine(path: Path, key: bytes) -> Engine:
    """A pool of connections to the SQLCipher file under a raw 32-byte key."""

    def connect() -> Any:
        connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    made = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        hide_parameters=True,
    )

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN DEFERRED")

    @event.listens_for(made, "handle_error")
    def _say_full(context: ExceptionContext) -> None:
        """No room for the index of the log is only called an I/O error; a COMMIT that raised stays undecided."""
        committing = context.connection is not None and context.statement is None
        said = meaning(context.original_exception)
        if said == IO_ERROR and not committing and disk_usage(path.parent).free < LITTLE:
            raise Refused(FULL.code, FULL.sentence) from None

    return made


def check_file(path: Path) -> None:
    """Refuse a missing, empty or foreign file: it is never silently made anew."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
            size = path.stat().st_size
    except FileNotFoundError:
        raise Refused("missing", "数据库文件 room.db 不见了,请从备份恢复;没有新建空库。") from None
    except PermissionError:
        raise Refused("not_readable", "没有读取数据库的权限,请联系管理员。") from None
    if size == 0:
        raise Refused("empty", "数据库文件是空的(0 字节),请从备份恢复;没有新建空库。")
    if head == PLAIN_HEADER:
        raise Refused("foreign", "这个 room.db 不是本程序的加密数据库,请选对文件夹。")
    if size % PAGE and not _size(path.with_name(f"{path.name}-wal")):
        raise DAMAGED  # with its log beside it, a file that a power cut left half grown mends itself


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the database raises into a sentence; bugs pass through."""
    try:
        yield
    except DBAPIError as error:
        said = meaning(error.orig)
        if said is None:
            raise
        raise said from None
    except (sqlcipher.Error, sqlite3.Error) as error:
        said = meaning(error)
        if said is None:
            raise
        raise said from None


def meaning(error: BaseException | None) -> Refused | None:
    """The sentence for a driver error; None when it is a bug of ours."""
    name = getattr(error, "sqlite_errorname", None) or ""
    for prefix, said in (
        ("SQLITE_FULL", FULL),
        ("SQLITE_READONLY", READ_ONLY),
        ("SQLITE_CANTOPEN", READ_ONLY),
        ("SQLITE_PERM", READ_ONLY),
        ("SQLITE_CORRUPT", DAMAGED),
        ("SQLITE_NOTADB", DAMAGED),
        ("SQLITE_BUSY", BUSY),
        ("SQLITE_LOCKED", BUSY),
        ("SQLITE_IOERR", IO_ERROR),
    ):
        if name.startswith(prefix):
            return Refused(said.code, said.sentence)
    return None
