"""What is opened: one encrypted room, and the same words as an Anki collection and an xlsx; made once and kept."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import desktop
from tests.benchmarks import big_room

HERE = Path(__file__).parent
HEADINGS = (
    *("编号", "标题", "类别", "来源", "收件日期", "申请人", "申请人电话"),
    *("被申请人", "被申请人电话", "状态", "风险", "简要情况"),
)


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """The words of the big room's files, twelve columns."""
    for file in big_room.files(count, random.Random(big_room.SEED), UUID(int=0)):
        dispute = file.dispute
        asking, answering = (file.person(party) for party in file.sides)
        yield (
            *(dispute.case_no, dispute.title, dispute.category, dispute.source, f"{dispute.received_at:%Y-%m-%d}"),
            *(asking.name, asking.phone, answering.name, answering.phone),
            *(dispute.mediation.value, dispute.risk.value, dispute.facts),
        )


def words(data: Path, count: int) -> Path:
    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8") as out:
            out.writelines("\t".join(row) + "\n" for row in (HEADINGS, *rows(count)))

    return _once(data / f"words-{count}.tsv", write)


def room(data: Path, count: int) -> Path:
    """Made anew when the program stores things differently; rooms of other programs are thrown away."""
    kept = _once(data / f"room-{count}-{_program()}", lambda made: big_room.make(made, count))
    for old in data.glob(f"room-{count}-*"):
        if old != kept:
            shutil.rmtree(old)
    return kept


def people(data: Path, count: int, files: int) -> Path:
    """A room of records with all their history, for exchanges; made anew when the program stores things differently."""
    from tests.benchmarks import syncing_ours

    name = f"people-{count}-{files}"
    kept = _once(data / f"{name}-{_program()}", lambda made: syncing_ours.make(made, count, files=files))
    for old in data.glob(f"{name}-*"):
        if old != kept:
            shutil.rmtree(old)
    return kept


def _program() -> str:
    """What decides how a room lies on the disk."""
    package = Path(desktop.__file__).parent
    deciding = (*package.glob("storage/**/*.py"), package / "commands/summaries.py", HERE / "big_room.py")
    digest = hashlib.sha256()
    for path in sorted(deciding):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def anki(data: Path, count: int) -> Path:
    """The base folder for `anki -b`."""
    return _once(data / f"anki-{count}", lambda made: _peer("anki_collection.py", words(data, count), made))


def sheet(data: Path, count: int) -> Path:
    return _once(data / f"register-{count}.xlsx", lambda made: _peer("calc_sheet.py", words(data, count), made))


def peers_python() -> Path | None:
    """The Python that has the peers' libraries; None when `make bench` did not install them."""
    path = Path(os.environ.get("PEERS_PYTHON", "bench/peers/bin/python"))
    return path.absolute() if path.exists() else None


def _peer(script: str, source: Path, made: Path) -> None:
    subprocess.run([str(peers_python()), str(HERE / script), str(source), str(made)], check=True)


def _once(path: Path, make: Callable[[Path], None]) -> Path:
    """Made beside and then renamed, so that what was interrupted is not mistaken for whole."""
    if not path.exists():
        unfinished = path.with_name(f"unfinished-{path.name}")
        if unfinished.is_dir():
            shutil.rmtree(unfinished)
        path.parent.mkdir(parents=True, exist_ok=True)
        make(unfinished)
        unfinished.rename(path)
    return path
