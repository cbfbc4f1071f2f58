"""人民调解记录: who came and signed, what was said, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from desktop.commands import sessions
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.quorum import CONFIRMED, OF_THE_ROOM, others
from desktop.domain.records import SessionOutcome
from desktop.domain.team import Seat
from desktop.ui.file.records.rollcall import RollCall
from desktop.ui.file.records.seats import SeatsField
from desktop.ui.file.records.sitting import JOINT, Sitting, SittingPane
from desktop.ui.file.records.speech import SpeechField
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.choices import Check, Pick, options
from desktop.ui.kit.dates import MomentField, TimeField
from desktop.ui.kit.fields import LongText, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.words import OUTCOMES


class HeldPane(SittingPane):
    """A session that took place, or is taking place now."""

    kind = "session"
    noun = "调解记录"
    held = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.sheet_button = self.add_act(plain("签到表", icon="ph.printer"))
        self.sheet_button.clicked.connect(lambda: self._print("sign_in_sheet"))
        self.print_button = self.add_act(plain("打印笔录", icon="ph.printer"))
        self.print_button.clicked.connect(lambda: self._print("mediation_record"))

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        outcomes = [*options(OUTCOMES.items())]
        return [
            Line(
                Ask("starts", "开始", lambda: MomentField(today), needed=True),
                Ask("ends", "结束", TimeField),
            ),
            Ask("place", "地点", lambda: TextField(width=None)),
            Ask("parties_present", "到场当事人", RollCall),
            Ask("seats", "参加人员", lambda: SeatsField(held=True), needed=True),
            Ask("joint", "方式", lambda: Check(JOINT)),
            Ask("waiver", "缺席说明", lambda: LongText(lines=2, example="谁同意、因何缺席,如所领导同意先行、民警出警")),
            Ask(
                "others_consent",
                "同意他人",
                lambda: LongText(lines=2, example="各方如何表示同意受邀的人在场(人民调解法第20条)"),
            ),
            Ask("record", "笔录", SpeechField, needed=True),
            Ask("outcome", "调解结果", lambda: Pick(outcomes)),
            Ask("result", "结果说明", lambda: LongText(lines=2, example="同意什么、还差什么、何时再调")),
        ]

    def prepare(self, file: CaseFile) -> None:
        super().prepare(file)
        self.form.field("record").offer(file)

    def blank(self, file: CaseFile) -> dict[str, Any]:
        return {
            "starts": self.host.desk.now(),
            "place": self.host.desk.committee().room,
            "seats": self.at_home(file),
            "parties_present": tuple(file.person(p).name for p in file.sides),
            "outcome": SessionOutcome.TO_CONTINUE,
        }

    def values(self, record: Sitting) -> dict[str, Any]:
        s = record.session
        return {
            **self.common(record),
            "seats": self._expected(record),
            "ends": s.ends.time() if s.ends else None,
            "others_consent": s.others_consent,
            "record": s.record,
            "outcome": s.outcome or SessionOutcome.TO_CONTINUE,
            "result": s.result,
        }

    def build(self, file: CaseFile, record: Sitting | None, values: dict[str, Any]) -> Sitting:
        starts: datetime = values["starts"]
        ends = datetime.combine(starts.date(), values["ends"]) if values["ends"] else None
        if starts > self.host.desk.now():
            raise RuleBroken("starts", "还没有开始,不能记结果;请先按“安排”保存,到时再记。")
        return self.made(
            file,
            record,
            values,
            ends=ends,
            others_consent=values["others_consent"],
            record=values["record"],
            outcome=values["outcome"],
            result=values["result"],
            planned=False,
        )

    def store(self, record: Sitting) -> None:
        sessions.hold(self.host.desk, record.session, record.seats)

    def shown(self) -> None:
        super().shown()
        self._show_consent()
        printing = self.host.desk.may(Act.PRINT) and self.record is not None
        self.sheet_button.setVisible(printing)
        self.print_button.setVisible(printing and self.record is not None and not self.record.session.planned)

    def _expected(self, record: Sitting) -> tuple[Seat, ...]:
        """Of a planned session nobody has been marked yet: the room's own are expected, others when they said yes."""
        if not record.session.planned or any(s.present for s in record.seats):
            return record.seats
        return tuple(replace(s, present=s.role in OF_THE_ROOM or bool(s.extras.get(CONFIRMED))) for s in record.seats)

    def _show_consent(self) -> None:
        words = self.form.field("others_consent").raw()
        self.form.show_ask("others_consent", bool(others(self.seats.value()) or words.strip()))

    def _on_changed(self, name: str) -> None:
        super()._on_changed(name)
        if name in {"seats", "others_consent"}:
            self._show_consent()

    def _print(self, kind: str) -> None:
        self.settle()
        if self.record is not None and self.file is not None and not self.dirty:
            self.host.show_paper(self.file.dispute.id, kind, self.record.no)
