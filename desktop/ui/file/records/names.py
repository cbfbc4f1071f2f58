"""Who is who in a file, for lines and forms."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from desktop.commands.desk import Desk
from desktop.domain.agreements import Duty, Obligation
from desktop.domain.casefile import CaseFile
from desktop.domain.typed import fen_text
from desktop.ui.kit.choices import Option
from desktop.ui.words import PARTY_ROLES


def member_names(desk: Desk, ids: Iterable[UUID]) -> str:
    """Names of the team in the order asked, with 、 between."""
    known = {m.id: m.name for m in desk.members()}
    return "、".join(known[id] for id in ids if id in known)


def party_options(file: CaseFile) -> list[Option]:
    """The sides by party id, for who owes whom."""
    return [Option(p.id, f"{file.person(p).name}({PARTY_ROLES[p.role]})") for p in file.sides]


def party_names(file: CaseFile, ids: Iterable[UUID]) -> str:
    known = {p.id: file.person(p).name for p in file.parties}
    return "、".join(known[id] for id in ids if id in known)


def who_to_whom(file: CaseFile, duty: Obligation) -> str:
    """沈佩文 → 恒禾物业."""
    debtor = duty.debtor_text or party_names(file, duty.debtors)
    creditor = duty.creditor_text or party_names(file, duty.creditors)
    return " → ".join(name for name in (debtor, creditor) if name)


def what_is_owed(duty: Obligation) -> str:
    """5,440.00 元, or the act."""
    return f"{fen_text(duty.amount_fen)} 元" if duty.kind is Duty.MONEY else duty.act or duty.about
