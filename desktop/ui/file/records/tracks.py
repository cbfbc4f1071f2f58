"""司法确认 and 仲裁审查: applied, accepted, decided, each with its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from desktop.commands.agreements import LABOUR
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Track
from desktop.domain.errors import RuleBroken
from desktop.ui.file.records.pane import Pane
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import Remark, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone
from desktop.ui.words_fields import RESULTS, TRACK_KINDS

COURT, ARBITRATION = "judicial_confirmation", "arbitration_review"
DAYS = {COURT: 30, ARBITRATION: 15}  # to apply together, from the day the agreement took effect
BASIS = {COURT: "人民调解法第33条", ARBITRATION: "劳动人事争议仲裁办案规则第74条"}


def track_state(track: Track) -> tuple[str, Shape, Tone]:
    """How far it is, in a word with its shape."""
    if track.decided:
        fine = track.result == "valid"
        word = RESULTS.get(track.result, track.result or "已决定")
        return word, Shape.TICK if fine else Shape.DOT, Tone.GREEN if fine else Tone.INK_2
    if track.accepted:
        return "已受理,等结果", Shape.SQUARE, Tone.INK_2
    return ("已申请,等受理", Shape.SQUARE, Tone.INK_2) if track.applied else ("待申请", Shape.RING, Tone.INK_2)


class TrackPane(Pane[Track]):
    """One application outside the room, made by both sides together."""

    kind = "track"
    noun = "司法确认、仲裁审查"

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        self._limit = Remark()
        return [
            Ask("kind", "类别", lambda: Choice(options(TRACK_KINDS.items()), blank=None), needed=True),
            Beside(lambda: self._limit, "申请期限"),
            Ask("organ", "机关", lambda: TextField(width=None), needed=True),
            Ask("applied", "申请日", lambda: DateField(today)),
            Ask("accepted", "受理日", lambda: DateField(today)),
            Ask("decided", "决定日", lambda: DateField(today)),
            Ask("result", "结果", lambda: Choice(options(RESULTS.items()))),
        ]

    def title(self) -> str:
        if self.record is not None:
            return TRACK_KINDS.get(self.record.kind, self.noun)
        return f"申请{TRACK_KINDS[ARBITRATION if self._labour() else COURT]}"

    def blank(self, file: CaseFile) -> dict[str, Any]:
        committee = self.host.desk.committee()
        labour = file.dispute.category in LABOUR
        return {
            "kind": ARBITRATION if labour else COURT,
            "organ": committee.arbitration if labour else committee.court,
            "applied": self.host.desk.today(),
        }

    def values(self, record: Track) -> dict[str, Any]:
        return {
            "kind": record.kind,
            "organ": record.organ,
            "applied": record.applied,
            "accepted": record.accepted,
            "decided": record.decided,
            "result": record.result or None,
        }

    def build(self, file: CaseFile, record: Track | None, values: dict[str, Any]) -> Track:
        applied, accepted, decided = values["applied"], values["accepted"], values["decided"]
        if values["kind"] == ARBITRATION and file.dispute.category not in LABOUR:
            raise RuleBroken("kind", "仲裁审查只用于劳动人事争议;其他纠纷请申请司法确认。")
        if accepted and applied and accepted < applied:
            raise RuleBroken("accepted", "受理日早于申请日,请核对。")
        if decided and (accepted or applied) and decided < (accepted or applied):
            raise RuleBroken("decided", "决定日早于受理日,请核对。")
        if decided and not values["result"]:
            raise RuleBroken("result", "有了决定日,请选择结果。")
        if values["result"] and not decided:
            raise RuleBroken("decided", "请填写作出决定的日期。")
        made = record or Track(dispute_id=file.dispute.id, kind=values["kind"])
        return replace(
            made,
            kind=values["kind"],
            organ=values["organ"],
            applied=applied,
            accepted=accepted,
            decided=decided,
            result=values["result"] or "",
        )

    def look_up(self, file: CaseFile, id: UUID) -> Track | None:
        return next((t for t in file.tracks if t.id == id), None)

    def shown(self) -> None:
        kind = self.form.field("kind").value() or COURT
        ends = self._ends(kind)
        if ends is None:
            self._limit.say(f"协议生效后 {DAYS[kind]} 日内,双方共同申请·{BASIS[kind]}", Tone.INK_2)
            return
        applied = self.form.field("applied").value()
        late = (applied or self.host.desk.today()) > ends
        words = f"{ends:%Y-%m-%d} 前,双方共同申请·{BASIS[kind]}"
        self._limit.say(words, Tone.RED if late else Tone.INK_2, Shape.TRIANGLE if late else None)

    def _ends(self, kind: str) -> date | None:
        agreement = self.file.agreement if self.file else None
        start = agreement.effective_on if agreement else None
        return start + timedelta(days=DAYS[kind]) if start else None

    def _labour(self) -> bool:
        return self.file is not None and self.file.dispute.category in LABOUR

    def _on_changed(self, name: str) -> None:
        super()._on_changed(name)
        if name in {"kind", "applied"}:
            self.shown()
