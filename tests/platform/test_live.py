"""Live updates through the real process, the real session and the real NOTIFY."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import psycopg
import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from huying.live.hub import CHANNEL, QUEUE_LENGTH, Hub
from huying.people.entry import OPENED_KEY
from huying.people.models import Account, Grant, Unit
from huying.people.persons import Role
from huying.tickets.announce import LIVE
from huying.tickets.models import Ticket
from tests.waiting import wait_for


def address_of_test_database() -> str:
    settings = connection.settings_dict
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"


@pytest.fixture(scope="module")
def live(django_db_setup: None) -> Iterator[str]:
    """The live process on the test's database; answers its address."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "huying.cli", "live", "--port", str(port)],
        env=os.environ | {"DATABASE_URL": address_of_test_database()},
    )
    base = f"http://127.0.0.1:{port}/live/"
    try:
        assert wait_for(lambda: httpx.get(f"{base}health").status_code == 200)
        yield base
    finally:
        process.terminate()
        process.wait(15)


def sign_in(account: Account) -> str:
    """A session cookie as the sign-in page makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return f"huying_session={session.session_key}"


@pytest.fixture
def units(transactional_db: None) -> tuple[Unit, Unit]:
    return (
        Unit.objects.create(slug="bureau-a", name="甲局", sort="environment"),
        Unit.objects.create(slug="bureau-b", name="乙局", sort="housing"),
    )


@pytest.fixture
def liaison(units: tuple[Unit, Unit]) -> str:
    """The cookie of a liaison of the first bureau."""
    account = Account.objects.create_user("liaison", "correct horse battery", unit=units[0])
    Grant.objects.create(account=account, role=Role.LIAISON)
    return sign_in(account)


@contextmanager
def stream(base: str, cookie: str, **headers: str) -> Iterator[Iterator[dict[str, str]]]:
    """Open a stream and read its events as dictionaries of their fields."""
    with httpx.stream("GET", base, headers={"cookie": cookie, **headers}, timeout=20) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"] == "text/event-stream"
        yield events(answer)


def events(answer: httpx.Response) -> Iterator[dict[str, str]]:
    fields: dict[str, str] = {}
    for line in answer.iter_lines():
        if line.startswith(": listening"):
            yield {"open": "yes"}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value
        elif not line and "data" in fields:
            yield fields
            fields = {}


def notify(topic: str, kind: str = "dispatch", id: str = "2611234829157") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, %s)", [LIVE, json.dumps({"topic": topic, "kind": kind, "id": id})]
        )


def test_channel_is_the_one_that_steps_notify():
    assert CHANNEL == LIVE


def test_stranger_is_refused(live, transactional_db):
    assert httpx.get(live).status_code == 403
    assert httpx.get(live, headers={"cookie": "huying_session=invented"}).status_code == 403


def test_liaison_hears_their_unit_and_no_other(live, liaison, units):
    with stream(live, liaison) as heard:
        assert next(heard) == {"open": "yes"}
        notify(f"unit:{units[1].pk}")
        notify("desk:dispatcher")
        notify(f"unit:{units[0].pk}", kind="sign")
        first = next(heard)
    assert json.loads(first["data"]) == {
        "topic": f"unit:{units[0].pk}",
        "kind": "sign",
        "id": "2611234829157",
    }
    assert first["id"]


def test_asking_for_anothers_topic_alone_is_refused(live, liaison, units):
    assert httpx.get(f"{live}?topics=unit:{units[1].pk}", headers={"cookie": liaison}).status_code == 403


def test_only_the_topics_asked_for_are_sent(live, liaison, units):
    with stream(f"{live}?topics=desk:liaison,desk:leader", liaison) as heard:
        next(heard)
        notify(f"unit:{units[0].pk}")
        notify("desk:liaison")
        assert json.loads(next(heard)["data"])["topic"] == "desk:liaison"


def test_citizen_hears_the_ticket_that_their_session_opened_and_no_other(live, transactional_db):
    now = datetime.now(UTC)
    for number in ("2611234829157", "2611239999999"):
        Ticket.objects.create(
            number=number, state="received", door="web", kind="help", title="路灯不亮", registered_at=now, changed_at=now
        )
    session = SessionStore()
    session[OPENED_KEY] = ["2611234829157"]
    session.save()
    asked = f"{live}?topics=ticket:2611234829157,ticket:2611239999999"
    with stream(asked, f"huying_session={session.session_key}") as heard:
        next(heard)
        notify("ticket:2611239999999")
        notify("ticket:2611234829157", kind="reply")
        assert json.loads(next(heard)["data"])["kind"] == "reply"


def test_rolled_back_change_is_never_heard(live, liaison, units):
    from django.db import transaction

    topic = f"unit:{units[0].pk}"
    with stream(live, liaison) as heard:
        next(heard)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            notify(topic, kind="lost")
            raise ZeroDivisionError
        notify(topic, kind="kept")
        assert json.loads(next(heard)["data"])["kind"] == "kept"


def test_return_after_a_gap_is_told_to_fetch_anew(live, liaison):
    with stream(live, liaison, **{"last-event-id": "abc-3"}) as heard:
        next(heard)
        assert next(heard)["event"] == "resync"


def test_lost_database_connection_is_made_again_and_pages_told(live, liaison, units):
    with stream(live, liaison) as heard:
        next(heard)
        with psycopg.connect(address_of_test_database(), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'huying live' AND datname = current_database()"
            )
        assert next(heard)["event"] == "resync"
        notify(f"unit:{units[0].pk}")
        assert json.loads(next(heard)["data"])["kind"] == "dispatch"


def test_page_of_the_same_host_may_read_and_another_may_not(live, liaison):
    with httpx.stream("GET", live, headers={"cookie": liaison, "origin": "http://127.0.0.1:8000"}) as answer:
        assert answer.headers["access-control-allow-origin"] == "http://127.0.0.1:8000"
        assert answer.headers["access-control-allow-credentials"] == "true"
    refused = httpx.get(live, headers={"cookie": liaison, "origin": "http://evil.example"})
    assert refused.status_code == 403
    assert "access-control-allow-origin" not in refused.headers


def test_unknown_addresses_and_verbs_are_refused(live):
    assert httpx.get(f"{live}elsewhere").status_code == 404
    assert httpx.post(live).status_code == 405


def test_closed_page_is_forgotten(live, liaison):
    def streams() -> int:
        return int(httpx.get(f"{live}health").json()["streams"])

    before = streams()
    with stream(live, liaison) as heard:
        next(heard)
        assert streams() == before + 1
    assert wait_for(lambda: streams() == before, 10)


def test_slow_page_is_given_up_and_others_go_on():
    async def story() -> None:
        hub = Hub(_never, most=2)
        slow, quick = hub.join(frozenset({"unit:1"})), hub.join(frozenset({"unit:1"}))
        assert hub.full
        for index in range(QUEUE_LENGTH + 1):
            hub.deliver(json.dumps({"topic": "unit:1", "kind": "sign", "id": str(index)}))
            quick.waiting.get_nowait()
        assert slow.lost
        assert not quick.lost
        hub.leave(slow)
        assert not hub.full

    asyncio.run(story())


def test_malformed_announcement_harms_nobody():
    async def story() -> None:
        hub = Hub(_never, most=2)
        listener = hub.join(frozenset({"unit:1"}))
        for payload in ("", "{", "[]", "null", '{"kind": "x"}', '{"topic": ["unit:1"]}', '"unit:1"'):
            hub.deliver(payload)
        assert listener.waiting.empty()

    asyncio.run(story())


async def _never() -> psycopg.AsyncConnection[tuple[object, ...]]:
    raise OSError("no database in this test")
