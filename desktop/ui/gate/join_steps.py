"""What joining a room asks: the invitation and its code, who one is, and where the first data comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import Refused
from desktop.domain.people import Role
from desktop.sync.invitations import MOST, SUFFIX, check_file, read_code
from desktop.ui.gate.codes import GROUPS, LETTERS, CodeField
from desktop.ui.gate.passwords import AgainField, PasswordField
from desktop.ui.gate.steps import LABELS, FolderField, folder_dialog
from desktop.ui.kit.buttons import Rank, plain, primary
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.fields import LineField, ReadOnly
from desktop.ui.kit.forms import Ask, Form, Rule
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.looks import Tone
from desktop.ui.sheet import repolish
from desktop.ui.words import ROLES

FILE_FILTER = f"邀请文件 (*{SUFFIX})"


class FileField(LineField):
    """The invitation, chosen through the system's own window; what is none is told at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.choose = plain("选择文件", icon="ph.folder-open")
        super().__init__(self.choose, width=None, parent=parent)
        self._path: Path | None = None
        self._content = b""
        self.line.setReadOnly(True)
        repolish(self.line, "derived", "true")
        self.line.setPlaceholderText("原来的电脑给出的 .mdjoin 文件")
        self.choose.clicked.connect(self._ask)
        self.setFocusProxy(self.choose)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self.choose.setAccessibleName(f"选择{name}")

    def value(self) -> bytes:
        """The content of the file that is shown; empty while there is none."""
        return self._content

    def set_value(self, value: Path | None) -> None:
        self._path, self._content = value, b""
        self.line.setText(value.name if value else "")
        self.line.setToolTip(str(value) if value else "")
        self.wrong(self._read() if value else "")

    @property
    def empty(self) -> bool:
        return self._path is None

    @property
    def takes_focus(self) -> bool:
        return self.isEnabled()

    def unclear(self) -> str:
        return self._read() if self._path is not None else ""

    def take(self, chosen: str) -> None:
        """The file that somebody chose."""
        self.set_value(Path(chosen))
        self._on_edited()
        if sentence := self.unclear():
            self.wrong(sentence)

    def _read(self) -> str:
        """Read the file; why it cannot be used, or nothing."""
        try:
            with Path(self._path or "").open("rb") as file:
                content = file.read(MOST + 1)
            check_file(content)
        except OSError:
            return "读不了这个文件,请插好 U 盘后重选。"
        except Refused as refused:
            return refused.sentence
        self._content = content
        return ""

    def _ask(self) -> None:
        start = str(self._path.parent if self._path else Path.home())
        dialog = QFileDialog(self, "选择邀请文件", start, f"{FILE_FILTER};;所有文件 (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.open()


class JoinCodeField(CodeField):
    """The code that the old workstation shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for n, group in enumerate(self.groups, 1):
            group.setAccessibleName(f"加入码第 {n} 组")

    def unclear(self) -> str:
        if self.empty:
            return ""
        try:
            read_code(self.value())
        except Refused as refused:
            return refused.sentence
        return ""

    def show_remark(self) -> None:
        typed = sum(len(group.text()) for group in self.groups)
        if typed == GROUPS * LETTERS and self.unclear():
            self.remark.say("抄写有误,请逐组对照原来电脑上的加入码", Tone.AMBER, Shape.DIAMOND)
        else:
            super().show_remark()


class InvitationForm(Form):
    """The file and the code."""

    def __init__(self) -> None:
        super().__init__(
            [
                Ask("file", "邀请文件", FileField, needed=True),
                Ask("code", "加入码", JoinCodeField, needed=True),
            ],
            labels=LABELS,
        )
        note = (
            "请管理员在已有的电脑上点“同步 → 添加电脑”,得到文件和加入码。文件可以用 U 盘带来,加入码请当面或打电话告知。"
        )
        self.column.addWidget(Label(note, tone=Tone.INK_3, wrap=True))


class WhoForm(Form):
    """Who sits at this computer, with a password that holds here."""

    def __init__(self, folder: Path) -> None:
        self._password = PasswordField(judged=True)
        self._again = AgainField(self._password)
        super().__init__(
            [
                Ask("room", "调处室", lambda: ReadOnly(width=None)),
                Ask("station", "这台电脑", lambda: ReadOnly(width=200)),
                Ask("account", "您是", lambda: Choice([], blank="请选择", width=240), needed=True),
                Rule(),
                Ask("password", "密码", self._first, needed=True),
                Ask("again", "再输一次", self._second, needed=True),
                Rule(),
                Ask("folder", "数据存放", lambda: FolderField(folder)),
            ],
            labels=LABELS,
        )
        note = "密码只在这台电脑上有效,可以与别处不同。其他同事要用这台电脑,由管理员在“设置 → 账户”里设密码。"
        self.column.addWidget(Label(note, tone=Tone.INK_3, wrap=True))

    def offer(self, room: str, station: str, people: Sequence[tuple[UUID, str, str]]) -> None:
        """`people`: account, name, role."""
        self.fill({"room": room, "station": station})
        shown = [(id, f"{name}({ROLES[Role(role)]})" if role in set(Role) else name) for id, name, role in people]
        self.field("account").offer(options(shown))

    def _first(self) -> QWidget:
        return self._password

    def _second(self) -> QWidget:
        return self._again


class ReceiveFace(QWidget):
    """The first exchange: from where, how far, and why not."""

    hub_asked = Signal()
    folder_asked = Signal(object)  # Path

    def __init__(self) -> None:
        super().__init__()
        self._from = Path.home()
        self.words = Label("", 11, bold=True)
        self.count = Label("", tone=Tone.INK_2)
        self.refusal = Banner("", Kind.RED)
        self.hub = primary("从服务器接收", icon="ph.arrows-clockwise")
        self.stick = plain("从 U 盘读入", icon="ph.folder-open")
        self.note = Label("", tone=Tone.INK_3, wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.hub)
        buttons.addWidget(self.stick)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self.words, self.count, self.refusal):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addWidget(self.note)
        self.hub.clicked.connect(self.hub_asked)
        self.stick.clicked.connect(self._choose)
        self.refusal.hide()
        self.count.hide()

    def show_ways(self, hub: str) -> None:
        """`hub` is its address, empty where there is none."""
        self.words.setText("第一次接收调处室的数据")
        self.hub.setVisible(bool(hub))
        self.stick.set_rank(Rank.PLAIN if hub else Rank.PRIMARY)
        self.note.setText(
            f"服务器 {hub}。" * bool(hub)
            + "没有网络时,先在原来的电脑上点“写到 U 盘”,再在这里读入。中途断开不要紧,已收到的会留着,接着收。"
        )

    def show_busy(self, words: str) -> None:
        self.words.setText(words)
        self.refusal.hide()
        self.count.setText("正在连接…")
        self.count.show()
        self._enable(False)

    def show_count(self, count: int) -> None:
        self.count.setText(f"已收到 {count:,} 项内容")

    def show_refusal(self, sentence: str) -> None:
        self.words.setText("还没有收完")
        self.count.hide()
        self.refusal.show_text(sentence)
        self.refusal.show()
        self._enable(True)
        self.begin_focus()

    def show_done(self, count: int) -> None:
        self.words.setText("调处室的数据已收到")
        self.words.set_tone(Tone.GREEN)
        self.count.setText(f"共 {count:,} 项内容,登录后就可以办公。")
        self.count.show()
        self.refusal.hide()
        for widget in (self.hub, self.stick, self.note):
            widget.hide()

    def begin_focus(self) -> None:
        (self.hub if not self.hub.isHidden() else self.stick).setFocus()

    def _enable(self, on: bool) -> None:
        self.hub.setEnabled(on)
        self.stick.setEnabled(on)

    def _choose(self) -> None:
        dialog = folder_dialog(self, "选择 U 盘或文件夹", self._from)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, chosen: str) -> None:
        self._from = Path(chosen)
        self.folder_asked.emit(self._from)
