"""The database goes away in the middle of a call: voices go on, what happens waits in order, and afterwards the book is right. With a
PostgreSQL of the test's own, really stopped."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from huying import embedded
from huying.channels.phone.exchange import configuring
from huying.channels.phone.models import Call, CallBack, CallEvent, CallRecording, Seat
from huying.clocks.present import now
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, Exchange, database_url, until
from tests.channels.phone.exchange.test_breaks import talking
from tests.channels.phone.exchange.test_story import heard_in, sound_of

pytestmark = pytest.mark.django_db(transaction=True)
AWAY = 15.0


@pytest.fixture
def own(exchange: Exchange, cast: Cast) -> Iterator[Any]:
    """A cluster of this test alone with a copy of its database, for the test and for the exchange."""
    home = Path(tempfile.mkdtemp(prefix="hyd"))
    home.chmod(0o755)
    server = embedded.start(home, throwaway=True)
    told, programs = connection.settings_dict, server.cluster.programs
    before = dict(told)
    dump = programs.run("pg_dump", "-h", told["HOST"], "-U", told["USER"], "-d", told["NAME"])
    assert dump.returncode == 0, dump.stdout[-500:]
    file = server.cluster.folders.sockets / "dump.sql"
    file.write_text(dump.stdout)
    file.chmod(0o644)
    put = programs.run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", server.url("postgres"), "-f", str(file))
    assert put.returncode == 0, put.stdout[-500:]
    connection.close()
    told.update({"HOST": str(server.cluster.folders.sockets), "NAME": server.database, "USER": "postgres"})
    exchange.environment["DATABASE_URL"] = database_url()
    yield server.cluster
    connection.close()
    told.clear()
    told.update(before)
    server.stop()
    shutil.rmtree(home, ignore_errors=True)


def flowing(exchange: Exchange) -> dict[str, tuple[bool, bool]]:
    """Each telephone: whether it is heard, and whether it hears something, by Asterisk's own count of packets within a second."""
    def counted() -> dict[str, Any]:
        return {each["name"]: exchange.ari(f"channels/{each['id']}/rtp_statistics") for each in exchange.ari("channels")
                if each["name"].startswith("PJSIP/")}

    first = counted()
    time.sleep(1)
    then = counted()
    return {name.rpartition("-")[0]: (then[name]["rxcount"] - told["rxcount"] > 20, then[name]["txcount"] - told["txcount"] > 20)
            for name, told in first.items() if name in then}


def test_a_database_that_goes_away_costs_no_call(own: Any, exchange: Exchange, cast: Cast):
    carrier, phone = talking(exchange, cast)
    other = exchange.phone("13800000002", another=True)
    call, began = Call.objects.get(), time.monotonic()
    connection.close()
    own.stop()
    gone_at = now()
    time.sleep(3)
    assert carrier.in_call and phone.in_call
    assert flowing(exchange) == {"PJSIP/trunk": (True, True), "PJSIP/6001": (True, True)}, "they speak on"
    phone.do("hangup")  # the agent is done, the citizen rates, and nobody can write it down
    time.sleep(6)
    carrier.press("4")
    other.dial("12345")
    until(lambda: other.in_call, why="a new caller is answered")
    until(lambda: not carrier.in_call, 15)
    time.sleep(max(0.0, AWAY - (time.monotonic() - began)))
    assert flowing(exchange) == {"PJSIP/trunk": (True, True)}, "the new caller hears music"
    own.start()
    back_at = now()

    until(lambda: Call.objects.filter(pk=call.pk, state="ended").exists(), 40, why="what happened was not written afterwards")
    call.refresh_from_db()
    assert (call.outcome, call.rating) == ("answered", 4) and gone_at < call.ended_at < back_at, "with the time at which it happened"
    happened = list(CallEvent.objects.filter(call=call, at__gt=gone_at).order_by("id").values_list("what", flat=True))
    assert happened == ["left", "asked_rating", "rated", "ended"]
    until(lambda: Call.objects.exclude(pk=call.pk).filter(state="talking").exists(), 40, why="who called meanwhile is served")
    late = Call.objects.exclude(pk=call.pk).get()
    assert gone_at < late.began_at < back_at and late.agent == cast.agent_account
    other.do("hangup")
    until(lambda: Call.objects.get(pk=late.pk).state == "ended")
    until(lambda: Seat.objects.get().state in ("ready", "wrapping"))
    assert not CallBack.objects.exists() and Call.objects.count() == 2
    row = until(lambda: CallRecording.objects.filter(call=call, state="kept").first(), 40)
    assert min(heard_in(sound_of(row), exchange.home / each / "voice.wav") for each in (PHONE, "6001")) > 0.35
    assert configuring.secret_of(Seat.objects.get())
