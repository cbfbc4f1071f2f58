"""Writing the agreement, having it reviewed, issuing and signing it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.commands.papers import TEMPLATE, agreement_content, render_agreement
from desktop.commands.records import follow_performance
from desktop.commands.recusal import refuse_barred
from desktop.domain.agreements import NEXT_STATUS, Agreement, Form, Obligation, Status, Term
from desktop.domain.casefile import CaseFile
from desktop.domain.checks import Finding, Level, findings
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation
from desktop.domain.errors import RuleBroken
from desktop.domain.numbering import BY_HAND, left_blank
from desktop.domain.permissions import Act, demand
from desktop.domain.records import Attachment
from desktop.domain.wording import printed_terms, total_fen
from desktop.storage.store import Transaction

UNNUMBERED = "还没有正式编号,交换数据后自动取得;急用请选“留空手写”,编号取得后用笔填上。"
LABOUR = frozenset({"labour_migrant_wages", "labour_other"})


def begin(desk: Desk, id: UUID) -> Agreement:
    """A first draft from what the file already says; the one draft that exists is returned as it is."""
    with desk.read() as reader:
        file = reader.file(id)
    if file.agreement and not file.agreement.frozen:
        return file.agreement
    _refuse_closed(file)
    agreement = Agreement(
        dispute_id=id,
        no=file.dispute.case_no,
        agreed_on=desk.today(),
        place=desk.committee().room,
        facts=file.dispute.facts,
    )
    with desk.act(Act.DRAFT, "begin_agreement", dispute=id) as tx:
        tx.put(agreement)
        dispute = tx.get(Dispute, id)
        if dispute.intake is Intake.ACCEPTED and dispute.mediation in {
            Mediation.NOT_STARTED,
            Mediation.INVESTIGATING,
        }:
            tx.put(replace(dispute, mediation=Mediation.MEDIATING))
    return agreement


def save_draft(desk: Desk, agreement: Agreement, terms: Sequence[Term], obligations: Sequence[Obligation]) -> Agreement:
    """The whole draft as the editor has it: clauses and obligations that are no longer there are taken out."""
    with desk.act(Act.DRAFT, "save_agreement", dispute=agreement.dispute_id) as tx:
        kept = tx.maybe(Agreement, agreement.id)
        if kept is None or kept.frozen:
            raise RuleBroken("agreement", "协议已签发,文字不能再改;需要变动请另订补充协议。")
        if kept.status is not Status.DRAFT:
            raise RuleBroken("agreement", "协议在律师处,请先退回修改再编辑。")
        saved = replace(agreement, status=kept.status, amount_fen=total_fen(obligations))
        tx.put(saved)
        _replace_all(tx, agreement.id, terms, obligations)
    return saved


def _replace_all(tx: Transaction, id: UUID, terms: Sequence[Term], obligations: Sequence[Obligation]) -> None:
    gone_terms = {t.id: t for t in tx.find(Term, agreement_id=id)}
    gone_duties = {o.id: o for o in tx.find(Obligation, agreement_id=id)}
    for term in terms:
        tx.put(term)
        gone_terms.pop(term.id, None)
    for duty in obligations:
        tx.put(duty)
        gone_duties.pop(duty.id, None)
    for left in (*gone_duties.values(), *gone_terms.values()):
        tx.remove(left)


def look_over(desk: Desk, file: CaseFile, agreement: Agreement) -> tuple[Finding, ...]:
    return findings(file, agreement, desk.today(), desk.handbook.rules.calendar)


def submit(desk: Desk, id: UUID) -> None:
    """送律师审: nothing red may be left."""
    with desk.act(Act.DRAFT, "submit_agreement", dispute=_dispute_of(desk, id)) as tx:
        agreement = _step(tx, id, Status.IN_REVIEW)
        _refuse_reds(desk, tx.file(agreement.dispute_id), agreement)
        tx.put(replace(agreement, status=Status.IN_REVIEW))


def take_back(desk: Desk, id: UUID) -> None:
    """The mediator takes the draft back from the queue to go on writing."""
    with desk.act(Act.DRAFT, "take_back_agreement", dispute=_dispute_of(desk, id)) as tx:
        agreement = _step(tx, id, Status.DRAFT)
        tx.put(replace(agreement, status=Status.DRAFT, draft_no=agreement.draft_no + 1))


def approve(desk: Desk, id: UUID, note: str = "") -> None:
    """The lawyer's yes; amber findings need the reason in `note`."""
    with desk.act(Act.REVIEW, "approve_agreement", dispute=_dispute_of(desk, id), undoable=False) as tx:
        agreement = _step(tx, id, Status.APPROVED)
        refuse_barred(tx, tx.file(agreement.dispute_id), [desk.account.member_id], field="reviewer", on=desk.today())
        found = look_over(desk, tx.file(agreement.dispute_id), agreement)
        _refuse_reds(desk, tx.file(agreement.dispute_id), agreement)
        if any(f.level is Level.AMBER for f in found) and not note.strip():
            raise RuleBroken("note", "有需要律师确认的事项,请写明通过的理由。")
        tx.put(
            replace(
                agreement,
                status=Status.APPROVED,
                review_note=note.strip(),
                reviewed_by=desk.account.member_id or desk.account.id,
                reviewed_at=desk.now(),
            )
        )


