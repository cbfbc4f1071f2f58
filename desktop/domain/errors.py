"""What this program raises on purpose."""

from __future__ import annotations

from dataclasses import dataclass


class MediationError(Exception):
    """Everything this program raises on purpose; anything else is a bug."""

    def for_user(self) -> str:
        """One sentence in Chinese: what happened and what to do next."""
        raise NotImplementedError


@dataclass
class RuleBroken(MediationError):
    """A rule of the room refused the change; `field` is where to put the cursor."""

    field: str
    sentence: str

    def for_user(self) -> str:
        return self.sentence


@dataclass
class NotAllowed(MediationError):
    """The role of the person at the keyboard does not include this act."""

    role: str
    act: str

    def for_user(self) -> str:
        return f"{self.role}没有“{self.act}”的权限,请由有权限的同事登录后办理。"


@dataclass
class NotFound(MediationError):
    """Something named from outside does not exist here."""

    sentence: str

    def for_user(self) -> str:
        return self.sentence


@dataclass
class Unreadable(MediationError):
    """A file from outside does not make sense; `place` says where, e.g. `cases[3].parties[0].name`."""

    place: str
    sentence: str

    def for_user(self) -> str:
        return f"{self.sentence}(位置:{self.place})" if self.place else self.sentence


@dataclass
class Refused(MediationError):
    """The store, the disk or the key refuses; nothing was changed. `code` is stable, for tests and scripts."""

    code: str
    sentence: str

    def for_user(self) -> str:
        return self.sentence
