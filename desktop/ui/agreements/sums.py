"""An amount as it was reached: `8640-3200` is 5,440.00, and the paper of the sum stays beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.typed import MoneyUnclear, fen_text, fold_code, parse_fen, rmb_words
from desktop.ui.kit.fields import ParsedField
from desktop.ui.kit.labels import Label
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look


@dataclass(frozen=True, slots=True)
class Amount:
    """In fen; `parts` are what was added and taken away, () for a plain amount."""

    fen: int
    parts: tuple[int, ...] = ()

    def working(self) -> str:
        """`8,640 − 3,200`, whole yuan without decimals; nothing for a plain amount."""
        if len(self.parts) < 2:
            return ""
        first, *rest = self.parts
        return _short(first) + "".join(f" {'−' if part < 0 else '+'} {_short(abs(part))}" for part in rest)


def parse_amount(text: str) -> Amount:
    """A plain amount, or amounts with + and − between them. Raises MoneyUnclear with the sentence."""
    typed = fold_code(text).replace("−", "-")
    pieces = re.split(r"([+-])", typed)
    if len(pieces) == 1:
        return Amount(parse_fen(typed))
    if not pieces[0].strip():
        raise MoneyUnclear("金额不能带正负号,请填写正数。")
    parts = [parse_fen(pieces[0])]
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if not piece.strip():
            raise MoneyUnclear("算式还没写完,如 8640-3200。")
        parts.append(parse_fen(piece) * (-1 if sign == "-" else 1))
    if sum(parts) < 0:
        raise MoneyUnclear("抵扣的比应付的多,请核对,或者换一方来付。")
    return Amount(sum(parts), tuple(parts))


class AmountField(ParsedField[Amount]):
    """Right-aligned, 元 behind it, the words of the cheque beside it; takes arithmetic and remembers it."""

    def __init__(self, *, width: int = 104, parent: QWidget | None = None) -> None:
        self._kept: Amount | None = None
        super().__init__(
            parse_amount,
            lambda amount: fen_text(amount.fen),
            Label("元", tone=Tone.INK_2),
            width=width,
            example="如 8640-3200",
            parent=parent,
        )
        self.row.setSpacing(8)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.line.textChanged.connect(self.dress)

    def value(self) -> Amount | None:
        """What is typed; the arithmetic is remembered as long as the result stands there."""
        found = super().value()
        if found is not None and not found.parts and self._kept is not None and self._kept.fen == found.fen:
            return self._kept
        self._kept = found
        return found

    def set_value(self, value: Amount | None) -> None:
        self._kept = value
        super().set_value(value)

    def meaning(self, value: Amount) -> str:
        return rmb_words(value.fen)

    def wanted_width(self) -> int:
        return max(super().wanted_width(), wide(self.line.text(), look().font()) + look().px(24))


def _short(fen: int) -> str:
    return fen_text(fen).removesuffix(".00")
