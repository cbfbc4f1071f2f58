"""Whose turn it is to write: a person at the screen goes before what works in the background."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Turn:
    """One writer at a time; SQLite alone would let the background take the lock again before the person wakes up."""

    def __init__(self) -> None:
        self._free = Condition()
        self._taken = False
        self._people = 0

    @contextmanager
    def person(self) -> Iterator[None]:
        """Somebody waits for this at the screen."""
        with self._free:
            self._people += 1
            while self._taken:
                self._free.wait()
            self._people -= 1
            self._taken = True
        yield from self._mine()

    @contextmanager
    def background(self) -> Iterator[None]:
        """After everybody who waits at the screen."""
        with self._free:
            while self._taken or self._people:
                self._free.wait()
            self._taken = True
        yield from self._mine()

    def _mine(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._free:
                self._taken = False
                self._free.notify_all()
