"""`mediation-desk hub …` as the street office's IT types it, against a real PostgreSQL."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from desktop.cli import OK, REFUSED, USAGE, main
from desktop.sync.errors import Rejected
from desktop.sync.hub import provisioning
from desktop.sync.hub.enrolling import enroll, revoke, status
from desktop.sync.targets.card import read_card
from desktop.sync.targets.hub import Hub
from tests.sync.cluster import HOST, Cluster, made_cluster

Run = Callable[..., str]


@pytest.fixture(scope="module")
def bare() -> Iterator[Cluster]:
    yield from made_cluster()


@pytest.fixture
def hub(bare: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `hub ACT …` for a database of its own; what it says, the exit code checked."""
    name = f"hub_{uuid4().hex[:8]}"

    def run(*words: str, code: int = OK) -> str:
        assert main(["hub", *words, "--admin", bare.admin.replace("dbname=postgres", ""), "--dbname", name]) == code
        said = capsys.readouterr()
        return said.out if code == OK else said.err

    return run


@pytest.fixture
def let_in(hub: Run, bare: Cluster, tmp_path: Path) -> Callable[..., tuple[str, Path]]:
    def run(*more: str, room: str = "", code: int = OK) -> tuple[str, Path]:
        (tmp_path / "ca.pem").write_text(bare.certificates.pem)
        (tmp_path / "ca.key").write_text(bare.certificates.key)
        card = tmp_path / f"{uuid4().hex}.json"
        words = ("--room", room or str(uuid4()), "--host", HOST, "--port", str(bare.port))
        return hub("enroll", *words, "--ca", str(tmp_path / "ca.pem"), "--out", str(card), *more, code=code), card

    return run


def test_from_nothing_to_a_workstation_and_out_again(hub, let_in, tmp_path):
    assert "已就绪" in hub("provision")
    said, path = let_in("--name", "窗口一号机")
    card = read_card(path.read_text(encoding="utf-8"))
    assert card.login in said
    assert card.password not in said
    assert card.name == "窗口一号机"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    device = uuid4()
    line = Hub(card, card.room, device)
    line.open()
    line.introduce(bytes(32), bytes(32))
    line.close()
    told = json.loads(hub("status", "--json"))
    assert [room["room"] for room in told["rooms"]] == [str(card.room)]
    (login,) = told["logins"]
    assert (login["login"], login["devices"]) == (card.login, [str(device)])
    assert login["seen_at"]
    assert login["revoked_at"] is None
    assert card.login in hub("status")
    assert card.login in hub("revoke", str(device))
    with pytest.raises(Rejected) as refused:
        line.open()
    assert refused.value.code == "revoked"
    assert "已停用" in hub("status")


def test_provisioning_again_keeps_everything(hub, let_in):
    hub("provision")
    _, path = let_in()
    before = json.loads(hub("status", "--json"))
    for _ in range(2):
        hub("provision")
    after = json.loads(hub("status", "--json"))
    assert after["identity"] == before["identity"]
    assert after["logins"] == before["logins"]
    card = read_card(path.read_text(encoding="utf-8"))
    line = Hub(card, card.room, uuid4())
    line.open()
    line.close()


def test_the_hub_has_no_name_of_a_workstation_and_no_password(hub, let_in, bare):
    hub("provision")
    _, path = let_in("--name", "周慧兰的电脑")
    card = read_card(path.read_text(encoding="utf-8"))
    image = bare.dump(card.dbname)
    assert "周慧兰".encode() not in image
    assert card.password.encode() not in image
    (verifier,) = bare.run_sql("SELECT rolpassword FROM pg_authid WHERE rolname = %s", (card.login,))
    assert str(verifier[0]).startswith("SCRAM-SHA-256$")
    assert card.password not in (bare.folder / "log").read_text()


def test_a_certificate_is_made_when_the_key_is_given(hub, let_in, bare, tmp_path):
    hub("provision")
    (tmp_path / "ca.key").write_text(bare.certificates.key)
    _, path = let_in("--ca-key", str(tmp_path / "ca.key"))
    card = read_card(path.read_text(encoding="utf-8"))
    assert "BEGIN CERTIFICATE" in card.cert
    _, without = let_in()
    bare.admit("scram-sha-256 clientcert=verify-full")
    try:
        line = Hub(card, card.room, uuid4())
        line.open()
        line.close()
        told = read_card(without.read_text(encoding="utf-8"))
        with pytest.raises(Rejected):
            Hub(told, told.room, uuid4()).open()
    finally:
        bare.admit()


def test_what_it_refuses(hub, let_in, tmp_path, bare, capsys):
    assert "does not exist" in hub("status", code=REFUSED)
    assert main(["hub", "status", "--admin", bare.admin, "--dbname", "postgres"]) == REFUSED
    assert "hub provision" in capsys.readouterr().err
    hub("provision")
    assert "没有这个登录名" in hub("revoke", "ws_nobody", code=REFUSED)
    assert "没有这间调处室" in hub("room", "--room", str(uuid4()), "--quota-gb", "2", code=REFUSED)
    key = tmp_path / "other.key"
    key.write_text("no key")
    said, card = let_in("--ca-key", str(key), code=REFUSED)
    assert "PEM" in said
    assert not card.exists()
    _, made = let_in()
    words = ("--room", str(uuid4()), "--host", HOST, "--ca", str(tmp_path / "ca.pem"), "--out", str(made))
    before = made.read_bytes()
    assert "已经存在" in hub("enroll", *words, code=REFUSED)
    assert made.read_bytes() == before
    assert main(["hub", "status", "--admin", "host=/nowhere password=secret"]) == REFUSED
    assert "PGPASSWORD" in capsys.readouterr().err
    assert main(["hub", "status", "--admin", "nonsense"]) == REFUSED
    assert main(["hub", "status", "--admin", "host=/nowhere"]) == REFUSED
    assert capsys.readouterr().err.count("\n") == 2
    with pytest.raises(SystemExit) as refused:
        main(["hub", "enroll", "--room", "x"])
    assert refused.value.code == USAGE


