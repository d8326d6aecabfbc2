"""SMPP 3.4 direct: one transceiver session, a window of parts that await their answer, receipts by deliver_sm."""

from __future__ import annotations

import contextlib
import logging
import re
import time
import uuid
from typing import Any

from smpplib import consts, smpp
from smpplib.client import SimpleSequenceGenerator

from huying.channels.sms import codec
from huying.channels.sms.codec import Alphabet, Part
from huying.channels.sms.framing import SECONDS, Frames
from huying.channels.sms.gateways import Address
from huying.channels.sms.links import Answer, Brought, Event, LinkDown, LinkRefused, NotSent, Outgoing, Report

logger = logging.getLogger("huying.sms")
HEAD = 16
QUIET = 30.0  # seconds without a word after which we ask whether the other side is there
CODING = {Alphabet.GSM: 0, Alphabet.ASCII: 1, Alphabet.LATIN: 3, Alphabet.UCS2: 8}
READ = {0: Alphabet.GSM, 1: Alphabet.ASCII, 3: Alphabet.LATIN, 8: Alphabet.UCS2, 15: Alphabet.GBK, 2: Alphabet.BYTES, 4: Alphabet.BYTES}
DELIVER, SUBMIT_RESP, ENQUIRE, ENQUIRE_RESP, UNBIND, NACK = 0x5, 0x80000004, 0x15, 0x80000015, 0x6, 0x80000000
NEVER_IN = (0x0D, 0x0E, 0x0F, 0x05)  # bind failed, wrong password, wrong system id, already bound
# Throttled, queue full, temporary application error, system error, in the wrong state: later it may be taken.
LATER = {0x58, 0x14, 0x64, 0x08, 0x04, 0x400, 0x401}
TRY_AGAIN = 0x64  # ESME_RX_T_APPN: bring it once more later
NOT_READ = 0x65  # ESME_RX_P_APPN: bringing it again is of no use
STATES = {"DELIVRD": "arrived", "ACCEPTD": "taken", "ENROUTE": "taken", "EXPIRED": "failed", "DELETED": "failed", "UNDELIV": "failed",
          "REJECTD": "failed", "UNKNOWN": "failed"}
