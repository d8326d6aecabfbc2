"""The exchange under load: callers by sipp, agents by sipp, a real Asterisk, all voices, everything recorded.

    python -m bench.phone --seconds 60        60 at once, 3 new a second

The screen pop is measured from outside: from the moment the caller joined the line (a seat being free) to the committed row that
opens the agent's page, as any listener of the database hears of it. Needs `scripts/asterisk.sh` and its `peers`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import wave
from datetime import datetime
from pathlib import Path

import numpy as np
import psutil
import psycopg

from huying import embedded

ROOT = Path(__file__).resolve().parents[1]
POLICY = "line: {wrap_seconds: 0, ring_seconds: 15, surge_waiting: 400}\ncallers: {warn_per_hour: 100000, slow_per_hour: 100000}\n"
SEATS = """
import django; django.setup()
from pathlib import Path
from django.conf import settings
from huying.channels.phone import seats
from huying.channels.phone.exchange import configuring, server
from huying.channels.phone.models import Seat
from huying.clocks.present import now
from huying.people.models import Account, Grant
for at in range({seats}):
    account = Account.objects.create_user(f"bench{{at}}", None, name=f"bench{{at}}")
    Grant.objects.create(account=account, role="agent")
    Seat.objects.create(account=account, extension=str(60000 + at), skills=["mandarin"], since=now())
    seats.ready(account, now())
etc = configuring.write(configuring.Options(home=Path("{home}/asterisk"), prefix=server.prefix(Path("{root}/var/asterisk")), sip_port={sip},
                        http_port={http}, rtp_from=10000, rtp_to=19999, trunk="127.0.0.2:{carrier}", strict=False))
conf = (etc / "pjsip.conf").read_text().replace("qualify_frequency = 15", "qualify_frequency = 0")
for at in range({seats}):
    name = str(60000 + at)
    conf = conf.replace(f"[{{name}}](seat-aor)\\n", f"[{{name}}](seat-aor)\\ncontact = sip:{{name}}@127.0.0.3:{agents}\\n")
