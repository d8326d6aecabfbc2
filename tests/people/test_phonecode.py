"""One-time codes and the brake: limits that hold over processes, wrong tries, what is told."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test import RequestFactory

from huying.clocks.present import now
from huying.people import brake, phonecode
from huying.people.brake import Brake, address_of
from huying.people.models import Attempt, PhoneCode
from huying.people.phonecode import CodeRefused

PHONE = "13800138000"


class Outbox(list):
    def __call__(self, address: str, title: str, text: str) -> None:
        self.append((address, text))


def send(at, sent=None, phone: str = PHONE, address: str = "203.0.113.7") -> str:
    return phonecode.send(phone, Outbox() if sent is None else sent, address=address, language="zh", now=at)


def refused(act) -> str:
    with pytest.raises(CodeRefused) as refusal:
        act()
    return refusal.value.code


def test_the_code_goes_to_the_phone_and_is_kept_as_a_hash(db):
    sent = Outbox()
    code = send(now(), sent)
    assert sent[0][0] == PHONE and code in sent[0][1] and len(code) == 6
    assert code.encode() not in bytes(PhoneCode.objects.get().code_key)


def test_a_code_is_used_once_within_five_minutes(db):
    at = now()
    code = send(at)
    assert refused(lambda: phonecode.verify(PHONE, code, address="a", now=at + timedelta(minutes=5))) == "old"
    phonecode.verify(PHONE, f" {code[:3]} {code[3:]} ", address="a", now=at + timedelta(minutes=4))
    assert refused(lambda: phonecode.verify(PHONE, code, address="a", now=at)) == "old"


def test_only_the_newest_code_counts(db):
    at = now()
    first = send(at)
    second = send(at + timedelta(seconds=61))
    if first != second:
        assert refused(lambda: phonecode.verify(PHONE, first, address="a", now=at + timedelta(seconds=62))) == "wrong"
    phonecode.verify(PHONE, second, address="a", now=at + timedelta(seconds=62))


def test_resending_and_flooding_are_slowed(db):
    at = now()
    send(at)
    assert refused(lambda: send(at + timedelta(seconds=59))) == "again"
    for turn in range(1, 10):
        send(at + timedelta(seconds=61 * turn))
    assert refused(lambda: send(at + timedelta(seconds=61 * 10))) == "many"
    send(at + timedelta(days=1, seconds=1))


def test_one_address_cannot_text_the_whole_city(db):
    at = now()
    for turn in range(40):
        send(at, phone=f"138{turn:08d}")
    assert refused(lambda: send(at, phone="13900000000")) == "many"
    send(at, phone="13900000001", address="203.0.113.8")


def test_a_gateway_that_fails_is_told_and_may_be_tried_again_at_once(db):
    def broken(*_: str) -> None:
        raise OSError("gateway down")

    assert refused(lambda: phonecode.send(PHONE, broken, address="a", language="zh", now=now())) == "unsent"
    assert PhoneCode.objects.count() == 0
    send(now())


def test_the_brake_lets_go_after_its_window_and_can_be_cleared(db):
    slow, at = Brake("test", 2, timedelta(minutes=10)), now()
    assert slow.hit("x", at) is None and slow.waits("x", at) is None and slow.hit("x", at) is None
    assert slow.hit("x", at + timedelta(minutes=4)) == timedelta(minutes=6)
    assert slow.waits("x", at + timedelta(minutes=4)) == timedelta(minutes=6)
    assert slow.hit("y", at) is None
    assert slow.hit("x", at + timedelta(minutes=10)) is None
    slow.clear("y")
    assert Attempt.objects.count() == 1 and brake.forget(at + timedelta(days=3)) == 1


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted():
    slow, at, allowed = Brake("race", 5, timedelta(minutes=10)), now(), []

    def attempt() -> None:
        allowed.append(slow.hit("x", at) is None)
        connection.close()

    threads = [Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == 5


@pytest.mark.parametrize(("near", "told", "found"), [
    ("203.0.113.7", "198.51.100.1", "203.0.113.7"), ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"), ("127.0.0.1", "", "127.0.0.1"),
    ("", "198.51.100.1", "198.51.100.1"), ("10.0.0.1", "nonsense", "10.0.0.1"), ("2001:db8:1:2::7", "", "2001:db8:1:2::/64"), ("", "", ""),
])  # fmt: skip
def test_an_address_cannot_be_made_up_from_outside(near: str, told: str, found: str):
    request = RequestFactory().get("/", REMOTE_ADDR=near, HTTP_X_FORWARDED_FOR=told)
    assert address_of(request) == found
