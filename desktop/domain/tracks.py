"""Side tracks outside the room, each with the moments it passes and the clock that runs from each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from desktop.domain.casefile import CaseFile
from desktop.domain.deadlines import Rules
from desktop.domain.disputes import Track
from desktop.domain.errors import RuleBroken
from desktop.domain.ledger import in_force, ledger

CONFIRMATION, REVIEW = "judicial_confirmation", "arbitration_review"
DELEGATED, ENTRUSTED = "court_delegated", "court_entrusted"
PAYMENT_ORDER, LAWSUIT, ARBITRATION, ENFORCEMENT = "payment_order", "lawsuit", "arbitration", "enforcement"

ORDER = ("applied", "accepted", "decided", "served")
DONE = {  # a moment as something that has happened, where 已 does not stand first
    "法院受理": "法院已受理",
    "裁定送达": "裁定已送达",
    "裁判送达": "裁判已送达",
    "裁决送达": "裁决已送达",
}
COURT_SENT = frozenset({DELEGATED, ENTRUSTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackKind:
    """`moments` are the fields of Track that it passes, with their words; `results` its ends, with theirs.

    `organ`: court or arbitration. `against`: it is brought by one side against the other, without the other's consent.
    """

    code: str
    title: str
    organ: str
    moments: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]
    procedures: tuple[tuple[str, str], ...] = ()
    against: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One limit of a track. `ours`: the parties or the room must act; else it is somebody else's turn.

    `met_on` stops it.
    """

    code: str
    what: str
    start: date
    due: date
    basis: str
    ours: bool
    met_on: date | None = None

    @property
    def running(self) -> bool:
        return self.met_on is None


KINDS: dict[str, TrackKind] = {
    kind.code: kind
    for kind in (
        TrackKind(
            code=CONFIRMATION,
            title="司法确认",
            organ="court",
            moments=(("applied", "申请"), ("accepted", "法院受理"), ("decided", "裁定"), ("served", "裁定送达")),
            results=(("valid", "确认有效"), ("rejected", "驳回申请"), ("withdrawn", "撤回申请")),
            procedures=(("special", "特别程序"),),
        ),
        TrackKind(
            code=REVIEW,
            title="仲裁审查",
            organ="arbitration",
            moments=(("applied", "申请"), ("accepted", "受理"), ("decided", "作出调解书"), ("served", "送达")),
            results=(("valid", "出具调解书"), ("rejected", "不予出具"), ("withdrawn", "撤回申请")),
        ),
        TrackKind(
            code=DELEGATED,
            title="法院委派",
            organ="court",
            moments=(("accepted", "签收法院材料"), ("decided", "回复法院")),
            results=(("succeeded", "调解成功"), ("failed", "调解不成,退回")),
        ),
        TrackKind(
            code=ENTRUSTED,
            title="法院委托",
            organ="court",
            moments=(("accepted", "签收法院材料"), ("decided", "回复法院")),
            results=(("succeeded", "调解成功"), ("failed", "调解不成,退回")),
            procedures=(("ordinary", "普通程序"), ("summary", "简易程序")),
        ),
        TrackKind(
            code=PAYMENT_ORDER,
            title="支付令",
            organ="court",
            moments=(
                ("applied", "申请"),
                ("accepted", "法院受理"),
                ("served", "送达债务人"),
                ("decided", "终结或生效"),
            ),
            results=(
                ("effective", "没有异议,已生效"),
                ("objected", "债务人异议,已失效"),
                ("rejected", "驳回申请"),
                ("withdrawn", "撤回申请"),
            ),
            against=True,
        ),
        TrackKind(
            code=LAWSUIT,
            title="起诉",
            organ="court",
            moments=(("applied", "起诉"), ("accepted", "立案"), ("decided", "裁判"), ("served", "裁判送达")),
            results=(
                ("judged", "已判决"),
                ("upheld", "判决维持协议"),
                ("changed", "判决变更协议"),
                ("revoked", "判决撤销协议"),
                ("void", "判决确认协议无效"),
                ("settled", "法院调解结案"),
                ("rejected", "驳回或不予受理"),
                ("withdrawn", "撤诉"),
            ),
            against=True,
        ),
        TrackKind(
            code=ARBITRATION,
            title="劳动仲裁",
            organ="arbitration",
            moments=(("applied", "申请"), ("accepted", "受理"), ("decided", "裁决"), ("served", "裁决送达")),
            results=(
                ("judged", "已裁决"),
                ("settled", "仲裁调解结案"),
                ("rejected", "不予受理"),
                ("withdrawn", "撤回"),
            ),
            against=True,
        ),
        TrackKind(
            code=ENFORCEMENT,
            title="强制执行",
            organ="court",
            moments=(("applied", "申请执行"), ("accepted", "立案执行"), ("decided", "执行结束")),
            results=(
                ("executed", "执行完毕"),
                ("reconciled", "执行和解"),
                ("suspended", "终结本次执行"),
                ("rejected", "驳回申请"),
            ),
            against=True,
        ),
    )
}


