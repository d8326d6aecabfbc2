"""The console twin: words in, the answer out, by the same way as from a telephone."""

from __future__ import annotations

import pytest

from huying.channels import delivery
from huying.channels.models import Notice
from huying.channels.sms import console
from huying.clocks.present import now
from huying.tickets.models import Event, Ticket
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
PHONE = "13812340077"


def test_words_become_a_ticket_and_the_answer_is_said_once(cast: Cast):
    number, answer = console.say(PHONE, "天河区体育东路118号的路灯不亮，从上周三晚上开始，我是附近居民，希望尽快维修。", now())
    ticket = Ticket.objects.get()
    assert number == ticket.number and ticket.door == "sms" and number[-4:] in answer.replace(" ", "")
    for event in Event.objects.filter(ticket=ticket):
        delivery.tell(event.pk)
    assert not Notice.objects.filter(door="sms", state=Notice.QUEUED).exists(), "nobody says it again"


def test_a_talk_goes_on_and_a_strange_number_gets_no_answer(cast: Cast):
    first, asked = console.say(PHONE, "路灯坏了", now())
    assert first and asked
    again, where = console.say(PHONE, "进度", now())
    assert again == first and where
    assert console.say("95588", "您的验证码", now()) == ("", "")
