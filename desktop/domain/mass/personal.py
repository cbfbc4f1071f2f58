"""The words of the agreement made one person's own: their amounts in the place of everybody's.

Clauses that are made from obligations are made again from the person's part. In clauses that were typed, the sums of
all are replaced by the person's, and `34名申请人` by 申请人. What cannot be replaced for certain is refused: a wrong
figure must not reach paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from desktop.domain.agreements import Agreement, Instalment, Obligation, Term
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import RuleBroken
from desktop.domain.mass.standings import Slot, parts_of, signing, slots
from desktop.domain.people import Claimant
from desktop.domain.typed import fen_text, rmb_words
from desktop.domain.wording import day_words, numeral, term_text

ME = "申请人"
_PEOPLE = "(?:申请人|职工|员工|工人|劳动者|农民工|人)"
_COUNT = "(?:\\d+|[一二三四五六七八九十百两]+)"
_ANNEX = re.compile(
    "[((\uff08][^()\uff08\uff09]*(?:见|详见)附表[))\uff09]"
    "|[,\uff0c、;\uff1b]?(?:每人|各人|个人|逐人)?(?:的)?(?:各期)?(?:姓名、)?(?:金额|数额|名单|明细)?(?:以附表为准|详?见附表)"
)
_MONEY = re.compile("(?:¥|\uffe5|人民币)\\s*([\\d,]+(?:\\.\\d{1,2})?)|([\\d,]+(?:\\.\\d{1,2})?)\\s*元")


@dataclass(frozen=True, slots=True)
class Words:
    """What one person's agreement says; `doubts` are places that somebody must look at before it is printed."""

    claimant: Claimant
    facts: str
    liability: str
    terms: tuple[str, ...]
    amount_fen: int
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Swap:
    """An amount of all together and what stands in its place; `due` tells equal amounts apart."""

    old: int
    new: int
    due: date | None = None


def personal_words(file: CaseFile, agreement: Agreement, claimant: Claimant) -> Words:
    """The agreement in one person's words. RuleBroken when the person has no part in it, or a clause resists."""
    found = slots(file, agreement)
    parts = parts_of(claimant, found)
    name = file.person(claimant).name
    if not claimant.signed_agreement:
        raise RuleBroken("claimant", f"{name}没有标为同意签,不出逐人协议。")
    if not parts:
        raise RuleBroken("instalments", f"{name}的分期与协议的 {len(found)} 期对不上,请先“分期”。")
    own = _own(file, agreement, claimant, found, parts)
    swaps = _swaps(file, agreement, found, parts)
    group = _group(file)

    def party(id: UUID) -> str:
        kept = next((p for p in file.parties if p.id == id), None)
        return file.person(kept).name if kept else "____"

    terms: list[str] = []
    for term in sorted((t for t in file.terms if t.agreement_id == agreement.id), key=lambda t: t.position):
        typed = _singular(_swapped(term.text.strip(), swaps, _where(term)), group)
        terms.append(term_text(replace(term, text=typed), own, party))
    text = "\n".join(terms)
    _refuse_wrong(text, parts, found, name)
    facts = _singular(_swapped(agreement.facts, swaps, "纠纷主要事实"), group)
    liability = _singular(_swapped(agreement.liability, swaps, "责任"), group)
    doubts = tuple(_doubts("\n".join((facts, liability, text)), file, claimant, parts))
    return Words(claimant, facts, liability, tuple(terms), sum(parts), doubts)


def _own(
    file: CaseFile, agreement: Agreement, claimant: Claimant, found: Sequence[Slot], parts: Sequence[int]
) -> list[Obligation]:
    """The obligations as they are owed to this person alone."""
    part = {(s.obligation.id, s.due): fen for s, fen in zip(found, parts, strict=True)}
    name = file.person(claimant).name
    made = []
    for o in file.obligations:
        if o.agreement_id != agreement.id:
            continue
        dues = [Instalment(due=d.due, amount_fen=part[o.id, d.due]) for d in o.dues() if (o.id, d.due) in part]
        if not dues:
            made.append(o)
            continue
        made.append(
            replace(
                o,
                creditors=(),
                creditor_text=name,
                amount_fen=sum(d.amount_fen for d in dues),
                instalments=tuple(d for d in dues if d.amount_fen) if o.instalments else (),
            )
        )
    return made


def _swaps(file: CaseFile, agreement: Agreement, found: Sequence[Slot], parts: Sequence[int]) -> list[_Swap]:
    """Every amount of all together that a clause may name: each payment, each obligation, the whole, the debt."""
    made = [_Swap(s.amount_fen, fen, s.due) for s, fen in zip(found, parts, strict=True)]
    by_duty: dict[UUID, list[int]] = {}
    for slot, fen in zip(found, parts, strict=True):
        by_duty.setdefault(slot.obligation.id, [slot.obligation.amount_fen, 0])[1] += fen
    made += [_Swap(old, new) for old, new in by_duty.values()]
    made.append(_Swap(sum(s.amount_fen for s in found), sum(parts)))
    if agreement.amount_fen:
        made.append(_Swap(agreement.amount_fen, sum(parts)))
    unique = {(s.old, s.new): s for s in reversed(made) if s.old}
    return list(unique.values())


