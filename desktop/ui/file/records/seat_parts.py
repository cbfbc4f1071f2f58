"""What the field of 参加人员 is made of: the line for a guest, the reason of a 回避, a seat as words and as a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands.recusal import Candidate
from desktop.domain.people import TeamRole
from desktop.domain.quorum import CONFIRMED, TEAM_WORDS
from desktop.domain.team import Seat
from desktop.ui.file.records.rollcall import role_word
from desktop.ui.kit.buttons import link, small
from desktop.ui.kit.fields import Remark, TextField
from desktop.ui.kit.labels import Label, Mark
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone


class GuestLine(QWidget):
    """Somebody who is not of the team: a relative, a neighbour, an expert (人民调解法 20)."""

    given = Signal(str, str)  # name, what the person is

    def __init__(self) -> None:
        super().__init__()
        self.name = TextField(width=136, name=True, example="姓名")
        self.name.set_name("其他人姓名")
        self.what = TextField(width=200, example="与谁什么关系,或单位")
        self.what.set_name("其他人身份")
        self.button = small("加入")
        self.button.clicked.connect(self._give)
        self.remark = Remark()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.name, self.what, self.button, self.remark):
            row.addWidget(widget)
        row.addStretch(1)
        self.name.moved.connect(lambda _move: self.what.line.setFocus())
        self.what.moved.connect(lambda _move: self._give())

    def _give(self) -> None:
        name, what = self.name.value(), self.what.value()
        if not name:
            self.name.wrong("请填写姓名。")
            self.name.line.setFocus()
            return
        self.name.set_value("")
        self.what.set_value("")
        self.given.emit(name, what)


class Reason(QWidget):
    """▲ 范青须回避:… with the way to decide otherwise."""

    asked = Signal(object)

    def __init__(self, candidate: Candidate, *, seated: bool) -> None:
        super().__init__()
        self.candidate, self.seated = candidate, seated
        shape, tone = (Shape.TRIANGLE, Tone.RED) if seated else (Shape.DASH, Tone.INK_2)
        self.mark = Mark("", shape, tone)
        self.words = Label(f"{candidate.member.name}须回避:{candidate.why}", tone=tone, wrap=True)
        self.decide = link("改认定")
        self.decide.setAccessibleName(f"{candidate.member.name}:改认定是否回避")
        self.decide.clicked.connect(lambda: self.asked.emit(candidate.member.id))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.mark)
        row.addWidget(self.words, 1)
        row.addWidget(self.decide)


def words_of(candidate: Candidate) -> str:
    duty = "·值班" if candidate.on_duty else ""
    return f"{candidate.member.name} {role_word(candidate.member)}{duty}"


def role_of(seat: Seat) -> str:
    return "" if seat.role is TeamRole.OTHER else TEAM_WORDS[seat.role]


def plain_of(seat: Seat) -> dict[str, Any]:
    return {
        "id": seat.id.hex,
        "member": seat.member_id.hex if seat.member_id else "",
        "name": seat.name,
        "organisation": seat.organisation,
        "role": seat.role.value,
        "present": seat.present,
        "signed": seat.signed,
        "consented": seat.consented,
        CONFIRMED: seat.extras.get(CONFIRMED, ""),
    }


def seat_of(one: dict[str, Any], known: dict[str, Seat], *, dispute: UUID, session: UUID) -> Seat:
    """A seat of a draft: its marks over what is known of it."""
    before = known.get(one["id"]) or Seat(
        id=UUID(one["id"]),
        dispute_id=dispute,
        session_id=session,
        member_id=UUID(one["member"]) if one["member"] else None,
        name=one["name"],
        organisation=one["organisation"],
        role=TeamRole(one["role"]),
    )
    rest = {k: v for k, v in before.extras.items() if k != CONFIRMED}
    return replace(
        before,
        present=bool(one["present"]),
        signed=bool(one["signed"]),
        consented=bool(one["consented"]),
        extras={**rest, CONFIRMED: one[CONFIRMED]} if one[CONFIRMED] else rest,
    )
