"""Dispatch: every matter finds its unit at every place, the most specific rule goes first."""

import pytest

from huying import policy
from huying.policy import Policy

from .conftest import Copy


def test_every_leaf_is_routed_at_every_place_and_without_one(city: Policy) -> None:
    for code in (None, *city.divisions):
        within = {place.code for place in city.places(code)}
        for leaf in city.leaves:
            route = city.route(leaf.code, code)
            assert route is not None, (leaf.code, code)
            assert route.lead in city.units
            assert route.basis
            assert 0 < route.confidence <= 1
            assert route.lead not in route.assisting and set(route.assisting) <= set(city.units)
            lead = city.units[route.lead]
            assert lead.division is None or lead.division in within, (leaf.code, code, lead.id)


def test_a_departments_matter_is_never_pushed_down_to_the_street(city: Policy) -> None:
    for leaf in city.leaves:
        if leaf.unit_sort == "street":
            continue
        route = city.route(leaf.code, "440106006")
        assert route is not None
        explicit = not route.rule.startswith("sort-")
        assert explicit or city.units[route.lead].sort != "street", leaf.code


def test_without_a_place_the_citys_unit_leads_with_less_confidence(city: Policy) -> None:
    for leaf in city.leaves:
        here, nowhere = city.route(leaf.code, "440106006"), city.route(leaf.code, None)
        assert here is not None and nowhere is not None
        assert city.units[nowhere.lead].level == "city"
        assert nowhere.confidence <= here.confidence


def test_three_tiers(city: Policy) -> None:
    leaves = [one.code for one in city.leaves if one.unit_sort == "street"]
    places = {"440106006": "street-440106006", "440106": "tianhe", None: "city-social-work"}
    for place, lead in places.items():
        routes = [route for code in leaves if (route := city.route(code, place))]
        assert {route.lead for route in routes if route.rule == "sort-street"} == {lead}


def test_unknown_category_and_unknown_place(city: Policy) -> None:
    assert city.route("999999", "440106") is None
    assert city.route("", None) is None
    leaf = city.leaves[0]
    assert city.route(leaf.code, "999999") == city.route(leaf.code, None)


def test_explicit_rules_carry_their_basis(city: Policy) -> None:
    rules = city.router.rules
    assert len(rules) >= 55
    assert sum("《" in rule.basis for rule in rules.values()) >= 45


@pytest.fixture
def ruled(copy: Copy) -> Policy:
    """The city with rules of every width for the leaf 010101."""
    leaf = "010101"
    rules = [
        ("01", None),
        ("0101", None),
        (leaf, None),
        (leaf, "440106"),
        (leaf, "440106006"),
        ("01", "440104001"),
    ]
    text = (copy.folder / "dispatch.yaml").read_text(encoding="utf-8")
    head = text[: text.index("\nrules:")]
    lines = [
        f'  - {{id: r-{category}-{place or "any"}, category: "{category}", '
        + (f'place: "{place}", ' if place else "")
        + "lead: city-tax, limit: 1 hours, assisting: [city-tax, 'sort:police'], basis: 试}"
        for category, place in rules
    ]
    (copy.folder / "dispatch.yaml").write_text(
        head + "\nrules:\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    return policy.load(copy.folder)


@pytest.mark.parametrize(
    ("category", "place", "rule"),
    [
        ("010101", "440106006", "r-010101-440106006"),
        ("010101", "440106001", "r-010101-440106"),
        ("010101", "440104001", "r-010101-any"),  # the longer category beats the narrower place
        ("010102", "440104001", "r-0101-any"),
        ("010102", None, "r-0101-any"),
        ("0101", "440106", "r-0101-any"),
        ("01", None, "r-01-any"),
        ("01", "440104001", "r-01-440104001"),
    ],
)
def test_longest_category_then_narrowest_place(
    ruled: Policy, category: str, place: str | None, rule: str
) -> None:
    route = ruled.route(category, place)
    assert route is not None and route.rule == rule
    assert route.limit == "1 hours"


def test_assisting_units_are_resolved_at_the_place_and_never_the_lead(ruled: Policy) -> None:
    route = ruled.route("010101", "440106006")
    assert route is not None and route.assisting == ("tianhe-police",)
    route = ruled.route("010101", "440105001")
    assert route is not None and route.assisting == ("city-police",)


def test_a_district_without_the_bureau_takes_the_local_matter_itself(ruled: Policy) -> None:
    leaf = next(one for one in ruled.leaves if one.unit_sort == "city_management" and one.code[:2] != "01")
    leads = {place: ruled.route(leaf.code, place) for place in ("440106", "440105", None)}
    found = {place: route.lead for place, route in leads.items() if route}
    assert found == {"440106": "tianhe-city-management", "440105": "haizhu", None: "city-management"}


def test_above_the_leaves_without_a_rule_there_is_no_route(city: Policy) -> None:
    bare = [
        one
        for one in city.categories.values()
        if one.level == 1 and (one.code, None) not in city.router.rules
    ]
    assert bare and all(city.route(one.code, None) is None for one in bare)
