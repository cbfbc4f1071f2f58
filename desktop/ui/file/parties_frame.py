"""The frame of 当事人: people at the left, head, form and foot at the right. It only lays out."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.file.known import KnownPeople
from desktop.ui.file.people_list import PeopleList
from desktop.ui.file.saved import SavedMark
from desktop.ui.host import Host
from desktop.ui.kit.buttons import quiet
from desktop.ui.kit.cards import Hairline
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import ElidedLabel
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.looks import Tone, look
from desktop.ui.words import PARTY_ROLES, PERSON_KINDS

LIST = 184  # px at 100 %


class PartiesFrame(Dressed, QWidget):
    """The parts by name; forms are put into it with `add_form`."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._keys = ElidedLabel("Enter 下一项   Shift+Enter 上一项   Ctrl+Z 撤销", tone=Tone.INK_2, least=0)
        self._build()
        self.dress()

    def add_form(self, form: QWidget) -> None:
        self._area.column.insertWidget(self._area.column.count() - 1, form)

    def dress(self) -> None:
        self._left.setFixedWidth(look().px(LIST))
        self._keys.setVisible(look().scale < 1.5)

    def _build(self) -> None:
        self.list = PeopleList()
        self.add_party = quiet("加当事人", icon="ph.plus")
        self.add_agent = quiet("加代理人", icon="ph.plus")
        self._left = PageColumn()
        self._left.column.setContentsMargins(1, 4, 0, 8)
        self._left.column.setSpacing(4)
        self._left.add(self.list)
        for button in (self.add_party, self.add_agent):
            row = QHBoxLayout()
            row.setContentsMargins(8, 0, 0, 0)
            row.addWidget(button)
            row.addStretch(1)
            self._left.column.addLayout(row)
        self._left.column.addStretch(1)
        self.kinds = Segments([Segment(kind.value, words) for kind, words in PERSON_KINDS.items()], name="种类")
        self.role = Choice(options(PARTY_ROLES.items()), blank=None)
        self.role.set_name("诉讼地位")
        self.saved = SavedMark()
        head = QHBoxLayout()
        head.setSpacing(12)
        for widget in (self.kinds, self.role):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.saved)
        self.known = KnownPeople(self._host)
        self._area = PageColumn()
        self._area.column.setContentsMargins(24, 16, 24, 8)
        self._area.column.setSpacing(8)
        self._area.column.addLayout(head)
        self._area.add(self.known)
        self._area.column.addStretch(1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._area, 1)
        right.addLayout(self._foot())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(Hairline(vertical=True))
        row.addLayout(right, 1)

    def _foot(self) -> QVBoxLayout:
        self.before = quiet("上一人", icon="ph.caret-left")
        self.after = quiet("下一人", icon="ph.caret-right")
        self.remove = quiet("移除")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._keys, 100)
        row.addStretch(1)
        for button in (self.remove, self.before, self.after):
            row.addWidget(button)
        foot = QVBoxLayout()
        foot.setContentsMargins(24, 0, 24, 8)
        foot.setSpacing(8)
        foot.addWidget(Hairline())
        foot.addLayout(row)
        return foot
