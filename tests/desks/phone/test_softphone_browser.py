"""The telephone in the browser against a small SIP registrar over WebSocket, with a real caller in another page.

What it is not: Asterisk. Registration with digest, ringing, answering with real sound both ways (DTLS-SRTP between two pages),
muting, keys and hanging up are what a browser and JsSIP really do.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from huying.channels.phone import places
from huying.channels.phone.models import Seat
from huying.channels.phone.signals import What
from huying.tickets.models import Ticket
from huying.ui import assets
from tests.cast import Cast
from tests.desks.phone.conftest import Ring
from tests.waiting import wait_for

websockets = pytest.importorskip("websockets.sync.server")
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CALLER = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({audio: true});
  window.pc = new RTCPeerConnection();
  window.ear = new Audio();
  pc.ontrack = ({streams}) => { ear.srcObject = streams[0]; ear.play(); };
  stream.getTracks().forEach(track => pc.addTrack(track, stream));
  await pc.setLocalDescription(await pc.createOffer());
  await new Promise(done => pc.iceGatheringState === 'complete' ? done()
    : pc.addEventListener('icegatheringstatechange', () => pc.iceGatheringState === 'complete' && done()));
  return pc.localDescription.sdp;
}"""
NEWS = "document.body.dispatchEvent(new CustomEvent('live:person', {detail: {kind: 'seat'}}))"  # as the stream would bring it
# Keeps hold of the telephone's own connection, to ask it what it hears.
KEPT = """window.RTCPeerConnection = class extends RTCPeerConnection { constructor(...given) { super(...given); window.pc = this; } };"""
HEARD = """async () => {
  const found = [...(await pc.getStats()).values()].find(each => each.type === 'inbound-rtp');
  return found ? [found.bytesReceived, found.totalAudioEnergy] : [0, 0];
}"""


