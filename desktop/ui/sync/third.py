"""都不对,另写: one line for each field, of the field's own kind; understood when it is settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.commands.syncing.decisions import Place
from desktop.commands.syncing.typed import among
from desktop.domain.errors import RuleBroken
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.edits import Move
from desktop.ui.kit.field import Field, LineField
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone

WORDS = "都不对,另写一个"


class Third(QWidget):
    """`texts()` is what was typed, in the order of the places."""

    begun = Signal()  # the cursor came here, or something was typed
    decided = Signal()  # Enter in the last line
    left = Signal()  # Esc

    def __init__(self, places: Sequence[Place], labels: Sequence[str], say: Callable[[Place, object], str]) -> None:
        """`say`: a value in words, for those fields that hold one of a few."""
        super().__init__()
        self.places = tuple(places)
        self.fields: list[Field] = []
        self.hint = Label("", tone=Tone.INK_2)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for n, (place, label) in enumerate(zip(places, labels, strict=True)):
            field = self._field(place, label if len(labels) > 1 else "", say)
            field.set_name(f"另写 {label}")
            field.moved.connect(lambda move, at=n: self._moved(at, move))
            field.changed.connect(self.begun)
            self.fields.append(field)
            grid.addWidget(field, n, 0)
        grid.addWidget(self.hint, 0, 1)

    def show_key(self, key: int) -> None:
        self.hint.setText(f"按 {key}")

    def texts(self) -> tuple[str, ...]:
        return tuple(field.raw() for field in self.fields)

    def set_texts(self, texts: Sequence[str]) -> None:
        for field, text in zip(self.fields, texts, strict=False):
            field.set_raw(text)

    @property
    def empty(self) -> bool:
        return not any(text.strip() for text in self.texts())

    def refuse(self, broken: RuleBroken) -> None:
        """The sentence under its line, the cursor in it."""
        at = next((n for n, place in enumerate(self.places) if place.field == broken.field), 0)
        self.fields[at].wrong(broken.for_user())
        self.fields[at].setFocus()

    def take_focus(self) -> None:
        self.fields[0].setFocus()

    def _field(self, place: Place, label: str, say: Callable[[Place, object], str]) -> Field:
        few = among(place.kind, place.field)
        blank = f"{label}:另写" if label else WORDS
        if few:
            words = [(_code(value), say(place, value)) for value in few]
            return Choice(options(words), blank=blank, stretch=True)
        return LineField(width=None, example=blank)

    def _moved(self, at: int, move: Move) -> None:
        match move:
            case Move.LEAVE:
                self.left.emit()
            case Move.BACK:
                self.fields[max(at - 1, 0)].setFocus()
            case Move.ON if at + 1 < len(self.fields):
                self.fields[at + 1].setFocus()
            case _:
                self.decided.emit()


def _code(value: object) -> str:
    """What the parser reads: an enum's value, 是 or 否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.value if isinstance(value, StrEnum) else str(value)
