"""Who is known to the room: persons and organisations, and the files in which they play a part."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from desktop.commands import lists
from desktop.commands.desk import Desk
from desktop.commands.summaries import pinyin_key
from desktop.domain.people import Agent, Claimant, Party, PartyRole, Person
from desktop.domain.typed import fold_code
from desktop.storage.schema import TABLES
from desktop.storage.store import Reader

LEAST = 2  # characters of a question
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A part in one file: `role` is a PartyRole, an agent's kind, or 群体成员."""

    dispute: UUID
    number: str
    names: str
    role: PartyRole | str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with all the parts they play, newest file first."""

    person: Person
    parts: tuple[Part, ...]


def search(desk: Desk, words: str, *, most: int = 50) -> list[Known]:
    """By name, pinyin of a name, telephone, tail of an identity number or credit code; by name, at most `most`."""
    wanted = fold_code(words).lower().replace(" ", "")
    if len(wanted) < LEAST:
        return []
    with desk.read() as reader:
        found = {person.id: person for person in _by_columns(reader, wanted, most)}
        if wanted.isalpha() and wanted.isascii():
            for person in _by_sound(desk, reader, wanted):
                found.setdefault(person.id, person)
        chosen = sorted(found.values(), key=lambda p: (pinyin_key(p.name), p.id.hex))[:most]
        return [Known(person, _parts(reader, person.id)) for person in chosen]


def _by_columns(reader: Reader, wanted: str, most: int) -> list[Person]:
    p = TABLES["people"].c
    tests = [p.name.contains(wanted, autoescape=True), p.legal_representative.contains(wanted, autoescape=True)]
    if wanted.isdigit() or wanted[:-1].isdigit():
        tests += [
            p.phone.contains(wanted, autoescape=True),
            p.id_number.endswith(wanted.upper(), autoescape=True),
            p.uscc.endswith(wanted.upper(), autoescape=True),
        ]
    elif wanted.isascii() and wanted.isalnum():
        tests.append(p.uscc.endswith(wanted.upper(), autoescape=True))
    ids = [row[0] for row in reader.rows(select(p.id).where(p.gone == 0, or_(*tests)).limit(most))]
    return reader.find(Person, id=ids) if ids else []


def _by_sound(desk: Desk, reader: Reader, wanted: str) -> list[Person]:
    """The files' summaries hold the sounds; among the persons of the files found, those whose own name sounds so."""
    files = lists.Files(desk, lists.Filter(view="all", words=wanted)).ids()[:MOST_FILES]
    if not files:
        return []
    parts: list[Party | Agent | Claimant] = [
        *reader.find(Party, dispute_id=files),
        *reader.find(Agent, dispute_id=files),
        *reader.find(Claimant, dispute_id=files),
    ]
    people = reader.find(Person, id=list({part.person_id for part in parts}))
    return [person for person in people if wanted in pinyin_key(person.name)]


def _parts(reader: Reader, person: UUID) -> tuple[Part, ...]:
    roles: dict[UUID, PartyRole | str] = {}
    for claimant in reader.find(Claimant, person_id=person):
        roles[claimant.dispute_id] = "群体成员"
    for agent in reader.find(Agent, person_id=person):
        roles[agent.dispute_id] = agent.agent_type
    for party in reader.find(Party, person_id=person):
        roles[party.dispute_id] = party.role
    newest = sorted(lists.lines(reader, list(roles)), key=lambda line: line.number, reverse=True)
    return tuple(Part(line.id, line.number, line.names, roles[line.id]) for line in newest)
