"""协议: where the agreement stands, its words as they will print, who owes what, and the step that comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.agreements import LABOUR
from desktop.domain.agreements import Agreement, Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing, Intake
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text
from desktop.domain.wording import numeral, printed_terms
from desktop.ui.file.records.dues import duty_state
from desktop.ui.file.records.grid import Cell, Col, Grid
from desktop.ui.file.records.names import what_is_owed, who_to_whom
from desktop.ui.file.records.oral import OralPane
from desktop.ui.file.records.signing import SigningForm
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, quiet
from desktop.ui.kit.cards import Banner, EmptyState
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.labels import Chip, Label, Mark
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.words import STATUSES

WRITTEN_ONLY = "劳动争议应当制作书面调解协议书,不能记口头协议(劳动争议调解仲裁法第14条)。"
_KINDS = {
    Status.DRAFT: Kind.GREY,
    Status.IN_REVIEW: Kind.BLUE,
    Status.APPROVED: Kind.BLUE,
    Status.ISSUED: Kind.BLUE,
    Status.SIGNED: Kind.GREEN,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the head says of an agreement: the chip, the sentence beside it, and the words of the editor's button."""

    chip: str
    sentence: str
    write: str


def standing(agreement: Agreement, reviewer: str) -> Standing:
    """Where an agreement stands, in words."""
    if agreement.form is Form.ORAL:
        on = f"{agreement.agreed_on:%Y-%m-%d} " if agreement.agreed_on else ""
        return Standing("口头协议", f"{on}达成并生效·人民调解法第30条", "")
    nth = f"第 {agreement.draft_no} 稿"
    match agreement.status:
        case Status.DRAFT:
            return Standing(f"草稿{nth}", "还没有送律师审", "继续写")
        case Status.IN_REVIEW:
            return Standing("待审", f"{nth}在律师处,审核通过后签发", "查看")
        case Status.APPROVED:
            return Standing("已审待签发", f"{reviewer or '律师'}已审核{nth},可以签发", "去签发")
        case Status.ISSUED:
            on = f"{agreement.issued_at:%m-%d %H:%M} 签发," if agreement.issued_at else ""
            return Standing("已签发待签字", f"{on}文字不再变动;各方签名并盖章后生效·人民调解法第29条", "")
        case Status.SIGNED:
            on = f"{agreement.effective_on:%Y-%m-%d} 起生效" if agreement.effective_on else "已生效"
            return Standing("已签", f"{on}·人民调解法第29条", "")


