"""Kill -9 of the web, its workers, the jobs' workers, the link to the gateway, the database, while messages flow both
ways through a real Kannel: no message is lost, none is a second ticket, none goes out twice.

HUYING_DOOR_KILLS sets how many processes are killed (5).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.channels.sms.conftest import OWN, WORD, Centre, Kannel, free_port, start_kannel, until
from tests.killing import House, ask, help_on

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("HUYING_DOOR_KILLS", "5"))
LONG = "路很黑，老人和孩子都不敢走，希望尽快维修，我是附近的住户，已经有人摔倒了。𠮷" * 2


class Street(threading.Thread):
    """Telephones that text one matter each, one after the other."""

    def __init__(self, centre: Centre) -> None:
        super().__init__(daemon=True)
        self.centre, self.phones, self.over = centre, [], threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.4):
            at = len(self.phones)
            phone = f"1380000{at:04d}"
            more = LONG if at % 5 == 0 else "希望尽快维修，我是附近住户。"
            self.centre.texted(phone, f"昨晚天河区体育东路{at}号门口第{at}盏路灯坏了，{more}")
            self.phones.append(phone)


@pytest.fixture
def house(centre: Centre) -> Iterator[House]:
    home, port, send = Path(tempfile.mkdtemp(prefix="hyk")), free_port(), free_port()
    home.chmod(0o755)
    settings = {
        "PORT": str(port), "HUYING_SMS_GATEWAY": f"kannel+http://huying:secret@127.0.0.1:{send}/cgi-bin/sendsms", "HUYING_SMS_NUMBER": OWN,
        "HUYING_SMS_WEBHOOK": WORD, "HUYING_SMS_DOUBT": "6", "HUYING_SMS_FLOOD": "0", "HUYING_SMS_BACK": f"http://127.0.0.1:{port}"}
    kannel: Kannel = start_kannel(centre.port, settings["HUYING_SMS_BACK"], send)
    started = House(home, {"sms": ["sms"], "second": []}, **settings)
    yield started
    started.stop()
    kannel.stop()
    shutil.rmtree(home, ignore_errors=True)


def test_no_message_is_lost_and_none_doubled(house: House, centre: Centre):
    street, dice, killed = Street(centre), Random(4321), Counter[str]()
    until(lambda: centre.bound, 20)
    street.start()
    until(lambda: centre.sent(), 60, why="the first answer never came")
    for _ in range(KILLS):
        before = len(centre.sent())
        killed[house.kill_one(dice)] += 1
        deadline = time.monotonic() + dice.choice([0.5, 2, 4])
        while len(centre.sent()) == before and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(dice.random())
    street.over.set()
    street.join()
    until(lambda: _settled(house, len(street.phones)), 180, why="not all came to their end")
    doubled = [phone for phone in street.phones if len(centre.read(phone)) != 1]
    print(f"killed {dict(killed)}; {len(street.phones)} messages in, {len(centre.sent())} parts out")
    assert doubled == [], f"{len(doubled)} telephones got another number of answers than one"
    assert ask(house, "SELECT state, count(*) FROM tickets_contact GROUP BY state") == [("registered", len(street.phones))]
    assert ask(house, "SELECT count(*) FROM tickets_ticket") == [(len(street.phones),)]
    assert ask(house, "SELECT count(*) FROM channels_receivedpart WHERE contact_id IS NULL") == [(0,)]
    assert killed.total() == KILLS


def _settled(house: House, wanted: int) -> bool:
    """Helped on as the timetable would, until every answer has arrived."""
    time.sleep(1.5)
    if not help_on(house):
        return False
    states = dict(ask(house, "SELECT n.state, count(*) FROM channels_notice n JOIN tickets_event e ON e.id = n.event_id "
                             "WHERE e.verb = 'register' AND n.door = 'sms' GROUP BY n.state"))
    return states == {"arrived": wanted}
