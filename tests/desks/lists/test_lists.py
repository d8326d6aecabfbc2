"""Search, worklists and saved views in the browserless client."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from huying.tickets import life
from huying.tickets.models import SavedView, Ticket
from tests.cast import MONDAY, Cast

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def enter(client: Client):
    def enter(account) -> Client:
        client.force_login(account, backend=BACKEND)
        return client

    return enter


def statements(client: Client, address: str) -> int:
    """SQL of one page with the counts in the cache, as they mostly are; the login's own are the same for all pages."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("address", ["/staff/search/", "/staff/list/all/", "/staff/search/?q=噪声", "/staff/dispatch/",
                                     "/staff/supervision/", "/staff/check/", "/staff/notices/", "/staff/contacts/"])
def test_a_list_costs_the_same_for_one_ticket_and_for_many(cast: Cast, enter, address: str):
    client = enter(cast.squad_leader_account)
    cast.ticket()
    one = statements(client, address)
    for _ in range(3):
        cast.ticket()
    cache.clear()
    assert statements(client, address) == one
    assert one <= (13 if "q=" in address else 9)  # words are looked for month by month


def test_a_worklist_page_is_two_statements_besides_the_login(cast: Cast, enter):
    cast.ticket()
    client = enter(cast.dispatcher_account)
    client.get("/staff/list/to_triage/")
    with CaptureQueriesContext(connection) as seen:
        client.get("/staff/list/to_triage/")
    own = [query["sql"] for query in seen if not any(word in query["sql"] for word in ("django_session", "people_account", "people_grant"))]
    assert len(own) <= 2, own


def test_the_page_shows_what_fits_and_a_pager_beyond_fifty(cast: Cast, enter):
    ticket = cast.ticket()
    page = enter(cast.agent_account).get("/staff/search/", {"q": "噪声"}).content.decode()
    assert ticket.number[:6] in page and ticket.title in page and "rel=\"next\"" not in page
    copies = Ticket.objects.filter(pk=ticket.pk).defer(None).get()
    for i in range(55):
        copies.pk, copies.number = None, f"26030299999{i:02d}"
        copies.save(force_insert=True)
    page = enter(cast.agent_account).get("/staff/list/all/").content.decode()
    assert 'rel="next"' in page and page.count('name="numbers"') == 50


def test_half_a_number_is_told_and_what_was_typed_stays(cast: Cast, enter):
    answer = enter(cast.agent_account).get("/staff/search/", {"q": "2603021234", "state": "received"})
    assert answer.status_code == 422
    assert "完整的 13 位" in answer.content.decode() and 'value="2603021234"' in answer.content.decode()


def test_htmx_gets_the_list_alone(cast: Cast, enter):
    cast.ticket()
    client = enter(cast.dispatcher_account)
    part = client.get("/staff/list/to_triage/", headers={"HX-Request": "true", "HX-Target": "board"}).content.decode()
    assert "<html" not in part and "噪声" in part
    tabs = client.get("/staff/dispatch/", headers={"HX-Request": "true", "HX-Target": "tabs"}).content.decode()
    assert "<html" not in tabs and "待派单" in tabs and "<table" not in tabs


def test_lists_open_to_their_roles_only(cast: Cast, enter):
    assert enter(cast.liaison_account).get("/staff/list/to_dispatch/").status_code == 403
    assert enter(cast.liaison_account).get("/staff/contacts/").status_code == 403
    assert enter(cast.agent_account).get("/staff/list/nothing/").status_code == 404
    assert enter(cast.knowledge_editor_account).get("/staff/list/all/").status_code == 403


def test_a_unit_sees_its_own_tickets_only(cast: Cast, enter):
    mine, other = cast.ticket(), cast.ticket(title="井盖缺失，行人绊倒", detail="人行道井盖缺失")
    life.dispatch(mine.number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    page = enter(cast.liaison_account).get("/staff/search/").content.decode()
    assert mine.title in page and other.title not in page
    assert cast.units["tianhe"].slug not in page.split("id_unit")[1].split("</select>")[0] or cast.lead_unit.slug == "tianhe"


def test_no_list_shows_a_phone_or_a_name_in_clear(cast: Cast, enter):
    cast.ticket(name="欧阳晓明", phone="13912345678")
    for address in ("/staff/search/", "/staff/list/all/", "/staff/dispatch/?list=to_triage"):
        page = enter(cast.squad_leader_account).get(address).content.decode()
        assert "13912345678" not in page and "欧阳晓明" not in page


def test_a_view_is_saved_shared_renamed_and_deleted_by_its_owner_only(cast: Cast, enter):
    client = enter(cast.agent_account)
    client.post("/staff/views/", {"name": "天河噪声", "query": "q=噪声&division=440106", "shared": "on"})
    view = SavedView.objects.get()
    assert view.query == "q=噪声&division=440106" and view.shared and view.account_id == cast.agent.id
    assert "天河噪声" in client.get("/staff/search/").content.decode()
    client.post("/staff/views/", {"name": "天河噪声", "query": "q=油烟"})
    assert SavedView.objects.get().query == "q=油烟" and not SavedView.objects.get().shared

    stranger = enter(cast.other_agent_account)
    stranger.get("/staff/search/")  # the last message of the one before
    assert "天河噪声" not in stranger.get("/staff/search/").content.decode()
    assert stranger.post(f"/staff/views/{view.pk}/", {"name": "别的"}).status_code == 404
    assert stranger.post(f"/staff/views/{view.pk}/deletion/").status_code == 404

    client = enter(cast.agent_account)
    client.post(f"/staff/views/{view.pk}/", {"name": "油烟", "shared": "on"})
    assert SavedView.objects.get().name == "油烟"
    assert "油烟" in enter(cast.other_agent_account).get("/staff/search/").content.decode()
    assert "油烟</a>" not in enter(cast.liaison_account).get("/staff/search/").content.decode()
    enter(cast.agent_account).post(f"/staff/views/{view.pk}/deletion/")
    assert not SavedView.objects.exists()


def test_english_readers_read_english(cast: Cast, enter):
    client = enter(cast.dispatcher_account)
    client.cookies["huying_lang"] = "en"
    cast.ticket()
    try:
        page = client.get("/staff/dispatch/?list=to_triage").content.decode()
    finally:
        translation.deactivate()
    assert "to triage" in page and "Proposed by the dispatch catalogue" in page and "派单目录的建议" not in page
