"""The agreement as it stands on the desk: values that are edited, kept as a draft, and put into the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from desktop.domain.agreements import Agreement, Duty, Instalment, Obligation, Status, Term
from desktop.domain.casefile import CaseFile
from desktop.domain.typed import fen_text
from desktop.domain.wording import bound, term_text, total_fen

_HEAD = ("facts", "liability", "place")
_DUTY = ("debtor_text", "creditor_text", "about", "amount_fen", "act", "continuous", "method", "account_tail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """One agreement with its clauses in order and their obligations. `raws` holds unfinished typing by place."""

    agreement: Agreement
    terms: tuple[Term, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    raws: Mapping[str, str]

    @classmethod
    def of(cls, file: CaseFile, agreement: Agreement) -> Working:
        """What the file holds; obligations that stand beside the clauses are put under theirs."""
        mine = [t for t in file.terms if t.agreement_id == agreement.id]
        duties = [o for o in file.obligations if o.agreement_id == agreement.id]
        terms, obligations = bound(mine, duties)
        return cls(agreement=agreement, terms=terms, obligations=obligations, raws={})

    def into(self, file: CaseFile) -> CaseFile:
        """The file as it would be with this agreement."""
        mine = self.agreement.id
        return replace(
            file,
            agreements=tuple(self.agreement if a.id == mine else a for a in file.agreements),
            terms=(*(t for t in file.terms if t.agreement_id != mine), *self.terms),
            obligations=(*(o for o in file.obligations if o.agreement_id != mine), *self.obligations),
        )

    def of_term(self, id: UUID | None) -> tuple[Obligation, ...]:
        """The obligations of a clause; those of no clause for None."""
        return tuple(o for o in self.obligations if o.term_id == id)

    def total(self) -> str:
        return fen_text(total_fen(self.obligations))

    # -- edits; each gives the next value

    def with_head(self, **fields: Any) -> Working:
        return replace(self, agreement=replace(self.agreement, **fields))

    def with_term(self, term: Term) -> Working:
        return replace(self, terms=tuple(term if t.id == term.id else t for t in self.terms))

    def with_obligation(self, obligation: Obligation) -> Working:
        known = any(o.id == obligation.id for o in self.obligations)
        kept = tuple(obligation if o.id == obligation.id else o for o in self.obligations)
        return replace(self, obligations=kept if known else (*kept, obligation))

    def with_raw(self, place: str, text: str) -> Working:
        """Unfinished typing at a place; "" when it is finished."""
        raws = {key: value for key, value in self.raws.items() if key != place}
        return replace(self, raws={**raws, place: text} if text else raws)

    def added(self, kind: Duty | None, after: UUID | None = None, text: str = "") -> tuple[Working, Term]:
        """A new clause behind `after` (or last): for a payment, an act, or words alone."""
        a = self.agreement
        term = Term(dispute_id=a.dispute_id, agreement_id=a.id, position=0, text=text)
        at = next((n + 1 for n, t in enumerate(self.terms) if t.id == after), len(self.terms))
        working = replace(self, terms=_numbered((*self.terms[:at], term, *self.terms[at:])))
        if kind is not None:
            duty = Obligation(dispute_id=a.dispute_id, agreement_id=a.id, term_id=term.id, seq=99, kind=kind)
            working = replace(working, obligations=(*working.obligations, duty))
        return working.in_sequence(), term

    def with_duty(self, term: UUID, kind: Duty) -> Working:
        """One more obligation under a clause."""
        a = self.agreement
        duty = Obligation(dispute_id=a.dispute_id, agreement_id=a.id, term_id=term, seq=99, kind=kind)
        return replace(self, obligations=(*self.obligations, duty)).in_sequence()

    def moved(self, id: UUID, step: int) -> Working:
        """A clause one place up (−1) or down (+1)."""
        at = next(n for n, t in enumerate(self.terms) if t.id == id)
        to = at + step
        if not 0 <= to < len(self.terms):
            return self
        terms = list(self.terms)
        terms[at], terms[to] = terms[to], terms[at]
        return replace(self, terms=_numbered(tuple(terms))).in_sequence()

    def without(self, id: UUID) -> Working:
        """A clause taken out with its obligations."""
        terms = _numbered(tuple(t for t in self.terms if t.id != id))
        return replace(
            self, terms=terms, obligations=tuple(o for o in self.obligations if o.term_id != id)
        ).in_sequence()

    def without_obligation(self, id: UUID) -> Working:
        return replace(self, obligations=tuple(o for o in self.obligations if o.id != id)).in_sequence()

    def in_sequence(self) -> Working:
        """Obligations numbered as their clauses stand, those of no clause last."""
        places = {t.id: t.position for t in self.terms}
        order = sorted(self.obligations, key=lambda o: (places.get(o.term_id, 999) if o.term_id else 999, o.seq))
        return replace(self, obligations=tuple(replace(o, seq=n) for n, o in enumerate(order, 1)))

    # -- the draft

    def draft(self) -> dict[str, Any]:
        """Plain values for `drafts.keep`."""
        a = self.agreement
        return {
            "agreement": str(a.id),
            "draft_no": a.draft_no,
            "head": {name: getattr(a, name) for name in _HEAD} | {"agreed_on": _iso(a.agreed_on)},
            "terms": [{"id": str(t.id), "text": t.text, "extras": dict(t.extras)} for t in self.terms],
            "obligations": [_plain(o) for o in self.obligations],
            "raws": dict(self.raws),
        }

    def restored(self, kept: Mapping[str, Any]) -> Working | None:
        """This agreement as a draft left it; None when the draft is of another one or of an earlier round."""
        a = self.agreement
        if kept.get("agreement") != str(a.id) or kept.get("draft_no") != a.draft_no or a.status is not Status.DRAFT:
            return None
        head = dict(kept["head"])
        agreement = replace(a, agreed_on=_day(head.pop("agreed_on", "")), **{n: head[n] for n in _HEAD})
        terms = tuple(
            Term(
                id=UUID(t["id"]),
                dispute_id=a.dispute_id,
                agreement_id=a.id,
                position=n,
                text=t["text"],
                extras=t["extras"],
            )
            for n, t in enumerate(kept["terms"], 1)
        )
        known = {o.id: o for o in self.obligations}
        duties = tuple(_from_plain(o, a, known.get(UUID(o["id"]))) for o in kept["obligations"])
        return Working(agreement=agreement, terms=terms, obligations=duties, raws=kept.get("raws", {}))


def words_of(term: Term, working: Working, file: CaseFile) -> str:
    """The clause as it prints."""

    def name(party: UUID) -> str:
        found = next((p for p in file.parties if p.id == party), None)
        return file.person(found).name if found else "____"

    return term_text(term, working.obligations, name)


def _numbered(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    return tuple(replace(t, position=n) for n, t in enumerate(terms, 1))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(o: Obligation) -> dict[str, Any]:
    return {
        "id": str(o.id),
        "term": str(o.term_id) if o.term_id else "",
        "seq": o.seq,
        "kind": o.kind.value,
        "debtors": [str(p) for p in o.debtors],
        "creditors": [str(p) for p in o.creditors],
        "checked_by": o.checked_by,
        "due": _iso(o.due),
        "starts_on": _iso(o.starts_on),
        "instalments": [[_iso(i.due), i.amount_fen] for i in o.instalments],
        "extras": dict(o.extras),
        **{name: getattr(o, name) for name in _DUTY},
    }


def _from_plain(kept: Mapping[str, Any], a: Agreement, before: Obligation | None) -> Obligation:
    base = before or Obligation(
        id=UUID(kept["id"]), dispute_id=a.dispute_id, agreement_id=a.id, seq=kept["seq"], kind=Duty(kept["kind"])
    )
    return replace(
        base,
        seq=kept["seq"],
        term_id=UUID(kept["term"]) if kept["term"] else None,
        debtors=tuple(UUID(p) for p in kept["debtors"]),
        creditors=tuple(UUID(p) for p in kept["creditors"]),
        checked_by=kept["checked_by"],
        due=_day(kept["due"]),
        starts_on=_day(kept["starts_on"]),
        instalments=tuple(Instalment(due=date.fromisoformat(day), amount_fen=fen) for day, fen in kept["instalments"]),
        extras=kept["extras"],
        **{name: kept[name] for name in _DUTY},
    )
