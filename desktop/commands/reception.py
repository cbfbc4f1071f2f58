"""接待日: the rules, the day itself with its tickets, and what became of everybody who came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.commands import disputes, lists
from desktop.commands.desk import Desk
from desktop.commands.duty import clock
from desktop.commands.lists import Line
from desktop.domain import reception as days_of
from desktop.domain.disputes import Dispute
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Member
from desktop.domain.permissions import Act
from desktop.domain.reception import Day
from desktop.domain.team import Reception, ReceptionRule, Visit, VisitEnd
from desktop.domain.typed import clean_line, clean_name, clean_text, fold_phone
from desktop.storage.store import Transaction
from resources import rules as cupboard

OPEN = frozenset({VisitEnd.WAITING, VisitEnd.TALKING})
CORRECTIONS = "corrections"
_TIDY: Mapping[str, Callable[[str], str]] = {
    "name": clean_name,
    "phone": fold_phone,
    "matter": clean_line,
    "answer": clean_text,
    "category": str,
}
END_WORDS: dict[VisitEnd, str] = {
    VisitEnd.WAITING: "等候",
    VisitEnd.TALKING: "接谈中",
    VisitEnd.CONSULTED: "咨询解答",
    VisitEnd.REGISTERED: "登记为纠纷",
    VisitEnd.KNOWN: "记入原卷",
    VisitEnd.LEFT: "未等到离开",
}


# -- rules and days


def rules(desk: Desk, *, active: bool = True) -> list[ReceptionRule]:
    """The rules in use, or all that were ever made."""
    with desk.read() as reader:
        found = reader.find(ReceptionRule)
    return [rule for rule in found if rule.active or not active]


def proposals(desk: Desk) -> tuple[ReceptionRule, ...]:
    """What the committee's own words say about the reception day, where no rule was ever made."""
    if rules(desk, active=False):
        return ()
    committee = desk.committee()
    return tuple(replace(rule, place=committee.room) for rule in days_of.rules_in(committee.reception_day))


def save_rule(desk: Desk, rule: ReceptionRule) -> ReceptionRule:
    """Write a rule; RuleBroken for hours that make no sense."""
    starts, ends = clock(rule.starts, "starts"), clock(rule.ends, "ends")
    if starts and ends and starts >= ends:
        raise RuleBroken("ends", "结束要晚于开始,请核对。")
    tidy = replace(rule, name=clean_line(rule.name), place=clean_line(rule.place), starts=starts, ends=ends)
    with desk.act(Act.TEAM, "reception_rule") as tx:
        tx.put(tidy)
    return tidy


def adopt(desk: Desk) -> tuple[ReceptionRule, ...]:
    """Make the proposed rules; one key on the page."""
    made = proposals(desk)
    if not made:
        raise RuleBroken("reception_day", "调委会信息里没有写清接待日,请到设置里添加。")
    with desk.act(Act.TEAM, "reception_rule") as tx:
        for rule in made:
            tx.put(rule)
    return made


def upcoming(desk: Desk, start: date, end: date) -> tuple[Day, ...]:
    """The days of all rules in use from `start` to `end`, both included, by day and hour."""
    calendar = desk.handbook.rules.calendar
    found = [day for rule in rules(desk) for day in days_of.days(rule, start, end, calendar)]
    return tuple(sorted(found, key=lambda day: (day.on, day.rule.starts, day.rule.name)))


def why_shifted(day: Day) -> str:
    """原定 10月1日,国庆节放假顺延; empty when the day stands where the rule puts it."""
    planned = day.shifted_from
    if planned is None:
        return ""
    names = {d["date"]: d.get("name", "") for year in cupboard.rows("holidays") for d in year["days_off"]}
    name = names.get(planned.isoformat(), "")
    how = "顺延" if day.on > planned else "提前"
    return f"原定 {planned.month}月{planned.day}日,{name}放假{how}"


# -- the day


def current(desk: Desk) -> Reception | None:
    """The reception day that is going on: today's before one that was never closed."""
    with desk.read() as reader:
        found = reader.find(Reception, "on", "opened_at", closed_at=None)
    open_ones = [r for r in found if r.on == desk.today()] or found
    return open_ones[-1] if open_ones else None


