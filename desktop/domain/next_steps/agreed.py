"""The agreement on its way to signature and seal, and its performance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from desktop.domain.agreements import Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing
from desktop.domain.ledger import Entry, State, in_force, ledger, pending
from desktop.domain.next_steps.step import Step, owner
from desktop.domain.typed import fen_text


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
    """Every due that has fallen, the rest that an acceleration clause made due, and the next one to come."""
    if file.dispute.filing is not Filing.OPEN:
        return
    for account in ledger(file, today):
        for entries in pending(account):
            yield _rest(file, entries) if entries[0].accelerated else _due(file, entries[0], rules)


def _due(file: CaseFile, entry: Entry, rules: Rules) -> Step:
    """One due, by its state."""
    money = bool(entry.amount_fen)
    late = entry.state is State.OVERDUE
    owed = _owed(entry)
    words = {
        State.BREACHED: f"违约:{owed}",
        State.OVERDUE: f"催付 {owed}" if money else f"查验:{owed}",
    }
    bases = {
        State.BREACHED: "督促、司法确认、支付令、起诉·人民调解法第31–33条",
        State.OVERDUE: "督促履行·人民调解法第31条",
    }
    plain = "协议约定的履行日" if entry.due else "没有约定期限,可随时要求履行·民法典第511条"
    return Step(
        code="breached" if entry.state is State.BREACHED else "overdue" if late else "performance",
        what=words.get(entry.state, f"付款 {owed}" if money else f"查验:{owed}"),
        on=entry.due or _some_day(file, rules),
        owner=owner(file),
        basis=bases.get(entry.state, plain),
        verb="看办法" if entry.state is State.BREACHED else "记催付" if late and money else "记履行",
        tab="performance",
        start=in_force_on(file),
    )


def _rest(file: CaseFile, rest: Sequence[Entry]) -> Step:
    """All that an acceleration clause made due on one day."""
    due = rest[0].due
    assert due is not None
    after = rest[0].obligation.accelerates_after
    return Step(
        code="overdue",
        what=f"催付 提前到期的余款 {fen_text(sum(e.open_fen for e in rest))} 元",
        on=due,
        owner=owner(file),
        basis=f"约定逾期超过 {after} 日全部到期",
        verb="记催付",
        tab="performance",
    )


def _owed(entry: Entry) -> str:
    """第2期 3,000.00 元; what is left of it when a part was paid; the act in a few words."""
    nth = f"第{entry.n}期 " if entry.of > 1 else ""
    if not entry.amount_fen:
        return nth + (entry.obligation.act or entry.obligation.about)[:12]
    return f"{nth}{'余款 ' if entry.paid_fen else ''}{fen_text(entry.open_fen)} 元"


def in_force_on(file: CaseFile) -> date | None:
    """The day from which the agreement in force binds."""
    agreement = in_force(file)
    return (agreement.effective_on or agreement.agreed_on) if agreement else None


def _some_day(file: CaseFile, rules: Rules) -> date:
    """When to ask after a duty for which no day was agreed."""
    days = [f.on for f in file.follow_ups] + [p.on for p in file.performances]
    start = max([day for day in (in_force_on(file), *days) if day], default=file.dispute.received_at.date())
    return rules.ends(f"follow_up_{file.dispute.risk}", start)
