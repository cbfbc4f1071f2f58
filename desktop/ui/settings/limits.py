"""期限与日历: every time limit with its basis, the committee's own figures, and the calendars of days off."""

from __future__ import annotations

from desktop.domain.changes import Changed
from desktop.ui.host import Host
from desktop.ui.settings.limits_calendar import CalendarBlock
from desktop.ui.settings.limits_table import LimitsBlock
from desktop.ui.settings.section import Section


class LimitsSection(Section):
    """Everybody may read what runs and why; the administrator changes it."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.limits = LimitsBlock(host)
        self.calendar = CalendarBlock(host)
        note = "法律、本地规定和本室的期限。改动后,未结纠纷的日期当即重算,谁改的、何时改的都记着。"
        self.block("期限", note).addWidget(self.limits)
        note = "按国务院办公厅的放假通知推算工作日。没有公布的年份只扣周末,日期标“暂定”。"
        self.block("放假日历", note).addWidget(self.calendar)
        self.finish()

    def refresh(self) -> None:
        self.limits.refresh()
        self.calendar.refresh()

    def heard(self, changed: Changed) -> None:
        if changed.touches("limit_settings"):
            self.limits.refresh()
        if changed.touches("calendar_years"):
            self.calendar.refresh()

    def settle(self) -> None:
        self.limits.settle()

    def begin_focus(self) -> None:
        self.limits.list.start()
