"""Live dress: a widget measures itself again whenever `wear()` changes colours or the font scale."""

from __future__ import annotations

from PySide6.QtCore import QEvent


class Dressed:
    """Mixin, first among the bases: calls `dress()` on every change of style.

    The widget calls `dress()` itself once at the end of its `__init__`; before that a change
    of style must not reach it, for its parts may not exist yet.
    """

    def dress(self) -> None:
        """Take fonts, palette and measures from `look()`; may be called any number of times."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)  # type: ignore[misc]
        if event.type() == QEvent.Type.StyleChange:
            self.dress()