def _swapped(text: str, swaps: Sequence[_Swap], where: str) -> str:
    """Every amount of all replaced in the spelling that it has; RuleBroken when it could mean two payments."""
    spelled: dict[str, list[tuple[_Swap, str]]] = {}
    for swap in swaps:
        for old, new in _spellings(swap.old, swap.new).items():
            spelled.setdefault(old, []).append((swap, new))
    if not spelled:
        return text
    whole = "(?!\\d|,\\d{3}(?!\\d)|\\.\\d)"  # a figure ends where no longer one goes on
    ways = (re.escape(way) + (whole if way[-1].isdigit() else "") for way in sorted(spelled, key=len, reverse=True))
    pattern = re.compile(f"(?<![\\d,.])(?:{'|'.join(ways)})")

    def instead(match: re.Match[str]) -> str:
        ways = spelled[match[0]]
        chosen = {new for _, new in ways}
        if len(chosen) > 1:
            day = _day_before(text[: match.start()], [s.due for s, _ in ways if s.due])
            chosen = {new for swap, new in ways if day is not None and swap.due == day}
        if len(chosen) != 1:
            raise RuleBroken("terms", f"{where}里的 {match[0]} 分不清是哪一期,不能换成各人金额;请在文字里写明日期。")
        return chosen.pop()

    return pattern.sub(instead, text)


def _spellings(old: int, new: int) -> dict[str, str]:
    """How papers write an amount, each with the new one written likewise: 8,640.00 8640.00 words 8,640元 ¥8640."""
    was, now = fen_text(old), fen_text(new)
    ways = {was: now, was.replace(",", ""): now.replace(",", ""), rmb_words(old): rmb_words(new)}
    if was.endswith(".00"):
        for comma in (",", ""):
            short, its = (figure.removesuffix(".00").replace(",", comma) for figure in (was, now))
            ways |= {f"{short}{unit}": f"{its}{unit}" for unit in ("元", "圆")}
            ways |= {f"{mark}{short}": f"{mark}{its}" for mark in ("¥", "\uffe5")}
    return ways


def _day_before(text: str, days: Iterable[date]) -> date | None:
    """The one of these days that stands last before an amount."""
    places = {
        day: max(text.rfind(way) for way in (day_words(day), f"{day.month}月{day.day}日", day.isoformat()))
        for day in set(days)
    }
    best = max(places, key=lambda day: places[day], default=None)
    return best if best is not None and places[best] >= 0 else None


def _group(file: CaseFile) -> re.Pattern[str]:
    """`赵明远等34名职工`, `34名申请人`, `全体职工`: the many, as clauses call them."""
    names = "|".join(re.escape(file.person(c).name) for c in file.claimants)
    before = f"(?:(?:{names})等)?" if names else ""
    return re.compile(f"{before}(?:上述|前述)?(?:{_COUNT}名{_PEOPLE}|全体(?:申请人|职工|员工|工人|劳动者))")


def _singular(text: str, group: re.Pattern[str]) -> str:
    said = _ANNEX.sub("", group.sub(ME, text))
    return re.sub(f"(?:各|每位|每名)(?={ME})", "", said)


def _refuse_wrong(text: str, parts: Sequence[int], found: Sequence[Slot], name: str) -> None:
    """The person's amounts are said, and nobody else's sums are."""
    for slot, fen in zip(found, parts, strict=True):
        if fen and not any(way in text for way in _spellings(fen, fen)):
            raise RuleBroken("terms", f"{name}的协议里没有写{slot.words} {fen_text(fen)} 元,请核对协议的文字。")


def _doubts(text: str, file: CaseFile, claimant: Claimant, parts: Sequence[int]) -> Iterable[str]:
    """Amounts that are not the person's, other people's names, and an annex that is not there."""
    mine = {sum(parts), *parts, claimant.owed_fen}
    for match in _MONEY.finditer(text):
        figure = (match[1] or match[2]).replace(",", "")
        if figure.strip(".") and Decimal(figure) * 100 not in mine:
            yield f"文字里的 {match[0]} 没有换成各人金额"
    others = {file.person(c).name for c in file.claimants if c.id != claimant.id} - {file.person(claimant).name}
    yield from (f"文字里有{name}的名字" for name in sorted(others) if name in text)
    if "附表" in text:
        yield "文字里还提到附表"


def _where(term: Term) -> str:
    return f"第{numeral(term.position)}条"


def doubts(file: CaseFile, agreement: Agreement) -> tuple[str, ...]:
    """What to look at before everybody's agreement is printed. RuleBroken as `personal_words`."""
    found = [personal_words(file, agreement, c).doubts for c in signing(file)]
    return tuple(dict.fromkeys(doubt for one in found for doubt in one))
