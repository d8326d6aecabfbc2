"""The simulated platform: brings messages to the webhook as the real one does, signed, sealed and again when unanswered."""

from __future__ import annotations

import itertools
import logging
import secrets
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import httpx

from huying.channels.wechat import envelope, sealed, signing
from huying.demo.wechat.people import People

logger = logging.getLogger("huying.demo.wechat")
WAITS, TRIES = 5.0, 3  # seconds for an answer, and how often the platform brings a message
SORRY = "该公众号提供的服务出现故障，请稍后再试"


@dataclass
class Keys:
    """What the account and the platform share. `aes_key`: safe mode."""

    app_id: str
    secret: str
    token: str
    aes_key: str = ""
    templates: frozenset[str] = frozenset({"sim-progress", "sim-rating"})
    mini_app_id: str = ""
    mini_secret: str = ""


@dataclass
class Delivered:
    """How the webhook answered: (status, body) of each try, and the words that the person saw."""

    tries: list[tuple[int, str]] = field(default_factory=list)
    said: str = ""
    seconds: list[float] = field(default_factory=list)


class SimulatedPlatform:
    """`web`: where the hotline's pages are. `pause`: seconds between tries."""

    def __init__(self, keys: Keys, web: str, *, pause: float = 0.0) -> None:
        self.keys, self.web, self.pause = keys, web.rstrip("/"), pause
        self.people = People()
        self.tokens: dict[str, float] = {}  # token → until when it is good
        self.codes: dict[str, str] = {}  # of web OAuth → openid, each good once
        self.logins: dict[str, tuple[str, str]] = {}  # of the mini program → (openid there, unionid), each good once
        self.unions: dict[str, str] = {}  # openid of the official account → unionid, told to both where it is set
        self.sent: dict[tuple[str, str], str] = {}  # (openid, client_msg_id) → msgid
        self.calls: Counter[str] = Counter()
        self.troubles: defaultdict[str, list[object]] = defaultdict(list)  # path → what goes wrong with the next calls
        self.menu: list[dict[str, object]] = []
        self.numbers = itertools.count(time.time_ns() // 1000)
        self.lock = threading.Lock()
        self._client = httpx.Client(timeout=httpx.Timeout(WAITS), trust_env=False, limits=httpx.Limits(max_connections=100))

    def next_number(self) -> str:
        with self.lock:
            return str(next(self.numbers))

    def log_in(self, openid: str) -> str:
        """What `wx.login` tells the mini program of this person: a code. There they have another openid."""
        code = secrets.token_urlsafe(16)
        self.logins[code] = (f"m{openid[1:]}", self.unions.get(openid, ""))
        return code

    def bring(self, openid: str, kind: str, tries: int = TRIES, **fields: str | int) -> Delivered:
        """Bring one message or event; the same one again until the webhook answers in time."""
        chatter = self.people.of(openid, make=True)
        assert chatter is not None
        chatter.wrote_at, chatter.said_to = time.time(), 0
        told: dict[str, str | int] = {"ToUserName": "gh_huying", "FromUserName": openid, "CreateTime": int(time.time()), "MsgType": kind}
        if kind != "event":
            told["MsgId"] = fields.pop("MsgId", "") or self.next_number()
        return self._deliver(openid, envelope.write(told | fields), tries)

    def happened(self, openid: str, event: str, **fields: str | int) -> Delivered:
        """An event that is no act of the person: the person's window for free words stays as it is."""
        told: dict[str, str | int] = {"ToUserName": "gh_huying", "FromUserName": openid, "CreateTime": int(time.time()),
                                      "MsgType": "event", "Event": event}
        return self._deliver(openid, envelope.write(told | fields), TRIES)

    def _deliver(self, openid: str, xml: str, tries: int) -> Delivered:
        done = Delivered()
        for attempt in range(tries):
            if attempt:
                time.sleep(self.pause)
            params, body = self.signed(xml)
            began = time.perf_counter()
            try:
                answer = self._client.post(f"{self.web}/channels/wechat/", params=params, content=body.encode(),
                                           headers={"Content-Type": "text/xml"})
            except httpx.HTTPError as error:
                done.tries.append((0, type(error).__name__))
                continue
            done.seconds.append(time.perf_counter() - began)
            done.tries.append((answer.status_code, answer.text))
            if answer.status_code == 200:
                done.said = self._read(answer.text)
                break
        else:
            if tries == TRIES and "<MsgType><![CDATA[event]]>" not in xml:
                done.said = SORRY
        if done.said:
            self.people.show(openid, "text", text=done.said)
        return done

    def signed(self, xml: str, at: int | None = None, nonce: str = "") -> tuple[dict[str, str], str]:
        """(query, body) as the platform would send them."""
        moment, nonce = str(at if at is not None else int(time.time())), nonce or secrets.token_hex(8)
        query = {"signature": signing.signature(self.keys.token, moment, nonce), "timestamp": moment, "nonce": nonce}
        if not self.keys.aes_key:
            return query, xml
        hidden = sealed.seal(xml, sealed.key_of(self.keys.aes_key), self.keys.app_id)
        query |= {"encrypt_type": "aes", "msg_signature": signing.signature(self.keys.token, moment, nonce, hidden)}
        return query, envelope.write({"ToUserName": "gh_huying", "Encrypt": hidden})

    def _read(self, text: str) -> str:
        """The words of a passive answer; empty for `success`."""
        if text in ("", "success"):
            return ""
        fields = envelope.read(text.encode())
        if "Encrypt" in fields:
            assert signing.signed(fields["MsgSignature"], self.keys.token, fields["TimeStamp"], fields["Nonce"], fields["Encrypt"])
            fields = envelope.read(sealed.open_(fields["Encrypt"], sealed.key_of(self.keys.aes_key), self.keys.app_id).encode())
        return envelope.text_of(fields, "Content")