class Registrar:
    """Takes one browser's registration by digest, rings it, and writes down what it says."""

    def __init__(self, secret: str) -> None:
        self.secret, self.said, self.registered, self.socket = secret, [], False, None
        self.server = websockets.serve(self.talk, "127.0.0.1", 0, subprotocols=["sip"])
        self.port = self.server.socket.getsockname()[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def talk(self, socket: Any) -> None:
        self.socket = socket
        for message in socket:
            if message.strip():
                self.hear(message)

    def hear(self, message: str) -> None:
        self.said.append(message)
        verb = message.split(" ", 1)[0]
        if verb == "REGISTER":
            self.register(message)
        elif verb in {"BYE", "INFO"}:
            self.answer(message, "200 OK")
        elif message.startswith("SIP/2.0 200") and "INVITE" in self.field(message, "CSeq"):
            self.send("ACK", self.invited, cseq="1 ACK", to=self.field(message, "To"))

    def register(self, message: str) -> None:
        told = dict(re.findall(r'(\w+)="?([^",]+)"?', self.field(message, "Authorization")))
        if not told:
            self.answer(message, "401 Unauthorized", 'WWW-Authenticate: Digest realm="asterisk", nonce="n1", algorithm=MD5, qop="auth"')
            return
        one = hashlib.md5(f"{told['username']}:asterisk:{self.secret}".encode()).hexdigest()
        two = hashlib.md5(f"REGISTER:{told['uri']}".encode()).hexdigest()
        right = hashlib.md5(f"{one}:n1:{told['nc']}:{told['cnonce']}:auth:{two}".encode()).hexdigest()
        self.registered = told["response"] == right
        contact = self.field(message, "Contact")
        self.contact = re.search(r"<([^>]+)>", contact)[1]  # type: ignore[index]
        self.answer(message, "200 OK" if self.registered else "403 Forbidden", f"Contact: {contact};expires=120")

    def answer(self, message: str, status: str, *more: str) -> None:
        copied = [f"{name}: {self.field(message, name)}" for name in ("Via", "From", "Call-ID", "CSeq")]
        to = self.field(message, "To")
        self.socket.send("\r\n".join([f"SIP/2.0 {status}", *copied, f"To: {to}" + ("" if "tag=" in to else ";tag=reg"), *more,
                                      "Content-Length: 0", "", ""]))

    def invite(self, sdp: str) -> None:
        self.invited = self.contact
        self.send("INVITE", self.contact, cseq="1 INVITE", body=sdp)

    def send(self, verb: str, to_uri: str, *, cseq: str, to: str = "<sip:6001@pbx.example>", body: str = "") -> None:
        self.socket.send("\r\n".join([
            f"{verb} {to_uri} SIP/2.0", f"Via: SIP/2.0/WS pbx.example;branch=z9hG4bK{verb}{cseq[0]}", "Max-Forwards: 70", f"To: {to}",
            "From: <sip:anonymous@pbx.example>;tag=caller", "Call-ID: c1@pbx.example", f"CSeq: {cseq}", "Contact: <sip:pbx@pbx.example>",
            *(["Content-Type: application/sdp"] if body else []), f"Content-Length: {len(body.encode())}", "", body]))

    @staticmethod
    def field(message: str, name: str) -> str:
        found = re.search(rf"^{name}: *(.+?)\r?$", message, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""

    def heard(self, start: str) -> str:
        assert wait_for(lambda: any(each.startswith(start) for each in list(self.said)), 15), (start, [each[:60] for each in self.said])
        return next(each for each in self.said if each.startswith(start))


@pytest.fixture
def registrar(seat: Seat, cast: Cast, now: datetime, settings: Any) -> Iterator[Registrar]:
    places.give(cast.agent_account, "6001", ["mandarin"], now, browser=True)
    made = Registrar(places.secret_of(Seat.objects.get()))
    settings.PHONE_WSS, settings.PHONE_DOMAIN, settings.PHONE_STUN = f"ws://127.0.0.1:{made.port}/ws", "pbx.example", []
    settings.CONTENT_SECURITY_POLICY = {**settings.CONTENT_SECURITY_POLICY, "DIRECTIVES": {
        **settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "connect-src": ["'self'", settings.PHONE_WSS]}}
    yield made
    made.server.shutdown()


@pytest.fixture
def with_microphone(live_server: Any, staff: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two pages of a browser whose microphone beeps: the agent's desk, and a caller."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or not (assets.DIST / "manifest.json").exists():
        pytest.skip("no Chromium or no built front end")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium, args=[
            "--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns"])
        context = running.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        key = staff("agent").cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        yield context, live_server.url
        running.close()


def test_a_call_is_answered_muted_keyed_and_ended_in_the_browser(registrar: Registrar, with_microphone: Any, ring: Ring, say: Ring,
                                                                 cast: Cast):
    context, url = with_microphone
    desk, caller = context.new_page(), context.new_page()
    desk.add_init_script(KEPT)
    caller.goto(f"{url}/staff/phone/calls/")
    sdp = caller.evaluate(CALLER)
    desk.goto(f"{url}/staff/agent/")
    desk.wait_for_selector("text=浏览器话机在线")
    assert registrar.registered and 'username="6001"' in registrar.said[-1] and registrar.secret not in "".join(registrar.said)
    ring()
    registrar.invite(sdp)
    registrar.heard("SIP/2.0 180")
    desk.evaluate(NEWS)
    desk.wait_for_selector('[data-softphone="answer"]')
    desk.keyboard.press("F2")
    accepted = registrar.heard("SIP/2.0 200")
    caller.evaluate("sdp => pc.setRemoteDescription({type: 'answer', sdp})", accepted.split("\r\n\r\n", 1)[1])
    say(What.ANSWERED, agent=cast.agent_account.pk)
    assert wait_for(lambda: caller.evaluate(HEARD)[1] > 0, 20), (caller.evaluate("pc.iceConnectionState"), caller.evaluate(HEARD))
    assert wait_for(lambda: desk.evaluate(HEARD)[1] > 0, 20), (desk.evaluate("pc.iceConnectionState"), desk.evaluate(HEARD))
    desk.evaluate(NEWS)
    desk.click('[data-softphone="mute"]')
    assert desk.get_attribute('[data-softphone="mute"]', "aria-pressed") == "true"
    caller.wait_for_timeout(600)
    before = caller.evaluate(HEARD)
    caller.wait_for_timeout(1500)
    after = caller.evaluate(HEARD)
    assert after[0] > before[0] and after[1] - before[1] < 1e-4, "muted: packets of silence"
    desk.click("summary:has-text('按键')")
    desk.click('[data-softphone="key:5"]')
    assert "Signal=5" in registrar.heard("INFO")
    desk.click('[data-softphone="mute"]')
    desk.fill("#id_detail", "昨晚十一点到凌晨两点，天河区体育东路118号旁的工地一直打桩，噪声很大。")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector(".slip-number")
    assert Ticket.objects.get().calls.get().key == "c1"
    desk.click("text=下一个来电")
    desk.wait_for_selector("#id_detail")
    before = caller.evaluate(HEARD)
    assert wait_for(lambda: caller.evaluate(HEARD)[1] > before[1] + 0.001, 15), "registering does not cut the caller off"
    registrar.send("BYE", registrar.contact, cseq="2 BYE", to=registrar.field(accepted, "To"))
    desk.wait_for_selector("text=浏览器话机在线")


def test_a_wrong_password_is_told(registrar: Registrar, with_microphone: Any):
    context, url = with_microphone
    registrar.secret = "another"
    desk = context.new_page()
    desk.goto(f"{url}/staff/agent/")
    desk.wait_for_selector("text=浏览器话机登录失败")
