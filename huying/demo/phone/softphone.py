"""A telephone without anybody: baresip, steered by its control port, speaking a WAV file and writing down what it hears."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import threading
import time
import wave
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

CONF = """
poll_method epoll
sip_listen {host}:{sip}
audio_player aubridge,{name}
audio_source aufile,{speaks}
audio_alert aubridge,{name}
audio_srate 8000-48000
audio_channels 1-1
ctrl_tcp_listen 127.0.0.1:{control}
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module uuid.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
jitter_buffer_delay 0-0
rtp_ports {rtp}-{rtp_to}
snd_path {home}
"""
MODULES = ("/usr/lib/x86_64-linux-gnu/baresip/modules", "/usr/lib/baresip/modules", "/usr/lib/aarch64-linux-gnu/baresip/modules")


def present() -> bool:
    return shutil.which("baresip") is not None


def free_port() -> int:
    """A port of loopback that is free for TCP and for UDP: SIP wants both."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            with contextlib.suppress(OSError):
                other.bind(("127.0.0.1", port))
                return port


def murmur(path: Path, pitch: float, seconds: float = 90.0, rate: int = 8000) -> None:
    """A voice that is nobody's: noise shaped as speech, of its own seed, so that it is found again in a recording."""
    dice = np.random.default_rng(int(pitch))
    at = np.arange(int(rate * seconds)) / rate
    steps = dice.uniform(0, 1, int(seconds * 6) + 2)
    shape = np.interp(at * 6, np.arange(len(steps)), steps) ** 2
    sound = np.sin(2 * np.pi * pitch * at + 4 * np.sin(2 * np.pi * 3.1 * at)) * 0.3 + dice.normal(0, 0.5, len(at))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((sound * shape * 9000).clip(-32000, 32000).astype("<i2").tobytes())


@dataclass
class Softphone:
    """One telephone. With a `secret` it registers as `name` at `server`, else it is somebody outside, by the
    carrier, and answers for the numbers of `also` as well."""

    home: Path
    name: str
    server: str
    secret: str = ""
    host: str = "127.0.0.1"
    sip: int = 0
    answers: bool = True
    also: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    _socket: socket.socket | None = None

    def start(self, speaks: Path | None = None, pitch: float = 300.0) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if speaks is None:
            speaks = self.home / "voice.wav"
            murmur(speaks, pitch)
        wanted = self.sip
        for tries in range(3):  # somebody else may be quicker at a port that was free
            try:
                self._begin(speaks, wanted or free_port())
                return
            except RuntimeError:
                self.stop()
                if tries == 2:
                    raise

    def _begin(self, speaks: Path, sip: int) -> None:
        control, rtp = free_port(), 30000 + free_port() % 9000 * 2 // 2 * 2
        self.sip = sip
        modules = next((each for each in MODULES if Path(each).is_dir()), MODULES[0])
        conf = CONF.format(host=self.host, sip=self.sip, name=self.name, speaks=speaks, control=control, modules=modules, rtp=rtp,
                           rtp_to=rtp + 60, home=self.home)
        (self.home / "config").write_text(conf)
        (self.home / "contacts").write_text("")
        mode = "auto" if self.answers else "manual"
        register = f"auth_user={self.name};auth_pass={self.secret};regint=60" if self.secret else "regint=0"
        where = self.server if self.secret else f"{self.host}:{self.sip}"
        accounts = [f"<sip:{name}@{where}>;{register};answermode={mode};audio_codecs=pcma\n" for name in (self.name, *self.also)]
        (self.home / "accounts").write_text("".join(accounts))
        self.process = subprocess.Popen(["baresip", "-f", str(self.home), "-n", self.host], stdin=subprocess.DEVNULL,  # noqa: S603, S607
                                        stdout=(self.home / "log").open("wb"), stderr=subprocess.STDOUT, cwd=self.home)
        self._socket = self._connect(control)
        threading.Thread(target=self._read, args=(self._socket,), daemon=True).start()

    def _connect(self, port: int) -> socket.socket:
        deadline = time.monotonic() + 10
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=2)
            except OSError:
                if time.monotonic() > deadline or (self.process is not None and self.process.poll() is not None):
                    raise RuntimeError((self.home / "log").read_text(errors="replace")[-400:]) from None
                time.sleep(0.05)

    def _read(self, stream: socket.socket) -> None:
        stream.settimeout(None)
        kept = b""
        while True:
            try:
                more = stream.recv(65536)
            except OSError:
                return
            if not more:
                return
            kept += more
            while b":" in kept:
                length, _, rest = kept.partition(b":")
                if not length.isdigit() or len(rest) < int(length) + 1:
                    break
                told, kept = rest[: int(length)], rest[int(length) + 1 :]
                self.events.append(json.loads(told))

    def do(self, command: str, params: str = "") -> None:
        """For example `do("dial", "sip:12345@127.0.0.1:15060")`, `accept`, `hangup`, `sndcode 5`."""
        assert self._socket is not None
        said = json.dumps({"command": command, "params": params, "token": "t"}).encode()
        self._socket.sendall(f"{len(said)}:".encode() + said + b",")

    def dial(self, number: str) -> None:
        self.do("dial", f"sip:{number}@{self.server}")

    def press(self, key: str) -> None:
        self.do("sndcode", key)

    def seen(self, kind: str) -> int:
        """How many events of a kind: REGISTER_OK, CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED …"""
        return sum(each.get("type") == kind for each in list(self.events))

    @property
    def in_call(self) -> bool:
        return self.seen("CALL_ESTABLISHED") > self.seen("CALL_CLOSED")

    def stop(self) -> None:
        if self._socket is not None:
            self._socket.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)


