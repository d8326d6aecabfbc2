"""The contact book: by phone, by proven identity, and names that are sealed."""

from __future__ import annotations

import pytest

from huying.clocks.present import now
from huying.people import citizens
from huying.people.models import Account, Citizen
from huying.people.persons import SYSTEM
from huying.tickets import life

pytestmark = pytest.mark.django_db


def test_a_phone_number_has_one_row_however_it_is_spelt():
    one = citizens.of_phone("13800138000", now())
    two = citizens.of_phone("+86 138-0013-8000", now())
    assert one.pk == two.pk and citizens.phone_of(two) == "13800138000" and two.assurance == citizens.PHONE_PROVEN
    assert b"13800138000" not in bytes(one.phone_sealed) and citizens.masked(one) == ("", "138****8000")
    with pytest.raises(ValueError):
        citizens.of_phone("12345", now())


def test_the_row_that_registration_made_is_the_same_one(cast):
    ticket = life.register(cast.request(phone="13900139000", name="林小满"), by=SYSTEM, now=now()).ticket
    citizen = citizens.of_phone("13900139000", now())
    ticket.refresh_from_db(fields=["citizen"])
    assert ticket.citizen_id == citizen.pk and citizens.name_of(citizen) == "林小满"
    assert Citizen.objects.get().assurance == citizens.PHONE_PROVEN


def test_an_identity_gets_an_account_without_any_role():
    citizen = citizens.of_identity("citizen", "sub-1", now(), name="欧阳小雨", phone="13700137000", id_number="44010619900101001x")
    account = Account.objects.get(citizen=citizen)
    assert not account.grants.exists() and not account.is_staff and not account.has_usable_password()
    assert citizen.assurance == citizens.IDENTITY_PROVEN and citizens.masked(citizen) == ("欧阳**", "137****7000")
    again = citizens.of_identity("citizen", "sub-1", now(), name="欧阳小雨")
    assert again.pk == citizen.pk and citizens.phone_of(again) == "13700137000"


def test_an_identity_takes_over_what_was_asked_by_the_same_phone_and_keeps_its_name():
    before = citizens.of_phone("13600136000", now())
    citizens.keep_name(before, "何小满")
    citizen = citizens.of_identity("citizen", "sub-2", now(), phone="13600136000", id_number="440106199001010028")
    assert citizen.pk == before.pk and citizens.name_of(citizen) == "何小满"


def test_another_identity_with_the_same_phone_is_another_citizen():
    first = citizens.of_identity("citizen", "sub-3", now(), name="甲", phone="13500135000", id_number="440106199001010036")
    other = citizens.of_identity("citizen", "sub-4", now(), name="乙", phone="13500135000", id_number="440106199001010044")
    assert other.pk != first.pk and other.phone_key is None and citizens.name_of(other) == "乙"


def test_a_new_subject_with_a_known_identity_number_is_the_same_citizen():
    first = citizens.of_identity("citizen", "old", now(), name="甲", id_number="440106199001010052")
    again = citizens.of_identity("citizen", "new", now(), name="甲", id_number=" 440106199001010052 ")
    assert again.pk == first.pk


def test_a_number_learnt_later_keeps_the_name_readable():
    citizen = citizens.of_identity("citizen", "sub-5", now(), name="丙")
    assert citizens.name_of(citizen) == "丙"
    later = citizens.of_identity("citizen", "sub-5", now(), phone="13400134000", id_number="440106199001010060")
    assert later.pk == citizen.pk and citizens.name_of(Citizen.objects.get()) == "丙"
