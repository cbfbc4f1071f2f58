"""概况: the story at a glance, editable where nobody else's verb is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands import alerts, disputes, lists
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Dispute, Filing, WorkOrder
from desktop.domain.permissions import Act
from desktop.ui.file.facts import Facts
from desktop.ui.file.keeping import Keeper
from desktop.ui.file.risk.chain import Related
from desktop.ui.file.said import RISK_KINDS, RISK_SHAPES, long_day
from desktop.ui.file.saved import SavedMark
from desktop.ui.host import Host
from desktop.ui.kit.buttons import small
from desktop.ui.kit.cards import Banner, Hairline
from desktop.ui.kit.choices import Checks, Choice, Option, options
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import LongText, ReadOnly, TextField
from desktop.ui.kit.forms import Ask, Form, Line, Rule
from desktop.ui.kit.labels import Chip, Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone
from desktop.ui.words import INTAKES, RISKS

APPLIED = {"oral": "口头", "written": "书面", "online": "网上"}


class OverviewTab(PageColumn):
    """Saves as one goes; below the form stand the risk, the work order and other files of the same people."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._file: CaseFile | None = None
        self.saved = SavedMark()
        self.form = Form(self._asks())
        self.keeper = Keeper(host, self.form, self._save)
        self.keeper.saved.connect(self.saved.show_saved)
        self.column.setContentsMargins(24, 16, 24, 16)
        self.column.setSpacing(8)
        top = QHBoxLayout()
        self._state = Label(tone=Tone.INK_2)
        top.addWidget(self._state)
        top.addStretch(1)
        top.addWidget(self.saved)
        self.alert = Banner("", Kind.ORANGE, action="去处置")
        self.alert.acted.connect(self._to_alert)
        self.add(self.alert)
        self.column.addLayout(top)
        self.add(self.form)
        self.add(Hairline())
        self.risk = _Risk(host)
        self.add(self.risk)
        self._order_head = Label("工单", 11, bold=True)
        self.order = Facts()
        self.add(self._order_head)
        self.add(self.order)
        self._related_head = Label("相关纠纷", 11, bold=True)
        self.related = Related(host)
        self.add(self._related_head)
        self.add(self.related)
        self.column.addStretch(1)

    def show_file(self, file: CaseFile) -> None:
        other = self._file is None or self._file.dispute.id != file.dispute.id
        self._file = file
        d = file.dispute
        if other:
            self.saved.show_nothing()
            self.verticalScrollBar().setValue(0)
        self._offer_people()
        if self.keeper.show(f"overview:{d.id}", self._values(file)):
            self.saved.show_draft()
        self._show_state(file)
        may = self._host.desk.may(Act.EDIT) and d.filing is not Filing.ARCHIVED
        for name in self.form.names():
            self.form.field(name).setEnabled(may)
        self.risk.show_file(file)
        self._show_alert(d.id)
        rows = [row for order in file.work_orders for row in order_rows(order, self._host)]
        self.order.show_rows(rows)
        self._order_head.setVisible(bool(rows))
        self.order.setVisible(bool(rows))
        found = self.related.show_file(file)
        self._related_head.setVisible(found)
        self.related.setVisible(found)

    def _show_alert(self, id: UUID) -> None:
        """This file is one of those that pile up on a company."""
        raised = alerts.of_file(self._host.desk, id)
        if raised:
            first = raised[0]
            done = f"清单 {first.done}/{len(first.rule.checks)}"
            self.alert.show_text(f"{first.rule.label}:{first.alert.subject} {len(first.files)} 件·{done}")
        self.alert.setVisible(bool(raised))

    def _to_alert(self) -> None:
        if self._file is not None:
            self._host.open_file(self._file.dispute.id, "alert")

    def settle(self) -> None:
        self.keeper.settle()

    def begin_focus(self) -> None:
        self.form.chain.go(self.form.field("facts"))

    def _asks(self) -> list[Ask | Line | Rule]:
        book = self._host.desk.handbook
        today = self._host.desk.today
        kinds = [Option(c.code, c.label, c.initials) for c in book.categories]
        sources = [Option(s.code, s.label, s.initials) for s in book.sources]
        return [
            Ask("facts", "案情", lambda: LongText(lines=4, example="谁、什么时候、发生了什么、争的是什么")),
            Ask("requests", "请求", lambda: LongText(lines=2, most=4000, example="一行写一项请求")),
            Ask("title", "名称", lambda: TextField(width=None)),
            Line(
                Ask("category", "类别", lambda: Choice(kinds, blank=None)),
                Ask("source", "来源", lambda: Choice(sources, blank="")),
            ),
            Line(
                Ask("department", "来源单位", lambda: TextField(width=None)),
                Ask("department_ref", "来文号", lambda: TextField(width=160)),
            ),
            Ask("source_note", "来源说明", lambda: TextField(width=None)),
            Line(
                Ask("received", "登记", lambda: ReadOnly(width=168)),
                Ask("applied_on", "申请", lambda: DateField(today)),
                Ask(
                    "application_form",
                    "方式",
                    lambda: Choice(options(APPLIED.items()), width=88),
                ),
            ),
            Ask("owner", "主办", lambda: Choice([], width=136)),
            Ask("others", "协办", lambda: Checks(self._members())),
            Ask("cautions", "注意", lambda: Checks([Option(code, words) for code, words in book.cautions])),
            Ask("marks", "标记", lambda: Checks([Option("difficult", "疑难"), Option("mass", "群体性")])),
        ]

    def _members(self) -> list[Option]:
        return [Option(m.id, m.name) for m in lists.mediators(self._host.desk)]

    def _offer_people(self) -> None:
        """The mediators of now, and whoever this file names though they have left."""
        known = {m.id: m.name for m in self._host.desk.members()}
        now = self._members()
        named = self._file.dispute.mediators[:1] if self._file else ()
        now += [Option(id, known.get(id, "")) for id in named if id not in {o.value for o in now}]
        field = self.form.field("owner")
        if [o.value for o in field.among] != [o.value for o in now]:
            field.offer(now)

    def _values(self, file: CaseFile) -> dict[str, Any]:
        d = file.dispute
        return {
            "facts": d.facts,
            "requests": "\n".join(d.requests),
            "title": d.title,
            "category": d.category,
            "source": d.source,
            "department": d.department,
            "department_ref": d.department_ref,
            "source_note": d.source_note,
            "received": f"{d.received_at:%Y-%m-%d %H:%M}",
            "applied_on": d.applied_on,
            "application_form": d.application_form or None,
            "owner": d.mediators[0] if d.mediators else None,
            "others": frozenset(d.mediators[1:]),
            "cautions": frozenset(d.cautions),
            "marks": frozenset(
                [*(["difficult"] if d.is_difficult else []), *(["mass"] if d.is_mass else [])],
            ),
        }

    def _save(self, changed: dict[str, Any]) -> None:
        if self._file is None:
            return
        disputes.edit(self._host.desk, self._changed(self._file.dispute, changed))

    def _changed(self, d: Dispute, changed: dict[str, Any]) -> Dispute:
        book = self._host.desk.handbook
        made: dict[str, Any] = {
            name: value
            for name, value in changed.items()
            if name in {"facts", "title", "department", "department_ref", "source_note", "applied_on"}
        }
        if "requests" in changed:
            made["requests"] = tuple(line.strip() for line in changed["requests"].splitlines() if line.strip())
        if "category" in changed:
            made |= {"category": changed["category"], "category_label": book.category(changed["category"]).label}
        if changed.get("source"):
            made |= {"source": changed["source"], "source_label": book.source(changed["source"]).label}
        if "application_form" in changed:
            made["application_form"] = changed["application_form"] or ""
        if "owner" in changed or "others" in changed:
            made["mediators"] = self._mediators(d, changed)
        if "cautions" in changed:
            codes = [code for code, _ in book.cautions]
            kept = [code for code in d.cautions if code not in codes]
            made["cautions"] = tuple([code for code in codes if code in changed["cautions"]] + kept)
        if "marks" in changed:
            made |= {"is_difficult": "difficult" in changed["marks"], "is_mass": "mass" in changed["marks"]}
        return replace(d, **made)

    def _mediators(self, d: Dispute, changed: dict[str, Any]) -> tuple[Any, ...]:
        owner = changed["owner"] if "owner" in changed else d.mediators[0] if d.mediators else None
        others = changed["others"] if "others" in changed else d.mediators[1:]
        order = [o.value for o in self._members()]
        rest = sorted((m for m in others if m != owner), key=lambda m: order.index(m) if m in order else 99)
        return (*([owner] if owner else []), *rest)

    def _show_state(self, file: CaseFile) -> None:
        d, desk = file.dispute, self._host.desk
        names = {m.id: m.name for m in desk.members()}
        by = names.get(d.registered_by, "") if d.registered_by else ""
        words = [f"{long_day(d.received_at.date(), desk.today())}登记" + (f",{by}接待" if by else "")]
        if d.decided_on:
            who = names.get(d.registrar, "") if d.registrar else ""
            words.append(f"{long_day(d.decided_on, desk.today())}{INTAKES[d.intake]}" + (f",{who}办理" if who else ""))
        self._state.setText("·".join(words))