def send_back(desk: Desk, id: UUID, note: str) -> None:
    """The lawyer's no, with what to change."""
    if not note.strip():
        raise RuleBroken("note", "请写明要改什么,再退回。")
    with desk.act(Act.REVIEW, "send_back_agreement", dispute=_dispute_of(desk, id)) as tx:
        agreement = _step(tx, id, Status.DRAFT)
        tx.put(replace(agreement, status=Status.DRAFT, draft_no=agreement.draft_no + 1, review_note=note.strip()))


def issue(desk: Desk, id: UUID, *, by_hand: bool = False) -> Attachment:
    """签发: number, words, hash and template are frozen; the page is kept exactly as it was issued.

    A file that still waits for its number is refused, unless the paper is to have room for it to be written `by_hand`.
    """
    demand(desk.account.role, Act.ISSUE)
    dispute_id = _dispute_of(desk, id)
    with desk.read() as reader:
        file, committee = reader.file(dispute_id), reader.committee()
    agreement = next(a for a in file.agreements if a.id == id)
    if Status.ISSUED not in NEXT_STATUS[agreement.status]:
        raise RuleBroken("agreement", "请先送律师审核通过,再签发。")
    _refuse_reds(desk, file, agreement)
    if not file.dispute.mediators:
        raise RuleBroken("mediators", "请先指定调解员。")
    if not file.dispute.case_no and not by_hand:
        raise RuleBroken("by_hand", UNNUMBERED)
    with desk.read() as reader:
        refuse_barred(reader, file, [*file.dispute.mediators, file.dispute.recorder], on=desk.today())
    issued = replace(
        agreement,
        status=Status.ISSUED,
        no=file.dispute.case_no,
        extras=agreement.extras if file.dispute.case_no else {**agreement.extras, BY_HAND: True},
        copies=agreement.copies or len(file.sides) + len(file.claimants) + 1,
        issued_at=desk.now(),
        issued_by=desk.account.id,
        template=TEMPLATE,
    )
    members = {m.id: m for m in desk.members()}
    content = agreement_content(file, issued, committee, members)
    frozen = replace(
        issued,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True),
        content_sha256=hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
    )
    paper = render_agreement(file, frozen, committee, members, practice=desk.practice, attach=desk.attach_source)
    with desk.keeping(paper) as sha256:
        attachment = Attachment(
            dispute_id=dispute_id,
            name=f"人民调解协议书 {file.dispute.number}.pdf",
            kind="agreement",
            media_type="application/pdf",
            size=len(paper),
            sha256=sha256,
            added_at=desk.now(),
            added_by=desk.account.id,
        )
        with desk.act(Act.ISSUE, "issue_agreement", dispute=dispute_id, undoable=False) as tx:
            if tx.get(Agreement, id) != agreement or printed_terms(tx.file(dispute_id), agreement) != printed_terms(
                file, agreement
            ):
                raise RuleBroken("agreement", "签发时内容刚被改动,请看过新内容再签发。")
            tx.put(frozen)
            tx.put(attachment)
            tx.detail = {"sha256": attachment.sha256, "content": frozen.content_sha256}
    return attachment


