"""背靠背 notes: for the mediators of the file alone. They are on no paper, in no list, in no export."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from desktop.commands.desk import Desk
from desktop.domain.casefile import CaseFile
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.recusal import barred
from desktop.domain.team import PrivateNote
from desktop.storage.schema import TABLES
from desktop.storage.store import Reader

CLOSED = "单独谈话只有本件的调解员可以看和写。"


def may_read(desk: Desk, file: CaseFile) -> bool:
    """Whether the person at the desk mediates this file: named as its mediator and not barred from it."""
    return desk.may(Act.EDIT) and mediates(file, desk.account.member_id)


def mediates(file: CaseFile, member: UUID | None) -> bool:
    if member is None or member not in file.dispute.mediators:
        return False
    known = file.team.get(member)
    return known is not None and not barred(known, file)


def notes(desk: Desk, dispute: UUID) -> list[PrivateNote]:
    """The notes of a file by time. RuleBroken for everybody who does not mediate it."""
    with desk.read() as reader:
        refuse_outsiders(desk, reader, dispute)
        return reader.find(PrivateNote, "at", "id", dispute_id=dispute)


def write(desk: Desk, note: PrivateNote) -> PrivateNote:
    """Keep a new note, or a changed one; who wrote it first stays its writer."""
    with desk.act(Act.EDIT, "private_note", dispute=note.dispute_id) as tx:
        refuse_outsiders(desk, tx, note.dispute_id)
        kept = tx.maybe(PrivateNote, note.id)
        table = TABLES["private_notes"].c
        if any(row[0] != note.dispute_id for row in tx.rows(select(table.dispute_id).where(table.id == note.id))):
            raise RuleBroken("text", CLOSED)  # one that was taken out is not brought over either
        made = replace(note, by=kept.by if kept else desk.account.member_id)
        tx.put(made)
    return made


def remove(desk: Desk, note: PrivateNote) -> None:
    """Take a note out; undo brings it back."""
    with desk.act(Act.EDIT, "remove_private_note", dispute=note.dispute_id) as tx:
        refuse_outsiders(desk, tx, note.dispute_id)
        tx.remove(tx.get(PrivateNote, note.id))


def refuse_outsiders(desk: Desk, reader: Reader, dispute: UUID) -> None:
    if not may_read(desk, reader.file(dispute)):
        raise RuleBroken("text", CLOSED)
