"""Rooms of earlier releases open, keep everything, and leave a copy of what they were."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import select

from desktop.commands import disputes, records, renewal, rooms
from desktop.commands.verify import verify
from desktop.domain.disputes import Dispute
from desktop.domain.records import Direction, FollowEnd, FollowUp
from desktop.storage.schema import dues
from tests.conftest import NOON, PASSWORD, fixed_now

OLD = Path(__file__).parent.parent / "data" / "room-0.1.0"


def opened(folder: Path):
    return rooms.open_room(folder, rooms.find_account(folder, None), PASSWORD, now=fixed_now)


def test_a_room_of_0_1_0_opens_with_all_that_was_in_it(tmp_path):
    """One settled file and one that was only registered, as version 0.1.0 wrote them."""
    folder = tmp_path / "room"
    shutil.copytree(OLD, folder)
    desk = opened(folder)
    with desk.read() as reader:
        files = reader.files([d.id for d in reader.find(Dispute)])
        assert [f.dispute.title for f in files] == [
            "上海恒禾物业服务有限公司与沈佩文物业服务合同纠纷",
            "来人甲与对方乙其他纠纷",
        ]
        assert [f.end for f in files[0].follow_ups] == [FollowEnd.GOES_ON] * len(files[0].follow_ups)
        assert all(r.direction is Direction.OUT for f in files for r in f.referrals)
        assert reader.meta("renewed_on") is None
    assert (folder / "room.before-upgrade-from-0001.db").stat().st_size > 100_000
    assert renewal.renew_daily(desk)
    with desk.read() as reader:
        assert [row[0] for row in reader.rows(select(dues.c.code))] == ["decide"]
    records.save(desk, FollowUp(dispute_id=files[1].dispute.id, on=NOON.date(), next_on=NOON.date()))
    disputes.accept(desk, files[1].dispute.id, on=NOON.date(), mediators=[m.id for m in desk.members()][:1])
    assert verify(desk).clean
    desk.store.close()
    again = opened(folder)
    assert len(again.members()) == len(desk.members())
    again.store.close()
