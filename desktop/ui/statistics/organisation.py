"""组织情况: at the left what the team and the settings count to, at the right what is typed for the half-year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

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
from desktop.ui.kit.forms import Ask, Form, Rule
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
    """The lines that nobody can count, a rule between their groups."""

    def __init__(self) -> None:
        asks: list[Ask | Rule] = []
        for _, some in groupby((line for line in organisation.lines() if line.typed), lambda line: line.group):
            asks += [Rule()] if asks else []
            asks += [Ask(line.code, _named(line), _field(line), hint=line.hint, tip=line.group) for line in some]
        super().__init__(asks, labels=LABELS)


class Counted(QWidget):
    """What the team and the settings count to, group by group."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._facts: dict[str, Facts] = {}
        for group in dict.fromkeys(line.group for line in organisation.lines() if line.count):
            column.addWidget(Label(group, bold=True))
            self._facts[group] = Facts(LABELS)
            column.addWidget(self._facts[group])

    def show_figures(self, found: Sequence[Figure]) -> None:
        for figure in found:
            line, value = figure.line, figure.value or 0
            if line.count == "committee" and value:
                self._facts[line.group].show_fact("本会计入", f"{line.label} {value} 个")
            elif line.count not in ("", "committee") and not line.quiet:
                tone = Tone.INK if value else Tone.INK_3
                self._facts[line.group].show_fact(line.label, f"{value} {line.unit}", tone)

    def value(self, group: str, name: str) -> str:
        return self._facts[group].value(name)


