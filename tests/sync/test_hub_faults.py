"""Each way in which a hub cannot be reached or says no, brought about for real, has its own code and sentence."""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
import trustme

from desktop.domain.errors import Unreadable
from desktop.sync.errors import NotTrusted, Rejected, SyncFailed, Unreachable
from desktop.sync.hub.enrolling import SESSIONS
from desktop.sync.targets import Sealed
from desktop.sync.targets.card import HubSettings, read_card
from desktop.sync.targets.failures import SENTENCES, of_state
from desktop.sync.targets.hub import Hub
from desktop.sync.targets.session import Patience
from tests.sync.cluster import HOST, Cluster, cluster, made_cluster

__all__ = ["cluster"]

NOW = datetime.now(UTC)
QUICK = Patience(connect=2, lock=0.2, statement=0.4, silence=1.0)


def failed(hub: Hub) -> SyncFailed:
    with pytest.raises(SyncFailed) as refused:
        hub.open()
    assert refused.value.for_user().endswith("。")
    return refused.value


def one(device: object, no: int = 1, prev: bytes = bytes(32)) -> Sealed:
    wire = f"{device}{no}".encode()
    return Sealed(device, no, no, prev, hashlib.sha256(wire).digest(), 4, wire)  # type: ignore[arg-type]


@pytest.fixture
def card(cluster: Cluster) -> HubSettings:
    return cluster.station()


# Certificates


@pytest.fixture
def shown(cluster: Cluster) -> Iterator[Callable[[trustme.LeafCert], None]]:
    yield cluster.certify
    cluster.certify(cluster.certificates.ca.issue_cert(HOST, "127.0.0.1"))


def test_a_certificate_that_expired(cluster, card, shown):
    ca = cluster.certificates.ca
    shown(ca.issue_cert(HOST, not_before=NOW - timedelta(days=9), not_after=NOW - timedelta(days=1)))
    told = failed(cluster.hub(card))
    assert isinstance(told, NotTrusted)
    assert told.code == "cert_expired"


def test_a_certificate_that_is_not_valid_yet(cluster, card, shown):
    ca = cluster.certificates.ca
    shown(ca.issue_cert(HOST, not_before=NOW + timedelta(days=1), not_after=NOW + timedelta(days=9)))
    told = failed(cluster.hub(card))
    assert isinstance(told, NotTrusted)
    assert told.code == "cert_not_yet"


def test_a_certificate_for_another_host(cluster, card, shown):
    shown(cluster.certificates.ca.issue_cert("elsewhere.test"))
    told = failed(cluster.hub(card))
    assert isinstance(told, NotTrusted)
    assert told.code == "cert_wrong_host"


def test_a_certificate_of_another_authority(cluster, card, shown):
    shown(trustme.CA().issue_cert(HOST))
    told = failed(cluster.hub(card))
    assert isinstance(told, NotTrusted)
    assert told.code == "cert_wrong_ca"


def test_a_hub_that_was_enrolled_under_another_authority(cluster, card):
    other = trustme.CA().cert_pem.bytes().decode()
    assert failed(cluster.hub(card, ca=other)).code == "cert_wrong_ca"


def test_nothing_outside_the_card_can_switch_the_check_off(cluster, card, monkeypatch, tmp_path):
    other = trustme.CA().cert_pem.bytes().decode()
    good = tmp_path / "good.pem"
    good.write_text(card.ca)
    for name, value in (
        ("PGSSLMODE", "disable"),
        ("PGSSLROOTCERT", str(good)),
        ("PGREQUIREAUTH", "none"),
        ("PGCHANNELBINDING", "disable"),
        ("PGGSSENCMODE", "prefer"),
        ("PGSSLCERTMODE", "disable"),
        ("PGPASSWORD", "no"),
        ("PGUSER", "nobody"),
        ("PGHOSTADDR", "203.0.113.9"),
        ("PGOPTIONS", "-c nonsense=1"),
    ):
        monkeypatch.setenv(name, value)
    assert failed(cluster.hub(card, ca=other)).code == "cert_wrong_ca"
    hub = cluster.hub(card)
    hub.open()
    monkeypatch.undo()
    rows = cluster.run_sql(
        "SELECT bool_and(s.ssl), count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.usename = %s",
        (card.login,),
    )
    assert rows == [(True, 1)]
    hub.close()


