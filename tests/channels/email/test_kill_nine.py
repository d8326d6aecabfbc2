"""Kill -9 of the listener, the workers or the database while letters come in: none is lost, none is taken or told twice.

HUYING_DOOR_KILLS sets how many processes are killed (6).
"""

from __future__ import annotations

import email
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from random import Random

import pytest

from tests.channels.email.conftest import OWN, Mailbox, Sink
from tests.killing import House, ask, help_on, until

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("HUYING_DOOR_KILLS", "6"))
WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name LIKE 'channels.%%'"
QUEUED = "SELECT count(*) FROM channels_notice WHERE door = 'email' AND state = 'queued'"


@pytest.fixture
def house(mailbox: Mailbox, sink: Sink) -> Iterator[House]:
    home = Path(tempfile.mkdtemp(prefix="hym"))
    home.chmod(0o755)
    started = House(home, {"web": [], "mail": ["mail"]}, HUYING_MAIL_IMAP=mailbox.url, HUYING_MAIL_SMTP=f"smtp://127.0.0.1:{sink.port}",
                    HUYING_MAIL_ADDRESS=OWN, HUYING_MAIL_AUTHSERV="mx.city.example", HUYING_MAIL_POLL="1")
    yield started
    started.stop()
    shutil.rmtree(home, ignore_errors=True)


def letter(place: int) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"citizen{place}@example.cn", OWN, f"第{place}盏路灯不亮"
    made["Message-ID"] = f"<{place}@example.cn>"
    made["Authentication-Results"] = "mx.city.example; dmarc=pass header.from=example.cn"
    made.set_content(f"天河区体育东路{place}号门口的路灯昨晚起不亮，我是附近居民，希望尽快维修。")
    return made.as_bytes()


def test_no_letter_is_lost_and_nobody_is_told_twice(house: House, mailbox: Mailbox, sink: Sink):
    dice, killed, sent = Random(7), Counter[str](), 0
    assert until(lambda: ask(house, "SELECT count(*) FROM channels_doorstate WHERE door = 'email'") == [(1,)], 60), "it never listened"
    while killed.total() < KILLS:
        for _ in range(3):
            sent += 1
            mailbox.deliver(letter(sent))
            time.sleep(dice.random() / 3)
        killed[house.kill_one(dice)] += 1
        time.sleep(dice.choice([0.1, 1.0, 3.0]))
    assert until(lambda: mailbox.lies("INBOX") == 0 and house.server.cluster.ready(), 90), "letters lie in the inbox"
    assert until(lambda: help_on(house) and ask(house, WAITING) == [(0,)] and ask(house, QUEUED) == [(0,)], 120), "jobs are stuck"
    assert mailbox.lies("Huying") == sent
    assert ask(house, "SELECT state, count(*) FROM tickets_contact WHERE door = 'email' GROUP BY state") == [("registered", sent)]
    assert ask(house, "SELECT count(*) FROM tickets_ticket WHERE door = 'email'") == [(sent,)]
    notices = ask(house, "SELECT state, count(*) FROM channels_notice WHERE door = 'email' GROUP BY state")
    assert notices == [("sent", sent)]
    ids = [str(email.message_from_bytes(raw)["Message-ID"]) for _, _, raw in sink.taken]
    # SMTP cannot say whether a letter arrived before the line was cut: then it goes out under the same Message-ID again.
    again = len(ids) - len(set(ids))
    print(f"killed {dict(killed)}; {sent} letters, {len(ids)} answers, {again} of them a second copy under the same Message-ID")
    assert len(set(ids)) == sent and again <= killed.total()
