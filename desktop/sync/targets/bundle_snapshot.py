"""A bundle's snapshot for newcomers: one manifest beside the devices' folders, its pieces among the chunks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from desktop.sync.errors import Tampered
from desktop.sync.snapshot import is_piece, read_manifest
from desktop.sync.targets import bundle_files as files

SNAPSHOT = "SNAPSHOT"
LARGEST_MANIFEST = 4 << 20


def kept(place: Path) -> bytes | None:
    """The manifest; None when it is not there or a copy of it was cut short."""
    try:
        content = files.read(place / SNAPSHOT, LARGEST_MANIFEST)
        if content is not None:
            read_manifest(content)
    except (FileNotFoundError, Tampered):
        return None
    return content


def replace(place: Path, manifest: bytes, writer: str, pieces: Iterable[Path]) -> None:
    """Write the manifest, then remove these files of the one before; an attachment's chunk stays."""
    files.write(place / SNAPSHOT, manifest, writer)
    files.sync_folder(place)
    for path in pieces:
        try:
            ours = is_piece(files.read(path, files.LARGEST_CHUNK) or b"")
        except FileNotFoundError:
            continue
        if ours:
            path.unlink(missing_ok=True)
