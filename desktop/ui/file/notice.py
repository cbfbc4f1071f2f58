"""权利义务告知书 (人民调解法 23, 24): who has signed, who has not, and the paper itself."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import disputes
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing
from desktop.domain.people import Party
from desktop.domain.permissions import Act
from desktop.ui.file.said import long_day
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, plain, small
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.labels import ElidedLabel, Label, Mark
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone, look
from desktop.ui.words import PARTY_ROLES


class NoticeBlock(QWidget):
    """One line per party: role, name, signed when; or the day and 记签收."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._file: CaseFile | None = None
        self._typed: dict[UUID, str] = {}
        self.days: dict[UUID, DateField] = {}
        self.signs: dict[UUID, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Label("权利义务告知书", 11, bold=True))
        self._basis = ElidedLabel("人民调解法第二十三条、第二十四条", tone=Tone.INK_2)
        head.addWidget(self._basis)
        head.addStretch(1)
        self.printer = plain("打印告知书", icon="ph.printer")
        self.printer.clicked.connect(self._print)
        head.addWidget(self.printer)
        column.addLayout(head)
        self._rows = QWidget()
        column.addWidget(self._rows)
        self._column = column

    def show_file(self, file: CaseFile) -> None:
        same = self._file is not None and self._file.dispute.id == file.dispute.id
        self._typed = {id: day.raw() for id, day in self.days.items()} if same else {}
        self._file = file
        self.printer.setVisible(self._host.desk.may(Act.PRINT))
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        self.days, self.signs = {}, {}
        for n, party in enumerate(file.sides):
            grid.addWidget(Label(PARTY_ROLES[party.role], tone=Tone.INK_2), n, 0)
            grid.addWidget(ElidedLabel(file.person(party).name, least=8), n, 1)
            grid.addWidget(self._state(file, party), n, 2)
        self._column.replaceWidget(self._rows, fresh)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = fresh

    def begin_focus(self) -> None:
        first = next(iter(self.signs.values()), None)
        (first or self.printer).setFocus()

    def _state(self, file: CaseFile, party: Party) -> QWidget:
        holder = QWidget()
        holder.setMinimumHeight(look().px(32))
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        today = self._host.desk.today()
        if party.notice_signed_on:
            row.addWidget(Mark(f"{long_day(party.notice_signed_on, today)}签收", Shape.TICK, Tone.GREEN))
        elif file.dispute.notice_form == "oral":
            row.addWidget(Mark("口头告知", Shape.TICK, Tone.GREEN))
        elif not self._host.desk.may(Act.EDIT) or file.dispute.filing is Filing.ARCHIVED:
            row.addWidget(Mark("未签", Shape.TRIANGLE, Tone.RED))
        else:
            day = DateField(self._host.desk.today)
            day.set_name(f"{file.person(party).name}签收日期")
            day.set_value(today)
            if party.id in self._typed:
                day.set_raw(self._typed[party.id])
            sign = small("记签收")
            sign.setAccessibleName(f"记签收:{file.person(party).name}")
            sign.clicked.connect(partial(self._sign, party))
            self.days[party.id], self.signs[party.id] = day, sign
            for widget in (Mark("未签", Shape.TRIANGLE, Tone.RED), day, sign):
                row.addWidget(widget)
        row.addStretch(1)
        return holder

    def _sign(self, party: Party) -> None:
        field = self.days[party.id]
        day = field.value()
        if day is None:
            field.wrong(field.unclear() or "请填写签收日期。")
            field.line.setFocus()
            return
        name = self._file.person(party).name if self._file else ""
        self._host.do(
            lambda: disputes.sign_notice(self._host.desk, party, day),
            said=f"已记{name}签收告知书",
            undo=True,
        )
        self.begin_focus()

    def _print(self) -> None:
        if self._file is not None:
            self._host.show_paper(self._file.dispute.id, "rights_notice")