def test_a_room_can_be_limited(hub, let_in, bare):
    hub("provision")
    room = str(uuid4())
    let_in(room=room)
    hub("room", "--room", room, "--min-schema", "4", "--quota-gb", "2")
    (line,) = json.loads(hub("status", "--json"))["rooms"]
    assert (line["min_schema"], line["quota"]) == (4, 2 << 30)
    assert "2.0 GB" in hub("status")
    hub("room", "--room", room, "--quota-gb", "0")
    (line,) = json.loads(hub("status", "--json"))["rooms"]
    assert (line["min_schema"], line["quota"]) == (4, None)


def test_a_hub_in_five_commands(tmp_path, capsys):
    """As in README: certificates and settings made here, included by a PostgreSQL that knew nothing of TLS before."""
    for made in made_cluster():
        out = made.folder / "certificates"
        assert main(["hub", "certify", "--host", HOST, "--out", str(out)]) == OK
        first = (out / "ca.pem").read_bytes()
        assert (
            main(["hub", "certify", "--host", HOST, "--out", str(out)]) == OK
        )  # a new certificate, the same authority
        assert (out / "ca.pem").read_bytes() == first
        made.take_over(out)
        auto = made.data / "postgresql.auto.conf"
        kept = [line for line in auto.read_text().splitlines() if not line.startswith(("ssl", "listen", "password"))]
        auto.write_text("\n".join(kept) + "\n")
        conf = made.data / "postgresql.conf"
        conf.write_text(conf.read_text() + f"\ninclude '{out / 'hub.conf'}'\n")
        made.restart()
        admin = ["--admin", made.admin, "--dbname", "mediation_hub"]
        assert main(["hub", "provision", *admin]) == OK
        assert "注意" not in capsys.readouterr().out
        where = ["--host", HOST, "--port", str(made.port), "--ca", str(out / "ca.pem"), "--ca-key", str(out / "ca.key")]
        card = tmp_path / "card.json"
        assert main(["hub", "enroll", "--room", str(uuid4()), *where, "--out", str(card), *admin]) == OK
        made.admit("scram-sha-256 clientcert=verify-full")
        settings = read_card(card.read_text(encoding="utf-8"))
        line = Hub(settings, settings.room, uuid4())
        line.open()
        line.close()


def test_an_owner_with_too_many_rights_is_refused(bare, hub):
    bare.run_sql("ALTER ROLE hub_owner BYPASSRLS")
    try:
        assert "hub_owner" in hub("provision", code=REFUSED)
    finally:
        bare.run_sql("ALTER ROLE hub_owner NOBYPASSRLS")
    assert "已就绪" in hub("provision")


def test_a_hub_of_a_newer_program_is_left_alone(hub, bare, let_in):
    hub("provision")
    _, path = let_in()
    name = read_card(path.read_text(encoding="utf-8")).dbname
    bare.run_sql("INSERT INTO hub.version (version, oldest) VALUES (99, 1)", dbname=name)
    assert "新版程序" in hub("provision", code=REFUSED)


def test_an_administrator_who_is_no_superuser(bare, tmp_path):
    """As in a rented database: may make roles and databases, and is told what is left to do."""
    owned = bare.run_sql("SELECT pg_has_role('hub_owner', 'hub_workstation', 'MEMBER')")
    assert owned == [(False,)]
    bare.run_sql("CREATE ROLE rented LOGIN CREATEROLE CREATEDB PASSWORD 'x'; GRANT hub_owner TO rented")
    bare.run_sql("GRANT hub_workstation TO rented WITH ADMIN OPTION")
    hba = bare.data / "pg_hba.conf"
    hba.write_text("local all rented trust\n" + hba.read_text())
    bare.restart()
    conninfo = bare.admin.replace("user=postgres", "user=rented")
    notes = provisioning.provision(conninfo, "rented_hub")
    assert any("超级用户" in note for note in notes)
    card = bare.station(dbname="rented_hub")
    line = bare.hub(card)
    line.open()
    mine = enroll(conninfo, card.room, bare.address, dbname="rented_hub")
    other = bare.hub(mine)
    other.open()
    assert len(status(conninfo, dbname="rented_hub").logins) == 2
    assert not revoke(conninfo, mine.login, dbname="rented_hub").ended
    with pytest.raises(Rejected) as refused:
        other.allot_number("case", 2026, uuid4())
    assert refused.value.code == "revoked"
    other.close()
    line.close()
    with bare.connect(card) as session, pytest.raises(psycopg.Error):
        session.execute("CREATE TEMP TABLE x (y int)")
