"""台账: the forms of other offices over the room's files; the administrator edits them and tries them on one file."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from desktop.commands.ledgers import maps
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.domain.permissions import Act
from desktop.domain.reporting import LedgerMap
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card, Hairline
from desktop.ui.kit.delegates import Piece, one
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.tables import HEAD, ROW, ListView
from desktop.ui.looks import Tone, look
from desktop.ui.settings.ledgers_map import MapEditor
from desktop.ui.settings.section import Section, beside

NOTE = "同一件纠纷登记一次,按别的机关的表样填报。字段一列对一列;放不下的、没有对应词的都列出来,不丢。"
LEAST, MOST_SHOWN = 4, 7


def standing(map: LedgerMap) -> Piece:
    if maps.is_own(map):
        return Piece("本室自建", Tone.INK_2, shape=Shape.DOT)
    if maps.changed(map):
        return Piece("本室已改", Tone.ACCENT, shape=Shape.DOT)
    return Piece("自带", Tone.INK_2, shape=Shape.TICK)


class LedgersSection(Section):
    """Who reports may look and try; the administrator changes."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        columns: list[Column[LedgerMap]] = [
            Column(
                name="name",
                title="台账",
                text=lambda m: m.name,
                width=200,
                stretch=3,
                tone=Tone.INK,
                sortable=False,
            ),
            Column(
                name="office", title="报送单位", text=lambda m: m.office, width=150, stretch=2, rank=1, sortable=False
            ),
            Column(name="columns", title="列数", text=lambda m: f"{len(m.columns)} 列", width=72, sortable=False),
            Column(
                name="state",
                title="状态",
                text=lambda m: standing(m).text,
                width=112,
                paint=one(standing),
                sortable=False,
            ),
        ]
        self.model = RowsModel[LedgerMap](columns, lambda m: m.code or m.id)
        self.list = ListView(self.model, name="台账", unit="张")
        self._card = Card(flush=True)
        self._card.add(self.list)
        self.new, self.copy, self.drop = plain("新建台账", icon="ph.plus"), plain("复制"), plain("删除")
        self.acts = QWidget()
        acts = beside(self.new, self.copy, self.drop)
        acts.setContentsMargins(0, 0, 0, 0)
        self.acts.setLayout(acts)
        self.editor = MapEditor(host)
        block = self.block("台账", NOTE)
        block.addWidget(self._card)
        block.addWidget(self.acts)
        self.column.addWidget(Hairline())
        self.column.addWidget(self.editor)
        self.finish()
        self.acts.setVisible(host.desk.may(Act.MANAGE))
        self.list.current_changed.connect(lambda _key: self._choose())
        self.list.opened.connect(lambda _key: self.editor.begin_focus())
        self.new.clicked.connect(self.add_new)
        self.copy.clicked.connect(self.add_copy)
        self.drop.clicked.connect(self.drop_now)
        self.editor.saved.connect(self._saved)
        self.editor.left.connect(self.list.setFocus)
        self.refresh()

    def refresh(self) -> None:
        """The ledgers as they are; what is being typed stays."""
        found = maps.maps(self._host.desk)
        self.model.show(found)
        self._fit_list()
        if self.list.current_key() is None:
            self.list.go_to(self.model.key_at(0))
        now = self.chosen()
        if now is not None and not (self.editor.dirty and self._is_shown(now)):
            self._choose()

    def heard(self, changed: Changed) -> None:
        if changed.touches("ledger_maps"):
            self.refresh()
        elif self.isVisible() and changed:
            self.editor.try_now()

    def settle(self) -> None:
        self.editor.settle()

    def begin_focus(self) -> None:
        self.list.start()

    def chosen(self) -> LedgerMap | None:
        key = self.list.current_key()
        row = self.model.row_of(key) if key is not None else None
        return self.model.at(row) if row is not None else None

    def add_new(self) -> None:
        """A blank one under a free name."""
        taken = {m.name for m in maps.maps(self._host.desk)}
        names = ("新台账" if n == 1 else f"新台账{n}" for n in range(1, len(taken) + 2))
        self._add(maps.blank(next(name for name in names if name not in taken)))

    def add_copy(self) -> None:
        map = self.chosen()
        if map is not None:
            self._add(maps.copy(self._host.desk, map))

    def drop_now(self) -> None:
        map = self.chosen()
        if map is not None and maps.is_own(map):
            said = f"已删除{map.name}。"
            self._host.do(lambda: maps.remove(self._host.desk, map), said=said, undo=True)
            self.refresh()
            self.list.setFocus()

    def _add(self, map: LedgerMap) -> None:
        try:
            kept = maps.save(self._host.desk, map)
        except MediationError as error:
            self._host.problem(error)
            return
        self.refresh()
        self.list.go_to(kept.id)
        self.editor.begin_focus()

    def _choose(self) -> None:
        map = self.chosen()
        self.drop.setEnabled(map is not None and maps.is_own(map))
        self.copy.setEnabled(map is not None)
        if map is not None:
            self.editor.show_map(map)

    def _saved(self, map: LedgerMap) -> None:
        self.refresh()
        self.list.go_to(map.code or map.id)

    def _is_shown(self, map: LedgerMap) -> bool:
        shown = self.editor.map
        return shown is not None and (shown.code or shown.id) == (map.code or map.id)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_card"):
            self._fit_list()

    def _fit_list(self) -> None:
        rows = min(max(self.model.rowCount(), LEAST), MOST_SHOWN)
        self._card.setFixedHeight(look().px(HEAD) + rows * look().px(ROW) + 2)
