"""Calls under inspection on their pages: what was said beside the ticket, coaching, one's own scores, appeals."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huying.channels.phone import book
from huying.channels.phone.models import Call, CallRecording
from huying.channels.phone.signals import Signal, What
from huying.channels.phone.transcript import CallWords
from huying.clocks.present import now
from huying.people.models import Look
from huying.policy import current
from huying.supervision.models import Appeal, Sample
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SAMPLES, OWN = "/staff/supervision/samples/", "/staff/supervision/own/"
Staff = Callable[[str], Client]


@pytest.fixture
def call(cast: Cast) -> Call:
    at = now() - timedelta(hours=3)

    def tell(what: What, seconds: float, **more: Any) -> Call:
        return book.hear(Signal("cloud", "c1", what, str(what), at + timedelta(seconds=seconds), number="13812345678", **more))

    tell(What.ARRIVED, 0)
    tell(What.ANSWERED, 5, agent=cast.agent_account.pk)
    made = tell(What.ENDED, 95)
    for place, (side, words) in enumerate((("agent", "您好，请讲"), ("caller", "昨晚十一点天河区体育东路118号的宏远建筑公司一直打桩"),
                                           ("caller", "我身份证号440106199001011234，希望派人查处"))):
        CallWords.objects.create(call=made, side=side, at=at + timedelta(seconds=6 + place), text=words, final=True)
    return made


@pytest.fixture
def sample(cast: Cast, call: Call) -> Sample:
    return Sample.objects.create(call=call, agent=cast.agent_account, rule="unlinked", drawn_at=now())


def sheet(**other: int) -> dict[str, Any]:
    return {item.id: item.points for item in current().quality.sheet if item.of == "agent" and not item.fatal} | other


def test_the_recording_is_heard_on_the_sheets_own_page(staff: Staff, cast: Cast, sample: Sample):
    row = CallRecording.objects.create(call=sample.call, name="huying-1", state="kept", file="x", size=9, seconds=9, peaks=[[10, 60, 20]],
                                       marks=[{"at": 2.0, "what": "地点"}], began_at=now())
    client, page = staff("quality"), f"{SAMPLES}{sample.pk}/"
    text = client.get(page).content.decode()
    assert "data-wave" in text and "wave-mark" in text and "<audio" not in text, "the wave at once, the sound for a reason"
    listened = client.post(f"/staff/phone/recordings/{row.pk}/listens/", {"reason": "质检", "back": page})
    assert listened.status_code == 302 and listened["Location"] == page
    assert Look.objects.get(field=f"recording:{row.pk}").reason == "质检"
    text = client.get(page).content.decode()
    assert "<audio" in text and "地点" in text and "data-player" in text
    for wrong in ("https://elsewhere.example/staff/", "//elsewhere.example/staff/", "/staff/\\elsewhere", "javascript:1"):
        answer = client.post(f"/staff/phone/recordings/{row.pk}/listens/", {"reason": "质检", "back": wrong})
        assert answer["Location"].startswith("/staff/") and "elsewhere.example" not in answer["Location"]


def test_the_call_stands_beside_the_ticket(staff: Staff, cast: Cast, sample: Sample):
    client = staff("quality")
    assert "通话无工单" in client.get(SAMPLES).content.decode()
    text = client.get(f"{SAMPLES}{sample.pk}/").content.decode()
    assert "这通电话没有工单" in text and "缺少" in text and "138****5678" in text and "440106199001011234" not in text
    assert Look.objects.filter(account=cast.quality_account, field=f"call_words:{sample.call_id}").count() == 1, "seeing is written down"
    ticket = cast.ticket(now(), title="工地", detail="夜间打桩。", wish="请查处", happened="", place="体育东路118号", parties="")
    Sample.objects.filter(pk=sample.pk).update(ticket=ticket)
    text = client.get(f"{SAMPLES}{sample.pk}/").content.decode()
    assert "未记" in text and "宏远建筑公司" in text and "已记" in text and ticket.title in text


def test_from_the_score_to_the_decided_appeal(staff: Staff, cast: Cast, sample: Sample):
    quality, agent, other = staff("quality"), staff("agent"), staff("supervisor")
    assert agent.get(OWN).status_code == 200 and agent.get(f"{OWN}{sample.pk}/").status_code == 404, "not judged yet"
    assert quality.post(f"{SAMPLES}{sample.pk}/", sheet(listening=0, elements=0) | {"opinion": "没有立单"}).status_code == 302
    assert quality.post(f"{SAMPLES}{sample.pk}/coachings/", {"coaching": "要素齐了就立单"}).status_code == 302
    assert quality.post(f"{SAMPLES}{sample.pk}/coachings/", {"coaching": ""}).status_code == 422
    page = agent.get(f"{OWN}{sample.pk}/").content.decode()
    assert "要素齐了就立单" in page and "没有立单" in page and "提交申诉" in page
    assert staff("other_agent").get(f"{OWN}{sample.pk}/").status_code == 404
    assert agent.post(f"{OWN}{sample.pk}/", {"words": ""}).status_code == 422
    assert agent.post(f"{OWN}{sample.pk}/", {"words": "诉求人说不用登记"}).status_code == 302
    assert agent.post(f"{OWN}{sample.pk}/", {"words": "再来一次"}).status_code == 422 and Appeal.objects.count() == 1
    assert "提交申诉" not in agent.get(f"{OWN}{sample.pk}/").content.decode()
    listed = other.get(f"{SAMPLES}?appeals=1").content.decode()
    assert f"{SAMPLES}{sample.pk}/" in listed and "复核申诉" in other.get(f"{SAMPLES}{sample.pk}/").content.decode()
    assert not re.search("<input[^>]* checked", other.get(f"{SAMPLES}{sample.pk}/").content.decode()), "nothing fatal was found before"
    assert "复核申诉" not in quality.get(f"{SAMPLES}{sample.pk}/").content.decode(), "another one decides"
    decision = sheet(elements=0) | {"opinion": "录音属实，态度分恢复"}
    assert quality.post(f"{SAMPLES}{sample.pk}/decisions/", decision).status_code == 422
    assert other.post(f"{SAMPLES}{sample.pk}/decisions/", sheet(elements=99)).status_code == 422
    assert other.post(f"{SAMPLES}{sample.pk}/decisions/", decision).status_code == 302
    sample.refresh_from_db()
    assert sample.total == 70 and "改分" in agent.get(f"{OWN}{sample.pk}/").content.decode()
    assert "申诉" in agent.get(OWN).content.decode() and f"{SAMPLES}{sample.pk}/" not in other.get(f"{SAMPLES}?appeals=1").content.decode()


def test_squad_leaders_coach_and_do_not_judge(staff: Staff, sample: Sample):
    client = staff("squad_leader")
    assert "评分表" not in client.get(f"{SAMPLES}{sample.pk}/").content.decode()
    assert client.post(f"{SAMPLES}{sample.pk}/", sheet()).status_code == 422
    assert client.post(f"{SAMPLES}{sample.pk}/coachings/", {"coaching": "很好"}).status_code == 302


def test_who_may_enter(staff: Staff, sample: Sample):
    for name, address, status in (("agent", SAMPLES, 403), ("liaison", OWN, 403), ("leader", OWN, 403), ("squad_leader", SAMPLES, 200),
                                  ("agent", f"{SAMPLES}{sample.pk}/decisions/", 403)):
        client = staff(name)
        answer = client.post(address) if "decisions" in address else client.get(address)
        assert answer.status_code == status, (name, address)
    assert staff("supervisor").post(f"{SAMPLES}{sample.pk}/decisions/", sheet()).status_code == 404, "nobody has appealed"


def test_lists_cost_the_same_for_one_and_for_many(staff: Staff, cast: Cast, sample: Sample, django_assert_max_num_queries: Any):
    Sample.objects.filter(pk=sample.pk).update(inspected_at=now(), total=90, scores={"listening": 20}, inspector=cast.quality_account)
    for _ in range(5):
        Sample.objects.create(ticket=cast.ticket(now()), agent=cast.agent_account, rule="share", drawn_at=now(), inspected_at=now(),
                              total=80)
    for name, address in (("quality", f"{SAMPLES}?done=1"), ("agent", OWN)):
        client = staff(name)
        client.get(address)
        with django_assert_max_num_queries(9):
            client.get(address)
