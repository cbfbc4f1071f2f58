"""The composition root: the only file that knows everyone.

What lies behind the gate (the store, the pages) is imported while the person types the password, so that the
first window stands at once.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import (
    QEvent,
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop import settings
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError, Refused
from desktop.hooks import harden, install, log, open_log, place, wordless
from desktop.instance import Instance
from desktop.jobs import Jobs, Sweeper
from desktop.places import data_folder, practice_folder
from desktop.settings import Preferences
from desktop.storage.keys import Keyring
from desktop.ui.gate.login import LoginPage
from desktop.ui.gate.wizard import FirstRun, SetUp
from desktop.ui.looks import SCALES, Look, load_faces, wear

if TYPE_CHECKING:
    from desktop.commands.desk import Desk
    from desktop.ui.tray import Caller
    from desktop.ui.window import Window

HARMLESS = ("propagateSizeHints",)  # the offscreen platform says so for every window
RENEW_MS = 1_500
AWAKE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.InputMethod,
}


def run(folder: Path | None, *, practice: bool = False) -> int:
    """Open the window; the exit code."""
    harden()
    choose_input_method()
    app = application()
    program = Program(app, folder, practice=practice)
    if not program.start():
        return 1
    return app.exec()


def choose_input_method() -> None:
    """The bundled Qt has no fcitx plugin; fcitx answers as ibus too (known from other PySide programs)."""
    if sys.platform.startswith("linux") and os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        os.environ["QT_IM_MODULE"] = "ibus"


def application() -> QApplication:
    """The Qt application in its own face, in Chinese."""
    qInstallMessageHandler(_hear_qt)
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("mediation-desk")
    app.setApplicationDisplayName("调处室工作台")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if app.property("translator") is None:
        translator = QTranslator(app)
        if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)
        app.setProperty("translator", translator)
        load_faces()
    return app


def _hear_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Qt's complaints go to the log without the words they quote; what is harmless goes nowhere."""
    if kind is not QtMsgType.QtDebugMsg and not any(known in message for known in HARMLESS):
        log.warning("Qt: %s", wordless(message))


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The password was right, but the room that was joined has no data yet."""

    entrance: Any


class Gate(QWidget):
    """The window before the room is open: log in, set up, or locked."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._shown: QWidget | None = None
        self.resize(1180, 720)

    def put(self, face: QWidget) -> None:
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = face
        self._column.addWidget(face)
        face.setFocus()


