"""提醒: whether this workstation calls out, and one's own dates for the telephone."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from desktop.settings import Preferences
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.choices import Check
from desktop.ui.kit.forms import Ask
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone
from desktop.ui.papers.outlet import AskWhere
from desktop.ui.settings.section import Section
from desktop.ui.settings.workstation import Prefer, PreferenceForm
from desktop.ui.today.calendar import export_dates

SAID = (
    "开机解锁后,有逾期的说一次,如“有 2 件逾期,今天还有 4 件到期”。",
    "自己参加的调解,开始前 15 分钟说一次,如“15:30 有一场调解”。",
    "只说件数和时间,不说姓名和事由;一天最多说 6 次。",
)

EXPORTED = "导出成 .ics 文件,手机和电脑的日历都能打开。里面只有时间和事项,没有姓名、电话和地址。"


class RemindersSection(Section):
    """The switch works at once; exporting asks where."""

    def __init__(self, host: Host, prefer: Prefer) -> None:
        super().__init__()
        self._host = host
        self.where: AskWhere | None = None
        self.form = PreferenceForm([Ask("reminders", "桌面提醒", lambda: Check("到时提醒我"))], prefer)
        block = self.block("桌面提醒", "只影响这台电脑。电脑没有托盘时,提醒出现在窗口下方。")
        block.addWidget(self.form)
        for line in SAID:
            block.addWidget(Label(line, tone=Tone.INK_2, wrap=True))
        block = self.block(
            "我的日程", "导出成 .ics 文件,手机和电脑的日历都能打开。里面只有时间和事项,没有姓名、电话和地址。"
        )
        self.numbers = Check("带上纠纷编号")
        self.numbers.set_name("带上纠纷编号")
        self.export = plain("导出日程(.ics)", icon="ph.export")
        self.export.clicked.connect(self._export)
        self.export.setEnabled(host.desk.account.member_id is not None)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.export)
        row.addWidget(self.numbers)
        row.addStretch(1)
        block.addLayout(row)
        if host.desk.account.member_id is None:
            block.addWidget(Label("这个账户没有对应团队成员,没有自己的日程。", tone=Tone.INK_2, wrap=True))
        self.finish()

    def show_preferences(self, preferences: Preferences) -> None:
        self.form.show_preferences(preferences)

    def begin_focus(self) -> None:
        self.form.field("reminders").setFocus()

    def _export(self) -> None:
        export_dates(self._host, self, numbers=bool(self.numbers.value()), where=self.where)
