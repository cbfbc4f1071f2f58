"""记一次: the call or visit to the chosen file, short enough for twenty seconds; the rest can be added in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.domain.casefile import CaseFile
from desktop.domain.follow_ups import ELSEWHERE, latest, may_reopen
from desktop.domain.records import FollowEnd, FollowUp
from desktop.ui.disputes.detail import PeopleBlock
from desktop.ui.file.records.follow_up_pane import ENDS, EXTRAS, TEXTS, FollowUpPane
from desktop.ui.file.records.rollcall import RollCall
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Rank
from desktop.ui.kit.choices import Choice, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone
from desktop.ui.words import METHODS, SATISFACTIONS

TOLD = 2  # earlier follow-ups shown above the form


class CallPane(FollowUpPane):
    """A new follow-up of the file chosen in the list."""

    kind = "call"

    def __init__(self, host: Host) -> None:
        self.people = PeopleBlock(host)
        self.before = Label(tone=Tone.INK_2, wrap=True)
        super().__init__(host)
        self.save_button.set_words("记下")
        self.save_button.set_rank(Rank.PRIMARY)

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Ask("method", "方式", lambda: Choice(options((m, m) for m in METHODS), blank=None)),
            Ask("asked", "问了谁", RollCall),
            Ask("result", "情况", lambda: LongText(lines=3, example="说了什么、履行了没有"), needed=True),
            Ask("satisfaction", "满意度", lambda: Choice(options((s, s) for s in SATISFACTIONS), blank="没有问")),
            Ask("end", "接下来", lambda: Choice(options(ENDS.items()), blank=None)),
            Ask("next_on", "下次回访", lambda: DateField(today)),
            Ask(ELSEWHERE, "转往", lambda: TextField(width=None, example="程序、机关")),
        ]

    def above(self) -> None:
        self.column.add(self.people)
        self.column.add(self.before)

    def open_file(self, file: CaseFile) -> None:
        """Begin a call to this file; what was begun for it comes back."""
        self.people.show_file(file)
        told = sorted(file.follow_ups, key=lambda f: f.on)[-TOLD:]
        lines = [f"{f.on:%m-%d} {f.method} {f.result or f.about}" for f in reversed(told)]
        self.before.setText("\n".join(lines) or "还没有回访过")
        self.open(file, None)

    def willing(self) -> FollowUp | None:
        """Also when it was written down some other day."""
        last = latest(self.file) if self.file else None
        may = self.file is not None and may_reopen(self.file.dispute) and not self.dirty
        return last if may and last is not None and last.end is FollowEnd.REOPEN else None

    def show_again(self, file: CaseFile) -> None:
        """The same file after a change; the call that was just written down stays to be read."""
        if self.record is None:
            super().show_again(file)
        else:
            self.file = file
        self._dress_acts()

    def prepare(self, file: CaseFile) -> None:
        from desktop.ui.file.records.names import party_options

        self.form.field("asked").offer(party_options(file))

    def title(self) -> str:
        return "记一次回访"

    def blank(self, file: CaseFile) -> dict[str, Any]:
        return {name: value for name, value in super().blank(file).items() if name not in {"on", "by"}}

    def build(self, file: CaseFile, record: FollowUp | None, values: dict[str, Any]) -> FollowUp:
        desk = self.host.desk
        rest: dict[str, Any] = dict.fromkeys((*TEXTS, *EXTRAS), "")
        rest |= {"on": desk.today(), "by": desk.account.member_id, "signs": frozenset(), "ways_told": frozenset()}
        return super().build(file, record, rest | values)

    def values(self, record: FollowUp) -> dict[str, Any]:
        shown = super().values(record)
        return {name: shown[name] for name in self.form.names()}

    def look_up(self, file: CaseFile, id: UUID) -> FollowUp | None:
        return None  # the panel only begins new ones
