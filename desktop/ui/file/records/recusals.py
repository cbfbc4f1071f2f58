"""回避: deciding that a member stands aside, or that nothing stands in the way; always with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.commands import recusal
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.recusal import BASIS, barred, conflicts
from desktop.domain.team import Recusal
from desktop.ui.file.records.pane import Pane
from desktop.ui.file.records.rollcall import role_word
from desktop.ui.host import Host
from desktop.ui.kit.choices import Choice, Option, Pick
from desktop.ui.kit.fields import LongText, Remark
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone


class RecusalPane(Pane[Recusal]):
    """A finding stands as it was made; another one on the same member replaces it."""

    kind = "recusal"
    noun = "回避认定"
    need = Act.DECIDE

    def __init__(self, host: Host) -> None:
        self._chosen: UUID | None = None
        super().__init__(host)

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        found = [Option(True, "须回避"), Option(False, "不须回避")]
        return [
            Ask("member", "成员", lambda: Choice([]), needed=True),
            Ask("barred", "认定", lambda: Pick(found)),
            Ask(
                "reason",
                "理由",
                lambda: LongText(lines=3, example="如:是申请人的姐夫;或查明同名不同人,身份证号码不同"),
                needed=True,
            ),
        ]

    def above(self) -> None:
        self.known = Remark()
        self.column.add(self.known)

    def prepare(self, file: CaseFile) -> None:
        kept = {self.record.member_id} if self.record else set()
        people = recusal.candidates(self.host.desk, file, keep=kept)
        self.form.field("member").offer([Option(c.member.id, f"{c.member.name} {role_word(c.member)}") for c in people])

    def open(self, file: CaseFile, record: Recusal | None) -> None:
        self._chosen = None
        super().open(file, record)

    def choose(self, member: UUID) -> None:
        """Begin with this member, and with the finding that would change something."""
        self._chosen = member
        if self.file is not None and self.record is None:
            self._fill([name for name in self.form.names() if name not in self._touched])

    def blank(self, file: CaseFile) -> dict[str, Any]:
        member = file.team.get(self._chosen) if self._chosen else None
        return {"member": self._chosen, "barred": not barred(member, file)} if member else {"barred": True}

    def values(self, record: Recusal) -> dict[str, Any]:
        return {"member": record.member_id, "barred": record.barred, "reason": record.reason}

    def build(self, file: CaseFile, record: Recusal | None, values: dict[str, Any]) -> Recusal:
        if record is not None:
            raise RuleBroken("reason", "认定已经作出;情况有变请另作一次认定。")
        return Recusal(
            dispute_id=file.dispute.id,
            member_id=values["member"],
            barred=values["barred"],
            reason=values["reason"],
            on=self.host.desk.today(),
        )

    def look_up(self, file: CaseFile, id: UUID) -> Recusal | None:
        return next((r for r in file.recusals if r.id == id), None)

    def store(self, record: Recusal) -> None:
        recusal.decide(self.host.desk, record)

    def shown(self) -> None:
        """What the file itself says about the member."""
        member = self.form.field("member").value()
        if self.file is None or member not in self.file.team:
            self.known.say(BASIS, Tone.INK_3)
            return
        ties = conflicts(self.file.team[member], self.file)
        if ties:
            sure = "" if ties[0].sure else "(只凭姓名,请核实)"
            self.known.say(f"卷内情况:{ties[0].reason}{sure}", Tone.AMBER, Shape.DIAMOND)
        else:
            self.known.say("卷内没有查到关联", Tone.INK_2, Shape.DASH)

    def removable(self) -> bool:
        return False

    def _on_changed(self, name: str) -> None:
        super()._on_changed(name)
        if name == "member":
            self.shown()
