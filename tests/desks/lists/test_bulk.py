"""Acts on many tickets: each through its verb, each outcome told."""

import pytest
from django.test import Client

from huying.tickets import life
from huying.tickets.models import Event, Supervision, Ticket
from tests.cast import MONDAY, Cast


@pytest.fixture
def enter(client: Client):
    def enter(account) -> Client:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def state(number: str) -> str:
    return Ticket.objects.get(number=number).state


def test_choosing_changes_nothing_and_shows_the_proposals(cast: Cast, enter):
    numbers = [cast.ticket().number for _ in range(2)]
    page = enter(cast.dispatcher_account).post("/staff/bulk/", {"act": "dispatch", "numbers": numbers, "back": "/staff/dispatch/"})
    assert page.status_code == 200 and {state(number) for number in numbers} == {"received"}
    assert "派单目录的建议" in page.content.decode()


def test_dispatch_by_proposal_tells_which_went_out_and_which_were_refused(cast: Cast, enter):
    good, gone, empty = (cast.ticket().number for _ in range(3))
    Ticket.objects.filter(number=empty).update(category="")
    life.withdraw(gone, by=cast.agent, now=MONDAY, reason="已解决")
    page = enter(cast.dispatcher_account).post("/staff/bulk/acts/", {"act": "dispatch", "numbers": [good, gone, empty], "key": "k"})
    text = page.content.decode()
    assert state(good) == "dispatched" and state(gone) == "withdrawn" and state(empty) == "received"
    assert Ticket.objects.get(number=good).lead is not None
    assert "不能派单" in text and "没有建议" in text and text.count("未完成的工单与原因") == 1


def test_a_second_click_does_nothing_twice(cast: Cast, enter):
    number = cast.ticket().number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    client = enter(cast.supervisor_account)
    for _ in range(2):
        client.post("/staff/bulk/acts/", {"act": "supervise", "numbers": [number], "key": "same", "words": "请于三日内反馈"})
    assert Supervision.objects.count() == 1


def test_words_that_are_missing_are_asked_for_again(cast: Cast, enter):
    number = cast.ticket().number
    answer = enter(cast.dispatcher_account).post("/staff/bulk/acts/", {"act": "note", "numbers": [number], "key": "k", "words": " "})
    assert answer.status_code == 422 and number in answer.content.decode()
    assert not Event.objects.filter(verb="note").exists()


def test_nobody_acts_without_the_right_or_on_what_they_do_not_see(cast: Cast, enter):
    number = cast.ticket().number
    assert enter(cast.followup_account).post("/staff/bulk/", {"act": "dispatch", "numbers": [number]}).status_code == 422
    enter(cast.followup_account).post("/staff/bulk/acts/", {"act": "dispatch", "numbers": [number], "key": "k"})
    assert state(number) == "received"
    assert enter(cast.liaison_account).post("/staff/bulk/", {"act": "note", "numbers": [number]}).status_code == 422
    assert enter(cast.dispatcher_account).post("/staff/bulk/", {"act": "gone", "numbers": [number]}).status_code == 422


def test_a_liaison_signs_many_at_once(cast: Cast, enter):
    numbers = [cast.ticket().number for _ in range(2)]
    for number in numbers:
        life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    enter(cast.liaison_account).post("/staff/bulk/acts/", {"act": "sign", "numbers": numbers, "key": "k"})
    assert {state(number) for number in numbers} == {"handling"}


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/staff/\\evil"])
def test_the_way_back_stays_in_the_house(cast: Cast, enter, back: str):
    page = enter(cast.dispatcher_account).post("/staff/bulk/", {"act": "note", "numbers": [], "back": back}).content.decode()
    assert "evil" not in page and "javascript:" not in page
