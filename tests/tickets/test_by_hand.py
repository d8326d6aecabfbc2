"""With understanding switched off, everything works by hand; below the threshold a person chooses."""

from typing import Any

import pytest

from huying import policy
from huying.policy import Understanding
from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.reading import read
from tests.cast import MONDAY, Cast

FIRE = {"title": "厨房着火了", "detail": "家里厨房正在着火，有老人被困，快来人！"}


@pytest.fixture
def set_rules(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`set_rules(enabled=False)` changes understanding.yaml for one test."""
    def change(*, parts: dict[str, bool] | None = None, thresholds: dict[str, float] | None = None, enabled: bool = True) -> None:
        whole = policy.current()
        given = whole.understanding.model_dump()
        given["parts"].update(parts or {})
        given["thresholds"].update(thresholds or {})
        rules = Understanding.model_validate({**given, "enabled": enabled})
        changed = type(whole)(**{name: getattr(whole, name) for name in whole.__slots__ if name != "understanding"},
                              understanding=rules)
        monkeypatch.setattr(policy, "current", lambda: changed)
    return change


def test_switched_off_a_contact_becomes_a_ticket_and_goes_its_way_by_hand(cast: Cast, set_rules: Any):
    set_rules(enabled=False)
    ticket = cast.ticket()
    assert (ticket.state, ticket.category, ticket.division, ticket.urgency) == ("received", "", "", "normal")
    assert ticket.title and ticket.missing == []
    code = policy.current().leaves[0].code
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=code, kind="complaint", division="440106")
    life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.state == "dispatched" and ticket.category == code and ticket.lead_id == cast.lead_unit.pk


def test_switched_off_the_same_words_again_are_a_ticket_of_their_own(cast: Cast, set_rules: Any):
    first = life.register(cast.request(phone="13800000001"), by=cast.agent, now=MONDAY)
    assert life.register(cast.request(phone="13800000001"), by=cast.agent, now=MONDAY).joined
    set_rules(enabled=False)
    again = life.register(cast.request(phone="13800000001"), by=cast.agent, now=MONDAY)
    assert not again.joined and again.ticket.pk != first.ticket.pk


def test_switched_off_nothing_is_read_but_danger_to_life(cast: Cast, set_rules: Any):
    set_rules(enabled=False)
    reading = read(cast.request(**FIRE))
    assert reading.proposals == [] and reading.category == "" and reading.missing == []
    assert reading.alarm is not None and (reading.urgency, reading.urgent_sort) == ("critical", "danger")
    assert read(cast.request(**FIRE, urgency="normal")).urgency == "normal", "what a person chose stands"
    calm = read(cast.request(title="路灯不亮", detail="昨晚起路灯不亮"))
    assert calm.alarm is None and (calm.urgency, calm.urgent_sort) == ("normal", "")


def test_only_its_own_switch_silences_the_watch_for_danger(cast: Cast, set_rules: Any):
    set_rules(parts={"danger": False})
    assert read(cast.request(**FIRE)).alarm is None
    set_rules(parts={"danger": False}, enabled=False)
    assert read(cast.request(**FIRE)).alarm is None and read(cast.request(**FIRE)).urgency == "normal"


def test_one_part_off_leaves_the_others(cast: Cast, set_rules: Any):
    set_rules(parts={"category": False, "missing": False})
    reading = read(cast.request(**FIRE, happened="", place=""))
    assert reading.category == "" and reading.missing == [] and reading.alarm is not None
    assert read(cast.request(category="010101")).category == "010101", "what a person chose stands"


def test_below_the_threshold_a_person_chooses(cast: Cast, set_rules: Any):
    best = read(cast.request()).proposals[0]
    set_rules(thresholds={"category_filled": min(1.0, best.confidence + 0.01), "category_sure": 1.0})
    reading = read(cast.request())
    assert reading.category == "" and reading.proposals[0].code == best.code, "still proposed, but not filled in"


def test_without_their_parts_nothing_is_gathered_proposed_or_marked(cast: Cast, set_rules: Any):
    from huying.insight.gathering import take
    from huying.insight.models import Topic
    from huying.tickets.manner import marks
    from huying.tickets.models import Likely

    tickets = [cast.ticket() for _ in range(4)]
    whole = (tickets[0].pk - 1, tickets[-1].pk, MONDAY)
    for off in ({"parts": {"merge": False, "topics": False, "tone": False}}, {"enabled": False}):
        set_rules(**off)
        assert take(*whole) == 4 and marks("你们话务员都是傻逼") == ()
        assert not Topic.objects.exists() and not Likely.objects.exists()
    set_rules(parts={"merge": False, "topics": True, "tone": True})
    assert take(*whole) == 4 and Topic.objects.exists() and not Likely.objects.exists() and marks("你们话务员都是傻逼")
