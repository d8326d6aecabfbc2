"""The transfer key of a telephone on the desk: to a colleague, to a number outside, and where it may not go."""

from __future__ import annotations

import pytest

from huying.channels.phone.exchange import configuring, server
from huying.channels.phone.models import CallParty, PhoneOrder, Seat
from huying.demo.phone.softphone import Softphone
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, Exchange, until
from tests.channels.phone.exchange.test_handing import POWER, state
from tests.channels.phone.exchange.test_story import ready, seat_of, skip_greeting, the_call
from tests.channels.phone.exchange.trunk import Trunk


@pytest.mark.parametrize(("version", "leaves"), [
    ((16, 2), False), ((20, 12), False), ((20, 13), True), ((21, 8), True), ((22, 2), False), ((22, 10), True), ((23, 0), True),
    ((0, 0), False),
])
def test_only_an_asterisk_that_leaves_it_to_us_takes_the_key(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int], leaves: bool):
    monkeypatch.setattr(server, "version", lambda _root: version)
    assert server.leaves_transfers(configuring.Options.prefix) is leaves


def talks(citizen: Softphone) -> None:
    citizen.dial("12345")
    skip_greeting(citizen)
    until(lambda: the_call().state == "talking", 30)


@pytest.mark.django_db(transaction=True)
def test_the_telephones_own_transfer_key(exchange: Exchange, cast: Cast):
    agent, other = cast.agent_account, cast.other_agent_account
    for account, extension in ((agent, "6001"), (other, "6002")):
        seat_of(account, extension)
    exchange.open()
    with Trunk(exchange.carrier, exchange.carrier_sip) as trunk:
        phones = {each.extension: exchange.phone(each.extension, configuring.secret_of(each)) for each in Seat.objects.all()}
        citizen = exchange.phone(PHONE, another=True)
        ready(agent)

        def refer(extension: str, to: str) -> None:
            phones[extension].do("transfer", f"sip:{to}@{phones[extension].server}")

        talks(citizen)
        refer("6001", "110")
        until(lambda: phones["6001"].seen("TRANSFER_FAILED"))
        assert [each["param"] for each in phones["6001"].events if each.get("type") == "TRANSFER_FAILED"] == ["603 Decline"]
        assert "紧急键" in PhoneOrder.objects.get(what="transfer").problem and not trunk.rung
        until(lambda: the_call().state == "rating" and citizen.in_call, why="baresip hangs up when it is declined, the citizen goes on")
        citizen.do("hangup")
        until(lambda: the_call().state == "ended" and state(agent) == "ready")

        talks(citizen)
        ready(other)
        refer("6001", "6002")
        until(lambda: the_call().agent_id == other.pk and the_call().state == "talking", 40)
        until(lambda: state(agent) in ("wrapping", "ready") and phones["6001"].seen("CALL_CLOSED"))
        assert phones["6002"].in_call and citizen.in_call

        refer("6002", POWER)
        until(lambda: trunk.speaks == [POWER])
        until(lambda: state(other) in ("wrapping", "ready") and not phones["6002"].in_call)
        assert citizen.in_call and the_call().state == "talking"
        trunk.hang_up(POWER)
        until(lambda: the_call().state == "ended" and not citizen.in_call)
        assert the_call().outcome == "transferred" and CallParty.objects.get(kind="transfer").target == "sealed"
    assert "Traceback" not in exchange.log
    assert POWER not in str(list(PhoneOrder.objects.values_list("args", flat=True))), "no number stands in clear in a row"
