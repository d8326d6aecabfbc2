"""What is said on the line stands beside the form and fills it; nobody else reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huying.channels.phone.models import Call, Seat
from huying.channels.phone.speech import hearing
from huying.channels.phone.speech.recognising import Words
from huying.channels.phone.transcript import CallWords
from tests.cast import Cast
from tests.desks.phone.conftest import Ring

pytestmark = pytest.mark.django_db
HEARD, HELP = "/staff/phone/heard/", "/staff/agent/help/"
Staff = Callable[[str], Client]
SAID = ("天河区体育东路118号的路灯不亮", "从上周三晚上开始的", "希望尽快来修")


def speak(call: Call, *lines: str, side: str = "caller", final: bool = True) -> None:
    for number, text in enumerate(lines):
        hearing.write(call.pk, side, call.began_at, Words(number, 2.0 * number, 2.0 * number + 1, text, final))


def test_words_come_as_they_are_spoken_and_a_final_one_stays(ring: Ring, seat: Seat):
    call = ring("talking")
    speak(call, "体育", final=False)
    speak(call, "体育东路的路灯", final=False)
    speak(call, "体育东路的路灯坏了")
    speak(call, "别的", final=False)
    assert [(row.text, row.final) for row in CallWords.objects.all()] == [("体育东路的路灯坏了", True)]
    assert hearing.write(call.pk, "caller", call.began_at, Words(1, 9, 9, " \x00 ", True)) is None


def test_the_page_shows_both_sides_and_offers_the_callers_words(ring: Ring, seat: Seat, staff: Staff):
    call = ring("talking")
    speak(call, *SAID)
    speak(call, "您好，请讲", side="agent")
    page = staff("agent").get(HEARD).content.decode()
    assert all(line in page for line in SAID) and "您好，请讲" in page and f'data-words="{"，".join(SAID)}"' in page
    assert staff("other_agent").get(HEARD).content.decode().strip() == ""
    assert SAID[0] not in staff("other_agent").get(HEARD, {"call": call.pk}).content.decode()


def test_after_the_call_the_words_stay_beside_the_form(ring: Ring, seat: Seat, staff: Staff):
    call = ring("over")
    speak(call, *SAID)
    assert SAID[0] in staff("agent").get(HEARD, {"call": call.pk}).content.decode()
    assert staff("agent").get(HEARD, {"call": "x" * 30}).status_code == 200


def test_what_the_caller_says_is_read_for_the_form(ring: Ring, seat: Seat, staff: Staff, cast: Cast, now: Any):
    call = ring("talking")
    empty = staff("agent").post(HELP, {"call": call.pk, "detail": ""}).content.decode()
    assert "data-read" not in empty
    speak(call, *SAID)
    page = staff("agent").post(HELP, {"call": call.pk, "detail": ""}).content.decode()
    assert 'data-read="division"' in page and "天河区" in page and 'data-read="happened"' in page and "上周三晚上" in page
    other = staff("other_agent").post(HELP, {"call": call.pk, "detail": "路灯"}).content.decode()
    assert "上周三晚上" not in other, "whoever does not have the call does not hear it"


def test_danger_on_the_line_shows_at_once(ring: Ring, seat: Seat, staff: Staff):
    call = ring("talking")
    speak(call, "楼上着火了", "有人被困在里面")
    assert "transfer:fire" in staff("agent").post(HELP, {"call": call.pk}).content.decode()


def test_nobody_is_listened_to_without_a_recogniser(settings: Any):
    for address, there in (("", False), ("nonsense", False), ("ws://127.0.0.1:2700", True), ("script:甲|乙//丙", True)):
        settings.PHONE_ASR = address
        assert (hearing.recogniser() is not None) is there
    maker = hearing.recogniser()
    assert maker is not None and maker("agent", "zh-hans").lines == ("丙",)  # type: ignore[attr-defined]


def test_the_words_have_the_times_of_the_call(ring: Ring, seat: Seat):
    call = ring("talking")
    speak(call, *SAID)
    times = list(CallWords.objects.values_list("at", flat=True))
    assert times == [call.began_at + timedelta(seconds=2 * place) for place in range(3)]
