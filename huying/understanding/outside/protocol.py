"""The chat protocol that most model servers speak (POST …/chat/completions), streamed, with the standard library."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

MOST_BYTES = 512 * 1024  # of one answer


@dataclass(frozen=True, slots=True)
class Terms:
    """Where the model is and how long to wait. `base_url` ends before /chat/completions; `seconds` for the whole call."""

    base_url: str
    model: str
    key: str = ""
    seconds: float = 8.0
    most_tokens: int = 800

    @property
    def usable(self) -> bool:
        """Whether a model is named at all, with an address that can be spoken to."""
        parts = urlsplit(self.base_url)
        return bool(self.model and parts.hostname and parts.scheme in ("http", "https"))


class Failure(Exception):
    """The model did not answer well; `wait`: seconds that it asked to be left alone; `tokens`: what was spent anyway."""

    def __init__(self, why: str, wait: float = 0.0, tokens: int = 0) -> None:
        super().__init__(why)
        self.wait, self.tokens = wait, tokens


def ask(terms: Terms, messages: Sequence[Mapping[str, str]]) -> tuple[str, int]:
    """Return the answer's text and the tokens spent (counted by the server, else guessed from the length).

    Raises Failure for everything that can go wrong: address, time, status, form, an answer that ends half-way.
    """
    body = json.dumps({"model": terms.model, "messages": list(messages), "temperature": 0, "max_tokens": terms.most_tokens,
                       "stream": True, "stream_options": {"include_usage": True}}, ensure_ascii=False).encode("utf-8", "replace")
    connection, until = _connection(terms), time.monotonic() + terms.seconds
    timer: threading.Timer | None = None
    try:
        connection.connect()
        # One timer for the whole call: the timeout of a socket begins anew with every byte that trickles in. It holds
        # the socket itself, for a connection forgets it once the other side has said that it will close.
        timer = threading.Timer(max(0.0, until - time.monotonic()), _hang_up, (connection.sock,))
        timer.daemon = True
        timer.start()
        connection.request("POST", f"{urlsplit(terms.base_url).path.rstrip('/')}/chat/completions", body, _headers(terms))
        response = connection.getresponse()
        if response.status != 200:
            raise Failure(f"status {response.status}", _seconds(response.getheader("Retry-After")))
        if "event-stream" in (response.getheader("Content-Type") or ""):
            text, tokens = _streamed(response)
        else:
            text, tokens = _whole(response)
    except (OSError, http.client.HTTPException, ValueError, AttributeError, TypeError, KeyError, IndexError) as error:
        raise Failure(f"{type(error).__name__}: {error}"[:200]) from None
    finally:
        if timer:
            timer.cancel()
        connection.close()
    return text, tokens or (len(body) + len(text)) // 2


def _connection(terms: Terms) -> http.client.HTTPConnection:
    parts = urlsplit(terms.base_url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    try:
        return kind(parts.hostname or "", parts.port, timeout=terms.seconds)
    except (ValueError, http.client.HTTPException) as error:
        raise Failure(str(error)) from None


def _headers(terms: Terms) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
    return headers | ({"Authorization": f"Bearer {terms.key}"} if terms.key else {})


def _hang_up(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _streamed(response: http.client.HTTPResponse) -> tuple[str, int]:
    """Join the pieces of a stream; one that ends without its end mark was cut off."""
    pieces, tokens, ended = list[str](), 0, False
    for data in _events(response):
        if data == "[DONE]":
            return "".join(pieces), tokens
        event = json.loads(data)
        if "error" in event:
            raise Failure("error in the stream", tokens=tokens)
        tokens = int((event.get("usage") or {}).get("total_tokens") or tokens)
        for choice in event.get("choices") or ():
            pieces.append(str((choice.get("delta") or {}).get("content") or ""))
            if choice.get("finish_reason") == "length":
                raise Failure("cut at the token limit", tokens=tokens)
            ended = ended or choice.get("finish_reason") == "stop"
    if not ended:
        raise Failure("the stream ended half-way", tokens=tokens)
    return "".join(pieces), tokens


def _events(response: http.client.HTTPResponse) -> Iterator[str]:
    """The data of each server-sent event (WHATWG HTML, 9.2): lines of data joined, comments left out."""
    size, lines = 0, list[str]()
    while True:
        raw = response.readline(MOST_BYTES)
        size += len(raw)
        if size > MOST_BYTES:
            raise Failure("too long an answer")
        line = raw.decode("utf-8").rstrip("\r\n")
        if line.startswith("data:"):
            lines.append(line[5:].removeprefix(" "))
        elif not line and lines:
            yield "\n".join(lines)
            lines = []
        if not raw:
            return


def _whole(response: http.client.HTTPResponse) -> tuple[str, int]:
    """The same from a server that does not stream."""
    raw = response.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Failure("too long an answer")
    answer: dict[str, Any] = json.loads(raw)
    choice = answer["choices"][0]
    tokens = int((answer.get("usage") or {}).get("total_tokens") or 0)
    if choice.get("finish_reason") == "length":
        raise Failure("cut at the token limit", tokens=tokens)
    return str(choice["message"]["content"] or ""), tokens


def _seconds(header: str | None) -> float:
    return float(header) if header and header.isdigit() else 0.0
