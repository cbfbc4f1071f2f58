"""The status line's share of syncing: 已同步 only after the hub's receipt, what waits, what is to be decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desktop.commands.syncing.status import Status
from desktop.sync.errors import NotTrusted, SyncFailed, Tampered, Unreachable
from desktop.ui.looks import Tone
from desktop.ui.shell import Shell
from desktop.ui.sync.said import clock

KEYS = ("synced", "queue", "trouble", "conflict")
Line = tuple[str, str, str, Tone, int]  # key, words, icon, tone, rank

TROUBLE = {
    "revoked": "本机已停用",
    "hub_full": "服务器已满",
    "hub_too_old": "服务器版本过旧",
    "hub_too_new": "本机版本过旧",
    "too_old_to_push": "本机版本过旧",
    "wrong_login": "服务器不认本机",
    "captive_portal": "网络要先登录",
    "mass_delete": "收到大量删除,已停下",
}


def trouble(problem: SyncFailed | None) -> str:
    """A problem in a few words."""
    if problem is None:
        return ""
    if problem.code in TROUBLE:
        return TROUBLE[problem.code]
    if isinstance(problem, Unreachable):
        return "离线"
    if isinstance(problem, NotTrusted):
        return "服务器证书不被接受"
    return "收到的内容被改动" if isinstance(problem, Tampered) else "同步没有做成"


def lines(now: Status, problem: SyncFailed | None, running: bool, at: datetime) -> list[Line]:
    """What the status line says, in its order."""
    found: list[Line] = []
    if now.connected:
        synced = f"已同步 {clock(now.synced_at, at)}" if now.synced_at else "还没有同步过"
        found.append(("synced", "同步中…" if running and not now.synced_at else synced, "", Tone.INK_2, 30))
        found.append(("queue", f"待传 {now.waiting}", "", Tone.INK_2, 40))
        words = "同步已暂停" if now.paused else trouble(problem)
        if words:
            quiet = now.paused or isinstance(problem, Unreachable)
            icon = "" if quiet else "ph.warning"
            found.append(("trouble", words, icon, Tone.INK_2 if quiet else Tone.AMBER, 25))
    if now.decisions:
        found.append(("conflict", f"冲突 {now.decisions}", "ph.warning", Tone.AMBER, 20))
    elif now.connected:
        found.append(("conflict", "冲突 0", "", Tone.INK_2, 50))
    return found


class Standing:
    """Keeps the items of the status line in their order, whichever of them come and go."""

    def __init__(self, shell: Shell, act: Callable[[], object]) -> None:
        self._shell, self._act = shell, act
        self._shown: tuple[str, ...] = ()

    def show(self, now: Status, problem: SyncFailed | None, running: bool, at: datetime) -> None:
        said = lines(now, problem, running, at)
        keys = tuple(line[0] for line in said)
        if keys != self._shown:
            for key in KEYS:
                self._shell.set_status(key, "")
            self._shown = keys
        for key, words, icon, tone, rank in said:
            self._shell.set_status(key, words, icon=icon, tone=tone, rank=rank, act=self._act)