STATES_BY_CODE = {1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD"}
_RECEIPT = re.compile(r"id:\s*(\S+).*?stat:\s*([A-Z]+)(?:.*?err:\s*(\S+))?", re.I | re.S)


class SmppLink:
    """A bound transceiver. Options: window=10, system_type, ton/npi of our number (source_ton, source_npi), dest_ton, dest_npi."""

    name = "smpp"

    def __init__(self, where: Address, number: str) -> None:
        self.where, self.number = where, where.options.get("from", number)
        self.window = where.number("window", 10)
        self.sequence_generator = SimpleSequenceGenerator()  # smpplib asks its `client` for the next number
        self.frames: Frames | None = None
        self.asked: dict[int, tuple[int, float]] = {}  # number of the packet: part, since when
        self.session, self.heard_at, self.pinged_at = "", 0.0, 0.0
        self.early: list[Event] = []

    def next_sequence(self) -> int:
        return int(self.sequence_generator.next_sequence())

    def open(self) -> None:
        self.close()
        self.frames = Frames(self.where.host, self.where.port, secure=self.where.kind == "smpps")
        self.session, self.asked = uuid.uuid4().hex, {}
        self.frames.send(self._made("bind_transceiver", system_id=self.where.user, password=self.where.password,
                                    system_type=self.where.options.get("system_type", ""), interface_version=0x34))
        answer = self.frames.one()
        status = int.from_bytes(answer[8:12], "big")
        if status:
            self.close()
            said = f"smpp: bind refused: {consts.DESCRIPTIONS.get(status, hex(status))}"
            raise LinkRefused(said) if status in NEVER_IN else LinkDown(said)
        self.heard_at = self.pinged_at = time.monotonic()

    def close(self) -> None:
        frames, self.frames = self.frames, None
        if frames is not None:
            with contextlib.suppress(LinkDown):
                frames.send(self._made("unbind"))
            frames.close()

    def split(self, text: str) -> list[Part]:
        return codec.split(text)

    def submit(self, out: Outgoing) -> None:
        if self.frames is None:
            raise NotSent("smpp: not bound")
        body = codec.header(out.ref, out.part) + out.part.body
        packet = smpp.make_pdu(
            "submit_sm", client=self, service_type=self.where.options.get("service_type", ""), source_addr=self.number,
            source_addr_ton=self.where.number("source_ton", 0), source_addr_npi=self.where.number("source_npi", 0),
            dest_addr_ton=self.where.number("dest_ton", 0), dest_addr_npi=self.where.number("dest_npi", 1), destination_addr=out.to,
            esm_class=0x40 if out.part.total > 1 else 0, data_coding=CODING[out.part.alphabet], registered_delivery=1, short_message=body)
        self.asked[packet.sequence] = (out.id, time.monotonic())
        self.frames.send(packet.generate())

    def poll(self, seconds: float) -> list[Event]:
        if self.frames is None:
            raise LinkDown("smpp: not bound")
        events, self.early = self.early, []
        for frame in self.frames.read(0 if events else seconds):
            self.heard_at = time.monotonic()
            event = self._heard(frame)
            if event is not None:
                events.append(event)
        self._look()
        return events

    def ack(self, told: Brought | Report, *, kept: bool) -> None:
        self._respond(told.token, 0 if kept else TRY_AGAIN)

    def _respond(self, sequence: object, status: int) -> None:
        if self.frames is not None and isinstance(sequence, int):
            self.frames.send(_packet(DELIVER | NACK, status, sequence, b"\0"))

    def _look(self) -> None:
        """Ask after a silence; give the session up when no answer comes."""
        at = time.monotonic()
        if any(at - since > 2 * SECONDS for _, since in self.asked.values()) or at - self.heard_at > 3 * QUIET:
            raise LinkDown("smpp: no answer")
        if at - max(self.heard_at, self.pinged_at) > QUIET and self.frames is not None:
            self.pinged_at = at
            self.frames.send(self._made("enquire_link"))

    def _heard(self, frame: bytes) -> Event | None:
        if len(frame) < HEAD:
            raise LinkDown("smpp: half a packet")
        command, status, sequence = (int.from_bytes(frame[at : at + 4], "big") for at in (4, 8, 12))
        if command in (SUBMIT_RESP, NACK):
            return self._taken(status, sequence, frame)
        if command == DELIVER:
            return self._delivered(sequence, frame)
        if command == ENQUIRE and self.frames is not None:
            self.frames.send(_packet(ENQUIRE_RESP, 0, sequence))
        elif command == UNBIND and self.frames is not None:
            self.frames.send(_packet(UNBIND | NACK, 0, sequence))
            raise LinkDown("smpp: the other side said goodbye")
        return None

    def _taken(self, status: int, sequence: int, frame: bytes) -> Event | None:
        part, _ = self.asked.pop(sequence, (0, 0.0))
        if not part:
            return None
        if status:
            said = f"{status:#x} {consts.DESCRIPTIONS.get(status, '')}".strip()
            return Answer(part, refused=said, again=status in LATER)
        return Answer(part, name=frame[HEAD:].split(b"\0")[0].decode("ascii", "replace"))

    def _delivered(self, sequence: int, frame: bytes) -> Event | None:
        try:
            packet = smpp.parse_pdu(frame, client=self, allow_unknown_opt_params=True)
            event = self._read(packet, sequence)
        except Exception as error:  # smpplib raises what comes: struct.error, KeyError …
            logger.warning("smpp: a message that cannot be read (%s): %s", error, frame[:300].hex())
            self._respond(sequence, NOT_READ)
            return None
        if event is None:
            self._respond(sequence, 0)
        return event

    def _read(self, packet: Any, sequence: int) -> Event | None:
        body = bytes(packet.short_message or packet.message_payload or b"")
        sender, to = _text(packet.source_addr), _text(packet.destination_addr)
        if not sender or len(packet.short_message or b"") != (packet.sm_length or 0):
            raise ValueError("cut off")  # smpplib takes what there is
        if (packet.esm_class or 0) & 0x3C:
            return _report(packet, body.decode("ascii", "replace"), sender, sequence)
        piece = None
        if (packet.esm_class or 0) & 0x40:
            piece, body = codec.headed(body)
        elif packet.sar_total_segments and packet.sar_total_segments > 1:
            piece = codec.Piece(packet.sar_msg_ref_num or 0, packet.sar_total_segments, packet.sar_segment_seqnum or 1)
        alphabet = READ.get(packet.data_coding or 0, Alphabet.BYTES)
        return Brought("smpp", sender, to, body, alphabet, session=self.session, piece=piece, token=sequence)

    def _made(self, command: str, **values: Any) -> bytes:
        return bytes(smpp.make_pdu(command, client=self, **values).generate())


def _report(packet: Any, body: str, sender: str, sequence: int) -> Report | None:
    """A receipt: by the optional fields where they are, else by the words of appendix B."""
    found = _RECEIPT.search(body)
    name = _text(packet.receipted_message_id) or (found[1] if found else "")
    stat = STATES_BY_CODE.get(packet.message_state or 0, "") or (found[2].upper() if found else "")
    if not name or not stat:
        return None
    why = "" if stat == "DELIVRD" else f"{stat} {(found[3] if found else '') or ''}".strip()
    return Report(STATES.get(stat, ""), name=name, to=sender, why=why, token=sequence)


def _text(value: object) -> str:
    return bytes(value).rstrip(b"\0").decode("ascii", "replace") if isinstance(value, bytes | bytearray) else str(value or "")


def _packet(command: int, status: int, sequence: int, body: bytes = b"") -> bytes:
    return b"".join(each.to_bytes(4, "big") for each in (HEAD + len(body), command, status, sequence)) + body