def sign(desk: Desk, id: UUID, *, on: date, how: str = "各方签名、盖章", seal: bool = True) -> None:
    """记签字: in force from the day on which all have signed and the seal is on it (人民调解法 29)."""
    dispute_id = _dispute_of(desk, id)
    with desk.act(Act.DECIDE, "sign_agreement", dispute=dispute_id, undoable=False) as tx:
        agreement = _step(tx, id, Status.SIGNED)
        if agreement.status is not Status.ISSUED:
            raise RuleBroken("agreement", "请先签发,再记签字。")
        if not seal:
            raise RuleBroken("seal", "协议须加盖调委会印章才生效,请盖章后再记。")
        dispute = tx.get(Dispute, dispute_id)
        refuse_barred(tx, tx.file(dispute_id), [*dispute.mediators, dispute.recorder], on=on)
        tx.put(
            replace(
                agreement,
                status=Status.SIGNED,
                agreed_on=agreement.agreed_on or on,
                effective_on=on,
                signed_parties=how,
                signed_mediators=dispute.mediators,
                signed_recorder=dispute.recorder,
                seal=tx.committee().committee,
            )
        )
        tx.put(dispute.moved(Mediation.AGREED_WRITTEN))
        follow_performance(tx, dispute_id)


def write_number(desk: Desk, id: UUID) -> Agreement:
    """Somebody has written the number that came later into the room left for it on the issued paper."""
    with desk.act(Act.DECIDE, "write_number", dispute=_dispute_of(desk, id), undoable=False) as tx:
        agreement = tx.get(Agreement, id)
        case_no = tx.get(Dispute, agreement.dispute_id).case_no
        if not agreement.frozen or not left_blank(agreement):
            raise RuleBroken("agreement", "这份协议没有留空的编号,请刷新后再看。")
        if not case_no:
            raise RuleBroken("agreement", "还没有正式编号,取得后再用笔填上。")
        written = replace(agreement, no=case_no)
        tx.put(written)
    return written


def record_oral(
    desk: Desk, id: UUID, *, on: date, facts: str, terms: Sequence[str], obligations: Sequence[Obligation] = ()
) -> Agreement:
    """口头协议 (人民调解法 30): registered by the mediator; never for labour disputes (劳动争议调解仲裁法 14)."""
    if not any(t.strip() for t in terms):
        raise RuleBroken("terms", "请记下口头协议的内容。")
    with desk.act(Act.DECIDE, "oral_agreement", dispute=id) as tx:
        dispute = tx.get(Dispute, id)
        if dispute.category in LABOUR:
            raise RuleBroken("form", "劳动争议应当制作书面调解协议书,不能以口头协议结案。")
        agreement = Agreement(
            dispute_id=id,
            form=Form.ORAL,
            no=dispute.case_no,
            status=Status.SIGNED,
            agreed_on=on,
            effective_on=on,
            copies=1,
            facts=facts or dispute.facts,
            amount_fen=total_fen(obligations),
        )
        tx.put(agreement)
        for n, text in enumerate((t for t in terms if t.strip()), 1):
            tx.put(Term(dispute_id=id, agreement_id=agreement.id, position=n, text=text.strip()))
        for duty in obligations:
            tx.put(replace(duty, agreement_id=agreement.id))
        tx.put(dispute.moved(Mediation.AGREED_ORAL))
        follow_performance(tx, id)
    return agreement


def _dispute_of(desk: Desk, id: UUID) -> UUID:
    with desk.read() as reader:
        return reader.get(Agreement, id).dispute_id


def _step(tx: Transaction, id: UUID, to: Status) -> Agreement:
    agreement = tx.get(Agreement, id)
    if to not in NEXT_STATUS[agreement.status]:
        words = {
            Status.DRAFT: "草稿",
            Status.IN_REVIEW: "待审",
            Status.APPROVED: "已审",
            Status.ISSUED: "已签发",
            Status.SIGNED: "已签字",
        }
        raise RuleBroken("agreement", f"协议现在是“{words[agreement.status]}”,不能这样办理,请刷新后再看。")
    return agreement


def _refuse_reds(desk: Desk, file: CaseFile, agreement: Agreement) -> None:
    red = [f for f in look_over(desk, file, agreement) if f.level is Level.RED]
    if red:
        more = f"(另有 {len(red) - 1} 项)" if len(red) > 1 else ""
        raise RuleBroken(red[0].field, f"{red[0].sentence},请改好再继续{more}。")


def _refuse_closed(file: CaseFile) -> None:
    if file.dispute.filing is not Filing.OPEN:
        raise RuleBroken("filing", "已结案的纠纷不能再起草协议。")
