"""名册: who is known to the room and from which files; read only, numbers covered."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.registry import Known, Part
from desktop.domain.numbering import short_number
from desktop.domain.people import PartyRole
from desktop.domain.typed import mask_id, mask_phone
from desktop.ui.host import Host
from desktop.ui.kit.buttons import link
from desktop.ui.kit.cards import Hairline
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.looks import Tone
from desktop.ui.people.rows import Row
from desktop.ui.settings.section import Facts, Section
from desktop.ui.words import PARTY_ROLES, PERSON_KINDS


def row(known: Known) -> Row:
    """How the list shows somebody."""
    person = known.person
    numbers = [mask_id(person.id_number) if person.id_number else "", person.uscc]
    beside = PERSON_KINDS[person.kind] if not person.natural else ""
    under = "  ".join(filter(None, (*numbers, mask_phone(person.phone) if person.phone else ""))) or "没有证件和电话"
    return Row(person.id, person.name, beside=beside, under=under, right=f"{len(known.parts)} 件")


def role_words(part: Part) -> str:
    return PARTY_ROLES[part.role] if isinstance(part.role, PartyRole) else part.role


class KnownCard(Section):
    """One person or organisation: facts, and the files as links. Numbers are uncovered only in the file."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.shown: UUID | None = None
        self._holder: QWidget | None = None

    def clear(self) -> None:
        """Nobody."""
        self.shown = None
        self._put(QWidget())

    def show_known(self, known: Known) -> None:
        self.shown = known.person.id
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Label(known.person.name, 14, bold=True, wrap=True))
        column.addWidget(self._facts(known))
        column.addWidget(Hairline())
        column.addWidget(Label(f"出现在 {len(known.parts)} 件纠纷中", 11, bold=True))
        self.links = [self._file(column, part) for part in known.parts]
        note = "号码要看全,请打开案卷在“当事人”里点“显示”;会记入审计。"
        column.addWidget(Label(note, tone=Tone.INK_3, wrap=True))
        column.addStretch(1)
        self._put(holder)

    def _put(self, holder: QWidget) -> None:
        if self._holder is not None:
            self.column.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = holder
        self.column.addWidget(holder)

    def _facts(self, known: Known) -> Facts:
        person, facts = known.person, Facts(80)
        told = {
            "性质": PERSON_KINDS[person.kind],
            "证件号码": mask_id(person.id_number) if person.id_number else "",
            "信用代码": person.uscc,
            "法定代表": " ".join(filter(None, (person.legal_representative, person.legal_representative_title))),
            "电话": mask_phone(person.phone) if person.phone else "",
            "单位": person.employer,
        }
        for name, value in told.items():
            if value:
                facts.show_fact(name, value)
        return facts

    def _file(self, column: QVBoxLayout, part: Part) -> QWidget:
        line = QHBoxLayout()
        line.setSpacing(8)
        button = link(short_number(part.number), icon="ph.folder-open")
        button.setAccessibleName(f"打开 {part.number} {part.names}")
        button.clicked.connect(lambda _on=False, id=part.dispute: self._host.open_file(id, "parties"))
        names = ElidedLabel(part.names)
        line.addWidget(button)
        line.addWidget(names, 1)
        line.addWidget(Label(role_words(part), tone=Tone.INK_2), 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(line)
        return button
