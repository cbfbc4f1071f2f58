"""预警 worked off by a person: the files, the 三所联动 check-list, a note, and the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from desktop.commands import lists
from desktop.commands.desk import Desk
from desktop.commands.watching import AlertRule, rules
from desktop.domain.errors import RuleBroken
from desktop.domain.people import Member
from desktop.domain.permissions import Act
from desktop.domain.vigilance import Alert
from desktop.storage.store import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alert as one works on it: its rule, its files oldest first, how much of the check-list is done."""

    alert: Alert
    rule: AlertRule
    files: tuple[lists.Line, ...]
    owner: str

    @property
    def done(self) -> int:
        return sum(check.code in self.alert.checks for check in self.rule.checks)

    @property
    def days(self) -> int:
        """From the first file to the last; 0 when all came on one day."""
        return (self.files[-1].received_on - self.files[0].received_on).days if self.files else 0


def rule_of(alert: Alert) -> AlertRule:
    return next((r for r in rules() if r.code == alert.rule), rules()[0])


def open_alerts(desk: Desk) -> tuple[Raised, ...]:
    """What nobody has closed yet, the newest first."""
    with desk.read() as reader:
        found = reader.find(Alert, "raised_on", "id", closed_on=None)
        return tuple(_raised(reader, alert) for alert in reversed(found))


def of_file(desk: Desk, id: UUID) -> tuple[Raised, ...]:
    """The open alerts in which a file is counted."""
    return tuple(raised for raised in open_alerts(desk) if id in raised.alert.disputes)


def read(desk: Desk, alert: UUID) -> Raised:
    """NotFound when it is not there (any more)."""
    with desk.read() as reader:
        return _raised(reader, reader.get(Alert, alert))


def _raised(reader: Reader, alert: Alert) -> Raised:
    owner = reader.maybe(Member, alert.owner)
    files = sorted(lists.lines(reader, list(alert.disputes)), key=lambda line: (line.received_on, line.number))
    return Raised(alert=alert, rule=rule_of(alert), files=tuple(files), owner=owner.name if owner else "")


def tick(desk: Desk, alert: UUID, checks: Sequence[str], note: str | None = None) -> Alert:
    """The lines of the check-list that are done, in the order of the list; and what was noted beside them."""
    with desk.act(Act.EDIT, "alert") as tx:
        found = _open(tx.get(Alert, alert))
        done = tuple(check.code for check in rule_of(found).checks if check.code in checks)
        changed = replace(found, checks=done, note=found.note if note is None else note.strip())
        tx.put(changed)
    return changed


def close(desk: Desk, alert: UUID, note: str) -> Alert:
    """Worked off: what came of it is written down. RuleBroken without a note."""
    if not note.strip():
        raise RuleBroken("note", "请写明处置结果,再解除预警。")
    with desk.act(Act.EDIT, "close_alert") as tx:
        found = _open(tx.get(Alert, alert))
        closed = replace(found, note=note.strip(), closed_on=desk.today(), closed_by=desk.account.member_id)
        tx.put(closed)
    return closed


def _open(alert: Alert) -> Alert:
    if alert.closed_on is not None:
        raise RuleBroken("alert", "这条预警已经解除。")
    return alert
