"""CMPP 3.0 direct: our own client of the carriers' gateway (ISMG), with a window of 16 and its active tests."""

from __future__ import annotations

import contextlib
import hmac
import logging
import time

from huying.channels.sms import cmpp_packets as packets
from huying.channels.sms import codec
from huying.channels.sms.cmpp_packets import ACTIVE_TEST, CONNECT, DELIVER, RESP, SUBMIT, TERMINATE, BadPacket, Packet
from huying.channels.sms.codec import Alphabet, Part
from huying.channels.sms.framing import SECONDS, Frames
from huying.channels.sms.gateways import Address
from huying.channels.sms.links import Answer, Brought, Event, LinkDown, LinkRefused, NotSent, Outgoing, Report
from huying.clocks.present import now
from huying.clocks.zone import SHANGHAI

logger = logging.getLogger("huying.sms")
WINDOW = 16  # §5.2: packets that may await their answer
QUIET = 30.0
FMT = {Alphabet.ASCII: 0, Alphabet.UCS2: 8, Alphabet.GBK: 15}
READ = {0: Alphabet.ASCII, 3: Alphabet.BYTES, 4: Alphabet.BYTES, 8: Alphabet.UCS2, 15: Alphabet.GBK}
LATER = {8}  # flow control (流量控制错)
NEVER_IN = (2, 3, 4)  # illegal address, wrong authenticator, version too high
NOT_NOW = 8
STATES = {"DELIVRD": "arrived", "ACCEPTD": "taken"}
MOST = 0xFFFFFFFF


class CmppLink:
    """Options: service (Service_Id), alphabet=ucs2|gbk, window=16, fee_type, fee_code."""

    name = "cmpp"

    def __init__(self, where: Address, number: str) -> None:
        self.where, self.number = where, where.options.get("from", number)
        self.window = where.number("window", WINDOW)
        self.chinese = Alphabet.GBK if where.options.get("alphabet") == "gbk" else Alphabet.UCS2
        self.frames: Frames | None = None
        self.sequence, self.heard_at, self.pinged_at = 0, 0.0, 0.0
        self.asked: dict[int, tuple[int, float]] = {}

    def open(self) -> None:
        self.close()
        self.frames, self.asked = Frames(self.where.host, self.where.port, secure=self.where.kind == "cmpps"), {}
        body = packets.connect(self.where.user, self.where.password, now().astimezone(SHANGHAI))
        self._send(CONNECT, body)
        answer = self._read(self.frames.one())
        try:
            status, proof, _version = packets.connected(answer.body)
        except BadPacket as error:
            self._drop()
            raise LinkDown(f"cmpp: {error}") from error
        if answer.command != CONNECT | RESP or status:
            self._drop()
            said = f"cmpp: connect refused: {status}"
            raise LinkRefused(said) if status in NEVER_IN else LinkDown(said)
        if any(proof) and not hmac.compare_digest(proof, packets.gateways_proof(status, body[6:22], self.where.password)):
            self._drop()
            raise LinkRefused("cmpp: the gateway does not know our secret")
        self.heard_at = self.pinged_at = time.monotonic()

    def close(self) -> None:
        if self.frames is not None:
            with contextlib.suppress(LinkDown):
                self._send(TERMINATE)
            self._drop()

    def _drop(self) -> None:
        frames, self.frames = self.frames, None
        if frames is not None:
            frames.close()

    def split(self, text: str) -> list[Part]:
        return codec.split(text, chinese=self.chinese, plain=Alphabet.ASCII)

    def submit(self, out: Outgoing) -> None:
        if self.frames is None:
            raise NotSent("cmpp: not connected")
        part, options = out.part, self.where.options
        body = packets.submit(
            total=part.total, seq=part.seq, service=options.get("service", ""), source=self.where.user, number=self.number, to=out.to,
            fmt=FMT[part.alphabet], udhi=part.total > 1, content=codec.header(out.ref, part) + part.body,
            fee_type=options.get("fee_type", "01"), fee_code=options.get("fee_code", "000000"))
        self.asked[self._send(SUBMIT, body)] = (out.id, time.monotonic())

    def poll(self, seconds: float) -> list[Event]:
        if self.frames is None:
            raise LinkDown("cmpp: not connected")
        events: list[Event] = []
        for frame in self.frames.read(seconds):
            self.heard_at = time.monotonic()
            event = self._heard(self._read(frame))
            if event is not None:
                events.append(event)
        self._look()
        return events

    def ack(self, told: Brought | Report, *, kept: bool) -> None:
        if isinstance(told.token, tuple):
            sequence, msg_id = told.token
            self._send(DELIVER | RESP, packets.deliver_resp(msg_id, 0 if kept else NOT_NOW), sequence)

    def _send(self, command: int, body: bytes = b"", sequence: int | None = None) -> int:
        if self.frames is None:
            raise LinkDown("cmpp: not connected")
        if sequence is None:
            self.sequence = self.sequence % MOST + 1
            sequence = self.sequence
        self.frames.send(packets.packet(command, sequence, body))
        return sequence

    def _read(self, frame: bytes) -> Packet:
        try:
            return packets.read(frame)
        except BadPacket as error:
            raise LinkDown(f"cmpp: {error}") from error

    def _look(self) -> None:
        at = time.monotonic()
        if any(at - since > 2 * SECONDS for _, since in self.asked.values()) or at - self.heard_at > 3 * QUIET:
            raise LinkDown("cmpp: no answer")
        if at - max(self.heard_at, self.pinged_at) > QUIET:
            self.pinged_at = at
            self._send(ACTIVE_TEST)

    def _heard(self, packet: Packet) -> Event | None:
        if packet.command == SUBMIT | RESP:
            return self._taken(packet)
        if packet.command == DELIVER:
            return self._delivered(packet)
        if packet.command == ACTIVE_TEST:
            self._send(ACTIVE_TEST | RESP, b"\0", packet.sequence)
        elif packet.command == TERMINATE:
            self._send(TERMINATE | RESP, b"", packet.sequence)
            raise LinkDown("cmpp: the gateway said goodbye")
        return None

    def _taken(self, packet: Packet) -> Event | None:
        part, _ = self.asked.pop(packet.sequence, (0, 0.0))
        if not part:
            return None
        try:
            msg_id, result = packets.submitted(packet.body)
        except BadPacket as error:
            raise LinkDown(f"cmpp: {error}") from error
        return Answer(part, refused=f"result {result}", again=result in LATER) if result else Answer(part, name=str(msg_id))

    def _delivered(self, packet: Packet) -> Event | None:
        try:
            told = packets.delivered(packet.body)
            if told.receipt:
                return _report(packets.receipt(told.content), (packet.sequence, told.msg_id))
        except BadPacket as error:
            logger.warning("cmpp: a message that cannot be read (%s): %s", error, packet.body[:300].hex())
            self._send(DELIVER | RESP, packets.deliver_resp(int.from_bytes(packet.body[:8], "big"), 1), packet.sequence)
            return None
        piece, body = codec.headed(told.content) if told.udhi else (None, told.content)
        return Brought("cmpp", told.sender, told.to, body, READ.get(told.fmt, Alphabet.BYTES), key=f"{told.msg_id:x}", piece=piece,
                       token=(packet.sequence, told.msg_id))


def _report(told: packets.Receipt, token: tuple[int, int]) -> Report:
    state = STATES.get(told.stat, "failed")
    return Report(state, name=str(told.msg_id), to=told.to, why=told.stat if state == "failed" else "", token=token)
