"""设置: parts at the left, the chosen one at the right; a role sees only what it can use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands.rooms import FULL_COST
from desktop.domain.changes import Changed
from desktop.domain.permissions import Act
from desktop.settings import Preferences
from desktop.storage.keys import Cost
from desktop.ui.host import Host
from desktop.ui.kit.cards import Card, Hairline
from desktop.ui.kit.columns import PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.sidelist import Part, SideList
from desktop.ui.looks import SCALES, look
from desktop.ui.settings.about import AboutSection
from desktop.ui.settings.accounts import AccountsSection
from desktop.ui.settings.allowances import AllowancesSection
from desktop.ui.settings.audit import AuditSection
from desktop.ui.settings.committee import CommitteeSection
from desktop.ui.settings.counting import CountingSection
from desktop.ui.settings.diagnosis import DiagnosisSection
from desktop.ui.settings.ledgers import LedgersSection
from desktop.ui.settings.limits import LimitsSection
from desktop.ui.settings.numbers import NumbersSection
from desktop.ui.settings.reception import ReceptionSection
from desktop.ui.settings.reminders import RemindersSection
from desktop.ui.settings.workstation import LookSection, PrintingSection, SafetySection, changed


class Shown(Protocol):
    """What the page asks of a part (a QWidget)."""

    def refresh(self) -> None: ...

    def heard(self, changed: Changed) -> None: ...

    def settle(self) -> None: ...

    def begin_focus(self) -> None: ...


class SettingsPage(Dressed, QWidget):
    """`change` takes every new preference at once. Parts are made when they are first looked at."""

    def __init__(
        self,
        host: Host,
        preferences: Preferences,
        change: Callable[[Preferences], None],
        *,
        printers: Callable[[], list[str]] = QPrinterInfo.availablePrinterNames,
        cost: Cost = FULL_COST,
    ) -> None:
        QWidget.__init__(self)
        self._host, self._preferences, self._change = host, preferences, change
        self._printers, self._cost = printers, cost
        self._made: dict[str, Any] = {}
        self.head = PageHead("设置")
        self.parts = SideList(self._parts(), name="设置")
        self.parts.chosen.connect(self.show_part)
        self.parts.entered.connect(self._enter)
        self.stack = QStackedWidget()
        card = Card(flush=True)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.parts)
        row.addWidget(Hairline(vertical=True))
        row.addWidget(self.stack, 1)
        card.body.addLayout(row)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(card, 1)
        self.dress()
        self.show_part(self.parts.key())

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)

    def part(self, key: str) -> Any:
        """The widget of a part, made now if need be."""
        if key not in self._made:
            made = self._make(key)
            self._made[key] = made
            self.stack.addWidget(made)
        return self._made[key]

    def show_part(self, key: str) -> None:
        """Bring a part to the front; what was typed in the one before is saved."""
        before = self.stack.currentWidget()
        if before is not None and before is not self._made.get(key):
            self._shown().settle()
        part = self.part(key)
        self.parts.choose(key)
        self.stack.setCurrentWidget(part)
        self._refresh(part)

    def refresh(self) -> None:
        self._refresh(self._shown())

    def heard(self, changed: Changed) -> None:
        for part in self._made.values():
            part.heard(changed)

    def settle(self) -> None:
        self._shown().settle()

    def begin_focus(self) -> None:
        self.parts.setFocus()

    def _shown(self) -> Any:
        return self.stack.currentWidget()

    def _enter(self) -> None:
        self._shown().begin_focus()

    def _refresh(self, part: Shown) -> None:
        part.refresh()
        if isinstance(part, LookSection | PrintingSection | RemindersSection | SafetySection):
            part.show_preferences(self._now())

    def _now(self) -> Preferences:
        """Ctrl+= changes the size behind our back: what is worn is what is preferred."""
        worn = look().scale
        if worn in SCALES and worn != self._preferences.scale:
            self._preferences = replace(self._preferences, scale=worn)
        return self._preferences

    def _prefer(self, **what: Any) -> None:
        self._preferences = changed(self._now(), **what)
        self._change(self._preferences)

    def _parts(self) -> list[Part]:
        may = self._host.desk.may
        wanted = [
            (True, Part("look", "外观", "ph.desktop")),
            (may(Act.MANAGE), Part("committee", "调委会", "ph.handshake")),
            (True, Part("reception", "接待日", "ph.users-three")),
            (True, Part("numbers", "编号", "ph.hash")),
            (True, Part("limits", "期限与日历", "ph.calendar-blank")),
            (True, Part("counting", "统计口径", "ph.chart-bar")),
            (may(Act.REPORT), Part("allowances", "补贴标准", "ph.calculator")),
            (may(Act.REPORT), Part("ledgers", "台账", "ph.books")),
            (True, Part("accounts", "账户", "ph.user")),
            (True, Part("reminders", "提醒", "ph.calendar-check")),
            (may(Act.PRINT), Part("printing", "打印", "ph.printer")),
            (True, Part("safety", "安全", "ph.lock-simple")),
            (may(Act.AUDIT), Part("audit", "审计", "ph.eye")),
            (True, Part("diagnosis", "诊断", "ph.info")),
            (True, Part("about", "关于", "ph.book-open")),
        ]
        return [part for seen, part in wanted if seen]

    def _make(self, key: str) -> Any:
        match key:
            case "look":
                return LookSection(self._prefer)
            case "committee":
                return CommitteeSection(self._host)
            case "reception":
                return ReceptionSection(self._host)
            case "numbers":
                return NumbersSection(self._host)
            case "limits":
                return LimitsSection(self._host)
            case "counting":
                return CountingSection(self._host)
            case "allowances":
                return AllowancesSection(self._host)
            case "ledgers":
                return LedgersSection(self._host)
            case "accounts":
                return AccountsSection(self._host, self._cost)
            case "reminders":
                return RemindersSection(self._host, self._prefer)
            case "printing":
                return PrintingSection(self._prefer, self._printers)
            case "safety":
                return SafetySection(self._prefer)
            case "audit":
                return AuditSection(self._host)
            case "diagnosis":
                return DiagnosisSection(self._host)
        return AboutSection()
