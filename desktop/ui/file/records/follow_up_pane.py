"""回访 and 跟踪 as a form: who was asked, what they said, what they were told, and whether one asks again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.commands import disputes
from desktop.domain import follow_ups
from desktop.domain.casefile import CaseFile
from desktop.domain.follow_ups import ELSEWHERE, FAULTS, MEASURES, SUED, WAYS, kind_for, may_reopen, next_ask
from desktop.domain.permissions import Act
from desktop.domain.records import FollowEnd, FollowKind, FollowUp
from desktop.ui.file.records.names import party_options
from desktop.ui.file.records.pane import Pane, locked
from desktop.ui.file.records.rollcall import RollCall, team
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.choices import Checks, Choice, Pick, options
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.words import FOLLOW_KINDS, METHODS, RISKS, SATISFACTIONS
from resources import rules

ENDS = {  # short enough to stand side by side
    FollowEnd.GOES_ON: "继续跟踪",
    FollowEnd.SETTLED: "已妥善解决",
    FollowEnd.ELSEWHERE: "转入其他程序",
    FollowEnd.REOPEN: "愿意再调",
}
EXTRAS = (SUED, FAULTS, MEASURES, ELSEWHERE)
TEXTS = ("about", "result", "demands", "mood", "performing")


def signs() -> list[tuple[str, str]]:
    """(code, words) of the signs of escalation that can be ticked."""
    return [(row["code"], row["label"]) for row in rules.load("risk")["signs"]]


class FollowUpPane(Pane[FollowUp]):
    """人民调解回访记录."""

    kind = "follow_up"
    noun = "回访"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.print_button = self.add_act(plain("打印记录", icon="ph.printer"))
        self.print_button.clicked.connect(self._print)
        self.reopen_button = self.add_act(plain("再次调解", icon="ph.arrows-clockwise"))
        self.reopen_button.clicked.connect(self._reopen)

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Line(
                Ask("on", "日期", lambda: DateField(today), needed=True),
                Ask("method", "方式", lambda: Choice(options((m, m) for m in METHODS), blank=None)),
            ),
            Ask("by", "回访人", lambda: Choice([], width=200), needed=True),
            Ask("asked", "问了谁", RollCall),
            Ask("about", "事由", lambda: TextField(width=None, example="为什么事,如 第二期履行")),
            Ask("result", "情况", lambda: LongText(lines=3, example="说了什么、现在怎么样"), needed=True),
            Ask("end", "接下来", lambda: Pick(options(ENDS.items())), needed=True),
            Ask("next_on", "下次回访", lambda: DateField(today)),
            Ask(ELSEWHERE, "转往", lambda: TextField(width=None, example="哪一程序、哪个机关,如 示例区法院起诉")),
            Rule(),
            Ask("performing", "履行情况", lambda: TextField(width=None, example="付了没有、付了多少;没有协议就留空")),
            Line(
                Ask("satisfaction", "满意度", lambda: Choice(options((s, s) for s in SATISFACTIONS), blank="没有问")),
                Ask(SUED, "起诉", lambda: TextField(width=200, example="没有就留空")),
            ),
            Ask("demands", "诉求", lambda: TextField(width=None, example="还想要什么")),
            Ask("mood", "思想动态", lambda: TextField(width=None, example="平静、焦虑,有没有想不通")),
            Ask("signs", "激化苗头", lambda: Checks(options(signs()))),
            Ask(MEASURES, "采取措施", lambda: TextField(width=None, example="有苗头的写明:告诉了谁、做了什么")),
            Ask(
                "ways_told",
                "告知途径",
                lambda: Checks(options((code, words) for code, (words, _basis) in WAYS.items())),
            ),
            Ask(FAULTS, "调解工作", lambda: TextField(width=None, example="有没有差错;没有就留空")),
        ]

    def title(self) -> str:
        kind = self.record.kind if self.record else kind_for(self.file) if self.file else FollowKind.VISIT
        return FOLLOW_KINDS[kind] if self.record else f"新{FOLLOW_KINDS[kind]}"

    def prepare(self, file: CaseFile) -> None:
        kept = [self.record.by] if self.record else []
        self.form.field("by").offer(team(self.host.desk, keep=kept))
        self.form.field("asked").offer(party_options(file))
        risk = file.dispute.risk
        days = self.host.desk.handbook.rules.limit(f"follow_up_{risk.value}").figure
        self.form.field("next_on").set_hint(f"风险{RISKS[risk]}:{days} 日内")

    def blank(self, file: CaseFile) -> dict[str, Any]:
        desk = self.host.desk
        today = desk.today()
        settled = file.dispute.performing == "fulfilled" or not file.dispute.unsettled
        return {
            "on": today,
            "method": METHODS[0],
            "by": desk.account.member_id,
            "end": FollowEnd.SETTLED if settled else FollowEnd.GOES_ON,
            "next_on": None if settled else next_ask(today, file.dispute.risk, desk.handbook.rules),
        }

    def values(self, record: FollowUp) -> dict[str, Any]:
        return {
            "on": record.on,
            "method": record.method,
            "by": record.by,
            "asked": record.asked,
            **{name: getattr(record, name) for name in TEXTS},
            **{name: record.extras.get(name, "") for name in EXTRAS},
            "satisfaction": record.satisfaction or None,
            "signs": frozenset(record.signs),
            "ways_told": frozenset(record.ways_told),
            "end": record.end,
            "next_on": record.next_on,
        }

    def build(self, file: CaseFile, record: FollowUp | None, values: dict[str, Any]) -> FollowUp:
        made = record or FollowUp(dispute_id=file.dispute.id, on=values["on"], kind=kind_for(file))
        goes_on = values["end"] is FollowEnd.GOES_ON
        extras = {k: v for k, v in made.extras.items() if k not in EXTRAS}
        extras |= {name: values[name].strip() for name in EXTRAS if values[name] and values[name].strip()}
        if values["end"] is not FollowEnd.ELSEWHERE:
            extras.pop(ELSEWHERE, None)
        texts: dict[str, Any] = {name: values[name] or "" for name in TEXTS}
        built = replace(
            made,
            on=values["on"],
            method=values["method"] or METHODS[0],
            by=values["by"],
            asked=tuple(values["asked"]),
            **texts,
            satisfaction=values["satisfaction"] or "",
            signs=tuple(code for code, _words in signs() if code in values["signs"]),
            ways_told=tuple(code for code in WAYS if code in values["ways_told"]),
            end=values["end"],
            next_on=values["next_on"] if goes_on else None,
            extras=extras,
        )
        follow_ups.check(file, built)
        return built

    def look_up(self, file: CaseFile, id: UUID) -> FollowUp | None:
        return next((f for f in file.follow_ups if f.id == id), None)

    def shown(self) -> None:
        self._enable()
        self._dress_acts()

    def _enable(self) -> None:
        """A next day only while it goes on, another organ only where it went."""
        may = self.file is not None and not locked(self.host, self.file, self.need)
        end = self.form.field("end").value()
        self.form.field("next_on").setEnabled(may and end is FollowEnd.GOES_ON)
        self.form.field(ELSEWHERE).setEnabled(may and end is FollowEnd.ELSEWHERE)

    def _dress_foot(self) -> None:
        super()._dress_foot()
        self._enable()

    def save(self, *, quietly: bool = False) -> bool:
        """After a call in which both were willing the next key begins the mediation again."""
        saved = super().save(quietly=quietly)
        self._dress_acts()
        if saved and not quietly and not self.reopen_button.isHidden():
            self.reopen_button.setFocus()
        return saved

    def _on_changed(self, name: str) -> None:
        super()._on_changed(name)
        if name == "end":
            self.shown()

    def willing(self) -> FollowUp | None:
        """The follow-up in which both sides wanted another try, while it can be had."""
        if self.record is None or self.dirty or self.file is None or not may_reopen(self.file.dispute):
            return None
        return self.record if self.record.end is FollowEnd.REOPEN else None

    def _dress_acts(self) -> None:
        if not hasattr(self, "reopen_button"):
            return
        self.print_button.setVisible(self.record is not None and self.host.desk.may(Act.PRINT))
        self.reopen_button.setVisible(self.willing() is not None and self.host.desk.may(Act.DECIDE))

    def _print(self) -> None:
        self.settle()
        if self.file is not None and self.record is not None:
            nth = [f.id for f in self.file.follow_ups].index(self.record.id) + 1
            self.host.show_paper(self.file.dispute.id, "follow_up_record", nth)

    def _reopen(self) -> None:
        record = self.willing()
        if self.file is None or record is None:
            return
        desk, id = self.host.desk, self.file.dispute.id
        done = self.host.do(
            lambda: disputes.reopen(desk, id, on=desk.today(), why=record.result), said="已转回调解", undo=True
        )
        if done is not None:
            self.host.open_file(id, "sessions")
