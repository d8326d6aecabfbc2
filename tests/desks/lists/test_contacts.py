"""Contacts that became no ticket, and notices to desks."""

import pytest
from django.test import Client

from huying.channels.models import Notice
from huying.clocks.present import now as present
from huying.people.models import Look
from huying.people.persons import SYSTEM
from huying.tickets import contacts, life
from huying.tickets.models import Contact, Event, Ticket
from huying.tickets.problems import Refused
from tests.cast import MONDAY, Cast


@pytest.fixture
def enter(client: Client):
    def enter(account) -> Client:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def failed(cast: Cast) -> Contact:
    """A contact that an outage kept from becoming a ticket."""
    kept = contacts.keep(cast.request(name="欧阳晓明", phone="13912345678"))
    contacts.failed(kept, RuntimeError("the disk was full"))
    return Contact.objects.get(pk=kept.id)


@pytest.fixture
def refused(cast: Cast) -> Contact:
    with pytest.raises(Refused):
        life.register(cast.request(title="", detail="", wish=""), by=SYSTEM, now=MONDAY)
    return Contact.objects.get(state="refused")


def test_failed_and_refused_contacts_wait_for_a_person(cast: Cast, enter, failed: Contact, refused: Contact):
    page = enter(cast.dispatcher_account).get("/staff/contacts/").content.decode()
    assert "disk was full" in page and "请写下您要反映的事情" in page
    only = enter(cast.dispatcher_account).get("/staff/contacts/?state=refused").content.decode()
    assert "disk was full" not in only


def test_the_raw_form_is_shown_after_a_reason_that_stays(cast: Cast, enter, failed: Contact):
    client = enter(cast.dispatcher_account)
    page = client.get(f"/staff/contacts/{failed.pk}/").content.decode()
    assert "欧阳晓明" not in page and "噪声" not in page
    assert client.post(f"/staff/contacts/{failed.pk}/looks/", {"reason": ""}).status_code == 422
    assert not Look.objects.exists()
    page = client.post(f"/staff/contacts/{failed.pk}/looks/", {"reason": "核对来件"}).content.decode()
    assert "欧阳晓明" in page and "13912345678" in page
    look = Look.objects.get()
    assert look.account_id == cast.dispatcher.id and look.reason == "核对来件" and look.field == f"contact:{failed.pk}"


def test_it_is_registered_again_as_it_came(cast: Cast, enter, failed: Contact):
    answer = enter(cast.dispatcher_account).post(f"/staff/contacts/{failed.pk}/registrations/")
    ticket = Ticket.objects.get()
    assert answer.status_code == 302 and ticket.number in answer.url
    failed.refresh_from_db()
    assert failed.state == "registered" and failed.ticket_id == ticket.pk and failed.taken_by_id == cast.dispatcher.id
    assert enter(cast.dispatcher_account).post(f"/staff/contacts/{failed.pk}/registrations/").status_code == 404


def test_registered_again_it_may_join_the_citizens_running_ticket(cast: Cast, enter, failed: Contact):
    running = cast.ticket(present(), phone="13912345678")
    answer = enter(cast.dispatcher_account).post(f"/staff/contacts/{failed.pk}/registrations/")
    assert answer.status_code == 302 and running.number in answer.url
    running.refresh_from_db()
    assert running.urges == 1 and Ticket.objects.count() == 1


def test_what_still_stands_in_the_way_is_told(cast: Cast, enter, refused: Contact):
    answer = enter(cast.dispatcher_account).post(f"/staff/contacts/{refused.pk}/registrations/")
    assert answer.status_code == 422 and "请写下您要反映的事情" in answer.content.decode() and not Ticket.objects.exists()


def test_set_aside_with_a_note_it_stays_and_leaves_the_list(cast: Cast, enter, failed: Contact):
    client = enter(cast.dispatcher_account)
    assert client.post(f"/staff/contacts/{failed.pk}/dismissals/", {"note": ""}).status_code == 422
    client.post(f"/staff/contacts/{failed.pk}/dismissals/", {"note": "测试来件"})
    failed.refresh_from_db()
    assert failed.taken_by_id == cast.dispatcher.id and "测试来件" in failed.note and failed.raw_sealed
    assert "disk was full" not in client.get("/staff/contacts/").content.decode()


def notice(ticket: Ticket, unit, role: str, title: str) -> Notice:
    return Notice.objects.create(event=Event.objects.filter(ticket=ticket).first(), ticket=ticket, door="desk", unit=unit, role=role,
                                 recipient=f"{unit.pk if unit else 'centre'}:{role}", title=title, text=title, state="sent", at=present())


def test_notices_reach_their_unit_and_role_and_are_read_once(cast: Cast, enter):
    ticket = cast.ticket()
    mine = notice(ticket, cast.lead_unit, "liaison", "新工单请签收")
    notice(ticket, cast.other_unit, "liaison", "别的单位")
    notice(ticket, cast.lead_unit, "unit_head", "给负责人")
    notice(ticket, None, "supervisor", "给督办")
    client = enter(cast.liaison_account)
    page = client.get("/staff/notices/").content.decode()
    assert "新工单请签收" in page and "别的单位" not in page and "给负责人" not in page and "给督办" not in page
    client.post("/staff/notices/readings/", {"id": "²"})
    client.post("/staff/notices/readings/", {"id": mine.pk})
    mine.refresh_from_db()
    assert mine.state == "read" and mine.read_by_id == cast.liaison.id
    assert "新工单请签收" not in client.get("/staff/notices/").content.decode()
    assert "新工单请签收" in client.get("/staff/notices/?read=1").content.decode()
    assert Notice.objects.filter(state="sent").count() == 3
    client = enter(cast.supervisor_account)
    assert "给督办" in client.get("/staff/notices/").content.decode()
    client.post("/staff/notices/readings/")
    assert Notice.objects.filter(state="sent").count() == 2
