"""绿 / 黄 / 橙 / 红 by written rules: each point shows its rule and its evidence; a person judges, never the program.

人民调解法 25 asks for measures that fit, and that the police and others are told at once where it may become a
治安 or criminal case. The ladder itself is the room's own rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Risk
from desktop.domain.measures import COUNTED, MEASURES, Look
from desktop.domain.risk_table import Organ, Related, RiskTable, Rule, rank
from desktop.domain.vigilance import RiskAssessment, Standing

REPORT_TO = "report_to"  # extras of an assessment: the organs that had to be told when it was made
ALWAYS_TOLD = ("派出所", "司法所")  # about a red file that came without an assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One rule that speaks in a file: `rule` is the rule in words, `evidence` what it found."""

    code: str
    label: str
    level: Risk
    evidence: str
    rule: str = ""
    advice: str = ""
    basis: str = ""
    report: tuple[str, ...] = ()


def points(file: CaseFile, related: Sequence[Related], today: date, table: RiskTable) -> tuple[Point, ...]:
    """What the rules find, the gravest first. `related` are the other files of the chain."""
    look = Look(file, related, today, table)
    found: list[tuple[Rule, Point]] = []
    for rule in table.rules:
        if rule.measure == "signs":
            found += [(rule, point) for point in _signs(look, rule)]
        elif evidence := MEASURES[rule.measure](look, rule):
            found.append((rule, _point(rule, evidence)))
    highest = {r.measure: max(o.threshold for o, _ in found if o.measure == r.measure) for r, _ in found}
    kept = [p for r, p in found if r.measure not in COUNTED or r.threshold == highest[r.measure]]
    return tuple(sorted(kept, key=lambda p: -rank(p.level)))


def suggest(found: Sequence[Point]) -> Risk:
    """The level that the rules would give: that of the gravest point."""
    return max((p.level for p in found), key=rank, default=Risk.GREEN)


def needs_report(file: CaseFile, found: Sequence[Point], table: RiskTable) -> tuple[Organ, ...]:
    """Who must be told at once of what the rules found and has not been told of it yet."""
    wanted = {code for p in found for code in p.report}
    if suggest(found) is Risk.RED or file.dispute.risk is Risk.RED:
        wanted |= {organ.code for organ in table.organs[: len(ALWAYS_TOLD)]}
    told = told_since(file, raised_at(file))
    return tuple(o for o in table.organs if o.code in wanted and not any(o.label in name for name in told))


def latest(file: CaseFile) -> RiskAssessment | None:
    """The assessment in force."""
    return next((a for a in reversed(file.risk_assessments) if a.standing is Standing.IN_FORCE), None)


def pending(file: CaseFile) -> RiskAssessment | None:
    """A lowering that waits for its second person."""
    return next((a for a in reversed(file.risk_assessments) if a.standing is Standing.AWAITS_SECOND), None)


def raised_at(file: CaseFile) -> datetime:
    """Since when the level stands as it does; the file's first day when nobody has assessed it."""
    in_force = [a for a in file.risk_assessments if a.standing is Standing.IN_FORCE]
    moved = [a for a in in_force if a.level is not a.before] or in_force[:1]
    return moved[-1].at if moved else datetime.combine(file.dispute.received_at.date(), time())


def told_since(file: CaseFile, at: datetime) -> tuple[str, ...]:
    """The names of all who were told from then on."""
    return tuple(name for report in file.risk_reports if report.at >= at for name in report.to)


def unreported(file: CaseFile) -> tuple[str, ...]:
    """Who must still be told at once, by what the last assessment found; names of organs, empty when all know."""
    assessment = latest(file)
    if assessment is None:
        return () if file.dispute.risk is not Risk.RED or file.risk_reports else ALWAYS_TOLD
    wanted = dict.fromkeys(_words(assessment.extras.get(REPORT_TO)))
    if assessment.level is Risk.RED:
        wanted = dict.fromkeys((*wanted, *ALWAYS_TOLD))
    told = told_since(file, raised_at(file))
    return tuple(organ for organ in wanted if not any(organ in name for name in told))


def _words(kept: object) -> tuple[str, ...]:
    """What an outside file may call anything, as words."""
    return tuple(word for word in kept if isinstance(word, str)) if isinstance(kept, (list, tuple)) else ()


def _point(rule: Rule, evidence: str) -> Point:
    return Point(
        code=rule.code,
        label=rule.label,
        level=rule.level,
        evidence=evidence,
        rule=rule_words(rule),
        advice=rule.advice,
        basis=rule.basis,
        report=rule.report,
    )


def rule_words(rule: Rule) -> str:
    """The rule as one reads it in the room: 涉及十人以上(达到 10 人)→橙."""
    if rule.threshold > 1 or rule.unit:
        return f"{rule.label}:达到 {rule.threshold} {rule.unit}".rstrip()
    return rule.label


def _signs(look: Look, rule: Rule) -> list[Point]:
    """Each sign of escalation at its newest follow-up."""
    newest = {code: asked for asked in look.file.follow_ups for code in asked.signs}
    found = []
    for code, asked in newest.items():
        sign = look.table.sign(code)
        if sign is not None:
            found.append(
                Point(
                    code=f"sign_{code}",
                    label=sign.label,
                    level=sign.level,
                    evidence=f"{asked.on:%m-%d} {asked.method}回访时发现",
                    rule=rule.label,
                    advice=rule.advice,
                    basis=rule.basis,
                    report=("police_station", "judicial_office") if sign.level is Risk.RED else (),
                )
            )
    return found
