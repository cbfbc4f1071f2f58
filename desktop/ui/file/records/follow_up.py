"""The tab 回访: who was asked again, what was fed back to whoever sent the dispute, the first contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.commands import disputes, records
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import WorkOrder
from desktop.domain.next_steps import POLICE
from desktop.domain.records import Feedback, FollowEnd
from desktop.ui.file.records.follow_up_pane import ENDS, FollowUpPane
from desktop.ui.file.records.ledger import Ledger, described
from desktop.ui.file.records.names import member_names
from desktop.ui.file.records.pane import Pane
from desktop.ui.file.records.rows import Row
from desktop.ui.host import Host
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, ReadOnly, TextField
from desktop.ui.kit.forms import Ask, Beside, Line, Rule
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone
from desktop.ui.words import FOLLOW_KINDS


class FeedbackPane(Pane[Feedback]):
    """反馈 to the police, the hotline or the department; done when there is a receipt."""

    kind = "feedback"
    noun = "反馈"

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Ask("due", "反馈期限", lambda: ReadOnly(width=136)),
            Ask("to", "反馈给", lambda: TextField(width=None), needed=True),
            Ask("on", "日期", lambda: DateField(today), needed=True),
            Ask("content", "内容", lambda: LongText(lines=5, example="处置经过和结果;办结的写明“办结”"), needed=True),
            Ask("receipt", "回执", lambda: TextField(width=None, example="谁收到的、回执号;没有回执不算反馈完")),
        ]

    def shown(self) -> None:
        if self.file is not None:
            d = self.file.dispute
            due = f"{d.feedback_due:%Y-%m-%d}" if d.feedback_due else "没有约定"
            self.form.field("due").show_value(due, d.feedback_due_note)

    def blank(self, file: CaseFile) -> dict[str, Any]:
        d, committee = file.dispute, self.host.desk.committee()
        to = d.department or (committee.police_station if d.source in POLICE else "")
        return {"to": to, "on": self.host.desk.today()}

    def values(self, record: Feedback) -> dict[str, Any]:
        return {"to": record.to, "on": record.on, "content": record.content, "receipt": record.receipt}

    def build(self, file: CaseFile, record: Feedback | None, values: dict[str, Any]) -> Feedback:
        made = record or Feedback(dispute_id=file.dispute.id, to=values["to"], on=values["on"])
        return replace(made, to=values["to"], on=values["on"], content=values["content"], receipt=values["receipt"])

    def look_up(self, file: CaseFile, id: UUID) -> Feedback | None:
        return next((f for f in file.feedbacks if f.id == id), None)

    def store(self, record: Feedback) -> None:
        disputes.give_feedback(self.host.desk, record)

    def removable(self) -> bool:
        return False


class WorkOrderPane(Pane[WorkOrder]):
    """先行联系来电人: the order as it came, and the day on which the caller was spoken to."""

    kind = "work_order"
    noun = "先行联系"

    def asks(self) -> Sequence[Ask | Line | Rule | Beside]:
        today = self.host.desk.today
        return [
            Ask("order_no", "工单编号", lambda: ReadOnly(width=None)),
            Ask("caller", "来电人", lambda: ReadOnly(width=200)),
            Ask("content", "诉求", lambda: ReadOnly(width=None)),
            Ask("due", "先行联系", lambda: ReadOnly(width=136)),
            Rule(),
            Ask("on", "联系日期", lambda: DateField(today), needed=True),
        ]

    def title(self) -> str:
        return "工单和先行联系"

    def values(self, record: WorkOrder) -> dict[str, Any]:
        return {
            "order_no": record.order_no,
            "caller": record.caller,
            "content": record.content or record.title,
            "due": f"{record.first_contact_due:%Y-%m-%d} 前" if record.first_contact_due else "没有约定",
            "on": record.first_contact_on,
        }

    def build(self, file: CaseFile, record: WorkOrder | None, values: dict[str, Any]) -> WorkOrder:
        assert record is not None
        return replace(record, first_contact_on=values["on"])

    def look_up(self, file: CaseFile, id: UUID) -> WorkOrder | None:
        return next((o for o in file.work_orders if o.id == id), None)

    def store(self, record: WorkOrder) -> None:
        if record.first_contact_on is not None:
            records.first_contact(self.host.desk, record, record.first_contact_on)

    def removable(self) -> bool:
        return False


class FollowUpTab(Ledger):
    """回访 of one file, newest first."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="回访", nothing="还没有回访")
        for pane in (FollowUpPane(host), FeedbackPane(host), WorkOrderPane(host)):
            self.add_pane(pane)
        self.add_adder("记回访", lambda: self.begin_new("follow_up"))
        self.add_adder("填反馈", lambda: self.begin_new("feedback"))

    def rows(self, file: CaseFile) -> list[Row]:
        made = []
        for asked in reversed(file.follow_ups):
            by = member_names(self.host.desk, [asked.by]) if asked.by else ""
            worrying = asked.satisfaction in {"不满意", "非常不满意"} or bool(asked.signs)
            ended = ENDS[asked.end] if asked.end is not FollowEnd.GOES_ON else ""
            shape, tone = (Shape.DIAMOND, Tone.AMBER) if worrying else (Shape.TICK if ended else None, Tone.GREEN)
            made.append(
                Row(
                    str(asked.id),
                    f"{asked.on:%m-%d} {asked.method}",
                    described(ended, by, asked.satisfaction or asked.result) or FOLLOW_KINDS[asked.kind],
                    shape,
                    tone,
                )
            )
        for n, told in enumerate(reversed(file.feedbacks)):
            shape, tone = (Shape.TICK, Tone.GREEN) if told.receipt else (Shape.SQUARE, Tone.INK_2)
            made.append(Row(str(told.id), f"反馈 {told.on:%m-%d}", told.to, shape, tone, group=not n))
        for n, order in enumerate(file.work_orders):
            late = order.first_contact_due and order.first_contact_due < self.host.desk.today()
            shape, tone = (Shape.TRIANGLE, Tone.RED) if late else (Shape.DIAMOND, Tone.AMBER)
            on = order.first_contact_on
            line = f"已联系 {on:%m-%d}" if on else "未先行联系"
            made.append(Row(str(order.id), "工单", line, None if on else shape, tone, group=not n))
        return made

    def first_key(self, file: CaseFile) -> str:
        """What waits: a caller to ring, else what was begun, else the newest."""
        waiting = next((o for o in file.work_orders if o.first_contact_on is None and o.first_contact_due), None)
        if waiting is not None and file.dispute.unsettled:
            return str(waiting.id)
        return super().first_key(file)

    def show_file(self, file: CaseFile) -> None:
        super().show_file(file)
        self.empty.sentence.setText("还没有回访" if file.dispute.unsettled else "没有回访记录")
