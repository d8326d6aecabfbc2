"""The phone beside the form in a real browser: the pop comes by itself, takes nothing away, and the keys do what they say."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from huying.channels.phone import orders, places, recordings, seats
from huying.channels.phone.models import PhoneOrder, Seat
from huying.channels.phone.signals import What
from huying.tickets.models import Ticket
from tests.cast import Cast
from tests.channels.phone.test_recordings import record
from tests.desks.conftest import AXE, faults
from tests.desks.phone.conftest import Ring
from tests.platform.test_live import address_of_test_database
from tests.waiting import becomes, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
HOME = "/staff/agent/"


@pytest.fixture(scope="module")
def live_port(django_db_setup: None, live_server: Any) -> Iterator[int]:
    """The process that pages listen to, as in the city: one for the tests of this file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "DATABASE_URL": address_of_test_database(), "HUYING_ORIGINS": live_server.url,
                   "HUYING_LIVE_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "huying.cli", "live", "--port", str(port)], env=environment)
    try:
        assert wait_for(lambda: _answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(15)


@pytest.fixture
def stream(transactional_db: None, monkeypatch: pytest.MonkeyPatch, live_port: int, settings: Any) -> None:
    """Pages are told where to listen, and may."""
    settings.CONTENT_SECURITY_POLICY = {**settings.CONTENT_SECURITY_POLICY, "DIRECTIVES": {
        **settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "connect-src": ["'self'", f"*:{live_port}"]}}
    monkeypatch.setenv("HUYING_LIVE_PORT", str(live_port))


def _answers(port: int) -> bool:
    import httpx

    try:
        return httpx.get(f"http://127.0.0.1:{port}/live/health", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def test_the_pop_comes_by_itself_and_the_call_becomes_a_ticket(stream: None, seat: Seat, open_as: Open, ring: Ring, say: Ring, cast: Cast,
                                                               now: datetime):
    cast.ticket(now, phone="13812345678", title="体育东路工地噪声")
    page = open_as("agent", HOME)
    page.wait_for_selector('.live-state[data-state="on"]', state="attached")
    ring()
    page.wait_for_selector("[data-pop]")
    assert "138****5678" in page.inner_text("#caller") and "体育东路工地噪声" in page.inner_text("#caller")
    page.wait_for_selector('[data-seat="ringing"]')
    assert page.get_attribute("#id_phone", "placeholder") == "138****5678" and page.input_value("#id_phone") == ""
    say(What.ANSWERED, agent=cast.agent_account.pk)
    page.wait_for_selector('[data-seat="talking"]')
    page.fill("#id_detail", "昨晚十一点到凌晨两点，天河区体育东路118号旁的工地一直打桩，噪声很大。")
    page.check("#id_separate")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".slip-number")
    ticket = Ticket.objects.latest("id")
    assert ticket.calls.get().key == "c1" and "138****5678" in page.inner_text("main")


def test_how_long_a_pop_takes(stream: None, seat: Seat, open_as: Open, say: Ring, cast: Cast, now: datetime):
    """From the exchange's signal to the visible pop: writing the call, the note, the page's request, the picture."""
    page = open_as("agent", HOME)
    page.wait_for_selector('.live-state[data-state="on"]', state="attached")
    took = []
    for place in range(12):
        cast.ticket(now, phone=f"1380000{place:04}")
        say(What.ARRIVED, place, f"p{place}", number=f"1380000{place:04}")
        say(What.QUEUED, place, f"p{place}")
        began = time.perf_counter()
        call = say(What.OFFERED, place, f"p{place}", agent=cast.agent_account.pk)
        page.wait_for_selector(f'[data-pop="{call.pk}"]')
        took.append((time.perf_counter() - began) * 1000)
        say(What.ENDED, place, f"p{place}")
    print(f"\nsignal to visible pop: first {took[0]:.0f} ms, then median {statistics.median(took[1:]):.0f} ms, "
          f"longest {max(took[1:]):.0f} ms of {len(took) - 1}")


def test_what_is_being_written_stays_when_another_call_rings(stream: None, seat: Seat, open_as: Open, ring: Ring, say: Ring):
    first = ring("talking")
    page = open_as("agent", HOME)
    page.wait_for_selector('.live-state[data-state="on"]', state="attached")
    page.fill("#id_detail", "第一位的事还没写完")
    say(What.ENDED)
    second = ring("ringing", "c2", "13900001111", begin=-20)
    page.wait_for_selector(f'[data-pop="{second.pk}"]')
    assert page.input_value("#id_detail") == "第一位的事还没写完"
    assert page.input_value('form[data-draft] [name="call"]') == str(first.pk), "the words belong to the first call"
    page.wait_for_selector("[data-pop-ask]:not([hidden])")
    page.click("[data-pop-take]")
    assert page.input_value('form[data-draft] [name="call"]') == str(second.pk)
    assert page.input_value("#id_detail") == "第一位的事还没写完"


def test_keys_work_while_writing_and_outcomes_come_back(stream: None, seat: Seat, open_as: Open, ring: Ring, cast: Cast, now: datetime):
    places.give(cast.other_agent_account, "6002", [], now)
    seats.ready(cast.other_agent_account, now)
    call = ring("talking")
    page = open_as("agent", HOME)
    page.wait_for_selector('.live-state[data-state="on"]', state="attached")
    page.click("#id_detail")
    page.keyboard.type("工地")
    page.keyboard.press("F8")
    assert wait_for(lambda: PhoneOrder.objects.filter(what="hold", call=call).exists())
    page.wait_for_selector("text=已交给话务系统")
    orders.done(PhoneOrder.objects.get(), now, "对方已经挂断")
    page.wait_for_selector("text=保持：对方已经挂断")
    page.keyboard.press("F6")
    page.select_option("#phone_to", f"account:{cast.other_agent_account.pk}")
    page.fill("#phone_number", "")
    page.click('button[value="consult"]')
    assert wait_for(lambda: PhoneOrder.objects.filter(what="consult").exists())
    page.wait_for_selector("#phone-bar details[open]", state="detached")
    page.keyboard.press("Control+Alt+7")
    page.wait_for_selector('button[value="police:unable"]')
    orders.done(PhoneOrder.objects.get(what="consult"), now, "对方没有接听")
    page.wait_for_selector("text=对方没有接听")  # the bar was drawn anew, under the hand of whoever asks for the police
    page.click('button[value="police:unable"]', timeout=2000)
    assert wait_for(lambda: PhoneOrder.objects.filter(what="emergency").exists())
    page.wait_for_selector("#phone-bar details[open]", state="detached")
    assert PhoneOrder.objects.get(what="emergency").args == {"target": "police", "consent": "unable", "drill": False}
    assert page.input_value("#id_detail") == "工地"


def test_the_pause_menu_and_the_end_of_writing_up(seat: Seat, open_as: Open):
    page = open_as("agent", HOME)
    assert becomes(page, "performance.getEntriesByType('resource').some(each => each.name.includes('/keys-') && each.responseEnd)")
    page.wait_for_timeout(200)  # the keys come after the page
    page.keyboard.press("F4")
    page.click('button[value="pause:meal"]')
    page.wait_for_selector('[data-seat="paused"]')
    page.wait_for_selector("text=用餐")
    page.keyboard.press("F2")
    page.wait_for_selector('[data-seat="ready"]')
    assert Seat.objects.get(pk=seat.pk).state == "ready"


def test_a_listener_jumps_in_the_sound(seat: Seat, open_as: Open, ring: Ring, now: datetime, tmp_path: Path):
    call = ring("over")
    recordings.keep(call, "r1", record(tmp_path / "a.wav"), began_at=now, marks=[{"at": 7.5, "what": "held"}])
    page = open_as("agent", f"/staff/phone/calls/{call.pk}/")
    page.fill('input[name="reason"]', "核实诉求")
    page.click('button:has-text("收听")')
    page.wait_for_selector("audio")
    assert becomes(page, "document.querySelector('audio').readyState >= 1")
    page.click("[data-seek]")
    assert becomes(page, "document.querySelector('audio').currentTime >= 7.5")
    box = page.locator("[data-wave]").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + 10)
    assert becomes(page, "Math.abs(document.querySelector('audio').currentTime - 3) < 1")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark"), (390, "dark"), (1440, "light")])
