"""Limits after the agreement: its effect, a title that can be enforced, performance, and how long claims live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain import ledger
from desktop.domain.agreements import Form
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Mediation, Track
from desktop.domain.limits.computed import LABOUR, Computed, Reckoner

NOT_VALID = ("无效", "驳回", "不予", "撤回", "invalid", "rejected", "withdrawn")  # a decision that gave no force
PERFORM = "协议约定的履行日；人民调解法第三十一条"


def effect(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    a = file.agreement
    if a is None or a.agreed_on is None:
        return
    oral = a.form is Form.ORAL
    met = (a.effective_on or a.agreed_on) if oral else a.effective_on if a.seal else None
    yield reckon.row("agreement_effect_oral" if oral else "agreement_effect_written", a.agreed_on, met)


def confirmation(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    """The ways to a title that can be enforced; an oral agreement has no paper that a court could confirm."""
    a = ledger.in_force(file)
    if a is not None and a.form is Form.WRITTEN and a.effective_on and a.seal:  # without the seal it has no effect
        yield reckon.row("judicial_confirmation", a.effective_on, _applied(file, "judicial_confirmation"))
        if file.dispute.category in LABOUR:
            yield reckon.row("arbitration_review", a.effective_on, _applied(file, "arbitration_review"))
    for track in file.tracks:
        if track.kind == "judicial_confirmation":
            yield from _at_court(track, reckon)
        elif track.kind == "payment_order" and track.served:
            yield reckon.row("payment_order_objection", track.served, track.decided)


def _at_court(track: Track, reckon: Reckoner) -> Iterator[Computed]:
    if track.applied:
        yield reckon.row("court_takes", track.applied, track.accepted)
    if track.accepted:
        yield reckon.row("court_rules", track.accepted, track.decided)
        yield reckon.row("court_rules_special", track.accepted, track.decided)
    if track.served:
        yield reckon.row("confirmation_objection_party", track.served)
    if track.decided and confirmed(track):
        note = "从裁定作出日算起；知道或者应当知道在后的，从知道之日算"
        yield reckon.row("confirmation_objection_third", track.decided, note=note)


def _applied(file: CaseFile, kind: str) -> date | None:
    return max((t.applied for t in file.tracks if t.kind == kind and t.applied), default=None)


def confirmed(track: Track) -> bool:
    """Whether the organ's decision gave the agreement force: a valid ruling, or an arbitral mediation paper."""
    if track.kind not in {"judicial_confirmation", "arbitration_review"} or track.decided is None:
        return False
    return not any(word in track.result for word in NOT_VALID)


def performance(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    """Every dated payment by its place among the payments, every dated act by the number of its obligation."""
    a = ledger.in_force(file)
    if a is None:
        return
    start = a.effective_on or a.agreed_on
    accounts = ledger.ledger(file, date.min)
    entries = [e for account in accounts for e in account.entries if e.agreed is not None]
    paying = sorted((e for e in entries if e.amount_fen), key=lambda e: (e.agreed, e.obligation.seq, e.n))
    unpaid: date | None = None
    for n, e in enumerate(paying, 1):
        assert e.agreed is not None
        yield reckon.agreed(f"instalment_{n}", f"第 {n} 笔付款", start or e.agreed, e.agreed, PERFORM, e.paid_on)
        unpaid = unpaid or (e.agreed if e.paid_on is None else None)
    for e in (e for e in entries if not e.amount_fen and not e.obligation.continuous):
        assert e.agreed is not None
        nth = e.obligation.seq
        met = e.paid_on
        yield reckon.agreed(f"obligation_{nth}", f"第 {nth} 项义务", start or e.agreed, e.agreed, PERFORM, met)
    if unpaid:
        yield reckon.row("performance_reminder", unpaid)


def rights(file: CaseFile, reckon: Reckoner) -> Iterator[Computed]:
    """How long a claim can still be enforced, sued upon or taken to arbitration."""
    labour = file.dispute.category in LABOUR
    code = "labour_limitation" if labour else "civil_limitation"
    if ledger.in_force(file) is None:
        if file.dispute.mediation in {Mediation.TERMINATED, Mediation.WITHDRAWN} and file.dispute.ended_on:
            asked = file.dispute.applied_on or file.dispute.ended_on
            yield reckon.row(code, asked if labour else file.dispute.ended_on, note="申请调解中断时效，重新计算")
        return
    accounts = ledger.ledger(file, date.min)
    ends = [e for account in accounts for e in account.entries if e.agreed and not account.obligation.continuous]
    last = max((e.agreed for e in ends if e.agreed), default=None)
    if last is None:
        return
    fulfilled = max((e.paid_on for e in ends if e.paid_on), default=None) if all(e.paid_on for e in ends) else None
    if any(confirmed(t) for t in file.tracks):
        met = _applied(file, "enforcement") or fulfilled
        yield reckon.row("enforcement", last, met)
    else:
        paid = max((p.on for p in file.performances if p.amount_fen and p.on > last), default=last)
        yield reckon.row(code, last if fulfilled else paid, fulfilled)
