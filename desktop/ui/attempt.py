"""A command that a form asks for: refused at the field that is wrong, or done and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from desktop.domain.errors import MediationError, RuleBroken
from desktop.ui.host import Host
from desktop.ui.kit.forms import Form

T = TypeVar("T")
AS_NAMED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What the command gave back, which may be nothing."""

    value: T


def attempt(
    host: Host,
    form: Form | None,
    act: Callable[[], T],
    *,
    said: str | Callable[[T], str] = "",
    undo: bool = True,
    at: str = "",
    places: Mapping[str, str] = AS_NAMED,
) -> Done[T] | None:
    """Run `act`; None when it was refused, which is shown by then.

    A rule that was broken is told at its field, where the cursor goes: `places` are fields that the form calls
    otherwise, `at` takes what it does not have. Everything else is a notice. Success says `said`, with 撤销 if `undo`.
    """
    try:
        made = act()
    except RuleBroken as broken:
        place = places.get(broken.field, broken.field)
        if form is not None and place not in form.names():
            place = at
        if form is None or not place:
            host.problem(broken)
        else:
            form.show_problem(place, broken.sentence)
        return None
    except MediationError as error:
        host.problem(error)
        return None
    words = said if isinstance(said, str) else said(made)
    if words:
        host.say(words, undo=undo)
    return Done(made)
