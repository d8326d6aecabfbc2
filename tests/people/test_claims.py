"""What providers say of citizens: levels, kinds of papers, numbers that are none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from huying.people import citizens, claims
from huying.people.idnumbers import normal_id_number
from huying.people.models import Citizen

NOW = datetime(2026, 3, 2, tzinfo=UTC)
GOOD = "11010519491231002X"  # the example of GB 11643
FULL = {"name": "林小满", "phone_number": "13700137001", "id_no": GOOD}


@pytest.mark.parametrize(("given", "normal"), [
    (GOOD, GOOD), (f" {GOOD.lower()} ", GOOD), ("440106199001010072", "440106199001010072"), ("110105194912310021", None),
    ("990105194912310021", None), ("110105194913310026", None), ("110105209912310020", None), ("1101051949123100", None),
    ("１１０１０５１９４９１２３１００２Ｘ", None), ("", None),
])  # fmt: skip
def test_a_number_is_checked_by_gb_11643(given: str, normal: str | None) -> None:
    assert normal_id_number(given, NOW.date()) == normal


def test_a_right_number_proves_and_a_wrong_one_counts_for_nothing(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.OIDC_CITIZEN_LEVEL_CLAIM = ""
    found = claims.read(FULL, NOW)
    assert (found.name, found.phone, found.id_type, found.id_number, found.assurance) == (
        "林小满", "13700137001", "id_card", GOOD, citizens.IDENTITY_PROVEN)
    wrong = claims.read({**FULL, "id_no": "110105194912310021"}, NOW)
    assert (wrong.id_number, wrong.assurance) == ("", citizens.PHONE_PROVEN)
    assert "110105194912310021" not in caplog.text and "GB 11643" in caplog.text


@pytest.mark.parametrize(("level", "assurance"), [
    ("L3", citizens.IDENTITY_PROVEN), ("L1", citizens.PHONE_PROVEN), (None, citizens.PHONE_PROVEN)])
def test_only_the_levels_that_the_city_names_prove_an_identity(settings: Any, level: str | None, assurance: int) -> None:
    settings.OIDC_CITIZEN_LEVEL_CLAIM, settings.OIDC_CITIZEN_LEVELS = "level", ["L3", "L4"]
    found = claims.read({**FULL, "level": level}, NOW)
    assert found.assurance == assurance and bool(found.id_number) == (assurance == citizens.IDENTITY_PROVEN)
    unverified = claims.read({**FULL, "level": level, "phone_number_verified": False}, NOW)
    assert unverified.phone == "" and unverified.assurance in {citizens.IDENTITY_PROVEN, citizens.UNPROVEN}


def test_other_papers_are_kept_apart_from_identity_cards(settings: Any, db: None) -> None:
    settings.OIDC_CITIZEN_LEVEL_CLAIM = ""
    passport = claims.read({"name": "Li", "id_type": "Passport", "id_no": "E12345678"}, NOW)
    assert (passport.id_type, passport.id_number) == ("passport", "E12345678")
    made = [citizens.of_identity("citizen", f"s{kind}", NOW, id_number="E12345678", id_type=kind) for kind in ("passport", "hk_macau")]
    again = citizens.of_identity("citizen", "another", NOW, id_number="e12345678", id_type="passport")
    assert made[0].pk == again.pk != made[1].pk
    assert b"E12345678" not in b"".join(bytes(row) for row in Citizen.objects.values_list("id_key", flat=True))


def test_what_was_proven_once_stays_so(db: None) -> None:
    citizens.of_identity("citizen", "u", NOW, id_number=GOOD)
    assert citizens.of_identity("citizen", "u", NOW, assurance=citizens.UNPROVEN).assurance == citizens.IDENTITY_PROVEN


@pytest.mark.parametrize("odd", [
    {"name": ["a"]}, {"name": {"x": 1}}, {"phone_number": "abc"}, {"id_no": "长" * 500}, {"sub": 5, "id_type": "证" * 99}])
def test_odd_claims_break_nothing(odd: dict[str, Any]) -> None:
    claims.read(odd, NOW)
