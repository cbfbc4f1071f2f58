"""口袋清单: work for a visit without a computer goes out on a leaf with short codes, its results come back by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from uuid import UUID

from desktop.commands.desk import SHANGHAI, Desk, refuse_archived
from desktop.commands.due import Due, due
from desktop.commands.papers.press import render
from desktop.commands.records import follow_performance
from desktop.domain import follow_ups
from desktop.domain.agreements import Performance
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import RuleBroken
from desktop.domain.handing import PocketLine, PocketList
from desktop.domain.ledger import Account, ledger
from desktop.domain.numbering import short_number
from desktop.domain.permissions import Act, demand
from desktop.domain.records import FollowEnd, FollowUp
from desktop.domain.typed import mask_phone
from desktop.storage.store import Reader, Transaction

LETTERS, DIGITS = "ACDEFHJKMNPRTWXY", "23456789"  # none of them is read for another in handwriting
AHEAD = 7  # days
REACHED = ("见到本人", "见到家人", "电话", "没找到")
METHODS = {"电话": "电话"}  # every other way is a visit
NOT_FOUND = "没找到"
OF_MONEY = frozenset({"performance", "overdue", "breached"})
ASK: dict[str, tuple[str, ...]] = {
    "follow_up": ("协议约定的事办了没有?", "还有什么要求,情绪怎样?", "有没有要闹大的迹象?"),
    "performance": ("到期能不能按时付(办)?", "有什么困难?"),
    "overdue": ("为什么没有按时付(办)?", "哪一天能付,怎么付?"),
    "breached": ("为什么没有按时付(办)?", "哪一天能付,怎么付?"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a line came to, typed back. `paid_fen` in 分 on `paid_on`; no `next_on`: by the level of risk."""

    code: str
    reached: str
    said: str = ""
    paid_fen: int = 0
    paid_on: date | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A code that still waits for its result; `next_on` is the day that the program would ask again."""

    list: PocketList
    line: PocketLine
    number: str
    names: str
    money: bool
    next_on: date


def candidates(desk: Desk, *, mine: bool = True) -> list[Due]:
    """What is to be asked of people in the next days and can be asked on the road, the longest overdue first."""
    found = due(desk, days=AHEAD, mine=mine and desk.account.member_id is not None)
    return [d for d in found if d.code in ASK and not d.waiting]


def make(desk: Desk, chosen: Sequence[Due], *, uncovered: bool = False) -> PocketList:
    """Write the list with a code for each line, free among all that are still out.

    `uncovered` prints telephones and addresses, for which one needs the right to see numbers. RuleBroken without a
    line; NotAllowed.
    """
    demand(desk.account.role, Act.PRINT)
    if uncovered:
        demand(desk.account.role, Act.REVEAL)
    if not chosen:
        raise RuleBroken("lines", "请先选要带出去的事项。")
    with desk.act(Act.EDIT, "pocket_list", undoable=False) as tx:
        codes = _free_codes(tx, len(chosen))
        lines = tuple(
            PocketLine(code=code, dispute=d.dispute, step=d.code, what=d.text)
            for code, d in zip(codes, chosen, strict=True)
        )
        made = PocketList(made_at=desk.now(), by=desk.account.id, lines=lines)
        tx.put(made)
        tx.detail = {"lines": len(lines), "uncovered": uncovered}
    return made


def _free_codes(reader: Reader, count: int) -> list[str]:
    """`K3`; when all of two signs are out, `K34`."""
    out = {line.code for kept in reader.find(PocketList) for line in kept.lines if line.code not in kept.done}
    short = ["".join(pair) for pair in product(DIGITS, LETTERS)]
    long = ["".join(three) for three in product(DIGITS, DIGITS, LETTERS)]
    free = [code for code in (_turned(c) for c in [*short, *long]) if code not in out]
    return free[:count]


def _turned(code: str) -> str:
    """The letter first."""
    return code[-1] + code[:-1]


def sheet(desk: Desk, made: PocketList, *, uncovered: bool = False) -> Callable[[], bytes]:
    """The A5 leaves; read now, set when the result is called. Raises NotAllowed."""
    demand(desk.account.role, Act.PRINT)
    if uncovered:
        demand(desk.account.role, Act.REVEAL)
    with desk.read() as reader:
        files = {f.dispute.id: f for f in reader.files([line.dispute for line in made.lines])}
    numbers = {id: short_number(f.dispute.number) for id, f in files.items()}
    who = next((m.name for m in desk.members() if m.id == desk.account.member_id), desk.account.name)
    committee, at = desk.committee(), desk.store.now().astimezone(SHANGHAI)

    def press() -> bytes:
        from reports.documents.pocket_list import PocketSheet, PocketVisit

        visits = tuple(
            PocketVisit(
                line.code,
                numbers[line.dispute],
                files[line.dispute].names(),
                line.what,
                ASK[line.step],
                _contacts(files[line.dispute], uncovered=uncovered),
                money=line.step in OF_MONEY,
            )
            for line in made.lines
            if line.dispute in files and line.step in ASK
        )
        paper = PocketSheet(
            number=made.made_at.date().isoformat(),
            committee=committee.committee,
            room=committee.room,
            on=made.made_at.date(),
            who=who,
            visits=visits,
            uncovered=uncovered,
            issued_at=at,
        )
        return render("pocket_list", paper, draft=False, practice=desk.practice)

    return press


def _contacts(file: CaseFile, *, uncovered: bool) -> tuple[str, ...]:
    """A line for each party; identity numbers are never printed."""
    said = []
    for party in file.sides:
        person = file.person(party)
        phone = person.phone if uncovered else mask_phone(person.phone)
        parts = [person.name, f"电话 {phone}" if person.phone else "", person.address if uncovered else ""]
        said.append("　".join(part for part in parts if part))
    return tuple(said)


def find(desk: Desk, code: str) -> Found:
    """The line that waits under a code. RuleBroken when there is none, or its result is in already."""
    with desk.read() as reader:
        kept, line = _line(reader, code)
        file = reader.file(line.dispute)
    d = file.dispute
    return Found(
        list=kept,
        line=line,
        number=short_number(d.number),
        names=file.names(),
        money=line.step in OF_MONEY,
        next_on=follow_ups.next_ask(desk.today(), d.risk, desk.handbook.rules),
    )


def _line(reader: Reader, code: str) -> tuple[PocketList, PocketLine]:
    done = False
    for kept in reversed(reader.find(PocketList, "made_at", "id")):
        for line in kept.lines:
            if line.code == code and code not in kept.done:
                return kept, line
            done = done or line.code == code
    if done:
        raise RuleBroken("code", f"{code} 的结果已经录过了,请核对代码。")
    raise RuleBroken("code", f"没有代码 {code},请照口袋清单左上角的代码输入。")


def type_back(desk: Desk, results: Sequence[Result], on: date | None = None) -> int:
    """Write all results in one act: a follow-up each, and what was paid; how many. `on` is the day of the visits.

    RuleBroken names the line and its field as `K3.said`; then nothing is written.
    """
    day = on or desk.today()
    if not results:
        raise RuleBroken("code", "请先输入代码和结果。")
    with desk.act(Act.EDIT, "pocket_results") as tx:
        seen: set[str] = set()
        for result in results:
            try:
                if result.code in seen:
                    raise RuleBroken("code", f"{result.code} 输入了两次,请核对代码。")
                seen.add(result.code)
                _keep(desk, tx, result, day)
            except RuleBroken as broken:
                raise RuleBroken(f"{result.code}.{broken.field}", broken.sentence) from None
        tx.detail = {"lines": len(results)}
    return len(results)


def _keep(desk: Desk, tx: Transaction, result: Result, day: date) -> None:
    kept, line = _line(tx, result.code)
    refuse_archived(tx, line.dispute)
    if result.reached not in REACHED:
        raise RuleBroken("reached", "请选找到了谁。")
    if not result.said.strip() and result.reached != NOT_FOUND and not result.paid_fen:
        raise RuleBroken("said", "请写下对方说了什么。")
    file = tx.file(line.dispute)
    if result.paid_fen:
        _pay(tx, file, result, day)
    next_on = result.next_on or follow_ups.next_ask(day, file.dispute.risk, desk.handbook.rules)
    asked = FollowUp(
        dispute_id=line.dispute,
        on=day,
        method=METHODS.get(result.reached, "走访"),
        by=desk.account.member_id,
        about=line.what,
        result="\uff1b".join(part for part in (result.reached, result.said.strip()) if part),
        next_on=next_on,
        kind=follow_ups.kind_for(file),
        end=FollowEnd.GOES_ON,
    )
    follow_ups.check(file, asked)
    tx.put(asked)
    tx.put(replace(kept, done=(*tx.get(PocketList, kept.id).done, line.code)))


def _pay(tx: Transaction, file: CaseFile, result: Result, day: date) -> None:
    """What was paid goes to the oldest open sums of the file, obligation by obligation."""
    on = result.paid_on or day
    if on > day:
        raise RuleBroken("paid_on", "付款日期晚于走访日期,请核对。")
    left = result.paid_fen
    if file.claimants:
        raise RuleBroken("paid", "群体性纠纷的付款要逐人记,请到纠纷的“群体”里记。")
    accounts = sorted((a for a in ledger(file, day) if a.open_fen > 0), key=_first_due)
    if not accounts:
        raise RuleBroken("paid", "这件纠纷没有未付的款项,请到纠纷里核对。")
    if left > sum(a.open_fen for a in accounts):
        raise RuleBroken("paid", "付款金额大于未付的总额,请核对。")
    seq = max((p.seq for p in file.performances), default=0)
    for account in accounts:
        part = min(left, account.open_fen)
        if part <= 0:
            continue
        seq += 1
        left -= part
        tx.put(
            Performance(
                dispute_id=file.dispute.id,
                obligation_id=account.obligation.id,
                seq=seq,
                on=on,
                amount_fen=part,
                proof=f"走访核实({result.reached})",
                status="paid",
            )
        )
    follow_performance(tx, file.dispute.id)


def _first_due(account: Account) -> tuple[date, UUID]:
    first = account.first_open
    return (first.due if first and first.due else date.max, account.obligation.id)
