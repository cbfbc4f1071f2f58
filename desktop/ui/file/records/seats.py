"""参加人员: who of the 3+X team sits in a session, who is invited beside them, who came, signed and was agreed to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.commands.recusal import Candidate
from desktop.domain.changes import new_id
from desktop.domain.people import Member, TeamRole
from desktop.domain.quorum import CONFIRMED, OF_THE_ROOM
from desktop.domain.team import Seat
from desktop.ui.file.records.grid import Cell, Col, Grid
from desktop.ui.file.records.rollcall import CORE
from desktop.ui.file.records.seat_parts import GuestLine, Reason, plain_of, role_of, seat_of, words_of
from desktop.ui.kit.buttons import link
from desktop.ui.kit.choices import Box
from desktop.ui.kit.fields import Field
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.focus import tab_in_line
from desktop.ui.looks import Tone, look

PLANNED = (Col("姓名"), Col("身份·单位", grows=True), Col("已答复"))
HELD = (Col("姓名"), Col("身份·单位", grows=True), Col("到场"), Col("签到"), Col("当事人同意"))
_ORDER = {role: n for n, role in enumerate(dict.fromkeys((*CORE, *TeamRole)))}


class SeatsField(Field):
    """The value is a tuple of seats. Ticks choose from the team; the sheet below says more of each who is chosen.

    Who must stand aside is grey with the reason under the ticks; `finding_asked(member)` wants it decided otherwise.
    """

    finding_asked = Signal(object)  # UUID of the member

    def __init__(self, *, held: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = held
        self._dispute = self._session = new_id()  # the command sets both
        self._candidates: list[Candidate] = []
        self._first: frozenset[UUID] = frozenset()
        self._home: frozenset[UUID] = frozenset()
        self._known: dict[UUID, Seat] = {}
        self._seats: list[Seat] = []
        self._open = self._setting = False
        self._marks: list[list[Box]] = []  # the ticks of the sheet, row by row
        self.boxes: dict[UUID, Box] = {}
        self.guests: dict[UUID, Box] = {}  # by seat
        self.holder = QWidget()
        self._flow = Flow(self.holder, across=20)
        self._more = link("", parent=self.holder)
        self._more.clicked.connect(self._unfold)
        self._guest = link("请其他人", icon="ph.plus", parent=self.holder)
        self._guest.clicked.connect(self._ask_guest)
        self._bars = QVBoxLayout()
        self._bars.setSpacing(4)
        self.reasons: list[Reason] = []
        self.guest = GuestLine()
        self.guest.given.connect(self._add_guest)
        self.guest.hide()
        self.sheet = Grid(HELD if held else PLANNED, name="参加人员")
        self.furnish(self.holder, width=None)
        self.setFocusProxy(None)  # type: ignore[arg-type]  # where the focus goes changes with who sits: see focusInEvent
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.row.removeWidget(self.remark)
        self.column.insertLayout(1, self._bars)
        self.column.insertWidget(2, self.guest)
        self.column.insertWidget(3, self.sheet)
        self.column.addWidget(self.remark)
        for widget in (self.holder, self):
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            widget.setSizePolicy(policy)

    # -- what the pane says

    def offer(
        self,
        candidates: Sequence[Candidate],
        *,
        dispute: UUID,
        first: Iterable[UUID] = (),
        home: Iterable[UUID | None] = (),
    ) -> None:
        """Whom one may choose; `first` are never folded away, `home` are the file's own and never invited."""
        self._dispute = dispute
        self._first, self._home = frozenset(first), frozenset(m for m in home if m)
        chosen = sorted(candidates, key=lambda c: (_ORDER[c.member.role], c.member.id.hex))
        if chosen == self._candidates:
            return
        self._candidates = chosen
        for box in self.boxes.values():
            self._flow.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {c.member.id: self._box(c) for c in chosen}
        self._line_up()
        self._show()

    # -- Field

    def value(self) -> tuple[Seat, ...]:
        return tuple(self._seats)

    def set_value(self, value: Iterable[Seat] | None) -> None:
        seats = list(value or ())
        self._known = {s.member_id: s for s in seats if s.member_id is not None}
        if seats != self._seats:
            self._seats = seats
            self._open = False
        self.guest.hide()
        self._show()
        self.wrong("")

    def raw(self) -> str:
        return json.dumps([plain_of(seat) for seat in self._seats], ensure_ascii=False) if self._seats else ""

    def set_raw(self, text: str) -> None:
        known = {s.id.hex: s for s in (*self._known.values(), *self._seats)}
        self._seats = [
            seat_of(one, known, dispute=self._dispute, session=self._session) for one in json.loads(text or "[]")
        ]
        self._show()
        self.wrong("")

    @property
    def takes_focus(self) -> bool:
        return self.isEnabled() and not self.isHidden() and self._first_stop() is not None

    def focusInEvent(self, event: QFocusEvent) -> None:
        stop = self._first_stop()
        if stop is not None:
            stop.setFocus(Qt.FocusReason.TabFocusReason)

    def _first_stop(self) -> QWidget | None:
        """Where Enter stops: the first tick that can be set, be it of the team or in the sheet."""
        ticks = [box for box in self.boxes.values() if box.isEnabled() and not box.isHidden()]
        marks = [box for row in self._marks for box in row if box.isEnabled()]
        return next(iter((*ticks, *marks)), None)

    def set_name(self, name: str) -> None:
        super().set_name(name)
        for candidate in self._candidates:
            self.boxes[candidate.member.id].setAccessibleName(f"{name}:{words_of(candidate)}")

    def dress(self) -> None:
        for box in (*self.boxes.values(), *self.guests.values()):
            box.setMinimumHeight(look().px(32))
            box.setMinimumWidth(look().px(136))
        super().dress()

    # -- inside

    def _box(self, candidate: Candidate) -> Box:
        box = self._made(words_of(candidate))
        box.toggled.connect(lambda on, member=candidate.member: self._on_ticked(member, on))
        return box

    def _made(self, words: str) -> Box:
        box = Box(words.replace("&", "&&"), self.holder)
        box.setAccessibleName(f"{self.accessibleName()}:{words}")
        box.setMinimumHeight(look().px(32))
        box.setMinimumWidth(look().px(136))
        box.moved.connect(self._on_moved)
        self._flow.addWidget(box)
        return box

    def _line_up(self) -> None:
        """Those of the team, then guests, then the two buttons; Tab goes the same way."""
        for last in (self._more, self._guest):
            self._flow.removeWidget(last)
            self._flow.addWidget(last)
        tab_in_line(self._more, [*self.boxes.values(), *self.guests.values()])

    def _show_guests(self) -> None:
        """A tick for each who is not of the team; taking it away takes the guest away."""
        wanted = {s.id: s for s in self._seats if s.member_id not in self.boxes}
        if set(wanted) == set(self.guests):
            self._place_guests()
            return
        for old in self.guests.values():
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.guests = {}
        for seat in wanted.values():
            box = self._made(f"{seat.name} {role_of(seat) or '受邀'}")
            box.setChecked(True)
            box.toggled.connect(lambda _on, id=seat.id: self._remove_guest(id))
            self.guests[seat.id] = box
        self._place_guests()
        self._line_up()

    def _place_guests(self) -> None:
        for box in self.guests.values():
            box.setVisible(self._open or not self._held)

    def _show(self) -> None:
        """Ticks, reasons and the sheet as the seats are."""
        self._setting = True
        sitting = {s.member_id for s in self._seats}
        folded = 0
        for candidate in self._candidates:
            member, box = candidate.member, self.boxes[candidate.member.id]
            ticked = member.id in sitting
            box.setChecked(ticked)
            box.setEnabled(ticked or not candidate.why)
            box.setToolTip(f"须回避:{candidate.why}" if candidate.why else member.organisation)
            if self._held:  # who is there stands in the sheet below
                shown = self._open or bool(ticked and candidate.why)
            else:
                shown = self._open or ticked or member.id in self._first or bool(candidate.why)
            box.setVisible(shown)
            folded += not shown and not ticked
        self._more.set_words("加成员" if self._held else f"其他 {folded} 人")
        self._more.setVisible(bool(folded))
        self._guest.setVisible(self.guest.isHidden())
        self._setting = False
        self._show_guests()
        self._show_reasons(sitting)
        self._show_sheet()
        self.holder.updateGeometry()
        self.updateGeometry()

    def _show_reasons(self, sitting: set[UUID | None]) -> None:
        """Why somebody is grey, for those whom one sees."""
        wanted = [c for c in self._candidates if c.why and not self.boxes[c.member.id].isHidden()]
        if [(r.candidate, r.seated) for r in self.reasons] == [(c, c.member.id in sitting) for c in wanted]:
            return
        for old in self.reasons:
            self._bars.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.reasons = [Reason(c, seated=c.member.id in sitting) for c in wanted]
        for reason in self.reasons:
            reason.asked.connect(self.finding_asked)
            self._bars.addWidget(reason)

    def _show_sheet(self) -> None:
        listed = [s for s in self._seats if self._held or s.member_id not in self._home]
        rows: list[list[str | Cell | QWidget]] = []
        self._marks = []
        for seat in listed:
            cells: list[str | Cell | QWidget] = [
                seat.name,
                Cell("·".join(w for w in (role_of(seat), seat.organisation) if w), Tone.INK_2),
            ]
            if self._held:
                cells += [self._tick(seat, "present", "到场"), self._tick(seat, "signed", "签到")]
                other = seat.role not in OF_THE_ROOM
                cells.append(self._tick(seat, "consented", "当事人同意") if other else Cell("–", Tone.INK_3))
            else:
                cells.append(self._tick(seat, CONFIRMED, "已答复到场"))
            rows.append(cells)
            self._marks.append([cell for cell in cells if isinstance(cell, Box)])
        self.sheet.show_rows(rows)
        tab_in_line(self.sheet, [box for marks in self._marks for box in marks])
        self.sheet.setVisible(bool(rows))

    def _tick(self, seat: Seat, what: str, word: str) -> Box:
        box = Box("")
        box.setAccessibleName(f"{seat.name} {word}")
        box.setToolTip(f"{seat.name}:{word}")
        box.setMinimumHeight(look().px(28))
        box.setChecked(bool(seat.extras.get(CONFIRMED)) if what == CONFIRMED else bool(getattr(seat, what)))
        box.setEnabled(what != "signed" or seat.present)
        box.toggled.connect(lambda on, id=seat.id: self._on_marked(id, what, on))
        box.moved.connect(self._on_moved)
        return box

    def _on_ticked(self, member: Member, on: bool) -> None:
        if self._setting:
            return
        if on:
            known = self._known.get(member.id)
            self._seats.append(replace(known, present=self._held) if known else self._new(member))
            self._seats.sort(key=lambda s: (_ORDER[s.role], s.name))
        else:
            self._seats = [s for s in self._seats if s.member_id != member.id]
        self._show()
        self._on_edited()

    def _on_marked(self, id: UUID, what: str, on: bool) -> None:
        """One mark of one seat; who signed was there, who was not there has not signed."""
        seat = next(s for s in self._seats if s.id == id)
        match what:
            case "present":
                changed = replace(seat, present=on, signed=seat.signed and on)
            case "signed":
                changed = replace(seat, signed=on)
            case "consented":
                changed = replace(seat, consented=on)
            case _:
                rest = {k: v for k, v in seat.extras.items() if k != CONFIRMED}
                changed = replace(seat, extras={**rest, CONFIRMED: True} if on else rest)
        self._seats = [changed if s.id == id else s for s in self._seats]
        if what == "present":
            signed = self._marks[[s.id for s in self._seats].index(id)][1]
            signed.setChecked(changed.signed)
            signed.setEnabled(on)
        self._on_edited()

    def _new(self, member: Member) -> Seat:
        return Seat(
            dispute_id=self._dispute,
            session_id=self._session,
            member_id=member.id,
            name=member.name,
            organisation=member.organisation,
            role=member.role,
            present=self._held,
        )

    def _unfold(self) -> None:
        self._open = True
        hidden = next((box for box in self.boxes.values() if box.isHidden() and box.isEnabled()), None)
        self._show()
        if hidden is not None:
            hidden.setFocus(Qt.FocusReason.TabFocusReason)

    def _ask_guest(self) -> None:
        self.guest.show()
        self._guest.hide()
        self.guest.name.line.setFocus(Qt.FocusReason.TabFocusReason)

    def _add_guest(self, name: str, organisation: str) -> None:
        self._seats.append(
            Seat(
                dispute_id=self._dispute,
                session_id=self._session,
                name=name,
                organisation=organisation,
                role=TeamRole.OTHER,
                present=self._held,
            )
        )
        self.guest.hide()
        self._show()
        self._guest.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_edited()

    def _remove_guest(self, id: UUID) -> None:
        self._seats = [s for s in self._seats if s.id != id]
        self._show()
        self._guest.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_edited()
