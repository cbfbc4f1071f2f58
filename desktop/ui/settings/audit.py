"""审计: who did what and when, for the auditor. Looking is itself recorded, so the list is asked only when wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import history, lists
from desktop.domain.numbering import short_number
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.pinyin import sounds_like
from desktop.ui.kit.tables import ListView
from desktop.ui.looks import Tone
from desktop.ui.words import ACTS

MOST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail; `n` counts from the newest."""

    n: int
    at: datetime
    who: str
    act: str
    number: str
    names: str
    dispute: UUID | None

    def says(self, words: str) -> bool:
        """Whether a filter's words are about this line; each word anywhere, or as pinyin of who and what."""
        whole = " ".join((self.who, self.act, self.number, self.names, f"{self.at:%Y-%m-%d %H:%M}")).lower()
        return all(
            word in whole or (word.isascii() and word.isalpha() and sounds_like(word, self.who + " " + self.act))
            for word in words.lower().split()
        )


class AuditSection(QWidget):
    """The newest lines of the trail; Enter opens the file."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._entries: list[Entry] = []
        text: Callable[[Entry], str] = _when
        columns: list[Column[Entry]] = [
            Column(name="at", title="时间", text=text, width=152, sort=lambda e: -e.n),
            Column(name="who", title="谁", text=lambda e: e.who or "系统", width=104, tone=Tone.INK),
            Column(name="act", title="做了什么", text=lambda e: e.act, width=168, stretch=1, tone=Tone.INK),
            Column(name="number", title="案号", text=lambda e: e.number, width=104),
            Column(name="names", title="纠纷", text=lambda e: e.names, width=160, stretch=2, rank=1),
        ]
        self.model = RowsModel[Entry](columns, lambda e: e.n)
        self.list = ListView(self.model, name="审计记录", unit="条")
        self.list.opened.connect(self._open)
        self.filter = TextField(width=240, most=60, example="人、事、案号、日期")
        self.filter.set_name("筛选审计记录")
        self.filter.changed.connect(self._show)
        self.again = plain("重新读取", icon="ph.arrows-clockwise")
        self.again.clicked.connect(self.load)
        self.count = ElidedLabel("", tone=Tone.INK_2)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.filter)
        top.addWidget(self.again)
        top.addWidget(self.count, 1)
        card = Card(flush=True)
        card.add(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(card, 1)
        column.addWidget(Label("Enter 打开案卷;每次查看审计也记入审计。", tone=Tone.INK_3))

    def load(self) -> None:
        """Read the newest lines; this writes a line of its own."""
        found = self._host.do(lambda: history.trail(self._host.desk, most=MOST))
        if found is None:
            return
        with self._host.desk.read() as reader:
            files = {line.id: line for line in lists.lines(reader, list({d for *_, d in found if d is not None}))}
        self._entries = []
        for n, (at, who, act, dispute) in enumerate(found):
            file = files.get(dispute) if dispute is not None else None
            number = short_number(file.number) if file else ""
            names = file.names if file else ""
            self._entries.append(Entry(n, at, who, ACTS.get(act, act), number, names, dispute))
        self._show()
        self.list.start()

    def refresh(self) -> None:
        """Nothing by itself: reading again is an act."""

    def heard(self, changed: object) -> None:
        """What is shown is what was read."""

    def settle(self) -> None:
        """Nothing is typed here but the filter."""

    def begin_focus(self) -> None:
        if not self._entries:
            self.load()
        self.list.setFocus()

    def _show(self) -> None:
        shown = [entry for entry in self._entries if entry.says(self.filter.value())]
        self.model.show(shown)
        most = f",只列最近 {MOST} 条" if len(self._entries) >= MOST else ""
        self.count.setText(f"{len(shown)} 条{most}")

    def _open(self, key: object) -> None:
        entry = next((e for e in self._entries if e.n == key), None)
        if entry is not None and entry.dispute is not None:
            self._host.open_file(entry.dispute, "history")


def _when(entry: Entry) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M}"
