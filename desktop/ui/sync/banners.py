"""What stands between this workstation and the others: one clear sentence each, with the next step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.commands.syncing.status import Status
from desktop.sync.errors import SyncFailed, Unreachable
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.shapes import Kind

HOURS = 3600


class Banners(QWidget):
    """Paused, failing, or a clock that is off; hidden when all is well."""

    resumed = Signal()
    retried = Signal()
    accepted = Signal()  # 照样采用 of a mass deletion

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.pause = Banner("同步已暂停。照常办公,要传的都存着。", Kind.BLUE, action="继续同步")
        self.quiet = Banner("", Kind.BLUE, action="现在再试")
        self.loud = Banner("", Kind.AMBER, action="现在再试")
        self.halted = Banner("", Kind.RED, action="照样采用")
        self.clock = Banner("", Kind.AMBER)
        self.found = Banner("", Kind.AMBER)
        self.pause.acted.connect(self.resumed)
        self.quiet.acted.connect(self.retried)
        self.loud.acted.connect(self.retried)
        self.halted.acted.connect(self.accepted)
        for banner in (self.pause, self.quiet, self.loud, self.halted, self.found, self.clock):
            banner.hide()
            column.addWidget(banner)
        self.hide()

    def show_state(
        self, state: Status, problem: SyncFailed | None, skew: float | None, found: Sequence[str] = ()
    ) -> None:
        problem = problem if state.connected and not state.paused else None
        mass = problem is not None and problem.code == "mass_delete"
        calm = isinstance(problem, Unreachable)
        sentence = problem.for_user() if problem is not None else ""
        self._say(self.pause, self.pause.text.text() if state.connected and state.paused else "")
        self._say(self.quiet, sentence if calm else "")
        self._say(self.halted, sentence if mass else "")
        self._say(self.loud, sentence if not calm and not mass else "")
        self._say(self.found, "".join(found) if state.connected else "")
        self._say(self.clock, skew_words(skew) if skew else "")
        self.setVisible(any(not banner.isHidden() for banner in self.findChildren(Banner)))

    def stops(self) -> list[QWidget]:
        banners = (self.pause, self.quiet, self.loud, self.halted)
        return [banner.action for banner in banners if banner.action is not None]

    def sentences(self) -> list[str]:
        """What is said now."""
        return [banner.text.text() for banner in self.findChildren(Banner) if not banner.isHidden()]

    @staticmethod
    def _say(banner: Banner, sentence: str) -> None:
        if sentence:
            banner.show_text(sentence)
        banner.setVisible(bool(sentence))


def skew_words(skew: float) -> str:
    """`skew`: seconds that this clock is ahead of the hub's."""
    way = "快" if skew > 0 else "慢"
    off = abs(skew)
    if off < HOURS:
        much = f"{max(round(off / 60), 1)} 分钟"
    elif off < 48 * HOURS:
        much = f"{round(off / HOURS)} 小时"
    else:
        much = f"{round(off / 24 / HOURS)} 天"
    return f"这台电脑的时钟比街道服务器{way} {much},请校准日期和时间,以免记录的先后不对。"
