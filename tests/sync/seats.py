"""The stations of a room as they stand in their folders, their hub's backups, and a room to begin every run with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from desktop.commands import agreements, disputes, rooms
from desktop.commands.desk import Desk
from desktop.commands.handbook import Handbook, open_handbook
from desktop.commands.syncing.exchanging import HUB, sync_now
from desktop.commands.transfer.loading import read_committee
from desktop.domain.agreements import Term
from desktop.domain.people import Account, Member, TeamRole
from desktop.domain.permissions import Act
from desktop.domain.records import Investigation
from desktop.storage.attachments import Attachments
from desktop.storage.keys import Keys
from desktop.storage.store import Store
from desktop.sync.targets.card import HubSettings
from tests.conftest import CHEAP, NOON, PASSWORD, cases
from tests.sync.cluster import Cluster
from tests.sync.proxy import Proxy
from tests.sync.stations import another

STATIONS = 5
Image = dict[str, bytes]


class HubImages:
    """Puts a hub's tables back to what they were: what IT does from a backup, in milliseconds."""

    def __init__(self, cluster: Cluster, dbname: str) -> None:
        self._cluster, self._dbname = cluster, dbname
        found = cluster.run_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'hub'", dbname=dbname)
        self._tables = sorted(str(row[0]) for row in found if row[0] != "version")

    def take(self) -> Image:
        with self._open() as connection:
            image = {}
            for table in self._tables:
                with connection.cursor().copy(f"COPY hub.{table} TO STDOUT (FORMAT binary)") as rows:
                    image[table] = b"".join(bytes(part) for part in rows)
            return image

    def put_back(self, image: Image, *, anew: bool = False) -> None:
        """`anew`: as provisioning does it after a restore, with another identity."""
        with self._open() as connection, connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(f"TRUNCATE {', '.join(f'hub.{t}' for t in self._tables)}")
            for table, content in image.items():
                with connection.cursor().copy(f"COPY hub.{table} FROM STDIN (FORMAT binary)") as rows:
                    rows.write(content)
            if anew:
                connection.execute("UPDATE hub.epoch SET id = gen_random_uuid()")

    def reached(self) -> dict[UUID, int]:
        """The last act of each device that the hub holds."""
        rows = self._cluster.run_sql("SELECT device_id, hi FROM hub.devpos", dbname=self._dbname)
        return dict(rows)  # type: ignore[arg-type]

    @contextmanager
    def _open(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self._cluster.admin, dbname=self._dbname, autocommit=True) as connection:
            yield connection


@dataclass
class Seat:
    """One workstation as it stands in its folder."""

    folder: Path
    keys: Keys
    settings: HubSettings
    wall: Callable[[], datetime]
    handbook: Handbook
    account: Account
    desk: Desk
    offset: timedelta = timedelta()
    revoked: bool = False
    doubtful: bool = False  # restored or cloned, and not at the hub since

    def now(self) -> datetime:
        return self.wall() + self.offset

    def open(self) -> None:
        device = rooms.keyring(self.folder).device
        store = Store(self.folder, self.keys, device, self.now)
        self.desk = Desk(store, Attachments(self.folder, self.keys), self.account, self.handbook)
        self.desk.refresh_rules()

    def drop(self) -> None:
        """As a killed process leaves it: nothing is said goodbye to."""
        self.desk.store._engine.dispose()

    @property
    def device(self) -> UUID:
        return self.desk.store.device


@dataclass
class Template:
    """The stations' folders and the hub as every run finds them: all have met, nothing is waiting."""

    folders: list[Path]
    keys: list[Keys]
    settings: list[HubSettings]
    account: Account
    hub: Image
    images: HubImages
    proxy: Proxy
    cluster: Cluster
    handbook: Handbook
    dbname: str


def make_template(folder: Path, cluster: Cluster, proxy: Proxy) -> Template:
    """One room with five stations, enrolled at a hub of its own."""
    dbname = cluster.database()
    images = HubImages(cluster, dbname)

    def noon() -> datetime:
        return NOON

    first, _code = rooms.create(folder / "0", read_committee(cases()), "周慧兰", PASSWORD, now=noon, cost=CHEAP)
    with first.act(Act.TEAM, "member") as tx:
        for name in ("周慧兰", "顾明远"):
            tx.put(Member(ref=name, name=name, role=TeamRole.PEOPLE_MEDIATOR))
    member = first.members()[0]
    account = replace(first.account, member_id=member.id)
    with first.act(Act.MANAGE, "set_role", undoable=False) as tx:
        tx.put(account)
    first.account = account
    desks = [first] + [another(first, folder / str(n), f"{n} 号机", now=noon) for n in range(1, STATIONS)]
    settings = []
    for desk in desks:
        card = replace(cluster.station(first.committee().id, dbname=dbname), port=proxy.port)
        settings.append(card)
        with desk.store.aside() as tx:
            tx.set_meta(HUB, json.dumps(card.plain()))
    furnish(first)
    for desk in (*desks, *desks):
        sync_now(desk)
    for desk in desks:
        desk.store.close()
    keys = [desk.store.keys for desk in desks]
    folders = [desk.store.folder for desk in desks]
    return Template(folders, keys, settings, account, images.take(), images, proxy, cluster, open_handbook(), dbname)


def furnish(desk: Desk) -> None:
    """Two files that everybody knows, one of them with a drafted agreement and an investigation."""
    for name in ("甲", "乙"):
        arrival = disputes.Arrival(name=name, other="丙", facts="楼上漏水", category="neighbourhood")
        made = disputes.register(desk, arrival)
    with desk.act(Act.EDIT, "investigation", dispute=made.id) as tx:
        tx.put(Investigation(dispute_id=made.id, at=desk.now(), place="现场", record="看见"))
    disputes.accept(desk, made.id, on=desk.today(), mediators=[desk.members()[0].id])
    agreement = agreements.begin(desk, made.id)
    term = Term(dispute_id=made.id, agreement_id=agreement.id, position=1, text="修好")
    agreements.save_draft(desk, replace(agreement, facts="经查"), [term], [])


def tokens(seat: Seat) -> dict[str, tuple[UUID, int]]:
    """Every token in a station's log: who wrote it, in which act."""
    query = (
        "SELECT o.value, d.id, a.no FROM operations o JOIN devices d ON d.no = o.device "
        "JOIN acts a ON a.device = o.device AND a.first <= o.n AND a.last >= o.n WHERE o.value LIKE '%〔%'"
    )
    found = {}
    with seat.desk.store.read() as reader:
        for value, device, act in reader.connection.exec_driver_sql(query):
            for part in str(value).split("〔")[1:]:
                found[f"〔{part.split('〕')[0]}〕"] = (UUID(bytes=device), int(act))
    return found


def reached(seat: Seat) -> dict[UUID, int]:
    """The last act of each station that is here."""
    with seat.desk.store.read() as reader:
        rows = reader.connection.exec_driver_sql("SELECT d.id, r.act FROM reached r JOIN devices d ON d.no = r.device")
        return {UUID(bytes=id): int(act) for id, act in rows}
