"""A man in the middle between a workstation and its hub: he ends TLS on both sides, reads, records, and strikes.

He has the hub's own certificate and the station's (so that nobody notices), and knows PostgreSQL's messages: which
way they go, when the login is over, when a push was asked for, when it is committed. He can let the hub commit and
drop the answer, which no cut at a byte can be aimed at.
"""

from __future__ import annotations

import enum
import random
import selectors
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.sync.wire import Hangup, Leg, Messages

SSL_REQUEST = struct.pack("!ii", 8, 80877103)


class Kind(enum.Enum):
    CUT = "cut"  # after `budget` bytes of `way`, in the middle of a message
    RESET = "reset"  # the same, without a goodbye
    BEFORE_COMMIT = "before commit"  # the push is asked for, its commit never arrives
    AFTER_COMMIT = "after commit"  # the hub has committed the push; the station never hears of it
    GARBAGE = "garbage"  # the answer is noise, inside TLS
    NOISE = "noise"  # the answer is noise on the wire itself
    HALF_OPEN = "half open"  # nothing moves any more, and nobody hangs up
    SLOW = "slow"  # `budget` bytes a second


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one connection once it is logged in. `way`: bytes "up" to the hub or "down" are counted."""

    kind: Kind
    budget: int = 0
    way: str = "up"


@dataclass(frozen=True, slots=True)
class Papers:
    """Whose certificates he shows: the hub's to the station, the station's to the hub; `ca` is trusted by both."""

    ca: Path
    hub_cert: Path
    hub_key: Path
    station_cert: Path | None = None
    station_key: Path | None = None


class Conversation:
    """One connection between two legs."""

    def __init__(self, proxy: Proxy, station: Leg, hub: Leg) -> None:
        self.proxy, self.station, self.hub = proxy, station, hub
        self.up, self.down = Messages(bare_first=True), Messages(bare_first=False)
        self.fault: Fault | None = None
        self.left = 0
        self.logged_in = False
        self.pushing = self.in_transaction = False
        self.pushes: set[bytes] = set()  # prepared statements that push
        self.answer = bytearray()  # of a push, held until it is known whether the hub committed it

    def run(self) -> None:
        selector = selectors.DefaultSelector()
        for leg in (self.station, self.hub):
            leg.sock.setblocking(False)
            selector.register(leg.sock, selectors.EVENT_READ, leg)
        try:
            self._heard(self.station)  # what came with the last words of the handshake
            while not self.proxy.closing.is_set():
                for leg in (self.station, self.hub):
                    events = selectors.EVENT_READ | (selectors.EVENT_WRITE if leg.waiting else 0)
                    selector.modify(leg.sock, events, leg)
                for key, events in selector.select(0.1):
                    leg = key.data
                    if events & selectors.EVENT_WRITE:
                        leg.flush()
                    if events & selectors.EVENT_READ:
                        self._heard(leg)
        finally:
            selector.close()

    def _heard(self, leg: Leg) -> None:
        clear = leg.fetch()
        self.proxy.note(leg is self.station, clear)
        if leg is self.station:
            for letter, whole in self.up.feed(clear):
                self._take_fault()
                self._from_station(letter, whole)
            self.hub.flush()
        else:
            for letter, whole in self.down.feed(clear):
                self._from_hub(letter, whole)
            self.station.flush()

    def _take_fault(self) -> None:
        if self.logged_in and self.fault is None:
            self.fault = self.proxy.next_fault()
            self.left = self.fault.budget if self.fault else 0

    def _from_station(self, letter: bytes, whole: bytes) -> None:
        push = self._is_push(letter, whole)
        self.pushing |= push
        commit = b"COMMIT" in whole[:40].upper() or (push and not self.in_transaction)
        if self._struck(Kind.BEFORE_COMMIT) and self.pushing and commit:
            self._strike()
        if self._struck(Kind.HALF_OPEN):
            self.proxy.happened[Kind.HALF_OPEN] += not self.proxy.happened[Kind.HALF_OPEN]
            return
        self._pass(self.hub, whole, "up")

    def _from_hub(self, letter: bytes, whole: bytes) -> None:
        ready = letter == b"Z"
        if ready:
            self.in_transaction = whole[5:6] != b"I"
        if ready and not self.logged_in:
            self.logged_in = True
            self._pass(self.station, whole, "none")
            return
        if self._struck(Kind.HALF_OPEN):
            return
        if self._struck(Kind.GARBAGE):
            self.station.give(random.randbytes(40))
            self._strike()
        if self._struck(Kind.NOISE):
            self.station.noise(random.randbytes(400))
            self._strike()
        if self._struck(Kind.AFTER_COMMIT) and self.pushing:
            self.answer += whole
            if ready and not self.in_transaction:
                if b"E" not in self._letters(self.answer):
                    self._strike()
                self.pushing = False
            if ready:
                self._pass(self.station, bytes(self.answer), "down")
                self.answer.clear()
            return
        if ready and not self.in_transaction:
            self.pushing = False
        self._pass(self.station, whole, "down")

    def _is_push(self, letter: bytes, whole: bytes) -> bool:
        if letter == b"Q":
            return self.proxy.push_word in whole
        if letter == b"P":
            name = whole[5 : whole.index(b"\0", 5)]
            if self.proxy.push_word in whole:
                self.pushes.add(name)
            else:
                self.pushes.discard(name)
            return False
        if letter == b"B":
            start = whole.index(b"\0", 5) + 1
            return whole[start : whole.index(b"\0", start)] in self.pushes
        return False

    @staticmethod
    def _letters(answer: bytearray) -> set[bytes]:
        return {letter for letter, _whole in Messages(bare_first=False).feed(bytes(answer))}

    def _pass(self, to: Leg, whole: bytes, way: str) -> None:
        fault = self.fault
        if fault and fault.kind is Kind.SLOW and way != "none":
            self.proxy.happened[Kind.SLOW] += 1
            time.sleep(len(whole) / max(fault.budget, 1))
        if fault and fault.kind in {Kind.CUT, Kind.RESET} and fault.way == way:
            if len(whole) >= self.left:
                to.give(whole[: self.left])
                to.drain()
                self._strike(rude=fault.kind is Kind.RESET)
            self.left -= len(whole)
        to.give(whole)

    def _struck(self, kind: Kind) -> bool:
        return self.fault is not None and self.fault.kind is kind

    def _strike(self, *, rude: bool = False) -> None:
        assert self.fault is not None
        self.proxy.happened[self.fault.kind] += 1
        for leg in (self.station, self.hub):
            if self.fault.kind in {Kind.GARBAGE, Kind.NOISE} or leg is self.hub:
                leg.drain()
        raise Hangup(rude=rude)


class Proxy:
    """Listens on a free port of the loopback; each connection is led to the hub at `upstream`."""

    def __init__(self, upstream: tuple[str, int], papers: Papers, *, push_word: bytes = b"push", keep: bool = False):
        self.upstream, self.papers, self.push_word, self.keep = upstream, papers, push_word, keep
        self.inner = {"up": bytearray(), "down": bytearray()}  # what both said, in clear; only with `keep`
        self.outer: list[bytearray] = []  # what stood on the station's wire
        self.happened: Counter[Kind] = Counter()
        self.closing = threading.Event()
        self._armed: list[Fault] = []
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open_contexts()
        self._start(self._accept)

    def _open_contexts(self) -> None:
        papers = self.papers
        self._as_hub = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._as_hub.load_cert_chain(papers.hub_cert, papers.hub_key)
        self._as_hub.load_verify_locations(papers.ca)
        self._as_hub.verify_mode = ssl.CERT_OPTIONAL
        self._as_hub.set_alpn_protocols(["postgresql"])
        self._as_station = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._as_station.load_verify_locations(papers.ca)
        self._as_station.check_hostname = False  # he goes to the address he was told; the CA is checked
        if papers.station_cert and papers.station_key:
            self._as_station.load_cert_chain(papers.station_cert, papers.station_key)

    def arm(self, *faults: Fault) -> None:
        """The next connections that are logged in (or those that are) each suffer one."""
        with self._lock:
            self._armed += faults

    def disarm(self) -> int:
        """Take back what did not happen; how many."""
        with self._lock:
            left = len(self._armed)
            self._armed.clear()
            return left

    def next_fault(self) -> Fault | None:
        with self._lock:
            return self._armed.pop(0) if self._armed else None

    def note(self, up: bool, clear: bytes) -> None:
        if self.keep:
            self.inner["up" if up else "down"] += clear

    def close(self) -> None:
        self.closing.set()
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self.close()

    def _start(self, work: object, *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        self._listening.settimeout(0.1)
        while not self.closing.is_set():
            try:
                sock, _from = self._listening.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._start(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        sockets = [sock]
        rude = False
        try:
            sock.settimeout(10)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            first = sock.recv(8, socket.MSG_WAITALL)
            if first == SSL_REQUEST:
                sock.sendall(b"S")
                first = b""
            station = Leg(sock, self._as_hub, server=True, first=first)
            there = socket.create_connection(self.upstream, timeout=10)
            sockets.append(there)
            there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            there.sendall(SSL_REQUEST)
            if there.recv(1) != b"S":
                return
            hub = Leg(there, self._as_station, server=False)
            if self.keep:
                self.outer.append(station.raw)
            Conversation(self, station, hub).run()
        except Hangup as hangup:
            rude = hangup.rude
        except OSError:
            pass  # either side is gone, or never spoke TLS
        finally:
            for one in sockets:
                if rude:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.close()
