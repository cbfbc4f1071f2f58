"""The practice room: invented files of today, and a past that was closed and archived before them."""

from desktop.commands.practice.files import MISFILED
from desktop.commands.practice.moving import FIXED, practice_room

__all__ = ["FIXED", "MISFILED", "practice_room"]
