"""The people of a file: who is already known to the room, where else they stand, and agents who leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from desktop.commands.desk import Desk
from desktop.commands.lists import Line, lines
from desktop.commands.summaries import pinyin_key
from desktop.domain.people import Agent, Claimant, Party, Person
from desktop.domain.permissions import Act
from desktop.storage.schema import TABLES
from desktop.storage.store import Reader


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the registry and the files in which they stand."""

    person: Person
    files: tuple[Line, ...]


def known_people(desk: Desk, name: str, *, apart_from: Iterable[UUID] = (), most: int = 5) -> list[Known]:
    """People whose name begins with what is typed, or whose pinyin does; for reuse in another file."""
    typed = name.strip()
    if len(typed) < 2:
        return []
    p = TABLES["people"].c
    skipped = frozenset(apart_from)
    with desk.read() as reader:
        if typed.isascii():
            rows = reader.rows(select(p.id, p.name).where(p.gone == 0))
            ids = [row.id for row in rows if any(k.startswith(typed.lower()) for k in pinyin_key(row.name).split())]
        else:
            query = select(p.id).where(p.gone == 0, or_(p.name.startswith(typed, autoescape=True), p.name == typed))
            ids = [row.id for row in reader.rows(query)]
        found = [id for id in ids if id not in skipped][:most]
        return [Known(reader.get(Person, id), tuple(_files(reader, {id}))) for id in found]


def also_in(desk: Desk, person: Person, dispute: UUID) -> list[Line]:
    """Other files with this person: the same registry entry, identity number or phone. A hint, never a stop."""
    p = TABLES["people"].c
    same = [p.id == person.id]
    if len(person.phone) >= 7:
        same.append(p.phone == person.phone)
    if person.id_number:
        same.append(p.id_number == person.id_number)
    with desk.read() as reader:
        ids = {row.id for row in reader.rows(select(p.id).where(p.gone == 0, or_(*same)))}
        return [line for line in _files(reader, ids) if line.id != dispute]


def _files(reader: Reader, people: set[UUID]) -> list[Line]:
    """The files in which any of these people stand, newest first."""
    parts: list[Party | Agent | Claimant] = [
        *reader.find(Party, person_id=people),
        *reader.find(Agent, person_id=people),
        *reader.find(Claimant, person_id=people),
    ]
    ids = sorted({part.dispute_id for part in parts}, key=lambda id: id.int, reverse=True)
    return lines(reader, ids)


def remove_agent(desk: Desk, agent: Agent) -> None:
    """Take an agent out of the file; undo brings them back."""
    with desk.act(Act.EDIT, "remove_party", dispute=agent.dispute_id) as tx:
        tx.remove(agent)