def test_pages_fit_and_are_accessible(seat: Seat, open_as: Open, ring: Ring, say: Ring, cast: Cast, now: datetime, width: int, scheme: Any,
                                     tmp_path: Path):
    recordings.keep(ring("over", "c0", begin=-900), "r1", record(tmp_path / "a.wav"), began_at=now, marks=[{"at": 7.5, "what": "held"}])
    say(What.ARRIVED, -90, "w1", number="02081234567")
    say(What.QUEUED, -80, "w1", skills=("english",))
    for key in ("g1", "g2"):
        say(What.ARRIVED, -400, key, number=f"1390000000{key[1]}")
        say(What.QUEUED, -390, key)
        say(What.ENDED, -300, key, reason="abandoned")
    call = ring("talking")
    say(What.PARTY_CALLED, 1, party="emergency", target="police", consent="agreed", drill=True)
    wrong: dict[tuple[str, str], Any] = {}
    pages = {"agent": ("agent/", "phone/backs/", "phone/calls/", f"phone/calls/{call.pk}/"),
             "squad_leader": ("phone/floor/", "phone/wall/", "phone/seats/", "phone/calls/?direction=in", "phone/backs/?list=done")}
    for name, paths in pages.items():
        page = open_as(name, "/staff/", width)
        page.emulate_media(color_scheme=scheme)
        base = page.url.split("/staff/")[0]
        for path in paths:
            answer = page.goto(f"{base}/staff/{path}")
            page.wait_for_load_state()
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found = faults(page) if AXE.exists() else []
            if answer.status != 200 or wide > 0 or found:
                wrong[name, path] = (answer.status, wide, found)
    assert wrong == {}


def test_a_browser_telephone_without_its_exchange_says_so(seat: Seat, open_as: Open, cast: Cast, now: datetime, settings: Any):
    settings.PHONE_WSS, settings.PHONE_DOMAIN, settings.PHONE_STUN = "ws://127.0.0.1:9/ws", "pbx.example", []
    places.give(cast.agent_account, "6001", [], now, browser=True)
    page = open_as("agent", HOME)
    page.wait_for_selector("text=浏览器话机未连接")
    assert places.secret_of(Seat.objects.get()) not in page.content()
