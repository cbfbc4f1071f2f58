"""材料: what can be printed now, the 13 items of the dossier, what was printed, and attached files."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import numbers
from desktop.commands.papers import TITLES, kinds_of
from desktop.domain.casefile import CaseFile, dossier
from desktop.domain.disputes import Dispute
from desktop.domain.numbering import short_number
from desktop.domain.people import Account
from desktop.domain.permissions import Act
from desktop.domain.records import Printing
from desktop.ui.file.records.attachments import Attachments
from desktop.ui.file.records.grid import Cell, Col, Grid
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, small
from desktop.ui.kit.cards import Banner, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import ElidedLabel, Label, Mark
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.looks import Tone, look

STATES = {
    "have": ("已有", Shape.TICK, Tone.GREEN),
    "lack": ("缺", Shape.TRIANGLE, Tone.RED),
    "later": ("还不到", Shape.RING, Tone.INK_3),
    "na": ("不适用", Shape.DASH, Tone.INK_3),
}


class PaperLine(QWidget):
    """One paper that can be printed: its title, when it was printed last, 预览."""

    def __init__(self, title: str, last: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        row.addWidget(ElidedLabel(title, least=6), 1)
        row.addWidget(Label(last, tone=Tone.INK_3))
        self.button = small("预览打印")
        self.button.setAccessibleName(f"预览打印 {title}")
        row.addWidget(self.button)
        self.setMinimumHeight(look().px(36))


class PapersTab(QWidget):
    """材料 of one file."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.file: CaseFile | None = None
        page = PageColumn()
        page.column.setContentsMargins(24, 16, 24, 16)
        page.column.setSpacing(8)
        page.add(Label("现在可以打印", 11, bold=True))
        self._nothing = Label("登记申请日期或受理之后,这里列出可以打印的文书", tone=Tone.INK_2, wrap=True)
        page.add(self._nothing)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        page.column.addLayout(self._lines)
        self.lines: list[PaperLine] = []
        self._rules: list[QWidget] = []
        page.column.addSpacing(8)
        self._dossier_head = Label("卷宗 13 项", 11, bold=True)
        page.add(self._dossier_head)
        self.dossier = Grid(
            [Col("序号"), Col("材料"), Col("状态"), Col("缺什么", grows=True)],
            name="卷内目录",
        )
        page.add(self.dossier)
        page.column.addSpacing(8)
        self._printed_head = Label("打印过的", 11, bold=True)
        page.add(self._printed_head)
        self.renumbered = Banner("", Kind.AMBER)
        page.add(self.renumbered)
        self.printed = Grid(
            [
                Col("时间"),
                Col("文书", grows=True),
                Col("份数", right=True),
                Col("打印人"),
                Col("打印机", rank=3),
                Col("校验", rank=2),
            ],
            name="打印过的文书",
        )
        page.add(self.printed)
        page.column.addSpacing(8)
        page.add(Label("附件", 11, bold=True))
        self.attachments = Attachments(host)
        page.add(self.attachments)
        page.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)

    def show_file(self, file: CaseFile) -> None:
        self.file = file
        self._show_lines(file)
        items = dossier(file)
        lacking = sum(item.state == "lack" for item in items)
        having = sum(item.state == "have" for item in items)
        self._dossier_head.setText(f"卷宗 13 项·有 {having}" + (f"·缺 {lacking}" if lacking else ""))
        self.dossier.show_rows(
            [
                [
                    Cell(str(item.no), Tone.INK_2),
                    Cell(item.title, Tone.INK if item.state in {"have", "lack"} else Tone.INK_2),
                    Mark(*STATES[item.state]),
                    Cell(item.missing, Tone.RED),
                ]
                for item in items
            ]
        )
        self._show_printed(file)
        self.attachments.show_file(file)

    def settle(self) -> None:
        """Nothing is typed here."""

    def begin_focus(self) -> None:
        buttons: list[Button] = [line.button for line in self.lines if not line.button.isHidden()]
        (buttons or [self.attachments.add_button])[0].setFocus()

    def _show_lines(self, file: CaseFile) -> None:
        for old in (*self.lines, *self._rules):
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.lines, self._rules = [], []
        may = self.host.desk.may(Act.PRINT)
        for kind, title, session in kinds_of(file):
            line = PaperLine(title, self._last(file, kind))
            line.button.setVisible(may)
            line.button.clicked.connect(
                lambda _checked=False, kind=kind, session=session: self.host.show_paper(file.dispute.id, kind, session)
            )
            rule = Hairline()
            self._lines.addWidget(line)
            self._lines.addWidget(rule)
            self.lines.append(line)
            self._rules.append(rule)
        self._nothing.setVisible(not self.lines)

    @staticmethod
    def _last(file: CaseFile, kind: str) -> str:
        printed = [p for p in file.printings if p.document == kind]
        return f"{printed[-1].at:%m-%d} 打印过" if printed else ""

    def _show_printed(self, file: CaseFile) -> None:
        who = self._accounts()
        self.printed.show_rows([self._printing(p, who, file.dispute) for p in reversed(file.printings)])
        self.renumbered.show_text(_renumbered(file))
        self.renumbered.setVisible(bool(_renumbered(file)))
        self.printed.setVisible(bool(file.printings))
        self._printed_head.setText("打印过的" if file.printings else "还没有打印过")

    @staticmethod
    def _printing(p: Printing, who: dict[UUID, str], dispute: Dispute) -> list[str | Cell | QWidget]:
        title = p.title or TITLES.get(p.document, p.document)
        notes = ["草稿"] if p.draft else []
        notes += [f"原编号 {short_number(was)}"] if (was := numbers.borne_at(dispute, p.at)) else []
        return [
            f"{p.at:%m-%d %H:%M}",
            f"{title}({'、'.join(notes)})" if notes else title,
            str(p.copies),
            Cell(who.get(p.by, "") if p.by else "", Tone.INK_2),
            Cell(p.printer, Tone.INK_2),
            Cell(p.sha256[:8], Tone.INK_3),
        ]

    def _accounts(self) -> dict[UUID, str]:
        with self.host.desk.read() as reader:
            accounts = reader.find(Account)
        members = {m.id: m.name for m in self.host.desk.members()}
        return {a.id: members.get(a.member_id, a.name) if a.member_id else a.name for a in accounts}


def _renumbered(file: CaseFile) -> str:
    """That papers are about under a number that the file gave up; empty when none are."""
    out = {was for p in file.printings if (was := numbers.borne_at(file.dispute, p.at))}
    said = [
        f"{f.until.month}月{f.until.day}日前打印的文书上是原编号 {f.number}({f.reason}),请收回或加注。"
        for f in numbers.former_numbers(file.dispute)
        if f.number in out
    ]
    return "".join(said)
