"""By SMS alone over CMPP 3.0, against a carrier's gateway of the tests; our packets read by tshark, which is not ours."""

from __future__ import annotations

import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from huying.channels.models import Notice, ReceivedPart, SentPart
from huying.channels.sms import cmpp_packets, codec, gateways
from huying.channels.sms.cmpp_packets import BadPacket
from huying.channels.sms.codec import Alphabet
from huying.channels.sms.links import LinkRefused, Outgoing
from huying.tickets.models import Contact, Rating, Ticket
from huying.tickets.states import State
from tests.cast import Cast
from tests.channels.sms.conftest import absent, free_port
from tests.channels.sms.driving import Driver
from tests.channels.sms.ismg import SECRET, SOURCE, Ismg
from tests.channels.sms.test_smpp_story import CHEN, LONG, OTHER, finish


@pytest.fixture
def ismg() -> Iterator[Ismg]:
    made = Ismg(free_port())
    made.start()
    yield made
    made.stop()


def address(ismg: Ismg, more: str = "") -> str:
    return f"cmpp://{SOURCE}:{SECRET}@127.0.0.1:{ismg.port}?service=HOTLINE{more}"


@pytest.fixture
def door(settings: Any, ismg: Ismg, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> Iterator[Driver]:
    settings.SMS = {**settings.SMS, "gateway": address(ismg), "number": "10690012345"}
    settings.SMS_DOUBT = 1
    monkeypatch.setattr("huying.channels.telling.put_off", lambda at: at)
    monkeypatch.setattr("huying.channels.sms.running.EVERY", 0.3)
    monkeypatch.setattr("huying.channels.sms.spool.PAUSES", (0.1,))
    driver = Driver(gateways.made())
    yield driver
    driver.close()
    gateways._made.cache_clear()


def test_from_the_first_words_to_the_rating(door: Driver, ismg: Ismg, cast: Cast):
    door.turn()
    ismg.texted(CHEN, "体育东路的路灯不亮，周围很黑")
    door.until(lambda: ismg.read(CHEN))
    assert "还需补充" in ismg.read(CHEN)[0]
    ismg.texted(CHEN, "上周五晚上开始，我是附近居民，希望尽快维修。" + "路口很黑，老人和孩子都不敢走，" * 8 + "𠮷")
    door.until(lambda: Ticket.objects.get().state == State.RECEIVED)
    ticket = Ticket.objects.get()
    assert ticket.detail.endswith("𠮷") and "缺第" not in ticket.detail
    finish(ticket.number, cast)
    door.until(lambda: any("已答复" in each for each in ismg.read(CHEN)))
    ismg.bring(CHEN, b"1", fmt=0)
    door.until(lambda: Rating.objects.exists())
    door.until(lambda: not SentPart.objects.exclude(state="arrived").exists())
    assert Ticket.objects.get().state == State.ARCHIVED
    assert set(Notice.objects.filter(door="sms").values_list("state", flat=True)) == {"arrived"}
    assert len(ismg.read(CHEN)) == Notice.objects.filter(door="sms").count()


def test_gbk_in_and_out(door: Driver, ismg: Ismg, cast: Cast, settings: Any):
    door.turn()
    ismg.bring(CHEN, "天河区体育东路朱镕基路口的路灯坏了。".encode("gb18030"), fmt=15)
    door.until(lambda: Ticket.objects.exists())
    assert "镕" in Ticket.objects.get().detail
    settings.SMS = {**settings.SMS, "gateway": address(ismg, "&alphabet=gbk")}
    door.close()
    second = Driver(gateways.made())
    second.until(lambda: ismg.read(CHEN))
    assert ismg.taken[-1]["fmt"] == 15 and "编号" in ismg.read(CHEN)[-1]
    second.close()


def test_flow_control_a_refusal_and_a_cut_line(door: Driver, ismg: Ismg, cast: Cast):
    door.turn()
    ismg.busy = 2
    ismg.texted(CHEN, "体育东路的路灯不亮，周围很黑")
    door.until(lambda: Notice.objects.filter(state=Notice.ARRIVED).exists())
    assert SentPart.objects.get().tries == 3
    ismg.refused.add(OTHER)
    ismg.texted(OTHER, "黄埔区大沙地的井盖没了。")
    door.until(lambda: Notice.objects.filter(state=Notice.FAILED).exists())
    ismg.lose = 1
    ismg.texted(CHEN, "进度")
    door.until(lambda: len(ismg.taken) == 2)
    door.until(lambda: not SentPart.objects.exclude(state__in=("arrived", "failed")).exists(), why="the receipt settles it")
    door.settle(8)
    assert len(ismg.taken) == 2, "what the gateway had is not sent again"


def test_the_same_message_brought_again_is_one(door: Driver, ismg: Ismg, cast: Cast):
    door.turn()
    msg_id = ismg.bring(CHEN, "体育东路的路灯不亮，周围很黑".encode("utf-16-be"))
    door.until(lambda: (msg_id, 0) in ismg.acked)
    ismg.bring(CHEN, "体育东路的路灯不亮，周围很黑".encode("utf-16-be"), msg_id=msg_id)
    door.until(lambda: ismg.acked.count((msg_id, 0)) == 2)
    door.settle()
    assert Contact.objects.count() == 1 == ReceivedPart.objects.count()


def test_a_wrong_secret_is_refused(ismg: Ismg):
    link = gateways._made(f"cmpp://{SOURCE}:wrong@127.0.0.1:{ismg.port}", "1")
    with pytest.raises(LinkRefused):
        link.open()


@pytest.mark.parametrize("cut", [0, 8, 40, 76, 80])
def test_what_is_cut_off_is_told(cut: int):
    whole = struct.pack(">Q", 7) + bytes(68) + bytes([10]) + b"0123456789" + bytes(20)
    assert cmpp_packets.delivered(whole).content == b"0123456789"
    with pytest.raises(BadPacket):
        cmpp_packets.delivered(whole[:cut])


def dissected(frames: list[bytes], tmp_path: Path, *fields: str) -> list[list[str]]:
    """The packets as tshark reads them, from a capture of our own making."""
    if not shutil.which("tshark"):
        absent("tshark is absent: apt-get install tshark")
    capture, sequence = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)], 1
    for at, frame in enumerate(frames):
        tcp = struct.pack(">HHIIBBHHH", 40000, 7890, sequence, 1, 0x50, 0x18, 65535, 0, 0) + frame
        sequence += len(frame)
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), at, 0, 64, 6, 0, bytes([127, 0, 0, 1]), bytes([127, 0, 0, 2])) + tcp
        capture.append(struct.pack("<IIII", 1, at, len(ip), len(ip)) + ip)
    file = tmp_path / "cmpp.pcap"
    file.write_bytes(b"".join(capture))
    wanted = [part for name in fields for part in ("-e", name)]
    done = subprocess.run(["tshark", "-r", str(file), "-Y", "cmpp", "-T", "fields", "-E", "separator=|", *wanted], capture_output=True,
                          text=True, check=True)
    return [line.split("|") for line in done.stdout.splitlines()]


