"""风险评定 in the right panel: what the rules found, the level given, who was told, what was prevented."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands import risk
from desktop.domain.disputes import Filing, Risk
from desktop.domain.permissions import Act
from desktop.domain.risk_table import rank
from desktop.domain.vigilance import RiskAssessment, Standing
from desktop.ui.attempt import attempt
from desktop.ui.file.keeping import Drafts
from desktop.ui.file.risk.points import PointList, level_mark
from desktop.ui.file.risk.prevented import PreventedCard
from desktop.ui.file.risk.second import SecondCard
from desktop.ui.file.risk.told import ToldCard
from desktop.ui.file.said import RISK_KINDS, RISK_SHAPES, RISK_TONES
from desktop.ui.file.state import OpenFile
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, Rank, plain, primary
from desktop.ui.kit.cards import Banner, Card, CardHead, Hairline
from desktop.ui.kit.choices import Pick, options
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.fields import LongText
from desktop.ui.kit.forms import Ask, Form
from desktop.ui.kit.labels import Chip, Label
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.looks import Tone
from desktop.ui.words import RISKS, STANDINGS

LABELS = 52  # px at 100 %: the panel is narrow


class RiskPanel(PageColumn):
    """Made anew for each look; `ended` when it is put away."""

    ended = Signal()

    def __init__(self, host: Host, state: OpenFile) -> None:
        super().__init__()
        self._host, self._id = host, state.id
        self._looked = risk.look(host.desk, state.id)
        file = self._looked.file
        self.may = host.desk.may(Act.EDIT) and file.dispute.filing is Filing.OPEN
        self._second: SecondCard | None = None
        self.card = Card()
        self.card.set_edge(Tone.ACCENT)
        head = CardHead("评定风险")
        self.chip = Chip("")
        head.add_right(self.chip)
        self.card.add(head)
        self.urgent = Banner("", Kind.RED, action="去记报告")
        self.urgent.acted.connect(self._to_report)
        self.card.add(self.urgent)
        self.points = PointList()
        self.card.add(self.points)
        self.card.add(Hairline())
        self._suggestion = QWidget()
        says = QHBoxLayout(self._suggestion)
        says.setContentsMargins(0, 0, 0, 0)
        says.setSpacing(8)
        says.addWidget(Label("按规则建议", tone=Tone.INK_2))
        self._suggested = level_mark(Risk.GREEN, bold=True)
        says.addWidget(self._suggested)
        says.addStretch(1)
        self.take = Button("照此选", Rank.LINK)
        self.take.clicked.connect(self._take)
        says.addWidget(self.take)
        self.card.add(self._suggestion)
        self.form = Form(
            [
                Ask("risk", "等级", lambda: Pick(options(RISKS.items())), needed=True),
                Ask("reasons", "理由", lambda: LongText(lines=4, example="一行写一条", most=2000)),
            ],
            labels=LABELS,
        )
        self.card.add(self.form)
        self._lower = Label("降低等级须写明理由,并由另一个人确认后才生效。", tone=Tone.AMBER, wrap=True)
        self.card.add(self._lower)
        self.yes, self.no = primary("评定", hint="Ctrl+Enter"), plain("收起")
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        self.card.body.addLayout(row)
        self.add(self.card)
        self.told = ToldCard(host, file)
        self.add(self.told)
        self.told.setVisible(self.may or bool(file.risk_reports))
        self.told.form.setVisible(self.may)
        self.told.button.setVisible(self.may)
        archived = file.dispute.filing is Filing.ARCHIVED
        self.prevented = PreventedCard(host, file, may=host.desk.may(Act.EDIT) and not archived)
        self.add(self.prevented)
        self.past = Card()
        self.past.add(CardHead("评定记录"))
        self._past = Label(tone=Tone.INK_2, wrap=True)
        self.past.add(self._past)
        self.add(self.past)
        self.column.addStretch(1)
        self.form.fill({"risk": file.dispute.risk, "reasons": self._first_reasons()})
        self.form.setEnabled(self.may)
        self._drafts = Drafts(host, self.form)
        self._drafts.begin(f"act:risk:{state.id}")
        self._wire()
        self.refresh()

    def _wire(self) -> None:
        self.form.changed.connect(self._dress_verb)
        self.yes.clicked.connect(self.run)
        self.form.done.connect(self.run)
        self.form.left.connect(self._leave)
        self.no.clicked.connect(self._leave)
        self.told.form.left.connect(self._leave)
        self.prevented.form.left.connect(self._leave)

    def _first_reasons(self) -> str:
        """What stands now, else what the rules found, to be put in one's own words."""
        kept = self._looked.file.dispute.risk_reasons
        return "\n".join(kept or (point.label for point in self._looked.points))

    def refresh(self) -> None:
        """The file changed: points, level, reports and past are read anew; what is typed stays."""
        looked = self._looked = risk.look(self._host.desk, self._id)
        file = looked.file
        level = file.dispute.risk
        self.chip.show_as(f"现为{RISKS[level]}", RISK_KINDS[level], RISK_SHAPES[level])
        self.points.show_points(looked.points)
        suggested = looked.suggestion
        self._suggested.show_as(RISKS[suggested], RISK_SHAPES[suggested] or Shape.DASH, RISK_TONES[suggested])
        self.told.show_file(file, looked.organs if self.may else ())
        self.prevented.show_file(file)
        self.urgent.show_text(f"须立即报告{'、'.join(organ.label for organ in looked.organs)}")
        self.urgent.setVisible(bool(looked.organs) and self.may)
        names = {m.id: m.name for m in file.team.values()}
        self._past.setText("\n".join(past_words(a, names) for a in reversed(file.risk_assessments)))
        self.past.setVisible(bool(file.risk_assessments))
        self._show_second(names)
        self._dress_verb()

    def begin_focus(self) -> None:
        if self._second is not None and self._looked.may_second:
            self._second.form.start()
        elif self.may and self.points.rows:
            self.points.rows[0].box.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.may:
            self.form.start()
        else:
            self.no.setFocus(Qt.FocusReason.TabFocusReason)

    def settle(self) -> None:
        for part in (self._drafts, self.told, self.prevented, self._second):
            if isinstance(part, Drafts):
                part.keep()
            elif part is not None:
                part.settle()

    def run(self) -> None:
        """Set the level; with organs still to be told the panel stays and the cursor goes there."""
        if not self.may or not self.form.check():
            return
        values = self.form.values()
        reasons = [line for line in values["reasons"].splitlines() if line.strip()]
        act = partial(risk.assess, self._host.desk, self._id, values["risk"], self.points.codes(), reasons)
        if not attempt(self._host, self.form, act, said=_said, at="risk"):
            self._drafts.keep()
            return
        self._drafts.drop()
        self.refresh()
        if self._looked.organs:
            self.told.begin_focus()
        else:
            self.ended.emit()

    def _show_second(self, names: Mapping[UUID, str]) -> None:
        waiting = self._looked.pending
        if self._second is not None:
            self.column.removeWidget(self._second)
            self._second.hide()
            self._second.deleteLater()
            self._second = None
        if waiting is not None:
            who = names.get(waiting.by, "") if waiting.by else ""
            self._second = SecondCard(self._host, waiting, who, may=self._looked.may_second and self.may)
            self._second.settled.connect(self.ended)
            self.column.insertWidget(0, self._second)

    def _take(self) -> None:
        self.form.field("risk").set_value(self._looked.suggestion)
        self._dress_verb()

    def _dress_verb(self, _name: str = "") -> None:
        level = self.form.field("risk").value()
        lower = rank(level) < rank(self._looked.file.dispute.risk)
        self.yes.set_words("提请降级" if lower else "评定")
        self._lower.setVisible(lower)
        self.yes.setEnabled(self.may)
        self.take.setVisible(self.may and self._looked.suggestion is not level)

    def _to_report(self) -> None:
        self.told.begin_focus()

    def _leave(self) -> None:
        self.settle()
        self.ended.emit()


def past_words(assessment: RiskAssessment, names: Mapping[UUID, str]) -> str:
    """11-23 14:03 周慧兰:橙→黄(等第二人确认):双方已和解."""
    moved = f"{RISKS[assessment.before]}→{RISKS[assessment.level]}"
    stands = ""
    if assessment.second or assessment.standing is not Standing.IN_FORCE:
        who = names.get(assessment.second, "") if assessment.second else ""
        stands = f"({who}{STANDINGS[assessment.standing] if assessment.standing is not Standing.IN_FORCE else '确认'})"
    note = f";{assessment.second_note}" if assessment.second_note else ""
    by = names.get(assessment.by, "") if assessment.by else ""
    return f"{assessment.at:%m-%d %H:%M} {by}:{moved}{stands}:{'、'.join(assessment.reasons)}{note}"


def _said(made: RiskAssessment) -> str:
    return "已提请降级,等第二人确认" if made.standing is Standing.AWAITS_SECOND else "已评定风险"
