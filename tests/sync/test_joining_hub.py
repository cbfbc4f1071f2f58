"""Joining over the real thing: a PostgreSQL hub over TLS, a card of one's own in the invitation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.commands.disputes import Arrival, register
from desktop.commands.syncing import hub_card, joining, revoking
from desktop.commands.syncing.exchanging import sync_now
from desktop.commands.verify import verify
from desktop.domain.disputes import Dispute
from desktop.domain.errors import Refused
from desktop.sync.errors import SyncFailed
from tests.conftest import CHEAP, fixed_now
from tests.sync.cluster import Cluster, cluster

__all__ = ["cluster"]
MINE = "新机口令-2026"
ARRIVAL = Arrival(name="邱雨桐", facts="楼下酒吧夜间噪声。", category="noise")


def test_over_a_hub_from_the_card_to_the_revocation(cluster: Cluster, make_room: Any, tmp_path: Path) -> None:
    old = make_room("cases")
    room = old.committee().id
    hub_card.connect(old, cluster.station(room).text().encode())
    card = cluster.station(room)
    content, code = joining.invite(old, "接待日笔记本", card.plain(), cost=CHEAP)
    invitation = joining.open_invitation(content, code, now=fixed_now)
    account = invitation.accounts[0].id
    entrance, _ = joining.join(tmp_path / "new", invitation, account, MINE, now=fixed_now, cost=CHEAP)
    assert entrance.hub() == card
    with pytest.raises(Refused) as refused:
        joining.fetch(entrance, now=fixed_now)  # the old one has not been there yet
    assert refused.value.code == "no_data_yet"
    sync_now(old)
    counts: list[int] = []
    new = joining.fetch(entrance, told=lambda changed: counts.append(len(changed.objects)), now=fixed_now)
    try:
        assert sum(counts) > 100
        assert verify(new).clean, verify(new).faults
        made = register(new, ARRIVAL)
        sync_now(new)
        sync_now(old)
        with old.read() as reader:
            assert reader.get(Dispute, made.id).title == made.title
        revoking.revoke(old, new.store.device)
        sync_now(old)
        cluster.revoke(card)
        register(new, ARRIVAL)
        with pytest.raises(SyncFailed) as failed:
            sync_now(new)
        assert failed.value.code == "revoked"
    finally:
        new.store.close()
