"""A carrier's gateway (ISMG) of CMPP 3.0 for tests, written from the protocol and without our client's packets."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import struct
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

SOURCE, SECRET = "901234", "1234"
FIXED = struct.Struct(">Q4B10sB32sB3B6s2s6s17s17s21sB")  # CMPP_SUBMIT up to DestUsr_tl


@dataclass
class Ismg:
    """Takes what is sent, gives receipts, brings messages again until they are answered."""

    port: int
    taken: list[dict[str, Any]] = field(default_factory=list)
    acked: list[tuple[int, int]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    busy: int = 0  # so many submits are put off by flow control
    refused: set[str] = field(default_factory=set)
    lose: int = 0  # so many are taken, and the line is cut before the answer
    receipts: bool = True
    tests: int = 0
    _pending: dict[int, bytes] = field(default_factory=dict)
    _line: socket.socket | None = None
    _sequence: int = 0
    _id: int = 0x0B_A0_00_00_00_01
    _lock: Any = field(default_factory=threading.RLock)

    def start(self) -> None:
        self.server = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        self.server.close()
        self.cut()

    def cut(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def bring(self, phone: str, data: bytes, fmt: int = 8, udhi: bool = False, *, msg_id: int = 0) -> int:
        """A telephone's message; returns its Msg_Id."""
        msg_id = msg_id or self._next()
        self._deliver(msg_id, phone, data, fmt, udhi, receipt=False)
        return msg_id

    def texted(self, phone: str, text: str) -> None:
        raw = text.encode("utf-16-be")
        if len(raw) <= 140:
            self.bring(phone, raw)
            return
        bodies = [raw[at : at + 134] for at in range(0, len(raw), 134)]
        for seq, body in enumerate(bodies, 1):
            self.bring(phone, bytes([5, 0, 3, 77, len(bodies), seq]) + body, udhi=True)

    def read(self, phone: str) -> list[str]:
        """What the telephone shows."""
        shown: list[str] = []
        held: dict[int, dict[int, bytes]] = {}
        for each in (each for each in list(self.taken) if each["to"] == phone):
            name = {0: "ascii", 8: "utf-16-be", 15: "gbk"}[each["fmt"]]
            if not each["udhi"]:
                shown.append(each["content"].decode(name))
                continue
            head, body = each["content"][:6], each["content"][6:]
            assert head[:3] == bytes([5, 0, 3]) and (head[4], head[5]) == (each["total"], each["seq"])
            parts = held.setdefault(head[3], {})
            parts[head[5]] = body
            if len(parts) == head[4]:
                shown.append(b"".join(parts[at] for at in sorted(parts)).decode(name))
                del held[head[3]]
        return shown

    def _next(self) -> int:
        with self._lock:
            self._id += 1
            return self._id

    def _deliver(self, msg_id: int, phone: str, data: bytes, fmt: int, udhi: bool, *, receipt: bool) -> None:
        body = (struct.pack(">Q", msg_id) + b"12345".ljust(21, b"\0") + bytes(10) + bytes([0, int(udhi), fmt])
                + phone.encode().ljust(32, b"\0") + bytes([0, int(receipt), len(data)]) + data + bytes(20))
        with self._lock:
            self._pending[msg_id] = body
            if self._line is not None:
                self._send(0x5, body)

    def _send(self, command: int, body: bytes, sequence: int | None = None) -> None:
        with self._lock:
            if sequence is None:
                self._sequence += 1
                sequence = self._sequence
            if self._line is not None:
                try:
                    self._line.sendall(struct.pack(">III", 12 + len(body), command, sequence) + body)
                except OSError:
                    self._line = None

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._hold, args=(line,), daemon=True).start()

    def _hold(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, struct.error, EOFError, ValueError):
            self._talk(line)
        with self._lock:
            if self._line is line:
                self._line = None
        line.close()

    def _talk(self, line: socket.socket) -> None:
        file = line.makefile("rb")
        while head := file.read(12):
            length, command, sequence = struct.unpack(">III", head)
            body = file.read(length - 12)
            self.raw.append(head + body)
            if command == 0x1:
                self._connect(line, body, sequence)
            elif command == 0x4:
                self._submit(line, body, sequence)
            elif command == 0x80000005:
                msg_id, result = struct.unpack(">QI", body)
                self.acked.append((msg_id, result))
                if result == 0:
                    self._pending.pop(msg_id, None)
            elif command == 0x8:
                self.tests += 1
                self._send(0x80000008, b"\0", sequence)
            elif command == 0x2:
                self._send(0x80000002, b"", sequence)

    def _connect(self, line: socket.socket, body: bytes, sequence: int) -> None:
        source, proof, version, stamp = struct.unpack(">6s16sBI", body)
        wanted = hashlib.md5(source + bytes(9) + SECRET.encode() + f"{stamp:010d}".encode()).digest()
        status = 0 if proof == wanted and source == SOURCE.encode() and version == 0x30 else 3
        answer = struct.pack(">I", status) + hashlib.md5(struct.pack(">I", status) + proof + SECRET.encode()).digest() + b"\x30"
        line.sendall(struct.pack(">III", 12 + len(answer), 0x80000001, sequence) + answer)
        if status == 0:
            with self._lock:
                self._line = line
                for pending in deque(self._pending.values()):
                    self._send(0x5, pending)

    def _submit(self, line: socket.socket, body: bytes, sequence: int) -> None:
        fields = FIXED.unpack(body[: FIXED.size])
        total, seq, udhi, fmt = fields[1], fields[2], fields[10], fields[11]
        to = body[FIXED.size : FIXED.size + 32].rstrip(b"\0").decode()
        length = body[FIXED.size + 33]
        content = body[FIXED.size + 34 : FIXED.size + 34 + length]
        assert len(body) == FIXED.size + 34 + length + 20, "CMPP_SUBMIT is not as long as it says"
        if self.busy:
            self.busy -= 1
            self._send(0x80000004, struct.pack(">QI", 0, 8), sequence)
            return
        if to in self.refused:
            self._send(0x80000004, struct.pack(">QI", 0, 13), sequence)
            return
        msg_id = self._next()
        self.taken.append({"to": to, "fmt": fmt, "udhi": udhi, "total": total, "seq": seq, "content": content, "id": msg_id,
                           "from": fields[17].rstrip(b"\0").decode()})
        lost = self.lose > 0
        if lost:
            self.lose -= 1
            self.cut()
        else:
            self._send(0x80000004, struct.pack(">QI", msg_id, 0), sequence)
        if self.receipts:
            told = struct.pack(">Q", msg_id) + b"DELIVRD" + b"2603021000" * 2 + to.encode().ljust(32, b"\0") + bytes(4)
            self._deliver(self._next(), to, told, 0, False, receipt=True)
