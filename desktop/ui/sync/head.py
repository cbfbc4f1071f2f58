"""The head of 同步: when the hub's last receipt came, and the four things that one can do."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.commands.syncing.status import Status
from desktop.ui.kit.buttons import MenuButton, plain
from desktop.ui.kit.columns import PageHead
from desktop.ui.sync.said import when


class SyncHead(PageHead):
    """`paused`, `metered`: what this workstation is to do from now on."""

    paused = Signal(bool)
    metered = Signal(bool)
    hub_asked = Signal()
    statistics_asked = Signal(bool)

    def __init__(self) -> None:
        super().__init__("同步")
        self._state = Status()
        self.how = MenuButton("方式")
        self._pause = self.how.add("暂停同步", lambda: self.paused.emit(not self._state.paused))
        self._meter = self.how.add("按流量计费:附件等有好网络再传", lambda: self.metered.emit(not self._state.metered))
        self._meter.setCheckable(True)
        self.how.add_line()
        self._sums = self.how.add("按月上报合计数", lambda: self.statistics_asked.emit(not self._shares))
        self._sums.setCheckable(True)
        self._shares = False
        self._hub = self.how.add("连接街道服务器", self.hub_asked.emit)
        self.read = plain("从 U 盘读入", icon="ph.download-simple")
        self.write = plain("写到 U 盘", icon="ph.upload-simple")
        self.now = plain("现在同步", icon="ph.arrows-clockwise", hint="F5")
        for button in (self.how, self.read, self.write, self.now):
            self.add_action(button)

    def show_state(
        self, state: Status, now: datetime, *, running: bool, alone: bool, manage: bool, shares: bool
    ) -> None:
        """`shares`: the room hands its monthly sums up to the street."""
        self._state, self._shares = state, shares
        self.show_words("同步", self._words(state, now, running, alone))
        self._say(self._pause, "继续同步" if state.paused else "暂停同步", state.connected)
        self._meter.setChecked(state.metered)
        self._say(self._meter, self._meter.text(), state.connected)
        self._sums.setChecked(shares)
        self._say(self._sums, self._sums.text(), state.connected and manage)
        self._say(self._hub, "更换街道服务器的接入文件" if state.connected else "连接街道服务器", manage)
        self.how.setEnabled(state.connected or manage)
        self.now.setEnabled(state.connected and not running)
        self.now.set_words("正在同步" if running else "现在同步")
        for button in (self.read, self.write):
            button.setEnabled(not alone)

    def stops(self) -> list[QWidget]:
        return [self.how, self.read, self.write, self.now]

    @staticmethod
    def _words(state: Status, now: datetime, running: bool, alone: bool) -> str:
        if alone:
            return "现在只有这一台电脑"
        if not state.connected:
            return "没有接街道服务器,用 U 盘带数据"
        if running and state.synced_at is None:
            return "正在第一次同步·照常办公,不用等"
        if state.synced_at is None:
            return "还没有同步过·断网也能照常办公"
        return f"上次收到回执 {when(state.synced_at, now).removeprefix('今天 ')}·断网也能照常办公"

    @staticmethod
    def _say(action: QAction, words: str, enabled: bool) -> None:
        action.setText(words)
        action.setEnabled(enabled)
