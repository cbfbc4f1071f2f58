"""接待日小结 and 值班表: the figures of a day, and the sheets that say them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.commands import duty
from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.disputes import looks_like_company
from desktop.commands.papers.press import render
from desktop.commands.reception import CORRECTIONS, END_WORDS
from desktop.domain.disputes import Dispute
from desktop.domain.numbering import short_number
from desktop.domain.people import Member
from desktop.domain.permissions import Act, demand
from desktop.domain.reception import hours_words, masked_name, masked_words
from desktop.domain.team import DayKind, Reception, ReceptionRule, Visit, VisitEnd
from desktop.domain.typed import mask_phone, weekday_text

SEEN = (VisitEnd.CONSULTED, VisitEnd.REGISTERED, VisitEnd.KNOWN)
UNSORTED = "未归类"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """One visitor as the 小结 shows them: names and numbers covered. `waited` in minutes, None when never called."""

    ticket: int
    who: str
    phone: str
    matter: str
    arrived_at: datetime
    waited: int | None
    by: str
    end: VisitEnd
    number: str = ""  # of the file it opened or belongs to

    @property
    def became(self) -> str:
        return f"{END_WORDS[self.end]} {self.number}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A reception day in figures; `by_category` counts those who were seen. Waits in minutes."""

    day: Reception
    hours: str
    on_duty: tuple[str, ...]
    lines: tuple[VisitLine, ...]
    by_end: dict[VisitEnd, int]
    by_category: tuple[tuple[str, int], ...]
    opened: tuple[str, ...]
    corrections: tuple[str, ...]

    @property
    def came(self) -> int:
        return len(self.lines)

    @property
    def seen(self) -> int:
        return sum(self.by_end[end] for end in SEEN)

    @property
    def unfinished(self) -> int:
        return self.by_end[VisitEnd.WAITING] + self.by_end[VisitEnd.TALKING]

    @property
    def waits(self) -> tuple[int, int] | None:
        """(average rounded, longest) of those who were called; None when nobody was."""
        waited = [line.waited for line in self.lines if line.waited is not None]
        return (round(sum(waited) / len(waited)), max(waited)) if waited else None


