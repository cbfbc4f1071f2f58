"""What a workstation prefers: one frozen value, kept as TOML beside the data. No personal data."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from desktop.storage.files import write_private

FILE = "settings.toml"
MODES = ("light", "dark", "system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """`scale` is one of looks.SCALES; `lock_minutes` 0 never locks by itself; `printer` "" asks each time."""

    scale: float = 1.0
    mode: str = "light"
    lock_minutes: int = 10
    printer: str = ""
    duplex: bool = True
    official_papers: bool = False
    attach_source: bool = True
    reminders: bool = True


def read(folder: Path) -> Preferences:
    """The preferences of a data folder; what is missing, unknown or nonsense is the default."""
    try:
        kept = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    defaults = asdict(Preferences())
    chosen: dict[str, Any] = {
        name: kept[name] for name, default in defaults.items() if isinstance(kept.get(name), type(default))
    }
    if chosen.get("mode") not in MODES:
        chosen.pop("mode", None)
    if not 0.75 <= chosen.get("scale", 1.0) <= 3:
        chosen.pop("scale")
    return Preferences(**chosen)


def write(folder: Path, preferences: Preferences) -> None:
    """Keep them; a folder that cannot be written keeps the old ones without a word (they are only preferences)."""
    lines = []
    for f in fields(preferences):
        value = getattr(preferences, f.name)
        text = str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
        lines.append(f"{f.name} = {text}")
    try:
        write_private(folder / FILE, ("\n".join(lines) + "\n").encode())
    except OSError:
        return