def held(desk: Desk, *, most: int = 24) -> list[Reception]:
    """The days that were opened, newest first."""
    with desk.read() as reader:
        found = reader.find(Reception, "on", "opened_at")
    return found[::-1][:most]


def get(desk: Desk, id: UUID) -> Reception:
    with desk.read() as reader:
        return reader.get(Reception, id)


def visits(desk: Desk, id: UUID) -> list[Visit]:
    """Everybody who came on that day, by ticket."""
    with desk.read() as reader:
        return reader.find(Visit, "ticket", reception_id=id)


def visits_of(desk: Desk, dispute: UUID) -> list[tuple[Visit, Reception]]:
    """The visits on reception days that opened a file or belong to it, oldest first."""
    with desk.read() as reader:
        found = reader.find(Visit, "arrived_at", about_id=dispute)
        return [(visit, reader.get(Reception, visit.reception_id)) for visit in found]


def open_day(desk: Desk, rule: ReceptionRule | None, on: date, on_duty: Sequence[UUID]) -> Reception:
    """Begin. RuleBroken for a day to come, without anybody on duty, or when that day was begun already."""
    if on > desk.today():
        raise RuleBroken("on", "还没到这一天,到时再开始。")
    if not on_duty:
        raise RuleBroken("on_duty", "请选今天谁在岗接待。")
    with desk.act(Act.REGISTER, "open_reception") as tx:
        if not set(on_duty) <= {m.id for m in tx.find(Member) if m.active}:
            raise RuleBroken("on_duty", "所选的人已不在岗,请重新选今天谁在岗接待。")
        for other in tx.find(Reception, on=on):
            if other.rule_id == (rule.id if rule else None):
                state = "已经小结" if other.closed_at else "已经开始"
                raise RuleBroken("on", f"{on.month}月{on.day}日的{other.name}{state}。")
        opened = Reception(
            rule_id=rule.id if rule else None,
            name=rule.name if rule else "临时接待",
            on=on,
            place=rule.place if rule else tx.committee().room,
            on_duty=tuple(on_duty),
            opened_at=desk.now(),
        )
        if rule is not None:
            opened = replace(opened, kind=rule.kind)
        tx.put(opened)
    return opened


def close_day(desk: Desk, id: UUID, note: str, *, left: bool = False) -> Reception:
    """小结: nobody is left hanging. `left`: those still waiting did not stay; who is being talked to is never so ended.

    RuleBroken with field `waiting` or `talking` when somebody is not finished.
    """
    with desk.act(Act.REGISTER, "close_reception") as tx:
        day = tx.get(Reception, id)
        if day.closed_at is not None:
            raise RuleBroken("closed_at", "这一天已经小结。")
        unfinished = [v for v in tx.find(Visit, "ticket", reception_id=id) if v.end in OPEN]
        talking = [v for v in unfinished if v.end is VisitEnd.TALKING]
        if talking:
            raise RuleBroken("talking", f"{ticket_words(talking[0])}还在接谈,请先选去向。")
        if unfinished and not left:
            raise RuleBroken("waiting", f"还有 {len(unfinished)} 人没有接谈,请先问一声或记为已离开。")
        for visit in unfinished:
            tx.put(replace(visit, end=VisitEnd.LEFT, ended_at=desk.now()))
        closed = replace(day, closed_at=desk.now(), closed_by=desk.account.member_id, note=clean_text(note))
        tx.put(closed)
    return closed


def save_note(desk: Desk, id: UUID, note: str) -> None:
    """Other words for the 小结 of a closed day; that they were changed stands in it."""
    with desk.act(Act.REGISTER, "close_reception") as tx:
        tx.put(replace(tx.get(Reception, id), note=clean_text(note)))
        _correct(desk, tx, id, "更正小结文字")


# -- the people who come


def ticket_words(visit: Visit) -> str:
    """007 沈佩文."""
    return f"{visit.ticket:03d} {visit.name}"


