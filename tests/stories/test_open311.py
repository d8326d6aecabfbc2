"""A citizen's request through a program that speaks Open311 only: from first contact to the rating."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from huying.clocks.present import now
from huying.tickets import life
from huying.tickets.models import Rating, Ticket
from tests.api.open311.conftest import LAMP, Foreign, app, stranger  # noqa: F401 - fixtures

UPDATES = "servicerequestupdates"


def test_a_lamp_is_reported_completed_mended_and_rated(app: Foreign, stranger: Foreign, cast: Any) -> None:  # noqa: F811
    service = next(each for each in app.json("services.json") if "路灯坏了" in each["keywords"])
    assert service["metadata"] is True
    asked = [each["code"] for each in app.json(f"services/{service['service_code']}.json")["attributes"]]
    assert "lamp" in asked

    # too little: the citizen is asked for more, and answers through the same door
    told = app.post(service_code=service["service_code"], lat="23.1365", long="113.3271", description="灯不亮。",
                    phone="13800138000", first_name="小雨", last_name="陈", **{"attribute[lamp]": "TY-118"}).json()[0]
    number = told["service_request_id"]
    assert Ticket.objects.get(number=number).state == "incomplete"
    assert app.json(f"requests/{number}.json", api_key=app.key)[0]["service_notice"]
    more = {"service_request_id": number, "update_id": "u1", "status": "OPEN", "updated_datetime": "2026-03-02T10:00:00+08:00",
            "description": "体育东路118号门前的路灯一周没亮，希望尽快修复。"}
    first = app.post(f"{UPDATES}.json", **more).json()
    assert app.post(f"{UPDATES}.xml", **more).content.decode().count(first[0]["update_id"]) == 1
    assert Ticket.objects.get(number=number).state == "received"
    stranger.post(f"{UPDATES}.json", 404, **more)

    # pressed again while it is in hand
    life.triage(number, by=cast.agent, now=now(), category="010501", kind="help")
    life.dispatch(number, by=cast.dispatcher, now=now(), lead=cast.lead_unit, basis="职责")
    life.sign(number, by=cast.liaison, now=now())
    app.post(f"{UPDATES}.json", service_request_id=number, update_id="u2", status="OPEN", description="昨晚又有人摔倒，电话 13800138000。")
    assert Ticket.objects.get(number=number).urges == 1
    assert app.json(f"requests/{number}.json")[0]["agency_responsible"] == cast.lead_unit.name

    # answered and checked
    life.contact(number, by=cast.liaison, now=now(), way="phone", words="已电话了解情况")
    life.reply(number, by=cast.liaison, now=now(), text="已更换灯具，今晚起恢复照明。维修班 13900139000。")
    life.check(number, by=cast.followup, now=now(), passed=True)
    mine = app.json(f"requests/{number}.json", api_key=app.key)[0]
    assert mine["status"] == "closed"
    assert "已更换灯具" in mine["status_notes"]
    assert "13900139000" not in mine["status_notes"]
    assert "已更换灯具" not in app.json(f"requests/{number}.json")[0]["status_notes"]
    app.post(f"{UPDATES}.json", 400, service_request_id=number, update_id="u3", status="OPEN", description="谢谢。")

    # what happened, as the poller of the other side reads it
    seen = app.json(f"{UPDATES}.json", api_key=app.key)
    assert [each["status"] for each in seen] == ["open"] * (len(seen) - 1) + ["closed"]
    assert "已更换灯具" in seen[-1]["description"]
    assert "13900139000" not in str(seen)
    xml = app.xml(f"{UPDATES}.xml", start_date=(now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert (xml.tag, {each.tag for each in xml}) == ("service_request_updates", {"request_update"})
    assert {each.findtext("service_request_id") for each in xml} == {number}
    assert "已更换灯具" not in "".join(xml.itertext())
    assert app.json(f"{UPDATES}.json", service_request_id="1234567890123") == []

    # rated, once
    rating = {"service_request_id": number, "update_id": "u4", "status": "CLOSED", "description": "很快", "attribute[rating]": "satisfied"}
    app.post(f"{UPDATES}.json", 400, **{**rating, "update_id": "u5", "attribute[rating]": "great"})
    for _ in range(2):
        app.post(f"{UPDATES}.json", **rating)
    assert Rating.objects.get().matter_grade == "satisfied"
    assert Ticket.objects.get(number=number).state == "archived"
    assert app.json(f"requests/{number}.json")[0]["status"] == "closed"
    assert LAMP["service_code"] == service["service_code"]
