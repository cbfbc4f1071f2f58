"""更正: what counts otherwise since a month was frozen: the case, what changed, which figures, by what, and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from uuid import NAMESPACE_OID, UUID, uuid5

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.commands import drafts
from desktop.commands.desk import Desk
from desktop.commands.statistics import freezing
from desktop.commands.statistics.freezing import Correction
from desktop.domain.counting import parse_period
from desktop.domain.errors import Refused
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, quiet
from desktop.ui.kit.edits import Move
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone
from desktop.ui.people.rows import Group, Row
from desktop.ui.settings.section import Facts
from desktop.ui.statistics.listed import Listed
from desktop.ui.statistics.picker import spaced
from desktop.ui.statistics.said import KINDS, cause_words, change_words, effect_words, key, same, short_effect

NONE = "封存以后还没有改动过的案件。封存的月份里有案件改动,会列在这里,封存的数字不变。"
KEEP_MS = 400


def _looked(desk: Desk, months: Sequence[str]) -> tuple[Correction, ...] | None:
    """None while files are being counted."""
    try:
        with desk.read() as reader:
            frozen = [one.month for one in freezing.frozen_months(reader, months)]
        return tuple(c for month in frozen for c in freezing.corrections(desk, month))
    except Refused as refused:
        if refused.code != "not_counted":
            raise
        return None


def row_id(correction: Correction) -> UUID:
    return uuid5(NAMESPACE_OID, str(key(correction)))


class CorrectionsView(Listed):
    """The list at the left, one correction at the right with the cause to be written. `opened(id)`: its file."""

    opened = Signal(object)
    counted = Signal(int)

    def __init__(self, host: Host) -> None:
        super().__init__("更正", NONE, "ph.check-circle")
        self._host = host
        self._months: tuple[str, ...] = ()
        self._asking: tuple[str, ...] | None = None  # what is being looked through elsewhere
        self._again = False
        self._found: tuple[Correction, ...] = ()
        self._shown: Correction | None = None
        self.changes = Facts(88)
        self.effects = Label("", wrap=True)
        self.causes = Label("", tone=Tone.INK_2, wrap=True)
        self.note = TextField(width=None, most=200, example="如 当事人补交转账凭证,履行改为已履行")
        self.note.set_name("更正原因")
        self.save = plain("保存原因", hint="Enter")
        self.open = quiet("打开案件", icon="ph.arrow-square-out")
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._lay()
        self._wire()

    def _lay(self) -> None:
        self.title.add_right(self.open)
        for heading, part in (
            ("改动", self.changes),
            ("影响的数字", self.effects),
            ("由哪些操作引起", self.causes),
        ):
            block = QVBoxLayout()
            block.setSpacing(4)
            block.addWidget(Label(heading, tone=Tone.INK_2))
            block.addWidget(part)
            self.inner.column.addLayout(block)
        self._why = Label("更正原因(随报表印出)", tone=Tone.INK_2)
        self.inner.add(self._why)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.note, 1)
        line.addWidget(self.save)
        self.inner.column.addLayout(line)
        self.inner.column.addStretch(1)

    def _wire(self) -> None:
        self.rows.chosen.connect(self._choose)
        self.rows.entered.connect(lambda _id: self._into())
        self.open.clicked.connect(self._open)
        self.save.clicked.connect(self._save)
        self.note.moved.connect(self._moved)
        self.note.changed.connect(self._keep.start)
        self._keep.timeout.connect(self.settle)

    # -- what the page asks

    def ask(self, months: Sequence[str]) -> None:
        """Look through the frozen ones of these months, elsewhere: every case of them is compared. Then `counted`."""
        self._months = tuple(months)
        if self._asking is not None:
            self._again = True
            return
        self._again, self._asking = False, self._months
        self._host.submit(partial(_looked, self._host.desk, self._months), self._answered)

    def _answered(self, found: tuple[Correction, ...] | None) -> None:
        stale = self._again or self._asking != self._months
        self._asking = None
        if stale:
            self.ask(self._months)
        elif found is not None:
            self._put(found)

    def _put(self, found: tuple[Correction, ...]) -> None:
        """Show them; the one looked at stays, and what is typed of its cause."""
        self._found = found
        groups = [
            Group(spaced(parse_period(month).label), tuple(self._row(c) for c in of))
            for month, of in groupby(reversed(self._by_month()), key=lambda c: c.month)
        ]
        self.show_groups(groups)
        here = next((c for c in self._found if self._shown and same(c, self._shown)), None)
        first = self._by_id(self.rows.ids()[0]) if groups else None
        self._show(here or first)
        self.counted.emit(len(found))

    def settle(self) -> None:
        """What is typed of a cause is kept as a draft."""
        self._keep.stop()
        c = self._shown
        if c is not None and self.note.raw() != c.note:
            drafts.keep(self._host.desk, _key(c), {"note": self.note.raw()})

    # -- inside

    def _by_month(self) -> Sequence[Correction]:
        return sorted(self._found, key=lambda c: c.month)

    @staticmethod
    def _row(c: Correction) -> Row:
        day = f"{c.made_on:%m-%d}" if c.made_on else ""
        name = f"{c.number} {c.names}".strip()
        return Row(row_id(c), name, KINDS[c.kind], short_effect(c), day)

    def _by_id(self, id: UUID) -> Correction | None:
        return next((c for c in self._found if row_id(c) == id), None)

    def _choose(self, id: UUID) -> None:
        self.settle()
        self._show(self._by_id(id))

    def _show(self, c: Correction | None) -> None:
        fresh = c is None or self._shown is None or not same(c, self._shown)
        self._shown = c
        self.side.setVisible(c is not None)
        if c is None:
            return
        desk = self._host.desk
        self.rows.choose(row_id(c))
        self.title.show_words(f"{c.number} {c.names}".strip(), KINDS[c.kind])
        self._show_changes(c)
        self.effects.setText(",".join(effect_words(c.effect)) or "没有")
        said = [cause_words(desk, cause) for cause in c.causes]
        self.causes.setText("\n".join(said) or "没有找到操作记录,可能来自另一台电脑。")
        may = desk.may(Act.REPORT) and c.dispute is not None
        self.open.setVisible(c.dispute is not None)
        for part in (self._why, self.note, self.save):
            part.setVisible(may)
        if fresh:
            kept = drafts.find(desk, _key(c))
            self.note.set_raw(str(kept.values.get("note", c.note)) if kept else c.note)

    def _show_changes(self, c: Correction) -> None:
        old, self.changes = self.changes, Facts(88)
        for change in c.changes:
            self.changes.show_fact(*change_words(self._host.desk, change))
        if not c.changes:
            said = {
                "added": f"封存时不在 {c.month} 里,现在计入",
                "gone": f"封存时在 {c.month} 里,现在不计入",
                "screening": "封存后补记或改了排查记录",
            }
            self.changes.show_fact("归属", said.get(c.kind, "没有"))
        holder = old.parentWidget()
        layout = holder.layout() if holder is not None else None
        if layout is not None:
            layout.replaceWidget(old, self.changes)
        old.hide()
        old.deleteLater()
        self.changes.show()

    def _into(self) -> None:
        if self.note.isVisibleTo(self):
            self.note.editor.setFocus()
        else:
            self._open()

    def _open(self) -> None:
        if self._shown is not None and self._shown.dispute is not None:
            self.opened.emit(self._shown.dispute)

    def _moved(self, move: Move) -> None:
        if move is Move.LEAVE:
            self.rows.setFocus()
        else:
            self._save()

    def _save(self) -> None:
        c = self._shown
        if c is None or c.dispute is None:
            return
        if not self.note.value():
            self.note.wrong("请写明更正的原因。")
            self.note.editor.setFocus()
            return
        self._keep.stop()
        desk, id, words = self._host.desk, c.dispute, self.note.value()
        drafts.drop(desk, _key(c))
        self._host.do(lambda: freezing.note_cause(desk, c.month, id, words), said="更正原因已保存。", undo=True)
        self.rows.setFocus()


def _key(c: Correction) -> str:
    return f"correction:{c.month}:{c.dispute}"
