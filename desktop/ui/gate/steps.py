"""What the first run asks: the way, the committee, the number, the first account."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.gate.numbers import PatternField
from desktop.ui.gate.passwords import AgainField, PasswordField
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.choices import Check
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.fields import LineField, ReadOnly, TextField
from desktop.ui.kit.forms import Ask, Form, Line, Rule
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.labels import Label
from desktop.ui.kit.text import TextBox, draw_text, high
from desktop.ui.looks import Tone, look
from desktop.ui.sheet import repolish

_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:街道|镇|乡|社区|村|园区|商圈)(?:联合)?人民调解委员会$")
_ABOVE = re.compile(r"^.*(?:[省市县]|(?<![社园])区)")  # 上海市示例区
LABELS = 96


@dataclass(frozen=True, slots=True)
class Way:
    """One way to begin: `note` says in one line what happens."""

    key: str
    icon: str
    words: str
    note: str


WAYS = (
    Way("make", "ph.handshake", "建立调处室", "第一次使用:约三分钟,填单位和第一个账户"),
    Way("join", "ph.laptop", "加入已有的调处室", "新电脑:用原来电脑给的邀请文件和加入码"),
    Way("open", "ph.folder-open", "打开已有的调处室", "选一个已有数据的文件夹,用原来的账户登录"),
    Way("practice", "ph.books", "练习模式", "用虚构的纠纷试用全部功能,与真实数据分开"),
)


class WayButton(Dressed, QAbstractButton):
    """A way to begin as a wide row: icon, words, what happens."""

    def __init__(self, way: Way, parent: QWidget | None = None) -> None:
        QAbstractButton.__init__(self, parent)
        self.way = way
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(way.words)
        self.setAccessibleDescription(way.note)
        self.setToolTip(way.note)

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(400), look().px(72))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(72))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(worn.color(Tone.ACCENT if over else Tone.LINE_STRONG), 1))
        painter.setBrush(worn.color(Tone.SOFT if over else Tone.SURFACE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        side = worn.px(24)
        paint_icon(painter, QRect(16, (self.height() - side) // 2, side, side), self.way.icon, Tone.ACCENT)
        for text, tone in zip(self.text_boxes(), (Tone.INK, Tone.INK_2), strict=True):
            draw_text(painter, text.box, text.text, text.font, worn.color(tone))

    def text_boxes(self) -> list[TextBox]:
        worn = look()
        bold, font = worn.font(11, bold=True), worn.font()
        left = 16 + worn.px(24) + 16
        top = (self.height() - high(bold) - high(font) - 2) // 2
        room = self.width() - left - 16
        return [
            TextBox(self.way.words, QRect(left, top, room, high(bold)), bold),
            TextBox(self.way.note, QRect(left, top + high(bold) + 2, room, high(font)), font, whole=False),
        ]


class WayPage(QWidget):
    """The first face of the wizard."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.buttons = {way.key: WayButton(way) for way in WAYS}
        for key, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            column.addWidget(button)

    def begin_focus(self) -> None:
        self.buttons["make"].setFocus(Qt.FocusReason.TabFocusReason)


