"""补贴: what a mediated file earns its mediator by the rule table, and why it does not where it does not.

人民调解法 16 gives mediators an allowance; how much is local (财行〔2007〕179号), so every amount is a setting.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from desktop.domain import tracks
from desktop.domain.casefile import CaseFile, dossier
from desktop.domain.counting.periods import month_of
from desktop.domain.counting.rules import Counting, Reopened
from desktop.domain.counting.units import Catalogue, Unit, units
from desktop.domain.disputes import Intake, Mediation, Performing
from desktop.domain.people import TeamRole

Condition = Callable[[CaseFile, Unit], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One rule: a class of file (`needs`: the numbers of the 卷内目录 that must not lack) or a bonus on top of it."""

    code: str
    label: str
    short: str
    when: str
    amount_fen: int
    condition: str
    basis: str
    confidence: str
    needs: tuple[int, ...] = ()

    def set_to(self, amount_fen: int) -> Rate:
        return replace(self, amount_fen=amount_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rule table. Of `classes` the first that holds is a file's; `roles` may be paid."""

    classes: tuple[Rate, ...]
    bonuses: tuple[Rate, ...]
    roles: frozenset[TeamRole]

    def all(self) -> tuple[Rate, ...]:
        return (*self.classes, *self.bonuses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One allowance of a file. `on`: the day in whose month it is paid. `why`: why it is not payable, or empty."""

    code: str
    label: str
    amount_fen: int
    on: date | None
    why: str = ""

    @property
    def payable_fen(self) -> int:
        return 0 if self.why else self.amount_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One mediation of a file: its class, what its dossier lacks, and each allowance. `ended`: its result's day."""

    rate: Rate
    ended: date | None
    lacking: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def why(self) -> str:
        """Why the file itself is not payable."""
        return self.items[0].why


def judge(file: CaseFile, rules: Rules, catalogue: Catalogue) -> tuple[Judged, ...]:
    """The mediations of a file that ended, the oldest first; nothing for one that was not taken or still goes on.

    A dispute is paid for once, however often it was settled anew.
    """
    if file.dispute.intake is not Intake.ACCEPTED:
        return ()
    rounds = units(file, Counting(reopened=Reopened.EACH), catalogue)
    found: list[Judged] = []
    paid: date | None = None
    for n, unit in enumerate(rounds):
        last = n == len(rounds) - 1
        if unit.closed is None and (unit.agreed is None or not last):
            continue
        judged = _judged(file, unit, rules, paid, last=last)
        if unit.get("succeeded") and unit.closed and paid is None:
            paid = unit.closed
        found.append(judged)
    return tuple(found)


def lacking(file: CaseFile, needs: Collection[int]) -> tuple[str, ...]:
    """What of the 卷内目录 is needed and not there: `权利义务告知书(严伯年未签)`."""
    return tuple(
        f"{item.title}({item.missing})" if item.missing else item.title
        for item in dossier(file)
        if item.no in needs and item.state in {"lack", "later"}
    )


def _judged(file: CaseFile, unit: Unit, rules: Rules, paid: date | None, *, last: bool) -> Judged:
    rate = next(rate for rate in rules.classes if HOLDS[rate.when](file, unit))
    missing = lacking(file, rate.needs) if last else ()
    why = _why(file, unit, rate, rules, missing)
    once = f"同一纠纷只补一次,已在{month_of(paid).label}核过" if paid is not None else why
    items = [Item(code=rate.code, label=rate.label, amount_fen=rate.amount_fen, on=unit.closed, why=once)]
    if unit.get("succeeded"):
        for bonus in rules.bonuses:
            items += _bonus(file, unit, bonus, once if bonus.when == SETTLED else why, last=last)
    return Judged(rate=rate, ended=unit.agreed, lacking=missing, items=tuple(items))


def _why(file: CaseFile, unit: Unit, rate: Rate, rules: Rules, missing: tuple[str, ...]) -> str:
    """Why the file is not payable; the first reason that no paper can mend stands first."""
    lead = file.team.get(file.dispute.mediators[0]) if file.dispute.mediators else None
    if lead is None:
        return "没有主办调解员"
    if lead.role not in rules.roles:
        return f"主办{lead.name}不是人民调解员"
    if not rate.amount_fen:
        return "没有达成协议,不补" if rate.when == NOT_SETTLED else "本室没有定这项补贴"
    if unit.closed is None:
        return "还没有结案"
    return f"卷宗缺{'、'.join(missing)}" if missing else ""


def _bonus(file: CaseFile, unit: Unit, bonus: Rate, why: str, *, last: bool) -> Iterator[Item]:
    """A bonus that the file has or may yet get; those that never come into question are left out."""
    on, own = unit.closed, ""
    if bonus.when == FULFILLED:
        on, own = _fulfilled(file, unit, last=last)
    elif bonus.when == CONFIRMED:
        track = next((t for t in reversed(file.tracks) if t.kind == tracks.CONFIRMATION), None)
        if track is None or not last or not (track.applied or track.accepted):
            return
        decided = track.decided or track.served
        words = dict(tracks.KINDS[tracks.CONFIRMATION].results)
        if track.result == "valid" and decided:
            on = max(decided, unit.closed) if unit.closed else None
        elif track.result == "valid":
            on, own = unit.closed, "没有写裁定的日期"
        else:
            on, own = unit.closed, words.get(track.result, "法院还没有裁定")
    none = "" if bonus.amount_fen else "本室没有定这项补贴"
    yield Item(code=bonus.code, label=bonus.label, amount_fen=bonus.amount_fen, on=on, why=why or none or own)


def _fulfilled(file: CaseFile, unit: Unit, *, last: bool) -> tuple[date | None, str]:
    """(the day on which everything was performed, or why it is not)."""
    if not last:
        return unit.closed, "又再次调解,按最后一次核"
    if file.dispute.performing is not Performing.FULFILLED:
        broken = file.dispute.performing is Performing.BREACHED
        return unit.closed, "协议违约,没有履行" if broken else "还没有履行完毕"
    if unit.closed is None:
        return None, ""
    return max([unit.closed, *(p.on for p in file.performances if p.on)]), ""


def _is_oral(file: CaseFile, unit: Unit) -> bool:
    """By its agreement; where there is none on paper yet, by how the mediation is said to have ended."""
    written = unit.get("written") or (not unit.get("oral") and file.dispute.mediation is not Mediation.AGREED_ORAL)
    return bool(unit.get("succeeded")) and not written


SETTLED, NOT_SETTLED, FULFILLED, CONFIRMED = "settled", "not_settled", "fulfilled", "confirmed"
HOLDS: dict[str, Condition] = {
    NOT_SETTLED: lambda _file, unit: not unit.get("succeeded"),
    SETTLED: lambda _file, unit: bool(unit.get("succeeded")),
    "mass": lambda file, _unit: file.dispute.is_mass,
    "difficult": lambda file, _unit: file.dispute.is_difficult,
    "oral": _is_oral,
    "written": lambda file, unit: bool(unit.get("succeeded")) and not _is_oral(file, unit),
}
