"""单独谈话: every door but that of the file's mediators is shut."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from desktop.commands import disputes, drafts, history, lists, papers, private_notes, recusal, registry, sessions
from desktop.commands.transfer.writing import export
from desktop.domain.errors import MediationError, NotAllowed, RuleBroken
from desktop.domain.people import Role
from desktop.domain.team import PrivateNote
from desktop.storage.schema import audit, dues, summaries
from tests.commands.test_acts import accepted, file_of
from tests.commands.test_sessions import session_of, who
from tests.conftest import be

SECRET = "底线是两万八千元海棠密语"


@pytest.fixture
def desk(make_room):
    made = make_room("practice")
    be(made, Role.MEDIATOR)
    return made


def noted(desk):
    id = accepted(desk).id
    file = file_of(desk, id)
    note = PrivateNote(dispute_id=id, at=desk.now(), party_id=file.sides[0].id, text=SECRET)
    private_notes.write(desk, note)
    return id, note


def outsiders(desk):
    """Everybody who may open the room and does not mediate the file."""
    yield Role.ADMIN, "傅敏"
    yield Role.ADMIN, "没有这个人"
    yield Role.LAWYER, "叶知秋"
    yield Role.AUDITOR, "宋怀谨"
    yield Role.STATISTICIAN, "傅敏"
    yield Role.READER, "没有这个人"
    yield Role.MEDIATOR, "严伯年"
    yield Role.READER, "周慧兰"  # the mediator in a role that may not write


def test_the_mediators_of_the_file_read_write_change_and_remove(desk):
    id, note = noted(desk)
    assert [n.text for n in private_notes.notes(desk, id)] == [SECRET]
    assert private_notes.notes(desk, id)[0].by == who(desk, "周慧兰").id
    private_notes.write(desk, replace(note, text="改过", by=who(desk, "严伯年").id))
    kept = private_notes.notes(desk, id)[0]
    assert (kept.text, kept.by) == ("改过", who(desk, "周慧兰").id)
    private_notes.remove(desk, note)
    assert private_notes.notes(desk, id) == []
    history.undo_last(desk)
    assert [n.text for n in private_notes.notes(desk, id)] == ["改过"]
    with pytest.raises(RuleBroken):
        PrivateNote(dispute_id=id, at=desk.now(), text=" ")


def test_nobody_else_reads_writes_or_removes(desk):
    id, note = noted(desk)
    for role, name in outsiders(desk):
        be(desk, role, name)
        assert not private_notes.may_read(desk, file_of(desk, id)), (role, name)
        for act in (
            lambda: private_notes.notes(desk, id),
            lambda: private_notes.write(desk, replace(note, text="改")),
            lambda: private_notes.remove(desk, note),
        ):
            with pytest.raises((RuleBroken, NotAllowed)):
                act()
    be(desk, Role.MEDIATOR)
    assert [n.text for n in private_notes.notes(desk, id)] == [SECRET]


def test_a_note_is_not_stolen_by_a_file_of_ones_own(desk):
    id, note = noted(desk)
    be(desk, Role.MEDIATOR, "严伯年")
    other = disputes.register(desk, disputes.Arrival(name="来人", facts="一件事", category="contract"))
    mine = disputes.accept(desk, other.id, on=desk.today(), mediators=[who(desk, "严伯年").id])
    with pytest.raises(RuleBroken):
        private_notes.write(desk, replace(note, dispute_id=mine.id))
    assert id != mine.id


def test_a_mediator_who_leaves_the_file_or_must_stand_aside_reads_no_more(desk):
    id, _note = noted(desk)
    me = who(desk, "周慧兰").id
    recusal.recuse(desk, id, me, "与对方是亲戚")
    with pytest.raises(RuleBroken, match="只有本件的调解员"):
        private_notes.notes(desk, id)
    be(desk, Role.MEDIATOR, "严伯年")
    disputes.edit(desk, replace(file_of(desk, id).dispute, mediators=(who(desk, "严伯年").id,)))
    assert [n.text for n in private_notes.notes(desk, id)] == [SECRET], "who takes over takes the notes over"


def test_the_timeline_says_that_and_not_what(desk):
    id, note = noted(desk)
    private_notes.write(desk, replace(note, text=SECRET + "又一句"))
    shown = history.timeline(desk, id)
    assert [e.act for e in shown[:2]] == ["private_note", "private_note"]
    change = next(c for c in shown[0].changes if c.field == "text")
    assert change.before == SECRET
    for role, name in outsiders(desk):
        be(desk, role, name)
        seen = history.timeline(desk, id)
        assert [e.act for e in seen[:2]] == ["private_note", "private_note"]
        assert not [c for e in seen for c in e.changes if c.kind == "private_notes"]
        assert SECRET not in repr(seen)
        with pytest.raises(MediationError):
            history.restore(desk, id, change)
    be(desk, Role.MEDIATOR)
    history.restore(desk, id, change)
    assert private_notes.notes(desk, id)[0].text == SECRET


def test_undoing_needs_the_same_right(desk):
    id, note = noted(desk)
    private_notes.remove(desk, note)
    be(desk, Role.ADMIN, "傅敏")  # the same account, another chair
    with pytest.raises(RuleBroken, match="只有本件的调解员"):
        history.undo_last(desk)
    be(desk, Role.MEDIATOR)
    assert private_notes.notes(desk, id) == []


def test_no_paper_list_search_or_export_holds_it(desk):
    id, _note = noted(desk)
    held = session_of(desk, id, result="继续", record="调解员:开始。")
    sessions.hold(desk, held, [])
    file = file_of(desk, id)
    assert SECRET not in repr(file), "a whole file read for a paper, a list or an export never had it"
    for kind, _title, which in papers.kinds_of(file):
        source = papers.Source(
            file=file,
            committee=desk.committee(),
            members={m.id: m for m in desk.members()},
            today=desk.today(),
            rules=desk.handbook.rules,
        )
        assert SECRET not in repr(papers.KINDS[kind].copy(source, which))
    be(desk, Role.ADMIN)
    assert SECRET not in json.dumps(export(desk), ensure_ascii=False, default=str)
    with desk.read() as reader:
        for table in (summaries, dues, audit):
            assert SECRET not in repr(reader.rows(select(table)))
    for words in (SECRET, SECRET[:6], "海棠密语"):
        assert id not in lists.Files(desk, lists.Filter(view="all", words=words)).ids()
        assert registry.search(desk, words) == []


def test_what_is_being_typed_is_ones_own(desk):
    id, _note = noted(desk)
    drafts.keep(desk, f"private:{id}:new", {"text": SECRET})
    mine = desk.account
    desk.account = replace(mine, id=id)  # somebody else's account
    assert drafts.find(desk, f"private:{id}:new") is None
    assert SECRET not in repr(drafts.all_of(desk))
    desk.account = mine
    assert drafts.find(desk, f"private:{id}:new").values == {"text": SECRET}


def test_nothing_of_it_lies_in_clear_on_the_disk(desk):
    noted(desk)
    desk.store.close()
    for path in desk.store.folder.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path.name
