"""The words of an agreement, made from its obligations: amounts in both forms are written here, never typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from desktop.domain.agreements import Agreement, Duty, Obligation, Term
from desktop.domain.casefile import CaseFile
from desktop.domain.typed import fen_text, rmb_words

NUMERALS = "一二三四五六七八九十"
OWN_WORDS = "own_words"  # key in the extras of a term
STOPS = "。;!?.\uff1b\uff01\uff1f"


def numeral(n: int) -> str:
    """1 → 一, 12 → 十二, 34 → 三十四, 105 → 一百零五; for clauses and sessions (1 to 999, others in figures)."""
    if not 0 < n < 1000:
        return str(n)
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    head = f"{NUMERALS[hundreds - 1]}百" if hundreds else ""
    if tens:
        head += "十" if tens == 1 and not hundreds else f"{NUMERALS[tens - 1]}十"
    elif hundreds and ones:
        head += "零"
    return head + (NUMERALS[ones - 1] if ones else "")


def day_words(day: date) -> str:
    """2026年12月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def money_words(fen: int) -> str:
    """人民币伍仟肆佰肆拾元整(¥5,440.00)."""
    return f"人民币{rmb_words(fen)}(¥{fen_text(fen)})"


def amount_told(fen: int) -> dict[str, str]:
    """Both forms of an amount as a room's file tells them."""
    return {"figures": fen_text(fen), "words": f"人民币{rmb_words(fen)}"}


def clause(obligation: Obligation, name: Callable[[UUID], str]) -> str:
    """One obligation as a sentence with everything that 民诉法解释 461 asks for; blanks where nothing is filled in."""
    debtor = obligation.debtor_text or "、".join(name(p) for p in obligation.debtors) or "____"
    creditor = obligation.creditor_text or "、".join(name(p) for p in obligation.creditors) or "____"
    if obligation.kind is Duty.ACT:
        return _act(obligation, debtor)
    about, total = obligation.about, money_words(obligation.amount_fen)
    tail = _method(obligation, creditor)
    if obligation.instalments:
        parts = [f"{day_words(i.due)}前支付¥{fen_text(i.amount_fen)}" for i in obligation.instalments]
        count = "两" if len(parts) == 2 else numeral(len(parts)) if len(parts) < 100 else str(len(parts))
        return f"{debtor}分{count}期向{creditor}支付{about}{total}:{','.join(parts)}{tail}。"
    when = f"于{day_words(obligation.due)}前" if obligation.due else "于____前"
    return f"{debtor}{when}向{creditor}支付{about}{total}{tail}。"


def _act(obligation: Obligation, debtor: str) -> str:
    act = obligation.act.strip().rstrip(STOPS) or "____"
    check = f",并经{obligation.checked_by}" if obligation.checked_by else ""
    if obligation.continuous:
        since = f"自{day_words(obligation.starts_on)}起" if obligation.starts_on else ""
        until = f"至{day_words(obligation.due)}止" if obligation.due else ""
        return f"{debtor}{since}{until}{act}{check}。"
    when = f"于{day_words(obligation.due)}前" if obligation.due else "于____前"
    return f"{debtor}{when}{act}{check}。"


def _method(obligation: Obligation, creditor: str) -> str:
    if not obligation.method:
        return ""
    account = f"转入{creditor}尾号{obligation.account_tail}的账户" if obligation.account_tail else ""
    return f",以{obligation.method}方式支付" + (f",{account}" if account else "")


def own_words(term: Term) -> bool:
    """Whether the clause is typed in full; its obligations are then followed up, not printed again."""
    return term.extras.get(OWN_WORDS) is True


def term_text(term: Term, obligations: Iterable[Obligation], name: Callable[[UUID], str]) -> str:
    """The clause as it prints: the sentences of its obligations, then what was typed."""
    if own_words(term):
        return term.text.strip()
    made = "".join(clause(o, name) for o in obligations if o.term_id == term.id)
    typed = term.text.strip()
    if made and typed and typed[-1] not in STOPS:
        typed += "。"
    return made + typed


def printed_terms(file: CaseFile, agreement: Agreement) -> tuple[str, ...]:
    """Every clause of an agreement in order, without numbers."""
    mine = [o for o in file.obligations if o.agreement_id == agreement.id]

    def name(party: UUID) -> str:
        found = next((p for p in file.parties if p.id == party), None)
        return file.person(found).name if found else "____"

    terms = sorted((t for t in file.terms if t.agreement_id == agreement.id), key=lambda t: t.position)
    return tuple(term_text(t, mine, name) for t in terms)


def bound(terms: Iterable[Term], obligations: Iterable[Obligation]) -> tuple[tuple[Term, ...], tuple[Obligation, ...]]:
    """Obligations that stand beside the clauses (as papers from elsewhere have them) put under the clause they mean.

    The clause says its amount, what is to be done, or the day; otherwise it is the one of the same number. A clause
    that gets such an obligation keeps its own words. Nothing is lost when there is no such clause.
    """
    kept = {t.id: t for t in sorted(terms, key=lambda t: t.position)}
    placed = []
    for o in obligations:
        if o.term_id is None and kept and (term := _meant(o, tuple(kept.values()))) is not None:
            kept[term.id] = replace(term, extras={**term.extras, OWN_WORDS: True})
            o = replace(o, term_id=term.id)
        placed.append(o)
    return tuple(kept.values()), tuple(placed)


def _meant(obligation: Obligation, terms: tuple[Term, ...]) -> Term | None:
    """The clause whose words say this obligation best."""
    typed = [t for t in terms if t.text.strip()]

    def likeness(term: Term) -> tuple[int, bool]:
        text = term.text
        said = 4 * any(w in text for w in amount_spellings(obligation.amount_fen)) if obligation.amount_fen else 0
        said += 4 * bool(obligation.act.strip() and obligation.act.strip().rstrip(STOPS) in text)
        said += any(day_words(part.due) in text for part in obligation.dues())
        return said, term.position == obligation.seq

    best = max(typed, key=likeness, default=None)
    return best if best is not None and likeness(best) > (0, False) else None


def amount_spellings(fen: int) -> tuple[str, ...]:
    """The ways in which a clause may say an amount: 5,440.00 5440.00 5,440元 5440元 and in words."""
    figures = fen_text(fen)
    ways = [figures, figures.replace(",", ""), rmb_words(fen)]
    if figures.endswith(".00"):
        whole = figures.removesuffix(".00")
        ways += [f"{w}{unit}" for w in (whole, whole.replace(",", "")) for unit in ("元", "圆")]
    return tuple(ways)


def total_fen(obligations: Iterable[Obligation]) -> int:
    """涉及金额: what is to be paid under the agreement, in 分."""
    return sum(o.amount_fen for o in obligations if o.kind is Duty.MONEY)
