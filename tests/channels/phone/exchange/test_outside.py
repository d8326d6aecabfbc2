"""Behind NAT (`--outside`): the carrier is told our outside address for signals and for the voice, not the one we listen on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from huying.channels.phone.exchange import configuring, server
from huying.demo.phone import crowd
from tests.channels.phone.exchange.conftest import ROOT

pytestmark = pytest.mark.django_db
INSIDE, OUTSIDE, CARRIER = "10.9.0.1", "203.0.113.7", "198.51.100.2"
# In a network of its own: Asterisk with an inside address, the carrier with one out in the world. The application is away, so that
# Asterisk itself answers, with music.
STAGE = """
import socket, subprocess, sys, time
asterisk, sipp = eval(sys.argv[1]), eval(sys.argv[2])
for words in (["link", "set", "lo", "up"], *(["addr", "add", each + "/32", "dev", "lo"] for each in sys.argv[3:])):
    subprocess.run(["ip", *words], check=True)
running = subprocess.Popen(asterisk, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(200):
        with socket.socket() as look:
            if look.connect_ex((sys.argv[3], 18088)) == 0:
                break
        time.sleep(0.1)
    time.sleep(1)
    sys.exit(subprocess.run(sipp, stdout=subprocess.DEVNULL, timeout=40).returncode)
finally:
    running.kill()
"""


def test_the_carrier_is_told_our_outside_address(fetched: None, tmp_path: Path, settings: Any):
    settings.VAR = tmp_path / "var"
    root = server.prefix(ROOT / "var" / "asterisk")
    assert root is not None
    options = configuring.Options(home=tmp_path / "asterisk", prefix=root, host=INSIDE, trunk=f"{CARRIER}:5070", outside=OUTSIDE)
    etc = configuring.write(options)
    assert configuring.last(options.home) == options, "and so it is written the next time"
    told = tmp_path / "told.log"
    sipp = crowd.command(tmp_path / "sipp", f"{INSIDE}:15060", host=CARRIER, port=5070, numbers=["13812345678"], calls=1, rate=1, stays=0.5)
    done = subprocess.run(["unshare", "-rn", sys.executable, "-c", STAGE, repr(server.command(root, etc)),
                           repr([*sipp, "-trace_msg", "-message_file", str(told)]), INSIDE, CARRIER], capture_output=True, text=True)
    if "unshare" in done.stderr:
        pytest.skip("no right to a network of one's own")
    text = told.read_text() if told.exists() else ""
    answer = text[text.index("SIP/2.0 200 OK"):]
    assert done.returncode == 0, (done.stderr, text[-2000:])
    assert f"c=IN IP4 {OUTSIDE}" in answer and re.search(rf"^Contact: .*{OUTSIDE}", answer, re.MULTILINE), answer[:1500]
    assert INSIDE not in answer.partition("BYE")[0].partition("c=IN")[2]
