"""移送函, 反馈函, 履行情况清单, and the pack for the police."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.commands.hand_offs import ENDS, organ
from desktop.commands.papers.kind import PaperKind, Source, moment, when
from desktop.commands.papers.parts import ROLE_LABELS
from desktop.domain.agreements import Form
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Intake, Mediation
from desktop.domain.errors import NotFound
from desktop.domain.ledger import Entry, in_force, ledger
from desktop.domain.next_steps import HOTLINE, POLICE
from desktop.domain.numbering import printed
from desktop.domain.people import Committee
from desktop.domain.records import Direction, Referral
from desktop.domain.wording import numeral

SENDER = 0  # `which` of the feedback letter to whoever sent the dispute; others are n-th incoming hand-offs


def _out(file: CaseFile) -> tuple[Referral, ...]:
    return tuple(r for r in file.referrals if r.direction is Direction.OUT and r.matter)


def _in(file: CaseFile) -> tuple[Referral, ...]:
    return tuple(r for r in file.referrals if r.direction is Direction.IN)


def _letters(file: CaseFile) -> tuple[tuple[int, str], ...]:
    return tuple((n, f"移送函({r.to})") for n, r in enumerate(_out(file), 1))


def _feedbacks(file: CaseFile) -> tuple[tuple[int, str], ...]:
    d = file.dispute
    sender = d.source in POLICE | HOTLINE or d.feedback_due is not None
    own = ((SENDER, f"反馈函({d.department or d.source_label})"),) if sender and d.intake is not Intake.RECEIVED else ()
    return (*own, *((n, f"反馈函({r.to})") for n, r in enumerate(_in(file), 1)))


def _people(file: CaseFile) -> tuple[Any, ...]:
    from reports.documents.letters import Somebody

    return tuple(
        Somebody(
            role=ROLE_LABELS[party.role],
            name=person.name,
            id_number=person.id_number or person.uscc,
            phone=person.phone,
            address=person.address,
        )
        for party in file.sides
        for person in (file.person(party),)
    )


def _contact(committee: Committee) -> str:
    said = (committee.address, f"电话{committee.phone}" if committee.phone else "")
    return "\uff0c".join(filter(None, said))


def _about(file: CaseFile) -> str:
    return file.dispute.title or f"{file.names()}纠纷"


def _letter(s: Source, which: int) -> tuple[Any, bool]:
    from reports.documents.transfer_letter import TransferLetter

    found = _out(s.file)
    if not 1 <= which <= len(found):
        raise NotFound("没有这封移送函。")
    r, d = found[which - 1], s.file.dispute
    numbered = {c.no: s.file.person(c).name for c in s.file.claimants}
    return (
        TransferLetter(
            number=r.doc,
            case_number=d.number,
            committee=s.committee.committee,
            room=s.committee.room,
            to=r.to,
            dispute=_about(s.file),
            parties=_people(s.file),
            matter=r.matter,
            facts=d.facts,
            persons=tuple(numbered[n] for n in r.claimants if n in numbered),
            whole=bool(r.extras.get(ENDS)),
            accepted=d.intake is Intake.ACCEPTED,
            asks=organ(r.organ).asks,
            attachments=tuple(line.strip() for line in r.also.splitlines() if line.strip()),
            answer_due=r.answer_due,
            contact=_contact(s.committee),
            sent_on=r.on,
            issued_at=moment(r.on),
        ),
        False,
    )


def _feedback(s: Source, which: int) -> tuple[Any, bool]:
    from reports.documents.feedback_letter import FeedbackLetter

    file, d = s.file, s.file.dispute
    incoming = _in(file)
    if which > len(incoming):
        raise NotFound("没有这封反馈函。")
    r = incoming[which - 1] if which else None
    told = next((f for f in reversed(file.feedbacks) if r is None or f.to == r.to), None)
    given = (r.answered_on if r else None) or (told.on if told else s.today)
    result = (r.answer if r else "") or (told.content if told else "") or _result(file)
    to = r.to if r else (d.department or (s.committee.police_station if d.source in POLICE else d.source_label))
    agreed = in_force(file)
    attached = ["人民调解协议书" if agreed.form is Form.WRITTEN else "人民调解口头协议登记表"] if agreed else []
    attached += ["履行情况清单和凭证复印件"] if file.performances else []
    return (
        FeedbackLetter(
            number=d.number,
            case_number=printed(d),
            committee=s.committee.committee,
            to=to,
            ref=(r.doc if r else "") or d.department_ref,
            came_on=r.on if r else d.received_at.date(),
            dispute=_about(file),
            parties=_people(file),
            handling=tuple(_handling(file)),
            result=result,
            performance=_performance(file, given),
            attachments=tuple(attached),
            contact=_contact(s.committee),
            given_on=given,
            issued_at=moment(given),
        ),
        False,
    )


def _handling(file: CaseFile) -> list[str]:
    d = file.dispute
    said = [f"{_day(d.received_at.date())}登记。"]
    if d.decided_on:
        word = {Intake.ACCEPTED: "受理", Intake.REFUSED: "决定不予受理", Intake.REFERRED: "转介"}.get(d.intake, "")
        said = [f"{_day(d.decided_on)}{word}。"] if word else said
    held = [x for x in file.sessions if not x.planned]
    if held:
        last = held[-1].starts.date()
        said.append(f"至{_day(last)}共调解{len(held)}次。")
    return said


def _result(file: CaseFile) -> str:
    d, agreed = file.dispute, in_force(file)
    if agreed is not None:
        on = agreed.effective_on or agreed.agreed_on
        words = "书面" if agreed.form is Form.WRITTEN else "口头"
        day = f"于{_day(on)}" if on else ""
        terms = [t.text.rstrip("。;\uff1b") for t in file.terms if t.agreement_id == agreed.id]
        listed = "\uff1b".join(f"{n}. {text}" for n, text in enumerate(terms, 1))
        return f"双方{day}自愿达成{words}调解协议" + (f"\uff1a{listed}。" if listed else "。")
    if d.mediation is Mediation.TERMINATED:
        return f"调解终止\uff1a{d.ended_reason}。已告知当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。"
    if d.mediation is Mediation.WITHDRAWN:
        return f"当事人撤回申请\uff1a{d.ended_reason}。"
    if d.intake is Intake.REFUSED:
        return "决定不予受理\uff0c已告知当事人其他途径。"
    return "正在调解\uff0c结果另行反馈。"


def _performance(file: CaseFile, on: date) -> str:
    accounts = ledger(file, on)
    if not accounts:
        return ""
    paid = sum(a.received_fen for a in accounts)
    owed = sum(a.open_fen for a in accounts)
    money = f"已收到款项{paid / 100:,.2f}元" + (f"\uff0c尚欠{owed / 100:,.2f}元。" if owed else "\uff0c已付清。")
    ending = [a for a in accounts if not a.obligation.continuous]
    if all(a.done for a in ending):
        return "协议约定的义务已全部履行。" + (money if paid else "")
    return money if paid or owed else "尚未履行。"


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _list(s: Source, _which: int) -> tuple[Any, bool]:
    from reports.documents.performance_list import PerformanceList

    agreed = in_force(s.file)
    if agreed is None:
        raise NotFound("还没有生效的协议。")
    on = agreed.effective_on or agreed.agreed_on
    words = "人民调解协议书" if agreed.form is Form.WRITTEN else "人民调解口头协议"
    return (
        PerformanceList(
            number=s.file.dispute.number,
            committee=s.committee.committee,
            agreement=f"{_day(on)}{words}" if on else words,
            parties=tuple(s.file.person(p).name for p in s.file.sides),
            lines=tuple(_line(s.file, e) for a in ledger(s.file, s.today) for e in a.entries),
            listed_on=s.today,
            issued_at=moment(s.today),
        ),
        False,
    )


def _line(file: CaseFile, entry: Entry) -> Any:
    from reports.documents.performance_list import Line

    o = entry.obligation
    proofs = dict.fromkeys(p.proof for p in file.performances if p.obligation_id == o.id and p.proof)
    what = o.about or o.act or "支付款项"
    return Line(
        what=f"{what}(第{numeral(entry.n)}期)" if entry.of > 1 else what,
        due=entry.due,
        amount_fen=entry.amount_fen,
        on=entry.paid_on,
        paid_fen=entry.paid_fen,
        done="" if entry.amount_fen else "已履行" if entry.state.closed else "未履行",
        proof="\uff1b".join(proofs) if entry.paid_fen or entry.state.closed else "",
    )


PAPERS = (
    PaperKind(
        kind="performance_list",
        title="履行情况清单",
        single=when("履行情况清单", lambda file: in_force(file) is not None),
        copy=_list,
    ),
    PaperKind(kind="transfer_letter", title="移送函", single=_letters, copy=_letter),
    PaperKind(kind="feedback_letter", title="反馈函", single=_feedbacks, copy=_feedback),
)
