"""The pages of the window, in the order of the rail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop.settings import Preferences
from desktop.ui.agreements.editor import AgreementPage
from desktop.ui.agreements.queue import AgreementsPage
from desktop.ui.calendar.page import CalendarPage
from desktop.ui.disputes.page import FilesPage
from desktop.ui.file.page import FilePage
from desktop.ui.follow_ups.page import FollowUpsPage
from desktop.ui.help.page import HelpPage
from desktop.ui.host import Host
from desktop.ui.intake.panel import IntakePanel
from desktop.ui.papers.page import PaperPage
from desktop.ui.papers.sheet_page import SheetPage
from desktop.ui.people.handover import HandoverPage
from desktop.ui.people.page import PeoplePage
from desktop.ui.reception.page import ReceptionPage
from desktop.ui.settings.page import SettingsPage
from desktop.ui.statistics.page import StatisticsPage
from desktop.ui.sync.page import SyncPage
from desktop.ui.today.journal import JournalPage
from desktop.ui.today.page import TodayPage
from desktop.ui.today.pocket import PocketPage
from desktop.ui.window import PageSpec


def pages(
    prefer: Callable[[], Preferences], change: Callable[[Preferences], None]
) -> tuple[tuple[PageSpec, ...], Callable[[Host], Any]]:
    """(the pages, the maker of the intake panel)."""
    return (
        (
            PageSpec("today", "今日", "ph.calendar-check", TodayPage),
            PageSpec("files", "纠纷", "ph.folder-open", FilesPage),
            PageSpec("agreements", "协议", "ph.handshake", AgreementsPage),
            PageSpec("follow_ups", "回访", "ph.phone-call", FollowUpsPage),
            PageSpec("calendar", "日程", "ph.calendar", CalendarPage),
            PageSpec("reception", "接待日", "ph.users-three", ReceptionPage),
            PageSpec("statistics", "统计", "ph.chart-bar", StatisticsPage),
            PageSpec("sync", "同步", "ph.arrows-clockwise", SyncPage),
            PageSpec("people", "人员", "ph.identification-badge", PeoplePage, foot=True),
            PageSpec("settings", "设置", "ph.gear", lambda host: SettingsPage(host, prefer(), change), foot=True),
            PageSpec("file", "", "", FilePage, under="files"),
            PageSpec("agreement", "", "", AgreementPage, under="agreements"),
            PageSpec("paper", "", "", lambda host: PaperPage(host, prefer=prefer), under="files"),
            PageSpec("handover", "", "", HandoverPage, under="people"),
            PageSpec("journal", "", "", JournalPage, under="today"),
            PageSpec("pocket", "", "", PocketPage, under="today"),
            PageSpec("sheet", "", "", lambda host: SheetPage(host, prefer=prefer), under="today"),
            PageSpec("help", "", "", HelpPage, under="settings"),
        ),
        IntakePanel,
    )
