"""回访记录, 督促履行通知, 司法确认申请书, 支付令申请书."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.commands.papers.kind import PaperKind, Source, moment, name_of, when
from desktop.commands.papers.parts import block, blocks
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Mediation
from desktop.domain.errors import NotFound
from desktop.domain.follow_ups import FAULTS, MEASURES, SUED, ways_words, where_it_went
from desktop.domain.ledger import Account, Entry, State, in_force, ledger
from desktop.domain.next_steps.step import LABOUR
from desktop.domain.numbering import printed
from desktop.domain.people import PartyRole
from desktop.domain.records import FollowEnd, FollowUp
from desktop.domain.typed import fen_text, rmb_words
from resources import rules

REMINDER, ORDER = "督促履行通知", "支付令申请书"


# 回访记录


def _visits(file: CaseFile) -> tuple[tuple[int, str], ...]:
    several = len(file.follow_ups) > 1
    return tuple(
        (n, f"人民调解回访记录（第{n}次）" if several else "人民调解回访记录")
        for n in range(1, len(file.follow_ups) + 1)
    )


def _visit(source: Source, which: int) -> tuple[Any, bool]:
    from reports.documents.follow_up_record import FollowUpRecord

    file = source.file
    if not file.follow_ups or which > len(file.follow_ups):
        raise NotFound("没有这一次回访的记录,请核对。")
    f = file.follow_ups[(which or len(file.follow_ups)) - 1]
    agreement = in_force(file)
    names = [file.person(p).name for p in file.sides]
    if file.claimants:
        names.insert(0, f"{file.people[file.claimants[0].person_id].name}等{len(file.claimants)}名职工")
    return FollowUpRecord(
        number=printed(file.dispute),
        committee=source.committee.committee,
        parties=tuple(names),
        agreement_no=(agreement.no or printed(file.dispute)) if agreement else "",
        about=f.about or ("协议履行情况" if agreement else "未达成协议，跟踪了解情况"),
        on=f.on,
        method=f.method,
        asked=tuple(file.person(p).name for p in file.parties if p.id in f.asked),
        said=f.result,
        told=_told(file, f, agreed=agreement is not None),
        visitor=name_of(source.members, f.by),
        issued_at=moment(f.on),
    ), False


def _told(file: CaseFile, f: FollowUp, *, agreed: bool) -> tuple[tuple[str, str], ...]:
    """What every record must cover, then what was said besides."""
    labels = {row["code"]: row["label"] for row in rules.load("risk")["signs"]}
    signs = "、".join(labels.get(code, code) for code in f.signs)
    measures = str(f.extras.get(MEASURES, ""))
    escalation = "；".join(w for w in (signs, f"措施：{measures}" if measures else "") if w) or "未发现"
    ends = {
        FollowEnd.GOES_ON: f"继续跟踪，约定{f.next_on.year}年{f.next_on.month}月{f.next_on.day}日再次回访"
        if f.next_on
        else "继续跟踪",
        FollowEnd.SETTLED: "已妥善解决",
        FollowEnd.ELSEWHERE: f"已转入其他程序：{where_it_went(f)}",
        FollowEnd.REOPEN: "双方愿意再次调解",
    }
    mood = "；".join(w for w in (f.demands, f.mood) if w)
    said = [
        ("履行情况", f.performing or ("见上" if agreed else "未达成协议")),
        ("对调解的满意度", f.satisfaction or "未表示"),
        ("起诉、裁判情况", str(f.extras.get(SUED, "")) or "双方均未起诉"),
        ("调解工作有无差错", str(f.extras.get(FAULTS, "")) or "未发现"),
        ("激化苗头及措施", escalation),
        ("诉求和思想动态", mood),
        ("告知的其他途径", ways_words(f)),
        ("接下来", ends[f.end]),
    ]
    return tuple((name, words) for name, words in said if words)


# 督促履行通知


def _open_accounts(file: CaseFile) -> list[tuple[int, Account]]:
    """The obligations that are not done, with their places in the ledger; a lasting one only when it is broken."""
    return [
        (n, a)
        for n, a in enumerate(ledger(file, date.min), 1)
        if (a.first_open and not a.obligation.continuous) or any(e.state is State.BREACHED for e in a.entries)
    ]


def _reminders(file: CaseFile) -> tuple[tuple[int, str], ...]:
    found = _open_accounts(file)
    return tuple((n, f"{REMINDER}({_debtor(file, a)})" if len(found) > 1 else REMINDER) for n, a in found)


def _account(source: Source, which: int) -> Account:
    accounts = ledger(source.file, source.today)
    found = [n for n, _a in _open_accounts(source.file)]
    place = which or (found[0] if found else 0)
    if place not in found:
        raise NotFound("这一项义务已经履行,不用再打印。")
    return accounts[place - 1]


def _reminder(source: Source, which: int) -> tuple[Any, bool]:
    from reports.documents.performance_reminder import Owed, PerformanceReminder

    file, account = source.file, _account(source, which)
    duty, agreement = account.obligation, in_force(file)
    if agreement is None:
        raise NotFound("还没有生效的协议,没有可以督促的义务。")
    fallen = [e for e in account.entries if e.fallen]
    shown = fallen or [e for e in account.entries if not e.state.closed][:1]
    left = sum(e.open_fen for e in shown)
    return PerformanceReminder(
        number=printed(file.dispute),
        committee=source.committee.committee,
        debtor=_debtor(file, account),
        creditor=_creditor(file, account),
        agreement_no=agreement.no or printed(file.dispute),
        agreed_on=agreement.agreed_on or agreement.effective_on or source.today,
        dues=tuple(
            Owed(
                what=_what(e),
                due=_day(e.due) if e.due else "未约定",
                sum=fen_text(e.amount_fen) if e.amount_fen else "",
                paid=fen_text(e.paid_fen) if e.amount_fen else "",
                left=fen_text(e.open_fen) if e.amount_fen else "",
                late=f"逾期{e.days_late}日" if e.days_late else "提前到期" if e.accelerated else "",
            )
            for e in shown
        ),
        total=f"人民币{rmb_words(left)}（¥{fen_text(left)}）" if left else "",
        overdue=bool(fallen),
        accelerated=f"协议约定任何一期逾期超过{duty.accelerates_after}日的，全部未付款项视为到期。"
        if any(e.accelerated for e in shown)
        else "",
        within=source.rules.limit("performance_reminder").figure,
        ways=_other_ways(source) if fallen else (),
        contact="、".join(w for w in (source.committee.address, source.committee.phone) if w),
        given_on=source.today,
        issued_at=moment(source.today),
    ), False


def _other_ways(source: Source) -> tuple[str, ...]:
    """What the creditor may do; said, not threatened."""
    file, agreement = source.file, in_force(source.file)
    labour = file.dispute.category in LABOUR
    confirmed = any(t.kind == "judicial_confirmation" and t.result == "valid" for t in file.tracks)
    if confirmed:
        return ("就经司法确认的协议向人民法院申请强制执行（人民调解法第三十三条）。",)
    found = []
    effective = agreement.effective_on if agreement else None
    last = source.rules.ends("judicial_confirmation", effective) if effective else None
    if last and source.today <= last:
        found.append(f"在{_day(last)}前与你方共同向人民法院申请司法确认（人民调解法第三十三条）；")
    if labour:
        found.append("向人民法院申请支付令（劳动争议调解仲裁法第十六条）；")
        found.append("向劳动人事争议仲裁委员会申请仲裁（劳动争议调解仲裁法第十五条）。")
    else:
        found.append("向有管辖权的基层人民法院申请支付令（民事诉讼法第二百二十五条）；")
        found.append("就调解协议向人民法院起诉（人民调解法第三十二条）。")
    return tuple(found)


# 司法确认申请书, 支付令申请书


def _confirmable(file: CaseFile) -> bool:
    agreement = in_force(file)
    if agreement is None or file.dispute.mediation is not Mediation.AGREED_WRITTEN:
        return False
    begun = any(t.kind == "judicial_confirmation" for t in file.tracks)
    return begun or not all(a.done for a in ledger(file, date.min))


def _confirmation(source: Source, _which: int) -> tuple[Any, bool]:
    from reports.documents.confirmation_application import ConfirmationApplication

    file, agreement = source.file, in_force(source.file)
    if agreement is None:
        raise NotFound("还没有生效的协议,不能申请司法确认。")
    on = agreement.agreed_on or agreement.effective_on or source.today
    terms = sorted((t for t in file.terms if t.agreement_id == agreement.id), key=lambda t: t.position)
    return ConfirmationApplication(
        number=printed(file.dispute),
        committee=source.committee.committee,
        court=source.committee.court or "有管辖权的人民法院",
        applicants=(
            *blocks(file, source.today, asking=True, agreed_only=True),
            *blocks(file, source.today, asking=False, agreed_only=True),
        ),
        agreement_no=agreement.no or printed(file.dispute),
        agreed_on=on,
        dispute=file.dispute.category_label or file.dispute.title,
        facts=agreement.facts or file.dispute.facts,
        terms=tuple(t.text for t in terms),
        applied_on=source.today,
        issued_at=moment(source.today),
    ), False


def _orders(file: CaseFile) -> tuple[tuple[int, str], ...]:
    found = [(n, a) for n, a in _open_accounts(file) if a.obligation.amount_fen and a.obligation.debtors]
    return tuple((n, f"{ORDER}({_debtor(file, a)})" if len(found) > 1 else ORDER) for n, a in found)


def _order(source: Source, which: int) -> tuple[Any, bool]:
    from reports.documents.payment_order_application import PaymentOrderApplication

    file, account = source.file, _account(source, which)
    duty, agreement = account.obligation, in_force(file)
    if agreement is None or not duty.amount_fen:
        raise NotFound("支付令只用于协议约定的给付金钱。")
    fallen = [e for e in account.entries if e.fallen]
    asked = fallen or [e for e in account.entries if not e.state.closed][:1]
    left = sum(e.open_fen for e in asked)
    sides = {p.id: p for p in file.sides}
    return PaymentOrderApplication(
        number=printed(file.dispute),
        committee=source.committee.committee,
        court=source.committee.court or "有管辖权的基层人民法院",
        creditors=tuple(block(file, sides[id], source.today) for id in duty.creditors if id in sides)
        or blocks(file, source.today, asking=True),
        debtors=tuple(block(file, sides[id], source.today) for id in duty.debtors if id in sides),
        agreement_no=agreement.no or printed(file.dispute),
        agreed_on=agreement.agreed_on or agreement.effective_on or source.today,
        dispute=file.dispute.category_label or file.dispute.title,
        sum=f"{duty.about}人民币{rmb_words(left)}（¥{fen_text(left)}）",
        dues=tuple(_unpaid(e) for e in asked),
        employment=file.dispute.category in LABOUR,
        applied_on=source.today,
        issued_at=moment(source.today),
    ), not fallen


def _unpaid(e: Entry) -> str:
    due = f"应于{_day(e.due)}前支付" if e.due else "应支付"
    nth = f"第{e.n}期" if e.of > 1 else ""
    late = f"，已逾期{e.days_late}日" if e.days_late else "，依约提前到期" if e.accelerated else ""
    return f"{nth}{due}{fen_text(e.amount_fen)}元，尚欠{fen_text(e.open_fen)}元{late}。"


def _what(e: Entry) -> str:
    nth = f"第{e.n}期" if e.of > 1 else ""
    return f"{nth}{e.obligation.about or '给付'}" if e.amount_fen else e.obligation.act or e.obligation.about


def _debtor(file: CaseFile, account: Account) -> str:
    return _names(file, account.obligation.debtors) or account.obligation.debtor_text or "义务人"


def _creditor(file: CaseFile, account: Account) -> str:
    found = _names(file, account.obligation.creditors) or account.obligation.creditor_text
    asking = [file.person(p).name for p in file.sides if p.role in {PartyRole.APPLICANT, PartyRole.PARTY_A}]
    return found or "、".join(asking)


def _names(file: CaseFile, ids: tuple[Any, ...]) -> str:
    return "、".join(file.person(p).name for p in file.sides if p.id in ids)


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


PAPERS = (
    PaperKind(kind="follow_up_record", title="人民调解回访记录", single=_visits, copy=_visit),
    PaperKind(kind="performance_reminder", title=REMINDER, single=_reminders, copy=_reminder),
    PaperKind(
        kind="confirmation_application",
        title="司法确认申请书",
        single=when("司法确认申请书", _confirmable),
        copy=_confirmation,
    ),
    PaperKind(kind="payment_order_application", title=ORDER, single=_orders, copy=_order),
)
