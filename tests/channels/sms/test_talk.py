"""What the talk owes to those who text: answers in spite of silence, no word to strangers, no flood answered."""

from __future__ import annotations

import pytest

from huying.channels.models import Correspondent, Notice
from huying.clocks.present import now
from huying.people.sealed import vault
from huying.tickets import life
from huying.tickets.models import Contact, Rating, Ticket
from huying.tickets.states import State
from tests.cast import Cast
from tests.channels.base.conftest import Gateway, Talker, box, by_sms  # noqa: F401 - fixtures
from tests.channels.base.test_dialogue import WHOLE, finish


@pytest.mark.parametrize("word", ["退订", "TD", "td", "T"])
def test_who_stopped_notices_is_still_answered(by_sms: Talker, cast: Cast, word: str):  # noqa: F811
    number = by_sms.write(WHOLE).number
    by_sms.write(word)
    assert "退订" in by_sms.fresh()[-1] or Correspondent.objects.get().silent_at
    life.dispatch(number, by=cast.dispatcher, now=by_sms.now, lead=cast.lead_unit)
    by_sms.work()
    assert by_sms.fresh() == [], "no notice any more"
    by_sms.write("昨晚工地又在打桩，天河区体育东路118号，请尽快处理。")
    assert len(by_sms.fresh()) == 1, "an answer to their own words"
    by_sms.write("黄埔区大沙地的井盖没了，今天早上发现的，我是附近居民，希望尽快补上。")
    assert "编号" in by_sms.fresh()[-1]
    by_sms.write("订阅")
    by_sms.fresh()
    life.sign(number, by=cast.liaison, now=by_sms.now)
    by_sms.work()
    assert len(by_sms.fresh()) == 1


def test_a_grade_counts_only_for_a_ticket_of_this_telephone(by_sms: Talker, cast: Cast, box: dict[str, Gateway]):  # noqa: F811
    number = by_sms.write(WHOLE).number
    finish(number, cast, by_sms)
    stranger = Talker("sms", "13700002222", box)
    stranger.write("5")
    stranger.write(f"{number} 5")
    assert not Rating.objects.exists() and not any(number[-7:] in said.replace(" ", "") for said in stranger.heard)
    by_sms.write("5 根本没解决")
    assert Rating.objects.get().comment == "根本没解决" and Ticket.objects.get().state == State.REVIEWING


def test_nothing_of_the_person_is_told_by_sms(by_sms: Talker, cast: Cast):  # noqa: F811
    number = by_sms.write(WHOLE, name="陈小雨").number
    by_sms.write(number)
    by_sms.write("进度")
    finish(number, cast, by_sms)
    told = "".join(by_sms.heard)
    assert "陈小雨" not in told and "13900001111" not in told and "打桩" not in told


def test_a_text_leads_to_no_proven_person(by_sms: Talker):  # noqa: F811
    by_sms.write(WHOLE)
    who = Correspondent.objects.get()
    assert who.citizen is not None and who.citizen.assurance == 0
    assert vault().open_(bytes(who.address_sealed), f"correspondent:{bytes(who.address_key).hex()}") == "13900001111"


def test_danger_is_answered_at_once(by_sms: Talker):  # noqa: F811
    by_sms.write("我家着火了，有人被困在楼上，救命！")
    assert "110/120/119" in by_sms.fresh()[0]
    assert Notice.objects.filter(door="sms", not_before=None).exists()


def test_a_flood_by_many_telephones_waits_for_people_and_nobody_is_written_to(box: dict[str, Gateway], cast: Cast, settings):  # noqa: F811
    settings.FLOOD = {"sms": 5}
    at = now()
    for place in range(12):
        said = f"昨晚天河区体育东路{place}号门口第{place}盏路灯坏了，希望维修。" + "啊" * place
        Talker("sms", f"1380000{place:04d}", box, now=at).write(said)
    assert Contact.objects.filter(state=Contact.REFUSED).count() == 7 == 12 - Ticket.objects.count()
    assert len(box["sms"].taken) == 5
    assert Talker("sms", "13811110000", box, now=at).write("黄埔区大沙地着火了，有人被困，救命！").state == Contact.REGISTERED


def test_a_number_with_words_adds_to_that_ticket_and_to_nobody_elses(by_sms: Talker, box: dict[str, Gateway], cast: Cast):  # noqa: F811
    number = by_sms.write(WHOLE).number
    by_sms.write(f"{number} 今天夜里又开始打桩了，请再来看看")
    assert Ticket.objects.get().urges == 1
    by_sms.write("催办")
    assert Ticket.objects.get().urges == 2 and Ticket.objects.count() == 1
    Talker("sms", "13700002222", box).write(f"{number} 今天夜里又开始打桩了，请再来看看")
    assert Ticket.objects.get(number=number).urges == 2
