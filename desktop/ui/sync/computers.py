"""各台电脑: each with a word, a shape and its age; 用 U 盘带数据."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy

from desktop.commands.syncing.stations import Carried, Contact, Reach
from desktop.ui.kit.buttons import link
from desktop.ui.kit.cards import Card, CardHead, Hairline
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind, Shape, chip_size, paint_chip, paint_shape, shape_size
from desktop.ui.kit.text import TextBox, draw_text, high
from desktop.ui.looks import Tone, look
from desktop.ui.sync.marks import Rows
from desktop.ui.sync.said import moment, when

CHIPS: dict[Reach, tuple[str, Kind, Shape]] = {
    Reach.HERE: ("正常", Kind.GREEN, Shape.DOT),
    Reach.FINE: ("正常", Kind.GREEN, Shape.DOT),
    Reach.LATE: ("该联", Kind.AMBER, Shape.DIAMOND),
    Reach.NEVER: ("未联过", Kind.GREY, Shape.RING),
    Reach.REVOKED: ("已停用", Kind.GREY, Shape.DASH),
}


def contact_words(contact: Contact, now: datetime) -> tuple[str, str]:
    """Its name, and when it was last heard of."""
    if contact.reach is Reach.HERE:
        return (f"{contact.name}(这台)" if contact.name else "这台电脑"), "刚刚"
    if contact.at is None:
        return contact.name, "还没有联上过"
    days = contact.days(now)
    words = when(contact.at, now)
    return contact.name, f"{words}·{days} 天未联" if contact.reach is Reach.LATE and days else words


class StationRow(Dressed, QAbstractButton):
    """A computer. Pressing it asks what may be done about it."""

    def __init__(self, contact: Contact, now: datetime, *, may: bool) -> None:
        QAbstractButton.__init__(self)
        self.contact = contact
        self.name, self.age = contact_words(contact, now)
        self._icon = _icon(contact)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if may else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if may else Qt.CursorShape.ArrowCursor)
        self._may = may
        self.last = False  # no line under it
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        word = CHIPS[contact.reach][0]
        self.setAccessibleName(f"{self.name},{word},{self.age}")
        self.setToolTip(f"{self.name}\n{self.age}")

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(240), 2 * high(look().font()) + 19 if look().scale > 1 else 59)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        side = worn.px(16)
        paint_icon(painter, QRect(2, (self.height() - side) // 2, side, side), self._icon, Tone.INK_2)
        word, kind, shape = CHIPS[self.contact.reach]
        paint_chip(painter, self._chip(), word, kind, shape)
        late = self.contact.reach is Reach.LATE
        name, age = self.text_boxes()[:2]
        over = self._may and self.underMouse()
        draw_text(painter, name.box, name.text, name.font, worn.color(Tone.ACCENT if over else Tone.INK))
        draw_text(painter, age.box, age.text, age.font, worn.color(Tone.AMBER if late else Tone.INK_2))
        if not self.last:
            painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), worn.color(Tone.LINE))

    def text_boxes(self) -> list[TextBox]:
        font = look().font()
        line = high(font)
        left = look().px(16) + 16
        top = (self.height() - 1 - 2 * line) // 2
        room = self._chip().left() - 8 - left
        word = CHIPS[self.contact.reach][0]
        return [
            TextBox(self.name, QRect(left, top, room, line), font, whole=False),
            TextBox(self.age, QRect(left, top + line, room, line), font, whole=False),
            TextBox(word, self._chip().adjusted(8 + shape_size() + 4, 0, -8, 0), font),
        ]

    def _chip(self) -> QRect:
        word, _kind, shape = CHIPS[self.contact.reach]
        size = chip_size(word, shape)
        return QRect(self.width() - size.width(), (self.height() - size.height()) // 2, size.width(), size.height())


def _icon(contact: Contact) -> str:
    if contact.station is None:
        return "ph.hard-drives"
    return "ph.laptop" if any(word in contact.name for word in ("笔记本", "便携", "平板")) else "ph.desktop"


class ComputersCard(Card):
    """Who belongs to the room. `asked`: a row was pressed; `add_asked`: another one is to join."""

    asked = Signal(object)  # Contact
    add_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.body.setSpacing(0)
        self.head = CardHead("各台电脑")
        self.join = link("添加电脑")
        self.join.clicked.connect(self.add_asked)
        self.head.add_right(self.join)
        self.rows = Rows()
        self._said: tuple[object, ...] = ()
        self.add(self.head)
        self.body.addSpacing(6)
        self.add(Hairline())
        self.add(self.rows)

    def show_contacts(self, contacts: tuple[Contact, ...], now: datetime, *, may_manage: bool) -> None:
        self.join.setVisible(may_manage)
        said = tuple((c.station, c.reach, *contact_words(c, now), may_manage) for c in contacts)
        if said == self._said:
            return
        self._said = said
        made = []
        for contact in contacts:
            others = contact.station is not None and contact.reach not in (Reach.HERE, Reach.REVOKED)
            row = StationRow(contact, now, may=may_manage and others)
            if may_manage and others:
                row.clicked.connect(lambda _checked=False, one=contact: self.asked.emit(one))
            made.append(row)
        made[-1].last = True
        self.rows.show_rows(made)

    def station(self, id: UUID) -> StationRow:
        """The row of a computer, for tests and for going back to it."""
        rows = [row for row in self.rows.rows if isinstance(row, StationRow)]
        return next(row for row in rows if row.contact.station == id)


class StickCard(Card):
    """用 U 盘带数据: when it was last done, and whom it would help now."""

    def __init__(self) -> None:
        super().__init__()
        self.add(CardHead("用 U 盘带数据"))
        self.add(Label("没有网络时,写到 U 盘,带到另一台读入。内容已加密,丢了也打不开。", tone=Tone.INK_2, wrap=True))
        self.add(Hairline())
        self.written, self.read = Label(""), Label("")
        for words, value in (("上次写出", self.written), ("上次读入", self.read)):
            row = QHBoxLayout()
            row.addWidget(Label(words, tone=Tone.INK_2))
            row.addStretch(1)
            row.addWidget(value)
            self.body.addLayout(row)
        self.body.addStretch(1)
        self._rule = Hairline()
        self.add(self._rule)
        self.advice = Advice()
        self.add(self.advice)

    def show_carried(self, carried: Carried, late: list[Contact], now: datetime) -> None:
        for label, at in ((self.written, carried.written), (self.read, carried.read)):
            label.setText(moment(at, now) if at else "还没有过")
        words = ""
        if late:
            first = late[0]
            others = f"等 {len(late)} 台" if len(late) > 1 else ""
            words = f"{first.name}{others} {first.days(now)} 天未联,可带 U 盘去"
        self.advice.show_text(words)
        self._rule.setVisible(bool(words))


class Advice(Label):
    """◆ and an amber sentence; hidden when there is nothing to advise."""

    def __init__(self) -> None:
        Label.__init__(self, "", tone=Tone.AMBER, wrap=True)

    def show_text(self, text: str) -> None:
        self.setText(text)
        self.setVisible(bool(text))

    def dress(self) -> None:
        Label.dress(self)
        self.setContentsMargins(shape_size() + 8, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        Label.paintEvent(self, event)
        painter = QPainter(self)
        line = high(self.font())
        box = QRect(0, 0, shape_size(), line)
        paint_shape(painter, box.toRectF().center(), Shape.DIAMOND, Tone.AMBER)