def test_no_field_of_a_card_reaches_the_check(card):
    assert not [f.name for f in fields(HubSettings) if "ssl" in f.name or "verify" in f.name]
    told = read_card(json.dumps(card.plain() | {"sslmode": "disable", "hostaddr": "203.0.113.9"}))
    assert told == card
    for host in ("/var/run/postgresql", "a,b", " a", ""):
        with pytest.raises(Unreadable):
            read_card(json.dumps(card.plain() | {"host": host}))


# The network


@contextlib.contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Something that listens on a port and is no hub."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    line, _from = server.accept()
                    with line, contextlib.suppress(OSError):
                        line.settimeout(2.5)
                        answer(line)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()


def speak_html(line: socket.socket) -> None:
    line.recv(100)
    line.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://login.test/\r\n\r\n<html>login</html>")


def speak_html_inside(line: socket.socket) -> None:
    line.recv(8)
    line.sendall(b"S")
    line.recv(4000)
    line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n<html></html>")


def say_no_tls(line: socket.socket) -> None:
    line.recv(8)
    line.sendall(b"N")


def hang_up(line: socket.socket) -> None:
    line.recv(8)


def say_nothing(line: socket.socket) -> None:
    line.recv(8)
    line.recv(8)


@pytest.mark.parametrize(
    ("answer", "direct", "code", "kind"),
    [
        (speak_html, False, "captive_portal", Unreachable),
        (speak_html, True, "captive_portal", Unreachable),
        (speak_html_inside, False, "captive_portal", Unreachable),
        (say_no_tls, False, "no_tls", NotTrusted),
        (hang_up, False, "cut", Unreachable),
        (say_nothing, False, "timeout", Unreachable),
    ],
)
def test_something_that_answers_and_is_no_hub(card, answer, direct, code, kind):
    with answering(answer) as port:
        hub = Hub(replace(card, port=port, direct=direct), card.room, uuid4(), patience=QUICK)
        told = failed(hub)
    assert isinstance(told, kind)
    assert told.code == code


def test_nobody_listens(cluster, card):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert failed(cluster.hub(card, port=port)).code == "refused"


def test_no_such_name(cluster, card):
    assert failed(cluster.hub(card, host="hub.invalid")).code == "no_network"


