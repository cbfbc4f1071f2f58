"""组织情况: at the left what the team and the settings count to, at the right what is typed for the half-year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.statistics import allowances, export, organisation
from desktop.commands.statistics.organisation import Figure, OrganisationLine
from desktop.domain.changes import Changed
from desktop.domain.counting import Period, PeriodKind
from desktop.domain.counting.periods import around
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text
from desktop.domain.typed.text import Unclear
from desktop.ui.file.keeping import Keeper
from desktop.ui.host import Host
from desktop.ui.kit.buttons import link, quiet
from desktop.ui.kit.cards import Card, CardHead, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.fields import MoneyField, ParsedField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.looks import Tone
from desktop.ui.settings.section import Facts
from desktop.ui.statistics.exporting import preview

FIRST, SECOND, WHOLE = "H1", "H2", "year"
LABELS = 136
NAME = "组织情况"
NOT_TYPED = "没有填"


def whole_of(text: str) -> int:
    """A number as typed; Unclear for anything else."""
    plain = text.strip().replace(",", "")
    if not plain.isdecimal() or len(plain) > 8:
        raise Unclear("请填一个整数,如 12。")
    return int(plain)


def _field(line: OrganisationLine) -> Callable[[], QWidget]:
    if line.unit == "元":
        return lambda: MoneyField(words=False)
    return lambda: ParsedField(whole_of, str, Label(line.unit, tone=Tone.INK_2), width=80)


class TypedForm(Form):
    """The lines that nobody can count, under their groups."""

    def __init__(self) -> None:
        typed = [line for line in organisation.lines() if line.typed]
        super().__init__(
            [Ask(line.code, line.label, _field(line), hint=line.hint, tip=line.group) for line in typed], labels=LABELS
        )


class OrganisationPane(QWidget):
    """`show_period` first. Each figure is saved when the cursor leaves it; a year is only looked at."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._period: Period | None = None
        self.head = CardHead(NAME, barred=True)
        self.halves = Segments(
            [Segment(FIRST, "上半年"), Segment(SECOND, "下半年"), Segment(WHOLE, "全年")], name="时段"
        )
        self.print = quiet("预览打印", icon="ph.printer")
        self.counted = Facts(LABELS)
        self.lacking = Label("", tone=Tone.AMBER, wrap=True)
        self.people = link("去“人员”填写", icon="ph.identification-badge")
        self.form = TypedForm()
        self.whole = Facts(LABELS)
        self.state = Label("", tone=Tone.INK_2)
        self.paid = Label("", tone=Tone.INK_2, wrap=True)
        self._lay()
        self._keeper = Keeper(host, self.form, self._save)
        self._keeper.saved.connect(lambda at: self.state.setText(f"已存 {at:%H:%M}"))
        self.halves.chosen.connect(self._turn)
        self.people.clicked.connect(lambda: host.open_page("people"))
        self.print.clicked.connect(self._print)
        self.form.left.connect(self.halves.setFocus)
        self.form.setEnabled(host.desk.may(Act.REPORT))

    def show_period(self, period: Period) -> None:
        """The half-year (or the year) in which a period is reported."""
        wanted = organisation.half_of(period)
        if wanted != self._period:
            self.settle()
            self._period = wanted
            self.halves.choose(_key(wanted))
            self.refresh()

    def refresh(self) -> None:
        period = self._period
        if period is None:
            return
        found = organisation.figures(self._host.desk, period)
        self.head.show_words(NAME, period.label)
        for figure in found:
            if figure.line.count and not (figure.line.quiet and not figure.value):
                self.counted.show_fact(_named(figure.line), f"{figure.value} {figure.line.unit}")
        lacks = organisation.lacking(self._host.desk)
        self.lacking.setText("\n".join(f"{'、'.join(lack.names)}没有填{lack.what}。" for lack in lacks))
        for part in (self.lacking, self.people):
            part.setVisible(bool(lacks))
        self._show_typed(found, period)

    def heard(self, changed: Changed) -> None:
        if any(changed.touches(kind) for kind in ("organisation_facts", "members", "committees")):
            self.refresh()

    def settle(self) -> None:
        self._keeper.settle()

    def begin_focus(self) -> None:
        if self._period is not None and self._period.kind is PeriodKind.HALF and self.form.isEnabled():
            self.form.start()
        else:
            self.halves.setFocus()
