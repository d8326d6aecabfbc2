"""GET requests: what anybody may read, what only the partner that filed it, filters, spans, pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.clocks.present import now
from huying.tickets.models import Ticket
from tests.api.open311.conftest import LAMP, Foreign

FIELDS = ["service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
          "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat",
          "long", "media_url"]  # fmt: skip


def test_a_request_has_every_field_in_both_formats(app: Foreign) -> None:
    number = app.file()
    told = app.json(f"requests/{number}.json")
    assert list(told[0]) == FIELDS
    assert told[0]["service_request_id"] == number
    assert (told[0]["status"], told[0]["service_code"], told[0]["service_name"]) == ("open", "010501", "路灯不亮")
    assert told[0]["requested_datetime"].endswith("Z")
    assert (told[0]["lat"], told[0]["long"]) == (23.1365, 113.3271)
    assert told[0]["address"].startswith("天河区体育东路118号门前")
    xml = app.xml(f"requests/{number}.xml").find("request")
    assert xml is not None
    assert [each.tag for each in xml] == FIELDS
    assert xml.findtext("description") == told[0]["description"] == LAMP["description"]


def test_nothing_personal_is_published(app: Foreign, stranger: Foreign) -> None:
    number = app.file(first_name="小雨", last_name="陈", phone="13800138000", email="chen@example.org",
                      address_string="体育东路18号3栋502室",
                      description="我是陈小雨，电话 13800138000，身份证 440106199001011235，楼下的路灯坏了一周。")
    for reader in (stranger.json(f"requests/{number}.json"), app.json(f"requests/{number}.json", api_key=app.key)):
        text = str(reader)
        for secret in ("小雨", "13800138000", "440106199001011235", "chen@", "502", "3栋"):
            assert secret not in text, secret
        assert (reader[0]["lat"], reader[0]["long"]) == (23.137, 113.327)
        assert reader[0]["address"].startswith("体育东路***")


def test_confidential_requests_are_read_by_nobody_but_who_filed_them(app: Foreign, stranger: Foreign) -> None:
    number = app.file(**{"attribute[confidential]": "yes"})
    app.json(f"requests/{number}.json", 404)
    stranger.json(f"requests/{number}.json", 404, api_key=stranger.key)
    assert stranger.json("requests.json", api_key=stranger.key) == []
    assert app.json(f"requests/{number}.json", api_key=app.key)[0]["service_request_id"] == number
    assert len(app.json("requests.json", api_key=app.key)) == 1


def test_words_of_other_kinds_and_requests_of_other_doors_stay_inside(app: Foreign, cast: Any) -> None:
    ticket = cast.ticket(now())
    app.json(f"requests/{ticket.number}.json", 404)
    number = app.file(service_code="040101", description="举报工地夜间施工，老板是王某。", **{"attribute[kind]": "report"})
    assert app.json(f"requests/{number}.json")[0]["description"] == ""
    assert app.json(f"requests/{number}.json", api_key=app.key)[0]["description"] != ""


def test_without_a_pin_the_middle_of_the_division_is_told(app: Foreign) -> None:
    number = app.file(lat="", long="", address_string="天河区体育东路118号")
    told = app.json(f"requests/{number}.json", locale="en")[0]
    assert isinstance(told["lat"], float)
    assert "Guangzhou" in told["address"]


def test_filters_narrow_and_commas_join(app: Foreign) -> None:
    lamp = app.file()
    noise = app.file(service_code="040101", description="半夜打桩，吵得睡不着。")
    Ticket.objects.filter(number=noise).update(state="withdrawn")

    def found(**asked: str) -> list[str]:
        return [each["service_request_id"] for each in app.json("requests.json", **asked)]

    assert found() == [noise, lamp]
    assert found(service_code="010501") == [lamp]
    assert found(service_code="010501,040101") == [noise, lamp]
    assert found(service_code="999999") == []
    assert found(status="open") == [lamp]
    assert found(status="closed") == [noise]
    assert found(status="open,closed", service_code="", nonsense="7") == [noise, lamp]
    assert found(service_request_id=f"{lamp}, 1234567890123", status="closed") == [lamp]
    assert [each.findtext("service_request_id") for each in app.xml("requests.xml", status="open")] == [lamp]
    assert len(app.xml("requests.xml", service_code="999999")) == 0


def test_a_span_is_at_most_ninety_days_and_one_end_is_enough(app: Foreign) -> None:
    number = app.file()
    Ticket.objects.filter(number=number).update(registered_at="2025-03-02T02:00:00Z")
    for span, found in [({"start_date": "2025-03-01T00:00:00Z", "end_date": "2025-03-03T00:00:00Z"}, 1),
                        ({"start_date": "2025-03-02T10:00:00+08:00", "end_date": "2025-03-02T10:00:00 08:00"}, 1),
                        ({"start_date": "2025-02-01"}, 1), ({"end_date": "2025-03-02"}, 1), ({"end_date": "2025-03-01"}, 0),
                        ({"start_date": "2025-03"}, 1), ({"start_date": "", "end_date": ""}, 0)]:
        assert len(app.json("requests.json", **span)) == found, span


@pytest.mark.parametrize("asked", [
    {"start_date": "yesterday"}, {"end_date": "2026-13-01"}, {"start_date": "2026-01-01T00:00:00+99:00"}, {"status": "pending"},
    {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"}, {"page": "0"}, {"page_size": "-1"}, {"page": "x"},
    {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, {"start_date": "0001-01-01T00:00:00+14:00"},
])  # fmt: skip
def test_what_cannot_be_asked_is_400(app: Foreign, asked: dict[str, str]) -> None:
    assert app.json("requests.json", 400, **asked)[0]["code"] == 400
    assert app.xml("requests.xml", 400, **asked).tag == "errors"


def test_pages_and_the_same_number_of_statements_for_one_and_for_many(app: Foreign) -> None:
    numbers = [app.file(description=f"第 {place} 盏路灯不亮，请来修。") for place in range(5)][::-1]
    counts = []
    for size in (1, 5):
        with CaptureQueriesContext(connection) as seen:
            told = app.json("requests.json", page="1", page_size=str(size), api_key=app.key)
        assert [each["service_request_id"] for each in told] == numbers[:size]
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 4
    assert [each["service_request_id"] for each in app.json("requests.json", page="2", page_size="2")] == numbers[2:4]
    assert app.json("requests.json", page="9") == []


def test_awkward_signs_are_written_so_that_every_parser_reads_them(app: Foreign) -> None:
    words = "路灯 <b>\"坏\"</b> & ]]> 😀 \x0b\ufffe 第二行\n第三行"
    number = app.file(description=words)
    wanted = "路灯 <b>\"坏\"</b> & ]]> 😀"
    assert (app.xml(f"requests/{number}.xml").findtext("request/description") or "").startswith(wanted)
    assert app.json(f"requests/{number}.json")[0]["description"].startswith(wanted)


@pytest.mark.parametrize("number", ["1", "2603024829157", "x-1", "9" * 40])
def test_unknown_numbers_are_404(app: Foreign, number: str) -> None:
    assert app.json(f"requests/{number}.json", 404)[0]["code"] == 404


def test_old_requests_keep_within_the_default_of_ninety_days(app: Foreign) -> None:
    number = app.file()
    Ticket.objects.filter(number=number).update(registered_at=now() - timedelta(days=91))
    assert app.json("requests.json") == []
    assert app.json(f"requests/{number}.json")[0]["service_request_id"] == number