def minutes(start: datetime, end: datetime) -> int:
    return max(int((end - start).total_seconds() // 60), 0)


def summary(desk: Desk, id: UUID) -> Summary:
    """The figures as they are now, closed or not."""
    with desk.read() as reader:
        day = reader.get(Reception, id)
        rule = reader.maybe(ReceptionRule, day.rule_id)
        found = reader.find(Visit, "ticket", reception_id=id)
        members = {m.id: m for m in reader.find(Member)}
        about = {v.about_id for v in found if v.about_id}
        files = {d.id: d for d in reader.find(Dispute, id=about)} if about else {}
    names = [v.name for v in found if not looks_like_company(v.name)]
    by_end = Counter(v.end for v in found)
    kinds = Counter(v.category for v in found if v.end in SEEN)
    order = [c.code for c in desk.handbook.categories]
    words = {code: desk.handbook.category(code).label if code else UNSORTED for code in kinds}
    return Summary(
        day=day,
        hours=hours_words(rule) if rule else "",
        on_duty=tuple(_duty_words(members[m]) for m in day.on_duty if m in members),
        lines=tuple(_line(v, members, files, names) for v in found),
        by_end={end: by_end[end] for end in VisitEnd},
        by_category=tuple(
            (words[code], count)
            for code, count in sorted(kinds.items(), key=lambda k: (-k[1], order.index(k[0]) if k[0] in order else 99))
        ),
        opened=tuple(files[v.about_id].number for v in found if v.end is VisitEnd.REGISTERED and v.about_id in files),
        corrections=tuple(_correction(said) for said in day.extras.get(CORRECTIONS, ())),
    )


def _line(visit: Visit, members: dict[UUID, Member], files: dict[UUID, Dispute], names: list[str]) -> VisitLine:
    file = files.get(visit.about_id) if visit.about_id else None
    return VisitLine(
        ticket=visit.ticket,
        who=visit.name if looks_like_company(visit.name) else masked_name(visit.name),
        phone=mask_phone(visit.phone) if visit.phone else "",
        matter=masked_words(visit.matter, *names),
        arrived_at=visit.arrived_at,
        waited=minutes(visit.arrived_at, visit.called_at) if visit.called_at else None,
        by=members[visit.seen_by].name if visit.seen_by in members else "",
        end=visit.end,
        number=short_number(file.number) if file else "",
    )


def _duty_words(member: Member) -> str:
    """周慧兰（人民调解员）; what stands in brackets in the title itself is left out."""
    title = re.sub(r"[(\uff08].*", "", member.title)
    return f"{member.name}（{title}）" if title else member.name


def _correction(said: dict[str, str]) -> str:
    at = datetime.fromisoformat(said["at"])
    return f"{at:%m-%d %H:%M} {said['by']}：{said['what']}"


def sheet(desk: Desk, id: UUID) -> Callable[[], bytes]:
    """The 小结 as PDF: read now, set when the result is called, anywhere. A day not closed prints as a draft."""
    demand(desk.account.role, Act.PRINT)
    shown = summary(desk, id)
    committee, practice = desk.committee(), desk.practice
    content = _content(shown, committee.committee, committee.room, desk.now())
    draft = shown.day.closed_at is None
    return lambda: render("reception_summary", content, draft=draft, practice=practice)


def _content(shown: Summary, committee: str, room: str, now: datetime) -> Any:
    from reports.documents.reception_summary import Figure, ReceptionSummary, Visitor

    day = shown.day
    issued = (day.closed_at or now).replace(tzinfo=SHANGHAI)
    ends = [end for end in (*SEEN, VisitEnd.LEFT) if end is not VisitEnd.LEFT or shown.came]
    counted = [Figure(END_WORDS[end], shown.by_end[end]) for end in ends]
    if shown.unfinished:
        counted.append(Figure("尚未办完", shown.unfinished))
    return ReceptionSummary(
        number=f"{day.on:%Y%m%d}",
        title=f"{'政策咨询日' if day.kind is DayKind.POLICY else '接待日'}小结",
        committee=committee,
        room=room,
        name=day.name,
        on=day.on,
        place=day.place,
        hours=shown.hours,
        held=(day.opened_at, day.closed_at),
        on_duty=shown.on_duty,
        came=shown.came,
        ends=tuple(counted),
        categories=tuple(Figure(words, count) for words, count in shown.by_category),
        waits=shown.waits,
        opened=shown.opened,
        visitors=tuple(
            Visitor(
                ticket=line.ticket,
                arrived=f"{line.arrived_at:%H:%M}",
                who=line.who,
                matter=line.matter,
                waited="" if line.waited is None else f"{line.waited} 分",
                by=line.by,
                became=line.became,
            )
            for line in shown.lines
        ),
        note=day.note,
        corrections=shown.corrections,
        issued_at=issued,
    )


def rota_sheet(desk: Desk, start: date) -> Callable[[], bytes]:
    """The rota of the week of `start` for the wall."""
    from reports.documents.duty_rota import DutyRota, OnDuty

    demand(desk.account.role, Act.PRINT)
    first = duty.monday(start)
    days = [first + timedelta(days=n) for n in range(duty.WEEK)]
    shifts = duty.shifts(desk, days[0], days[-1])
    calendar = desk.handbook.rules.calendar
    lines = []
    for member in duty.roster(desk):
        mine = [[duty.hours_words(s) for s in shifts if s.member_id == member.id and s.on == day] for day in days]
        if any(mine):
            lines.append(OnDuty(member.name, member.title, tuple("\n".join(words) for words in mine)))
    committee = desk.committee()
    year, week, _ = first.isocalendar()
    content = DutyRota(
        number=f"{year}年第{week}周",
        committee=committee.committee,
        room=committee.room,
        days=tuple(days),
        heads=tuple(f"{weekday_text(day)}{'' if calendar.is_workday(day) else '（休）'}" for day in days),
        lines=tuple(lines),
        phone=committee.phone,
        issued_at=desk.now().replace(tzinfo=SHANGHAI),
    )
    practice = desk.practice
    return lambda: render("duty_rota", content, draft=False, practice=practice)