class FolderField(LineField):
    """A folder, changed through the system's own window."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        self.change = plain("更改")
        super().__init__(self.change, width=None, parent=parent)
        self._folder = folder
        self.line.setReadOnly(True)
        self.line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        repolish(self.line, "derived", "true")
        self.change.clicked.connect(self._ask)
        self.set_value(folder)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self.change.setAccessibleName(f"更改{name}")

    def value(self) -> Path:
        return self._folder

    def set_value(self, value: Path | None) -> None:
        self._folder = value or self._folder
        self.line.setText(str(self._folder))
        self.line.setToolTip(str(self._folder))
        self.line.home(False)
        self.wrong("")

    @property
    def takes_focus(self) -> bool:
        return False

    def _ask(self) -> None:
        dialog = folder_dialog(self, "选一个空文件夹存放数据", self._folder)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, chosen: str) -> None:
        self.set_value(Path(chosen))
        self._on_edited()


def folder_dialog(over: QWidget, title: str, start: Path) -> QFileDialog:
    """A chooser of one folder; the caller connects `fileSelected` and opens it."""
    near = next((p for p in (start, *start.parents) if p.is_dir()), Path.home())
    dialog = QFileDialog(over, title, str(near))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def place_of(committee: str) -> str:
    """`上海市示例区海棠街道人民调解委员会` → `海棠`; nothing when the name is not built that way."""
    found = _PLACE.search(_ABOVE.sub("", committee))
    return found[1] if found else ""


def committee_asks(folder: Path | None = None) -> list[Ask | Line | Rule]:
    """The letterhead of the house; with `folder` also where the data lies."""
    asks: list[Ask | Line | Rule] = [
        Ask("committee", "委员会全称", lambda: _words("上海市示例区海棠街道人民调解委员会"), needed=True),
        Ask("short", "编号简称", lambda: TextField(width=160, most=20, example="海棠人调"), needed=True),
        Ask("room", "调处室名称", lambda: _words("海棠创谷联合纠纷调处室"), needed=True),
        Rule(),
        Ask("address", "地址", _words),
        Line(
            Ask("phone", "电话", lambda: TextField(width=176, most=40)),
            Ask("reception_day", "接待日", lambda: _words("每周三上午")),
        ),
        Ask("court", "管辖法院", lambda: _words("上海市示例区人民法院")),
        Ask("arbitration", "劳动仲裁", lambda: _words("上海市示例区劳动人事争议仲裁委员会")),
        Line(
            Ask("police_station", "派出所", lambda: TextField(width=176, most=100)),
            Ask("justice_office", "司法所", _words),
        ),
        Ask("street_office", "街道", _words),
    ]
    if folder is not None:
        asks += [Rule(), Ask("folder", "数据存放", lambda: FolderField(folder))]
    return asks


class CommitteeForm(Form):
    """What the papers are headed with. A short name is guessed from the full one until it is typed by hand."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__(committee_asks(folder), labels=LABELS)
        self._guessed = ""
        self.field("short").set_hint("用于编号,如 (2026)海棠人调字第001号")
        self.changed.connect(self._guess)

    def _guess(self, name: str) -> None:
        place = place_of(self.field("committee").value()) if name == "committee" else ""
        if place and self.field("short").value() in ("", self._guessed):
            self._guessed = f"{place}人调"
            self.field("short").set_value(self._guessed)


class NumberForm(Form):
    """The pattern of file numbers, with living examples."""

    def __init__(self, short: Callable[[], str], year: Callable[[], int]) -> None:
        super().__init__([Ask("number_pattern", "编号规则", lambda: PatternField(short, year))], labels=LABELS)
        note = "按本地习惯选一种。已编的号不会改,以后可以在设置里换。"
        self.column.addWidget(Label(note, tone=Tone.INK_3, wrap=True))

    def start(self) -> None:
        pattern: PatternField = self.field("number_pattern")
        pattern.refresh()
        self.chain.go(pattern)


class AccountForm(Form):
    """The first account: it administers the room, and may be a mediator's too."""

    def __init__(self) -> None:
        self._password = PasswordField(judged=True)
        self._again = AgainField(self._password)
        super().__init__(
            [
                Ask("name", "姓名", lambda: TextField(width=200, most=40, name=True), needed=True),
                Ask("role", "角色", lambda: ReadOnly("管理员", "管账户和设置,也可以办件")),
                Ask("member", "", lambda: Check("我也是人民调解员,写进人员名单")),
                Rule(),
                Ask("password", "密码", self._first, needed=True),
                Ask("again", "再输一次", self._second, needed=True),
            ],
            labels=LABELS,
        )
        self.fill({"member": True})

    def _first(self) -> QWidget:
        return self._password

    def _second(self) -> QWidget:
        return self._again


def _words(example: str = "") -> TextField:
    return TextField(width=None, most=100, example=example)