class Relay:
    """Passes bytes on until it is told to stop moving or to hang up."""

    def __init__(self, port: int) -> None:
        self.port, self.moving, self._lines = port, threading.Event(), []
        self.moving.set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.at = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _from = self._server.accept()
                far = socket.create_connection(("127.0.0.1", self.port))
                self._lines += [near, far]
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(a, b), daemon=True).start()

    def _pass_on(self, a: socket.socket, b: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := a.recv(65_536):
                self.moving.wait(20)
                b.sendall(part)

    def hang_up(self) -> None:
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def close(self) -> None:
        self.moving.set()
        self._server.close()
        self.hang_up()


@pytest.fixture
def relay(cluster: Cluster) -> Iterator[Relay]:
    made = Relay(cluster.port)
    yield made
    made.close()


def test_a_line_that_is_cut_is_taken_up_again(cluster, card, relay):
    device = uuid4()
    hub = cluster.hub(card, device, port=relay.at)
    hub.open()
    relay.hang_up()
    for _ in range(2):
        with pytest.raises(Unreachable) as told:
            hub.push([one(device)])
        assert told.value.code == "cut"
    hub.open()
    assert hub.push([one(device)])[device].hi == 1
    hub.close()


def test_a_line_that_goes_silent(card, relay):
    hub = Hub(replace(card, port=relay.at), card.room, uuid4(), patience=QUICK)
    hub.open()
    relay.moving.clear()
    with pytest.raises(Unreachable) as told:
        hub.pull(b"", {}, 1000)
    assert told.value.code == "timeout"
    hub.close()


def test_a_session_that_died_overnight_is_made_anew_by_opening(cluster, card, relay):
    hub = cluster.hub(card, port=relay.at)
    first = hub.open()
    relay.hang_up()
    assert hub.open().identity == first.identity
    hub.close()


def test_a_session_whose_other_end_fell_silent_is_given_up_soon(card, relay):
    """After a night's sleep nobody hangs up: saying hello waits no longer than connecting would."""
    hub = Hub(replace(card, port=relay.at), card.room, uuid4(), patience=Patience(connect=2, silence=600))
    hub.open()
    relay.moving.clear()
    assert failed(hub).code == "timeout"
    relay.moving.set()
    hub.open()
    hub.close()


# What the hub says


def test_a_wrong_password(cluster, card):
    told = failed(cluster.hub(card, password="no"))
    assert isinstance(told, Rejected)
    assert told.code == "wrong_login"


def test_an_unknown_login(cluster, card):
    assert failed(cluster.hub(card, login="ws_0123456789ab")).code == "wrong_login"


def test_the_card_of_another_room(cluster, card):
    hub = Hub(card, uuid4(), uuid4(), patience=QUICK)
    told = failed(hub)
    assert isinstance(told, Rejected)
    assert told.code == "wrong_room"
    hub.close()


def test_a_station_that_was_revoked(cluster, card):
    cluster.revoke(card)
    told = failed(cluster.hub(card))
    assert isinstance(told, Rejected)
    assert told.code == "revoked"


@pytest.mark.parametrize(
    "call",
    [
        lambda hub: hub.push([one(uuid4())]),
        lambda hub: hub.pull(b"", {}, 1000),
        lambda hub: hub.missing(["00" * 32]),
        lambda hub: hub.put_chunks([(hashlib.sha256(b"x").hexdigest(), b"x")]),
        lambda hub: hub.get_chunk("00" * 32),
        lambda hub: hub.allot_number("case", 2026, uuid4()),
        lambda hub: hub.open(),
    ],
    ids=["push", "pull", "missing", "put_chunks", "get_chunk", "allot_number", "open"],
)
def test_a_station_that_is_revoked_while_it_speaks(cluster, card, call):
    hub = cluster.hub(card)
    hub.open()
    cluster.revoke(card)
    with pytest.raises(Rejected) as told:
        call(hub)
    assert told.value.code == "revoked"
    hub.close()


def test_a_database_without_a_hub(cluster, card):
    assert failed(cluster.hub(card, dbname="nothing_here")).code == "hub_too_old"
    hub = cluster.hub(card, dbname="postgres")
    assert failed(hub).code == "hub_too_old"
    hub.close()


def test_a_hub_that_is_older_or_newer_than_this_program(cluster):
    name = cluster.database()
    hub = cluster.hub(cluster.station(dbname=name))
    cluster.run_sql("DELETE FROM hub.version", dbname=name)
    cluster.run_sql("INSERT INTO hub.version (version, oldest) VALUES (7, 2)", dbname=name)
    told = failed(hub)
    assert isinstance(told, Rejected)
    assert told.code == "hub_too_new"
    cluster.run_sql("UPDATE hub.version SET version = 0, oldest = 0", dbname=name)
    assert failed(hub).code == "hub_too_old"


def test_too_many_at_once(cluster, card):
    with contextlib.ExitStack() as sessions:
        for _ in range(SESSIONS):
            sessions.enter_context(cluster.connect(card))
        assert failed(cluster.hub(card)).code == "busy"


@pytest.mark.parametrize(("lock", "code"), [(0.2, "busy"), (0.0, "timeout")])
def test_a_room_that_another_holds(cluster, card, lock, code):
    """Past the time for a lock the hub is busy; past the time for a statement it does not answer."""
    device = uuid4()
    hub = Hub(card, card.room, device, patience=replace(QUICK, lock=lock))
    hub.open()
    with psycopg.connect(cluster.admin, dbname=cluster.dbname) as admin:
        admin.execute("SELECT 1 FROM hub.room WHERE room_id = %s FOR UPDATE", (card.room,))
        with pytest.raises(Unreachable) as told:
            hub.push([one(device)])
        assert told.value.code == code
    assert hub.push([one(device)])[device].hi == 1  # the session lives on
    hub.close()


def test_a_session_that_is_thrown_out_without_being_revoked(cluster, card):
    hub = cluster.hub(card)
    hub.open()
    cluster.run_sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (card.login,))
    with pytest.raises(Unreachable) as told:
        hub.pull(b"", {}, 1000)
    assert told.value.code == "restarting"
    hub.open()
    hub.close()


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "hub_full"),
        ("53200", "hub_full"),
        ("40001", "busy"),
        ("57P03", "restarting"),
        ("25006", "read_only"),
        ("08006", "cut"),
        ("XX000", "hub_fault"),
    ],
)
def test_states_of_postgresql(state, code):
    told = of_state(state)
    assert told.code == code
    assert ("XX000" in told.for_user()) == (state == "XX000")


