"""What stands between a draft and its issue: the elements that the law asks for, and slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from desktop.domain.agreements import Agreement, Duty, Obligation
from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Calendar
from desktop.domain.disputes import Intake
from desktop.domain.mass.standings import disagreements
from desktop.domain.typed import fen_text, id_facts, uscc_valid
from desktop.domain.wording import amount_spellings, day_words, numeral, own_words, printed_terms

VAGUE = re.compile(r"尽快|近期|尽早|适当|合理期限|另行协商|视情况|酌情|及时支付|若干")


class Level(StrEnum):
    RED = "red"  # 须改
    AMBER = "amber"  # 律师确认
    INFO = "info"  # 提示


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at; `term` counts from 1 (0 = the agreement itself), `field` is where to put the cursor."""

    code: str
    level: Level
    sentence: str
    basis: str
    term: int = 0
    field: str = ""
    obligation: UUID | None = None
    words: str = ""


def findings(file: CaseFile, agreement: Agreement, today: date, calendar: Calendar) -> tuple[Finding, ...]:
    """Reds first. Red blocks issuing, amber asks the lawyer for a reason."""
    found = [*_elements(file, agreement), *_obligations(file, agreement, calendar), *_own_words(file, agreement)]
    found += _words(file, agreement)
    found += _people(file, today)
    found += _shares(file, agreement)
    order = list(Level)
    return tuple(sorted(found, key=lambda f: (order.index(f.level), f.term)))


def count_of_rules() -> int:
    """How many questions are asked of each draft, for 已过 n 项."""
    return 17


def _elements(file: CaseFile, agreement: Agreement) -> Iterator[Finding]:
    basis = "人民调解法第29条"
    if len(file.sides) + bool(file.claimants) < 2:
        yield Finding(code="PARTIES", level=Level.RED, sentence="当事人不足两方", basis=basis, field="parties")
    if not agreement.facts.strip():
        yield Finding(
            code="FACTS", level=Level.RED, sentence="没有写纠纷主要事实、争议事项", basis=basis, field="facts"
        )
    if not any(t.agreement_id == agreement.id for t in file.terms):
        yield Finding(code="TERMS", level=Level.RED, sentence="还没有一条协议内容", basis=basis, field="terms")
    if not file.dispute.case_no and file.dispute.intake is Intake.ACCEPTED:
        yield Finding(
            code="NUMBER_WAITS",
            level=Level.INFO,
            sentence="正式编号还没有取得,交换数据后自动编出",
            basis="签发时可选留空手写",
        )
    elif not file.dispute.case_no:
        yield Finding(
            code="NUMBER", level=Level.RED, sentence="还没有受理,没有正式编号", basis="编号在受理时取得", field="intake"
        )
    for party in file.sides:
        person = file.person(party)
        if not person.natural and not file.agents_of(party) and not person.legal_representative:
            yield Finding(
                code="REPRESENTATIVE",
                level=Level.AMBER,
                sentence=f"{person.name}没有法定代表人或代理人",
                basis="民法典第61条",
                field="parties",
            )
        for agent in file.agents_of(party):
            if not agent.may_settle:
                yield Finding(
                    code="AUTHORITY",
                    level=Level.AMBER,
                    sentence=f"代理人{file.person(agent).name}没有特别授权,不能代为和解",
                    basis="民事诉讼法第62条",
                    field="parties",
                )
        if party.minor and not file.agents_of(party):
            yield Finding(
                code="MINOR",
                level=Level.RED,
                sentence=f"{person.name}未成年,须由法定代理人参加",
                basis="民法典第19、20、23条",
                field="parties",
            )


def _obligations(file: CaseFile, agreement: Agreement, calendar: Calendar) -> Iterator[Finding]:
    basis = "民诉法解释第461条"
    places = {t.id: t.position for t in file.terms if t.agreement_id == agreement.id}
    for o in (o for o in file.obligations if o.agreement_id == agreement.id):
        term = places.get(o.term_id, 0) if o.term_id else 0
        where = f"第{numeral(term)}条" if term else "义务"

        def say(
            code: str, level: Level, words: str, field: str, why: str = basis, o: Obligation = o, term: int = term
        ) -> Finding:
            return Finding(code=code, level=level, sentence=words, basis=why, term=term, field=field, obligation=o.id)

        if not o.debtors and not o.debtor_text:
            yield say("DEBTOR", Level.RED, f"{where}没有写明谁来履行", "debtor")
        if o.kind is Duty.MONEY:
            if not o.amount_fen:
                yield say("AMOUNT", Level.RED, f"{where}没有金额", "amount")
            if not o.creditors and not o.creditor_text:
                yield say("CREDITOR", Level.RED, f"{where}没有写明付给谁", "creditor")
        elif not o.act.strip():
            yield say("ACT", Level.RED, f"{where}没有写明做什么", "act")
        if not o.dues() and not o.continuous:
            yield say("DUE", Level.RED, f"{where}没有履行日期,无法强制执行", "due")
        if o.continuous and not o.due:
            yield say("NO_END", Level.AMBER, f"{where}是持续义务,宜写明起止或复核日期", "due")
        for part in o.dues():
            if agreement.agreed_on and part.due < agreement.agreed_on:
                yield say("DUE_PAST", Level.RED, f"{where}的履行日 {part.due} 早于协议日期", "due")
            elif calendar.provisional(part.due):
                yield say("PROVISIONAL", Level.INFO, f"{part.due}:当年假日表未公布,暂定", "due", "民法典第203条")
            elif not calendar.is_workday(part.due):
                yield say("DAY_OFF", Level.INFO, f"{where}的履行日 {part.due} 是休息日", "due", "民法典第203条")