class OrganisationPane(QWidget):
    """`show_period` first. Each figure is saved when the cursor leaves it; a year is only looked at."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._period: Period | None = None
        self._asked: Period | None = None
        self.head = CardHead(NAME, barred=True)
        self.halves = Segments(
            [Segment(FIRST, "上半年"), Segment(SECOND, "下半年"), Segment(WHOLE, "全年")], name="时段"
        )
        self.print = quiet("预览打印", icon="ph.printer")
        self.counted = Counted()
        self.lacking = Label("", tone=Tone.AMBER, wrap=True)
        self.people = link("去“人员”填写", icon="ph.identification-badge")
        self.title = Label("", 11, bold=True)
        self.form = TypedForm()
        self.whole = Facts(LABELS)
        self.sum = Label("", bold=True)
        self.paid = Label("", tone=Tone.INK_2, wrap=True)
        self.state = Label("", tone=Tone.GREEN)
        self._lay()
        self._keeper = Keeper(host, self.form, self._save)
        self._keeper.saved.connect(lambda at: self.state.setText(f"已存 {at:%H:%M}"))
        self.halves.chosen.connect(self._turn)
        self.people.clicked.connect(lambda: host.open_page("people"))
        self.print.clicked.connect(self._print)
        self.form.left.connect(self.halves.setFocus)
        self.form.setEnabled(host.desk.may(Act.REPORT))
        if not host.desk.may(Act.REPORT):
            self.print.hide()

    def show_period(self, period: Period) -> None:
        """The half-year (or the year) in which a period is reported."""
        wanted = organisation.half_of(period)
        if wanted != self._period:
            self.settle()
            self._period = wanted
            self.halves.choose(_key(wanted))
            self.state.setText("")
            self.refresh()

    def refresh(self) -> None:
        period = self._period
        if period is None:
            return
        found = organisation.figures(self._host.desk, period)
        self.head.show_words(NAME, period.label)
        self.counted.show_figures(found)
        lacks = organisation.lacking(self._host.desk)
        self.lacking.setText("\n".join(f"{'、'.join(lack.names)}没有填{lack.what}。" for lack in lacks))
        for part in (self.lacking, self.people):
            part.setVisible(bool(lacks))
        self._show_typed(found, period)
        self._ask_paid(period)

    def heard(self, changed: Changed) -> None:
        if any(changed.touches(kind) for kind in ("organisation_facts", "members", "committees")):
            self.refresh()

    def settle(self) -> None:
        self._keeper.settle()

    def begin_focus(self) -> None:
        if not self.form.isHidden() and self.form.isEnabled():
            self.form.start()
        else:
            self.halves.setFocus()

    def _turn(self, key: str) -> None:
        """Another half of the year, or the whole."""
        if self._period is not None:
            year = self._period.first[:4]
            month = {FIRST: "01", SECOND: "12", WHOLE: "01"}[key]
            kind = PeriodKind.YEAR if key == WHOLE else PeriodKind.HALF
            self.show_period(around(f"{year}-{month}", kind))

    def _show_typed(self, found: Sequence[Figure], period: Period) -> None:
        """The form of a half; of a year what both come to."""
        half = period.kind is PeriodKind.HALF
        self.form.setVisible(half)
        self.whole.setVisible(not half)
        self.title.setText("按半年填写" if half else "两个半年合起来")
        typed = {figure.line.code: figure for figure in found if figure.line.typed}
        if half:
            self._keeper.show(f"organisation:{period.code}", {code: f.value for code, f in typed.items()})
        for figure in () if half else typed.values():
            self.whole.show_fact(_named(figure.line), _said(figure), Tone.INK if figure.value else Tone.INK_3)
        funds = next(figure for figure in found if figure.line.code == "funds")
        self.sum.setText(f"经费合计 {_said(funds)}")

    def _save(self, changed: dict[str, Any]) -> None:
        assert self._period is not None
        organisation.set_facts(self._host.desk, self._period.code, changed)

    def _ask_paid(self, period: Period) -> None:
        """What the allowances of the period come to, worked out behind the window: to compare with what was paid."""
        if self._asked == period:
            return
        self._asked = period
        self.paid.setText("")
        desk = self._host.desk
        self._host.submit(lambda: allowances.worksheet(desk, period), partial(self._told_paid, period))

    def _told_paid(self, period: Period, found: Sequence[allowances.Worksheet]) -> None:
        if period != self._period:
            self._asked = None
            return
        whole, people = sum(w.total_fen for w in found), sum(1 for w in found if w.total_fen)
        self.paid.setText(f"补贴核算表这一期共 {fen_text(whole)} 元,{people} 人,可与实际发放对照。" if whole else "")

    def _print(self) -> None:
        if self._period is None:
            return
        self.settle()
        desk = self._host.desk
        make = preview(desk, "organisation", f"-{NAME}.pdf", self._period, None)
        self._host.show_sheet(organisation.title(), make, name=f"{export.stem(desk, self._period)}-{NAME}")

    def _lay(self) -> None:
        left, right = PageColumn(), PageColumn()
        for side in (left, right):
            side.column.setContentsMargins(16, 12, 16, 12)
            side.column.setSpacing(8)
        left.add(Label("从名册和设置数出", 11, bold=True))
        self.people.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        left.add(self.lacking)
        left.add(self.people)
        left.add(self.counted)
        left.column.addStretch(1)
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.state)
        right.column.addLayout(top)
        for widget in (self.form, self.whole, self.sum, self.paid):
            right.add(widget)
        right.column.addStretch(1)
        halves = QHBoxLayout()
        halves.setSpacing(0)
        halves.addWidget(left, 5)
        halves.addWidget(Hairline(vertical=True))
        halves.addWidget(right, 7)
        self.head.add_right(self.halves)
        self.head.add_right(self.print)
        card = Card(flush=True)
        card.add(self.head)
        card.body.addLayout(halves, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)


def _key(period: Period) -> str:
    return WHOLE if period.kind is PeriodKind.YEAR else FIRST if period.first.endswith("-01") else SECOND


def _named(line: OrganisationLine) -> str:
    """Its label, with its unit where two have the same: 培训(人次)."""
    same = [other for other in organisation.lines() if (other.group, other.label) == (line.group, line.label)]
    return f"{line.label}({line.unit})" if len(same) > 1 else line.label


def _said(figure: Figure) -> str:
    if figure.value is None:
        return NOT_TYPED
    return f"{fen_text(figure.value)} 元" if figure.line.unit == "元" else f"{figure.value:,} {figure.line.unit}"
