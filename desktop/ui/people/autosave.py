"""A form that saves as one goes: typing is kept as a draft at once, and saved when the cursor leaves the field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.commands import drafts
from desktop.domain.errors import MediationError, RuleBroken
from desktop.ui.host import Host
from desktop.ui.kit.forms import Form

KEEP_MS = 400


class Autosave(QObject):
    """Watches `form`. `save` runs the command, raises MediationError when the room refuses; False: not yet its time.

    What cannot be saved yet stays a draft under `key`; `told` says 已存 14:03 or where the draft is.
    """

    told = Signal(str, bool)  # words, and whether all is saved

    def __init__(self, host: Host, form: Form, key: Callable[[], str], save: Callable[[], bool]) -> None:
        super().__init__(form)
        self._host, self._form, self._key, self._save = host, form, key, save
        self.dirty = False
        self._timer = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._timer.timeout.connect(self.keep)
        form.changed.connect(self._on_changed)
        form.done.connect(self.settle)
        form.ended.connect(self.settle)
        form.left.connect(self.keep)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def bring_back(self) -> bool:
        """Show what was being typed before a crash; whether there was anything."""
        found = drafts.find(self._host.desk, self._key())
        if found is None:
            return False
        self._form.fill_draft({name: str(text) for name, text in found.values.items()})
        self.dirty = True
        self.told.emit("上次没存完,已放回", False)
        return True

    def keep(self) -> None:
        """Put the typing aside now."""
        self._timer.stop()
        if self.dirty:
            at = drafts.keep(self._host.desk, self._key(), self._form.draft())
            self.told.emit(f"草稿 {at:%H:%M} 已存", False)

    def settle(self) -> bool:
        """Save when everything is acceptable, else keep the draft; whether nothing is left unsaved."""
        self._timer.stop()
        if not self.dirty:
            return True
        problems = self._form.problems()
        if not problems:
            try:
                if not self._save():
                    self.keep()
                    return False
            except RuleBroken as broken:
                problems = [(broken.field, broken.sentence)]
            except MediationError as error:
                self._host.problem(error)
                self.keep()
                return False
        if problems:
            self.keep()
            self.told.emit(problems[0][1], False)
            return False
        self.dirty = False
        drafts.drop(self._host.desk, self._key())
        self.told.emit(f"已存 {self._host.desk.now():%H:%M}", True)
        return True

    def forget(self) -> None:
        """The form shows something else now, and nothing of it has been typed."""
        self._timer.stop()
        self.dirty = False
        self.told.emit("", True)

    def _on_changed(self, _name: str) -> None:
        self.dirty = True
        self._timer.start()

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if old is None or not self.dirty or not self._form.isAncestorOf(old):
            return
        if now is None or not self._same_field(old, now):
            self.settle()

    def _same_field(self, old: QWidget, now: QWidget) -> bool:
        """A popup of the field, or its button, is not leaving it."""
        for name in self._form.names():
            field: QWidget = self._form.field(name)
            if field.isAncestorOf(old):
                return field is now or field.isAncestorOf(now)
        return False
