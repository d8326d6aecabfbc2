"""Whoever sends webhooks is killed while the other side is being told: nothing is lost, and one change has one webhook-id.

HUYING_KILLS sets how often (3).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest
from django.db import connection

from huying.api.models import HookDelivery
from tests.api.hooks.conftest import App, Receiver, work
from tests.api.test_partners import send
from tests.api.test_requests import ASK
from tests.platform.test_live import address_of_test_database

KILLS = int(os.environ.get("HUYING_KILLS", "3"))
PUSH = """
import django; django.setup()
from huying.api.hooks import pushing
from huying.clocks.present import now
for hook in pushing.due(now()):
    pushing.push(hook)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_nothing_is_lost_and_no_change_has_two_names(app: App, receiver: Receiver) -> None:
    app.hook(receiver.url)
    changes = KILLS * 3
    for place in range(changes):
        send(app.client, "requests", ASK | {"phone": f"138001380{place:02d}", "detail": f"天河区第 {place} 处路灯不亮三天了。"})
    with connection.cursor() as cursor:  # written by the jobs, sent by the processes that die
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'api.owe' RETURNING args")
        owed = [row[0] if isinstance(row[0], dict) else json.loads(row[0]) for row in cursor.fetchall()]
    from huying.api.hooks import owing

    for each in owed:
        owing.owe(each["event"])
    assert HookDelivery.objects.filter(state=HookDelivery.QUEUED).count() == changes
    environment = os.environ | {"DATABASE_URL": address_of_test_database(), "HUYING_HOOKS_PRIVATE": "1"}
    receiver.seconds, deaths = 0.05, 0
    while HookDelivery.objects.filter(state=HookDelivery.QUEUED).exists():
        told = len(receiver.taken)
        process = subprocess.Popen([sys.executable, "-c", PUSH], env=environment, stderr=subprocess.DEVNULL)
        ends = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < ends and (deaths >= KILLS or len(receiver.taken) < told + 1 + deaths % 3):
            time.sleep(0.005)  # the message is there, its answer is not yet
        if deaths < KILLS:
            process.kill()
            deaths += 1
        process.wait(30)
    assert deaths == KILLS
    assert len(set(receiver.names)) == changes == HookDelivery.objects.filter(state=HookDelivery.DELIVERED).count()
    assert len({(name, body) for name, (_, body) in zip(receiver.names, receiver.taken, strict=True)}) == changes
    print(f"{deaths} killed, {changes} changes, {len(receiver.taken) - changes} told twice under the same webhook-id")
    work()
