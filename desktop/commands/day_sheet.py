"""当日清单: today's list as a leaf of paper."""

from __future__ import annotations

from collections.abc import Callable

from desktop.commands import duty, lists
from desktop.commands.day_words import basis, duty_lines, session_words, when
from desktop.commands.desk import SHANGHAI, Desk
from desktop.commands.papers.press import render
from desktop.domain.permissions import Act, demand

PARTS = ("逾期", "今天", "本周", "等别人")


def today_sheet(desk: Desk, *, mine: bool = False) -> Callable[[], bytes]:
    """Read now what is due; the leaf is set when the result is called, anywhere. Raises NotAllowed."""
    demand(desk.account.role, Act.PRINT)
    shown = lists.today(desk, mine=mine)
    names: dict[object, str] = {m.id: m.name for m in desk.members()}
    here = duty_lines(duty.on_duty(desk, shown.on))
    committee = desk.committee()
    me = next((m.name for m in desk.members() if m.id == desk.account.member_id), desk.account.name)
    at = desk.store.now().astimezone(SHANGHAI)

    def press() -> bytes:
        from reports.documents.today_list import Meeting, TodayLine, TodayList, TodayPart

        groups = (shown.overdue, shown.today, shown.week, shown.waiting)
        parts = [
            TodayPart(
                name,
                tuple(
                    TodayLine(
                        t.step.what,
                        f"{t.number}　{t.names}",
                        when(t, shown.on),
                        basis(t, shown.on, committee.room),
                        t.owner_name,
                    )
                    for t in tasks
                ),
                more,
            )
            for name, tasks, more in zip(PARTS, groups, shown.left_out, strict=True)
            if tasks
        ]
        meetings = [
            Meeting(f"{session.starts:%H:%M}", line.names, session_words(session, names, line))
            for session, line in shown.sessions
            if session.planned
        ]
        paper = TodayList(
            number=shown.on.isoformat(),
            committee=committee.committee,
            room=committee.room,
            on=shown.on,
            whose=f"{me}的" if mine else "全室",
            on_duty="\uff1b".join(" ".join(filter(None, words)) for words in here),
            meetings=tuple(meetings),
            parts=tuple(parts),
            issued_at=at,
        )
        return render("today_list", paper, draft=False, practice=desk.practice)

    return press
