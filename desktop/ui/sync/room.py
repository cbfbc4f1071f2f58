"""What the administrator does about the room's computers: one more, one less, the street's hub."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.commands.syncing import hub_card
from desktop.commands.syncing.revoking import revoke
from desktop.commands.syncing.stations import Contact
from desktop.commands.syncing.street import share
from desktop.domain.errors import MediationError, RuleBroken
from desktop.ui.host import Host

DELETIONS = "先问清是谁删的。采用以后,这些纠纷不再显示;内容仍留在「记录」里,可以恢复。"


class RoomWork(QObject):
    """Asks before what cannot be undone; says afterwards what it means."""

    def __init__(self, host: Host, page: QWidget) -> None:
        super().__init__(page)
        self._host, self._page = host, page
        self._dialog: QFileDialog | None = None

    def add_station(self) -> None:
        """The panel that makes an invitation, beside the page."""
        from desktop.ui.gate.invite_panel import InvitePanel

        self._host.open_panel(InvitePanel(self._host))

    def ask_about(self, contact: Contact) -> None:
        """停用: a stolen or discarded computer."""
        station = contact.station
        if station is None:
            return

        def stop() -> None:
            said = self._host.do(lambda: revoke(self._host.desk, station))
            if said:
                self._host.say(said)
            self._host.syncing.now()

        self._host.ask(
            f"停用“{contact.name}”",
            "停用后它收不到新的内容,之后做的也不会被采用;它已有的数据仍在那台电脑里(已加密)。这一步不能撤回。",
            "停用",
            stop,
        )

    def share_statistics(self, on: bool) -> None:
        """按月上报合计数: asked before it begins; ended at once."""

        def begin() -> None:
            self._host.do(lambda: share(self._host.desk, True), said="以后封存的月报,合计数随同步上报")

        if not on:
            self._host.do(lambda: share(self._host.desk, False), said="不再上报合计数")
            return
        self._host.ask(
            "按月向街道上报合计数",
            "封存的月份,统计表上的合计数会以明文连同签名交给街道服务器;没有姓名、编号和案情。以前封存的月份也一并上报。",
            "开始上报",
            begin,
        )

    def load_card(self) -> None:
        """连接街道服务器: the file from the street's IT."""
        if self._dialog is not None:
            self._dialog.close()
        dialog = self._dialog = QFileDialog(self._page, "选择服务器接入文件(街道信息员给的)")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["服务器接入文件 (*.json)", "所有文件 (*)"])
        dialog.fileSelected.connect(lambda name: self.connect_hub(Path(name)))
        dialog.open()

    def connect_hub(self, file: Path) -> None:
        try:
            with file.open("rb") as opened:
                content = opened.read(hub_card.MOST + 1)
            host = hub_card.connect(self._host.desk, content)
        except OSError:
            self._host.problem(RuleBroken("hub", "读不了这个文件,请检查后重选。"))
            return
        except MediationError as error:
            self._host.problem(error)
            return
        self._host.say(f"已连接 {host},正在第一次同步,照常办公。")
        self._host.syncing.now()

    def accept_deletions(self) -> None:
        problem = self._host.syncing.problem
        if problem is not None:
            self._host.ask("采用这些删除", DELETIONS, "照样采用", self._host.syncing.accept_deletions)
