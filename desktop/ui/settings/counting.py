"""统计口径: how cases count, with an example from the room, and the foot that every table gets from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout

from desktop.commands import drafts
from desktop.commands.statistics import settings
from desktop.commands.statistics.examples import examples
from desktop.commands.statistics.freezing import Frozen
from desktop.domain.changes import Changed
from desktop.domain.counting import Basis, Counting, Mass, Reopened, parse_period
from desktop.domain.permissions import Act
from desktop.ui.attempt import attempt
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, primary
from desktop.ui.kit.cards import Banner, Card
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.kit.toggle import Option
from desktop.ui.looks import Tone
from desktop.ui.people.autosave import Autosave
from desktop.ui.settings.rule_field import RuleField
from desktop.ui.settings.section import Section, beside

KEY = "settings:counting"
LABELS = 88
LOOK_MS = 400  # how often it is asked how far the recount is
YES, NO = "1", ""
BASES = (
    Option(Basis.CLOSED, "按结案日(默认)", "哪个月结案,计入哪个月;没有结案的不计"),
    Option(Basis.RECEIVED, "按受理日", "哪个月受理,计入哪个月,不管后来如何"),
    Option(Basis.AGREED, "按协议日", "哪个月达成协议,计入哪个月;没有达成的按终止日"),
)
MASSES = (
    Option(Mass.CASE, "一案一件(默认)", "不论多少人申请,都是 1 件;人数照实计"),
    Option(Mass.WORKER, "一人一件", "名单上每人计 1 件;没有签字的不算成功"),
)
AGAIN = (
    Option(Reopened.LAST, "只计最后一次(默认)", "前一次的结果不再计数"),
    Option(Reopened.EACH, "每次结案各计一件", "前一次和这一次各按自己的日期和结果计"),
)
REFUSED = (
    Option(NO, "不计入(默认)", "不予受理的只另列件数"),
    Option(YES, "计入案件总数", "案件总数、类别和来源都含不予受理的"),
)


class CountingForm(Form):
    """The four rules and who asked for them."""

    def __init__(self) -> None:
        super().__init__(
            [
                Ask("basis", "计入哪个月", lambda: RuleField(BASES)),
                Ask("mass", "群体性纠纷", lambda: RuleField(MASSES)),
                Ask("reopened", "再次调解", lambda: RuleField(AGAIN)),
                Ask("refused", "不予受理", lambda: RuleField(REFUSED)),
                Ask(
                    "note",
                    "改动依据",
                    lambda: TextField(width=None, most=settings.LONGEST, example="如:区司法局 2026年1月5日通知"),
                ),
            ],
            labels=LABELS,
        )

    def rules(self) -> Counting:
        said = self.values()
        return Counting(
            basis=Basis(said["basis"]),
            mass=Mass(said["mass"]),
            reopened=Reopened(said["reopened"]),
            refused=said["refused"] == YES,
        )

    def show_rules(self, rules: Counting, note: str) -> None:
        refused = YES if rules.refused else NO
        self.fill(
            {"basis": rules.basis, "mass": rules.mass, "reopened": rules.reopened, "refused": refused, "note": note}
        )


class CountingSection(Section):
    """Everybody may read by what the figures follow; the administrator changes it."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._may = host.desk.may(Act.MANAGE)
        self.form = CountingForm()
        self.foot = Label("", wrap=True)
        self.otherwise = Banner("", Kind.BLUE)
        self.again = Label("保存后各卷按新口径重新清点,清点完之前统计不显示数字。", tone=Tone.AMBER, wrap=True)
        self.save, self.default = primary("保存", hint="Ctrl+Enter"), plain("恢复默认口径")
        self.state = Label("", tone=Tone.INK_2, wrap=True)
        self.type = Form(
            [Ask("type", "调委会类型", lambda: Choice(options(settings.committee_types()), blank=None))], labels=LABELS
        )
        self.type_state = Label("", tone=Tone.INK_2)
        self._lay()
        self.saving = Autosave(host, self.form, lambda: KEY, lambda: False)
        self.saving.told.connect(self._tell)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.form.changed.connect(self._on_changed)
        self.form.done.connect(self.save_now)
        self.form.ended.connect(self.save_now)
        self.save.clicked.connect(self.save_now)
        self.default.clicked.connect(self._to_default)
        self.type.changed.connect(self._save_type)
        for widget in (self.form, self.type, self.save, self.default):
            widget.setEnabled(self._may)
        for button in (self.save, self.default):
            button.setVisible(self._may)
        self.refresh()
        if self._may and self.saving.bring_back():
            self._on_changed("")

    def refresh(self) -> None:
        """What holds now; what is being chosen stays."""
        line = self._line = settings.counting(self._host.desk)
        for name, example in examples(self._host.desk).items():
            self.form.field(name).show_example(example.story, example.effects)
        if not self.saving.dirty:
            self.form.show_rules(line.rules, line.note)
        self.otherwise.show_text(_frozen(line.otherwise))
        self.otherwise.setVisible(bool(line.otherwise))
        self.type.fill({"type": self._host.desk.committee().counts_as})
        self._preview()
        self._look()

    def heard(self, changed: Changed) -> None:
        if any(changed.touches(kind) for kind in ("counting_settings", "frozen_months", "committees")):
            self.refresh()

    def settle(self) -> None:
        self.saving.keep()

    def begin_focus(self) -> None:
        self.form.chain.go(self.form.field("basis"))

    def save_now(self) -> None:
        """Set the rules; the cursor goes where the room refuses."""
        if not self._may:
            return
        rules, note = self.form.rules(), str(self.form.values()["note"])
        act = partial(settings.set_counting, self._host.desk, rules, note)
        if not attempt(self._host, self.form, act, said="统计口径已保存", at="basis"):
            self.saving.keep()
            return
        drafts.drop(self._host.desk, KEY)
        self.saving.forget()
        self.refresh()

    def _to_default(self) -> None:
        self.form.show_rules(Counting(), "")
        self._on_changed("")
        self.save_now()

    def _save_type(self, _name: str) -> None:
        code: Any = self.type.values()["type"]
        self._host.do(lambda: settings.set_committee_type(self._host.desk, code), said="调委会类型已保存", undo=True)

    def _on_changed(self, _name: str) -> None:
        self.saving.dirty = True
        self._preview()

    def _preview(self) -> None:
        """The foot as it will be printed, and whether all must be counted again."""
        rules, now = self.form.rules(), self._line.rules
        self.foot.setText(rules.footing())
        moved = (rules.mass, rules.reopened, rules.refused) != (now.mass, now.reopened, now.refused)
        self.again.setVisible(moved and self._may)
        self.default.setVisible(self._may and self._line.own)

    def _look(self) -> None:
        """How far the counting is, until it is done."""
        progress = settings.progress(self._host.desk)
        if progress is None:
            self._timer.stop()
            last = self._line.last
            self.state.setText(f"{last.words()} 最后修改" if last else "默认口径,没有改过")
            self.state.set_tone(Tone.INK_2)
            return
        done, of = progress
        self.state.setText(f"正在按新口径清点各卷:{done:,} / {of:,}" if of else "正在按新口径清点各卷")
        self.state.set_tone(Tone.ACCENT)
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self, words: str, _saved: bool) -> None:
        if words:
            self.state.setText(words)
            self.state.set_tone(Tone.INK_2)

    def _lay(self) -> None:
        note = "每张统计表都按这里的口径数,并把口径印在表脚。改了以后各月一律按新口径;已封存的月份不变。"
        block = self.block("统计口径", note)
        block.addWidget(self.form)
        card = Card(ground=Tone.SUNK)
        card.add(Label("印在表脚", tone=Tone.INK_2))
        card.add(self.foot)
        block.addWidget(card)
        block.addWidget(self.otherwise)
        block.addWidget(self.again)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(beside(self.save, self.default))
        row.addWidget(self.state, 1)
        block.addLayout(row)
        block = self.block("调委会类型", "本室的案件计入“不同主体调解情况”的这一栏。")
        block.addWidget(self.type)
        self.finish()


def _frozen(months: Sequence[Frozen]) -> str:
    """`2026年8月、2026年9月已按当时的口径封存(按受理日计入当月 …),不受改动影响。`"""
    by_rules: dict[str, list[str]] = {}
    for frozen in months:
        rules = ";".join(frozen.rules.sentences())
        by_rules.setdefault(rules, []).append(parse_period(frozen.month).label)
    return "".join(f"{'、'.join(names)}已按别的口径封存({rules}),不再变动。" for rules, names in by_rules.items())
