"""Kill -9 of any process at any moment: what was acknowledged is there, once, and every promise is watched.

HUYING_KILLS sets how many processes are killed (50).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import httpx
import pytest

from tests.killing import House, afterwards, ask, until

pytestmark = [pytest.mark.slow, pytest.mark.first]
KILLS = int(os.environ.get("HUYING_KILLS", "50"))
MOST_SECONDS = 170


class Sender(threading.Thread):
    """A citizen's program: sends a request until it is acknowledged, always with the same key, then the next."""

    def __init__(self, house: House, place: int) -> None:
        super().__init__(daemon=True)
        self.house, self.place, self.acknowledged, self.tries = house, place, {}, 0
        # A line of its own for each request, as from many people; one client, for each reads all certificates of this machine.
        self.client = httpx.Client(timeout=10, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))

    def run(self) -> None:
        turn = 0
        while not self.house.over.is_set():
            turn += 1
            key, phone = str(uuid.uuid4()), f"13{self.place}{turn:08d}"
            body = {"title": f"夜间施工噪声{self.place}-{turn}", "wish": "请现场查处。", "name": "陈小雨", "phone": phone,
                    "detail": f"天河区体育东路{turn}号旁工地昨晚十一点到凌晨两点打桩，老人无法休息。",
                    "place": f"天河区体育东路{turn}号", "happened": "昨晚十一点"}
            while key not in self.acknowledged and not self.house.over.is_set():
                self.tries += 1
                with contextlib.suppress(httpx.HTTPError, ValueError, KeyError):
                    answer = self.client.post(f"http://127.0.0.1:{self.house.port}/api/v1/requests", json=body,
                                              headers={"Idempotency-Key": key})
                    if answer.status_code in {200, 201}:
                        self.acknowledged[key] = answer.json()["number"]
                        break
                    assert answer.status_code >= 500, answer.text
                time.sleep(0.2)
            time.sleep(0.05)


@pytest.fixture
def house() -> Iterator[House]:
    home = Path(tempfile.mkdtemp(prefix="hyk"))
    home.chmod(0o755)
    started = House(home)
    yield started
    started.stop()
    shutil.rmtree(home, ignore_errors=True)


def test_nothing_acknowledged_is_missing_and_nothing_is_done_twice(house: House):
    senders, dice, killed, began = [Sender(house, place) for place in (3, 5, 6, 7, 8, 9)], Random(1234), Counter[str](), time.monotonic()
    for sender in senders:
        sender.start()
    count = lambda: sum(len(sender.acknowledged) for sender in senders)  # noqa: E731
    assert until(count, 60), "the house never answered"
    while killed.total() < KILLS and time.monotonic() - began < MOST_SECONDS:
        before = count()
        killed[house.kill_one(dice)] += 1
        until(lambda before=before: count() > before, dice.choice([0.2, 1.5, 4.5]))
        time.sleep(dice.random() / 2)
    answered = count()
    assert until(lambda: count() > answered + 3, 60), "after the last kill the house answers again"
    for sender in senders:
        sender.house = type("Over", (), {"over": threading.Event(), "port": house.port})()  # type: ignore[assignment]
        sender.house.over.set()
        sender.join(30)
    told = {key: number for sender in senders for key, number in sender.acknowledged.items()}
    print(f"killed {dict(killed)}; {len(told)} acknowledged in {sum(s.tries for s in senders)} tries")
    assert killed.total() == KILLS and len(told) >= 10
    _all_there(house, told)
    _told_once(house)
    _promises_watched(house)


def _all_there(house: House, told: dict[str, str]) -> None:
    afterwards(house, 0)
    rows = dict(ask(house, "SELECT c.key, t.number FROM tickets_contact c JOIN tickets_ticket t ON t.id = c.ticket_id"))
    assert {key: rows.get(key) for key in told} == told, "an acknowledged number is missing or another"
    assert ask(house, "SELECT state, count(*) FROM tickets_contact GROUP BY state") == [("registered", len(rows))]
    assert ask(house, "SELECT count(*) FROM tickets_ticket") == [(len(rows),)], "a contact became two tickets"
    assert ask(house, "SELECT count(*) FROM tickets_event WHERE verb = 'register'") == [(len(rows),)]


def _told_once(house: House) -> None:
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name LIKE 'channels.%%' "
    assert until(lambda: ask(house, waiting + "AND task_name <> 'timetable.again'") == [(0,)], 110), "jobs are stuck"
    notices = ask(house, "SELECT n.state, count(*) FROM channels_notice n JOIN tickets_event e ON e.id = n.event_id "
                         "WHERE e.verb = 'register' AND n.door = 'sms' GROUP BY n.state")
    assert notices == [("sent", ask(house, "SELECT count(*) FROM tickets_ticket")[0][0])]
    lines = (house.home / "outbox.jsonl").read_text(encoding="utf-8").splitlines()
    doubled = [key for key, times in Counter(json.loads(line)["key"] for line in lines).items() if times > 1]
    assert doubled == [], f"{len(doubled)} messages went out twice"


def _promises_watched(house: House) -> None:
    unwatched = ask(house, "SELECT count(*) FROM tickets_ticket t WHERE NOT EXISTS (SELECT FROM tickets_promise p WHERE "
                           "p.ticket_id = t.id AND p.next_at IS NOT NULL AND p.kind IN ('complete', 'completion'))")
    assert unwatched == [(0,)]
    afterwards(house, 40)
    late = ask(house, "SELECT count(*) FROM tickets_promise WHERE met_at IS NULL AND voided_at IS NULL AND missed_at IS NULL")
    assert late == [(0,)], "a promise was skipped"
    missed = ask(house, "SELECT count(*), count(DISTINCT data->>'promise') FROM tickets_event WHERE verb = 'miss'")
    assert missed[0][0] == missed[0][1] == ask(house, "SELECT count(*) FROM tickets_promise WHERE missed_at IS NOT NULL")[0][0] > 0
