"""The current person of the table: who, masked numbers, and each instalment with what came of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.commands import disputes
from desktop.commands.mass import payments
from desktop.domain.casefile import CaseFile
from desktop.domain.mass.standings import Due, State, standings
from desktop.domain.people import Claimant
from desktop.domain.permissions import Act
from desktop.domain.typed import fen_text, mask_id, mask_phone, phone_text
from desktop.domain.wording import numeral
from desktop.ui.file.records.pane import locked
from desktop.ui.host import Host
from desktop.ui.kit.buttons import link
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.labels import ElidedLabel, Label, Mark
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone

MOST = 12  # instalments shown; the rest is counted


class PersonStrip(Dressed, QWidget):
    """Two lines under the table; they follow the current row."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self.host = host
        self.file: CaseFile | None = None
        self.claimant: Claimant | None = None
        self._open: UUID | None = None  # whose numbers are shown in full
        self.name = Label("", bold=True)
        self.about = ElidedLabel("", tone=Tone.INK_2, least=4)
        self.eye = link("显示号码", icon="ph.eye")
        self.eye.clicked.connect(self._reveal)
        self.back = link("撤回到账")
        self.back.clicked.connect(self._take_back)
        self._dues = QWidget()
        self._flow = Flow(self._dues, across=20, down=4)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._dues.setSizePolicy(policy)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.name)
        head.addWidget(self.about, 1)
        head.addWidget(self.back)
        head.addWidget(self.eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._dues)
        self.marks: list[QWidget] = []

    def dress(self) -> None:
        self.updateGeometry()

    def show_person(self, file: CaseFile, id: UUID | None) -> None:
        self.file = file
        self.claimant = next((c for c in file.claimants if c.id == id), None)
        if self.claimant is None or self._open != self.claimant.id:
            self._open = None
        self._fill()

    def _fill(self) -> None:
        file, claimant = self.file, self.claimant
        if file is None or claimant is None:
            self.name.setText("")
            self.about.setText("↑ ↓ 选人,空格勾选,Ctrl+A 后空格全选")
            self.eye.hide()
            self.back.hide()
            self._show([])
            return
        person, whole = file.person(claimant), self._open == claimant.id
        number = person.id_number if whole else mask_id(person.id_number)
        phone = phone_text(person.phone) if whole else mask_phone(person.phone)
        self.name.setText(person.name)
        months = "、".join(claimant.months_owed)
        said = [number, phone, claimant.position, f"欠 {months}" if months else "", claimant.outcome]
        said += ["农民工"] if claimant.migrant_worker else []
        self.about.setText("·".join(filter(None, said)))
        self.eye.setVisible(bool(person.id_number or person.phone) and self.host.desk.may(Act.REVEAL))
        self.eye.set_words("遮住号码" if whole else "显示号码")
        self.back.setVisible(self._last_paid() is not None and not locked(self.host, file))
        self._show(self._pieces(file, claimant))

    def _pieces(self, file: CaseFile, claimant: Claimant) -> list[QWidget]:
        today = self.host.desk.today()
        standing = next((s for s in standings(file, today) if s.claimant.id == claimant.id), None)
        if standing is not None and standing.dues:
            made: list[QWidget] = [_mark(d, today, agreed=file.dispute.agreed) for d in standing.dues[:MOST]]
            left = len(standing.dues) - MOST
        else:
            parts = claimant.instalments_fen
            made = [
                Label(f"第{numeral(n)}期 {fen_text(fen)}", tone=Tone.INK_2) for n, fen in enumerate(parts[:MOST], 1)
            ]
            left = len(parts) - MOST
        return [*made, Label(f"另有 {left} 期", tone=Tone.INK_2)] if left > 0 else made

    def _show(self, pieces: list[QWidget]) -> None:
        for old in self.marks:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.marks = pieces
        for piece in pieces:
            self._flow.addWidget(piece)
        self._dues.setVisible(bool(pieces))
        self._dues.updateGeometry()

    def _last_paid(self) -> int | None:
        """The last instalment for which something was recorded for this very person."""
        assert self.file is not None
        assert self.claimant is not None
        own = {p.obligation_id for p in self.file.performances if p.claimant_id == self.claimant.id}
        found = next((s for s in standings(self.file, self.host.desk.today()) if s.claimant is self.claimant), None)
        paid = [d.slot.nth for d in found.dues if d.paid_fen and d.slot.obligation.id in own] if found else []
        return paid[-1] if paid else None

    def _reveal(self) -> None:
        file, claimant = self.file, self.claimant
        if file is None or claimant is None:
            return
        if self._open == claimant.id:
            self._open = None
        else:
            self._open = claimant.id if self._on_record(file, claimant) else None
        self._fill()

    def _on_record(self, file: CaseFile, claimant: Claimant) -> bool:
        """Whoever sees a whole number is named in the audit; whether they may."""

        def shown() -> bool:
            disputes.reveal(self.host.desk, file.dispute.id, file.person(claimant), "id_number phone")
            return True

        return self.host.do(shown) is True

    def _take_back(self) -> None:
        file, claimant, nth = self.file, self.claimant, self._last_paid()
        if file is None or claimant is None or nth is None:
            return
        name = file.person(claimant).name
        self.host.do(
            lambda: payments.take_back(self.host.desk, file.dispute.id, claimant.id, nth),
            said=f"已撤回{name}第{numeral(nth)}期的到账",
            undo=True,
        )


def _mark(due: Due, today: date, *, agreed: bool) -> Mark:
    """第一期 08-28 6,880.00 已付."""
    words = f"{due.slot.words} {due.slot.due:%m-%d} {fen_text(due.amount_fen)}"
    if not agreed:
        return Mark(words, Shape.RING, Tone.INK_2)
    match due.state:
        case State.PAID:
            return Mark(f"{words} 已付", Shape.TICK, Tone.GREEN)
        case State.LATE:
            left = f"还欠 {fen_text(due.open_fen)}," if due.paid_fen else ""
            return Mark(f"{words} {left}逾期 {(today - due.slot.due).days} 日", Shape.TRIANGLE, Tone.RED, bold=True)
        case State.PARTLY:
            return Mark(f"{words} 还欠 {fen_text(due.open_fen)}", Shape.DOT, Tone.ACCENT)
        case State.NOTHING:
            return Mark(words, Shape.DASH, Tone.INK_3)
        case _:
            return Mark(words, Shape.RING, Tone.INK_2)
