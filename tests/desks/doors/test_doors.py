"""The desk of doors: who may look, who may switch, what is shown of whom, and sending again."""

import pytest

from huying.channels import delivery
from huying.channels.base import health
from huying.channels.models import Notice
from huying.tickets.models import Contact

PAGES = ("", "contacts/", "messages/", "words/")


@pytest.mark.parametrize("page", PAGES)
def test_the_centres_heads_may_look_and_nobody_else(staff, at_state, page: str):
    delivery.tell(at_state("received").events.get().pk)
    assert staff("squad_leader").get(f"/staff/doors/{page}").status_code == 200
    assert staff("liaison").get(f"/staff/doors/{page}").status_code == 403


def test_addresses_are_masked_and_raw_words_not_shown(staff, at_state):
    ticket = at_state("received", phone="13812345678")
    delivery.tell(ticket.events.get().pk)
    shown = staff("supervisor").get("/staff/doors/messages/").content.decode()
    assert "138****5678" in shown and "13812345678" not in shown
    assert "打桩" not in staff("supervisor").get("/staff/doors/contacts/").content.decode()


def test_a_closed_door_keeps_what_waits_and_sends_it_when_opened(staff, at_state, now):
    boss = staff("squad_leader")
    assert boss.post("/staff/doors/sms/switches/", {"way": "sending", "on": "0"}).status_code == 302
    delivery.tell(at_state("received").events.get().pk)
    notice = Notice.objects.get(door="sms")
    assert notice.state == Notice.QUEUED and notice.tries == 0 and health.backlog("sms") == 1
    boss.post("/staff/doors/sms/switches/", {"way": "sending", "on": "1"})
    delivery.send(notice.pk)
    notice.refresh_from_db()
    assert notice.state == Notice.SENT
    assert staff("supervisor").post("/staff/doors/sms/switches/", {"way": "sending", "on": "0"}).status_code == 403


def test_what_failed_is_sent_again_by_hand(staff, at_state):
    delivery.tell(at_state("received").events.get().pk)
    notice = Notice.objects.get(door="sms")
    delivery.failed(notice.pk, "550")
    staff("dispatcher").post(f"/staff/doors/messages/{notice.pk}/resends/")
    notice.refresh_from_db()
    assert notice.state == Notice.QUEUED and notice.error == ""


def test_a_test_without_a_server_says_what_is_missing(staff):
    found = staff("administrator").post("/staff/doors/email/probes/", follow=True)
    assert "没有设置收件箱" in found.content.decode() and not Contact.objects.exists()


def test_the_sms_door_is_tested_by_a_message_that_goes_the_common_way(staff, settings, now):
    boss = staff("squad_leader")
    found = boss.post("/staff/doors/sms/probes/", follow=True)
    assert "没有设置短信网关" in found.content.decode()
    settings.SMS = {**settings.SMS, "gateway": "kannel+http://u:p@127.0.0.1:1/"}
    assert "没有运行" in boss.post("/staff/doors/sms/probes/", follow=True).content.decode()
    health.note("sms", now, "seen_at")
    assert "请填写正确" in boss.post("/staff/doors/sms/probes/", {"to": "abc"}, follow=True).content.decode()
    assert "已交给网关" in boss.post("/staff/doors/sms/probes/", {"to": "138 0013 8000"}, follow=True).content.decode()
    notice = Notice.objects.get(recipient="probe")
    assert notice.parts.get().state == "waiting" and health.of("sms").probed_at
    assert "已接通" in boss.get("/staff/doors/").content.decode()
    assert staff("supervisor").post("/staff/doors/sms/probes/").status_code == 403
