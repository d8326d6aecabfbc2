"""Webhooks from the act to a real receiver: who hears what, signed how, tried how often; judged by an independent verifier."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from standardwebhooks import Webhook, WebhookVerificationError

from huying.api.hooks import keeping, owing, pushing, types
from huying.api.models import Hook, HookDelivery
from huying.channels.models import Notice
from huying.clocks.present import now
from huying.people import partners
from huying.tickets import announce, life
from huying.tickets.events import SENTENCES
from huying.tickets.map import VERBS
from tests.api.hooks.conftest import ALL, App, Receiver, work
from tests.api.test_partners import door, partner, send
from tests.api.test_requests import ASK

HOUR = timedelta(hours=1)


def filed(app: App, **more: Any) -> str:
    return str(send(app.client, "requests", ASK | more).json()["number"])


def clock(monkeypatch: pytest.MonkeyPatch, ahead: timedelta) -> None:
    for room in (pushing, owing):
        monkeypatch.setattr(room, "present", lambda: now() + ahead)


def test_every_public_act_has_its_type_and_no_other() -> None:
    assert set(types.TYPES) == {name for name, verb in VERBS.items() if verb.public}
    assert all(SENTENCES[verb][2] for verb in types.TYPES)
    assert "register" not in announce.HEARERS_IF and set(announce.HEARERS_IF) == set(types.TYPES) - {"register"}


def test_a_request_is_told_from_its_registration_to_its_rating_in_order_and_once(app: App, receiver: Receiver, cast: Any) -> None:
    secret = app.hook(receiver.url)["secret"]
    number = filed(app)
    work()
    life.triage(number, by=cast.agent, now=now(), category="010501", kind="complaint")
    life.dispatch(number, by=cast.dispatcher, now=now(), lead=cast.lead_unit, basis="职责")
    life.sign(number, by=cast.liaison, now=now())
    life.contact(number, by=cast.liaison, now=now(), way="phone", words="陈小雨说还是不亮")
    life.reply(number, by=cast.liaison, now=now(), text="已到现场修复路灯，今晚亮灯。")
    life.check(number, by=cast.followup, now=now(), passed=True)
    send(app.client, f"requests/{number}/ratings", {"matter": "satisfied", "solved": True, "comment": "很好"})
    work()
    told = receiver.messages
    assert [each["type"] for each in told] == [f"request.{word}" for word in (
        "registered", "dispatched", "signed", "contacted", "completed", "rated")]
    assert [each["data"]["sequence"] for each in told] == [1, 2, 3, 4, 5, 6]
    assert told[4]["data"] == {"number": number, "status": "completed", "sequence": 5}
    assert len(set(receiver.names)) == 6
    for headers, body in receiver.taken:
        assert Webhook(secret).verify(body, headers)["timestamp"].endswith("Z")
        assert not any(word in body.decode() for word in ("陈小雨", "路灯", "13800138000", "很好", "体育东路"))
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(receiver.taken[0][1] + b" ", receiver.taken[0][0])
    for event in HookDelivery.objects.values_list("event_id", flat=True):
        owing.owe(event)  # every job once more
    work()
    assert len(receiver.taken) == 6


def test_nobody_hears_of_others_requests_nor_of_what_was_before(app: App, receiver: Receiver, cast: Any) -> None:
    number = filed(app)
    app.hook(receiver.url)
    other = door(*partner("别家", scopes=ALL))
    foreign = send(other, "requests", ASK | {"phone": "13900139000", "detail": "黄埔区大沙地的井盖没了三天。"}).json()["number"]
    own = cast.ticket().number
    for each in (foreign, own, number):
        life.urge(each, by=cast.agent, now=now(), words="催一催")
    work()
    assert [(each["type"], each["data"]["number"]) for each in receiver.messages] == [("request.urged", number)]


def test_tickets_of_nobody_cost_no_statement_and_no_job_more(app: App, receiver: Receiver, cast: Any) -> None:
    app.hook(receiver.url)
    number = cast.ticket().number
    counts = []
    for heard in (announce.HEARERS_IF.copy(), {}):
        announce.HEARERS_IF.clear()
        announce.HEARERS_IF.update(heard)
        with CaptureQueriesContext(connection) as seen:
            life.urge(number, by=cast.agent, now=now(), words=f"第 {len(counts)} 次催")
        counts.append(len(seen))
        announce.HEARERS_IF.update(heard)
    from huying.config.wiring import HEARERS_IF

    announce.HEARERS_IF.update(HEARERS_IF)
    assert counts[0] == counts[1]
    assert work() == 0


def test_of_a_joined_request_the_way_of_the_main_one_is_told(app: App, receiver: Receiver, cast: Any) -> None:
    app.hook(receiver.url)
    number, main = filed(app), cast.ticket().number
    life.merge(number, by=cast.dispatcher, now=now(), main=main, reason="同一事项")
    life.urge(main, by=cast.agent, now=now(), words="别人的话")
    life.triage(main, by=cast.agent, now=now(), category="010501", kind="complaint")
    life.dispatch(main, by=cast.dispatcher, now=now(), lead=cast.lead_unit, basis="职责")
    work()
    told = [(each["type"], each["data"]["number"], each["data"]["status"]) for each in receiver.messages]
    assert told == [("request.registered", number, "submitted"), ("request.merged", number, "merged"),
                    ("request.dispatched", number, "in_progress")]


def test_only_the_types_that_were_asked_for(app: App, receiver: Receiver, cast: Any) -> None:
    app.hook(receiver.url, types=["request.withdrawn"])
    number = filed(app)
    life.withdraw(number, by=cast.agent, now=now(), reason="诉求人来电撤回")
    work()
    assert [(each["type"], each["data"]["sequence"]) for each in receiver.messages] == [("request.withdrawn", 1)]
    assert send(app.client, "webhooks", {"url": receiver.url, "types": ["everything"]}).status_code == 422


def test_a_change_between_registering_and_filing_is_told_too(app: App, receiver: Receiver, cast: Any,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    app.hook(receiver.url)
    real = owing.file

    def late(who: Any, ticket: Any, at: Any, **more: Any) -> None:
        life.urge(ticket.number, by=cast.agent, now=now(), words="很快的人")
        real(who, ticket, at, **more)

    monkeypatch.setattr(owing, "file", late)
    filed(app)
    work()
    assert [each["type"] for each in receiver.messages] == ["request.registered", "request.urged"]


def test_trouble_is_tried_again_with_growing_gaps_and_then_given_up(app: App, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    app.hook(receiver.url)
    receiver.script = [(500, {}), (0, {}), (302, {"Location": receiver.url}), (404, {}), *[(503, {})] * 10]
    filed(app)
    work()
    row, ahead, waits = HookDelivery.objects.get(), timedelta(0), []
    while row.state == HookDelivery.QUEUED:
        assert pushing.due(now() + ahead) == []
        waits.append((row.next_at - now() - ahead) / HOUR)
        ahead = row.next_at - now() + timedelta(seconds=31)
        clock(monkeypatch, ahead)
        assert pushing.due(now() + ahead) == [row.hook_id]
        pushing.push(row.hook_id)
        row.refresh_from_db()
    assert (row.state, row.tries, len(receiver.taken), row.status) == (HookDelivery.FAILED, 8, 8, 503)
    assert len(set(receiver.names)) == 1 and len({body for _, body in receiver.taken}) == 1
    assert waits == sorted(waits) and 30 < sum(waits) < 42
    assert Hook.objects.get().active, "a day and a half is no reason to switch it off"


def test_retry_after_is_heard_and_one_that_is_down_is_asked_seldom(app: App, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    app.hook(receiver.url)
    receiver.script = [(429, {"Retry-After": "3600"})]
    for place in range(5):
        filed(app, phone=f"1380013800{place}", detail=f"天河区第 {place} 处路灯不亮三天了。")
    work()
    assert len(receiver.taken) == 1, "four others were kept back"
    assert pushing.due(now() + 0.9 * HOUR) == []
    clock(monkeypatch, HOUR)
    assert pushing.push(Hook.objects.get().pk) is False
    assert len(receiver.taken) == 6 and set(HookDelivery.objects.values_list("state", flat=True)) == {HookDelivery.DELIVERED}


def test_down_for_an_hour_nothing_is_lost_and_nothing_doubled(app: App, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = app.hook(receiver.url)["id"]
    Hook.objects.filter(pk=hook).update(url="http://127.0.0.1:9/hook")
    for place in range(4):
        filed(app, phone=f"1380013800{place}", detail=f"天河区第 {place} 处路灯不亮三天了。")
    for minutes in range(0, 60, 5):
        clock(monkeypatch, timedelta(minutes=minutes))
        work()
        pushing.push(hook)
    assert HookDelivery.objects.filter(state=HookDelivery.QUEUED).count() == 4
    Hook.objects.filter(pk=hook).update(url=receiver.url)
    for minutes in range(60, 300, 10):
        clock(monkeypatch, timedelta(minutes=minutes))
        pushing.push(hook)
    assert len(receiver.taken) == 4 == len(set(receiver.names))


def test_gone_is_switched_off_and_long_failure_too_with_a_note(app: App, receiver: Receiver, cast: Any,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    hook = Hook.objects.get(pk=app.hook(receiver.url)["id"])
    receiver.script = [(410, {})]
    filed(app)
    work()
    hook.refresh_from_db()
    assert not hook.active and "410" in hook.off_why and HookDelivery.objects.get().state == HookDelivery.FAILED
    note = Notice.objects.get(role="administrator")
    assert receiver.url in note.text
    boss = Client()
    boss.force_login(cast.administrator_account, backend="django.contrib.auth.backends.ModelBackend")
    assert "回调地址已停用" in boss.get("/staff/notices/").content.decode()
    assert send(app.client, f"webhooks/{hook.pk}/pings", {}).status_code == 409
    keeping.switch_on(hook, now())
    assert keeping.send_again(HookDelivery.objects.get(), now())
    work()
    assert len(receiver.taken) == 2 and len(set(receiver.names)) == 1
    receiver.script = [(500, {})] * 9
    Hook.objects.update(failing_since=now() - pushing.GIVE_UP)
    assert send(app.client, f"webhooks/{hook.pk}/pings", {}).status_code == 201
    work()
    hook.refresh_from_db()
    assert not hook.active and Notice.objects.filter(role="administrator").count() == 2


def test_slow_answers_end_in_time(app: App, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    from huying.api.hooks import wire

    monkeypatch.setattr(wire.post, "__kwdefaults__", {"seconds": 0.4})
    receiver.seconds = 1.5
    app.hook(receiver.url)
    filed(app)
    work()
    row = HookDelivery.objects.get()
    assert (row.state, row.status, row.error) == (HookDelivery.QUEUED, None, "no answer in time")
    assert row.ms is not None and row.ms < 1400


def test_a_new_secret_signs_beside_the_former_one_for_a_day(app: App, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    made = app.hook(receiver.url)
    told = send(app.client, f"webhooks/{made['id']}/secrets", {}, "renew-0001").json()
    assert send(app.client, f"webhooks/{made['id']}/secrets", {}, "renew-0001").json() == told, "a retry makes no third one"
    send(app.client, f"webhooks/{made['id']}/pings", {}, "ping-0001")
    send(app.client, f"webhooks/{made['id']}/pings", {}, "ping-0001")
    work()
    (headers, body), = receiver.taken
    for secret in (made["secret"], told["secret"]):
        assert Webhook(secret).verify(body, headers)["type"] == "ping"
    assert made["secret"] != told["secret"]
    clock(monkeypatch, timedelta(days=1, minutes=1))
    send(app.client, f"webhooks/{made['id']}/pings", {}, "ping-0002")
    work()
    pushing.push(made["id"])
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(receiver.taken[1][1], receiver.taken[1][0])
    assert Webhook(told["secret"]).verify(receiver.taken[1][1], receiver.taken[1][0])


def test_webhooks_are_registered_listed_and_removed_by_their_partner_alone(app: App, receiver: Receiver) -> None:
    made = app.hook(receiver.url, "make-00001")
    assert app.hook(receiver.url, "make-00001") == made, "a lost answer is told again"
    assert send(app.client, "webhooks", {"url": receiver.url + "2"}, "make-00001").status_code == 422
    other = door(*partner("别家", scopes=ALL))
    here = f"/api/v1/webhooks/{made['id']}"
    for client, status in ((app.client, 200), (other, 404), (Client(), 401), (door(*partner("只读", scopes=[partners.READ])), 403)):
        assert client.get(here).status_code == client.get(f"{here}/deliveries").status_code == status
    told = app.client.get("/api/v1/webhooks").json()["items"]
    assert [each["url"] for each in told] == [receiver.url] and "secret" not in told[0]
    assert made["secret"].encode() not in bytes(Hook.objects.get().secret_sealed)
    filed(app)
    work()
    line = app.client.get(f"{here}/deliveries").json()["items"][0]
    assert (line["webhook_id"], line["state"], line["status"]) == (receiver.names[0], "delivered", 204)
    assert other.delete(here).status_code == 404
    assert (app.client.delete(here).status_code, app.client.delete(here).status_code) == (204, 404)
    for _ in range(Hook.MOST):
        app.hook(receiver.url)
    assert send(app.client, "webhooks", {"url": receiver.url}).status_code == 422


def test_the_description_names_every_message(db: None) -> None:
    told = Client().get("/api/v1/openapi.json").json()
    assert set(told["webhooks"]) == {*types.ALL, "ping"}
    assert told["components"]["schemas"]["Changed"]["required"] == ["number", "status", "sequence"]


def test_old_lines_of_the_log_go(app: App, receiver: Receiver) -> None:
    app.hook(receiver.url)
    filed(app)
    work()
    assert keeping.forget(now() + timedelta(days=29)) == 0
    assert keeping.forget(now() + timedelta(days=31)) == 1


@pytest.mark.parametrize(("language", "program"), [("python", sys.executable), ("javascript", shutil.which("node"))])
def test_the_examples_of_the_docs_know_right_from_wrong(app: App, receiver: Receiver, checkout: Path, tmp_path: Path, language: str,
                                                        program: str | None) -> None:
    if program is None:
        pytest.skip("no node on this machine")
    made = app.hook(receiver.url)
    send(app.client, f"webhooks/{made['id']}/pings", {}, "ping-0001")
    work()
    (headers, body), = receiver.taken
    code = re.search(rf"^```{language}\n(import (?:base64|{{ createHmac).*?)```", (checkout / "docs" / "api.md").read_text("utf-8"),
                     re.DOTALL | re.MULTILINE)
    assert code is not None
    cases = json.dumps([made["secret"], headers, body.decode()])
    ask = {"python": f"import json\ns, h, b = json.loads({cases!r})\n"
                     "print([verified(s, h, b.encode()), verified(s, h, b.encode() + b' '), verified('whsec_AAAA', h, b.encode())])",
           "javascript": f"const [s, h, b] = {cases};\n"
                         "console.log([verified(s, h, b), verified(s, h, b + ' '), verified('whsec_AAAA', h, b)].join(', '));"}
    file = tmp_path / f"verify.{'py' if language == 'python' else 'mjs'}"
    file.write_text(f"{code[1]}\n{ask[language]}\n", "utf-8")
    told = subprocess.run([program, str(file)], capture_output=True, text=True, timeout=30, check=True)
    assert told.stdout.strip().strip("[]").lower() == "true, false, false"
