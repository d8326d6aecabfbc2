"""The talk by text doors, from first words to the rating, through one door alone."""

from __future__ import annotations

import pytest

from huying.channels.models import Correspondent, Notice
from huying.tickets import life
from huying.tickets.models import Attachment, Contact, Rating, Ticket
from huying.tickets.states import State
from tests.cast import Cast
from tests.channels.base.conftest import HOUR, Gateway, Talker

WHOLE = "昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩，老人无法休息。我是附近住户，希望有关部门到现场查处。"


def ticket(number: str) -> Ticket:
    return Ticket.objects.get(number=number)


def finish(number: str, cast: Cast, talker: Talker) -> None:
    life.dispatch(number, by=cast.dispatcher, now=talker.now, lead=cast.lead_unit)
    life.sign(number, by=cast.liaison, now=talker.now)
    life.reply(number, by=cast.liaison, now=talker.now, text="已到现场处理完毕，工地承诺不再夜间施工。")
    life.check(number, by=cast.followup, now=talker.now, passed=True)
    talker.work()


def test_from_the_first_words_to_the_rating_by_sms_alone(by_sms: Talker, cast: Cast):
    first = by_sms.write("体育东路的路灯不亮，周围很黑")
    assert first.state == Contact.REGISTERED and ticket(first.number).state == State.INCOMPLETE
    said = by_sms.fresh()
    assert len(said) == 1 and "还需补充" in said[0] and "提取码" in said[0]
    by_sms.write("进度")
    assert "待完善" in by_sms.fresh()[-1]
    by_sms.write("上周五晚上开始，我是附近居民，希望尽快维修")
    assert ticket(first.number).state == State.RECEIVED
    finish(first.number, cast, by_sms)
    by_sms.write("1")
    assert ticket(first.number).state == State.ARCHIVED


def test_in_a_thread_what_is_missing_is_collected_and_the_grade_counts(by_mail: Talker, cast: Cast):
    number = by_mail.write("体育东路的路灯不亮，周围很黑").number
    assert ticket(number).state == State.INCOMPLETE
    by_mail.fresh()
    again = by_mail.write("从上周五晚上开始的", number=number)
    assert again.purpose == "partial" and ticket(number).state == State.INCOMPLETE
    assert "还差" in by_mail.fresh()[0]
    done = by_mail.write("我是附近居民，希望尽快维修", number=number)
    assert done.purpose == "complete"
    found = ticket(number)
    assert found.state == State.RECEIVED and "上周五" in found.detail and "居民" in found.detail
    by_mail.fresh()
    finish(number, cast, by_mail)
    assert "回复 1" in by_mail.fresh()[-1]
    by_mail.write("4，晚上还是黑的", number=number)
    assert Rating.objects.get(ticket=found).comment == "晚上还是黑的" and ticket(number).state == State.REVIEWING
    assert len([each for each in by_mail.fresh() if "复核" in each]) == 1


def test_the_same_message_twice_is_one(by_mail: Talker, photo):
    for _ in range(3):
        taken = by_mail.write(WHOLE, key="same", files=[photo])
    assert taken.again and Ticket.objects.count() == 1 and Attachment.objects.count() == 1
    assert len(by_mail.heard) == len(set(by_mail.heard)) == 1


def test_a_running_matter_is_urged_and_its_number_told(by_mail: Talker):
    number = by_mail.write(WHOLE).number
    by_mail.fresh()
    second = by_mail.write(WHOLE)
    assert second.state == Contact.ATTACHED and second.number == number and ticket(number).urges == 1
    from huying.tickets import numbers

    assert numbers.shown(number) in by_mail.fresh()[-1]


def test_whoever_only_claims_an_address_is_never_joined(by_mail: Talker, cast: Cast):
    number = by_mail.write(WHOLE).number
    liar = Talker("email", by_mail.address, by_mail.box, proven=False, keys=iter(range(100, 200)))
    taken = liar.write(WHOLE)
    assert taken.state == Contact.REGISTERED and taken.number != number
    finish(number, cast, by_mail)
    liar.write("5")
    assert not Rating.objects.exists()
    assert "没有找到等待您评价" in liar.fresh()[-1]
    liar.write("退订")
    assert Correspondent.objects.get().silent_at is None