def check(track: Track) -> None:
    """RuleBroken, with the field, where the moments do not follow each other or a result has no day."""
    kind = KINDS.get(track.kind)
    if kind is None:
        return
    words = dict(kind.moments)
    last: tuple[str, date] | None = None
    for name, _word in kind.moments:
        day: date | None = getattr(track, name)
        if day is None:
            continue
        if last is not None and day < last[1]:
            raise RuleBroken(name, f"{words[name]}的日期早于{words[last[0]]}的日期,请核对。")
        last = (name, day)
    if track.decided and not track.result:
        raise RuleBroken("result", f"填了{words.get('decided', '结束')}的日期,请选择结果。")
    if track.result and not track.decided:
        raise RuleBroken("decided", f"请填写{words.get('decided', '结束')}的日期。")


def clocks(track: Track, file: CaseFile, rules: Rules) -> tuple[Clock, ...]:
    """Every limit of the track whose starting moment is known, in the order of the moments."""
    found = list(_CLOCKS[track.kind](track, file, rules)) if track.kind in _CLOCKS else []
    if track.due is not None:
        start = track.accepted or track.applied or track.due
        what = "法院指定的日期" if KINDS[track.kind].organ == "court" else "仲裁委员会指定的日期"
        met = track.decided
        found.append(Clock(code="set", what=what, start=start, due=track.due, basis=track.note, ours=True, met_on=met))
    return tuple(found)


def state(track: Track) -> str:
    """How far it is, in words."""
    kind = KINDS.get(track.kind)
    if kind is None:
        return track.result or "进行中"
    if track.decided:
        return dict(kind.results).get(track.result, track.result or "已有结果")
    passed = [word for name, word in kind.moments if getattr(track, name)]
    return DONE.get(passed[-1], f"已{passed[-1]}") if passed else f"待{kind.moments[0][1]}"


def _clock(
    rules: Rules, code: str, what: str, start: date | None, met_on: date | None, *, ours: bool = False
) -> Iterator[Clock]:
    if start is not None:
        limit = rules.limit(code)
        due = limit.ends(start, rules.calendar)
        yield Clock(code=code, what=what, start=start, due=due, basis=limit.basis, ours=ours, met_on=met_on)


def _effective(file: CaseFile) -> date | None:
    agreement = in_force(file)
    return agreement.effective_on if agreement else None


def _confirmation(t: Track, file: CaseFile, rules: Rules) -> Iterator[Clock]:
    yield from _clock(rules, CONFIRMATION, "双方共同申请", _effective(file), t.applied or t.accepted, ours=True)
    yield from _clock(rules, "court_takes", "法院决定是否受理", t.applied, t.accepted or t.decided)
    yield from _clock(rules, "court_rules_special", "法院作出裁定", t.accepted, t.decided)
    if t.decided and t.result == "valid":
        yield from _clock(rules, "confirmation_objection_party", "对裁定提出异议", t.served, None)


def _review(t: Track, file: CaseFile, rules: Rules) -> Iterator[Clock]:
    yield from _clock(rules, REVIEW, "双方共同申请", _effective(file), t.applied or t.accepted, ours=True)


def _delegated(t: Track, file: CaseFile, rules: Rules) -> Iterator[Clock]:
    yield from _clock(rules, DELEGATED, "调解并回复法院", t.accepted, t.decided, ours=True)


def _entrusted(t: Track, file: CaseFile, rules: Rules) -> Iterator[Clock]:
    code = "court_entrusted_summary" if t.procedure == "summary" else "court_entrusted_ordinary"
    yield from _clock(rules, code, "调解并回复法院", t.accepted, t.decided, ours=True)


def _payment_order(t: Track, file: CaseFile, rules: Rules) -> Iterator[Clock]:
    yield from _clock(rules, "payment_order_objection", "债务人清偿或者异议", t.served, t.decided)


def _enforcement(t: Track, file: CaseFile, rules: Rules) -> Iterator[Clock]:
    yield from _clock(rules, "enforcement", "申请强制执行", last_due(file), t.applied or t.accepted, ours=True)


def last_due(file: CaseFile) -> date | None:
    """The last day of performance under the agreement in force; dues brought forward by nobody's clause."""
    days = [e.agreed for a in ledger(file, date.min) for e in a.entries if e.agreed and not e.state.closed]
    return max(days, default=None)


def _nothing(t: Track, file: CaseFile, rules: Rules) -> Iterator[Clock]:
    return iter(())


_CLOCKS: dict[str, Callable[[Track, CaseFile, Rules], Iterator[Clock]]] = {
    CONFIRMATION: _confirmation,
    REVIEW: _review,
    DELEGATED: _delegated,
    ENTRUSTED: _entrusted,
    PAYMENT_ORDER: _payment_order,
    LAWSUIT: _nothing,
    ARBITRATION: _nothing,
    ENFORCEMENT: _enforcement,
}
