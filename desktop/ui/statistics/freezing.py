"""封存: what is frozen is said first; afterwards who froze it, when, and the digest that proves it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout

from desktop.commands import drafts
from desktop.commands.statistics import freezing
from desktop.commands.statistics.figures import CaseTable
from desktop.domain.counting.table import identities
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.reporting import FrozenMonth
from desktop.ui.host import Host
from desktop.ui.kit.buttons import quiet
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.fields import LongText
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.settings.section import Facts
from desktop.ui.statistics.pane import Pane
from desktop.ui.statistics.picker import spaced
from desktop.ui.statistics.rows import figure

ONCE = "封存后这个月的数字不再变动,不能撤销。以后改动了的案件列入“更正”。"
SHOWN = ("cases_total", "cases_succeeded", "parties_people", "amount_fen")


class FreezePane(Pane):
    """`done(month)` after it was frozen."""

    frozen = Signal(str)

    def __init__(self, host: Host) -> None:
        super().__init__("封存", "封存")
        self._host = host
        self._month = ""
        self._failing = False
        self.facts = Facts(88)
        self.warning = Banner(ONCE, Kind.AMBER)
        self.failed = Banner("", Kind.RED)
        self.asked = Label("为什么不平也要封存?理由会印在报表上", bold=True, wrap=True)
        self.reason = LongText(lines=3, most=300, example="如 两件口头协议的形式待补录,已报区司法局同意")
        self.reason.set_name("封存理由")
        self.reason.changed.connect(self._typed)
        self.digest = Label("", tone=Tone.INK_2, wrap=True)
        self.copy = quiet("复制校验码", icon="ph.copy")
        self.copy.clicked.connect(self._copy)
        for part in (self.failed, self.asked, self.reason, self.facts, self.warning, self.digest, self.copy):
            self.add_part(part)
        assert isinstance(self.column, QVBoxLayout)
        self.column.addStretch(1)

    def show_month(self, table: CaseTable) -> None:
        """What would be frozen now."""
        if table.period.code != self._month:
            self._month = table.period.code
            self.reason.set_raw(self._draft())
        self.title.show_words(f"封存 {spaced(table.period.label)}")
        self.yes.set_words(f"封存 {int(table.period.first[5:])} 月")
        self._facts(table)
        self._failing = bool(table.failed)
        self.failed.setVisible(self._failing)
        self.failed.show_text("".join(f.sentence for f in table.failed))
        for part in (self.asked, self.reason):
            part.setVisible(self._failing)
        self.warning.show()
        self.digest.hide()
        self.copy.hide()
        self.yes.show()
        self.no.set_words("取消")
        self._typed()

    def run(self) -> None:
        """Freeze it; afterwards the pane says what the seal is."""
        desk, month = self._host.desk, self._month
        try:
            made = freezing.freeze(desk, month, self.reason.value())
        except RuleBroken as broken:
            if broken.field == "reason":
                self.reason.wrong(broken.sentence)
                self.go_to(self.reason.editor)
            else:
                self._host.problem(broken)
            return
        except MediationError as refused:
            self._host.problem(refused)
            return
        drafts.drop(desk, self._key)
        self.reason.set_raw("")
        self._show_done(made)
        self.frozen.emit(month)

    def begin_focus(self) -> None:
        self.go_to(self.reason.editor if self._failing else self.no)

    def settle(self) -> None:
        if self._failing and self._month:
            drafts.keep(self._host.desk, self._key, {"reason": self.reason.raw()})

    @property
    def _key(self) -> str:
        return f"freeze:{self._month}"

    def _draft(self) -> str:
        kept = drafts.find(self._host.desk, self._key)
        return str(kept.values.get("reason", "")) if kept else ""

    def _facts(self, table: CaseTable) -> None:
        show = self.facts.show_fact
        for code in SHOWN:
            line = table.line(code)
            unit = "万元" if line.unit == "元" else line.unit
            show(line.label, f"{figure(line, table.values[code])} {unit}")
        show("统计口径", "\uff1b".join(table.counting.sentences()))
        count = len(identities(table.lines))
        bad = len(table.failed)
        show("核对", f"{count} 条都平" if not bad else f"{count} 条里 {bad} 条不平", Tone.RED if bad else Tone.INK)

    def _typed(self) -> None:
        ready = not self._failing or bool(self.reason.value())
        self.yes.setEnabled(ready)
        self.yes.setToolTip("" if ready else "核对不平,写明理由后才能封存")

    def _show_done(self, made: FrozenMonth) -> None:
        self.title.show_words(f"{spaced(f'{made.month[:4]}年{int(made.month[5:])}月')} 已封存")
        for part in (self.failed, self.asked, self.reason, self.warning):
            part.hide()
        self.digest.setText(f"{made.at:%Y-%m-%d %H:%M} 由{made.by_name}封存。\n校验码 {made.digest}")
        self._seal = made.digest
        self.digest.show()
        self.copy.show()
        self.yes.hide()
        self.no.set_words("关闭")
        self.no.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._seal)
        self._host.say("校验码已复制。")