class AgreementTab(QWidget):
    """协议 of one file: read here, written in the editor."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.file: CaseFile | None = None
        self.stack = QStackedWidget()
        self.nothing = EmptyState("还没有协议", icon="ph.handshake", action="写协议")
        self.nothing.acted.connect(self._write)
        self.oral_button = quiet("记口头协议", icon="ph.note-pencil")
        self.oral_button.clicked.connect(self._begin_oral)
        self.rule = Label("", tone=Tone.INK_2, wrap=True)
        self.oral = OralPane(host)
        self.oral.gone.connect(self._show)
        self.standing_page = self._standing_page()
        self.stack.addWidget(self._empty_page())
        self.stack.addWidget(self.oral)
        self.stack.addWidget(self.standing_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)

    def show_file(self, file: CaseFile) -> None:
        same = self.file is not None and self.file.dispute.id == file.dispute.id
        if not same:
            self.settle()
        writing = same and self.stack.currentWidget() is self.oral and file.agreement is None
        self.file = file
        if writing:
            self.oral.show_again(file)
        else:
            self.signing.show_file(file)
            self._show()

    def settle(self) -> None:
        if self.stack.currentWidget() is self.oral:
            self.oral.settle()

    def begin_focus(self) -> None:
        if self.stack.currentWidget() is self.oral:
            self.oral.begin_focus()
        elif self.stack.currentWidget() is self.standing_page:
            shown = [b for b in (self.write_button, self.print_button) if not b.isHidden()]
            if not self.signing.isHidden():
                self.signing.begin_focus()
            elif shown:
                shown[0].setFocus()
        elif self.nothing.button is not None and not self.nothing.button.isHidden():
            self.nothing.button.setFocus()

    def _empty_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.addStretch(1)
        column.addWidget(self.nothing)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.oral_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.rule)
        column.addStretch(2)
        return page

    def _standing_page(self) -> QWidget:
        page = PageColumn()
        page.column.setContentsMargins(24, 16, 24, 16)
        self.chip = Chip("")
        self.sentence = Label("", tone=Tone.INK_2, wrap=True)
        self.write_button = plain("继续写", icon="ph.note-pencil")
        self.write_button.clicked.connect(self._write)
        self.print_button = plain("打印", icon="ph.printer")
        self.print_button.clicked.connect(self._print)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.chip)
        head.addWidget(self.sentence, 1)
        head.addWidget(self.write_button)
        head.addWidget(self.print_button)
        page.column.addLayout(head)
        self.returned = Banner("", Kind.AMBER)
        self.opinion = Label("", tone=Tone.INK_2, wrap=True)
        page.add(self.returned)
        page.add(self.opinion)
        self.signing = SigningForm(self.host)
        page.add(self.signing)
        self._terms_head = Label("协议条款", 11, bold=True)
        page.add(self._terms_head)
        self._terms = QVBoxLayout()
        self._terms.setSpacing(8)
        page.column.addLayout(self._terms)
        self.terms: list[Label] = []
        self._duties_head = Label("履行义务", 11, bold=True)
        page.add(self._duties_head)
        self.duties = Grid(
            [
                Col("谁履行 → 向谁", grows=True),
                Col("内容", grows=True, rank=1),
                Col("金额(元)", right=True),
                Col("期限", rank=2),
                Col(""),
            ],
            name="履行义务",
        )
        page.add(self.duties)
        page.column.addStretch(1)
        return page

    def _show(self) -> None:
        assert self.file is not None
        if self.file.agreement is None:
            self._show_nothing(self.file)
        else:
            self._show_standing(self.file, self.file.agreement)

    def _show_nothing(self, file: CaseFile) -> None:
        d, desk = file.dispute, self.host.desk
        ready = d.intake is Intake.ACCEPTED and d.filing is Filing.OPEN
        labour = d.category in LABOUR
        self.nothing.sentence.setText(
            "还没有协议" if ready else "已结案,没有达成协议" if d.filing is not Filing.OPEN else "受理之后才能写协议"
        )
        if self.nothing.button is not None:
            self.nothing.button.setVisible(ready and desk.may(Act.DRAFT))
        self.oral_button.setVisible(ready and not labour and desk.may(Act.DECIDE))
        self.rule.setText(WRITTEN_ONLY if labour else "")
        self.rule.setVisible(labour and ready)
        if ready and self.oral.has_draft(file) and not labour and desk.may(Act.DECIDE):
            self.oral.open(file, None)
            self.stack.setCurrentWidget(self.oral)
        else:
            self.stack.setCurrentIndex(0)

    def _show_standing(self, file: CaseFile, agreement: Agreement) -> None:
        desk = self.host.desk
        reviewer = next((m.name for m in desk.members() if m.id == agreement.reviewed_by), "")
        said = standing(agreement, reviewer)
        self.chip.show_as(said.chip, _KINDS[agreement.status])
        self.sentence.setText(said.sentence)
        self.write_button.setVisible(bool(said.write) and file.dispute.filing is Filing.OPEN)
        self.write_button.set_words(said.write or STATUSES[agreement.status])
        written = agreement.form is Form.WRITTEN
        self.print_button.setVisible(written and desk.may(Act.PRINT))
        self.print_button.set_words("打印" if agreement.frozen else "预览")
        returned = agreement.status is Status.DRAFT and agreement.review_note
        approved = agreement.status is not Status.DRAFT and agreement.review_note
        self.returned.show_text(f"律师退回:{returned}")
        self.returned.setVisible(bool(returned))
        self.opinion.setText(f"律师意见:{approved}")
        self.opinion.setVisible(bool(approved))
        self.signing.setVisible(agreement.status is Status.ISSUED and desk.may(Act.DECIDE))
        self._show_terms(printed_terms(file, agreement))
        self._show_duties(file, agreement, desk.today())
        self.stack.setCurrentWidget(self.standing_page)

    def _show_terms(self, terms: tuple[str, ...]) -> None:
        for old in self.terms:
            self._terms.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.terms = [Label(f"{numeral(n)}、{text}", wrap=True) for n, text in enumerate(terms, 1)]
        for label in self.terms:
            self._terms.addWidget(label)
        self._terms_head.setText("协议条款" if terms else "还没有写条款")

    def _show_duties(self, file: CaseFile, agreement: Agreement, today: date) -> None:
        rows: list[list[str | Cell | QWidget]] = []
        for duty in (o for o in file.obligations if o.agreement_id == agreement.id):
            word, shape, tone = duty_state(file, duty, today)
            due = "持续" if duty.continuous else f"{duty.dues()[-1].due:%Y-%m-%d}" if duty.dues() else "–"
            state: str | Cell | QWidget = Mark(word, shape, tone) if agreement.status is Status.SIGNED else ""
            rows.append(
                [
                    who_to_whom(file, duty),
                    duty.about or "付款" if duty.amount_fen else what_is_owed(duty),
                    fen_text(duty.amount_fen) if duty.amount_fen else Cell("–", Tone.INK_3),
                    f"{len(duty.instalments)} 期,末期 {due}" if duty.instalments else due,
                    state,
                ]
            )
        self.duties.show_rows(rows)
        self.duties.setVisible(bool(rows))
        self._duties_head.setVisible(bool(rows))

    def _write(self) -> None:
        if self.file is not None:
            self.host.open_agreement(self.file.dispute.id)

    def _print(self) -> None:
        if self.file is not None:
            self.host.show_paper(self.file.dispute.id, "agreement")

    def _begin_oral(self) -> None:
        if self.file is not None:
            self.oral.open(self.file, None)
            self.stack.setCurrentWidget(self.oral)
            self.oral.begin_focus()
