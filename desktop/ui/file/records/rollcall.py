"""Ticks for people whose number differs from file to file: who of the team attends, which parties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.commands.desk import Desk
from desktop.domain.casefile import CaseFile
from desktop.domain.people import Member, TeamRole
from desktop.ui.kit.buttons import link
from desktop.ui.kit.choices import Box, Option
from desktop.ui.kit.fields import Field
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.focus import tab_in_line
from desktop.ui.looks import look
from desktop.ui.words import PARTY_ROLES, TEAM_ROLES

CORE = (
    TeamRole.PEOPLE_MEDIATOR,
    TeamRole.RECORDER,
    TeamRole.POLICE_OFFICER,
    TeamRole.DUTY_LAWYER,
    TeamRole.RULE_OF_LAW_SPECIALIST,
)
DESK_WORK = frozenset({TeamRole.STATISTICS_CLERK, TeamRole.AUDITOR})


class RollCall(Field):
    """The value is a tuple of the ticked values in the order offered; ticked ones that are offered no more stay.

    Those who are neither `first` nor ticked wait behind one button, so that a long team leaves room for the rest.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options: list[Option] = []
        self._kept: tuple[Any, ...] = ()
        self.boxes: list[Box] = []
        self._setting = False
        self._open = False
        self._first: frozenset[Any] = frozenset()
        self._holder = QWidget()
        self._more = link("", parent=self._holder)
        self._more.clicked.connect(self._unfold)
        self._flow = Flow(self._holder, across=20)
        self.furnish(self._holder, width=None)
        self.row.removeWidget(self.remark)
        self.column.addWidget(self.remark)
        for widget in (self._holder, self):
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            widget.setSizePolicy(policy)

    def offer(self, among: Sequence[Option], first: Iterable[Any] | None = None) -> None:
        """Show these boxes; what is ticked stays ticked. `first`: the values never folded away (None: all)."""
        self._first = frozenset(o.value for o in among) if first is None else frozenset(first)
        if list(among) == self._options:
            return
        ticked = self.value()
        self._options = list(among)
        for box in self.boxes:
            self._flow.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = []
        for option in among:
            box = Box(option.text.replace("&", "&&"), self._holder)
            box.setAccessibleName(f"{self.accessibleName()}:{option.text}")
            box.toggled.connect(self._on_toggled)
            box.moved.connect(self._on_moved)
            self._flow.addWidget(box)
            self.boxes.append(box)
        self._flow.removeWidget(self._more)
        self._flow.addWidget(self._more)
        tab_in_line(self._more, self.boxes)
        if self.boxes:
            self.setFocusProxy(self.boxes[0])
        self.set_value(ticked)
        self.dress()

    def dress(self) -> None:
        for box in self.boxes:
            box.setMinimumHeight(look().px(32))
            box.setMinimumWidth(look().px(136))
        super().dress()

    def value(self) -> tuple[Any, ...]:
        known = {option.value for option in self._options}
        ticked = tuple(o.value for o, box in zip(self._options, self.boxes, strict=True) if box.isChecked())
        return ticked + tuple(v for v in self._kept if v not in known)

    def set_value(self, value: Iterable[Any] | None) -> None:
        self._kept = tuple(value or ())
        self._setting = True
        for option, box in zip(self._options, self.boxes, strict=True):
            box.setChecked(option.value in self._kept)
        self._setting = False
        self._open = False
        self._fold()
        self.wrong("")

    def raw(self) -> str:
        return "\n".join(str(value) for value in self.value())

    def set_raw(self, text: str) -> None:
        wanted = set(text.split("\n"))
        self.set_value(option.value for option in self._options if str(option.value) in wanted)

    @property
    def takes_focus(self) -> bool:
        return bool(self.boxes) and self.isEnabled() and not self.isHidden()

    def set_name(self, name: str) -> None:
        super().set_name(name)
        for option, box in zip(self._options, self.boxes, strict=True):
            box.setAccessibleName(f"{name}:{option.text}")

    def _fold(self) -> None:
        folded = 0
        for option, box in zip(self._options, self.boxes, strict=True):
            shown = self._open or option.value in self._first or box.isChecked()
            box.setVisible(shown)
            folded += not shown
        self._more.set_words(f"其他 {folded} 人")
        self._more.setVisible(bool(folded))
        self._holder.updateGeometry()

    def _unfold(self) -> None:
        self._open = True
        hidden = next((box for box in self.boxes if box.isHidden()), None)
        self._fold()
        if hidden is not None:
            hidden.setFocus()

    def _on_toggled(self, _on: bool) -> None:
        if not self._setting:
            self._on_edited()


def sides(desk: Desk, *roles: TeamRole) -> list[Any]:
    """The members in these roles, to be shown first."""
    return [m.id for m in desk.members() if m.role in roles]


def team(desk: Desk, *, keep: Iterable[Any] = ()) -> list[Option]:
    """The room's 3+X: the three sides first, then X; `keep` stays although they have left."""
    kept = set(keep)
    order = {role: n for n, role in enumerate((*CORE, *TeamRole))}
    chosen = [m for m in desk.members() if m.id in kept or (m.active and m.role not in DESK_WORK)]
    chosen.sort(key=lambda m: min(n for r, n in order.items() if r is m.role))
    return [Option(m.id, f"{m.name} {role_word(m)}") for m in chosen]


def role_word(member: Member) -> str:
    """调解员, 民警: short enough to stand after a name."""
    if member.role is TeamRole.PEOPLE_MEDIATOR:
        return "调解员"
    return TEAM_ROLES[member.role] if member.role is not TeamRole.OTHER else member.title or "其他"


def present(file: CaseFile) -> list[Option]:
    """Who can be there from the parties' side, by name: parties, representatives, agents, spokesmen of a group."""
    found: dict[str, str] = {}
    for party in file.parties:
        person = file.person(party)
        found.setdefault(person.name, PARTY_ROLES[party.role])
        if person.legal_representative:
            found.setdefault(person.legal_representative, "法定代表人")
    for agent in file.agents:
        found.setdefault(file.person(agent).name, "代理人")
    for claimant in file.claimants:
        if claimant.representative:
            found.setdefault(file.person(claimant).name, "推选代表")
    return [Option(name, f"{name} {capacity}") for name, capacity in found.items()]
