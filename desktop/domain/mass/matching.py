"""A list against the people who are in the file already: who is new, who changes, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.domain.mass.entries import Entry
from desktop.domain.people import Claimant, Person
from desktop.domain.typed import id_facts

ID_TYPE = "居民身份证"


class Change(StrEnum):
    NEW = "新增"
    UPDATED = "更新"
    SAME = "不变"


@dataclass(frozen=True, slots=True)
class Planned:
    """What one entry makes of the file: person and claimant as they will be."""

    entry: Entry
    change: Change
    person: Person
    claimant: Claimant


def plan(
    entries: Sequence[Entry],
    dispute: UUID,
    claimants: Sequence[Claimant],
    people: Mapping[UUID, Person],
    parties: Iterable[Person] = (),
) -> tuple[Planned, ...]:
    """The entries matched by identity number, else by name where the name is one person's and no number contradicts.

    What the list does not say stays as it is kept. `parties` are natural persons who ask in the file themselves:
    one of them who stands in the list is the same person, not a second one.
    """
    left = {c.id: c for c in claimants}
    taken: dict[int, Claimant] = {}
    for by_number in (True, False):
        for n, entry in enumerate(entries):
            if n not in taken:
                found = _match(entry, [(c, people[c.person_id]) for c in left.values()], by_number=by_number)
                if found is not None:
                    taken[n] = left.pop(found.id)
    last = max((c.no for c in claimants), default=0)
    known = list(parties)
    made: list[Planned] = []
    for n, entry in enumerate(entries):
        if n in taken:
            made.append(_updated(entry, taken[n], people[taken[n].person_id]))
            continue
        last += 1
        made.append(_new(entry, dispute, last, _party(entry, known)))
    return tuple(made)


def _match(entry: Entry, kept: Iterable[tuple[Claimant, Person]], *, by_number: bool) -> Claimant | None:
    if by_number:
        return next((c for c, p in kept if entry.id_number and p.id_number == entry.id_number), None)
    same = [(c, p) for c, p in kept if p.name == entry.name and not _contradicts(entry, p)]
    if len(same) > 1 and entry.phone:
        same = [(c, p) for c, p in same if p.phone == entry.phone]
    return same[0][0] if len(same) == 1 else None


def _contradicts(entry: Entry, person: Person) -> bool:
    """Two sound numbers make two people, unless the phone is the same; a number that cannot be right proves nothing."""
    if not person.id_number or not entry.id_number or (entry.phone and entry.phone == person.phone):
        return False
    return id_facts(entry.id_number).valid and id_facts(person.id_number).valid


def _party(entry: Entry, parties: list[Person]) -> Person | None:
    for person in parties:
        number = bool(entry.id_number) and person.id_number == entry.id_number
        name = person.name == entry.name and not _contradicts(entry, person)
        if number or name:
            parties.remove(person)
            return person
    return None


def _said(entry: Entry, kept: Person | None) -> dict[str, Any]:
    """The fields of the person that the list fills."""
    said: dict[str, Any] = {"name": entry.name, "sex": entry.sex, "id_number": entry.id_number, "phone": entry.phone}
    said = {name: value for name, value in said.items() if value}
    if kept and id_facts(kept.id_number).valid and entry.id_number and not id_facts(entry.id_number).valid:
        del said["id_number"]  # a slip in the list does not overwrite a sound number
    if "id_number" in said:
        said["id_type"] = (kept.id_type if kept else "") or ID_TYPE
    if entry.position and not (kept and kept.occupation):
        said["occupation"] = entry.position
    return said | ({"birth_date": entry.birth} if entry.birth else {})


def _claim(entry: Entry) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if entry.position:
        said["position"] = entry.position
    if entry.months:
        said["months_owed"] = entry.months
    if entry.owed_fen is not None:
        said["owed_fen"] = entry.owed_fen
    if entry.instalments:
        said["instalments_fen"] = entry.instalments
    if entry.migrant is not None:
        said["migrant_worker"] = entry.migrant
    if entry.representative is not None:
        said["representative"] = entry.representative
    return said


def _new(entry: Entry, dispute: UUID, no: int, party: Person | None) -> Planned:
    person = replace(party, **_said(entry, party)) if party else Person(**_said(entry, None))
    return Planned(entry, Change.NEW, person, Claimant(dispute_id=dispute, person_id=person.id, no=no, **_claim(entry)))


def _updated(entry: Entry, claimant: Claimant, person: Person) -> Planned:
    new_person, new_claim = replace(person, **_said(entry, person)), replace(claimant, **_claim(entry))
    same = new_person == person and new_claim == claimant
    return Planned(entry, Change.SAME if same else Change.UPDATED, new_person, new_claim)
