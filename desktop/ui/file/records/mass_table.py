"""The people of a mass file as a table that is ticked by Space, with its sums below and the current person beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.casefile import CaseFile
from desktop.domain.mass.standings import Standing, State, standings
from desktop.domain.people import Claimant, Person
from desktop.domain.typed import fen_text, mask_id
from desktop.ui.kit.delegates import PAD, Piece, one, paint_piece
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.models import Cell, Column, RowsModel
from desktop.ui.kit.shapes import Shape, paint_shape
from desktop.ui.kit.tables import HEAD, ROW, ListView
from desktop.ui.kit.text import LEFT, RIGHT, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

TICK = "tick"
LEAST_ROWS = 3  # that stay visible beside a panel


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the table shows them; `standing` once an agreement is in force."""

    claimant: Claimant
    person: Person
    ticked: bool
    standing: Standing | None
    today: date

    @property
    def signs(self) -> Piece:
        if self.claimant.signed_agreement:
            return Piece("同意签", Tone.GREEN, shape=Shape.TICK)
        if self.claimant.went_elsewhere:
            return Piece("不签,另行", Tone.INK_2, shape=Shape.SQUARE)
        return Piece("未定", Tone.INK_2, shape=Shape.RING)

    @property
    def performing(self) -> Piece:
        return state_piece(self.standing, self.today)


def state_piece(standing: Standing | None, today: date) -> Piece:
    """履行 of one person in a word."""
    if standing is None or standing.state is State.NOTHING:
        return Piece("", Tone.INK_3, shape=Shape.DASH)
    match standing.state:
        case State.PAID:
            return Piece("已付清", Tone.GREEN, shape=Shape.TICK)
        case State.LATE:
            days = (today - standing.late_since).days if standing.late_since else 0
            return Piece(f"逾期 {days} 日", Tone.RED, bold=True, shape=Shape.TRIANGLE)
        case State.PARTLY:
            return Piece("付了一部分", Tone.ACCENT, shape=Shape.DOT)
        case _:
            return Piece("未到期", Tone.INK_2, shape=Shape.RING)


def rows_of(file: CaseFile, ticked: frozenset[UUID], today: date) -> list[PersonRow]:
    known = {s.claimant.id: s for s in standings(file, today)} if file.dispute.agreed else {}
    return [PersonRow(c, file.person(c), c.id in ticked, known.get(c.id), today) for c in file.claimants]


