"""The supervision desk: late by unit, notices, final answers, samples."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from huying.clocks.present import now as present
from huying.desks.supervisor import late
from huying.policy import current
from huying.supervision.models import Sample
from huying.tickets import life
from huying.tickets.models import Supervision, Ticket
from huying.tickets.sweep import sweep
from tests.cast import MONDAY, Cast


@pytest.fixture
def enter(client: Client):
    def enter(account) -> Client:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def overdue(cast: Cast) -> Ticket:
    ticket = cast.ticket()
    life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    sweep(MONDAY + timedelta(days=60))
    return ticket


def test_what_is_late_stands_by_unit_with_the_rungs_climbed(cast: Cast, overdue: Ticket, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = late.by_unit(cast.supervisor)
    row = next(row for row in rows if row.slug == cast.lead_unit.slug)
    assert row.completions == 1 and row.steps >= 1 and row.level == len(current().ladder["complete"])
    assert late.levels([overdue])[overdue.pk] == row.level


def test_the_home_page_shows_tiles_units_and_the_list(cast: Cast, enter, overdue: Ticket):
    page = enter(cast.supervisor_account).get("/staff/supervision/").content.decode()
    assert overdue.title in page and str(cast.lead_unit) in page and "已催办至第" in page


def test_missed_steps_are_named_the_first_missed_first(cast: Cast, enter, overdue: Ticket):
    page = enter(cast.supervisor_account).get("/staff/list/missed/").content.decode()
    first = overdue.promises.filter(missed_at__isnull=False, met_at=None, voided_at=None).order_by("missed_at").first()
    assert first.kind == "sign" and re.search(r"签收 逾期 \d+ 天", page)
    assert "每页 50 件，按时限排列" in page


def test_written_notices_are_listed_with_their_answers(cast: Cast, enter, overdue: Ticket):
    life.supervise(overdue.number, by=cast.supervisor, now=present(), text="请三日内办结并书面反馈",
                   answer_by=present() + timedelta(days=3))
    client = enter(cast.supervisor_account)
    assert "请三日内办结" in client.get("/staff/supervision/notices/?open=1").content.decode()
    life.answer_supervision(overdue.number, by=cast.liaison, now=present(), answer="已安排专人办理")
    assert "请三日内办结" not in client.get("/staff/supervision/notices/?open=1").content.decode()
    assert "已安排专人办理" in client.get("/staff/supervision/notices/").content.decode()
    assert Supervision.objects.count() == 1


def test_a_sample_is_scored_on_the_policys_sheet(cast: Cast, enter, overdue: Ticket):
    sample = Sample.objects.create(ticket=overdue, rule="share", drawn_at=present())
    client = enter(cast.quality_account)
    assert overdue.title in client.get("/staff/supervision/samples/").content.decode()
    page = client.get(f"/staff/supervision/samples/{sample.pk}/").content.decode()
    lines = [item for item in current().quality.sheet if item.of == "unit"]
    assert all(item.name in page for item in lines)
    form = {item.id: item.points for item in lines if not item.fatal}
    bad = client.post(f"/staff/supervision/samples/{sample.pk}/", {**form, "on_time": 99})
    assert bad.status_code == 422
    answer = client.post(f"/staff/supervision/samples/{sample.pk}/", {**form, "on_time": 0})
    sample.refresh_from_db()
    assert answer.status_code == 302 and sample.total == 80 and sample.inspector_id == cast.quality.id
    assert "80" in client.get("/staff/supervision/samples/?done=1").content.decode()
    assert client.post(f"/staff/supervision/samples/{sample.pk}/", form).status_code == 422


def test_final_answers_are_listed(cast: Cast, enter, overdue: Ticket):
    Ticket.objects.filter(pk=overdue.pk).update(final=True)
    assert overdue.title in enter(cast.supervisor_account).get("/staff/supervision/finals/").content.decode()


def test_units_stay_outside(cast: Cast, enter):
    for address in ("", "notices/", "finals/", "samples/"):
        assert enter(cast.liaison_account).get(f"/staff/supervision/{address}").status_code == 403
    assert enter(cast.leader_account).get("/staff/supervision/samples/").status_code == 403
    assert enter(cast.leader_account).get("/staff/supervision/").status_code == 200


def test_every_late_unit_is_on_its_own_page(cast: Cast, enter, overdue: Ticket):
    assert str(cast.lead_unit) in enter(cast.quality_account).get("/staff/supervision/units/").content.decode()
