"""What the default city promises: the figures and lists that the rules of the hotline demand."""

from collections import Counter

import pytest

from huying.policy import KINDS, PROMISES, SORTS, Policy
from huying.policy.limits import longer, split_limit


def test_default_city(city: Policy) -> None:
    assert (city.city.name, city.city.area_code) == ("广州市", "020")
    assert city.city.quiet_hours[0].hour == 22
    assert [(start.hour, end.hour) for start, end in city.city.office_hours] == [(9, 12), (14, 18)]
    assert {one.number for one in city.city.emergency} >= {"110", "120", "119"}
    assert city.city.uploads.most_bytes == 20 * 1024 * 1024


def test_divisions_are_the_real_ones(city: Policy) -> None:
    levels = Counter(place.level for place in city.divisions.values())
    assert levels == {"city": 1, "district": 11, "street": 176}
    assert city.divisions["440106"].name == "天河区"
    assert [place.name for place in city.places("440106006")] == ["石牌街道", "天河区", "广州市"]
    assert "石牌街" in city.divisions["440106006"].aliases
    assert "北京" not in city.divisions["440104003"].aliases
    assert city.places("999999") == [] and city.places(None) == []


def test_units_cover_every_sort_and_place(city: Policy) -> None:
    written = [unit for unit in city.units.values() if not unit.id.startswith("street-")]
    assert len(written) >= 75
    assert {unit.sort for unit in written if unit.level == "city"} == SORTS
    for place in city.divisions.values():
        if place.level == "street":
            unit = city.units[f"street-{place.code}"]
            assert unit.division == place.code and unit.parent is not None
            assert city.units[unit.parent].division == place.parent
    bureau = city.units["tianhe-city-management"]
    assert (bureau.parent, bureau.head_office, bureau.level) == ("tianhe", "city-management", "district")
    assert city.units["city-management"].head_office is None


def test_catalogue_is_large_and_its_path_is_known(city: Policy) -> None:
    levels = Counter(category.level for category in city.categories.values())
    assert levels[1] >= 14 and levels[2] >= 110 and levels[3] >= 420
    for leaf in city.leaves:
        parent = city.categories[leaf.parent or ""]
        assert leaf.path_names == (*parent.path_names, leaf.name)
        assert leaf.about and leaf.words and leaf.unit_sort in SORTS
        assert set(leaf.kinds) <= set(KINDS)


@pytest.mark.parametrize(
    ("promise", "facts", "text"),
    [
        ("complete", {"kind": "consultation"}, "2 working_days"),
        ("complete", {"kind": "help"}, "10 working_days"),
        ("complete", {"kind": "praise"}, "10 working_days"),
        ("complete", {"kind": "help", "urgent_sort": "danger"}, "2 hours"),
        ("complete", {"kind": "help", "urgent_sort": "gas"}, "24 hours"),
        ("complete", {"kind": "consultation", "urgency": "critical", "urgent_sort": "danger"}, "2 hours"),
        ("completion", {}, "3 calendar_days"),
        ("rating", {}, "24 hours"),
        ("dispatch", {}, "0.5 working_days"),
        ("dispatch", {"urgency": "urgent"}, "30 minutes"),
        ("sign", {}, "1 working_days"),
        ("sign", {"urgency": "urgent"}, "1 hours"),
        ("sign", {"urgency": "critical"}, "1 hours"),
        ("first_contact", {}, "1 working_days"),
        ("hand_back", {}, "1 working_days"),
        ("rework", {}, "3 working_days"),
        ("acknowledge", {}, "3 minutes"),
        ("look", {}, "2 hours"),
    ],
)
def test_promises_of_the_default_city(city: Policy, promise: str, facts: dict[str, str], text: str) -> None:
    asked = {"kind": "complaint", "urgency": "normal", "urgent_sort": None, "category": "010101", **facts}
    rule = city.limit(promise, **asked)  # type: ignore[arg-type]
    assert rule.text == text
    assert rule.clause and rule.clause_en


def test_every_promise_has_a_limit_for_every_ticket_and_warns_before_it(city: Policy) -> None:
    for promise in PROMISES:
        for kind in KINDS:
            for urgency in ("normal", "urgent", "critical"):
                for danger in (None, "danger", "water", "power", "gas", "heat"):
                    rule = city.limit(promise, kind=kind, urgency=urgency, urgent_sort=danger, category=None)
                    assert not longer(rule.yellow, rule.text), rule.id
    with pytest.raises(KeyError):
        city.limit("nothing", kind="help", urgency="normal", urgent_sort=None, category=None)


def test_extension_is_once_and_at_most_fifteen_days(city: Policy) -> None:
    assert (city.extension.max_total, city.extension.times) == ("15 working_days", 1)


def test_ladder_climbs_from_handler_to_leader(city: Policy) -> None:
    steps = city.ladder["complete"]
    assert [step.whom for step in steps] == ["handler", "unit_head", "supervision", "leader"]
    assert [step.at for step in steps][:2] == ["yellow", "due"]
    assert set(city.ladder) == set(PROMISES)
    for rungs in city.ladder.values():
        waits = [split_limit(step.after)[0] for step in rungs if step.after]
        assert waits == sorted(waits)


def test_grounds_say_why_and_where_to_go(city: Policy) -> None:
    assert len(city.grounds) >= 14
    for code in ("court", "arbitration", "petition", "state_secret", "privacy", "harassment", "no_request"):
        ground = city.grounds[code]
        assert "decline" in ground.verbs
        assert ground.text and ground.text_en and ground.channel and ground.channel_en
    assert "12368" in city.grounds["court"].channel
    assert set(city.reasons) == {"hand_back", "suspend", "extend", "transfer"}
    assert [one.phone for one in city.reasons["transfer"].values() if one.emergency] == [
        "110",
        "120",
        "119",
        "122",
    ]


def test_notices_are_filled_without_interpreting_a_citizens_words(city: Policy) -> None:
    words = city.notice("received", "zh").fill(
        {"number": "123", "code": "{link}", "title": "{number}%s{0.__class__}"}
    )
    assert "123" in words.sms and "{link}" in words.sms
    assert "{number}%s{0.__class__}" in words.text
    assert city.notice("received", "en-gb").title == city.notice("received", "en").title
    assert city.notice("received", "zh-hans").title != city.notice("received", "en").title
    with pytest.raises(KeyError):
        city.notice("nothing", "zh")


def test_doors_advice_thresholds_and_retention(city: Policy) -> None:
    assert set(city.doors) == {
        "phone",
        "web",
        "app",
        "wechat",
        "sms",
        "email",
        "platform",
        "open311",
        "counter",
    }
    assert [advice.id for advice in city.advice if advice.first] == ["danger"]
    assert (city.thresholds.returns, city.thresholds.reworks, city.thresholds.repeats) == (3, 3, 3)
    assert city.quality.sampling.share > 0
    assert {"contact_data", "recordings"} <= set(city.retention)
