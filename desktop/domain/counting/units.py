"""One file as the 件 that it counts for: each with its days, its place in the tables, and its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from desktop.domain import tracks
from desktop.domain.agreements import Agreement, Form
from desktop.domain.casefile import CaseFile
from desktop.domain.counting.rules import Basis, Counting, Mass, Reopened
from desktop.domain.disputes import Dispute, Intake, Mediation, Performing
from desktop.domain.follow_ups import ROUNDS
from desktop.domain.ledger import binding
from desktop.domain.mass.shares import shares
from desktop.domain.people import Claimant, PersonKind

PREVENTED = ("suicide", "civil_to_criminal", "mass_petition", "mass_fight", "mass_event")
MOST_PEOPLE = 99_999  # of one file; more makes no sense
MEASURES = (
    "cases",  # 案件总数
    "succeeded",  # 成功
    "difficult",  # 疑难复杂
    "people",  # 涉及当事人数
    "amount_fen",  # 涉及金额, in 分
    "written",  # 书面协议
    "oral",  # 口头协议
    "fulfilled",  # 已履行
    "confirmation_applied",  # 申请司法确认
    "confirmation_valid",  # 确认有效
    "arbitration_review",  # 申请仲裁审查
    "sued",  # 达成协议后起诉
    "upheld",  # 判决维持
    "changed",  # 判决变更
    "revoked",  # 判决撤销
    "void",  # 确认无效
    "payment_order",  # 申请支付令
    *(f"prevent_{what}_{of}" for what in PREVENTED for of in ("cases", "people")),
    "mass",  # 群体性纠纷
    "refused",  # 不予受理
    "referred",  # 转介
    "days",  # days from acceptance to agreement of those that succeeded, the first day counted as 1
)
AXES = ("category", "source", "relation", "outcome", "band", "mediator")
CROSSED = (("source", "outcome"), ("category", "outcome"), ("category", "source"))  # tables of two axes
BANDS = (("d1", 1), ("d7", 7), ("d15", 15), ("d30", 30), ("over", None))  # 当日, 2–7 日 …, 超 30 日
_OUTCOMES = {
    Mediation.AGREED_WRITTEN: "settled",
    Mediation.AGREED_ORAL: "settled",
    Mediation.TERMINATED: "terminated",
    Mediation.WITHDRAWN: "withdrawn",
}
OUTCOMES = ("settled", "terminated", "withdrawn", "going", "refused", "referred")
RELATIONS = ("citizens", "citizen_organisation", "organisations")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The official lists and what of other lists counts under them.

    `categories` and `sources`: official codes in the order of the table. `mapping`: (list version, its code or label)
    -> official category. `official`: the room's finer source -> official one.
    """

    categories: tuple[str, ...]
    sources: tuple[str, ...]
    mapping: Mapping[tuple[str, str], str]
    official: Mapping[str, str]
    version: str = "2015"

    def category(self, dispute: Dispute) -> str:
        """The official category; what no list knows counts as the last one, 其他纠纷."""
        if dispute.category_list != self.version:
            for said in (dispute.category, dispute.category_label):
                if mapped := self.mapping.get((dispute.category_list, said)):
                    return mapped
        return dispute.category if dispute.category in self.categories else self.categories[-1]

    def source(self, dispute: Dispute) -> str:
        """The official source; an unknown one counts as 依申请."""
        found = self.official.get(dispute.source, dispute.source)
        return found if found in self.sources else "application"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One 件: `no` tells those of one file apart. `figures` holds each of MEASURES that is not 0.

    The days say in which month it counts by each basis; None: it does not count there (yet).
    """

    dispute_id: UUID
    no: int = 0
    received: date | None
    closed: date | None
    agreed: date | None
    category: str
    source: str
    relation: str
    outcome: str
    band: str = ""
    mediator: str = ""
    helpers: tuple[str, ...] = ()
    who: str = ""
    figures: Mapping[str, int] = field(default_factory=dict)

    def day(self, basis: Basis) -> date | None:
        return {Basis.RECEIVED: self.received, Basis.CLOSED: self.closed, Basis.AGREED: self.agreed}[basis]

    def get(self, measure: str) -> int:
        return self.figures.get(measure, 0)

    def places(self) -> Iterator[tuple[str, str]]:
        """Every (axis, key) of the tables in which it stands; the first is the whole."""
        yield "", ""
        for axis in AXES:
            if key := getattr(self, axis):
                yield axis, key
        for one, other in CROSSED:
            yield f"{one}*{other}", f"{getattr(self, one)}|{getattr(self, other)}"
        for helper in self.helpers:
            yield "helper", helper


@dataclass(frozen=True, slots=True)
class _Round:
    """One mediation from its beginning to its end: the present one, or one before it was taken up again."""

    received: date
    closed: date | None
    ended: date | None
    mediation: Mediation
    agreement: Agreement | None
    last: bool


def units(file: CaseFile, counting: Counting, catalogue: Catalogue) -> tuple[Unit, ...]:
    """What a file counts for. Nothing before it was decided whether to take it.

    A refused or referred file is one unit that counts as a case only where the rules say so.
    """
    d = file.dispute
    if d.intake is Intake.RECEIVED:
        return ()
    if d.intake in {Intake.REFUSED, Intake.REFERRED}:
        return (_not_taken(file, counting, catalogue),)
    found: list[Unit] = []
    for round in _rounds(file, counting):
        if counting.mass is Mass.WORKER and d.is_mass and file.claimants:
            found += _by_worker(file, round, catalogue, len(found))
        else:
            found.append(_whole(file, round, catalogue, len(found)))
    return tuple(found)


def band_of(days: int) -> str:
    """The band of a time to settle; `days` counts the day of acceptance as 1."""
    return next(code for code, most in BANDS if most is None or days <= most)


def _common(file: CaseFile, catalogue: Catalogue) -> dict[str, Any]:
    d = file.dispute
    mediators = list(dict.fromkeys(m.hex for m in d.mediators))  # whoever is named twice helps once
    return {
        "dispute_id": d.id,
        "category": catalogue.category(d),
        "source": catalogue.source(d),
        "relation": _relation(file),
        "mediator": mediators[0] if mediators else "",
        "helpers": tuple(mediators[1:]),
    }


def _not_taken(file: CaseFile, counting: Counting, catalogue: Catalogue) -> Unit:
    d = file.dispute
    on = d.decided_on or d.received_at.date()
    outcome = "refused" if d.intake is Intake.REFUSED else "referred"
    figures = {outcome: 1}
    if counting.refused and d.intake is Intake.REFUSED:
        figures |= {"cases": 1, "people": file.people_involved}
    return Unit(received=on, closed=on, agreed=on, outcome=outcome, figures=figures, **_common(file, catalogue))


def _rounds(file: CaseFile, counting: Counting) -> Iterator[_Round]:
    """The rounds that count, the oldest first. One that ended without being closed goes on in the next one."""
    d = file.dispute
    began, agreed_from = d.decided_on or d.received_at.date(), date.min
    for past in _past(d):
        if counting.reopened is Reopened.LAST or past.closed is None:
            continue
        of_it = [a for a in file.agreements if a.agreed_on and agreed_from <= a.agreed_on <= past.closed]
        yield _Round(began, past.closed, past.ended, past.mediation, binding(of_it), last=False)
        began = agreed_from = past.again
    agreements = [a for a in file.agreements if a.agreed_on is None or a.agreed_on >= agreed_from]
    yield _Round(began, d.closed_on, d.ended_on, d.mediation, binding(agreements), last=True)


@dataclass(frozen=True, slots=True)
class _Past:
    mediation: Mediation
    ended: date | None
    closed: date | None
    again: date


def _past(d: Dispute) -> Iterator[_Past]:
    """The rounds before, as they were kept when the mediation was taken up again; what makes no sense is left out."""
    kept = d.extras.get(ROUNDS)
    for said in kept if isinstance(kept, (list, tuple)) else ():
        if not isinstance(said, Mapping):
            continue
        again = _day(said.get("reopened_on"))
        try:
            mediation = Mediation(str(said.get("mediation")))
        except ValueError:
            continue
        if again is not None:
            yield _Past(mediation, _day(said.get("ended_on")), _day(said.get("closed_on")), again)


def _day(said: object) -> date | None:
    try:
        found = date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return found if found and 1900 <= found.year <= 2200 else None


def _settled(round: _Round) -> bool:
    return _OUTCOMES.get(round.mediation) == "settled"


def _result_day(round: _Round) -> date | None:
    """The agreement's day; without one the day on which the mediation ended, which may be known by its closing only."""
    if round.mediation not in _OUTCOMES:
        return None
    a = round.agreement if _settled(round) else None
    return (a.agreed_on or a.effective_on if a else None) or round.ended or round.closed


