"""帮助: topics at the left, the page at the right; all of it lies in the program."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.changes import Changed
from desktop.ui.help.keycaps import KeysView
from desktop.ui.help.pages import KEYS, TOPICS, HelpText
from desktop.ui.host import Host
from desktop.ui.kit.cards import Card, Hairline
from desktop.ui.kit.columns import PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.sidelist import Part, SideList
from desktop.ui.looks import look


class HelpPage(Dressed, QWidget):
    """F1. `open_for(page)` shows what explains that page, and the keys when it is shown already (F1 F1)."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self.head = PageHead("帮助", "按 F1 随时打开")
        self.topics = SideList([Part(t.key, t.title, t.icon) for t in TOPICS], name="帮助")
        self.keys = KeysView()
        self.text = HelpText()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.keys)
        self.stack.addWidget(self.text)
        self.topics.chosen.connect(self.show_topic)
        self.topics.entered.connect(self.text.setFocus)
        self.text.asked.connect(self.show_topic)
        card = Card(flush=True)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.topics)
        row.addWidget(Hairline(vertical=True))
        row.addWidget(self.stack, 1)
        card.body.addLayout(row)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addWidget(card, 1)
        self.dress()

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)

    def show_topic(self, key: str) -> None:
        """Bring a topic to the front; the keys for one that does not exist."""
        topic = next((t for t in TOPICS if t.key == key), KEYS)
        self.topics.choose(topic.key)
        if topic is KEYS:
            self.stack.setCurrentWidget(self.keys)
        else:
            self.text.show_topic(topic)
            self.stack.setCurrentWidget(self.text)

    def open_for(self, page: str) -> None:
        """What explains `page` of the window; asked from the help itself, the keys."""
        self.show_topic(next((t.key for t in TOPICS if page in t.pages), KEYS.key))

    def refresh(self) -> None:
        """Nothing here comes from the data."""

    def heard(self, changed: Changed) -> None:
        """Nothing here comes from the data."""

    def begin_focus(self) -> None:
        self.topics.setFocus()
