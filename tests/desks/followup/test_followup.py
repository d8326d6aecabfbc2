"""Checks, calls and reviews, each beside its request."""

from datetime import timedelta

import pytest
from django.test import Client

from huying.clocks.present import now as present
from huying.people.models import Look
from huying.tickets import life
from huying.tickets.models import Rating, Reply, Ticket
from tests.cast import Cast

ANSWER = "已到现场检查，责令停止夜间施工，并依法处罚。"


@pytest.fixture
def enter(client: Client):
    def enter(account) -> Client:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def answered(cast: Cast) -> Ticket:
    then = present() - timedelta(hours=2)
    number = cast.ticket(then, name="欧阳晓明", phone="13912345678").number
    life.dispatch(number, by=cast.dispatcher, now=then, lead=cast.lead_unit)
    life.sign(number, by=cast.liaison, now=then)
    life.reply(number, by=cast.liaison, now=then, text=ANSWER, internal="已立案")
    return Ticket.objects.get(number=number)


@pytest.fixture
def completed(cast: Cast, answered: Ticket) -> Ticket:
    life.check(answered.number, by=cast.followup, now=present(), passed=True)
    return Ticket.objects.get(pk=answered.pk)


def test_the_answer_stands_beside_the_request_with_masked_contact(cast: Cast, enter, answered: Ticket):
    client = enter(cast.followup_account)
    assert f"/staff/check/{answered.number}/checks/" in client.get("/staff/check/").content.decode()
    page = client.get(f"/staff/check/{answered.number}/checks/").content.decode()
    assert ANSWER in page and answered.detail in page and "已立案" in page
    assert "13912345678" not in page and "欧阳晓明" not in page and "139****5678" in page


def test_calls_to_make_tell_until_when_they_may_be_made(cast: Cast, enter, completed: Ticket):
    page = enter(cast.followup_account).get("/staff/check/?list=to_call").content.decode()
    assert "剩 23 小时" in page and "先办结的在前" in page


def test_passing_completes_with_the_checkers_wording_kept_apart(cast: Cast, enter, answered: Ticket):
    enter(cast.followup_account).post(f"/staff/check/{answered.number}/checks/", {
        "pass": "1", "edited": ANSWER + "感谢您的反映。", "version": answered.version, "key": "k"})
    answered.refresh_from_db()
    reply = Reply.objects.get(ticket=answered)
    assert answered.state == "completed" and reply.text.endswith("感谢您的反映。") and ANSWER in reply.internal


def test_sending_back_needs_a_word_and_keeps_what_was_typed(cast: Cast, enter, answered: Ticket):
    client, address = enter(cast.followup_account), f"/staff/check/{answered.number}/checks/"
    refused = client.post(address, {"back": "1", "edited": "改到一半", "version": answered.version})
    assert refused.status_code == 422 and "改到一半" in refused.content.decode()
    client.post(address, {"back": "1", "verdict": "请附处罚决定书", "version": answered.version})
    answered.refresh_from_db()
    assert answered.state == "handling"


def test_the_slower_of_two_checkers_is_told(cast: Cast, enter, answered: Ticket):
    life.note(answered.number, by=cast.supervisor, now=present(), words="请从严")
    answer = enter(cast.followup_account).post(f"/staff/check/{answered.number}/checks/", {"pass": "1", "version": answered.version})
    assert answer.status_code == 422 and "内容已变化" in answer.content.decode()
    answered.refresh_from_db()
    assert answered.state == "replied"


def test_a_call_is_logged_with_its_rating_once(cast: Cast, enter, completed: Ticket):
    client, address = enter(cast.followup_account), f"/staff/check/{completed.number}/calls/"
    form = {"outcome": "reached", "matter": "satisfied", "agent": "very_satisfied", "solved": "yes", "words": "谢谢",
            "version": completed.version, "key": "k"}
    client.post(address, form)
    client.post(address, form)
    rating = Rating.objects.get(ticket=completed)
    assert (rating.matter_grade, rating.solved, rating.asked_by_id) == ("satisfied", True, cast.followup.id)
    assert list(completed.events.filter(verb__in=["ask_rating", "rate"]).values_list("verb", flat=True).order_by("id")) == [
        "ask_rating", "rate"]


def test_nobody_at_the_line_is_an_outcome_and_never_satisfied(cast: Cast, enter, completed: Ticket):
    enter(cast.followup_account).post(f"/staff/check/{completed.number}/calls/", {
        "outcome": "not_reached", "matter": "satisfied", "version": completed.version})
    completed.refresh_from_db()
    assert Rating.objects.get(ticket=completed).matter_grade == "not_reached" and completed.state == "completed"


def test_a_refused_rating_leaves_no_half_logged_call(cast: Cast, enter, completed: Ticket):
    from huying.tickets.models import Promise

    Promise.objects.filter(ticket=completed, kind="rating").update(due_at=present() - timedelta(minutes=1))
    answer = enter(cast.followup_account).post(f"/staff/check/{completed.number}/calls/", {
        "outcome": "reached", "matter": "satisfied", "version": completed.version})
    assert answer.status_code == 422 and not completed.events.filter(verb="ask_rating").exists()


def test_the_phone_is_shown_after_a_reason_that_stays(cast: Cast, enter, completed: Ticket):
    client, address = enter(cast.followup_account), f"/staff/check/{completed.number}/looks/"
    assert client.post(address, {"reason": ""}).status_code == 422 and not Look.objects.exists()
    page = client.post(address, {"reason": "回访"}).content.decode()
    assert "13912345678" in page and Look.objects.get().reason == "回访"


def test_unhappiness_comes_to_somebody_else_to_review(cast: Cast, enter, completed: Ticket):
    life.rate(completed.number, by=cast.owner(completed), now=present(), matter="dissatisfied", comment="夜里还在打桩")
    completed.refresh_from_db()
    address = f"/staff/check/{completed.number}/reviews/"
    form = {"outcome": "rework", "opinion": "诉求合理，请重新办理", "version": completed.version}
    own = enter(cast.followup_account).post(address, form)
    assert own.status_code == 422 and "未经办过" in own.content.decode() and "请重新办理" in own.content.decode()
    other = enter(cast.other_followup_account)
    page = other.get(address).content.decode()
    assert "夜里还在打桩" in page and "不满意" in page
    other.post(address, form)
    completed.refresh_from_db()
    assert completed.state == "handling" and completed.reworks == 1
    assert "夜里还在打桩" in other.get("/staff/check/ratings/?unhappy=1").content.decode()


def test_units_and_strangers_stay_outside(cast: Cast, enter, answered: Ticket):
    client = enter(cast.liaison_account)
    for address in ("", f"{answered.number}/checks/", f"{answered.number}/calls/", f"{answered.number}/reviews/", "ratings/"):
        assert client.get(f"/staff/check/{address}").status_code == 403
    client = enter(cast.followup_account)
    for number in ("0000000000000", "nothing", "%00"):
        assert client.get(f"/staff/check/{number}/checks/").status_code == 404
