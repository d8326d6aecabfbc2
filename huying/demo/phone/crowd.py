"""Many callers at once, by sipp: each calls, waits to be answered, stays so long, and hangs up."""

from __future__ import annotations

import subprocess
from pathlib import Path

SCENARIO = """<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="caller">
  <send retrans="500"><![CDATA[
    INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]T[call_number]
    To: <sip:[service]@[remote_ip]:[remote_port]>
    Call-ID: [call_id]
    CSeq: 1 INVITE
    Contact: <sip:[field0]@[local_ip]:[local_port]>
    Max-Forwards: 70
    Content-Type: application/sdp
    Content-Length: [len]

    v=0
    o=caller 1 1 IN IP[local_ip_type] [local_ip]
    s=-
    c=IN IP[media_ip_type] [media_ip]
    t=0 0
    m=audio {audio} RTP/AVP 8
    a=rtpmap:8 PCMA/8000
  ]]></send>
  <recv response="100" optional="true"></recv>
  <recv response="180" optional="true"></recv>
  <recv response="183" optional="true"></recv>
  <recv response="200" rrs="true" timeout="30000"></recv>
  <send><![CDATA[
    ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]T[call_number]
    To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
    Call-ID: [call_id]
    CSeq: 1 ACK
    Contact: <sip:[field0]@[local_ip]:[local_port]>
    Max-Forwards: 70
    Content-Length: 0
  ]]></send>
{key}
{voice}  <pause milliseconds="{stays}"/>
  <send retrans="500"><![CDATA[
    BYE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]T[call_number]
    To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
    Call-ID: [call_id]
    CSeq: 9 BYE
    Contact: <sip:[field0]@[local_ip]:[local_port]>
    Max-Forwards: 70
    Content-Length: 0
  ]]></send>
  <recv response="200" timeout="20000"></recv>
</scenario>
"""
KEY = """  <pause milliseconds="{after}"/>
  <send retrans="500"><![CDATA[
    INFO sip:[service]@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
    From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]T[call_number]
    To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
    Call-ID: [call_id]
    CSeq: 2 INFO
    Max-Forwards: 70
    Content-Type: application/dtmf-relay
    Content-Length: [len]

    Signal={key}
    Duration=160
  ]]></send>
  <recv response="200" timeout="20000"></recv>
"""


def command(home: Path, server: str, *, host: str, port: int, numbers: list[str], calls: int, rate: float, stays: float,
            key: str = "", after: float = 0.5, voice: Path | None = None) -> list[str]:
    """sipp, with its scenario and numbers written to `home`. `key` is pressed so many seconds after the answer; `voice`: raw A-law."""
    home.mkdir(parents=True, exist_ok=True)
    pressed = KEY.replace("{after}", str(int(after * 1000))).replace("{key}", key) if key else ""
    speaks = f'  <nop><action><exec rtp_stream="{voice},-1,8"/></action></nop>\n' if voice else ""
    audio = "[rtpstream_audio_port]" if voice else "[media_port]"
    scenario = SCENARIO.replace("{key}", pressed).replace("{voice}", speaks).replace("{audio}", audio)
    (home / "caller.xml").write_text(scenario.replace("{stays}", str(int(stays * 1000))))
    (home / "numbers.csv").write_text("SEQUENTIAL\n" + "".join(f"{number};\n" for number in numbers))
    return ["sipp", server, "-sf", str(home / "caller.xml"), "-inf", str(home / "numbers.csv"), "-s", "12345", "-i", host, "-p", str(port),
            "-mi", host, "-m", str(calls), "-r", str(max(1, round(rate * 10))),
            "-rp", "10000", "-l", "600", "-nostdin", "-timeout", "900", "-trace_err"]


def call(home: Path, server: str, **more: object) -> subprocess.CompletedProcess[str]:
    """Until all have called."""
    sipp = command(home, server, **more)  # type: ignore[arg-type]
    return subprocess.run(sipp, cwd=home, capture_output=True, text=True, check=False, errors="replace", timeout=900)  # noqa: S603
