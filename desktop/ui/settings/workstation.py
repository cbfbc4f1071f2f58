"""外观, 打印, 安全: what this workstation prefers. Every choice takes effect at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desktop.settings import Preferences
from desktop.ui.kit.choices import Check, Choice, Pick, options
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.looks import SCALES, Tone
from desktop.ui.settings.section import Section

Prefer = Callable[..., None]
LABELS = 96
SIZES = tuple(zip(SCALES, ("标准", "大", "特大", "超大"), strict=True))
MODES = (("light", "浅色"), ("dark", "深色"), ("system", "跟随系统"))
MINUTES = ((5, "5 分钟"), (10, "10 分钟"), (15, "15 分钟"), (30, "30 分钟"))
ASK_EACH_TIME = "每次打印时选"

PROTECTED = (
    "数据库和附件全部加密保存(AES-256);没有密码,拷走硬盘也读不出。",
    "密码不存放在任何地方;每试一次约需半秒,连错 5 次锁定 15 分钟。",
    "证件号码和电话默认遮住,点“显示”才看得到,并记入审计。",
    "每一次修改、打印、查看号码都记在案,记录前后相连,改动一处就能查出。",
    "不连互联网,不上传任何数据。",
)
NOT_PROTECTED = (
    "没有锁定的电脑:离开座位请按 Ctrl+L,有人走近请按 F12。",
    "打印出来的纸、另存的 PDF 和导出的表格:请按档案规定保管。",
    "电脑本身被装了木马,或者密码借给了别人。",
    "全部密码和恢复单都丢了:数据无法恢复,没有后门。",
)


class PreferenceForm(Form):
    """Asks for some of the preferences and passes each choice on."""

    def __init__(self, asks: list[Ask], prefer: Prefer) -> None:
        super().__init__(asks, labels=LABELS)
        self._prefer = prefer
        self.changed.connect(self._on_change)

    def show_preferences(self, preferences: Preferences) -> None:
        self.fill({name: getattr(preferences, name) for name in self.names()})

    def _on_change(self, name: str) -> None:
        self._prefer(**{name: self.values()[name]})


class LookSection(Section):
    """字号 and 浅色/深色, live."""

    def __init__(self, prefer: Prefer) -> None:
        super().__init__()
        self.form = PreferenceForm(
            [
                Ask("scale", "字号", lambda: Pick(options(SIZES))),
                Ask("mode", "颜色", lambda: Pick(options(MODES))),
            ],
            prefer,
        )
        block = self.block("外观", "马上生效,只影响这台电脑。")
        block.addWidget(self.form)
        block.addWidget(Label("任何页面都可以按 Ctrl+= 放大、Ctrl+- 缩小。", tone=Tone.INK_3, wrap=True))
        self.finish()

    def show_preferences(self, preferences: Preferences) -> None:
        self.form.show_preferences(preferences)

    def begin_focus(self) -> None:
        self.form.field("scale").setFocus()


class PrintingSection(Section):
    """The printer and how it is used."""

    def __init__(self, prefer: Prefer, printers: Callable[[], list[str]]) -> None:
        super().__init__()
        self._printers = printers
        self.form = PreferenceForm(
            [
                Ask("printer", "打印机", lambda: Choice([], blank=ASK_EACH_TIME, width=280)),
                Ask("duplex", "双面", lambda: Check("多页文书双面打印")),
                Ask("official_papers", "版式", lambda: Check("文书用公文版式(三号仿宋,多占纸)")),
                Ask("attach_source", "数据", lambda: Check("PDF 内附原始数据(便于归档查验,纸面不变)")),
            ],
            prefer,
        )
        self.nothing = Label("这台电脑还没有装打印机;可以另存为 PDF。", tone=Tone.INK_2, wrap=True)
        block = self.block("打印", "打印面板里还可以逐次改。")
        block.addWidget(self.form)
        block.addWidget(self.nothing)
        self.finish()

    def show_preferences(self, preferences: Preferences) -> None:
        names = self._printers()
        if preferences.printer and preferences.printer not in names:
            names = [*names, preferences.printer]
        choice: Choice = self.form.field("printer")
        choice.offer(options((name, name) for name in names))
        self.nothing.setVisible(not names)
        self.form.show_preferences(preferences)


class SafetySection(Section):
    """When the screen locks itself, and what is and is not protected, in plain words."""

    def __init__(self, prefer: Prefer) -> None:
        super().__init__()
        self.form = PreferenceForm([Ask("lock_minutes", "自动锁定", lambda: Pick(options(MINUTES)))], prefer)
        self.form.field("lock_minutes").set_hint("没有人动键盘和鼠标")
        self.block("锁定", "锁定时正在输入的内容会先存好,数据关闭,钥匙离开内存。").addWidget(self.form)
        for title, lines in (("受到保护的", PROTECTED), ("请您留意的", NOT_PROTECTED)):
            block = self.block(title)
            for line in lines:
                block.addWidget(Label(line, wrap=True))
        self.finish()

    def show_preferences(self, preferences: Preferences) -> None:
        known = [minutes for minutes, _ in MINUTES]
        wanted = preferences.lock_minutes or known[-1]
        nearest = min(known, key=lambda minutes: abs(minutes - wanted))
        self.form.show_preferences(replace(preferences, lock_minutes=nearest))


def changed(preferences: Preferences, **what: Any) -> Preferences:
    """The preferences with a printer of None meaning: ask each time."""
    if what.get("printer", "") is None:
        what["printer"] = ""
    return replace(preferences, **what)