def test_each_failure_has_one_sentence_of_its_own():
    codes = [code for sentences in SENTENCES.values() for code in sentences]
    words = [sentence for sentences in SENTENCES.values() for sentence in sentences.values()]
    assert len(set(codes)) == len(codes)
    assert len(set(words)) == len(words)
    for sentence in words:
        assert sentence.endswith("。")
        assert 15 <= len(sentence) <= 70, sentence
        assert sum(mark in sentence for mark in ("请", "自动", "接着")), sentence  # what to do, or that nothing is


def test_no_secret_is_told_by_a_failure_or_by_a_card(cluster, card):
    with pytest.raises(SyncFailed) as told:
        cluster.hub(card, password="secret word", port=1).open()
    shown = f"{told.value!r} {told.value} {replace(card, password='secret word')!r}"
    assert "secret word" not in shown
    assert card.login not in f"{told.value!r} {told.value}"


# A server of one's own, to stop and to admit otherwise


@pytest.fixture(scope="module")
def another() -> Iterator[Cluster]:
    yield from made_cluster()


@pytest.fixture
def own(another: Cluster) -> Iterator[Cluster]:
    yield another
    if not another.runs:
        another.start()
    another.admit()


def test_a_hub_that_stops_and_comes_again(own):
    device = uuid4()
    hub = own.hub(device=device)
    hub.open()
    own.stop()
    with pytest.raises(Unreachable) as told:
        hub.push([one(device)])
    assert told.value.code in ("restarting", "cut")
    assert failed(hub).code == "refused"
    own.start()
    hub.open()
    hub.push([one(device)])
    own.kill()
    with pytest.raises(Unreachable) as told:
        hub.push([one(device, 2, one(device).hash)])
    assert told.value.code in ("restarting", "cut")  # a server's child may still say why it goes
    own.start()
    assert hub.open().positions[device].hi == 1
    hub.close()


@pytest.mark.parametrize("method", ["trust", "password"])
def test_a_hub_that_asks_for_the_password_in_a_weaker_way(own, method):
    """Whoever got between could ask for the password itself: it is not told."""
    card = own.station()
    own.admit(method)
    told = failed(own.hub(card))
    assert isinstance(told, NotTrusted)
    assert told.code == "weak_login"


def test_a_certificate_instead_of_a_password_and_beside_it(own):
    card = own.station(ca_key=own.certificates.key)
    other = own.station(ca_key=own.certificates.key)
    bare = own.station()
    own.admit("cert")
    alone = own.hub(card, password="")
    alone.open()
    alone.close()
    told = failed(own.hub(card, password="", cert=other.cert, key=other.key))
    assert isinstance(told, Rejected)
    assert told.code == "wrong_login"
    own.admit("scram-sha-256 clientcert=verify-full")
    both = own.hub(card)
    both.open()
    both.close()
    assert failed(own.hub(bare)).code == "wrong_login"
    assert failed(own.hub(card, password="no")).code == "wrong_login"
