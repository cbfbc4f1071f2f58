"""One ledger being edited: its head, its columns, and one file on trial. What is typed is a draft until 保存."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts
from desktop.commands.ledgers import make, maps
from desktop.commands.outline import find_case
from desktop.domain.counting import Basis
from desktop.domain.counting.rules import BASIS_WORDS
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.reporting import LedgerMap
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, primary
from desktop.ui.kit.choices import Check, Choice, Option
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone
from desktop.ui.people.autosave import KEEP_MS
from desktop.ui.settings.ledgers_columns import ColumnsBlock
from desktop.ui.settings.section import beside
from resources import rules as cupboard

TRYING = "用这一卷试填各列,脱敏显示"
ALL_SOURCES = "全部来源"
ROOMS_OWN = "按本室统计口径"
BASES = [Option("", ROOMS_OWN), *(Option(basis.value, words) for basis, words in BASIS_WORDS.items())]


def scopes() -> list[Option]:
    """From where a ledger may take its files: all, one official source, or one of the room's finer ones."""
    found = [Option((), ALL_SOURCES)]
    kept = cupboard.load("sources")
    for official in kept["official"]:
        finer = tuple(s["code"] for s in kept["sources"] if s["official"] == official["code"])
        if len(finer) > 1:
            found.append(Option(finer, f"{official['label']}(全部)"))
    return [*found, *(Option((s["code"],), s["label"]) for s in kept["sources"])]


class HeadForm(Form):
    """What the ledger is called, who gets it, and which files stand in it."""

    def __init__(self) -> None:
        super().__init__(
            [
                Ask("name", "名称", lambda: TextField(width=340, most=maps.LONGEST_HEAD), needed=True),
                Ask("office", "报送单位", lambda: TextField(width=340, most=60)),
                Ask("sources", "收录来源", lambda: Choice(scopes(), blank=None)),
                Ask("basis", "归入月份", lambda: Choice(BASES, blank=None)),
                Ask("counted", "收录范围", lambda: Check("只列统计表计入的案件,不列不予受理、转介和待决定的")),
            ]
        )

    def show_map(self, map: LedgerMap) -> None:
        wanted = maps.scope(map)
        among = scopes()
        if wanted.sources not in [option.value for option in among]:
            among.insert(0, Option(wanted.sources, "、".join(make.source_words(wanted.sources))))
        self.field("sources").offer(among)
        basis = wanted.basis.value if wanted.basis else ""
        self.fill({"name": map.name, "office": map.office, "sources": wanted.sources, "basis": basis})
        self.fill({"counted": wanted.counted})
        self.clear_problems()

    def written(self, map: LedgerMap) -> LedgerMap:
        said = self.values()
        basis = Basis(said["basis"]) if said["basis"] else None
        wanted = maps.Scope(sources=said["sources"], counted=said["counted"], basis=basis)
        return replace(maps.with_scope(map, wanted), name=said["name"] or map.name, office=said["office"])


