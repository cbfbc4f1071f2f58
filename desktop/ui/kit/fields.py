"""Fields: an editor, what stands beside it, and the sentence when it is wrong.

Every field has `value()`, `set_value()` (silent), `changed` (by hand only), `wrong(sentence)`, `raw()` and
`set_raw()` (text for a draft, unfinished input included) and `moved` (Enter, Shift+Enter, Ctrl+Enter, Esc).
Widths are px at 100 % and grow with the look; None takes the room there is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.typed import (
    Unclear,
    clean_line,
    clean_name,
    clean_text,
    fen_text,
    fold_code,
    parse_fen,
    rmb_words,
)
from desktop.ui.kit.edits import MOST_CHARACTERS, TextEdit
from desktop.ui.kit.field import Field, LineField, Remark
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look
from desktop.ui.sheet import repolish

T = TypeVar("T")

__all__ = [
    "CodeField",
    "Field",
    "LineField",
    "LongText",
    "MoneyField",
    "ParsedField",
    "ReadOnly",
    "Remark",
    "TextField",
]


class TextField(LineField):
    """Words on one line; `name=True` for names (every dot becomes ·). The value is clean, rare characters kept."""

    def __init__(
        self,
        *,
        width: int | None = 200,
        most: int = 200,
        name: bool = False,
        example: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._clean = clean_name if name else clean_line
        self._most = most
        super().__init__(width=width, example=example, tidy=self._cut, parent=parent)

    def value(self) -> str:
        return self._clean(self.raw())

    def set_value(self, value: str | None) -> None:
        self.set_raw(value or "")

    def settle(self) -> None:
        if self.value() != self.line.text():
            self.line.setText(self.value())

    def _cut(self, text: str) -> str:
        if len(text) <= self._most:
            return text
        self.remark.say(f"最多 {self._most} 字", Tone.AMBER, Shape.DIAMOND)
        return text[: self._most]


class CodeField(LineField):
    """Half-width letters and digits whatever the input method does: file numbers, credit codes, account tails.

    `keep`: only these characters stay (all when empty); `upper`: letters become capitals.
    """

    def __init__(
        self,
        *,
        width: int | None = 200,
        most: int = 40,
        keep: str = "",
        upper: bool = False,
        example: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._most, self._keep, self._upper = most, frozenset(keep), upper
        super().__init__(width=width, example=example, tidy=self._fold, parent=parent)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin | Qt.InputMethodHint.ImhNoPredictiveText)

    def value(self) -> str:
        return self._fold(self.raw()).strip()

    def set_value(self, value: str | None) -> None:
        self.set_raw(self._fold(value or ""))

    def _fold(self, text: str) -> str:
        spaced = fold_code(text) + (" " if text.endswith((" ", "\u3000")) and text.strip() else "")
        cased = spaced.upper() if self._upper else spaced
        return ("".join(c for c in cased if c in self._keep) if self._keep else cased)[: self._most]


class ReadOnly(LineField):
    """A value worked out from others: grey, no tab stop; `note` stands beside it."""

    def __init__(
        self, text: str = "", note: str = "", *, width: int | None = 200, parent: QWidget | None = None
    ) -> None:
        super().__init__(width=width, parent=parent)
        self.line.setReadOnly(True)
        self.line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        repolish(self.line, "derived", "true")
        self.show_value(text, note)

    def value(self) -> str:
        return self.line.text()

    def set_value(self, value: str | None) -> None:
        self.set_raw(value or "")

    def show_value(self, text: str, note: str = "") -> None:
        self.set_raw(text)
        self.remark.say(note, Tone.INK_2)


class ParsedField(LineField, Generic[T]):
    """Typed words with one meaning: `parse` raises `Unclear`, `show` writes the value in full.

    While typing nothing is corrected; the meaning stands beside it. On leaving the full form replaces what was typed.
    """

    def __init__(
        self,
        parse: Callable[[str], T],
        show: Callable[[T], str],
        *beside: QWidget,
        width: int | None,
        example: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self.parse, self.show_as = parse, show
        super().__init__(*beside, width=width, example=example, parent=parent)

    def value(self) -> T | None:
        """None while empty or unclear: ask `unclear()`."""
        try:
            return None if self.empty else self.parse(self.raw())
        except Unclear:
            return None

    def set_value(self, value: T | None) -> None:
        self.set_raw("" if value is None else self.show_as(value))

    def unclear(self) -> str:
        try:
            if not self.empty:
                self.parse(self.raw())
        except Unclear as unclear:
            return unclear.for_user()
        return ""

    def meaning(self, value: T) -> str:
        """What to say beside the editor about a value that is understood."""
        return self._hint

    def show_remark(self) -> None:
        value = self.value()
        self.remark.say(
            self._hint if value is None else self.meaning(value), Tone.INK_3 if value is None else Tone.INK_2
        )

    def settle(self) -> None:
        value = self.value()
        if value is not None:
            if self.line.text() != self.show_as(value):
                self.line.setText(self.show_as(value))
            self.wrong("")
        else:
            self.wrong(self.unclear())


class MoneyField(ParsedField[int]):
    """An amount in fen: right-aligned, 元 behind it, the words of the cheque beside it. Grows with its digits."""

    def __init__(
        self, *, width: int = 104, words: bool = True, example: str = "", parent: QWidget | None = None
    ) -> None:
        self._words = words
        super().__init__(parse_fen, fen_text, Label("元", tone=Tone.INK_2), width=width, example=example, parent=parent)
        self.row.setSpacing(8)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.line.textChanged.connect(self.dress)

    def meaning(self, value: int) -> str:
        return rmb_words(value) if self._words else self._hint

    def wanted_width(self) -> int:
        return max(super().wanted_width(), wide(self.line.text(), look().font()) + look().px(24))


class LongText(Field):
    """Paragraphs with a count under them; at most `most` characters, said when it is reached."""

    def __init__(
        self, *, lines: int = 4, example: str = "", most: int = MOST_CHARACTERS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines, self._most = lines, most
        self.text = TextEdit(most=most)
        self.text.setPlaceholderText(example)
        self._count = Label("", tone=Tone.INK_3)
        self.text.edited.connect(self._on_edited)
        self.text.moved.connect(self._on_moved)
        self.text.overflowed.connect(self._on_cut)
        self.furnish(self.text, width=None)
        self.row.removeWidget(self.remark)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.remark, 1)
        foot.addWidget(self._problem, 1)
        foot.addStretch()
        foot.addWidget(self._count)
        self.column.addLayout(foot)
        self.show_remark()

    def dress(self) -> None:
        line = self.text.fontMetrics().lineSpacing()
        self.text.setFixedHeight(self._lines * line + 2 * round(self.text.document().documentMargin()) + 14)
        super().dress()

    def value(self) -> str:
        return clean_text(self.text.whole_text())

    def set_value(self, value: str | None) -> None:
        self.set_raw(value or "")

    def raw(self) -> str:
        return self.text.whole_text()

    def set_raw(self, text: str) -> None:
        self.text.put(text[: self._most])
        self.wrong("")

    def show_remark(self) -> None:
        super().show_remark()
        self._count.setText(f"{sum(not c.isspace() for c in self.text.toPlainText()):,} 字")

    def _on_cut(self, left_out: int) -> None:
        self.wrong(f"最多 {self._most:,} 字,多出的 {left_out:,} 字没有放进来;长材料请作为附件。")