def _whole(file: CaseFile, round: _Round, catalogue: Catalogue, no: int) -> Unit:
    """A round as one 件."""
    settled = _settled(round)
    agreement = round.agreement if settled else None
    figures = {"cases": 1, "people": file.people_involved, "mass": int(file.dispute.is_mass)}
    figures |= _agreed(file, round, settled, agreement.amount_fen if agreement else 0)
    if round.last:
        figures |= _prevented(file.dispute)
    return _unit(file, round, catalogue, no, settled, figures)


def _by_worker(file: CaseFile, round: _Round, catalogue: Catalogue, no: int) -> Iterator[Unit]:
    """A round as one 件 for everybody on the list; who did not sign has not settled. The amount is shared out."""
    answering = sum(1 for p in file.sides if not p.role.asks) or 1
    signers = [c for c in file.claimants if c.signed_agreement] or list(file.claimants)
    total = round.agreement.amount_fen if round.agreement and _settled(round) else 0
    weights = [_claim(c) for c in signers]
    parts = shares(total, weights if sum(weights) else [1] * len(signers))
    amounts = {c.id: part for c, part in zip(signers, parts, strict=True)}
    for n, claimant in enumerate(file.claimants):
        settled = _settled(round) and claimant.id in amounts
        figures = {"cases": 1, "people": 1 + answering, "mass": 1}
        figures |= _agreed(file, round, settled, amounts.get(claimant.id, 0))
        if round.last and n == 0:
            figures |= _prevented(file.dispute)
        yield _unit(file, round, catalogue, no + n, settled, figures, claimant)


