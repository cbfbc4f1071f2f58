"""Four plain filters; where they have no room they stand behind one button."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.commands import lists
from desktop.commands.lists import Filter
from desktop.ui.host import Host
from desktop.ui.kit.buttons import link
from desktop.ui.kit.choices import Choice, Option
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.labels import ElidedLabel


class FilterBar(QWidget):
    """类型 来源 调解员 受理月. `changed` whenever a person chooses."""

    changed = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        book = host.desk.handbook
        kinds = [Option(c.code, c.short, c.initials) for c in book.categories]
        sources = [Option(s.code, s.short, s.initials) for s in book.sources]
        self.category = Choice(kinds, blank="全部", prefix="类型:")
        self.source = Choice(sources, blank="全部", prefix="来源:")
        self.mediator = Choice([], blank="全部", prefix="调解员:")
        self.month = Choice([], blank="全部", prefix="受理月:")
        self._all = (self.category, self.source, self.mediator, self.month)
        for field, name in zip(self._all, ("类型", "来源", "调解员", "受理月"), strict=True):
            field.set_name(name)
            field.changed.connect(self.changed)
        self._flow = Flow(self, across=8, down=8)
        for field in self._all:
            self._flow.addWidget(field)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def offer(self) -> None:
        """The mediators and months that there are now; what is chosen stays."""
        people = [Option(m.id, m.name) for m in lists.mediators(self._host.desk)]
        months = [Option(month, month) for month in lists.months(self._host.desk)]
        for field, among in ((self.mediator, people), (self.month, months)):
            if field.among != among:
                field.offer(among)

    def apply(self, to: Filter) -> Filter:
        return replace(
            to,
            category=self.category.value() or "",
            source=self.source.value() or "",
            mediator=self.mediator.value(),
            month=self.month.value() or "",
        )

    def count(self) -> int:
        """How many filters narrow the list."""
        return sum(field.value() is not None for field in self._all)

    def clear(self) -> None:
        for field in self._all:
            field.set_value(None)

    def one_line(self) -> int:
        """Pixels that all four need beside each other."""
        return sum(field.sizeHint().width() for field in self._all) + 8 * (len(self._all) - 1)


class SearchLine(QWidget):
    """搜索“恒禾” 3 件, with the way back."""

    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(12)
        self.words = ElidedLabel(least=10)
        self.clear = link("清除")
        row.addWidget(self.words)
        row.addWidget(self.clear)
        row.addStretch(1)
        self.clear.clicked.connect(self.cleared)
        self.hide()

    def show_search(self, words: str, count: int) -> None:
        self.words.setText(f"搜索“{words}” {count:,} 件")
        self.setVisible(bool(words))

    def show_title(self, title: str, count: int) -> None:
        """统计:物业·本月, where the files behind a figure are shown."""
        self.words.setText(f"{title}（{count:,} 件）")
        self.show()