def paint_tick(painter: QPainter, box: QRect, on: bool) -> None:
    """A check box of 16 px at the left of a cell, in the middle of its height."""
    side, worn = look().px(16), look()
    place = QRectF(box.left(), box.top() + (box.height() - side) // 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(worn.color(Tone.ACCENT if on else Tone.FIELD), 1))
    painter.setBrush(worn.color(Tone.ACCENT if on else Tone.SURFACE))
    painter.drawRoundedRect(place, 3, 3)
    if on:
        paint_shape(painter, QPointF(place.center()), Shape.TICK, Tone.ON_ACCENT)
    painter.restore()


def _paint_tick(painter: QPainter, cell: Cell[PersonRow]) -> None:
    paint_tick(painter, cell.box, cell.row.ticked)


def _paint_name(painter: QPainter, cell: Cell[PersonRow]) -> None:
    """The name, in bold with 代表 behind it for a representative; the word never goes, a long name is elided."""
    name, chosen = cell.row.person.name, cell.row.claimant.representative
    box = QRect(cell.box)
    if chosen:
        room = wide("代表", look().font()) + 2
        taken = max(wide(name, look().font(bold=True)), look().px(60)) + 8
        left = min(box.left() + taken, box.right() - room)
        paint_piece(painter, QRect(left, box.top(), room, box.height()), Piece("代表", Tone.ACCENT))
        box.setRight(left - 6)
    paint_piece(painter, box, Piece(name, bold=chosen))


def _tick_words(row: PersonRow) -> str:
    return "已勾选" if row.ticked else ""


def _order(row: PersonRow) -> int:
    return row.claimant.no


def _count(row: PersonRow) -> int:
    return len(row.claimant.instalments_fen)


def _parts(row: PersonRow) -> str:
    return f"{_count(row)} 期" if _count(row) else "–"


def _signs(row: PersonRow) -> Piece:
    return row.signs


def _first_signing(row: PersonRow) -> tuple[bool, int]:
    return not row.claimant.signed_agreement, row.claimant.no


def _performing(row: PersonRow) -> Piece:
    return row.performing


def _signs_words(row: PersonRow) -> str:
    return row.signs.text


def _performing_words(row: PersonRow) -> str:
    return row.performing.text


def columns() -> list[Column[PersonRow]]:
    """序号 姓名 证件 岗位 欠款 各期 签 履行; identity numbers are masked, also when copied."""
    make = Column[PersonRow]
    return [
        make(name=TICK, title="选", text=_tick_words, width=40, sortable=False, paint=_paint_tick),
        make(name="no", title="序号", text=lambda r: str(r.claimant.no), width=52, rank=3, sort=_order),
        make(name="name", title="姓名", text=lambda r: r.person.name, width=124, stretch=1, paint=_paint_name),
        make(name="id", title="证件", text=lambda r: mask_id(r.person.id_number), width=172, rank=4),
        make(name="position", title="岗位", text=lambda r: r.claimant.position, width=88, stretch=1, rank=6),
        make(
            name="owed",
            title="欠款(元)",
            text=lambda r: fen_text(r.claimant.owed_fen),
            width=112,
            sort=lambda r: r.claimant.owed_fen,
            align=RIGHT,
            tone=Tone.INK,
        ),
        make(name="parts", title="各期", text=_parts, width=60, rank=5, sort=_count),
        make(name="signs", title="签", text=_signs_words, width=104, rank=2, sort=_first_signing, paint=one(_signs)),
        make(
            name="performing",
            title="履行",
            text=_performing_words,
            width=120,
            sort=lambda r: -(r.standing.open_fen if r.standing else 0),
            paint=one(_performing),
        ),
    ]


class PeopleList(ListView):
    """A list that wants little height and takes what there is: its page scrolls rather than squeezes it."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look().px(HEAD) + LEAST_ROWS * look().px(ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


class MassTable(PeopleList):
    """The people. Space ticks the selected rows, a click into the first column one row, on its head all."""

    ticks_changed = Signal(object)  # frozenset of claimant ids

    def __init__(self) -> None:
        self.rows: RowsModel[PersonRow] = RowsModel(columns(), lambda r: r.claimant.id)
        super().__init__(self.rows, name="群体名单,空格勾选", unit="人")
        self.rows.setParent(self)
        self.ticked: frozenset[UUID] = frozenset()
        self.people: list[PersonRow] = []
        self.head.sectionClicked.connect(self._on_head)

    def show_people(self, file: CaseFile, today: date) -> None:
        self.ticked &= {c.id for c in file.claimants}
        self.people = rows_of(file, self.ticked, today)
        self.rows.show(self.people)

    def tick(self, ids: frozenset[UUID]) -> None:
        """Tick exactly these."""
        self.ticked = ids
        self.people = [replace(row, ticked=row.claimant.id in ids) for row in self.people]
        self.rows.show(self.people)
        self.ticks_changed.emit(self.ticked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._turn([key for key in self.selected_keys() if isinstance(key, UUID)])
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and at.isValid() and at.column() == 0:
            self._stand_on(at.row())
            self.setFocus()
            key = self.list.key_at(at.row())
            self._turn([key] if isinstance(key, UUID) else [])
            return
        super().mousePressEvent(event)

    def turn_all(self) -> None:
        """All, or none when all are ticked."""
        every = frozenset(row.claimant.id for row in self.people)
        self.tick(frozenset() if self.ticked >= every else every)

    def _turn(self, keys: Sequence[UUID]) -> None:
        """All of them get ticked, unless all are."""
        some = frozenset(keys)
        self.tick(self.ticked - some if some <= self.ticked else self.ticked | some)

    def _on_head(self, section: int) -> None:
        if self.list.columns[section].name == TICK:
            self.turn_all()


class Totals(Dressed, QWidget):
    """The last line of the table: 合计, how many people, the sum under its column; what is ticked beside it."""

    def __init__(self, table: MassTable) -> None:
        QWidget.__init__(self)
        self._table = table
        self._people, self._owed, self._picked = 0, 0, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        table.head.sectionResized.connect(self._moved)
        self.dress()

    def show_sums(self, rows: Sequence[PersonRow]) -> None:
        ticked = [r for r in rows if r.ticked]
        self._people, self._owed = len(rows), sum(r.claimant.owed_fen for r in rows)
        picked = fen_text(sum(r.claimant.owed_fen for r in ticked))
        self._picked = f"已勾选 {len(ticked)} 人 {picked}" if ticked else ""
        self.setAccessibleName(f"合计 {self._people} 人,{fen_text(self._owed)} 元{',' if ticked else ''}{self._picked}")
        self.update()

    def dress(self) -> None:
        self.setFixedHeight(look().px(36))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, look().px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, worn = QPainter(self), look()
        painter.fillRect(self.rect(), worn.color(Tone.SUNK))
        painter.fillRect(0, 0, self.width(), 1, worn.color(Tone.LINE_STRONG))
        tones = {"name": Tone.INK, "owed": Tone.INK, "picked": Tone.ACCENT}
        for name, text in self._texts():
            align = RIGHT if name == "owed" else LEFT
            draw_text(painter, text.box, text.text, text.font, worn.color(tones[name]), align)

    def text_boxes(self) -> list[TextBox]:
        return [text for _, text in self._texts()]

    def _texts(self) -> list[tuple[str, TextBox]]:
        """Under 姓名 the count, under 欠款 the sum, behind it what is ticked."""
        bold, high = look().font(bold=True), self.height() - 1
        words, figure = f"合计 {self._people} 人", fen_text(self._owed)
        left, right = self._edge("name"), self._edge("owed", right=True) - 4
        start = max(right - wide(figure, bold) - 1, left)
        made = [
            ("name", TextBox(words, QRect(left, 1, max(start - left - 8, 0), high), bold, whole=False)),
            ("owed", TextBox(figure, QRect(start, 1, right - start + 1, high), bold)),
        ]
        if self._picked:
            behind = right + 4 + PAD
            box = QRect(behind, 1, self.width() - behind, high)
            made.append(("picked", TextBox(self._picked, box, look().font(), whole=False)))
        return made

    def _edge(self, name: str, *, right: bool = False) -> int:
        columns = [c.name for c in self._table.list.columns]
        at = columns.index(name)
        left = self._table.columnViewportPosition(at)
        return left + self._table.columnWidth(at) if right else left + PAD

    def _moved(self, _section: int, _old: int, _new: int) -> None:
        self.update()
