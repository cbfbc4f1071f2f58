"""Where things lie on a computer."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_folder() -> Path:
    """The room's data when nothing else is said."""
    return _base() / "mediation-desk"


def practice_folder() -> Path:
    """Practice never lies where the real room lies."""
    return _base() / "mediation-desk-practice"


def _base() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home())))
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
