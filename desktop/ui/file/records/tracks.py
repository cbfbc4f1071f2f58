"""司法确认, 仲裁审查, 委派, 支付令, 起诉, 仲裁, 执行: each with its days, and the clock that runs from each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.commands.agreements import LABOUR
from desktop.domain import tracks
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Track
from desktop.domain.errors import RuleBroken
from desktop.domain.next_steps import brief
from desktop.domain.tracks import CONFIRMATION, KINDS, REVIEW, Clock
from desktop.ui.file.records.grid import Cell, Col, Grid
from desktop.ui.file.records.pane import Pane, locked
from desktop.ui.host import Host
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.labels import Mark
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone

DAYS = ("applied", "accepted", "decided", "served", "due")
GOOD = frozenset({"valid", "effective", "succeeded", "executed", "upheld"})


def track_state(track: Track) -> tuple[str, Shape, Tone]:
    """How far it is, in a word with its shape."""
    word = tracks.state(track)
    if track.decided:
        fine = track.result in GOOD
        return word, Shape.TICK if fine else Shape.DOT, Tone.GREEN if fine else Tone.INK_2
    begun = track.applied or track.accepted
    return word, Shape.SQUARE if begun else Shape.RING, Tone.INK_2


class TrackPane(Pane[Track]):
    """One procedure outside the room."""

    kind = "track"
    noun = "程序"

    def __init__(self, host: Host) -> None:
        self.preset = ""  # the kind that a new record begins with
        super().__init__(host)

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Line(
                Ask(
                    "kind",
                    "程序",
                    lambda: Choice(options((k.code, k.title) for k in KINDS.values()), blank=None),
                    needed=True,
                ),
                Ask("procedure", "适用", lambda: Choice([], blank="未定")),
            ),
            Ask("organ", "机关", lambda: TextField(width=None), needed=True),
            Ask("ref", "文号", lambda: TextField(width=None, example="案号或者文书编号")),
            Ask("applied", "申请日", lambda: DateField(today)),
            Ask("accepted", "受理日", lambda: DateField(today)),
            Ask("served", "送达日", lambda: DateField(today)),
            Ask("decided", "决定日", lambda: DateField(today)),
            Ask("result", "结果", lambda: Choice([])),
            Rule(),
            Ask("due", "指定期限", lambda: DateField(today), hint="机关自己定的日子,如开庭、举证"),
            Ask("note", "备注", lambda: TextField(width=None)),
        ]

    def below(self) -> None:
        self.clocks = Grid(
            [Col("期限"), Col("起算"), Col("届满"), Col("状态"), Col("依据", grows=True, rank=1)], name="各项期限"
        )
        self.column.add(self.clocks)

    def title(self) -> str:
        if self.record is not None:
            return KINDS[self.record.kind].title if self.record.kind in KINDS else self.noun
        return "新程序"

    def prepare(self, file: CaseFile) -> None:
        self._offer(self.record.kind if self.record else self._first_kind(file))

    def blank(self, file: CaseFile) -> dict[str, Any]:
        kind = self._first_kind(file)
        sent = kind in tracks.COURT_SENT
        return {
            "kind": kind,
            "organ": self._organ(kind),
            "accepted" if sent else "applied": self.host.desk.today(),
        }

    def values(self, record: Track) -> dict[str, Any]:
        return {
            "kind": record.kind,
            "procedure": record.procedure or None,
            "organ": record.organ,
            "ref": record.ref,
            **{day: getattr(record, day) for day in DAYS},
            "result": record.result or None,
            "note": record.note,
        }

    def build(self, file: CaseFile, record: Track | None, values: dict[str, Any]) -> Track:
        if values["kind"] == REVIEW and file.dispute.category not in LABOUR:
            raise RuleBroken("kind", "仲裁审查只用于劳动人事争议;其他纠纷请申请司法确认。")
        made = record or Track(dispute_id=file.dispute.id, kind=values["kind"])
        built = replace(
            made,
            kind=values["kind"],
            procedure=values["procedure"] or "",
            organ=values["organ"],
            ref=values["ref"],
            **{day: values[day] for day in DAYS},
            result=values["result"] or "",
            note=values["note"],
        )
        tracks.check(built)
        return built

    def look_up(self, file: CaseFile, id: UUID) -> Track | None:
        return next((t for t in file.tracks if t.id == id), None)

    def shown(self) -> None:
        """The words of the moments, what can be filled, and the clocks as they would run."""
        kind = KINDS.get(self.form.field("kind").value() or "")
        if kind is None or self.file is None:
            return
        words = dict(kind.moments)
        for day in tracks.ORDER:
            self.form.field(day).set_hint(words.get(day, ""))
        self._enable()
        values = self.form.values()
        sketch = Track(
            dispute_id=self.file.dispute.id,
            kind=kind.code,
            procedure=values["procedure"] or "",
            result=values["result"] or "",
            **{day: values[day] for day in DAYS},
        )
        found = tracks.clocks(sketch, self.file, self.host.desk.handbook.rules)
        self.clocks.show_rows([self._clock(clock) for clock in found])
        self.clocks.setVisible(bool(found))

    def _enable(self) -> None:
        """Only the moments that this kind passes, and a procedure where there are several."""
        kind = KINDS.get(self.form.field("kind").value() or "")
        if kind is None or self.file is None or locked(self.host, self.file, self.need):
            return
        for day in tracks.ORDER:
            self.form.field(day).setEnabled(day in dict(kind.moments))
        self.form.field("procedure").setEnabled(bool(kind.procedures))

    def _dress_foot(self) -> None:
        super()._dress_foot()
        self._enable()

    def _clock(self, clock: Clock) -> list[Any]:
        today = self.host.desk.today()
        late = clock.running and clock.due < today
        if clock.met_on:
            in_time = clock.met_on <= clock.due
            word = f"{clock.met_on:%m-%d} 已办" if in_time else f"迟 {(clock.met_on - clock.due).days} 日"
            mark = Mark(word, Shape.TICK, Tone.GREEN if in_time else Tone.AMBER)
        elif late and clock.ours:
            mark = Mark("已过", Shape.TRIANGLE, Tone.RED)
        elif late:
            mark = Mark("已满,可以问", Shape.DIAMOND, Tone.AMBER)
        else:
            left = (clock.due - today).days
            mark = Mark(f"还有 {left} 日" if left else "今天满", Shape.RING if clock.ours else Shape.SQUARE, Tone.INK_2)
        return [
            clock.what,
            f"{clock.start:%Y-%m-%d}",
            Cell(f"{clock.due:%Y-%m-%d}", Tone.RED if late and clock.ours else Tone.INK),
            mark,
            Cell(brief(clock.basis), Tone.INK_3),
        ]

    def _offer(self, code: str) -> None:
        kind = KINDS.get(code)
        if kind is not None:
            self.form.field("procedure").offer(options(kind.procedures))
            self.form.field("result").offer(options(kind.results))

    def _first_kind(self, file: CaseFile) -> str:
        if self.preset:
            return self.preset
        return REVIEW if file.dispute.category in LABOUR else CONFIRMATION

    def _organ(self, kind: str) -> str:
        committee = self.host.desk.committee()
        return committee.arbitration if KINDS[kind].organ == "arbitration" else committee.court

    def _on_changed(self, name: str) -> None:
        super()._on_changed(name)
        if name == "kind":
            kind = self.form.field("kind").value() or CONFIRMATION
            self._offer(kind)
            committee = self.host.desk.committee()
            if self.form.field("organ").value() in {"", committee.court, committee.arbitration}:
                self.form.field("organ").set_value(self._organ(kind))
        if name in {"kind", "procedure", "result", *DAYS}:
            self.shown()
