"""Case files as values, for tests of counting: two people, accepted on 3 March 2026, still in the talks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from desktop.domain.agreements import Agreement, Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.changes import new_id
from desktop.domain.disputes import Dispute, Filing, Intake, Mediation, Track
from desktop.domain.people import Claimant, Party, PartyRole, Person, PersonKind

ACCEPTED = date(2026, 3, 3)
FORMS = {Mediation.AGREED_WRITTEN: Form.WRITTEN, Mediation.AGREED_ORAL: Form.ORAL}


def day(text: str) -> date:
    """`5-8` is 8 May 2026; a whole ISO date is itself."""
    if len(text) == 10:
        return date.fromisoformat(text)
    month, number = text.split("-")
    return date(2026, int(month), int(number))


def case_file(
    sides: str = "nn",
    *,
    workers: Sequence[Mapping[str, Any]] = (),
    agreements: Sequence[Mapping[str, Any]] = (),
    tracks: Sequence[Mapping[str, Any]] = (),
    **said: Any,
) -> CaseFile:
    """`sides`: one letter a party, the first asks: n natural, l legal, o another organisation, w a (natural) witness.

    `said` are fields of the dispute; `workers`, `agreements` and `tracks` those of the parts.
    """
    values: dict[str, Any] = {
        "received_at": datetime.combine(ACCEPTED, time(9)),
        "decided_on": ACCEPTED,
        "intake": Intake.ACCEPTED,
        "mediation": Mediation.MEDIATING,
        "case_no": f"T{new_id().hex}",
        **said,
    }
    dispute = Dispute(**values)
    people: dict[UUID, Person] = {}
    parties = []
    kinds = {"n": PersonKind.NATURAL, "l": PersonKind.LEGAL, "o": PersonKind.OTHER, "w": PersonKind.NATURAL}
    for n, letter in enumerate(sides):
        person = Person(name=f"某{n}", kind=kinds[letter])
        people[person.id] = person
        role = PartyRole.WITNESS if letter == "w" else PartyRole.RESPONDENT if n else PartyRole.APPLICANT
        parties.append(Party(dispute_id=dispute.id, person_id=person.id, role=role, position=n))
    claimants = []
    for n, fields in enumerate(workers, 1):
        person = Person(name=f"工人{n}")
        people[person.id] = person
        claimants.append(Claimant(dispute_id=dispute.id, person_id=person.id, no=n, **fields))
    return CaseFile(
        dispute=dispute,
        people=people,
        parties=tuple(parties),
        claimants=tuple(claimants),
        agreements=tuple(
            Agreement(**{"dispute_id": dispute.id, "status": Status.SIGNED, **fields}) for fields in agreements
        ),
        tracks=tuple(Track(dispute_id=dispute.id, **fields) for fields in tracks),
    )


def settled(on: str = "3-10", closed: str = "4-20", *, oral: bool = False, fen: int = 120_000, **more: Any) -> CaseFile:
    """A file that ended with an agreement on a day and was closed on another (empty: not closed yet)."""
    mediation = Mediation.AGREED_ORAL if oral else Mediation.AGREED_WRITTEN
    values: dict[str, Any] = {
        "mediation": mediation,
        "filing": Filing.CLOSED if closed else Filing.OPEN,
        "closed_on": day(closed) if closed else None,
        "agreements": [
            {"form": FORMS[mediation], "agreed_on": day(on), "effective_on": day(on), "amount_fen": fen},
        ],
        **more,
    }
    return case_file(values.pop("sides", "nn"), **values)


def ended(mediation: Mediation, on: str = "3-10", closed: str = "4-20", **more: Any) -> CaseFile:
    """A file that ended without an agreement."""
    values: dict[str, Any] = {
        "mediation": mediation,
        "ended_on": day(on) if on else None,
        "filing": Filing.CLOSED if closed else Filing.OPEN,
        "closed_on": day(closed) if closed else None,
        **more,
    }
    return case_file(**values)


def past_round(
    mediation: Mediation = Mediation.AGREED_WRITTEN, *, over: str = "", closed: str = "", again: str
) -> dict[str, str]:
    """A round as 再次调解 keeps it among the extras."""
    return {
        "mediation": mediation.value,
        "ended_on": day(over).isoformat() if over else "",
        "closed_on": day(closed).isoformat() if closed else "",
        "reopened_on": day(again).isoformat(),
    }