def _own_words(file: CaseFile, agreement: Agreement) -> Iterator[Finding]:
    """A clause typed by hand must say what its obligations say: amount and days."""
    typed = {t.id: t for t in file.terms if t.agreement_id == agreement.id and own_words(t)}
    for o in file.obligations:
        term = typed.get(o.term_id) if o.term_id else None
        if term is None:
            continue
        where = f"第{numeral(term.position)}条"
        sums = [o.amount_fen] if o.amount_fen else []
        parts = [i.amount_fen for i in o.instalments]
        if sums and not (_said(term.text, sums) or (parts and _said(term.text, parts))):
            yield Finding(
                code="WORDS_AMOUNT",
                level=Level.RED,
                sentence=f"{where}的文字没有写 {fen_text(o.amount_fen)} 元,与所列金额不一致",
                basis="民诉法解释第461条",
                term=term.position,
                field="text",
                obligation=o.id,
            )
        missing = [part.due for part in o.dues() if not _says_day(term.text, part.due)]
        if missing:
            yield Finding(
                code="WORDS_DAY",
                level=Level.AMBER,
                sentence=f"{where}的文字没有写 {day_words(missing[0])},请核对",
                basis="民诉法解释第461条",
                term=term.position,
                field="text",
                obligation=o.id,
            )


def _said(text: str, amounts: list[int]) -> bool:
    return all(any(way in text for way in amount_spellings(fen)) for fen in amounts)


def _says_day(text: str, day: date) -> bool:
    """With its year, or by month and day (a list of instalments names the year once)."""
    plain = text.replace(" ", "")
    return day_words(day) in plain or f"{day.month}月{day.day}日" in plain or day.isoformat() in plain


def _words(file: CaseFile, agreement: Agreement) -> Iterator[Finding]:
    for n, text in enumerate(printed_terms(file, agreement), 1):
        vague = VAGUE.search(text)
        if vague:
            yield Finding(
                code="VAGUE",
                level=Level.RED,
                sentence=f"第{numeral(n)}条“{vague[0]}”没有日期或标准,无法强制执行",
                basis="民诉法解释第461条",
                term=n,
                field="text",
                words=vague[0],
            )
        if not text.strip():
            yield Finding(
                code="EMPTY_TERM",
                level=Level.RED,
                sentence=f"第{numeral(n)}条是空的",
                basis="人民调解法第29条",
                term=n,
                field="text",
            )


def _shares(file: CaseFile, agreement: Agreement) -> Iterator[Finding]:
    """In a mass file the people's instalments make the agreement's to the fen: annex and clauses say the same."""
    if file.agreement is not None and file.agreement.id == agreement.id:
        for sentence in disagreements(file):
            yield Finding(code="SHARES", level=Level.RED, sentence=sentence, basis="各人金额以附表为准", field="mass")


def _people(file: CaseFile, today: date) -> Iterator[Finding]:
    for party in file.sides:
        person = file.person(party)
        number, code = person.id_number, person.uscc
        if number and person.id_type in {"", "居民身份证"} and not id_facts(number, today).valid:
            yield Finding(
                code="ID_CHECK",
                level=Level.AMBER,
                sentence=f"{person.name}的身份证号校验不符,请核对证件",
                basis="GB 11643",
                field="parties",
            )
        if code and not uscc_valid(code):
            yield Finding(
                code="USCC_CHECK",
                level=Level.AMBER,
                sentence=f"{person.name}的统一社会信用代码校验不符",
                basis="GB 32100",
                field="parties",
            )
        if person.natural and not number:
            yield Finding(
                code="ID_MISSING",
                level=Level.INFO,
                sentence=f"{person.name}没有证件号码",
                basis="司法确认时须提供身份证明",
                field="parties",
            )
