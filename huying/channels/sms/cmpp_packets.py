"""Packets of CMPP 3.0 (中国移动通信互联网短信网关接口协议 V3.0): bytes to fields and back. Pure."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from datetime import datetime

HEAD = 12
CONNECT, TERMINATE, SUBMIT, DELIVER, ACTIVE_TEST = 0x1, 0x2, 0x4, 0x5, 0x8
RESP = 0x80000000
VERSION = 0x30
RECEIPT_BYTES = 71  # Msg_Id 8, Stat 7, Submit_time 10, Done_time 10, Dest_terminal_Id 32, SMSC_sequence 4


class BadPacket(Exception):
    """Not what CMPP 3.0 says, told in its words."""


@dataclass(frozen=True, slots=True)
class Packet:
    command: int
    sequence: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Deliver:
    """What the gateway brings: a message, or with `receipt` the state of one of ours."""

    msg_id: int
    to: str
    sender: str
    fmt: int
    udhi: bool
    content: bytes
    receipt: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    msg_id: int
    stat: str
    to: str


def packet(command: int, sequence: int, body: bytes = b"") -> bytes:
    return struct.pack(">III", HEAD + len(body), command, sequence) + body


def read(frame: bytes) -> Packet:
    if len(frame) < HEAD or struct.unpack(">I", frame[:4])[0] != len(frame):
        raise BadPacket("length")
    _, command, sequence = struct.unpack(">III", frame[:HEAD])
    return Packet(command, sequence, frame[HEAD:])


def authenticator(source: str, secret: str, stamp: str) -> bytes:
    """§7.4.1.1: MD5 of name, nine zeros, secret and the time as MMDDHHMMSS."""
    return hashlib.md5(source.encode() + bytes(9) + secret.encode() + stamp.encode(), usedforsecurity=False).digest()


def connect(source: str, secret: str, at: datetime) -> bytes:
    """The body of CMPP_CONNECT; `at` in the gateway's time zone."""
    stamp = at.strftime("%m%d%H%M%S")
    return _fixed(source, 6) + authenticator(source, secret, stamp) + bytes([VERSION]) + struct.pack(">I", int(stamp))


def connected(body: bytes) -> tuple[int, bytes, int]:
    """(status, authenticator of the gateway, its version)."""
    if len(body) < 21:
        raise BadPacket("CONNECT_RESP")
    return struct.unpack(">I", body[:4])[0], body[4:20], body[20]


def gateways_proof(status: int, ours: bytes, secret: str) -> bytes:
    """AuthenticatorISMG: MD5 of status, our authenticator and the secret."""
    return hashlib.md5(struct.pack(">I", status) + ours + secret.encode(), usedforsecurity=False).digest()


def submit(*, total: int, seq: int, service: str, source: str, number: str, to: str, fmt: int, udhi: bool, content: bytes,
           fee_type: str = "01", fee_code: str = "000000") -> bytes:
    """The body of CMPP_SUBMIT for one telephone, with a receipt asked for."""
    if len(content) > 159 or (len(content) > 140 and fmt != 0):
        raise BadPacket(f"content of {len(content)} bytes")
    return b"".join([
        bytes(8), bytes([total, seq, 1, 1]),  # Msg_Id, Pk_total, Pk_number, Registered_Delivery, Msg_level
        _fixed(service, 10), bytes([2]), _fixed("", 32), bytes([0]),  # Service_Id, Fee_UserType (the SP), Fee_terminal_Id, its type
        bytes([0, 1 if udhi else 0, fmt]),  # TP_pId, TP_udhi, Msg_Fmt
        _fixed(source, 6), _fixed(fee_type, 2), _fixed(fee_code, 6), bytes(17), bytes(17),  # Msg_src, fees, ValId_Time, At_Time
        _fixed(number, 21), bytes([1]), _fixed(to, 32), bytes([0]),  # Src_Id, DestUsr_tl, Dest_terminal_Id, its type
        bytes([len(content)]), content, bytes(20),  # Msg_Length, Msg_Content, LinkID
    ])


def submitted(body: bytes) -> tuple[int, int]:
    """(Msg_Id, result) of CMPP_SUBMIT_RESP."""
    if len(body) < 12:
        raise BadPacket("SUBMIT_RESP")
    return struct.unpack(">QI", body[:12])


def delivered(body: bytes) -> Deliver:
    """CMPP_DELIVER: 8 id, 21 to, 10 service, TP_pId, TP_udhi, Msg_Fmt, 32 sender, its type, receipt?, length, content, 20 LinkID."""
    if len(body) < 77:
        raise BadPacket("DELIVER")
    msg_id = struct.unpack(">Q", body[:8])[0]
    length = body[76]
    content = body[77 : 77 + length]
    if len(content) < length:
        raise BadPacket("DELIVER: content is cut off")
    return Deliver(msg_id, _told(body[8:29]), _told(body[42:74]), fmt=body[41], udhi=body[40] == 1, content=content, receipt=body[75] == 1)


def receipt(content: bytes) -> Receipt:
    if len(content) < RECEIPT_BYTES - 4:
        raise BadPacket("receipt")
    return Receipt(struct.unpack(">Q", content[:8])[0], _told(content[8:15]), _told(content[35:67]))


def deliver_resp(msg_id: int, result: int) -> bytes:
    return struct.pack(">QI", msg_id, result)


def _fixed(text: str, length: int) -> bytes:
    raw = text.encode("ascii", "replace")
    if len(raw) > length:
        raise BadPacket(f"{text!r} is longer than {length}")
    return raw.ljust(length, b"\0")


def _told(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("ascii", "replace").strip()