class _Risk(QWidget):
    """The level, why, who was told, and the button that assesses anew."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._file: CaseFile | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        row.addWidget(Label("风险", 11, bold=True))
        self.chip = Chip("", Kind.GREY)
        row.addWidget(self.chip)
        self._why = Label(tone=Tone.INK_2, wrap=True)
        row.addWidget(self._why, 1)
        self.button = small("评定")
        self.button.clicked.connect(self._assess)
        row.addWidget(self.button)

    def show_file(self, file: CaseFile) -> None:
        self._file = file
        d = file.dispute
        self.chip.show_as(RISKS[d.risk], RISK_KINDS[d.risk], RISK_SHAPES[d.risk])
        told = "、".join(dict.fromkeys(to for report in file.risk_reports for to in report.to))
        words = [*d.risk_reasons, *([f"已报告{told}"] if told else [])]
        self._why.setText(";".join(words) or "没有发现激化的迹象。")
        self.button.setVisible(self._host.desk.may(Act.EDIT) and d.filing is Filing.OPEN)

    def _assess(self) -> None:
        if self._file is not None:
            self._host.open_file(self._file.dispute.id, "risk")


def order_rows(order: WorkOrder, host: Host) -> list[tuple[str, str]]:
    """The hotline's order in label and words."""
    today = host.desk.today()
    contact = f"{long_day(order.first_contact_on, today)}已联系" if order.first_contact_on else ""
    if not contact and order.first_contact_due:
        contact = f"{long_day(order.first_contact_due, today)}前先行联系"
    return [
        ("工单号", "·".join(part for part in (order.order_no, order.type, order.urgency) if part)),
        ("标题", order.title),
        ("内容", order.content),
        ("地址", order.address),
        ("来电人", order.caller + ("(要求保密)" if order.secrecy else "")),
        ("派单", f"{order.dispatched_at:%Y-%m-%d %H:%M}" if order.dispatched_at else ""),
        ("联系", contact),
        ("办结期限", long_day(order.due, today) if order.due else ""),
    ]
