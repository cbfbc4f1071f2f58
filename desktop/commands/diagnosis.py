"""What IT asks on the telephone: versions, places, sizes. No name, number or text of any file."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path

from desktop import __version__
from desktop.commands.desk import Desk
from desktop.storage.upgrade import REVISIONS, revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Sizes in bytes; `folder` with the home folder as ~."""

    version: str
    python: str
    system: str
    cipher: str
    database_engine: str
    revision: str
    newest_revision: str
    folder: str
    database: int
    attachments: int
    attachment_count: int
    free: int


def diagnose(desk: Desk) -> Diagnosis:
    """Facts about this workstation; reads a few numbers and changes nothing."""
    import shutil

    folder = desk.store.folder
    with desk.store.read() as reader:
        ask = reader.connection.exec_driver_sql
        cipher = ask("PRAGMA cipher_version").first()
        engine = ask("SELECT sqlite_version()").first()
        at = revision(reader.connection)
    kept = [path for path in (folder / "attachments").rglob("*") if path.is_file()]
    return Diagnosis(
        version=__version__,
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        cipher=str(cipher[0]) if cipher else "",
        database_engine=str(engine[0]) if engine else "",
        revision=at or "",
        newest_revision=REVISIONS[-1],
        folder=_without_home(folder),
        database=sum(_size(path) for path in folder.glob("room.db*")),
        attachments=sum(_size(path) for path in kept),
        attachment_count=len(kept),
        free=shutil.disk_usage(folder).free,
    )


def size_text(count: int) -> str:
    """`12.4 MB`: what file managers say."""
    value, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if value < 1024 or unit == "TB":
            break
        value /= 1024
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"


def _without_home(folder: Path) -> str:
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # a journal that has just gone
