"""A power cut in the middle of typing and of saving: what was acknowledged is there, the draft is back."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.commands import drafts, rooms
from desktop.commands.transfer.loading import read_committee
from desktop.commands.verify import verify
from desktop.storage.schema import TABLES
from tests.conftest import CHEAP, DEEP, PASSWORD, cases
from tests.stories import typist
from tests.warm import heard

ROUNDS = 1_000 if DEEP else 40


def letters(folder: Path) -> tuple[int, list[str]]:
    """(letters in the draft, stories of the files on disk); the room must verify clean."""
    desk = rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD)
    try:
        draft = drafts.find(desk, "intake")
        text = draft.values["form"]["facts"] if draft else ""
        with desk.read() as reader:
            stories = [row[0] for row in reader.rows(select(TABLES["disputes"].c.facts))]
        report = verify(desk)
        assert report.clean, report.faults
        return len(text), stories
    finally:
        desk.store.close()


@pytest.mark.timeout(3600 if DEEP else 300)
def test_power_cuts_lose_nothing_that_was_acknowledged(tmp_path):
    folder = tmp_path / "room"
    desk, _code = rooms.create(folder, read_committee(cases()), "周慧兰", PASSWORD, member_name="周慧兰", cost=CHEAP)
    desk.store.close()
    chance = random.Random(20261123)
    saved: set[str] = set()
    rounds_with_draft = 0
    for round_ in range(ROUNDS):
        said = typed_until_killed(folder, str(round_), chance.randint(0, 4), chance.uniform(0.0, 0.25))
        saved |= {line.removeprefix("SAVED ") for line in said if line.startswith("SAVED ")}
        kept = 0
        for line in said:
            kept = int(line.removeprefix("DRAFT ")) if line.startswith("DRAFT ") else 0 if "SAVED" in line else kept
        there, stories = letters(folder)
        ends = {mark for mark in saved if any(story.endswith(mark) for story in stories)}
        assert ends == saved, f"round {round_}: acknowledged files are gone: {saved - ends}"
        unsaid = [s for s in stories if f"{round_}之" in s and not any(s.endswith(mark) for mark in saved)]
        finished = any(len(story) >= kept for story in unsaid)  # killed between saving and saying so
        assert there >= kept or finished, f"round {round_}: the draft had {kept} letters, {there} came back"
        rounds_with_draft += there > 0
    assert saved
    assert rounds_with_draft > ROUNDS // 8


def typed_until_killed(folder: Path, name: str, acknowledged: int, seconds: float) -> list[str]:
    """What the typist said before SIGKILL, which comes `seconds` after so many acknowledgements."""
    with heard(typist.work, folder, name) as (child, out):
        said: list[str] = []
        enough = 0
        for line in out:
            said.append(line.strip())
            enough += line.startswith(("DRAFT", "SAVED"))
            if enough >= acknowledged and "READY" in said:
                break
        child.join(timeout=seconds)
        child.kill()
        said += out.read().split("\n")
    assert child.exitcode == -signal.SIGKILL, "the typist stopped by itself"
    return said
