"""Clauses that come, go and move: each change is shown at once, and taking out can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from PySide6.QtWidgets import QApplication

from desktop.domain.agreements import Duty
from desktop.domain.wording import numeral
from desktop.ui.agreements.sheetcard import ClausesCard, rewritten
from desktop.ui.agreements.working import Working


class Desk(Protocol):
    """What shaping needs of the page."""

    clauses: ClausesCard

    def taken(self) -> Working | None: ...

    def editing(self) -> UUID | None: ...

    def change(self, working: Working, said: str = "") -> None: ...

    def spare(self, id: UUID) -> None: ...

    def begin_focus(self) -> None: ...


class Shaping:
    """The answers to the buttons of the clauses card."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        card = desk.clauses
        card.add_asked.connect(self.add)
        card.move_asked.connect(self.move)
        card.remove_asked.connect(self.remove)
        card.duty_asked.connect(self.add_duty)
        card.drop_asked.connect(self.drop_duty)
        card.rewrite_asked.connect(self.rewrite)

    def add(self, kind: Duty | None, text: str = "") -> None:
        """A new clause behind the one being edited, the cursor in it."""
        working = self._desk.taken()
        if working is None:
            return
        working, term = working.added(kind, self._desk.editing(), text)
        self._desk.spare(term.id)
        self._desk.change(working)
        self._begin(term.id)

    def add_duty(self, id: UUID, kind: Duty) -> None:
        working = self._desk.taken()
        if working is not None:
            self._desk.spare(id)
            self._desk.change(working.with_duty(id, kind))
            self._begin(id)

    def move(self, id: UUID, step: int) -> None:
        """One place up or down; the cursor stays where it is."""
        working = self._desk.taken()
        if working is None:
            return
        focus = QApplication.focusWidget()
        self._desk.change(working.moved(id, step))
        card = self._desk.clauses.card(id)
        if card is not None:
            self._desk.clauses.reveal(card)
            if focus is not None and card.isAncestorOf(focus):
                focus.setFocus()

    def remove(self, id: UUID) -> None:
        working = self._desk.taken()
        if working is None:
            return
        place = next(t.position for t in working.terms if t.id == id)
        self._take_out(lambda now: now.without(id), f"已移除第{numeral(place)}条。")
        self._desk.begin_focus()

    def drop_duty(self, id: UUID) -> None:
        self._take_out(lambda now: now.without_obligation(id), "已移除一项义务。")

    def rewrite(self, id: UUID) -> None:
        self._take_out(lambda now: rewritten(now, id), "这一条的文字改由义务生成。")

    def _take_out(self, act: Callable[[Working], Working], said: str) -> None:
        """What was typed before is saved first, so that undoing takes back this change alone."""
        working = self._desk.taken()
        if working is not None:
            self._desk.change(working)
            self._desk.change(act(working), said)

    def _begin(self, id: UUID) -> None:
        card = self._desk.clauses.card(id)
        if card is not None:
            self._desk.clauses.reveal(card)
            card.begin()
