"""From findings to what is seen of them: red fields, the sentence in the head, the words tinted on the page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.agreements import Agreement, Duty, Status
from desktop.domain.checks import Finding
from desktop.ui.agreements.sheetcard import Faults
from desktop.ui.agreements.terms import TermCard
from desktop.ui.agreements.working import Working
from desktop.ui.kit.shapes import Kind
from desktop.ui.looks import Tone

SHORT = {
    "DEBTOR": "缺谁来履行",
    "CREDITOR": "缺付给谁",
    "AMOUNT": "缺金额",
    "ACT": "缺做什么",
    "DUE_PAST": "早于协议日期",
}


def place_of(finding: Finding, working: Working, cards: Sequence[TermCard]) -> tuple[TermCard, QWidget] | None:
    """The card and the field that a finding points at; nothing when it concerns no clause."""
    term = next((t for t in working.terms if t.position == finding.term), None)
    card = next((c for c in cards if term is not None and c.id == term.id), None)
    if card is None or term is None:
        return None
    holder = next((o.id for o in working.of_term(term.id) if finding.words and finding.words in o.act), None)
    return card, card.field(finding.obligation or holder, _field(finding, working))


def faults_of(
    reds: Iterable[Finding], working: Working, cards: Sequence[TermCard], fresh: Collection[UUID]
) -> dict[UUID, Faults]:
    """A few words for each red field, by clause; clauses just begun are left in peace."""
    found: dict[UUID, dict[tuple[UUID | None, str], str]] = {}
    money = {o.id for o in working.obligations if o.kind is Duty.MONEY}
    for finding in reds:
        place = place_of(finding, working, cards)
        if place is None or place[0].id in fresh:
            continue
        words = SHORT.get(finding.code, finding.sentence)
        if finding.code == "DUE":
            words = "缺付款日期" if finding.obligation in money else "缺完成日期"
        found.setdefault(place[0].id, {})[(finding.obligation, _field(finding, working))] = words
    return dict(found)


def words_at_fault(found: Iterable[Finding]) -> dict[int, list[str]]:
    """Words to tint on the page, by clause."""
    words: dict[int, list[str]] = {}
    for finding in found:
        if finding.words:
            words.setdefault(finding.term, []).append(finding.words)
    return words


def verdict(a: Agreement, reds: int, ambers: int, *, reviewing: bool) -> tuple[str, Tone]:
    """What stands between here and the next step."""
    if reds:
        return (f"{reds} 项须改,请退回" if reviewing else f"{reds} 项须改才能签发"), Tone.RED
    if ambers and a.status is not Status.APPROVED:
        return f"{ambers} 项要律师确认", Tone.AMBER
    words = {Status.DRAFT: "可以送律师审", Status.IN_REVIEW: "可以通过", Status.APPROVED: "可以签发"}
    return words.get(a.status, ""), Tone.GREEN


def standing_words(a: Agreement, *, reviewing: bool, editable: bool) -> tuple[str, Kind]:
    """Why the words stand still, or what the lawyer asked for; "" when there is nothing to say."""
    match a.status:
        case Status.DRAFT if a.review_note:
            return f"律师退回:{a.review_note}", Kind.AMBER
        case Status.DRAFT:
            return ("" if editable else "草稿由调解员在写,您可以看。"), Kind.BLUE
        case Status.IN_REVIEW:
            return ("" if reviewing else "协议在律师处。要接着改,请先取回。"), Kind.BLUE
        case Status.APPROVED:
            reason = f":{a.review_note.rstrip('。')}" if a.review_note else ""
            return f"律师已通过{reason}。要改文字请先取回,改后重新送审。", Kind.BLUE
        case Status.ISSUED:
            return "已签发,编号和文字不再变。各方签名并盖章后,请记签字。", Kind.BLUE
        case Status.SIGNED:
            since = f"自 {a.effective_on} 起生效。" if a.effective_on else "已签字。"
            return f"{since}{a.signed_parties}", Kind.BLUE


def _field(finding: Finding, working: Working) -> str:
    """A vague word may stand in 做什么 instead of the sentence."""
    if finding.code == "VAGUE":
        term = next((t for t in working.terms if t.position == finding.term), None)
        if term is not None and finding.words not in term.text:
            return "act"
    return finding.field
