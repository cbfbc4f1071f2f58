"""Settings of the month's report: one thing by name on every workstation, and who wrote it last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select

from desktop.commands.desk import SHANGHAI
from desktop.commands.limits import OURS
from desktop.domain.people import Account
from desktop.storage.schema import audit, operations
from desktop.storage.store import Reader


def allowance_id(code: str) -> UUID:
    return uuid5(OURS, f"allowance:{code}")


def fact_id(half: str, code: str) -> UUID:
    return uuid5(OURS, f"organisation:{half}:{code}")


@dataclass(frozen=True, slots=True)
class Written:
    """When something was written last, and the name of the account that did."""

    at: datetime
    who: str

    def words(self) -> str:
        """`2026-10-31 14:03 周慧兰`."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.who}".rstrip()


def last_written(reader: Reader, kind: str) -> dict[UUID, Written]:
    """The last writing of each object of a kind, whether it is still there or not."""
    o, a = operations.c, audit.c
    query = select(o.object, a.at, a.account).join(audit, a.txn == o.txn).where(o.kind == kind).order_by(a.seq)
    names = {account.id.bytes: account.name for account in reader.find(Account)}
    return {
        UUID(bytes=object): Written(
            datetime.fromisoformat(at).astimezone(SHANGHAI).replace(tzinfo=None), names.get(account, "")
        )
        for object, at, account in reader.rows(query)
    }
