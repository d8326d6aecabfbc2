"""The virus scanner's door: clamd's INSTREAM command over TCP or a Unix socket."""

import socket
import struct
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class ScanFailed(Exception):
    """The scanner could not be asked or gave no verdict; the file stays unseen until it is asked again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The scanner's answer; `name` is the signature that was found, empty when clean."""

    clean: bool
    name: str = ""


def scan(content: bytes | Path, address: str = "", *, timeout: float = 30.0) -> Verdict | None:
    """Ask the clamd at `address` about the bytes, or the file at the path.

    `address` is "host:port", "[v6]:port" or "unix:<path of the socket>"; empty means that no scanner is
    configured, and the answer is None. `timeout` in seconds for each step. Raises ScanFailed. Protocol:
    clamd(8), INSTREAM.
    """
    if not address:
        return None
    try:
        with _connect(address, timeout) as line:
            line.sendall(b"zINSTREAM\0")
            _send(line, content)
            answer = _answer(line)
    except (OSError, ValueError) as fault:
        raise ScanFailed(f"the virus scanner did not answer: {fault}") from fault
    return _verdict(answer)


def _connect(address: str, timeout: float) -> socket.socket:
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(timeout)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]") or "localhost", int(port)), timeout)


def _send(line: socket.socket, content: bytes | Path) -> None:
    try:
        if isinstance(content, bytes):
            for start in range(0, len(content), _CHUNK):
                _send_chunk(line, content[start : start + _CHUNK])
        else:
            with content.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    _send_chunk(line, chunk)
        line.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # clamd closes early when its own size limit is passed; the reason is in its answer


def _send_chunk(line: socket.socket, chunk: bytes) -> None:
    line.sendall(struct.pack("!L", len(chunk)) + chunk)


def _answer(line: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
        part = line.recv(_LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.split(b"\0")[0].decode(errors="replace").strip()


def _verdict(answer: str) -> Verdict:
    said = answer.removeprefix("stream:").strip()
    if said == "OK":
        return Verdict(clean=True)
    if said.endswith(" FOUND"):
        return Verdict(clean=False, name=said.removesuffix(" FOUND"))
    raise ScanFailed(f"the virus scanner gave no verdict: {answer or 'nothing'}")
