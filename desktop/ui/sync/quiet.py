"""When nothing waits for a decision, and when there is nobody to exchange with."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from desktop.ui.kit.buttons import link, plain
from desktop.ui.kit.cards import Card
from desktop.ui.kit.labels import Label, Mark
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone


class SettledCard(Card):
    """✓ one line: the lists below get the room."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Mark("", Shape.TICK, Tone.GREEN))
        row.addWidget(Label("没有需要您决定的", 12, bold=True))
        row.addWidget(Label("两台电脑改到同一处时,会在这里请您定。", tone=Tone.INK_2, wrap=True), 1)
        self.body.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class AloneCard(Card):
    """Only this workstation: what to do so that others share the room."""

    add_asked = Signal()
    hub_asked = Signal()
    help_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(12)
        self.title = Label("现在只有这一台电脑", 12, bold=True)
        self.words = Label("", tone=Tone.INK_2, wrap=True)
        self.add_station = plain("添加电脑", icon="ph.plus")
        self.hub = plain("连接街道服务器", icon="ph.hard-drives")
        self.help = plain("看说明", icon="ph.books")
        self.help.clicked.connect(self.help_asked)
        self.add_station.clicked.connect(self.add_asked)
        self.hub.clicked.connect(self.hub_asked)
        self.room = Label("", tone=Tone.INK_2)
        self.copy = link("复制")
        self.copy.setAccessibleName("复制调处室编号")
        self.copy.clicked.connect(self._copy)
        self._room = ""
        number = QHBoxLayout()
        number.setSpacing(12)
        number.addWidget(self.room)
        number.addWidget(self.copy)
        number.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add_station)
        row.addWidget(self.hub)
        row.addWidget(self.help)
        row.addStretch(1)
        self.add(self.title)
        self.add(self.words)
        self.body.addLayout(number)
        self.body.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_for(self, *, may_manage: bool, practice: bool, room: UUID) -> None:
        """`room`: what the street's IT needs for the card."""
        self.room.setText(f"调处室编号(信息员制作接入文件时要用):{room}")
        self._room = str(room)
        for widget in (self.room, self.copy):
            widget.setVisible(may_manage and not practice)
        self.add_station.setVisible(may_manage and not practice)
        self.hub.setVisible(may_manage and not practice)
        if practice:
            self.words.setText(
                "练习模式的数据不与别的电脑同步。正式的调处室里,几台电脑可以断网各自办案,联上后自动合到一起。"
            )
        elif may_manage:
            self.words.setText(
                "再添一台电脑(例如接待日笔记本),两台可以断网各自办案,联上后自动合到一起,什么都不会丢。"
                "有街道服务器的,载入信息员给的服务器接入文件;没有网络的,用 U 盘带数据,内容已加密。"
            )
        else:
            self.words.setText("要添一台电脑或者连接街道服务器,请管理员登录后在这一页办理。")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._room)
        self.copy.set_words("已复制")

    def begin_focus(self) -> None:
        (self.help if self.add_station.isHidden() else self.add_station).setFocus()
