"""Whole files of every kind that counting knows, each from one number; and a room filled with them at once."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from desktop.commands.desk import Desk
from desktop.commands.statistics.tallies import tally
from desktop.domain.agreements import Form, Status
from desktop.domain.casefile import CaseFile
from desktop.domain.disputes import Filing, Intake, Mediation, Performing
from desktop.storage.schema import TABLES, summaries
from tests.commands.brute_force import CATEGORIES, DANGERS
from tests.domain.counted_files import FORMS, case_file

PARTS = ("parties", "claimants", "agreements", "tracks")
SOURCES = ("walk_in", "initiative", "grid_patrol", "court", "procuratorate", "police_110", "petition", "hotline_12345")
OLD_LISTS = (
    ("2010", "消费纠纷"),
    ("2010", "劳动争议"),
    ("2010", "medical"),
    ("local", "加装电梯"),
    ("local", "预付卡"),
)
RESULTS = {
    "judicial_confirmation": ("", "valid", "rejected"),
    "lawsuit": ("", "judged", "upheld", "changed", "revoked", "void"),
    "arbitration_review": ("", "valid"),
    "payment_order": ("",),
    "enforcement": ("",),
}
ENDS = (Mediation.AGREED_WRITTEN, Mediation.AGREED_WRITTEN, Mediation.AGREED_ORAL, Mediation.TERMINATED)


def some_file(number: int, team: Sequence[UUID]) -> CaseFile:
    """An invented file; the same number gives the same file. One in ten breaks an identity or two."""
    return _Maker(random.Random(number), team).file()


class _Maker:
    def __init__(self, chance: random.Random, team: Sequence[UUID]) -> None:
        self.chance, self.team = chance, team
        self.on = date(2025, 11, 1) + timedelta(days=chance.randrange(440))
        self.agreements: list[dict[str, Any]] = []
        self.rounds: list[dict[str, str]] = []
        self.odd = self.one_in(10)

    def one_in(self, n: int) -> bool:
        return self.chance.randrange(n) == 0

    def later(self, most: int = 40) -> date:
        self.on += timedelta(days=self.chance.choice((0, 0, 1, 5, 6, 7, 13, 14, 15, 28, 29, 30, 31, most)))
        return self.on

    def file(self) -> CaseFile:
        chance = self.chance
        received = datetime.combine(self.on, time(23, 50))
        intake = chance.choice((*[Intake.ACCEPTED] * 12, Intake.REFUSED, Intake.REFERRED, Intake.RECEIVED))
        decided = None if intake is Intake.RECEIVED or self.one_in(9) else self.later(3)
        said: dict[str, Any] = {"received_at": received, "decided_on": decided, "intake": intake, **self.kind()}
        mass = said["is_mass"]
        if intake is Intake.ACCEPTED:
            said |= self.talks()
        workers = [
            {"owed_fen": chance.choice((0, 1, 99, 100_000, 333_333)), "signed_agreement": not self.one_in(3)}
            for _ in range(chance.randrange(6) if mass else self.one_in(20))
        ]
        sides = chance.choice(("nn", "nn", "nn", "nl", "ll", "no", "nnn", "nnw", "llw", "nln"))
        if workers and chance.random() < 0.8:
            sides = "l"
        elif self.odd and self.one_in(2):
            sides = chance.choice(("n", "", "nw"))
        return case_file(sides, workers=workers, agreements=self.agreements, tracks=self.tracks(), **said)

    def kind(self) -> dict[str, Any]:
        chance = self.chance
        listed = chance.choice(OLD_LISTS) if self.one_in(8) else ("2015", chance.choice((*CATEGORIES, "unknown")))
        team = [chance.choice(self.team) for _ in range(chance.randrange(4))] if self.team else []
        prevention: dict[str, int] = {}
        for danger in DANGERS:
            if self.one_in(12):
                people = 0 if self.odd else chance.randrange(1, 40)
                prevention |= {f"{danger}_cases": chance.choice((1, 1, 3)), f"{danger}_people": people}
        return {
            "category_list": listed[0],
            "category": listed[1],
            "source": chance.choice((*SOURCES, "unknown")),
            "mediators": tuple(team),
            "is_mass": self.one_in(6),
            "is_difficult": self.one_in(5),
            "parties_count": chance.choice((0, 0, 0, 2, 9)),
            "prevention": prevention,
        }

    def talks(self) -> dict[str, Any]:
        """The rounds before, and how the present one stands."""
        chance = self.chance
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            how = self.end()
            closed = self.later() if not self.one_in(3) else None
            over = self.ended
            self.on += timedelta(days=1)
            again = self.later()
            self.rounds.append(
                {
                    "mediation": how.value,
                    "ended_on": over.isoformat() if over else "",
                    "closed_on": closed.isoformat() if closed else "",
                    "reopened_on": again.isoformat(),
                }
            )
        said: dict[str, Any] = {"extras": {"rounds": self.rounds} if self.rounds else {}}
        if self.one_in(5):
            return said | {"mediation": chance.choice((Mediation.MEDIATING, Mediation.NOT_STARTED))}
        how = self.end()
        closed = None if self.one_in(4) else self.later()
        return said | {
            "mediation": how,
            "ended_on": self.ended,
            "performing": chance.choice(list(Performing)),
            "filing": Filing.CLOSED if closed else Filing.OPEN,
            "closed_on": closed,
        }

    def end(self) -> Mediation:
        """One way for the talks to end, with its agreements: sometimes drafts, sometimes none, sometimes two."""
        chance, on = self.chance, self.later()
        how = Mediation.WITHDRAWN if self.one_in(8) else chance.choice(ENDS)
        self.ended: date | None = None if how in FORMS or self.one_in(4) else on
        if self.one_in(4):
            self.agree(on, Form.WRITTEN, Status.DRAFT)
        if how in FORMS and not (self.odd and self.one_in(2)):
            for _ in range(2 if self.one_in(6) else 1):
                self.agree(on, FORMS[how], Status.SIGNED)
        return how

    def agree(self, on: date, form: Form, status: Status) -> None:
        undated = self.one_in(12)
        self.agreements.append(
            {
                "form": form,
                "status": status,
                "agreed_on": None if undated else on,
                "effective_on": None if self.one_in(5) else on,
                "amount_fen": self.chance.choice((0, 1, 100, 544_000, 77_653_228, self.chance.randrange(10**8))),
            }
        )

    def tracks(self) -> list[dict[str, Any]]:
        chance = self.chance
        found = []
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            kind = chance.choice(list(RESULTS))
            on = self.on + timedelta(days=chance.randrange(-60, 30))
            begun = {"accepted": on} if self.one_in(4) else {} if self.one_in(8) else {"applied": on}
            found.append({"kind": kind, "result": chance.choice(RESULTS[kind]), **begun})
        return found


def fill(desk: Desk, files: Iterable[CaseFile]) -> list[UUID]:
    """Write whole files into the room as rows, with their tallies, as one act after the other would have."""
    made = list(files)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("disputes", "people", *PARTS)}
    for file in made:
        rows["disputes"].append(_plain(file.dispute))
        rows["people"] += map(_plain, file.people.values())
        for part in PARTS:
            rows[part] += map(_plain, getattr(file, part))
    lines = [_line(n, file) for n, file in enumerate(made)]
    with desk.store.aside() as tx:
        for name, found in rows.items():
            if found:
                tx.connection.execute(insert(TABLES[name]), found)
        if lines:
            tx.connection.execute(insert(summaries), lines)
        ids = [file.dispute.id for file in made]
        for n in range(0, len(ids), 100):
            some = ids[n : n + 100]
            tally(tx, some, tx.files(some), desk.handbook)
    return ids


def empty(desk: Desk, ids: Sequence[UUID]) -> None:
    """Lay the files away again: their tallies go by the way that every act takes, their rows are swept out."""
    with desk.store.aside() as tx:
        for n in range(0, len(ids), 100):
            tally(tx, ids[n : n + 100], (), desk.handbook)
        tx.connection.execute(delete(summaries))
        for name in (*PARTS, "disputes", "people"):
            tx.connection.execute(delete(TABLES[name]))


def _plain(value: Any) -> dict[str, Any]:
    return {f.name: getattr(value, f.name) for f in fields(value)}


def _line(n: int, file: CaseFile) -> dict[str, Any]:
    """A row of the list with what the drill-down shows, the rest empty."""
    numbers = {"unsettled", "mass", "risk", "next_waiting", "waits"}
    blank = {c.name: 0 if c.name in numbers else "" for c in summaries.c}
    return {**blank, "dispute": file.dispute.id.bytes, "number": f"{n:05d}", "names": file.names(), "owner": None}
