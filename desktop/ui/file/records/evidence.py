"""调查证据: records of looking into it, the list of evidence, and files kept with the dispute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.domain.casefile import CaseFile
from desktop.domain.errors import RuleBroken
from desktop.domain.people import TeamRole
from desktop.domain.records import Investigation
from desktop.ui.file.records.attachments import AttachmentsPane
from desktop.ui.file.records.evidence_list import EvidenceList
from desktop.ui.file.records.ledger import Ledger, described
from desktop.ui.file.records.pane import Pane
from desktop.ui.file.records.rollcall import RollCall, present, sides, team
from desktop.ui.file.records.rows import Row
from desktop.ui.host import Host
from desktop.ui.kit.dates import MomentField
from desktop.ui.kit.fields import LongText, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone

LIST, FILES = "evidence", "attachments"


class InvestigationPane(Pane[Investigation]):
    """人民调解调查记录: when, where, who asked whom, what was said."""

    kind = "investigation"
    noun = "调查记录"

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Ask("at", "时间", lambda: MomentField(today), needed=True),
            Ask("place", "地点", lambda: TextField(width=None)),
            Ask("investigators", "调查人", RollCall, needed=True),
            Ask("interviewees", "被调查人", RollCall),
            Ask("others", "另有", lambda: TextField(width=None, example="证人、邻居等,以顿号分开")),
            Ask("record", "记录", lambda: LongText(lines=7, example="问:……\n答:……"), needed=True),
        ]

    def prepare(self, file: CaseFile) -> None:
        kept = self.record.investigators if self.record else ()
        self.form.field("investigators").offer(
            team(self.host.desk, keep=kept),
            sides(self.host.desk, TeamRole.PEOPLE_MEDIATOR, TeamRole.RECORDER),
        )
        self.form.field("interviewees").offer(present(file))

    def blank(self, file: CaseFile) -> dict[str, Any]:
        me = self.host.desk.account.member_id
        return {"at": self.host.desk.now(), "investigators": (me,) if me else ()}

    def values(self, record: Investigation) -> dict[str, Any]:
        known = {option.value for option in present(self.file)} if self.file else set()
        return {
            "at": record.at,
            "place": record.place,
            "investigators": record.investigators,
            "interviewees": [name for name in record.interviewees if name in known],
            "others": "、".join(name for name in record.interviewees if name not in known),
            "record": record.record,
        }

    def build(self, file: CaseFile, record: Investigation | None, values: dict[str, Any]) -> Investigation:
        others = tuple(name.strip() for name in values["others"].replace(",", "、").split("、") if name.strip())
        asked = tuple(values["interviewees"]) + others
        if not asked:
            raise RuleBroken("interviewees", "请勾选被调查人,或在“另有”里写明。")
        kept = record.interviewees if record else ()
        made = record or Investigation(dispute_id=file.dispute.id, at=values["at"])
        return replace(
            made,
            at=values["at"],
            place=values["place"],
            investigators=tuple(values["investigators"]),
            interviewees=kept if set(kept) == set(asked) else asked,
            record=values["record"],
        )

    def look_up(self, file: CaseFile, id: UUID) -> Investigation | None:
        return next((i for i in file.investigations if i.id == id), None)


class EvidenceTab(Ledger):
    """调查证据 of one file."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="调查证据", nothing="还没有调查记录")
        self.add_pane(InvestigationPane(host))
        self.evidence = EvidenceList(host)
        self.files = AttachmentsPane(host)
        self.stack.addWidget(self.evidence)
        self.stack.addWidget(self.files)
        self.add_adder("加调查记录", lambda: self.begin_new("investigation"))

    def rows(self, file: CaseFile) -> list[Row]:
        made = [
            Row(str(i.id), f"调查 {i.at:%m-%d %H:%M}", described("、".join(i.interviewees)) or i.place or "调查记录")
            for i in file.investigations
        ]
        sheets = sum(e.pages for e in file.evidence)
        gaps = [e.no for e in file.evidence] != list(range(1, len(file.evidence) + 1))
        count = f"{len(file.evidence)} 件·{sheets} 页" if file.evidence else "还没有"
        made.append(Row(LIST, "证据清单", count, Shape.DIAMOND if gaps else None, Tone.AMBER, group=True))
        size = f"{len(file.attachments)} 份" if file.attachments else "还没有"
        made.append(Row(FILES, "附件", size))
        return made

    def open_row(self, file: CaseFile, key: str) -> bool:
        if key in (LIST, FILES):
            shown = self.evidence if key == LIST else self.files
            shown.show_file(file)
            self.stack.setCurrentWidget(shown)
            return True
        return self.open_record(file, key)

    def first_key(self, file: CaseFile) -> str:
        drafted = self.draft_rows(file)
        if drafted:
            return drafted[0].key
        return str(file.investigations[0].id) if file.investigations else LIST

    def settle(self) -> None:
        super().settle()
        self.evidence.settle()

    def _settle_shown(self) -> None:
        super()._settle_shown()
        if self.stack.currentWidget() is self.evidence:
            self.evidence.settle()

    def _enter(self) -> None:
        super()._enter()
        if self.stack.currentWidget() is self.evidence:
            self.evidence.begin_focus()
