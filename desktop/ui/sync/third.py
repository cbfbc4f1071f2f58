"""都不对,另写: one line for each field, of the field's own kind; understood when it is settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.commands.syncing.decisions import Place
from desktop.commands.syncing.typed import among
from desktop.domain.errors import RuleBroken
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.edits import Move
from desktop.ui.kit.field import Field, LineField
from desktop.ui.kit.fields import LongText
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone, look
from desktop.ui.sync.differing import WHOLE

WORDS = "都不对,另写一个"


class Third(QWidget):
    """`texts()` is what was typed, in the order of the places."""

    begun = Signal()  # the cursor came here, or something was typed
    decided = Signal()  # Enter in the last line
    left = Signal()  # Esc

    def __init__(
        self,
        places: Sequence[Place],
        labels: Sequence[str],
        say: Callable[[Place, object], str],
        samples: Sequence[Sequence[object]] = (),
    ) -> None:
        """`say`: a value in words, for those fields that hold one of a few; `samples`: what the sides wrote."""
        super().__init__()
        self.places = tuple(places)
        self._long = [any(_is_long(side[n]) for side in samples) for n in range(len(places))]
        self.fields: list[Field] = []
        self.hint = Label("", tone=Tone.INK_2)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for n, (place, label) in enumerate(zip(places, labels, strict=True)):
            field = self._field(place, label if len(labels) > 1 else "", say, long=self._long[n])
            field.set_name(f"另写 {label}")
            field.setFocusProxy(None)  # type: ignore[arg-type]  # made late, it would draw Tab back to its editor
            field.moved.connect(lambda move, at=n: self._moved(at, move))
            field.changed.connect(self.begun)
            self.fields.append(field)
            grid.addWidget(field, n, 0)
        grid.addWidget(self.hint, 0, 1, Qt.AlignmentFlag.AlignTop)

    def show_key(self, key: int) -> None:
        self.hint.setText(f"按 {key}")
        self.hint.setFixedHeight(look().px(32))

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
        self.fields[at].editor.setFocus()

    def take_focus(self) -> None:
        self.fields[0].editor.setFocus()

    def seed(self, values: Sequence[object]) -> None:
        """A long text is not written anew: it begins as the side that was chosen."""
        for field, value, long in zip(self.fields, values, self._long, strict=False):
            if long and field.empty and isinstance(value, str):
                field.set_raw(value)

    def _field(self, place: Place, label: str, say: Callable[[Place, object], str], *, long: bool) -> Field:
        few = among(place.kind, place.field)
        blank = f"{label}:另写" if label else WORDS
        if few:
            words = [(_code(value), say(place, value)) for value in few]
            return Choice(options(words), blank=blank, stretch=True)
        return LongText(lines=3, example=blank) if long else LineField(width=None, example=blank)

    def _moved(self, at: int, move: Move) -> None:
        match move:
            case Move.LEAVE:
                self.left.emit()
            case Move.BACK:
                self.fields[max(at - 1, 0)].editor.setFocus()
            case Move.ON if at + 1 < len(self.fields):
                self.fields[at + 1].editor.setFocus()
            case _:
                self.decided.emit()


def _is_long(value: object) -> bool:
    return isinstance(value, str) and ("\n" in value or len(value) > WHOLE)


def _code(value: object) -> str:
    """What the parser reads: an enum's value, 是 or 否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.value if isinstance(value, StrEnum) else str(value)
