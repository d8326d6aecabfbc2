"""A connection that carries frames led by their own length, as SMPP and CMPP do."""

from __future__ import annotations

import select
import socket
import ssl
import time

from huying.channels.sms.links import LinkDown

SECONDS = 15.0
LONGEST = 64 * 1024  # no packet of either protocol is longer
SHORTEST = 12


class Frames:
    """Whole frames in, whole frames out; whatever else happens is LinkDown."""

    def __init__(self, host: str, port: int, *, secure: bool) -> None:
        self._held = b""
        try:
            line = socket.create_connection((host, port), timeout=SECONDS)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._line = ssl.create_default_context().wrap_socket(line, server_hostname=host) if secure else line
        except OSError as error:
            raise LinkDown(f"{host}:{port}: {error}") from error

    def send(self, frame: bytes) -> None:
        try:
            self._line.sendall(frame)
        except OSError as error:
            raise LinkDown(f"while sending: {error}") from error

    def read(self, seconds: float) -> list[bytes]:
        """The frames that are there; waits at most so long for the first of them."""
        until = time.monotonic() + seconds
        found = self._whole()
        while not found:
            left = until - time.monotonic()
            if not self._fetch(max(left, 0)) and left <= 0:
                return []
            found = self._whole()
        return found

    def one(self, seconds: float = SECONDS) -> bytes:
        """The next frame. LinkDown when none comes in time."""
        found = self.read(seconds)
        if not found:
            raise LinkDown("no answer")
        self._held = b"".join(found[1:]) + self._held
        return found[0]

    def _fetch(self, seconds: float) -> bool:
        """Read what has come. False when nothing came in time."""
        pending = isinstance(self._line, ssl.SSLSocket) and self._line.pending()
        if not pending and not select.select([self._line], [], [], seconds)[0]:
            return False
        try:
            got = self._line.recv(LONGEST)
        except OSError as error:
            raise LinkDown(f"while reading: {error}") from error
        if not got:
            raise LinkDown("the other side hung up")
        self._held += got
        return True

    def _whole(self) -> list[bytes]:
        found: list[bytes] = []
        while len(self._held) >= 4:
            length = int.from_bytes(self._held[:4], "big")
            if not SHORTEST <= length <= LONGEST:
                raise LinkDown(f"a frame of {length} bytes is no frame")
            if len(self._held) < length:
                break
            found.append(self._held[:length])
            self._held = self._held[length:]
        return found

    def close(self) -> None:
        self._line.close()
