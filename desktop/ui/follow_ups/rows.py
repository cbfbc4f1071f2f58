"""The words of the two lists: a file to ask after, a sum to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.commands.follow_ups import Asking, Owing
from desktop.commands.handbook import Handbook
from desktop.domain.disputes import Risk
from desktop.domain.typed import fen_text, mask_phone, weekday_text
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone
from desktop.ui.words import RISKS

RISK_MARKS: dict[Risk, tuple[Shape, Tone]] = {
    Risk.RED: (Shape.TRIANGLE, Tone.RED),
    Risk.ORANGE: (Shape.DIAMOND, Tone.ORANGE),
    Risk.YELLOW: (Shape.DOT, Tone.AMBER),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what over which file at the left; when and who over a remark at the right."""

    key: str
    what: str
    which: str
    when: str
    who: str
    remark: str
    urgent: bool
    risk: str = ""
    shape: Shape | None = None
    tone: Tone = Tone.INK_2


@dataclass(frozen=True, slots=True)
class Group:
    """One list with its name; `more` are those that are not shown."""

    name: str
    count: int
    lines: tuple[Line, ...]
    nothing: str

    @property
    def late(self) -> int:
        """How many of those that are shown are overdue."""
        return sum(line.urgent for line in self.lines)

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def when(due: date | None, on: date) -> str:
    """逾期 3 日, 今天, 周二 11-24."""
    if due is None:
        return "未定期限"
    if due < on:
        return f"逾期 {(on - due).days} 日"
    return "今天" if due == on else f"{weekday_text(due)} {due:%m-%d}"


def ask_line(one: Asking, on: date, handbook: Handbook) -> Line:
    due, last = one.due, one.last
    shape, tone = RISK_MARKS.get(due.risk, (None, Tone.INK_2))
    reached = [f"{name} {mask_phone(phone)}" for name, phone in one.people if phone]
    phones = "".join(reached[:1]) + (f" 等 {len(one.people)} 方" if reached and len(one.people) > 1 else "")
    said = f"{last.on:%m-%d} {last.method}:{last.result or last.about}" if last else "还没有回访过"
    return Line(
        key=f"ask:{due.dispute.hex}",
        what=due.names if due.code == "follow_up" else f"{due.names}·{due.text}",
        which=f"{due.number}·{handbook.category(due.category).short}·{said}",
        when=when(due.due, on),
        who=due.owner_name,
        remark=phones,
        urgent=due.due < on,
        risk=RISKS[due.risk] if shape else "",
        shape=shape,
        tone=tone,
    )


def owe_line(one: Owing, on: date, handbook: Handbook) -> Line:
    due, duty = one.due, one.obligation
    shape, tone = RISK_MARKS.get(due.risk, (None, Tone.INK_2))
    nth = "提前到期的余款" if one.accelerated else f"第{one.n}期" if one.of > 1 else ""
    sum_ = f"{fen_text(one.left_fen)} 元" if duty.amount_fen else duty.act or duty.about
    who = " → ".join(w for w in (one.debtor, one.creditor) if w)
    return Line(
        key=f"owe:{due.dispute.hex}:{one.key}",
        what=" ".join(w for w in (nth, sum_) if w),
        which=f"{due.number}·{handbook.category(due.category).short}·{who}",
        when=when(one.day, on),
        who=due.owner_name,
        remark="违约" if one.state == "breached" else duty.about if duty.amount_fen else "",
        urgent=bool(one.day and one.day < on),
        risk=RISKS[due.risk] if shape else "",
        shape=shape,
        tone=tone,
    )
