"""Typing that is never lost: drafts of a form, and forms that save themselves as one goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.commands import drafts
from desktop.commands.desk import SHANGHAI
from desktop.domain.errors import MediationError, RuleBroken
from desktop.ui.host import Host
from desktop.ui.kit.choices import Checks, Choice, Pick
from desktop.ui.kit.forms import Form

SOON_MS = 400


class Drafts(QObject):
    """Keeps what stands in a form under a key, shortly after a key is pressed; brings it back."""

    def __init__(self, host: Host, form: Form) -> None:
        super().__init__(form)
        self._host, self._form = host, form
        self._key = ""
        self._timer = QTimer(self, singleShot=True, interval=SOON_MS)
        self._timer.timeout.connect(self._keep)
        form.changed.connect(self._touch)

    def begin(self, key: str) -> bool:
        """The form now belongs to `key`; True when a draft was found and shown."""
        self._timer.stop()
        self._key = key
        found = drafts.find(self._host.desk, key) if key else None
        if found is None:
            return False
        self._form.fill_draft({name: str(text) for name, text in found.values.items()})
        return True

    def keep(self) -> None:
        """At once, if something was typed since it was last kept."""
        if self._timer.isActive():
            self._timer.stop()
            self._keep()

    def drop(self) -> None:
        """What was typed is saved for good, or given up on purpose."""
        self._timer.stop()
        if self._key and drafts.find(self._host.desk, self._key) is not None:
            drafts.drop(self._host.desk, self._key)

    def _touch(self, _name: str) -> None:
        """Counted from the first key not yet kept, so that nobody types ahead of it."""
        if not self._timer.isActive():
            self._timer.start()

    def _keep(self) -> None:
        if self._key:
            drafts.keep(self._host.desk, self._key, self._form.draft())


class Keeper(QObject):
    """Saves a form as one goes: on leaving a field, on choosing, on Ctrl+Enter, and before the form goes.

    `save(changed)` gets the values changed by hand; it may raise MediationError. What cannot be saved yet
    (unclear, or refused) stays in its field and in a draft.
    """

    saved = Signal(object)  # the moment, with seconds

    def __init__(self, host: Host, form: Form, save: Callable[[dict[str, Any]], object]) -> None:
        super().__init__(form)
        self._host, self._form, self._save = host, form, save
        self._drafts = Drafts(host, form)
        self._key: str | None = None
        self._shown: dict[str, Any] = {}
        self._saving = False
        for name in form.names():
            field = form.field(name)
            for widget in (field, *field.findChildren(QWidget)):
                widget.installEventFilter(self)
        form.changed.connect(self._on_changed)
        form.done.connect(self.settle)
        form.ended.connect(self.settle)

    def show(self, key: str, values: Mapping[str, Any]) -> bool:
        """Show the values of `key`. For the same key only fields that nobody is typing in change.

        True when a draft of an earlier time was put into the fields.
        """
        if key != self._key:
            self._key = key
            self._form.clear_problems()
            self._form.fill(values)
            self._shown = self._form.values()
            return self._drafts.begin(key)
        now = self._form.values()
        for name, value in ((name, value) for name, value in values.items() if name in now):
            untouched = now.get(name) == self._shown.get(name) and not self._unclear(name)
            if untouched and value != now[name]:
                self._form.fill({name: value})
                self._shown[name] = self._form.field(name).value()
            elif value == now[name]:
                self._shown[name] = value
        return False

    def dirty(self) -> dict[str, Any]:
        """What was changed by hand and is clear enough to be saved."""
        unclear = {name for name, _ in self._form.problems()}
        return {
            name: value
            for name, value in self._form.values().items()
            if value != self._shown.get(name) and name not in unclear
        }

    def settle(self) -> None:
        """Save what is changed; keep the rest as a draft. Never raises what the room refuses."""
        if self._key is None or self._saving:
            return
        changed = self.dirty()
        if not changed:
            self._leave_drafts()
            return
        before = dict(self._shown)
        self._shown.update(changed)
        self._saving = True
        try:
            self._save(changed)
        except RuleBroken as broken:
            self._shown = before
            self._drafts.keep()
            self._refused(broken)
        except MediationError as error:
            self._shown = before
            self._drafts.keep()
            self._host.problem(error)
        else:
            self._leave_drafts()
            self.saved.emit(moment(self._host))
        finally:
            self._saving = False

    def forget(self) -> None:
        """The thing shown is gone: nothing of it will be saved any more."""
        self._key = None
        self._drafts.drop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._left_field)
        return False

    def _left_field(self) -> None:
        """The focus has moved; a popup of the same field is not a leaving."""
        if QApplication.activePopupWidget() is None:
            self.settle()

    def _on_changed(self, name: str) -> None:
        field = self._form.field(name)
        if isinstance(field, (Choice, Checks, Pick)) or getattr(field, "at_once", False):
            self.settle()

    def _leave_drafts(self) -> None:
        if any(self._unclear(name) for name in self._form.names()):
            self._drafts.keep()
        else:
            self._drafts.drop()

    def _unclear(self, name: str) -> bool:
        field = self._form.field(name)
        return bool(field.unclear()) if hasattr(field, "unclear") else False

    def _refused(self, broken: RuleBroken) -> None:
        """The sentence at its field; the cursor is left where the person has put it."""
        if broken.field in self._form.names():
            self._form.field(broken.field).wrong(broken.sentence)
        else:
            self._host.problem(broken)


def moment(host: Host) -> datetime:
    """Now on the wall, with seconds, for 已存 14:03:22."""
    return host.desk.store.now().astimezone(SHANGHAI).replace(tzinfo=None)