(etc / "pjsip.conf").write_text(conf)
print("\\n".join(server.command(server.prefix(Path("{root}/var/asterisk")), etc)))
"""


class Pops(threading.Thread):
    """When each offered call was told to the pages."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.heard, self.over = url, dict[str, float](), threading.Event()

    def run(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("LISTEN huying_live")
            while not self.over.is_set():
                for notice in connection.notifies(timeout=0.5):
                    if '"call_offered"' in notice.payload:
                        self.heard.setdefault(notice.payload.rpartition('"id": "')[2].rstrip('"}'), time.time())


def voice(path: Path) -> None:
    """Ten seconds of murmur as raw A-law."""
    from huying.demo.phone.softphone import murmur

    murmur(path.with_suffix(".wav"), 240, 10)
    with wave.open(str(path.with_suffix(".wav"))) as source:
        sound = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2").astype(int) >> 3
    size = np.abs(sound)  # ITU-T G.711: thirteen bits in, sign, segment and four bits out, every other one turned
    segment = np.maximum(np.floor(np.log2(np.maximum(size, 1))).astype(int) - 4, 0)
    code = (segment << 4) | ((size >> np.maximum(segment, 1)) & 15)
    path.write_bytes((np.where(sound >= 0, code | 0x80, code) ^ 0x55).astype(np.uint8).tobytes())


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--rate", type=float, default=3, help="new calls a second")
    options.add_argument("--at-once", type=int, default=60)
    chosen = options.parse_args()
    home = Path(tempfile.mkdtemp(prefix="hyb"))
    processes: list[subprocess.Popen[bytes]] = []
    os.environ["HUYING_VAR"] = str(home)
    server = embedded.start(home)
    try:
        return measure(chosen, home, server, processes)
    finally:
        for each in reversed(processes):
            each.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                each.wait(10)
            each.kill()
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def measure(chosen: argparse.Namespace, home: Path, server: embedded.Server, processes: list[subprocess.Popen[bytes]]) -> int:
    from huying.demo.phone import crowd
    from huying.demo.phone.softphone import free_port

    sip, http, carrier, agents = free_port(), free_port(), free_port(), free_port()
    (home / "policy").mkdir()
    (home / "policy" / "city.yaml").write_text("{}\n")
    (home / "policy" / "phone.yaml").write_text(POLICY)
    environment = {**os.environ, "DATABASE_URL": server.url_app, "HUYING_VAR": str(home), "HUYING_POLICY": str(home / "policy"),
                   "DJANGO_SETTINGS_MODULE": "huying.config.settings", "HUYING_PHONE_ARI": f"http://127.0.0.1:{http}/",
                   "HUYING_LOG": "WARNING"}
    owner = environment | {"DATABASE_URL": server.url_owner}
    subprocess.run([sys.executable, "-m", "huying.cli", "migrate", "--quiet"], env=owner, check=True)
    script = SEATS.format(seats=chosen.at_once + 15, home=home, root=ROOT, sip=sip, http=http, carrier=carrier, agents=agents)
    prepared = subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes.append(subprocess.Popen(prepared.stdout.split("\n")[-8:-1], **quiet))
    there = ["-i", "127.0.0.3", "-p", str(agents), "-mi", "127.0.0.3"]
    processes.append(subprocess.Popen(["sipp", "-sn", "uas", *there, "-rtp_echo", "-nostdin"], cwd=home, **quiet))
    processes.append(subprocess.Popen([sys.executable, "-m", "huying.cli", "phone"], env=environment))
    pops = Pops(server.url_owner)
    pops.start()
    with psycopg.connect(server.url_owner, autocommit=True) as connection:
        _until(connection, "SELECT count(*) FROM channels_seat WHERE reachable", chosen.at_once + 15)
        voice(home / "voice.al")
        calls, stays = round(chosen.seconds * chosen.rate), chosen.at_once / chosen.rate
        done = crowd.call(home / "sipp", f"127.0.0.1:{sip}", host="127.0.0.2", port=carrier,
                          numbers=[f"138{at:08d}" for at in range(calls)], calls=calls, rate=chosen.rate, stays=stays, key="0",
                          voice=home / "voice.al")
        time.sleep(5)
        if done.returncode:
            print(done.stderr[-1500:], *[each.read_text()[-3000:] for each in (home / "sipp").glob("*errors.log")])
        pops.over.set()
        pops.join()
        used = psutil.Process(processes[-1].pid).cpu_times(), psutil.Process(processes[0].pid).cpu_times()
        ours, theirs = (sum(each[:2]) / calls * 1000 for each in used)
        print(f"processor time a call: application {ours:.0f} ms, Asterisk {theirs:.0f} ms")
        return told(connection, pops, calls, done.returncode)


def told(connection: psycopg.Connection[tuple[object, ...]], pops: Pops, calls: int, code: int) -> int:
    queued: dict[str, datetime] = {str(call): at for call, at in connection.execute(  # type: ignore[misc]
        "SELECT call_id, min(at) FROM channels_callevent WHERE what = 'queued' GROUP BY call_id").fetchall()}
    times = sorted((pops.heard[call] - at.timestamp()) * 1000 for call, at in queued.items() if call in pops.heard)
    outcomes = dict(connection.execute("SELECT outcome, count(*) FROM channels_call GROUP BY outcome").fetchall())  # type: ignore[arg-type]
    kept = dict(connection.execute("SELECT state, count(*) FROM channels_callrecording GROUP BY state").fetchall())  # type: ignore[arg-type]
    print(f"calls {calls}, sipp {'kept all' if code == 0 else f'exit code {code}'}; outcomes {outcomes}; recordings {kept}")
    if not times:
        return 1
    p95 = times[int(len(times) * 0.95) - 1]
    print(f"screen pop: median {times[len(times) // 2]:.0f} ms, p95 {p95:.0f} ms, longest {times[-1]:.0f} ms ({len(times)} calls)")
    return 0 if p95 < 500 and code == 0 and outcomes.get("answered", 0) == calls else 1


def _until(connection: psycopg.Connection[tuple[object, ...]], sql: str, wanted: int) -> None:
    deadline = time.monotonic() + 60
    while connection.execute(sql).fetchone() != (wanted,):
        if time.monotonic() > deadline:
            raise SystemExit("the telephones did not come")
        time.sleep(0.2)


if __name__ == "__main__":
    raise SystemExit(main())
