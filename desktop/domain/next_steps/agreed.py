"""The agreement on its way to signature and seal, and its performance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain.agreements import Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing
from desktop.domain.next_steps.step import Step, owner


def finish_agreement(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    a = file.agreement
    if a is None or a.form is Form.ORAL or a.status is Status.SIGNED or file.dispute.filing is not Filing.OPEN:
        return
    last = max((s.starts.date() for s in file.sessions if not s.planned), default=today)
    what, verb, waiting, basis = {
        Status.DRAFT: ("写协议并送律师审", "写协议", False, f"草稿第 {a.draft_no} 稿"),
        Status.IN_REVIEW: ("等律师审核协议", "查看", True, "驻点律师"),
        Status.APPROVED: ("签发并打印协议", "签发", False, "律师已审"),
        Status.ISSUED: ("协议签字盖章", "记签字", False, "人民调解法第29条·各方签名并盖章后生效"),
        Status.SIGNED: ("", "", False, ""),
    }[a.status]
    yield Step(
        code=f"agreement_{a.status}",
        what=what,
        on=max(last, a.agreed_on or last, today),  # a house rule, never overdue by law
        owner=owner(file),
        basis=basis,
        verb=verb,
        tab="agreement",
        waiting=waiting,
    )


def perform(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    if not file.dispute.agreed or file.dispute.filing is not Filing.OPEN:
        return
    for o in file.obligations:
        if o.continuous or file.done(o):
            continue
        paid = file.paid(o)
        for n, part in enumerate(o.dues(), 1):
            paid -= part.amount_fen
            if part.amount_fen and paid >= 0:
                continue
            late = part.due < today
            money = f"{part.amount_fen / 100:,.2f} 元" if part.amount_fen else o.act[:12]
            nth = f"第{n}期 " if o.instalments else ""
            yield Step(
                code="overdue" if late else "performance",
                what=("催付 " if late else "付款 ") + nth + money if part.amount_fen else f"查验:{money}",
                on=part.due,
                owner=owner(file),
                basis="督促履行·人民调解法第31条" if late else "协议约定的履行日",
                verb="记催付" if late and part.amount_fen else "记履行",
                tab="performance",
            )
            break
