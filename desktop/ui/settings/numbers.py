"""编号: which workstation gives out the statutory numbers, what it has at hand, and the year's register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands import numbers
from desktop.commands.numbers import Told
from desktop.domain.changes import Changed
from desktop.domain.permissions import Act
from desktop.domain.stations import Station
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.choices import Choice, Option
from desktop.ui.kit.forms import Ask, Beside, Form
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.settings.numbers_register import RegisterBlock
from desktop.ui.settings.section import Facts, Section, beside

LABELS = 88
MOVES = ("disputes", "number_blocks", "stations", "sharing")  # what this part tells of
NOTE = "正式编号一年一个序列,不重号、不改号;哪个号没有用、为什么,登记簿里都写明。"
REGISTER_NOTE = "作废的、待用的、缺的都在这里;同一个编号落在两件纠纷上的,改其中一件。"
LOST = "原来的编号机已停用,各台受理的纠纷都在等编号。请管理员另选一台。"


class KeeperForm(Form):
    """Which workstation it is to be."""

    def __init__(self) -> None:
        self.change, self.leave = plain("更换编号机"), plain("不再由服务器编号")
        super().__init__([Ask("keeper", "改由", lambda: Choice([], blank=None)), Beside(self._buttons)], labels=LABELS)

    def _buttons(self) -> QWidget:
        holder = QWidget()
        row = beside(self.change, self.leave)
        row.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(row)
        return holder


class NumbersSection(Section):
    """Everybody may look; the administrator changes the keeper."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.facts = Facts(LABELS)
        self.lost = Banner(LOST, Kind.RED)
        self.form, self.show_waiting = KeeperForm(), plain("看待编号的纠纷", icon="ph.folder-open")
        block = self.block("编号机", NOTE)
        block.addWidget(self.lost)
        block.addWidget(self.facts)
        self.waiting = Form([Beside(lambda: self.show_waiting)], labels=LABELS)
        block.addWidget(self.waiting)
        block.addWidget(self.form)
        self.register = RegisterBlock(host)
        self.block("登记簿", REGISTER_NOTE).addWidget(self.register)
        self.finish()
        self.form.change.clicked.connect(self._ask)
        self.form.leave.clicked.connect(self._ask_leaving)
        self.show_waiting.clicked.connect(self._show_waiting)
        self.refresh()

    def refresh(self) -> None:
        told = numbers.told(self._host.desk)
        self.lost.setVisible(told.keeping.keeper_lost)
        self.facts.show_fact("编号机", _keeper(told), Tone.RED if told.keeping.keeper_lost else Tone.INK)
        self.facts.show_fact("怎样编", _how(told))
        if told.keeping.hub:
            self.facts.show_fact("手边的号", _at_hand(told))
        count = len(told.waiting)
        self.facts.show_fact("待编号", f"{count} 件" if count else "没有", Tone.AMBER if count else Tone.INK)
        self.waiting.setVisible(bool(count))
        others = [s for s in told.keeping.stations if s.id != told.keeping.keeper]
        self.form.field("keeper").offer([Option(s.id, _named(s, told.keeping.me)) for s in others])
        may = self._host.desk.may(Act.MANAGE) and bool(others)
        self.form.setVisible(may)
        self.form.leave.setVisible(told.keeping.hub and told.keeping.keeps)
        self.register.refresh()

    def heard(self, changed: Changed) -> None:
        """Another part in front: this one asks again when it is looked at."""
        if self.isVisible() and any(
            changed.touches(kind) for kind in ("disputes", "number_blocks", "stations", "sharing")
        ):
            self.refresh()

    def begin_focus(self) -> None:
        self.register.list.setFocus()

    def _show_waiting(self) -> None:
        self._host.open_files("待编号", numbers.told(self._host.desk).waiting)

    def _ask(self) -> None:
        chosen: Any = self.form.values()["keeper"]
        told = numbers.told(self._host.desk)
        station = next((s for s in told.keeping.stations if s.id == chosen), None)
        if station is None:
            return
        sentence = "原编号机手边没有用完的号随即作废,并写明原因;已经编出的号不变。"
        if not told.keeping.hub and told.keeper is not None and told.keeper.id != told.keeping.me:
            sentence += f"它可能编了还没传来的号,给它空出 {numbers.BLOCK} 个。"
        id, name = station.id, station.name
        self._host.ask(f"改由{name}编号?", sentence, "更换编号机", lambda: self._change(id, name))

    def _ask_leaving(self) -> None:
        sentence = "只在街道服务器不再使用时这样做:手边没有用完的号作废,以后由这台编号机接着往下编。"
        self._host.ask("不再由街道服务器编号?", sentence, "不再由服务器编号", self._leave)

    def _leave(self) -> None:
        self._host.do(lambda: numbers.leave_hub(self._host.desk), said="编号改由这台编号机自己编。")
        self.refresh()

    def _change(self, id: UUID, name: str) -> None:
        self._host.do(
            lambda: numbers.change_keeper(self._host.desk, id), said=f"现在由{name}编号,下次交换数据后各台都知道。"
        )
        self.refresh()


def _named(station: Station, me: UUID) -> str:
    return f"{station.no}号 {station.name}" + ("(这台)" if station.id == me else "")


def _keeper(told: Told) -> str:
    if told.keeper is not None:
        return _named(told.keeper, told.keeping.me)
    return "没有" if told.keeping.keeper_lost else "这台电脑(本室只有一台)"


def _how(told: Told) -> str:
    k = told.keeping
    if k.hub and k.keeps:
        return "由街道服务器统一编号;这台手边留有号段,断网也能编"
    if k.hub:
        return "由街道服务器统一编号;这台受理后先用临时号,同步后自动取得正式编号"
    if k.keeps:
        return "受理时按顺序编出,一年从 001 起,不断号"
    return "这台受理后先用临时号,与编号机交换数据后自动取得正式编号"


def _at_hand(told: Told) -> str:
    if not told.free:
        return "没有,下次同步时领取" if told.keeping.keeps else "没有,号段由编号机领取"
    return f"{len(told.free)} 个:{told.free[0]:03d}–{told.free[-1]:03d}"
