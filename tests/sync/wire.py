"""TLS ended by hand, so that the bytes on the wire and those inside are both seen; PostgreSQL's messages cut out."""

from __future__ import annotations

import contextlib
import socket
import ssl

CHUNK = 1 << 16


class Hangup(Exception):
    """This connection is over; `rude` when without a goodbye."""

    def __init__(self, *, rude: bool = False) -> None:
        super().__init__()
        self.rude = rude


class Leg:
    """One side's connection: raw bytes on its socket, clear ones inside."""

    def __init__(self, sock: socket.socket, context: ssl.SSLContext, *, server: bool, first: bytes = b"") -> None:
        self.sock = sock
        self.raw = bytearray()
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_side=server)
        self.waiting = bytearray()
        if first:
            self._in.write(first)
            self.raw += first
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush_all()
                self._receive()
                continue
            self._flush_all()
            return

    def _receive(self) -> None:
        got = self.sock.recv(CHUNK)
        if not got:
            raise Hangup
        self.raw += got
        self._in.write(got)

    def _flush_all(self) -> None:
        out = self._out.read()
        self.raw += out
        self.sock.sendall(out)

    def fetch(self) -> bytes:
        """Clear bytes that came; Hangup at the end."""
        with contextlib.suppress(BlockingIOError):
            self._receive()
        clear = bytearray()
        while True:
            try:
                got = self._tls.read(CHUNK)
            except ssl.SSLWantReadError:
                return bytes(clear)
            except ssl.SSLError:
                raise Hangup from None
            if not got:
                raise Hangup
            clear += got

    def give(self, clear: bytes) -> None:
        """Clear bytes that are to go; they leave by `flush`."""
        self._tls.write(clear)
        out = self._out.read()
        self.raw += out
        self.waiting += out

    def noise(self, raw: bytes) -> None:
        self.raw += raw
        self.waiting += raw

    def flush(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self.waiting:
                del self.waiting[: self.sock.send(self.waiting)]

    def drain(self) -> None:
        """What is waiting goes, as far as the other side takes it."""
        with contextlib.suppress(OSError):
            self.sock.settimeout(2)
            self.sock.sendall(self.waiting)
            self.waiting.clear()


class Messages:
    """Cuts a stream into PostgreSQL's messages: a letter, a length, a body. The first of a station has no letter."""

    def __init__(self, *, bare_first: bool) -> None:
        self._bare, self._kept = bare_first, bytearray()

    def feed(self, data: bytes) -> list[tuple[bytes, bytes]]:
        """(letter, whole message)"""
        self._kept += data
        found: list[tuple[bytes, bytes]] = []
        while True:
            skip = 0 if self._bare else 1
            if len(self._kept) < skip + 4:
                return found
            size = skip + int.from_bytes(self._kept[skip : skip + 4], "big")
            if len(self._kept) < size:
                return found
            whole = bytes(self._kept[:size])
            del self._kept[:size]
            found.append((b"" if self._bare else whole[:1], whole))
            self._bare = False
