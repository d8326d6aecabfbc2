"""Webhooks in the back room: registered for a partner, the secret shown once, tested, switched, and deliveries sent again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from standardwebhooks import Webhook

from huying.api.models import Hook, HookDelivery
from tests.api.hooks.conftest import App, Receiver, work
from tests.api.test_partners import send
from tests.api.test_requests import ASK


@pytest.fixture
def room(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.administrator_account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def act(room: Client, table: str, action: str, *rows: int) -> Any:
    return room.post(f"/admin/api/{table}/", {"action": action, "_selected_action": list(rows)}, follow=True)


def test_an_administrator_registers_tests_renews_and_switches(room: Client, app: App, receiver: Receiver) -> None:
    page = room.post("/admin/api/hook/add/", {"partner": app.who.pk, "url": receiver.url, "types": ["request.registered"]})
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page.content.decode())
    assert page.status_code == 200 and secret and "no-store" in page["Cache-Control"]
    hook = Hook.objects.get()
    assert secret[0] not in room.get(f"/admin/api/hook/{hook.pk}/change/").content.decode()
    act(room, "hook", "ping", hook.pk)
    send(app.client, "requests", ASK)
    work()
    assert [Webhook(secret[0]).verify(body, headers)["type"] for headers, body in receiver.taken] == ["ping", "request.registered"]
    fresh = re.search(r"whsec_[A-Za-z0-9+/=]+", act(room, "hook", "renew", hook.pk).content.decode())
    assert fresh and fresh[0] != secret[0]
    act(room, "hook", "off", hook.pk)
    hook.refresh_from_db()
    assert not hook.active and "administrator" in hook.off_why
    row = HookDelivery.objects.get(type="request.registered")
    assert "请先启用" in act(room, "hookdelivery", "again", row.pk).content.decode()
    act(room, "hook", "on", hook.pk)
    act(room, "hookdelivery", "again", row.pk)
    work()
    assert receiver.names[-1] == row.webhook_id and len(receiver.taken) == 3
    shown = room.get(f"/admin/api/hookdelivery/{row.pk}/change/").content.decode()
    assert row.webhook_id in shown and "陈小雨" not in shown


def test_an_address_inside_is_refused_in_the_form(room: Client, app: App, settings: Any) -> None:
    settings.HOOKS_PRIVATE = False
    page = room.post("/admin/api/hook/add/", {"partner": app.who.pk, "url": "https://169.254.169.254/"})
    assert "不能推送到这个地址" in page.content.decode() and not Hook.objects.exists()
