"""Nothing typed is lost: put aside 400 ms after the first key not yet kept, and at once when a field is left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.commands import drafts
from desktop.commands.drafts import Draft
from desktop.ui.host import Host
from desktop.ui.intake.form import IntakeForm

KEY = "intake"
AFTER = 400  # ms


class Keeper(QObject):
    """Keeps one intake form as a draft until it is told that the form was registered."""

    kept = Signal(object)  # datetime, or None: there is nothing to keep, or it could not be kept

    def __init__(self, host: Host, form: IntakeForm) -> None:
        super().__init__(form)
        self._host, self._form = host, form
        self.chosen = False  # whether somebody chose the category by hand
        self._ended = False
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self.keep)

    def touch(self) -> None:
        """Something was typed."""
        if not self._ended and not self._timer.isActive():  # counted from the first key not yet kept
            self._timer.start()

    def flush(self) -> None:
        """A field was left, or the panel folds: keep now what is waiting to be kept."""
        if self._timer.isActive():
            self.keep()

    def keep(self) -> None:
        self._timer.stop()
        if self._ended:
            return
        if not self._form.typed:
            self._host.do(lambda: drafts.drop(self._host.desk, KEY))
            self.kept.emit(None)
            return
        self.kept.emit(self._host.do(lambda: drafts.keep(self._host.desk, KEY, self.values())))

    def values(self) -> dict[str, Any]:
        """The form as a draft: unfinished words, whether the category was chosen, when the person came."""
        return {"form": self._form.draft(), "chosen": self.chosen, "since": self._form.since.isoformat()}

    def end(self) -> None:
        """The form was registered: its draft goes and does not come back."""
        self._ended = True
        self._timer.stop()
        self._host.do(lambda: drafts.drop(self._host.desk, KEY))

    def restore(self) -> Draft | None:
        """Show what was left here last time; None when there was nothing."""
        draft = drafts.find(self._host.desk, KEY)
        if draft is None:
            return None
        self.put(draft.values)
        return draft

    def put(self, values: dict[str, Any]) -> None:
        """Show the values of a draft."""
        self._form.since = datetime.fromisoformat(values["since"])
        self._form.fill_draft(values["form"])
        self.chosen = bool(values["chosen"])
