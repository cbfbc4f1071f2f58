"""Forty words of the worst days of people's lives: none on the wire, in the hub's tables, or on the stick."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from nacl.signing import SigningKey
from sqlalchemy import select

from desktop.commands import disputes, records
from desktop.commands.desk import Desk
from desktop.commands.disputes import Arrival
from desktop.commands.syncing.exchanging import HUB, sync_now, write_bundle
from desktop.domain.people import Person
from desktop.domain.permissions import Act
from desktop.storage.schema import manifests
from desktop.sync import envelope, replica
from desktop.sync.targets import Sealed
from tests.conftest import fixed_now
from tests.stories.test_nothing_in_clear import disguises
from tests.sync.cluster import Cluster
from tests.sync.cluster import cluster as cluster
from tests.sync.proxy import Papers, Proxy
from tests.sync.stations import another

NAMES = ("司徒㛃晴", "诸葛䶮青", "钟离未央", "申屠映雪", "濮阳秋实", "令狐问雪", "公孙止水", "欧阳听蝉")
IDS = ("999999199701091101", "999999196507181134", "999999198803151236", "999999197211023418")
PHONES = ("12000007316", "12000008421", "12000008422", "12000008423")
HOMES = ("示例区紫藤弄77支弄5号302室", "示例区木香里8号1204室", "示例区梧桐里三号后门", "示例区丁香坊九号阁楼")
FACTS = (
    "租期届满退租,房东以墙面污损为由拒退押金九千元。",
    "隔壁老人听见砸门声,夜里一点报了警。",
    "欠薪三个月,孩子学费还没有着落。",
    "楼上漏水泡坏了亡母留下的樟木箱。",
)
SAID = (
    "入住那天拍过录像,墙角旧痕清楚可见。",
    "他说再闹就把门锁换掉,邻居都听见了。",
    "医生的诊断书放在抽屉里没有拿出来。",
    "双方在平面图上画了押,各留一份。",
)
PAPERS = ("阳台漏水录像说明.txt", "诊断书复印件.txt", "聊天记录截图说明.txt", "押金收据影印件.txt")
INSIDE = (
    "录像第三分钟可见水渍自上而下蔓延。",
    "左侧第四肋骨骨裂,建议休息六周。",
    "明天不搬就把东西扔到楼道里。",
    "今收到押金人民币玖仟元整,签收人画押。",
)
PRIVATE = ("已向银行核过账号与户名一致", "调解员私下记:女方怕见他", "海棠卫生站的小李可以作证", "她前夫在物业做保安")
PLANTED = (*NAMES, *IDS, *PHONES, *HOMES, *FACTS, *SAID, *PAPERS, *INSIDE, *PRIVATE)


def ways(text: str) -> dict[str, bytes]:
    """Also as a dump of a database writes bytes."""
    return disguises(text) | {"hex": text.encode().hex().encode(), "hex, large": text.encode().hex().upper().encode()}


def hits(places: Mapping[str, bytes], words: tuple[str, ...] = PLANTED) -> Iterator[str]:
    for word in words:
        for how, raw in ways(word).items():
            for place, content in places.items():
                if raw in content:
                    yield f"{place}: {word}, {how}"


@pytest.fixture
def proxy(cluster: Cluster) -> Iterator[Proxy]:
    papers = Papers(cluster.folder / "ca.pem", cluster.folder / "server.pem", cluster.folder / "server.key")
    with Proxy(("127.0.0.1", cluster.port), papers, keep=True) as made:
        yield made


@pytest.fixture
def pair(make_room: Callable[..., Desk], tmp_path: Path, cluster: Cluster, proxy: Proxy) -> Iterator[tuple[Desk, Desk]]:
    first = make_room()
    second = another(first, tmp_path / "b" / "room", "接待日笔记本", now=fixed_now)
    dbname = cluster.database()
    for desk in (first, second):
        card = replace(cluster.station(first.committee().id, dbname=dbname), port=proxy.port)
        with desk.store.aside() as tx:
            tx.set_meta(HUB, json.dumps(card.plain()))
    yield first, second
    second.store.close()


def live(desk: Desk) -> None:
    """A few files in which all forty words stand."""
    for n in range(4):
        file = disputes.register(
            desk,
            Arrival(
                name=NAMES[2 * n], other=NAMES[2 * n + 1], phone=PHONES[n], facts=FACTS[n], category="neighbourhood"
            ),
        )
        with desk.read() as reader:
            known = reader.file(file.id)
        person = known.people[known.parties[0].person_id]
        disputes.save_person(desk, file.id, replace(person, id_number=IDS[n], address=HOMES[n]))
        with desk.act(Act.EDIT, "edit", dispute=file.id) as tx:
            tx.put(replace(known.dispute, closing_result=SAID[n], source_note=PRIVATE[n]))
        records.attach(desk, file.id, PAPERS[n], INSIDE[n].encode(), media_type="text/plain")


def dumped(cluster: Cluster, desk: Desk) -> bytes:
    """Every row of every table of the hub, as text and as bytes."""
    with desk.store.read() as reader:
        dbname = json.loads(reader.meta(HUB) or "{}")["dbname"]
    tables = cluster.run_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'hub'", dbname=dbname)
    whole = bytearray(cluster.dump(dbname))
    for (table,) in tables:
        for row in cluster.run_sql(f"SELECT t.*, t::text FROM hub.{table} t", dbname=dbname):
            for value in row:
                whole += bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
    return bytes(whole)


def on_stick(desk: Desk, folder: Path) -> bytes:
    folder.mkdir()
    write_bundle(desk, folder)
    whole = bytearray()
    for path in sorted(folder.rglob("*")):
        whole += str(path).encode() + (path.read_bytes() if path.is_file() else b"")
    return bytes(whole)


def test_forty_words_are_nowhere_outside_the_rooms(pair, proxy, cluster, tmp_path):
    first, second = pair
    live(first)
    for desk in (first, second, first):
        sync_now(desk)
    with second.read() as reader:
        assert {p.name for p in reader.find(Person)} >= set(NAMES), "they did arrive"
        assert len(reader.rows(select(manifests.c.sha256).where(manifests.c.state == "away"))) == 0, (
            "and so did what was attached"
        )
    places = {
        "inside TLS, up": bytes(proxy.inner["up"]),
        "inside TLS, down": bytes(proxy.inner["down"]),
        "on the wire": b"".join(bytes(raw) for raw in proxy.outer),
        "the hub": dumped(cluster, first),
        "the stick": on_stick(second, tmp_path / "stick"),
    }
    assert all(len(content) > 2_000 for content in places.values()), {k: len(v) for k, v in places.items()}
    assert len(set(PLANTED)) == 40
    assert list(hits(places)) == []


def test_the_search_would_find_them(pair, proxy, cluster, tmp_path, monkeypatch):
    """The same, by a program that forgets to seal: every word that travels is found in each place."""
    first, _second = pair

    def naked(content: envelope.Content, cover: envelope.Cover, key: bytes, sign: SigningKey) -> Sealed:
        said = msgspec.msgpack.encode(content)
        made = envelope.pack(content, cover, key, sign)
        wire = made.wire + said
        return replace(made, wire=wire, hash=hashlib.sha256(wire).digest())

    monkeypatch.setattr(replica, "pack", naked)
    live(first)
    sync_now(first)
    travelling = tuple(word for word in PLANTED if word not in INSIDE)  # what is attached goes another way
    for place, content in {
        "inside TLS": bytes(proxy.inner["up"]),
        "the hub": dumped(cluster, first),
        "the stick": on_stick(first, tmp_path / "stick"),
    }.items():
        found = {hit.split(": ")[1].split(", ")[0] for hit in hits({place: content}, travelling)}
        assert {w.split(", ")[0] for w in travelling} <= found, place
    assert list(hits({"on the wire": b"".join(bytes(raw) for raw in proxy.outer)})) == [], "TLS covers even that"
