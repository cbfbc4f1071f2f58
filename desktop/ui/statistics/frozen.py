"""已封存: which months were handed in, by whom, when, and the digest that proves that nothing moved since."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.commands.statistics import freezing
from desktop.commands.statistics.figures import line_of
from desktop.commands.statistics.freezing import Frozen
from desktop.domain.counting import Period, parse_period
from desktop.domain.counting.rules import BASIS_WORDS
from desktop.domain.reporting import FrozenMonth
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, quiet
from desktop.ui.kit.flow import Flow
from desktop.ui.looks import Tone
from desktop.ui.people.rows import Group, Row
from desktop.ui.settings.section import Facts
from desktop.ui.statistics.listed import Listed
from desktop.ui.statistics.picker import spaced
from desktop.ui.statistics.rows import figure, words_of

NONE = "还没有封存过月报。月报核对平了,在“月报”里按“封存”,数字就不再变动。"
SHOWN = ("cases_total", "cases_succeeded", "parties_people", "amount_fen")


class FrozenView(Listed):
    """The months at the left, newest first; one at the right. `wanted(period)`: its report."""

    wanted = Signal(object)

    def __init__(self, host: Host) -> None:
        super().__init__("已封存", NONE, "ph.lock-simple")
        self._host = host
        self._found: dict[UUID, Frozen] = {}
        self._shown: Frozen | None = None
        self.facts = Facts(88)
        self.look_at = plain("看月报")
        self.copy = quiet("复制校验码", icon="ph.copy")
        self.check = quiet("核对校验码", icon="ph.check-circle")
        self.inner.add(self.facts)
        acts = QWidget()
        flow = Flow(acts, across=8, down=8)
        for button in (self.look_at, self.copy, self.check):
            flow.addWidget(button)
        self.inner.add(acts)
        self.inner.column.addStretch(1)
        self.rows.chosen.connect(lambda id: self._show(self._found.get(id)))
        self.rows.entered.connect(lambda _id: self._want())
        self.look_at.clicked.connect(self._want)
        self.copy.clicked.connect(self._copy)
        self.check.clicked.connect(self._check)

    def refresh(self) -> None:
        """Ask again; the month looked at stays."""
        with self._host.desk.read() as reader:
            found = freezing.frozen_months(reader)
        self._found = {one.id: one for one in reversed(found)}
        years: dict[str, list[Row]] = {}
        for one in self._found.values():
            years.setdefault(f"{one.month[:4]} 年", []).append(_row(one))
        self.show_groups([Group(year, tuple(rows)) for year, rows in years.items()])
        here = self._found.get(self._shown.id) if self._shown else None
        self._show(here or next(iter(self._found.values()), None))

    def _show(self, one: Frozen | None) -> None:
        self._shown = one
        self.side.setVisible(one is not None)
        if one is None:
            return
        self.rows.choose(one.id)
        self.title.show_words(f"{spaced(_period(one).label)} 已封存")
        show = self.facts.show_fact
        show("封存", f"{_at(one):%Y-%m-%d %H:%M} {one.by_name}")
        for code in SHOWN:
            line = line_of(code)
            unit = "万元" if line.unit == "元" else line.unit
            show(words_of(line).split("(")[0], f"{figure(line, int(one.figures.get(code, 0)))} {unit}")
        show("统计口径", "\uff1b".join(one.rules.sentences()))
        show("核对", "".join(one.failed) or "都平", Tone.RED if one.failed else Tone.INK)
        show("理由", one.reason or "不需要", Tone.INK if one.reason else Tone.INK_3)
        show("校验码", " ".join(one.digest[n : n + 8] for n in range(0, len(one.digest), 8)))

    def _want(self) -> None:
        if self._shown is not None:
            self.wanted.emit(_period(self._shown))

    def _copy(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(self._shown.digest)
            self._host.say("校验码已复制。")

    def _check(self) -> None:
        """Work the digest out again from what is kept."""
        if self._shown is None:
            return
        with self._host.desk.read() as reader:
            whole = freezing.is_whole(reader.get(FrozenMonth, self._shown.id))
        label = _period(self._shown).label
        self._host.say(
            f"{label}的数字和案件清单与封存时一致。" if whole else f"{label}与校验码不符,请停止使用,从备份恢复。"
        )


def _period(one: Frozen) -> Period:
    return parse_period(one.month)


def _at(one: Frozen) -> datetime:
    return one.at


def _row(one: Frozen) -> Row:
    values = {code: int(one.figures.get(code, 0)) for code in SHOWN}
    under = f"案件 {values['cases_total']} 件,调解成功 {values['cases_succeeded']} 件·{BASIS_WORDS[one.rules.basis]}"
    beside = f"{_at(one):%m-%d %H:%M} {one.by_name}" + ("·核对不平" if one.failed else "")
    return Row(one.id, f"{int(one.month[5:])} 月", beside, under, one.digest[:8])
