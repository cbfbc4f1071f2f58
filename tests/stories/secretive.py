"""A child process that lives a day in the program with words that must never stand in clear on the disk.

    python -m tests.stories.secretive FOLDER DESCRIPTOR

Reads the words as JSON from stdin, says RUNNING and the recovery code on the open descriptor, waits for a line on
stdin, closes, says CLOSED and ends. Its stdout and stderr are left to the program, to be searched like any file.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication

from desktop.app import Program, application
from desktop.commands import agreements, drafts, records, rooms
from desktop.commands.verify import verify
from desktop.domain.agreements import Status
from desktop.domain.people import Account, Role
from desktop.hooks import harden
from tests.conftest import CHEAP
from tests.stories import walk
from tests.stories.hands import CTRL, Hands, Key, until
from tests.stories.walk import Tale, file_of, read

FULL = "上海市示例区海棠街道人民调解委员会"
ROOM = "海棠创谷联合纠纷调处室"
MEDIATOR, LAWYER = "周慧兰", "叶知秋"


def main() -> None:
    folder, report = Path(sys.argv[1]), int(sys.argv[2])
    told: dict[str, Any] = json.loads(sys.stdin.readline())
    harden()
    program = Program(application(), folder, practice=False)
    assert program.start()
    try:
        code = set_up(program, told["password"])
        log_in(program, told["wrong password"], told["password"])
        live(program, told)
        os.write(report, f"RUNNING {code}\n".encode())
        sys.stdin.readline()
        assert program.window is not None
        program.window.shell.close()
        until(lambda: program.window is None, "the window is gone")
        program.stop()
        os.write(report, b"CLOSED\n")
    except Exception:  # the program's own hook would keep the message to itself
        os.write(report, traceback.format_exc().encode())
        raise


def set_up(program: Program, password: str) -> str:
    """The first run by keyboard; the recovery code."""
    assert program.gate is not None
    hands = Hands(program.gate)
    page = program._gate_page()
    until(page.ways.buttons["make"].hasFocus, "the first face")
    hands.press(Key.Key_Return)
    hands.say(FULL)
    hands.press(Key.Key_Return, times=2)
    hands.say(ROOM)
    hands.press(Key.Key_Return, CTRL)
    hands.press(Key.Key_Return)
    hands.say(MEDIATOR)
    hands.press(Key.Key_Return, times=2)
    hands.say(password)
    hands.press(Key.Key_Return)
    hands.say(password)
    hands.press(Key.Key_Return)
    until(lambda: page.recovery is not None, "the room is made", ms=60_000)
    face = page.recovery
    hands.focus_on("我已抄写或打印,并会锁好")
    hands.press(Key.Key_Space)
    hands.focus_on(f"请输入第 {face.asked} 组")
    hands.say(face._code.split("-")[face.asked - 1])
    hands.press(Key.Key_Return, CTRL)
    return str(face._code)


def log_in(program: Program, *passwords: str) -> None:
    """Each password in turn; the last one is right."""
    assert program.gate is not None
    hands = Hands(program.gate)
    for password in passwords:
        until(lambda: hands.hears("密码"), "the password field")
        hands.put(password)
        hands.press(Key.Key_Return)
        until(lambda: program.window is not None or program._gate_page().log_in.isEnabled(), "an answer", ms=60_000)
    until(lambda: program.window is not None, "the desk")


def live(program: Program, told: dict[str, Any]) -> None:
    """One dispute to its signature, a file attached, a draft half typed, a search, errors, the lock and back."""
    window = program.window
    assert window is not None
    tale = Tale(**told["tale"], recorder="", held=("", ""))
    hands, desk, folder = Hands(window.shell), window.desk, program.folder
    until(window.shell.isVisible, "the window is on the screen")
    walk.register(hands, tale)
    walk.find(hands, tale.asking)
    walk.turn(hands)
    walk.identify(hands, tale)
    walk.turn(hands)
    walk.accept(hands, tale)
    hands.press(Key.Key_Return, times=2)  # both sign the notice
    walk.turn(hands, 2)
    walk.hold(hands, tale)
    walk.turn(hands)
    hands.press(Key.Key_Return)
    walk.write(hands, tale)
    editor = window.page("agreement")
    until(lambda: not editor.live.waiting(), "the page is set")
    hands.enter("送律师审")
    id = file_of(desk, tale.asking).dispute.id
    rooms.add_account(desk, Account(name=LAWYER, role=Role.LAWYER), told["password"], cost=CHEAP)
    lawyer = rooms.open_room(folder, rooms.find_account(folder, LAWYER), told["password"])
    agreement = read(desk, id).agreement
    assert agreement is not None
    agreements.approve(lawyer, agreement.id, note=told["note"])
    lawyer.store.close()
    hands.press(Key.Key_F5)
    hands.enter("只签发")
    walk.sign(hands)
    agreement = read(desk, id).agreement
    assert agreement is not None
    assert agreement.status is Status.SIGNED
    records.attach(desk, id, told["file name"], told["file words"].encode())
    hands.press(Key.Key_K, CTRL)
    hands.put(told["search"])
    hands.press(Key.Key_N, CTRL)
    hands.say(told["draft name"])
    hands.press(Key.Key_Return, times=2)
    hands.press(Key.Key_Return)
    hands.say(told["draft words"])
    until(lambda: drafts.find(desk, "intake") is not None, "the draft is kept")
    fail(program, told)
    hands.press(Key.Key_L, CTRL)
    until(lambda: program.gate is not None and program.gate.isVisible(), "the lock")
    log_in(program, told["password"])
    assert program.window is not None
    assert verify(program.window.desk).clean


def fail(program: Program, told: dict[str, Any]) -> None:
    """An error in a slot, one in a job, and a warning of Qt, each with somebody's data in its message."""
    done: list[str] = []

    def slot() -> None:
        done.append("slot")
        raise ValueError(f"cannot read {told['error']}")

    def job() -> None:
        done.append("job")
        raise OSError(f"no such file {told['job error']}")

    qWarning(f'QSaveFile: cannot open /home/desk/{told["qt error"]}.pdf: "{told["qt error"]}"')
    qWarning(f"no glyph for {told['qt error']}")
    QTimer.singleShot(0, slot)
    assert program.window is not None
    program.window.submit(job, lambda _none: None)
    shell = program.window.shell
    until(lambda: len(done) == 2 and len(shell.notices.banners()) == 2, "both errors are said")
    QApplication.clipboard().setText(told["clipboard"])


if __name__ == "__main__":
    main()