def take(
    desk: Desk, id: UUID, name: str, phone: str = "", matter: str = "", *, arrived_at: datetime | None = None
) -> Visit:
    """The next ticket of the day: 1, 2, 3 … without a gap. A ticket is on paper, so it is never taken back."""
    if not name.strip():
        raise RuleBroken("name", "请填写来访人的称呼。")
    with desk.act(Act.REGISTER, "visit", undoable=False) as tx:
        tx.get(Reception, id)
        taken = [v.ticket for v in tx.find(Visit, reception_id=id)]
        visit = Visit(
            reception_id=id,
            ticket=max(taken, default=0) + 1,
            name=clean_name(name),
            phone=fold_phone(phone),
            matter=clean_line(matter),
            category=guess(desk, matter),
            arrived_at=arrived_at or desk.now(),
        )
        tx.put(visit)
        _correct(desk, tx, id, f"补记 {visit.ticket:03d} 号来访")
    return visit


def guess(desk: Desk, words: str) -> str:
    """The likeliest category of a matter, or nothing."""
    found = desk.handbook.guess(words, most=1)
    return found[0].code if found else ""


def amend(desk: Desk, visit: UUID, **said: str) -> Visit:
    """What was heard wrong: name, phone, matter, category, answer."""
    tidied: dict[str, Any] = {field: _TIDY[field](words) for field, words in said.items()}
    return _change(desk, visit, "更正", **tidied)


def call(desk: Desk, visit: UUID, by: UUID | None = None) -> Visit:
    """叫号: somebody of those on duty takes the visitor in; who waited how long is known from now on."""
    return _change(desk, visit, "叫号", end=VisitEnd.TALKING, by=by)


def consult(desk: Desk, visit: UUID, answer: str, *, category: str = "", by: UUID | None = None) -> Visit:
    """咨询解答: asked and answered; the answer is kept."""
    if not answer.strip():
        raise RuleBroken("answer", "请记一句怎样答复的。")
    return _change(desk, visit, "咨询解答", end=VisitEnd.CONSULTED, answer=answer, category=category, by=by)


def register(
    desk: Desk, visit: UUID, *, said: str = "", category: str = "", other: str = "", by: UUID | None = None
) -> tuple[Visit, Dispute]:
    """登记为纠纷: the visit becomes a file with what was said, in one act. RuleBroken `facts` when nothing was said."""
    with desk.act(Act.REGISTER, "register") as tx:
        now = tx.get(Visit, visit)
        _refuse_registered(now)
        now = _seen(desk, tx, now, by)
        kind = category or now.category
        if not kind:
            raise RuleBroken("category", "请选一个类别,拿不准就选“其他纠纷”。")
        arrival = disputes.Arrival(
            name=now.name,
            phone=now.phone,
            facts="\n".join(filter(None, (now.matter, clean_text(said)))),
            category=kind,
            other=other,
            source="walk_in",
            spoken_to=now.seen_by,
            received_at=now.arrived_at,
        )
        dispute = disputes.enter(desk, tx, arrival)
        ended = _ended(desk, now, VisitEnd.REGISTERED, answer=said, category=kind, about_id=dispute.id)
        tx.put(ended)
        _correct(desk, tx, ended.reception_id, f"{ended.ticket:03d} 号登记为纠纷")
    return ended, dispute


def join(desk: Desk, visit: UUID, dispute: UUID, said: str = "", *, by: UUID | None = None) -> Visit:
    """记入原卷: the visit belongs to a file that is known; it stands in that file's 记录 from now on."""
    return _change(desk, visit, "记入原卷", dispute, end=VisitEnd.KNOWN, answer=said, about_id=dispute, by=by)


def leave(desk: Desk, visit: UUID) -> Visit:
    """已离开: did not wait."""
    return _change(desk, visit, "已离开", end=VisitEnd.LEFT)


def wait_again(desk: Desk, visit: UUID) -> Visit:
    """Back into the queue: called too early, or ended by mistake."""
    return _change(desk, visit, "回到等候", end=VisitEnd.WAITING)


def reveal(desk: Desk, visit: Visit) -> str:
    """The visitor's number in full: allowed by role, and on record."""
    desk.note(Act.REVEAL, "reveal", dispute=visit.about_id, visit=visit.id.hex, what="phone")
    return visit.phone


@dataclass(frozen=True, slots=True)
class Known:
    """A file that the visitor may have come about, and why it is offered: 同号, 同名, 同名同号."""

    line: Line
    how: str


