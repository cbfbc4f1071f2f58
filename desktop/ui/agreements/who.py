"""Who owes and who receives: the parties by their short names, a whole side, or the words of the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop.commands.summaries import short_name
from desktop.domain.agreements import Obligation
from desktop.domain.casefile import CaseFile
from desktop.domain.people import Party
from desktop.ui.kit.choices import Option

BOTH = "双方"


@dataclass(frozen=True, slots=True)
class Who:
    """Parties by id, or `text` where no single party is meant."""

    ids: tuple[UUID, ...] = ()
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.ids or self.text)


def debtor_of(obligation: Obligation) -> Who:
    return Who((), obligation.debtor_text) if obligation.debtor_text else Who(obligation.debtors)


def creditor_of(obligation: Obligation) -> Who:
    return Who((), obligation.creditor_text) if obligation.creditor_text else Who(obligation.creditors)


def called(file: CaseFile, who: Who) -> str:
    """`沈佩文`, `邵一鸣、贺琳`, `双方`."""
    names = {p.id: short_name(file.person(p).name) for p in file.parties} | _nicknames(file)
    return who.text or "、".join(names.get(id, "____") for id in who.ids)


def _nicknames(file: CaseFile) -> dict[UUID, str]:
    """What the file's short title calls its two parties (`都敏 与 鲜到家`), when it names just those."""
    said = file.dispute.short_title.split(" 与 ")
    if len(said) != 2 or len(file.sides) != 2:
        return {}
    pairs = zip(file.sides, said, strict=True)
    return {party.id: nick for party, nick in pairs if nick and set(nick) <= set(file.person(party).name)}


def who_options(file: CaseFile, *kept: Who, both: bool = False) -> list[Option]:
    """Everyone who may stand in the sentence, and what already stands there."""
    sides: tuple[Sequence[Party], Sequence[Party]] = (
        [p for p in file.sides if p.role.asks],
        [p for p in file.sides if not p.role.asks],
    )
    found = [Who((party.id,)) for party in file.sides]
    found += [Who(tuple(p.id for p in side)) for side in sides if len(side) > 1]
    if file.claimants:
        found.append(Who((), f"{len(file.claimants)}名职工(见附表)"))
    if both:
        found.append(Who((), BOTH))
    found += [who for who in kept if who and who not in found]
    return [Option(who, called(file, who)) for who in found]