def _claim(claimant: Claimant) -> int:
    return max(0, sum(claimant.instalments_fen) or claimant.owed_fen)  # an outside list may say anything


def _unit(
    file: CaseFile,
    round: _Round,
    catalogue: Catalogue,
    no: int,
    settled: bool,
    figures: dict[str, int],
    claimant: Claimant | None = None,
) -> Unit:
    result, band = _result_day(round), ""
    if settled and result is not None:
        days = max(1, (result - round.received).days + 1)
        figures, band = figures | {"days": days}, band_of(days)
    reached = _OUTCOMES.get(round.mediation, "going")
    return Unit(
        no=no,
        received=round.received,
        closed=round.closed,
        agreed=result,
        outcome="settled" if settled else "terminated" if reached == "settled" else reached,
        band=band,
        who=file.people[claimant.person_id].name if claimant else "",
        figures={name: n for name, n in figures.items() if n},
        **_common(file, catalogue),
    )


def _agreed(file: CaseFile, round: _Round, settled: bool, amount_fen: int) -> dict[str, int]:
    """The figures that an agreement brings; none without one. Whether it is difficult was said of the whole file."""
    figures = {"difficult": int(file.dispute.is_difficult)}
    if not settled:
        return figures
    form = round.agreement.form if round.agreement else None
    figures |= {
        "succeeded": 1,
        "amount_fen": amount_fen,
        "written": int(form is Form.WRITTEN),
        "oral": int(form is Form.ORAL),
    }
    if not round.last:
        return figures
    figures["fulfilled"] = int(file.dispute.performing is Performing.FULFILLED)
    since = _result_day(round)
    for track in file.tracks:
        begun = track.applied or track.accepted
        if begun is None:
            continue
        match track.kind:
            case tracks.CONFIRMATION:
                figures["confirmation_applied"] = 1
                if track.result == "valid":
                    figures["confirmation_valid"] = 1
            case tracks.REVIEW:
                figures["arbitration_review"] = 1
            case tracks.LAWSUIT if since is None or begun >= since:
                figures["sued"] = 1
                if track.result in {"upheld", "changed", "revoked", "void"}:
                    figures[track.result] = 1
            case tracks.PAYMENT_ORDER:
                figures["payment_order"] = 1
            case _:
                pass
    return figures


def _prevented(d: Dispute) -> dict[str, int]:
    """防止自杀、民转刑、群体性上访、械斗、事件 as the file says; one file is one 件 of each at most."""
    found = {}
    for what in PREVENTED:
        for of in ("cases", "people"):
            said = d.prevention.get(f"{what}_{of}")
            if isinstance(said, int) and not isinstance(said, bool) and 0 < said <= MOST_PEOPLE:
                found[f"prevent_{what}_{of}"] = said if of == "people" else 1
    return found


def _relation(file: CaseFile) -> str:
    """公民与公民, 公民与法人及社会组织, 法人及社会组织之间."""
    natural = {file.person(p).kind is PersonKind.NATURAL for p in file.sides} | ({True} if file.claimants else set())
    return "citizen_organisation" if len(natural) == 2 else "organisations" if natural == {False} else "citizens"