def known(desk: Desk, name: str, phone: str) -> list[Known]:
    """Files of people with this phone, then of this name; unsettled ones first. A hint, never a decision."""
    by_phone = lists.same_people(desk, "", phone) if len(phone) >= 7 else []
    by_name = lists.same_people(desk, name, "")
    named, phoned = {line.id for line in by_name}, {line.id for line in by_phone}
    found = [*by_phone, *(line for line in by_name if line.id not in phoned)]
    words = {(True, True): "同名同号", (True, False): "同号", (False, True): "同名"}
    made = [Known(line, words[line.id in phoned, line.id in named]) for line in found]
    return sorted(made, key=lambda k: (k.line.id not in phoned, not k.line.unsettled))


def came_before(desk: Desk, visit: Visit) -> list[tuple[Visit, Reception]]:
    """Earlier visits on reception days with the same phone, or the same name where no phone was given."""
    with desk.read() as reader:
        same: dict[str, Any] = {"phone": visit.phone} if len(visit.phone) >= 7 else {"name": visit.name}
        found = [v for v in reader.find(Visit, "arrived_at", **same) if v.arrived_at < visit.arrived_at]
        return [(v, reader.get(Reception, v.reception_id)) for v in found if v.id != visit.id]


def _change(
    desk: Desk, id: UUID, deed: str, dispute: UUID | None = None, *, by: UUID | None = None, **said: Any
) -> Visit:
    with desk.act(Act.REGISTER, "visit", dispute=dispute) as tx:
        visit = tx.get(Visit, id)
        if dispute is not None:
            tx.get(Dispute, dispute)
        end = said.pop("end", None)
        if end is not None:
            _refuse_registered(visit)
        if end is VisitEnd.WAITING:
            visit = replace(visit, end=end, called_at=None, ended_at=None, seen_by=None, about_id=None)
        elif end is VisitEnd.TALKING:
            visit = replace(_seen(desk, tx, visit, by), end=end, ended_at=None, about_id=None)
        elif end is VisitEnd.LEFT:
            visit = replace(visit, end=end, ended_at=desk.now(), about_id=None)
        elif end is not None:
            visit = _ended(desk, _seen(desk, tx, visit, by), end, **said)
        else:
            visit = replace(visit, **said)
        tx.put(visit)
        _correct(desk, tx, visit.reception_id, f"{visit.ticket:03d} 号{deed}")
    return visit


def _refuse_registered(visit: Visit) -> None:
    """A visit that became a file goes on as that file; only undoing takes both back."""
    if visit.end is VisitEnd.REGISTERED:
        raise RuleBroken("end", f"{ticket_words(visit)}已登记为纠纷,后续请在那件纠纷里办理。")


def _seen(desk: Desk, tx: Transaction, visit: Visit, by: UUID | None) -> Visit:
    """Who talks to the visitor, and since when: the one named, who was, who sits here, or the first on duty.

    Somebody who came later and talks to visitors is on duty from then on.
    """
    day = tx.get(Reception, visit.reception_id)
    me = desk.account.member_id
    who = by or visit.seen_by or (me if me in day.on_duty else None) or (day.on_duty[0] if day.on_duty else me)
    if who is not None and who not in day.on_duty:
        tx.get(Member, who)
        tx.put(replace(day, on_duty=(*day.on_duty, who)))
    return replace(visit, seen_by=who, called_at=visit.called_at or desk.now())


def _ended(
    desk: Desk, visit: Visit, end: VisitEnd, *, answer: str, category: str = "", about_id: UUID | None = None
) -> Visit:
    return replace(
        visit,
        end=end,
        ended_at=visit.ended_at or desk.now(),
        answer=clean_text(answer) or visit.answer,
        category=category or visit.category,
        about_id=about_id,
    )


def _correct(desk: Desk, tx: Transaction, id: UUID, what: str) -> None:
    """A change after the 小结 is never silent: when, who, what stand in the day itself."""
    day = tx.get(Reception, id)
    if day.closed_at is None:
        return
    member = tx.maybe(Member, desk.account.member_id)
    said = {"at": desk.now().isoformat(), "by": member.name if member else desk.account.name, "what": what}
    tx.put(replace(day, extras={**day.extras, CORRECTIONS: [*day.extras.get(CORRECTIONS, ()), said]}))
