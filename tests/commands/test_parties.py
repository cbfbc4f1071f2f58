"""People known to the room: found by the beginning of their name, shown where else they stand, removed and back."""

from __future__ import annotations

from desktop.commands import disputes, history, parties
from desktop.commands.lists import Files, Filter
from desktop.domain.people import Agent, Party, PartyRole, Person


def file_of(desk, number):
    id = Files(desk, Filter(words=number)).ids()[0]
    with desk.read() as reader:
        return reader.file(id)


def test_somebody_known_is_found_by_the_beginning_of_the_name_and_by_sound(make_room):
    desk = make_room("practice")
    found = parties.known_people(desk, "沈佩")
    assert {known.person.name for known in found} == {"沈佩文"}
    assert any(line.number == "2026-045" for known in found for line in known.files)
    assert {known.person.name for known in parties.known_people(desk, "shenpei")} == {"沈佩文"}
    assert parties.known_people(desk, "沈") == []
    assert parties.known_people(desk, "沈佩", apart_from=[known.person.id for known in found]) == []


def test_the_same_phone_in_another_file_is_a_hint(make_room):
    desk = make_room("practice")
    file = file_of(desk, "2026-045")
    company = next(file.person(p) for p in file.sides if "恒禾" in file.person(p).name)
    numbers = [line.number for line in parties.also_in(desk, company, file.dispute.id)]
    assert "2026-061" in numbers
    assert "2026-045" not in numbers
    stranger = Person(name="谁也不是", phone="12099990000")
    assert parties.also_in(desk, stranger, file.dispute.id) == []


def test_an_agent_leaves_and_undo_brings_them_back(make_room):
    desk = make_room("practice")
    file = file_of(desk, "2026-045")
    agent = file.agents[0]
    parties.remove_agent(desk, agent)
    assert file_of(desk, "2026-045").agents == ()
    history.undo_last(desk)
    assert [a.id for a in file_of(desk, "2026-045").agents] == [agent.id]


def test_somebody_known_keeps_one_entry_in_two_files(make_room):
    desk = make_room("practice")
    known = parties.known_people(desk, "沈佩文")[0].person
    other = file_of(desk, "2026-061").dispute.id
    disputes.add_party(desk, Party(dispute_id=other, person_id=known.id, role=PartyRole.THIRD_PARTY), known)
    with desk.read() as reader:
        assert len(reader.find(Person, name="沈佩文")) == 1
        assert len(reader.find(Party, person_id=known.id)) >= 2
        assert reader.find(Agent, person_id=known.id) == []
