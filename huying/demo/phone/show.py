"""`make phone`: Asterisk on this machine, two agents and a citizen at simulated telephones, and a call that goes through. What
happens is told line by line; everything ends with it, nothing is left running."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from huying import embedded, policy
from huying.demo.phone.softphone import Softphone, free_port, present

if TYPE_CHECKING:
    from huying.channels.phone.models import Call

POLICY = "line: {wrap_seconds: 5}\nrating_seconds: 8\n"
CITIZEN = "13812345678"
NAMES = {"greeting": "导航 · greeting", "waiting": "排队 · waiting", "ringing": "振铃 · rings at the agent's",
         "talking": "通话 · they speak", "rating": "评价 · rating", "ended": "结束 · over"}


def run(ready: Callable[[], None]) -> int:
    """Show it, with Django made `ready` once the database is there; 1 when something is missing or the call did not go through."""
    if not present():
        print("huying: 缺少 baresip · baresip is missing: sh scripts/asterisk.sh peers", file=sys.stderr)
        return 1
    home = Path(tempfile.mkdtemp(prefix="huying-phone-"))
    ending: list[Callable[[], object]] = [lambda: shutil.rmtree(home, ignore_errors=True)]
    try:
        return _show(home, ending, ready)
    finally:
        for act in reversed(ending):
            with contextlib.suppress(Exception):
                act()


def _show(home: Path, ending: list[Callable[[], object]], ready: Callable[[], None]) -> int:
    (home / "policy").mkdir()
    (home / "policy" / "city.yaml").write_text("{}\n")
    (home / "policy" / "phone.yaml").write_text(POLICY)
    asterisk_home = os.environ.get("HUYING_PHONE_HOME") or str(embedded.var_folder() / "asterisk")
    os.environ.update(HUYING_VAR=str(home), HUYING_POLICY=str(home / "policy"), HUYING_PHONE_HOME=asterisk_home)
    server = embedded.start(home)
    ending.append(server.stop)
    os.environ["DATABASE_URL"] = server.url_app
    http = free_port()
    os.environ["HUYING_PHONE_ARI"] = f"http://127.0.0.1:{http}/"
    _tell("数据库 · database")
    owner = {**os.environ, "DATABASE_URL": server.url_owner}
    subprocess.run([sys.executable, "-m", "huying.cli", "migrate", "--quiet"], env=owner, check=True)
    ready()
    sip, carrier = free_port(), free_port()
    command = _configured(home, Path(asterisk_home), sip, http, carrier)
    if not command:
        print("huying: 没有 Asterisk · no Asterisk here: sh scripts/asterisk.sh", file=sys.stderr)
        return 1
    _tell("Asterisk")
    _start(command, ending)
    _tell("应用 · the application (huying phone)")
    _start([sys.executable, "-m", "huying.cli", "phone"], ending)
    return _call(home, f"127.0.0.1:{sip}", carrier, ending)


def _configured(home: Path, asterisk: Path, sip: int, http: int, carrier: int) -> list[str]:
    """Two agents with seats, and the configuration; the command that starts Asterisk, empty without one."""
    from huying.channels.phone.exchange import configuring, server
    from huying.channels.phone.models import Seat
    from huying.clocks.present import now
    from huying.people.models import Account, Grant

    root = server.prefix(asterisk)
    if root is None:
        return []
    for name, extension in (("李静", "6001"), ("王强", "6002")):
        account = Account.objects.create_user(f"agent{extension}", None, name=name)
        Grant.objects.create(account=account, role="agent")
        Seat.objects.create(account=account, extension=extension, skills=["mandarin"], since=now())
    options = configuring.Options(home=home / "asterisk", prefix=root, sip_port=sip, http_port=http, trunk=f"127.0.0.2:{carrier}",
                                  strict=False)
    return server.command(root, configuring.write(options))


def _start(command: list[str], ending: list[Callable[[], object]]) -> None:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603

    def stop() -> None:
        process.terminate()
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            process.kill()

    ending.append(stop)


def _call(home: Path, server: str, carrier: int, ending: list[Callable[[], object]]) -> int:
    from huying.channels.phone import seats
    from huying.channels.phone.exchange import configuring, sounds
    from huying.channels.phone.models import Call, Seat
    from huying.clocks.present import now

    voice = sounds.cabinet()
    for at, seat in enumerate(Seat.objects.order_by("extension")):
        phone = Softphone(home / seat.extension, seat.extension, server, configuring.secret_of(seat))
        phone.start(voice.said("您好，很高兴为您服务，请问有什么可以帮您？" * 12), pitch=300 + 60 * at)
        ending.append(phone.stop)
    citizen = Softphone(home / "citizen", CITIZEN, server, host="127.0.0.2", sip=carrier)
    citizen.start(voice.said("您好，我家楼下的路灯坏了，晚上很黑，请派人来修。" * 12), pitch=210)
    ending.append(citizen.stop)
    _until(lambda: Seat.objects.filter(reachable=True).count() == 2, 60)
    seats.ready(Seat.objects.get(extension="6001").account, now())
    _tell("坐席 6001、6002 的话机已注册；6001 就绪 · telephones registered, 6001 is ready")
    citizen.dial("12345")
    _tell(f"市民拨打 12345 · {CITIZEN[:3]}****{CITIZEN[-4:]} dials 12345")
    seen, deadline = "", time.monotonic() + 90
    while time.monotonic() < deadline and seen != "ended":
        call = Call.objects.select_related("agent").first()
        if call is not None and call.state != seen:
            seen = call.state
            _tell(NAMES[seen] + (f" ({call.agent.name})" if call.agent else ""))
            _act(seen, call, citizen)
        time.sleep(0.1)
    return _result()


def _act(state: str, call: Call, citizen: Softphone) -> None:
    """What agent and citizen do by themselves: they speak for eight seconds, the agent hangs up, the citizen presses five."""
    from huying.channels.phone import orders
    from huying.clocks.present import now

    if state == "talking" and call.agent is not None:
        time.sleep(8)
        orders.ask(call.agent, "hang_up", now(), call=call)
    elif state == "rating":
        time.sleep(2)
        citizen.press("5")


def _result() -> int:
    from huying.channels.phone import recordings
    from huying.channels.phone.models import Call, CallRecording

    call, kept = Call.objects.get(), CallRecording.objects.filter(state="kept")
    _until(kept.exists, 15)
    row = kept.first()
    if row is not None:
        file = Path.cwd() / "var" / "phone-demo.wav"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"".join(recordings.sound(row)))
        _tell(f"录音 {row.seconds:.0f} 秒，SHA-256 {bytes(row.sha256 or b'').hex()[:16]}…，可以听 · the recording, to be heard: {file}")
    _tell(f"评价 {call.rating} · rating {call.rating}; {call.outcome}")
    return 0 if call.rating == 5 and row is not None else 1


def _until(true: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.2)
    return bool(true())


def _tell(line: str) -> None:
    print(f"{datetime.now(policy.current().city.zone):%H:%M:%S}  {line}", flush=True)
