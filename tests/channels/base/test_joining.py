"""One person's several doors: joined only with proof, told by the door of their choice, never a stranger's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from huying.channels.base import correspondents, joining
from huying.channels.base.joining import Visit, proof_of
from huying.channels.base.routes import routes
from huying.channels.models import Correspondent, DoorChange, Notice
from huying.clocks.present import now as present
from huying.people import citizens
from huying.people.models import Account, Citizen
from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.problems import Refused
from tests.cast import Cast
from tests.channels.base.conftest import Gateway, Talker

WHOLE = "昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩，老人无法休息。我是附近住户，希望有关部门到现场查处。"
PHONE, MAIL, OPENID = "13912340001", "wang@example.cn", "oWang" + "0" * 23


@pytest.fixture
def now() -> datetime:
    return present()


@pytest.fixture
def by_phone(cast: Cast, now: datetime) -> Citizen:
    return citizens.of_phone(PHONE, now)


def visit(now: datetime, *proven: str) -> Visit:
    return Visit(now, "10.0.0.7", proven)


def written(box: dict[str, Gateway], door: str, address: str) -> Ticket:
    number = Talker(door, address, box).write(WHOLE).number
    return Ticket.objects.get(number=number)


def refusal(citizen: Citizen, door: str, address: str, at: Visit) -> set[str]:
    with pytest.raises(Refused) as found:
        joining.add(citizen, door, address, at)
    return found.value.codes


def test_a_new_address_becomes_the_persons_and_a_second_press_changes_nothing(by_phone: Citizen, now: datetime):
    assert [joining.add(by_phone, "email", MAIL, visit(now)) for _ in range(2)] == ["added", "had"]
    assert Correspondent.objects.get().citizen == by_phone
    assert list(DoorChange.objects.values_list("what", "address", "network")) == [("added", "w****@example.cn", "10.0.0.7")]


def test_the_ways_one_had_before_hear_of_a_new_one_and_of_one_that_went(by_phone: Citizen, box: Any, now: datetime):
    joining.add(by_phone, "email", MAIL, visit(now))
    joining.add(by_phone, "wechat", OPENID, visit(now))
    told = [(row.door, row.key.split(":")[0]) for row in Notice.objects.order_by("id")]
    assert told == [("sms", "address_added"), ("email", "address_added"), ("sms", "address_added")], "never to the new one itself"
    assert "w****@example.cn" in Notice.objects.order_by("id")[0].text and "12345" in Notice.objects.order_by("id")[0].text
    joining.quiet(by_phone, Correspondent.objects.get(door="wechat"), True, visit(now))
    before = Notice.objects.count()
    joining.leave(by_phone, Correspondent.objects.get(door="email"), visit(now))
    gone = list(Notice.objects.order_by("id")[before:])
    assert [row.door for row in gone] == ["email", "sms"], "the one that went hears it too; who stopped a door is not written to there"
    assert all("已从您的联系方式中解除" in row.text for row in gone)


def test_what_was_written_by_the_proven_address_comes_along_and_stays_confidential(by_phone: Citizen, box: Any, now: datetime):
    ticket = written(box, "wechat", OPENID)
    life.protect(ticket.number, by=Cast({}, {}).owner(ticket), now=now)
    before = list(ticket.events.values_list("id", "digest"))
    other = Citizen.objects.get(pk=ticket.citizen_id)
    assert joining.add(by_phone, "wechat", OPENID, visit(now, proof_of("wechat", OPENID))) == "joined"
    ticket.refresh_from_db()
    other.refresh_from_db()
    assert ticket.citizen_id == by_phone.pk and ticket.confidential and other.joined_to_id == by_phone.pk
    assert list(ticket.events.values_list("id", "digest")) == before, "the history is not touched"
    change = DoorChange.objects.get()
    assert (change.what, change.other, change.tickets) == ("joined", other.pk, 1)
    assert Talker("wechat", OPENID, box).write("进度", key="later").number == ticket.number
    assert Citizen.objects.filter(joined_to=None).count() == 1


def test_a_person_of_wechat_adds_the_phone_and_finds_what_was_called_in(by_phone: Citizen, cast: Cast, box: Any, now: datetime):
    called = Ticket.objects.get(pk=cast.ticket(now, phone=PHONE).pk)
    assert called.citizen_id == by_phone.pk
    citizens.keep_name(by_phone, "王小明")
    mine = Citizen.objects.get(pk=written(box, "wechat", OPENID).citizen_id)
    assert joining.add(mine, "sms", PHONE, visit(now, proof_of("sms", PHONE))) == "joined"
    called.refresh_from_db()
    mine.refresh_from_db()
    assert called.citizen_id == mine.pk and citizens.phone_of(mine) == PHONE and citizens.name_of(mine) == "王小明"
    assert citizens.of_phone(PHONE, now) == mine and mine.assurance == citizens.PHONE_PROVEN
    cast.ticket(now, phone=PHONE, title="路灯不亮", detail="昨晚起白云区三元里大道的路灯不亮")
    assert Ticket.objects.filter(citizen=mine).count() == 3


def test_proof_of_one_address_is_no_proof_of_the_others(by_phone: Citizen, box: Any, now: datetime):
    stranger = Citizen.objects.get(pk=written(box, "wechat", OPENID).citizen_id)
    joining.add(stranger, "email", MAIL, visit(now))
    shown = proof_of("email", MAIL)
    assert refusal(by_phone, "email", MAIL, visit(now, shown)) == {"more"}
    assert Correspondent.objects.get(door="email").citizen == stranger and not by_phone.correspondents.exists()
    assert not Ticket.objects.filter(citizen=by_phone).exists()
    assert joining.add(by_phone, "email", MAIL, visit(now, shown, proof_of("wechat", OPENID))) == "joined"
    assert by_phone.correspondents.count() == 2


def test_another_phone_and_a_proven_identity_are_never_joined(by_phone: Citizen, now: datetime):
    other = citizens.of_phone("13912340002", now)
    joining.add(other, "email", MAIL, visit(now))
    everything = visit(now, proof_of("email", MAIL), proof_of("sms", "13912340002"))
    assert refusal(by_phone, "email", MAIL, everything) == {"phones"}
    assert refusal(by_phone, "sms", "13912340002", everything) == {"phone_there"}
    proven = citizens.of_identity("citizen", "s-1", now, name="李四", id_number="11010519491231002X")
    joining.add(proven, "wechat", OPENID, visit(now))
    assert refusal(by_phone, "wechat", OPENID, visit(now, proof_of("wechat", OPENID))) == {"identity"}
    assert Account.objects.filter(citizen=proven).exists()


def test_a_ticket_that_was_being_written_while_rows_were_joined_follows(by_phone: Citizen, box: Any, now: datetime):
    ticket = written(box, "wechat", OPENID)
    late = ticket.citizen_id
    joining.add(by_phone, "wechat", OPENID, visit(now, proof_of("wechat", OPENID)))
    Ticket.objects.filter(pk=ticket.pk).update(citizen=late)
    assert (joining.settle(), joining.settle()) == (1, 0)
    ticket.refresh_from_db()
    assert ticket.citizen_id == by_phone.pk


def test_notices_go_first_where_the_person_chose_in_one_statement(
        by_phone: Citizen, cast: Cast, now: datetime, django_assert_num_queries: Any):
    ticket = Ticket.objects.get(pk=cast.ticket(now, phone=PHONE).pk)
    joining.add(by_phone, "email", MAIL, visit(now))
    joining.add(by_phone, "wechat", OPENID, visit(now))
    mail, wechat = (Correspondent.objects.get(door=door) for door in ("email", "wechat"))
    assert routes(ticket) == [("sms", PHONE)]
    joining.order(by_phone, mail, wechat, visit(now))
    with django_assert_num_queries(1):
        assert routes(ticket) == [("email", MAIL), ("wechat", OPENID), ("sms", PHONE)]
    joining.quiet(by_phone, mail, True, visit(now))
    assert routes(ticket) == [("wechat", OPENID), ("sms", PHONE)]
    assert routes(ticket, answering="sms")[0] == ("sms", PHONE), "who has just written is answered there"
    joining.order(by_phone, None, wechat, visit(now))
    assert routes(ticket) == [("sms", PHONE), ("wechat", OPENID)]
    assert [each.what for each in DoorChange.objects.order_by("id")][2:] == ["fallback", "first", "stopped", "first"]


def test_a_choice_reaches_nobody_elses_tickets(by_phone: Citizen, cast: Cast, now: datetime):
    joining.add(by_phone, "email", MAIL, visit(now))
    joining.order(by_phone, Correspondent.objects.get(), None, visit(now))
    other, guest = cast.ticket(now, phone="13912340009"), cast.ticket(now, phone="")
    assert routes(other) == [("sms", "13912340009")] and routes(guest) == []


def test_a_notice_really_goes_by_the_chosen_door_and_then_by_the_fallback(by_phone: Citizen, cast: Cast, box: Any, now: datetime):
    joining.add(by_phone, "email", MAIL, visit(now))
    by_sms = joining.own(by_phone, "sms", now)
    joining.order(by_phone, Correspondent.objects.get(door="email"), by_sms, visit(now))
    box["email"].broken.add(MAIL)
    ticket = cast.ticket(now, phone=PHONE)
    life.triage(ticket.number, by=cast.agent, now=now, category=ticket.category)
    life.dispatch(ticket.number, by=cast.dispatcher, now=now, lead=cast.lead_unit)
    talker = Talker("sms", PHONE, box)
    for _ in range(3):
        talker.work()
    assert {door for door, _, _ in box["sms"].taken.values()} == {"sms"} and not box["email"].taken


def test_what_was_left_hears_nothing_more_and_starts_anew(by_phone: Citizen, box: Any, now: datetime):
    ticket = written(box, "wechat", OPENID)
    joining.add(by_phone, "wechat", OPENID, visit(now, proof_of("wechat", OPENID)))
    ticket.refresh_from_db()
    who = Correspondent.objects.get(door="wechat")
    for _ in range(2):
        joining.leave(by_phone, who, visit(now))
    assert routes(ticket) == [] and DoorChange.objects.filter(what="removed").count() == 1
    again = Talker("wechat", OPENID, box)
    assert again.write("进度", key="later").number == "", "the request stayed with the person"
    fresh = correspondents.find("wechat", OPENID)
    assert fresh is not None and fresh.citizen_id not in (None, by_phone.pk)


def test_the_last_way_and_the_telephone_are_not_removed(by_phone: Citizen, box: Any, now: datetime):
    lone = Citizen.objects.get(pk=written(box, "wechat", OPENID).citizen_id)
    for citizen, ref in ((lone, str(Correspondent.objects.get().pk)), (by_phone, "sms")):
        who = joining.own(citizen, ref, now)
        assert who is not None
        with pytest.raises(Refused):
            joining.leave(citizen, who, visit(now))


def test_the_log_of_changes_only_grows(by_phone: Citizen, now: datetime):
    joining.add(by_phone, "email", MAIL, visit(now))
    for change in (DoorChange.objects.update, DoorChange.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(**({"address": "x"} if change == DoorChange.objects.update else {}))


@pytest.mark.django_db(transaction=True)
def test_two_who_prove_the_same_address_at_once_end_as_one_owner(box: Any, now: datetime):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from tests.cast import make_cast

    make_cast()
    ticket = written(box, "wechat", OPENID)
    people = [citizens.of_phone(f"1391234100{place}", now) for place in range(4)]

    def press(citizen: Citizen) -> str:
        try:
            return joining.add(citizen, "wechat", OPENID, visit(now, proof_of("wechat", OPENID)))
        except Refused as refused:
            return next(iter(refused.codes))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(press, people * 2))
    assert done.count("joined") == 1
    ticket.refresh_from_db()
    assert ticket.citizen_id == Correspondent.objects.get(door="wechat").citizen_id and ticket.citizen_id in {each.pk for each in people}
    assert DoorChange.objects.filter(what="joined").count() == 1