def test_an_independent_dissector_reads_our_packets(ismg: Ismg, tmp_path: Path):
    link = gateways._made(address(ismg), "10690012345")
    link.open()
    parts = [*link.split("路" * 100), *link.split("hello"), *codec.split("朱镕基", chinese=Alphabet.GBK)]
    for at, part in enumerate(parts):
        link.submit(Outgoing(at + 1, CHEN, part, 77))
    link._send(0x8)  # type: ignore[attr-defined]
    ismg.texted(CHEN, "1")
    heard: list[Any] = []
    deadline = time.monotonic() + 5
    while len(heard) < 2 * len(parts) + 1 and time.monotonic() < deadline:
        for event in link.poll(0.1):
            heard.append(event)
            if hasattr(event, "token") and event.token:
                link.ack(event, kept=True)
    link.close()
    time.sleep(0.2)
    rows = dissected(ismg.raw, tmp_path, "cmpp.Command_Id", "_ws.malformed", "cmpp.Dest_terminal_Id", "cmpp.submit.Src_Id",
                     "cmpp.Msg_Fmt", "cmpp.TP_udhi", "cmpp.submit.Pk_total", "cmpp.submit.Pk_number")
    commands = [int(row[0], 0) for row in rows]
    assert commands[0] == 1 and commands.count(4) == len(parts) == 4 and 8 in commands and commands.count(0x80000005) == 5
    assert commands[-1] == 2 and not any(row[1] for row in rows)
    assert [row[2:] for row in rows if int(row[0], 0) == 4] == [
        [CHEN, "10690012345", fmt, udhi, total, seq]
        for fmt, udhi, total, seq in (("8", "1", "2", "1"), ("8", "1", "2", "2"), ("0", "0", "1", "1"), ("15", "0", "1", "1"))]


def test_the_proof_is_that_of_the_protocol():
    body = cmpp_packets.connect("901234", "1234", datetime(2026, 3, 2, 10, 0, 5, tzinfo=UTC))
    assert body[:6] == b"901234" and body[22] == 0x30 and struct.unpack(">I", body[23:])[0] == 302100005


def test_long_words_cross_in_both_directions(door: Driver, ismg: Ismg, cast: Cast):
    door.turn()
    ismg.texted(CHEN, LONG * 3)
    door.until(lambda: Ticket.objects.exists())
    assert Ticket.objects.get().detail == LONG * 3