class Program(QObject):
    """From the first window to the last: gate, desk, lock, and back."""

    def __init__(self, app: QApplication, folder: Path | None, *, practice: bool) -> None:
        super().__init__()
        self._app, self._practice = app, practice
        self.folder = practice_folder() if practice and folder is None else folder or data_folder()
        self.preferences = settings.read(self.folder)
        self._sweeper = Sweeper(self)
        self.jobs = Jobs(self._job_failed, self)
        self.window: Window | None = None
        self.gate: Gate | None = None
        self._instance: Instance | None = None
        self._last: UUID | None = None
        self._room = "调处室工作台"
        self._was_on = "today"
        self.caller: Caller | None = None  # made when the room is first open
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)

    # -- the beginning and the end

    def start(self) -> bool:
        """Show the first window; False when the folder cannot be had (said on the screen and on stderr)."""
        self.dress()
        install(self._tell)
        try:
            self._instance = Instance(self.folder)
        except Refused as refused:
            sys.stderr.write(refused.for_user() + "\n")
            self._only_say(refused.for_user())
            return QGuiApplication.platformName() not in {"offscreen", "minimal"}
        open_log(self.folder)
        self._app.aboutToQuit.connect(self.stop)
        self._app.installEventFilter(self)
        if self._practice:
            self.open_practice()
        elif self._keyring().exists:
            self.show_login()
        else:
            self.show_first_run()
        return True

    def stop(self) -> None:
        """Everything typed is kept, nothing is still writing, the key is gone."""
        self._leave()
        if (page := self._gate_page()) is not None and hasattr(page, "settle"):
            page.settle()
        if self.caller is not None:
            self.caller.hide()
        self.jobs.wait()
        if self._instance is not None:
            self._instance.release()
            self._instance = None

    def dress(self) -> None:
        dark = self.preferences.mode == "dark"
        if self.preferences.mode == "system":
            dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        wear(self._app, Look(dark=dark, scale=self.preferences.scale))

    def change(self, preferences: Preferences) -> None:
        """Prefer otherwise from now on; the screen follows at once."""
        self.preferences = preferences
        settings.write(self.folder, preferences)
        if self.window is not None:
            self.window.desk.attach_source = preferences.attach_source
        self.dress()
        self._awake()

    # -- the gate

    def show_login(self, *, locked: bool = False) -> None:
        try:
            accounts = self._keyring().accounts()
        except Refused as refused:
            self._only_say(refused.for_user())
            return
        hint = _practice_hint() if self._practice else ""
        page = LoginPage(self._room, accounts, last=self._last, locked=locked, hint=hint)
        page.unlock_asked.connect(self._unlock)
        page.recover_asked.connect(self._recover)
        page.practice_asked.connect(self.open_practice)
        page.other_room_asked.connect(self.show_first_run)
        self._show_gate("调处室工作台", page)
        QTimer.singleShot(0, self._prepare)

    def _prepare(self) -> None:
        """While the password is typed: load what comes after it."""
        self.jobs.submit(_load_the_rest, lambda _loaded: None)

    def _keyring(self) -> Keyring:
        return Keyring(self.folder, time.time)

    def show_first_run(self) -> None:
        page = FirstRun(self.folder)
        page.set_up_asked.connect(self._set_up)
        page.practice_asked.connect(self.open_practice)
        page.open_asked.connect(self._open_other)
        page.join_asked.connect(self.show_join)
        page.finished.connect(self.show_login)
        self._show_gate("调处室工作台 首次设置", page)

    def show_join(self, entrance: Any = None) -> None:
        """A new workstation of a room that exists; with `entrance` on with a join that was cut."""
        from desktop.ui.gate.join import JoinPage

        page = JoinPage(self.folder, lambda folder: folder == self.folder or self._move_to(folder), entrance=entrance)
        page.finished.connect(self.show_login)
        page.left.connect(self.show_first_run)
        self._show_gate("调处室工作台 加入调处室", page)

    def open_practice(self) -> None:
        if not self._practice and not self._move_to(practice_folder()):
            return
        self._practice = True
        from desktop.practice_room import open_practice

        try:
            desk = open_practice(self.folder)
        except MediationError as error:
            self._only_say(error.for_user())
            return
        self._sit_down(desk)

    def _open_other(self, folder: Path) -> None:
        if self._move_to(folder):
            self.show_login()

    def _move_to(self, folder: Path) -> bool:
        try:
            other = Instance(folder)
        except Refused as refused:
            self._refuse(refused)
            return False
        if self._instance is not None:
            self._instance.release()
        self._instance, self.folder = other, folder
        self.preferences = settings.read(folder)
        open_log(folder)
        self.dress()
        return True

    def _set_up(self, wanted: SetUp) -> None:
        if wanted.folder != self.folder and not self._move_to(wanted.folder):
            return
        self._gate_page().busy(True)
        member = wanted.account_name if wanted.member else ""
        folder, committee, name, password = wanted.folder, wanted.committee, wanted.account_name, wanted.password

        def create() -> Any:
            from desktop.commands import rooms

            return rooms.create(folder, committee, name, password, member_name=member)

        self.jobs.submit(_caught(create), self._made)

    def _made(self, done: Any) -> None:
        page = self._gate_page()
        page.busy(False)
        if isinstance(done, MediationError):
            page.refused(getattr(done, "field", ""), done.for_user())
            return
        desk, code = done
        desk.store.close()
        page.show_recovery(code)

    def _unlock(self, account: UUID, password: str) -> None:
        self._gate_page().busy(True)
        folder, ring = self.folder, self._keyring()

        def unlock() -> Any:
            keys = ring.unlock(account, password)  # half a second of Argon2, while the rest is loaded next door
            from desktop.commands import rooms

            try:
                return rooms.enter(folder, keys, account)
            except Refused as refused:
                if refused.code != "joining":
                    raise
            from desktop.commands.syncing import joining

            return Unfinished(joining.resume(folder, keys, account))

        self.jobs.submit(_caught(unlock), self._unlocked)

    def _recover(self, account: UUID, code: str, password: str) -> None:
        self._gate_page().busy(True)
        folder = self.folder

        def recover() -> Any:
            from desktop.commands import rooms

            return rooms.recover(folder, code, account, password)

        self.jobs.submit(_caught(recover), self._recovered)

    def _unlocked(self, done: Any) -> None:
        if isinstance(done, MediationError):
            self._refuse(done)
        elif isinstance(done, Unfinished):
            self.show_join(done.entrance)
        else:
            self._sit_down(done)

    def _recovered(self, done: Any) -> None:
        if isinstance(done, MediationError):
            self._refuse(done)
            return
        desk, code = done
        self._sit_down(desk)
        if self.window is not None:
            self.window.shell.notices.warn(
                f"密码已重设。旧恢复码作废,新恢复码:{code},请立即抄写,并到“设置”打印恢复单。"
            )

    def _refuse(self, error: MediationError) -> None:
        page = self._gate_page()
        if page is None:
            self._only_say(error.for_user())
            return
        page.busy(False)
        if isinstance(page, FirstRun):
            page.refused("", error.for_user())
        else:
            page.refused(error.for_user())

    def _gate_page(self) -> Any:
        return self.gate._shown if self.gate is not None else None

    def _show_gate(self, title: str, page: QWidget) -> None:
        gate = self.gate or Gate(title)
        gate.setWindowTitle(title)
        before = self.window.shell.geometry() if self.window is not None else None
        gate.put(page)
        self.gate = gate
        if before is not None:
            gate.setGeometry(before)
        gate.show()

    def _only_say(self, sentence: str) -> None:
        """Nothing can be opened: one sentence on an empty window."""
        from desktop.ui.kit.cards import EmptyState

        page = EmptyState(sentence, icon="ph.warning", action="关闭", act=self._app.quit)
        self._show_gate("调处室工作台", page)

    # -- the desk

    def _sit_down(self, desk: Desk) -> None:
        from desktop.ui.pages import pages
        from desktop.ui.window import Window

        same_person = self._last == desk.account.id
        self._last = desk.account.id
        self._room = desk.committee().room
        desk.attach_source = self.preferences.attach_source
        self.window = Window(desk, self.jobs, *pages(lambda: self.preferences, self.change))
        shell = self.window.shell
        self.window.lock_asked.connect(self.lock)
        self.window.scale_asked.connect(self._scale)
        self.window.help_asked.connect(self._help)
        self.window.saved.connect(self._saved)
        shell.closing.connect(self._closing)
        shell.on_return = self._uncovered
        if self.gate is not None and self.gate.isVisible():
            shell.setGeometry(self.gate.geometry())
        else:
            shell.resize(*_fitting(self._app))
        shell.show()
        if same_person and self._was_on in self.window.stable_pages:
            self.window.open_page(self._was_on)
        if self.gate is not None:
            self.gate.hide()
            self.gate.deleteLater()
            self.gate = None
        self._awake()
        QTimer.singleShot(RENEW_MS, self._renew)

    def _renew(self) -> None:
        """Once the window stands and is quiet."""
        from desktop.commands import renewal

        if (window := self.window) is not None:
            self.jobs.submit(lambda: renewal.renew_daily(window.desk), self._renewed)
            self._count()

    def _count(self) -> None:
        """Count the files anew where the program or the rules are others now; until then no figure is shown."""
        from desktop.ui.recount import count_behind

        if (window := self.window) is not None:
            count_behind(window, self.jobs, lambda: self.window is window)

    def _saved(self, changed: Changed) -> None:
        if changed.touches("counting_settings"):
            self._count()

    def _renewed(self, done: bool) -> None:
        """The calendar alone may have made something due; now it can be said what waits."""
        if self.window is None:
            return
        if done:
            self.window.refresh()
        if self.caller is None:
            from desktop.ui.tray import Caller

            self.caller = Caller(lambda: self.preferences.reminders, self)
            self.caller.opened.connect(self._to_the_front)
            self.caller.quit_asked.connect(self._closing)
            self.caller.unsaid.connect(self._say_inside)
        self.window.saved.connect(self.caller.heard)
        self.caller.sit_down(self.window.desk)

    def _say_inside(self, words: str) -> None:
        """Where the system has no place for messages, a line in the window."""
        if self.window is not None:
            self.window.say(words)

    def _to_the_front(self) -> None:
        """今日, or the log-in while the room is locked."""
        front = self.window.shell if self.window is not None else self.gate
        if self.window is not None and not self.window.shell.is_covered():
            self.window.open_page("today")
        if front is not None:
            front.setWindowState(front.windowState() & ~Qt.WindowState.WindowMinimized)
            front.show()
            front.raise_()
            front.activateWindow()

    def lock(self) -> None:
        """Keep what is typed, close the data, forget the key, show the log-in."""
        if self.window is None:
            return
        name = self._room
        self._app.clipboard().clear()
        self.show_login(locked=True)
        self._leave()
        if self.gate is not None:
            self.gate.setWindowTitle(f"{name} 已锁定")

    def _leave(self) -> None:
        window, self.window = self.window, None
        self._idle.stop()
        if self.caller is not None:
            self.caller.leave()
        if window is None:
            return
        window.settle()
        self._was_on = window.shell.page_key()
        window.shell.closing.disconnect(self._closing)
        window.shell.close()
        window.desk.store.close()
        window.shell.deleteLater()
        window.deleteLater()

    def _closing(self) -> None:
        self._leave()
        self._app.quit()

    def _uncovered(self) -> None:
        if self.window is not None:
            self.window.shell.uncover()

    def _help(self) -> None:
        if self.window is not None:
            self.window.page("help").open_for(self.window.shell.page_key())
            self.window.open_page("help")

    def _scale(self, step: int) -> None:
        nearest = min(range(len(SCALES)), key=lambda n: abs(SCALES[n] - self.preferences.scale))
        chosen = SCALES[max(0, min(len(SCALES) - 1, nearest + step))]
        self.change(replace(self.preferences, scale=chosen))

    # -- idle, errors

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in AWAKE:
            self._awake()
        return False

    def _awake(self) -> None:
        if self.window is not None and self.preferences.lock_minutes:
            self._idle.start(self.preferences.lock_minutes * 60_000)
        else:
            self._idle.stop()

    def _job_failed(self, error: Exception) -> None:
        log.error("job failed: %s", place(error))
        if isinstance(error, MediationError):
            self._tell(error.for_user())
        else:
            self._tell("后台的一步没有完成,数据不受影响,请重试。")

    def _tell(self, sentence: str) -> None:
        if self.window is not None:
            self.window.shell.notices.warn(sentence)
        else:
            sys.stderr.write(sentence + "\n")


def _caught(work: Callable[[], Any]) -> Callable[[], Any]:
    """A job whose MediationError is its result: the gate shows it where it was typed."""

    def run() -> Any:
        try:
            return work()
        except MediationError as error:
            return error

    return run


def _load_the_rest() -> None:
    """Everything behind the gate."""
    import desktop.commands.rooms
    import desktop.ui.pages
    import desktop.ui.window  # noqa: F401


def _practice_hint() -> str:
    from desktop.practice_room import HINT

    return HINT


def _fitting(app: QApplication) -> tuple[int, int]:
    room = app.primaryScreen().availableGeometry()
    return min(1440, room.width()), min(900, room.height())
