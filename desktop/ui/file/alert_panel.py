"""预警 in the right panel: why it was raised, the files on the company, the 三所联动 check-list, and its end."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import alerts
from desktop.commands.lists import Line
from desktop.commands.watching import Check
from desktop.domain.permissions import Act
from desktop.ui.attempt import attempt
from desktop.ui.file.keeping import Drafts
from desktop.ui.file.state import OpenFile
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, Rank, plain, primary
from desktop.ui.kit.cards import Card, CardHead, Hairline
from desktop.ui.kit.choices import Box
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.fields import LongText
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Chip, ElidedLabel, Label
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.looks import Tone, look

NOTHING = "这条预警已经解除。"


class CheckRow(Dressed, QWidget):
    """One line of the check-list: what, with whom, on which basis."""

    ticked = Signal(str, bool)

    def __init__(self, check: Check, *, done: bool, may: bool) -> None:
        QWidget.__init__(self)
        self.code = check.code
        self.box = Box("")
        self.box.setAccessibleName(f"{check.label}({check.who})")
        self.box.setChecked(done)
        self.box.setEnabled(may)
        self.box.toggled.connect(partial(self.ticked.emit, check.code))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(check.label, wrap=True))
        words.addWidget(Label("·".join(filter(None, (check.who, check.basis))), tone=Tone.INK_2, wrap=True))
        row.addLayout(words, 1)
        self.dress()

    def dress(self) -> None:
        self.box.setFixedHeight(look().px(20))


class AlertPanel(PageColumn):
    """The open alert of a file; ticks are saved as they are made."""

    ended = Signal()

    def __init__(self, host: Host, state: OpenFile) -> None:
        super().__init__()
        self._host, self._here = host, state.id
        raised = alerts.of_file(host.desk, state.id)
        self._alert: UUID | None = raised[0].alert.id if raised else None
        self.may = host.desk.may(Act.EDIT)
        self.card = Card()
        self.card.set_edge(Tone.ACCENT)
        head = CardHead("预警处置")
        self.chip = Chip("", Kind.ORANGE, Shape.DIAMOND)
        head.add_right(self.chip)
        self.card.add(head)
        self._subject = Label("", 11, bold=True, wrap=True)
        self._why = Label("", tone=Tone.INK_2, wrap=True)
        self.card.add(self._subject)
        self.card.add(self._why)
        self._files = QWidget()
        self._lines = QVBoxLayout(self._files)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._shown: tuple[Line, ...] = ()
        self.links: list[Button] = []
        self.card.add(self._files)
        self.card.add(Hairline())
        self._count = Label("", bold=True)
        self.card.add(self._count)
        self._list = QWidget()
        self._checks = QVBoxLayout(self._list)
        self._checks.setContentsMargins(0, 0, 0, 0)
        self._checks.setSpacing(0)
        self.rows: list[CheckRow] = []
        self.card.add(self._list)
        self.form = Form(
            [Ask("note", "处置", lambda: LongText(lines=4, example="做了什么、结果怎样", most=2000))], labels=52
        )
        self.card.add(self.form)
        self.yes, self.no = primary("解除预警"), plain("收起")
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        self.card.body.addLayout(row)
        self.add(self.card)
        self.column.addStretch(1)
        self._drafts = Drafts(host, self.form)
        if raised:
            self.form.fill({"note": raised[0].alert.note})
            self._drafts.begin(f"alert:{self._alert}")
        self.form.setEnabled(self.may)
        self.yes.clicked.connect(self.run)
        self.form.done.connect(self.run)
        self.form.left.connect(self._leave)
        self.no.clicked.connect(self._leave)
        self.refresh()

    def refresh(self) -> None:
        raised = alerts.read(self._host.desk, self._alert) if self._alert else None
        shown = raised is not None and raised.alert.closed_on is None
        self.form.setVisible(shown)
        self.yes.setVisible(shown and self.may)
        if raised is None or not shown:
            self._why.setText(NOTHING)
            return
        rule, alert = raised.rule, raised.alert
        self.chip.show_as(rule.label, Kind.ORANGE, Shape.DIAMOND)
        self._subject.setText(alert.subject)
        days = "同一天" if not raised.days else f"{raised.days} 日内"
        self._why.setText(
            f"{days}有 {len(raised.files)} 件劳动争议涉及这家企业(规则:{rule.days} 日内满 {rule.files} 件)。"
            f"{alert.raised_on:%m-%d} 提出,{raised.owner or '待定'}负责。"
        )
        self._show_files(raised)
        self._count.setText(f"三所联动清单 {raised.done}/{len(rule.checks)}")
        if [row.code for row in self.rows] != [check.code for check in rule.checks]:
            for check in rule.checks:
                made = CheckRow(check, done=check.code in alert.checks, may=self.may)
                made.ticked.connect(self._tick)
                self.rows.append(made)
                self._checks.addWidget(made)
        for shown_row in self.rows:
            shown_row.box.blockSignals(True)
            shown_row.box.setChecked(shown_row.code in alert.checks)
            shown_row.box.blockSignals(False)

    def _show_files(self, raised: alerts.Raised) -> None:
        if self._shown == raised.files:
            return
        self._shown = raised.files
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.links = []
        for line in raised.files:
            words = f"{line.received_on:%m-%d} {line.number} {line.names}"
            if line.id == self._here:
                here = ElidedLabel(f"{words}(本件)", bold=True)
                here.setMinimumHeight(look().px(28))
                self._lines.addWidget(here)
                continue
            link = Button(words, Rank.LINK, small=True)
            link.clicked.connect(lambda _on=False, id=line.id: self._host.open_file(id, "alert"))
            self._lines.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            self.links.append(link)

    def begin_focus(self) -> None:
        first = next((row for row in self.rows if not row.box.isChecked()), None)
        if first is not None and self.may:
            first.box.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.may:
            self.form.start()
        else:
            self.no.setFocus(Qt.FocusReason.TabFocusReason)

    def settle(self) -> None:
        self._drafts.keep()

    def run(self) -> None:
        if self._alert is None or not self.may:
            return
        close = partial(alerts.close, self._host.desk, self._alert, self.form.values()["note"])
        if attempt(self._host, self.form, close, said="已解除预警", at="note"):
            self._drafts.drop()
            self.ended.emit()

    def _tick(self, _code: str, _on: bool) -> None:
        if self._alert is None:
            return
        done = [row.code for row in self.rows if row.box.isChecked()]
        alert = self._alert
        self._host.do(lambda: alerts.tick(self._host.desk, alert, done), said="")
        self.refresh()

    def _leave(self) -> None:
        self.settle()
        self.ended.emit()
