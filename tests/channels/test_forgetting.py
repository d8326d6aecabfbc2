"""Raw contacts and messages go when the policy says; that they were, and what became of them, stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from huying.channels import delivery
from huying.channels.email import receiving
from huying.channels.forgetting import forget
from huying.channels.models import Notice
from huying.clocks.present import now
from huying.tickets import contacts
from huying.tickets.models import Contact, Ticket
from tests.cast import Cast

LETTER = """From: chen@example.cn
To: 12345@localhost
Subject: =?utf-8?b?6Lev54Gv?=
Message-ID: <{key}@example.cn>
Content-Type: text/plain; charset=utf-8

天河区体育东路{key}号的路灯坏了。
"""


def take(key: str) -> Contact:
    done = receiving.take(LETTER.format(key=key).encode(), now())
    return Contact.objects.get(pk=done.contact_id)


def test_a_raw_letter_goes_with_its_file_when_its_time_is_over(cast: Cast):
    old, young = take("1"), take("2")
    file = contacts.raw_of(old)["raw"]["file"]
    later = now() + timedelta(days=1096)
    Contact.objects.filter(pk=young.pk).update(received_at=later - timedelta(days=1094))
    assert forget(now())["contacts"] == 0 and default_storage.exists(file)
    assert forget(later)["contacts"] == 1
    old.refresh_from_db()
    assert contacts.raw_of(old) == {} and not default_storage.exists(file)
    assert receiving.raw_letter(contacts.raw_of(young)["raw"]["file"])
    assert Ticket.objects.count() == 2 and old.ticket_id and old.state == Contact.REGISTERED
    assert forget(later) == {"contacts": 0, "notices": 0}


@pytest.mark.parametrize("state", [Contact.NEW, Contact.FAILED, Contact.REFUSED])
def test_what_waits_for_a_person_is_never_emptied(cast: Cast, state: str):
    row = take("3")
    Contact.objects.filter(pk=row.pk).update(state=state, ticket=None)
    assert forget(now() + timedelta(days=5000))["contacts"] == 0


def test_a_name_that_leads_elsewhere_deletes_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    take("4")
    gone: list[str] = []
    monkeypatch.setattr(default_storage, "delete", gone.append)
    monkeypatch.setattr(contacts, "raw_of", lambda row: {"raw": {"file": "raw/../attachments/1"}})
    forget(now() + timedelta(days=5000))
    assert gone == []


def test_a_sent_message_loses_words_and_address_but_not_its_fate(cast: Cast):
    ticket = cast.ticket()
    delivery.tell(ticket.events.latest("id").pk)
    notice = Notice.objects.exclude(door="desk").latest("id")
    forget(now() + timedelta(days=731))
    notice.refresh_from_db()
    assert (notice.text, notice.address_sealed, notice.state) == ("", None, Notice.SENT)
    delivery.send_again(notice, now())
    notice.refresh_from_db()
    assert notice.state == Notice.SENT, "there is nothing left to send again"