def test_where_it_stands_is_told_to_the_owner_or_with_the_code(by_mail: Talker, box: dict[str, Gateway], cast: Cast):
    from django.conf import settings

    from huying.tickets import numbers

    number = by_mail.write(WHOLE).number
    other = Talker("sms", "13700002222", box)
    other.write(number)
    assert "提取码" in other.fresh()[-1]
    other.write(f"{number} {numbers.code_for(number, settings.MASTER_SECRET)}")
    assert "已提交" in other.fresh()[-1]


def test_danger_is_answered_at_once_whatever_was_asked(by_mail: Talker, cast: Cast):
    number = by_mail.write(WHOLE).number
    by_mail.fresh()
    by_mail.write("现在起火了，有人被困在楼上！", number=number)
    assert any("119" in each for each in by_mail.fresh())


def test_machines_are_kept_and_never_answered(by_mail: Talker):
    taken = by_mail.write("我正在休假，回来后答复您。", automatic="auto_reply")
    assert taken.state == Contact.SETTLED and taken.purpose == "auto_reply"
    assert by_mail.heard == [] and not Ticket.objects.exists()


def test_two_machines_do_not_talk_for_ever(by_mail: Talker):
    for _ in range(40):
        by_mail.write("帮助")
    assert len(by_mail.heard) == 30


def test_a_flood_is_kept_for_people_and_danger_still_passes(by_mail: Talker):
    for place in range(25):
        by_mail.write(f"昨晚天河区体育东路{place}号门口第{place}盏路灯坏了，希望维修，我是住户。" + "啊" * place)
    assert Contact.objects.filter(state=Contact.REFUSED).count() > 0
    assert by_mail.write("黄埔区大沙地着火了，有人被困，救命！").state == Contact.REGISTERED


def test_notices_go_by_the_next_door_when_this_one_fails(by_mail: Talker, box: dict[str, Gateway], cast: Cast):
    number = by_mail.write(WHOLE).number
    by_mail.write("短信通知 13800138000", number=number)
    box["email"].broken.add(by_mail.address)
    life.dispatch(number, by=cast.dispatcher, now=by_mail.now, lead=cast.lead_unit)
    by_mail.work()
    assert [address for _, address, _ in box["sms"].taken.values()] == ["13800138000"]
    rows = Notice.objects.filter(event__verb="dispatch").exclude(door="desk").order_by("id")
    assert [(row.door, row.state) for row in rows] == [("email", "failed"), ("sms", "sent")]


def test_who_stopped_the_notices_hears_answers_only(by_mail: Talker, cast: Cast):
    number = by_mail.write(WHOLE).number
    by_mail.write("退订", number=number)
    by_mail.fresh()
    life.dispatch(number, by=cast.dispatcher, now=by_mail.now, lead=cast.lead_unit)
    by_mail.work()
    assert by_mail.fresh() == []
    by_mail.write("进度", number=number)
    assert len(by_mail.fresh()) == 1


@pytest.mark.parametrize("text", ["", "谢谢"])
def test_words_that_say_nothing_open_no_ticket(by_mail: Talker, text: str):
    number = by_mail.write(WHOLE).number
    by_mail.write(text, number=number)
    assert Ticket.objects.count() == 1 and ticket(number).urges == 0


def test_after_the_window_a_grade_is_refused_in_words(by_mail: Talker, cast: Cast):
    number = by_mail.write(WHOLE).number
    finish(number, cast, by_mail)
    by_mail.fresh()
    by_mail.now += 25 * HOUR
    by_mail.write("1", number=number)
    assert not Rating.objects.exists() and "24 小时" in by_mail.fresh()[-1]


def test_a_death_in_the_middle_loses_nothing_and_doubles_nothing(by_mail: Talker, monkeypatch: pytest.MonkeyPatch):
    from huying.channels.base import dialogue
    from huying.tickets.rescue import rescue

    real = dialogue.answer
    monkeypatch.setattr(dialogue, "answer", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        by_mail.write(WHOLE, key="k")
    assert Contact.objects.get().state == Contact.NEW and not Ticket.objects.exists()
    monkeypatch.setattr(dialogue, "answer", real)
    monkeypatch.setitem(__import__("huying.tickets.announce", fromlist=["TAKERS"]).TAKERS, "email", "huying.channels.base.receiving.again")
    rescue(by_mail.now + HOUR)
    rescue(by_mail.now + HOUR)
    assert Ticket.objects.count() == 1 and Contact.objects.get().state == Contact.REGISTERED
