"""A file that was accepted where no number could be given, and the paper that went out with room for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Filing, Intake
from desktop.domain.next_steps.step import Step, owner
from desktop.domain.numbering import left_blank

PATIENCE = 3  # working days until the line says what to do


def await_number(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """The number comes by itself with an exchange of data; never overdue: weeks offline would bury what is."""
    d = file.dispute
    if d.intake is not Intake.ACCEPTED or d.case_no or d.decided_on is None or d.filing is Filing.ARCHIVED:
        return
    until = rules.calendar.after_workdays(d.decided_on, PATIENCE)
    late = today > until
    yield Step(
        code="number",
        what="待编号,请交换数据" if late else "待编号",
        on=rules.calendar.next_workday(today) if late else until,
        owner=owner(file),
        basis="交换数据后自动编出正式编号",
        verb="看编号",
        tab="intake",
        waiting=True,
        start=d.decided_on,
    )


def write_number(file: CaseFile, today: date, rules: Rules) -> Iterator[Step]:
    """Once the number is there, it is written on the agreement that was issued without."""
    d = file.dispute
    for a in file.agreements:
        if a.frozen and left_blank(a) and d.case_no and d.filing is not Filing.ARCHIVED:
            out = a.issued_at.date() if a.issued_at else today
            yield Step(
                code="write_number",
                what="把正式编号写到协议书上",
                on=rules.calendar.after_workdays(out, 1),
                owner=owner(file),
                basis=f"签发时留空·{d.case_no}",
                verb="去记",
                tab="agreement",
            )
