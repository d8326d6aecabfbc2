"""The back room: administrators only, nothing of a ticket to change, nothing personal in clear."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.channels.models import Notice
from huying.clocks.present import now as present
from huying.people import partners
from huying.people.models import Account, Citizen, Grant, Look, Partner
from huying.people.sealed import vault
from huying.supervision.models import Sample
from huying.tickets.models import Contact, Event, Ticket

BACKEND = "django.contrib.auth.backends.ModelBackend"
LISTS = ["people/account", "people/unit", "people/citizen", "people/look", "tickets/ticket", "tickets/contact",
         "tickets/event", "tickets/promise", "tickets/attachment", "channels/notice", "people/partner", "supervision/sample",
         "api/hook", "api/hookdelivery",
         "procrastinate/procrastinatejob"]


def desk(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


@pytest.fixture
def room(cast: Any) -> Client:
    ticket = cast.ticket(phone="13800138000")
    event = ticket.events.get() if hasattr(ticket, "events") else Event.objects.get(ticket=ticket)
    Look.objects.create(account=cast.agent_account, number=ticket.number, field="caller", reason="回访核实", at=ticket.registered_at)
    Sample.objects.create(ticket=ticket, rule="share", drawn_at=ticket.registered_at)
    Notice.objects.create(event=event, ticket=ticket, door="sms", recipient="ticket:1", title="已登记", text="提取码 123456",
                          at=ticket.registered_at, address_sealed=vault().seal("13800138000", f"notice:{event.pk}:ticket:1"))
    return desk(cast.administrator_account)


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_search_and_show_nobody(room: Client, name: str) -> None:
    for query in ("", "?q=13800138000", "?q=%00x", "?q=26030"):
        page = room.get(f"/admin/{name}/{query}")
        assert page.status_code == 200, query
        text = page.content.decode()
        assert "13800138000" not in text or "13800138000" in query
        assert "陈小雨" not in text
        assert "123456" not in text


def test_details_are_masked_and_cannot_be_changed(room: Client, cast: Any) -> None:
    rows = [("tickets/ticket", Ticket), ("tickets/contact", Contact),
            ("tickets/event", Event), ("channels/notice", Notice), ("people/look", Look),
            ("people/citizen", Citizen), ("supervision/sample", Sample)]
    for name, model in rows:
        pk = model.objects.get().pk  # type: ignore[attr-defined]
        page = room.get(f"/admin/{name}/{pk}/change/")
        assert page.status_code == 200, name
        assert "13800138000" not in page.content.decode(), name
        assert "陈小雨" not in page.content.decode(), name
        assert room.get(f"/admin/{name}/add/").status_code == 403, name
        assert room.post(f"/admin/{name}/{pk}/delete/", {"post": "yes"}).status_code == 403, name
        if name != "people/citizen":
            assert room.post(f"/admin/{name}/{pk}/change/", {"state": "archived"}).status_code == 403, name
    assert Ticket.objects.get().state == "received"


@pytest.mark.parametrize("who", ["agent", "supervisor", "leader", "auditor", "liaison"])
def test_others_are_sent_to_the_entrance(cast: Any, who: str) -> None:
    account = getattr(cast, f"{who}_account")
    Account.objects.filter(pk=account.pk).update(is_staff=True)
    answer = desk(account).get("/admin/tickets/ticket/")
    assert answer.status_code == 302
    assert "/login/" in answer.url


def test_the_entrance_is_the_one_with_lock_out_and_second_factor(cast: Any) -> None:
    answer = Client().get("/admin/login/?next=/admin/people/account/")
    assert answer.url == "/staff/login/?next=%2Fadmin%2Fpeople%2Faccount%2F"
    assert Client().post("/admin/login/", {"username": "administrator", "password": "x"}).status_code == 302


def test_the_content_policy_allows_nothing_from_elsewhere(room: Client) -> None:
    told = room.get("/admin/")["Content-Security-Policy"]
    assert "default-src 'self'" in told
    assert "http" not in told
    assert "frame-ancestors 'none'" in told


def test_secrets_of_other_packages_are_not_shown(room: Client) -> None:
    for path in ("mfa/authenticator", "socialaccount/socialapp", "socialaccount/socialtoken", "auth/group"):
        assert room.get(f"/admin/{path}/").status_code == 404


def _lines(**values: str) -> dict[str, str]:
    return {"grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "0", "grants-MIN_NUM_FORMS": "0", "grants-MAX_NUM_FORMS": "1000",
            **{f"grants-0-{name}": value for name, value in values.items()}}


def test_an_account_is_made_with_its_role_and_logs_in(room: Client, cast: Any) -> None:
    secret = "quiet river 77 stone"
    made = room.post("/admin/people/account/add/", {
        "username": "fresh", "name": "新同事", "number": "A77", "unit": str(cast.lead_unit.pk), "password1": secret,
        "password2": secret, "usable_password": "true", **_lines(role="liaison", division="")})
    assert made.status_code == 302, made.content.decode()[:3000]
    account = Account.objects.get(username="fresh")
    assert (account.unit_id, account.grants.get().role, account.is_staff) == (cast.lead_unit.pk, "liaison", False)
    answer = Client().post("/staff/login/", {"login_form": "1", "username": "fresh", "password": secret})
    assert answer.url == "/staff/"


def test_the_role_of_administrator_opens_the_back_room_and_its_loss_closes_it(room: Client, cast: Any) -> None:
    account = cast.agent_account
    grant = Grant.objects.create(account=account, role="administrator")
    assert desk(account).get("/admin/").status_code == 200
    grant.delete()
    assert desk(account).get("/admin/").status_code == 302


def test_units_are_found_as_one_types(room: Client, cast: Any) -> None:
    found = room.get(f"/admin/autocomplete/?app_label=people&model_name=account&field_name=unit&term={cast.lead_unit.short[:3]}").json()
    assert str(cast.lead_unit.pk) in {each["id"] for each in found["results"]}


def test_a_locked_account_is_freed(room: Client, cast: Any, settings: Any) -> None:
    for place in range(settings.AXES_FAILURE_LIMIT):
        Client().post("/staff/login/", {"login_form": "1", "username": "agent", "password": f"x{place}"})
    assert AccessAttempt.objects.filter(username="agent").exists()
    room.post("/admin/people/account/", {"action": "unlock", "_selected_action": [str(cast.agent_account.pk)]})
    assert not AccessAttempt.objects.filter(username="agent").exists()


def test_the_list_of_tickets_costs_the_same_for_one_and_for_three(room: Client, cast: Any) -> None:
    from django.db import connection

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            room.get("/admin/tickets/ticket/")
        return len(seen)

    cost()
    one = cost()
    cast.ticket()
    cast.ticket()
    assert cost() == one


def test_a_partner_is_made_with_scopes_its_secret_shown_once_and_renewed(room: Client) -> None:
    made = room.post("/admin/people/partner/add/", {
        "name": "穗好办", "contact": "王工", "scopes": ["open311", "requests:read"], "per_minute": "60", "active": "on",
        **{f"{lines}-{name}": value for lines in ("keys", "uses") for name, value in
           {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "0"}.items()}})
    assert made.status_code == 200, made.headers
    assert "no-store" in made["Cache-Control"]
    secret = re.search(r"hys_[\w-]{43}", made.content.decode())
    assert secret is not None
    partner = Partner.objects.get()
    assert (partner.scopes, len(partner.client_id)) == (["open311", "requests:read"], 22)
    key = partners.key_of(secret[0], present())
    assert key is not None
    page = room.get(f"/admin/people/partner/{partner.pk}/change/").content.decode()
    assert secret[0] not in page
    assert partner.client_id in page
    renewed = room.post("/admin/people/partner/", {"action": "renew", "_selected_action": [partner.pk]})
    fresh = re.search(r"hys_[\w-]{43}", renewed.content.decode())
    assert fresh is not None
    assert partners.key_of(secret[0], present() + partners.GRACE) is None
    assert partners.key_of(fresh[0], present() + partners.GRACE) is not None
    room.post("/admin/people/partner/", {"action": "end_now", "_selected_action": [partner.pk]})
    assert partners.key_of(fresh[0], present()) is None
