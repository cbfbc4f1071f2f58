"""The cupboard: fonts, icons, rules, samples, as package data."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """Where a resource lies on disk, e.g. `path("fonts", "NotoSansSC-Regular.ttf")`."""
    return _HERE.joinpath(*parts)
