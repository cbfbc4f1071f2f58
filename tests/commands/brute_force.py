"""The figures once more, the slow way: whole files, plain loops, no SQL, nothing of the program's own counting.

Written from the domain's section 3 (columns, identities, traps) and the counting rules as they are printed under the
table. What the program says must equal what these loops say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from desktop.domain.agreements import Agreement
from desktop.domain.casefile import CaseFile
from resources import rules as cupboard

CATEGORIES = (
    *("marriage_family", "neighbourhood", "house_land", "contract", "production_operation", "damages", "forest_land"),
    *("land_expropriation", "environment", "labour_migrant_wages", "labour_other", "tourism", "ecommerce"),
    *("consumer_other", "medical", "traffic_accident", "property_management", "other"),
)
REFERRALS = ("court", "procuratorate", "police", "petition", "other")
COMMITTEES = ("village", "neighbourhood", "township", "street", "enterprise", "association")
DANGERS = ("suicide", "civil_to_criminal", "mass_petition", "mass_fight", "mass_event")
BASES = ("received", "closed", "agreed")
Cells = Counter[tuple[str, str, str]]  # (axis, key, measure) -> figure


@dataclass
class Piece:
    """One 件: its days by each basis, what it is, and what it adds."""

    dispute: UUID
    days: dict[str, date | None]
    what: dict[str, str]
    helpers: list[str]
    adds: dict[str, int] = field(default_factory=dict)


# -- one file


def pieces(file: CaseFile, *, by_worker: bool, each_round: bool, with_refused: bool) -> list[Piece]:
    d = file.dispute
    if d.intake == "received":
        return []
    people = d.parties_count
    if not people:
        people = len(file.claimants)
        for party in file.parties:
            people += party.role != "witness"
    if d.intake in ("refused", "referred"):
        on = d.decided_on if d.decided_on else d.received_at.date()
        piece = Piece(d.id, dict.fromkeys(BASES, on), _what(file, str(d.intake)), _helpers(file))
        piece.adds[str(d.intake)] = 1
        if with_refused and d.intake == "refused":
            piece.adds |= {"cases": 1, "people": people}
        return [piece]
    made = []
    for talks in _talks(file, each_round):
        if by_worker and d.is_mass and file.claimants:
            made += _each_worker(file, talks)
        else:
            made.append(_one(file, talks, people))
    return made


@dataclass
class Talks:
    """One mediation: when it was taken on, ended and closed, and what was agreed in it."""

    begun: date
    ended: date | None
    closed: date | None
    how: str
    bound: Agreement | None
    present: bool

    @property
    def succeeded(self) -> bool:
        return self.how.startswith("agreed_")

    @property
    def result_on(self) -> date | None:
        """协议日; 没有达成协议的按调解终止日; of a room that kept neither, the day of closing."""
        if self.how not in ("agreed_written", "agreed_oral", "terminated", "withdrawn"):
            return None
        if self.succeeded and self.bound:
            if self.bound.agreed_on:
                return self.bound.agreed_on
            if self.bound.effective_on:
                return self.bound.effective_on
        return self.ended if self.ended else self.closed


def _talks(file: CaseFile, each_round: bool) -> list[Talks]:
    d = file.dispute
    begun = d.decided_on if d.decided_on else d.received_at.date()
    first_agreement = None  # from which day on agreements are those of the talks
    found = []
    if each_round:
        for earlier in d.extras.get("rounds", []):
            if not earlier["closed_on"]:
                continue  # never closed: the same talks, with a pause
            closed = date.fromisoformat(earlier["closed_on"])
            within = []
            for a in file.agreements:
                if (
                    a.agreed_on
                    and a.agreed_on <= closed
                    and (first_agreement is None or a.agreed_on >= first_agreement)
                ):
                    within.append(a)
            ended = date.fromisoformat(earlier["ended_on"]) if earlier["ended_on"] else None
            found.append(Talks(begun, ended, closed, earlier["mediation"], _binding(within), False))
            begun = first_agreement = date.fromisoformat(earlier["reopened_on"])
    within = []
    for a in file.agreements:
        if first_agreement is None or a.agreed_on is None or a.agreed_on >= first_agreement:
            within.append(a)
    found.append(Talks(begun, d.ended_on, d.closed_on, str(d.mediation), _binding(within), True))
    return found


def _binding(agreements: Sequence[Agreement]) -> Agreement | None:
    """The last that binds: spoken, or signed by all."""
    last = None
    for a in agreements:
        if a.form == "oral" or a.status == "signed":
            last = a
    return last


def _one(file: CaseFile, talks: Talks, people: int) -> Piece:
    fen = talks.bound.amount_fen if talks.succeeded and talks.bound else 0
    piece = _piece(file, talks, talks.succeeded, fen)
    piece.adds |= {"people": people, "mass": int(file.dispute.is_mass)}
    _dangers(file, talks, piece)
    return piece


def _each_worker(file: CaseFile, talks: Talks) -> list[Piece]:
    """一人一件: a worker and the other side; the agreement's amount by claim, fen left over to whom it cost most."""
    others = 0
    for party in file.parties:
        others += party.role not in ("witness", "applicant", "party_a")
    signed = [n for n, c in enumerate(file.claimants) if c.signed_agreement]
    if not signed:
        signed = list(range(len(file.claimants)))
    fen = talks.bound.amount_fen if talks.succeeded and talks.bound else 0
    claims = {}
    for n in signed:
        c = file.claimants[n]
        claims[n] = max(0, sum(c.instalments_fen) if sum(c.instalments_fen) else c.owed_fen)
    if not sum(claims.values()):
        claims = dict.fromkeys(signed, 1)
    whole = sum(claims.values())
    parts = {n: fen * claim // whole for n, claim in claims.items()}
    by_loss = sorted(signed, key=lambda n: (-(fen * claims[n] - parts[n] * whole), n))
    for n in by_loss[: fen - sum(parts.values())]:
        parts[n] += 1
    made = []
    for n in range(len(file.claimants)):
        piece = _piece(file, talks, talks.succeeded and n in parts, parts.get(n, 0))
        piece.adds |= {"people": 1 + (others if others else 1), "mass": 1}
        if n == 0:
            _dangers(file, talks, piece)
        made.append(piece)
    return made


def _piece(file: CaseFile, talks: Talks, settled: bool, fen: int) -> Piece:
    d = file.dispute
    outcome = "going"
    if settled:
        outcome = "settled"
    elif talks.succeeded or talks.how == "terminated":
        outcome = "terminated"
    elif talks.how == "withdrawn":
        outcome = "withdrawn"
    days = {"received": talks.begun, "closed": talks.closed, "agreed": talks.result_on}
    piece = Piece(d.id, days, _what(file, outcome), _helpers(file))
    piece.adds = {"cases": 1, "difficult": int(d.is_difficult)}
    if not settled:
        return piece
    piece.adds |= {"succeeded": 1, "amount_fen": fen}
    if talks.bound:
        piece.adds[str(talks.bound.form)] = 1
    if talks.result_on:
        took = 1
        on = talks.begun
        while on < talks.result_on:
            on += timedelta(days=1)
            took += 1
        piece.adds["days"] = took
        piece.what["band"] = (
            "d1" if took == 1 else "d7" if took <= 7 else "d15" if took <= 15 else "d30" if took <= 30 else "over"
        )
    if talks.present:
        _afterwards(file, talks, piece)
    return piece


def _afterwards(file: CaseFile, talks: Talks, piece: Piece) -> None:
    """履行、司法确认、仲裁审查、起诉、支付令: of the agreement that the file has now."""
    piece.adds["fulfilled"] = int(file.dispute.performing == "fulfilled")
    for track in file.tracks:
        since = track.applied if track.applied else track.accepted
        if not since:
            continue
        if track.kind == "judicial_confirmation":
            piece.adds["confirmation_applied"] = 1
            if track.result == "valid":
                piece.adds["confirmation_valid"] = 1
        elif track.kind == "arbitration_review":
            piece.adds["arbitration_review"] = 1
        elif track.kind == "payment_order":
            piece.adds["payment_order"] = 1
        elif track.kind == "lawsuit" and (not talks.result_on or since >= talks.result_on):
            piece.adds["sued"] = 1
            for judged in ("upheld", "changed", "revoked", "void"):
                if track.result == judged:
                    piece.adds[judged] = 1


def _dangers(file: CaseFile, talks: Talks, piece: Piece) -> None:
    if not talks.present:
        return
    for danger in DANGERS:
        piece.adds[f"prevent_{danger}_cases"] = int(file.dispute.prevention.get(f"{danger}_cases", 0) > 0)
        piece.adds[f"prevent_{danger}_people"] = file.dispute.prevention.get(f"{danger}_people", 0)


def _helpers(file: CaseFile) -> list[str]:
    found: list[str] = []
    for mediator in file.dispute.mediators[1:]:
        if mediator != file.dispute.mediators[0] and mediator.hex not in found:
            found.append(mediator.hex)
    return found


def _what(file: CaseFile, outcome: str) -> dict[str, str]:
    d = file.dispute
    natural = legal = False
    for party in file.parties:
        if party.role != "witness":
            if file.people[party.person_id].kind == "natural_person":
                natural = True
            else:
                legal = True
    natural = natural or bool(file.claimants)
    relation = "citizens"
    if legal:
        relation = "citizen_organisation" if natural else "organisations"
    return {
        "category": _category(d),
        "source": _source(d),
        "relation": relation,
        "outcome": outcome,
        "band": "",
        "mediator": d.mediators[0].hex if d.mediators else "",
    }


def _category(d: Any) -> str:
    """Older and local lists count under the official category that they map to; what nobody knows is 其他纠纷."""
    lists = cupboard.load("categories")
    if d.category_list != "2015":
        for said in (d.category, d.category_label):
            for older in lists["earlier_versions"]:
                for row in older["mapping"]:
                    if older["version"] == d.category_list and said in (row["label"], row.get("from")):
                        return str(row["code"])
            for row in lists["local_names"]:
                if d.category_list == "local" and said == row["name"]:
                    return str(row["code"])
    return d.category if d.category in CATEGORIES else "other"


def _source(d: Any) -> str:
    official = ("initiative", "application", *(f"referral_{organ}" for organ in REFERRALS))
    for row in cupboard.load("sources")["sources"]:
        if row["code"] == d.source:
            return str(row["official"])
    return d.source if d.source in official else "application"


# -- many files


def cells(found: Iterable[Piece], basis: str, months: Iterable[str]) -> Cells:
    """Every cell of every table for some months."""
    wanted, made = set(months), Cells()
    for piece in found:
        on = piece.days[basis]
        if on is None or f"{on.year:04d}-{on.month:02d}" not in wanted:
            continue
        what = piece.what
        places = [("", "")]
        for axis in ("category", "source", "relation", "outcome", "band", "mediator"):
            if what[axis]:
                places.append((axis, what[axis]))
        places.append(("source*outcome", what["source"] + "|" + what["outcome"]))
        places.append(("category*outcome", what["category"] + "|" + what["outcome"]))
        places.append(("category*source", what["category"] + "|" + what["source"]))
        for helper in piece.helpers:
            places.append(("helper", helper))
        for axis, key in places:
            for measure, n in piece.adds.items():
                if n:
                    made[axis, key, measure] += n
    return made


def official(made: Cells, committee: str) -> dict[str, int]:
    """The official table (领域 3.1), cell by cell, without what is no case (排查)."""

    def whole(measure: str) -> int:
        return made["", "", measure]

    table = {
        "cases_total": whole("cases"),
        "parties_people": whole("people"),
        "cases_succeeded": whole("succeeded"),
        "difficult": whole("difficult"),
        "amount_fen": whole("amount_fen"),
        "source_initiative": made["source", "initiative", "cases"],
        "source_application": made["source", "application", "cases"],
        "source_referral": 0,
        "form_oral": whole("oral"),
        "form_written": whole("written"),
        "unfulfilled": whole("succeeded") - whole("fulfilled"),
    }
    for kind in COMMITTEES:
        table[f"committee_{kind}"] = whole("cases") if kind == committee else 0
    for organ in REFERRALS:
        table[f"source_referral_{organ}"] = made["source", f"referral_{organ}", "cases"]
        table["source_referral"] += made["source", f"referral_{organ}", "cases"]
    for category in CATEGORIES:
        table[f"category_{category}"] = made["category", category, "cases"]
    for measure in ("fulfilled", "confirmation_applied", "confirmation_valid", "arbitration_review", "payment_order"):
        table[measure] = whole(measure)
    for measure in ("sued", "upheld", "changed", "revoked", "void"):
        table[measure] = whole(measure)
    for danger in DANGERS:
        for of in ("cases", "people"):
            table[f"prevent_{danger}_{of}"] = whole(f"prevent_{danger}_{of}")
    for relation in ("citizens", "citizen_organisation", "organisations"):
        table[f"relation_{relation}"] = made["relation", relation, "cases"]
    return table


def wrong(t: dict[str, int]) -> set[str]:
    """The identities of the domain's 3.2 that a table breaks."""
    total = t["cases_total"]
    holds = {
        "committees": sum(t[f"committee_{kind}"] for kind in COMMITTEES) == total,
        "sources": t["source_initiative"] + t["source_application"] + t["source_referral"] == total,
        "referrals": sum(t[f"source_referral_{organ}"] for organ in REFERRALS) == t["source_referral"],
        "categories": sum(t[f"category_{category}"] for category in CATEGORIES) == total,
        "relations": t["relation_citizens"] + t["relation_citizen_organisation"] + t["relation_organisations"] == total,
        "forms": t["form_oral"] + t["form_written"] == t["cases_succeeded"],
        "succeeded": t["cases_succeeded"] <= total,
        "difficult": t["difficult"] <= total,
        "valid": t["confirmation_valid"] <= t["confirmation_applied"],
        "applied": t["confirmation_applied"] <= t["form_written"],
        "fulfilled": t["fulfilled"] <= t["cases_succeeded"],
        "two_sides": t["parties_people"] >= 2 * total,
        "amount": t["amount_fen"] == 0 or t["cases_succeeded"] > 0,
    }
    for danger in DANGERS:
        cases, people = t[f"prevent_{danger}_cases"], t[f"prevent_{danger}_people"]
        holds[f"prevent_{danger}_cases"] = cases == 0 or people >= cases
    return {name for name, held in holds.items() if not held}


def alone(piece: Piece, committee: str) -> dict[str, int]:
    """The official table of one 件."""
    on = next(day for day in piece.days.values() if day)
    return official(
        cells([Piece(piece.dispute, {"x": on}, piece.what, [], piece.adds)], "x", [f"{on:%Y-%m}"]), committee
    )
