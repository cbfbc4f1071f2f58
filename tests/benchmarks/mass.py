"""Everybody's own agreement for 37 and for 200 workers: against one paper at a time, and against the master alone.

    python -m tests.benchmarks --only mass

A run of n papers should cost n papers and no more: what the desk adds (reading the file, each person's words, the
merging) is the ratio above 1. The budget of the issue, 37 papers in 10 s on an office PC, is printed beside it.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from desktop.commands import rooms
from desktop.commands.desk import Desk
from desktop.commands.mass import batch
from desktop.commands.papers import render
from desktop.commands.transfer.loading import load, read_committee
from desktop.domain.agreements import Agreement, Obligation
from desktop.domain.disputes import Dispute
from desktop.domain.mass.standings import slots
from desktop.domain.people import Claimant, Person
from desktop.domain.permissions import Act
from tests.benchmarks.figures import Figure, Ratio, ratio
from tests.conftest import CHEAP, PASSWORD, cases, fixed_now

COUNTS = (37, 200)
BUDGET = {37: 10.0}  # s


def desk_with(folder: Path, count: int) -> tuple[Desk, UUID]:
    """The room of the invented cases with the wage file at `count` workers who all sign."""
    data = cases()
    desk, _code = rooms.create(folder, read_committee(data), "周慧兰", PASSWORD, now=fixed_now, cost=CHEAP)
    load(desk, data)
    with desk.read() as reader:
        id = next(d.id for d in reader.find(Dispute) if d.case_no.endswith("第001号"))
        file = reader.file(id)
    kept = list(file.claimants)
    first = kept[0]
    people: list[tuple[Claimant, Person | None]] = [(replace(c, signed_agreement=True), None) for c in kept[:count]]
    for n in range(len(kept) + 1, count + 1):
        person = Person(name=f"工人第{n}", id_number=f"99999919900101{n:03d}X", phone=f"120{n:08d}")
        people.append((Claimant(dispute_id=id, person_id=person.id, no=n, **_owed(first)), person))
    totals = [sum(c.instalments_fen[k] for c, _ in people) for k in range(len(first.instalments_fen))]
    with desk.act(Act.EDIT, "edit", undoable=False, undoes=id) as tx:
        for claimant, person in people:
            if person is not None:
                tx.put(person)
            tx.put(claimant)
        for slot in slots(file):
            tx.put(replace(tx.get(Obligation, slot.obligation.id), amount_fen=totals[slot.nth - 1]))
        agreement = file.agreement
        assert agreement is not None
        tx.put(replace(tx.get(Agreement, agreement.id), amount_fen=sum(totals)))
        for term in file.terms:
            text = term.text.replace("776,532.28", f"{sum(totals) / 100:,.2f}")
            for slot in slots(file):
                text = text.replace(f"{slot.amount_fen / 100:,.2f}", f"{totals[slot.nth - 1] / 100:,.2f}")
            tx.put(replace(term, text=_without_words(text)))
    return desk, id


def _owed(first: Claimant) -> dict[str, object]:
    return {
        "position": first.position,
        "months_owed": first.months_owed,
        "owed_fen": first.owed_fen,
        "instalments_fen": first.instalments_fen,
        "signed_agreement": True,
    }


def _without_words(text: str) -> str:
    """The sum in figures alone: its words would have to be made anew."""
    head, _, rest = text.partition("人民币柒拾")
    return head + rest.partition("(")[2].replace(")", "", 1) if rest else text


def measure(rounds: int) -> tuple[list[Figure], list[Ratio]]:
    """s for a whole run and for so many papers set one by one, round by round."""
    figures: list[Figure] = []
    ratios: list[Ratio] = []
    for count in COUNTS:
        with tempfile.TemporaryDirectory(prefix="mass-") as folder:
            desk, id = desk_with(Path(folder) / "room", count)
            whole, alone, merging = [], [], []
            for turn in range(rounds + 1):  # the first warms the caches and is left out
                taken = _whole(desk, id, count)
                single = _alone(desk, id, count)
                if turn:
                    whole.append(taken[0])
                    merging.append(taken[1])
                    alone.append(single)
            desk.store.close()
        ours = Figure(name=f"{count} agreements, from the file to the last PDF", unit="s", rounds=tuple(whole))
        peer = Figure(name=f"the master agreement set {count} times", unit="s", rounds=tuple(alone))
        figures += [ours, peer, Figure(name=f"{count} merged for the printer", unit="s", rounds=tuple(merging))]
        ratios.append(ratio(f"{count} people: the run / as many masters", ours, peer))
        if count in BUDGET:
            budget = Figure(name="budget", unit="s", rounds=(BUDGET[count],) * rounds)
            ratios.append(ratio(f"{count} people: the run / its budget of {BUDGET[count]:g} s", ours, budget, 1.0))
    return figures, ratios


def _whole(desk: Desk, id: UUID, count: int) -> tuple[float, float]:
    start = time.perf_counter()
    bundle = batch.run(batch.prepare(desk, id), batch.Progress())
    set_at = time.perf_counter()
    assert bundle is not None
    assert len(bundle.papers) == count
    batch.in_one(bundle)
    return set_at - start, time.perf_counter() - set_at


def _alone(desk: Desk, id: UUID, count: int) -> float:
    """The paper of one person, set again and again: what the press alone costs."""
    paper = batch.prepare(desk, id).people[0].paper
    start = time.perf_counter()
    for _ in range(count):
        render("agreement", paper, draft=False)
    return time.perf_counter() - start