class MapEditor(QWidget):
    """`saved(map)`, `left` on Esc."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._map: LedgerMap | None = None  # as it is kept
        self._work: LedgerMap | None = None  # as it is being typed
        self._may = host.desk.may(Act.MANAGE)
        self.title = Label("", 11, bold=True)
        self.note = Label("", tone=Tone.INK_2, wrap=True)
        self.form = HeadForm()
        self.trying = Form(
            [Ask("number", "试填", lambda: TextField(width=170, most=40, example="案号,如 2026-004"), hint=TRYING)]
        )
        self.trial: TextField = self.trying.field("number")
        self.block = ColumnsBlock()
        self.save = primary("保存", hint="Ctrl+Enter")
        self.reset = plain("恢复为自带")
        self.state = Label("", tone=Tone.INK_2, wrap=True)
        self._soon = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._lay()
        self._wire()

    @property
    def dirty(self) -> bool:
        return self._work is not None and self._work != self._map

    @property
    def map(self) -> LedgerMap | None:
        """As it stands in the form."""
        return self._work

    def show_map(self, map: LedgerMap) -> None:
        """Another one, or the same anew; a draft of it comes back."""
        self.settle()
        found = drafts.find(self._host.desk, self._key(map)) if self._may else None
        before = self._map
        self._map = map
        self._work = maps.from_plain(map, found.values) if found else map
        self._show_head()
        self.form.show_map(self._work)
        self.block.show_columns(self._work.columns, at=self.block.place() if before and before.id == map.id else 0)
        if before is None or before.id != map.id:
            self.trial.set_value(make.sample(self._host.desk, map))
        self.try_now()
        self._tell("上次没存完,已放回" if found else "")

    def settle(self) -> None:
        """What is typed is put aside."""
        self._soon.stop()
        if self._map is None or self._work is None or not self._may:
            return
        if self.dirty:
            at = drafts.keep(self._host.desk, self._key(self._map), maps.plain(self._work))
            self._tell(f"草稿 {at:%H:%M} 已存")

    def save_now(self) -> None:
        """Keep the form; where the room refuses, there is the cursor."""
        if self._work is None or self._map is None or not self._may or not self.form.check():
            return
        for name, sentence in self.block.form.faults()[:1]:
            self.block.form.show_problem(name, sentence)
            return
        try:
            kept = maps.save(self._host.desk, self._work)
        except RuleBroken as broken:
            self._refuse(broken)
            return
        except MediationError as error:
            self._host.problem(error)
            return
        self._forget(f"{kept.name}已保存,以后导出按此填报。")
        self._map = self._work = kept
        self._show_head()
        self._tell("")
        self.saved.emit(kept)

    def reset_now(self) -> None:
        """The form as it came with the program."""
        map = self._map
        if map is None or not self._may or maps.is_own(map):
            return
        if maps.changed(map):
            self._host.do(lambda: maps.reset(self._host.desk, map), said=f"{map.name}已恢复为自带的样式。", undo=True)
        drafts.drop(self._host.desk, self._key(map))
        first = maps.original(map)
        assert first is not None
        self._map = self._work = None
        self.show_map(first)
        self.saved.emit(first)

    def try_now(self) -> None:
        """What the file on trial becomes in the columns as they are typed now."""
        if self._work is None:
            return
        number = self.trial.value()
        if not number:
            self.block.show_tried(())
            return
        try:
            id = find_case(self._host.desk, number)
            tried = make.try_one(self._host.desk, self._work, id)
            self.trial.wrong("")
        except MediationError as error:
            tried = ()
            self.trial.wrong(error.for_user() if not self.trial.line.hasFocus() else "")
        self.block.show_tried(tried)

    def begin_focus(self) -> None:
        if self._may:
            self.form.chain.go(self.form.field("name"))
        else:
            self.block.list.start()

    def _typed(self) -> None:
        if self._work is None:
            return
        self._work = replace(self.form.written(self._work), columns=self.block.columns())
        self._soon.start()
        self._show_head()
        self.try_now()

    def _refuse(self, broken: RuleBroken) -> None:
        place = broken.field.split(".")
        if place[0] == "columns" and len(place) == 3:
            self.block.choose(int(place[1]))
            self.block.form.show_problem(place[2], broken.sentence)
        elif broken.field in self.form.names():
            self.form.show_problem(broken.field, broken.sentence)
        else:
            self._host.problem(broken)

    def _forget(self, said: str) -> None:
        """The draft is saved for good; 撤销 takes the saving back."""
        assert self._map is not None
        key = self._key(self._map)
        self._soon.stop()
        self._host.do(lambda: drafts.drop(self._host.desk, key), said=said, undo=True)

    def _show_head(self) -> None:
        map = self._work
        assert map is not None
        self.title.setText(map.name)
        note = maps.note(map)
        self.note.setText(f"表样来源:{note}。" if note else "")
        self.note.setVisible(bool(note))
        self.reset.setVisible(self._may and not maps.is_own(map) and (self.dirty or maps.changed(map)))
        self.save.setEnabled(self.dirty)

    def _tell(self, words: str) -> None:
        self.state.setText(words)

    def _key(self, map: LedgerMap) -> str:
        return f"settings:ledger:{map.code or map.id.hex}"

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        """Leaving the editor puts what is typed aside at once."""
        if old is not None and self.isAncestorOf(old) and (now is None or not self.isAncestorOf(now)):
            self.settle()

    def _wire(self) -> None:
        self._soon.timeout.connect(self.settle)
        self.form.changed.connect(lambda _name: self._typed())
        self.block.changed.connect(self._typed)
        self.trial.changed.connect(self.try_now)
        self.trial.line.editingFinished.connect(self.try_now)
        self.trying.ended.connect(self.block.list.start)
        self.trying.left.connect(self.left)
        self.trying.done.connect(self.save_now)
        self.save.clicked.connect(self.save_now)
        self.reset.clicked.connect(self.reset_now)
        self.form.done.connect(self.save_now)
        self.block.saved.connect(self.save_now)
        self.form.left.connect(self.left)
        self.form.ended.connect(lambda: self.trying.chain.go(self.trial))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.note)
        column.addWidget(self.form)
        column.addWidget(self.trying)
        column.addWidget(self.block)
        feet = QHBoxLayout()
        feet.setSpacing(8)
        feet.addLayout(beside(self.save, self.reset))
        feet.addWidget(self.state, 1)
        column.addLayout(feet)
        self.form.setEnabled(self._may)
        self.block.allow(self._may)
        self.save.setVisible(self._may)
