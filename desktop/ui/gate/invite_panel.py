"""添加电脑: the panel on an old workstation that makes an invitation: a file to carry, and a code to tell."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.syncing import joining
from desktop.domain.errors import MediationError, RuleBroken, Unreadable
from desktop.storage.files import write_private
from desktop.storage.keys import Cost
from desktop.sync.invitations import SUFFIX, VALID
from desktop.sync.targets.card import read_card
from desktop.ui.gate.codes import CodeGrid
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, primary, quiet
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.fields import LineField, TextField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.looks import Tone, look
from desktop.ui.settings.quietly import quietly
from desktop.ui.sheet import repolish

MOST_CARD = 64 * 1024


class InvitePanel(QWidget):
    """`InvitePanel(host)`, docked at the right; Esc folds it. Once it is folded, nobody sees its code again."""

    def __init__(self, host: Host, *, cost: Cost | None = None) -> None:
        super().__init__()
        self._host, self._cost = host, cost or Cost()
        self._content = b""
        self._unsaved = False
        self.head = PanelHead("添加电脑", "让一台新电脑加入调处室")
        self.head.fold.clicked.connect(self.leave)
        self.form = InviteForm()
        self.make = primary("生成邀请", hint="Ctrl+Enter")
        self.made = MadeFace()
        self.made.hide()
        self.area = PageColumn()
        self.area.column.setContentsMargins(24, 16, 24, 16)
        self.area.column.setSpacing(12)
        self.area.add(self.form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.make)
        self.area.column.addLayout(row)
        self.area.add(self.made)
        self.area.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.area, 1)
        self.make.clicked.connect(self.invite)
        self.form.done.connect(self.invite)
        self.form.ended.connect(self.invite)
        self.form.left.connect(host.close_panel)
        self.made.save.clicked.connect(self._ask_where)
        self.made.close_.clicked.connect(self.leave)

    def begin_focus(self) -> None:
        if self.made.isHidden():
            self.form.start()
        else:
            self.made.save.setFocus()

    def settle(self) -> None:
        """The panel goes; nothing typed here is worth a draft."""

    def invite(self) -> None:
        if not self.make.isEnabled() or not self.form.check():
            return
        told, cost = self.form.values(), self._cost
        self._busy(True)
        quietly(
            self._host,
            lambda desk: joining.invite(desk, told["name"], told["card"], cost=cost),
            self._invited,
            self._refused,
        )

    def leave(self) -> None:
        """Fold; while the file was not saved only the second time, because nothing brings it back."""
        if self._unsaved:
            self._unsaved = False
            self.made.say("邀请文件还没有保存,收起后就取不回来了。仍要收起,请再按一次。", saved=False)
        else:
            self._host.close_panel()

    def save_to(self, chosen: str) -> None:
        path = Path(chosen)
        try:
            write_private(path, self._content)
        except OSError:
            self.made.say("没有写成,请检查 U 盘或换个地方再保存。", saved=False)
            return
        self._unsaved = False
        self.made.say(f"已保存到 {path.parent.name or path.parent} 里的“{path.name}”。", saved=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _invited(self, made: tuple[bytes, str]) -> None:
        self._content, code = made
        self._unsaved = True
        self._busy(False)
        name = self.form.values()["name"].strip()
        self.form.hide()
        self.make.hide()
        self.made.show_code(name, code)
        self.made.show()
        self.made.save.setFocus()

    def _refused(self, error: MediationError) -> None:
        self._busy(False)
        match error:
            case RuleBroken(field="hub_card") | Unreadable():
                self.form.show_problem("card", error.for_user())
            case RuleBroken():
                self.form.show_problem("name", error.for_user())
            case _:
                self._host.problem(error)

    def _busy(self, on: bool) -> None:
        self.form.setEnabled(not on)
        self.make.setEnabled(not on)
        self.make.set_words("正在生成…" if on else "生成邀请")

    def _ask_where(self) -> None:
        name = f"加入邀请-{self.form.values()['name'].strip()}{SUFFIX}"
        dialog = QFileDialog(self, "保存邀请文件", str(Path.home() / name), f"邀请文件 (*{SUFFIX})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()


class PanelHead(Dressed, QWidget):
    """Title, a quiet line, the way out."""

    def __init__(self, title: str, beside: str) -> None:
        QWidget.__init__(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 1)
        row.setSpacing(12)
        row.addWidget(Label(title, 14, bold=True))
        row.addWidget(ElidedLabel(beside, tone=Tone.INK_2), 1)
        self.fold = quiet("收起", icon="ph.x", hint="Esc")
        row.addWidget(self.fold)
        self.dress()

    def dress(self) -> None:
        self.setFixedHeight(look().px(56) + 1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRect(0, self.height() - 1, self.width(), 1), look().color(Tone.LINE))


class InviteForm(Form):
    """What the new computer is called, and the hub card that IT made for it, if there is one."""

    def __init__(self) -> None:
        super().__init__(
            [
                Ask(
                    "name",
                    "电脑名称",
                    lambda: TextField(width=None, most=joining.MOST_NAME, example="接待日笔记本"),
                    needed=True,
                ),
                Ask("card", "接入文件", CardField),
            ]
        )
        note = "连着街道服务器的,请先向信息员要这台新电脑的接入文件;只用 U 盘的,可以不选。"
        self.column.addWidget(Label(note, tone=Tone.INK_3, wrap=True))


class CardField(LineField):
    """The hub card for the new computer; None while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.choose = plain("选择文件", icon="ph.folder-open")
        super().__init__(self.choose, width=None, parent=parent)
        self._card: dict[str, object] | None = None
        self._wrong = ""
        self.line.setReadOnly(True)
        self.line.setPlaceholderText("没有服务器可以不选")
        repolish(self.line, "derived", "true")
        self.choose.clicked.connect(self._ask)
        self.setFocusProxy(self.choose)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        self.choose.setAccessibleName(f"选择{name}")

    def value(self) -> dict[str, object] | None:
        return self._card

    def set_value(self, value: Path | None) -> None:
        self._card, self._wrong = None, ""
        self.line.setText(value.name if value else "")
        if value is not None:
            try:
                with value.open("rb") as file:
                    self._card = read_card(file.read(MOST_CARD)).plain()
            except OSError:
                self._wrong = "读不了这个文件,请插好 U 盘后重选。"
            except MediationError as error:
                self._wrong = error.for_user()
        self.wrong(self._wrong)

    def unclear(self) -> str:
        return self._wrong

    def take(self, chosen: str) -> None:
        self.set_value(Path(chosen))
        self._on_edited()
        self.wrong(self._wrong)

    def _ask(self) -> None:
        dialog = QFileDialog(self, "选择接入文件", str(Path.home()), "接入文件 (*.json);;所有文件 (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take)
        dialog.open()


class MadeFace(QWidget):
    """The code, large, with the three steps that follow."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label("", 11, bold=True)
        self.grid = CodeGrid()
        self.save = primary("保存邀请文件", icon="ph.download-simple")
        self.close_ = quiet("完成")
        self.news = Label("", tone=Tone.INK_2, wrap=True)
        self.news.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.title)
        column.addWidget(self.grid)
        column.addWidget(Label("加入码只显示这一次。文件和加入码不要放在一起。", tone=Tone.INK_2, wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save)
        buttons.addWidget(self.close_)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.news)
        for n, words in enumerate(
            (
                "把邀请文件存到 U 盘,带到新电脑;加入码抄下来,或当面、打电话告知。",
                "在这台电脑上点“现在同步”,没有网络就点“写到 U 盘”,新电脑才收得到数据。",
                f"新电脑打开程序,选“加入已有的调处室”。邀请 {VALID.days} 天内有效,只能用一次。",
            ),
            1,
        ):
            column.addWidget(Label(f"{n}. {words}", wrap=True))

    def show_code(self, name: str, code: str) -> None:
        self.title.setText(f"“{name}”的加入码")
        self.grid.show_code(code)
        self.grid.setAccessibleName("加入码:" + ",".join(" ".join(group) for group in code.split("-")))

    def say(self, words: str, *, saved: bool) -> None:
        self.news.setText(words)
        self.news.set_tone(Tone.GREEN if saved else Tone.RED)
        self.news.show()
