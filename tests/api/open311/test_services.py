"""Discovery, the list of services, their definitions: both formats, both languages."""

from __future__ import annotations

import pytest

from huying import policy
from tests.api.open311.conftest import Foreign


def test_discovery_stands_in_both_formats(app: Foreign) -> None:
    told = app.json("discovery.json")
    assert set(told) == {"changeset", "contact", "key_service", "endpoints"}
    assert all(told.values())
    end = told["endpoints"][0]
    assert end["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert end["url"].endswith("/open311/v2")
    assert end["formats"] == ["text/xml", "application/json"]
    xml = app.xml("discovery.xml")
    assert xml.tag == "discovery"
    assert [each.text for each in xml.findall("endpoints/endpoint/formats/format")] == end["formats"]
    assert app.client.get("/open311/discovery.xml").content == app.get("discovery.xml").content


def test_every_matter_of_the_catalogue_is_a_service(app: Foreign) -> None:
    told = app.json("services.json")
    assert [each["service_code"] for each in told] == [leaf.code for leaf in policy.current().leaves] + ["other"]
    lamp = next(each for each in told if each["service_code"] == "010501")
    assert lamp == {"service_code": "010501", "service_name": "路灯不亮", "description": "道路、巷道路灯熄灭、闪烁或长期失修。",
                    "metadata": True, "type": "realtime", "keywords": lamp["keywords"], "group": "城市管理"}
    assert "路灯坏了, " in lamp["keywords"]
    xml = app.xml("services.xml")
    assert (xml.tag, {each.tag for each in xml}) == ("services", {"service"})
    assert xml.find("service").findtext("metadata") == "true"  # type: ignore[union-attr]
    assert len(xml) == len(told)


def test_a_definition_asks_the_elements_and_the_policys_own_questions(app: Foreign) -> None:
    told = app.json("services/040101.json")
    assert told["service_code"] == "040101"
    assert [each["code"] for each in told["attributes"]] == ["noises", "happened", "parties", "wish", "kind", "confidential"]
    assert [each["order"] for each in told["attributes"]] == [1, 2, 3, 4, 5, 6]
    noises = told["attributes"][0]
    assert (noises["datatype"], noises["variable"], noises["required"]) == ("multivaluelist", True, False)
    assert noises["values"][0] == {"key": "piling", "name": "打桩"}
    xml = app.xml("services/010504.xml")
    assert xml.tag == "service_definition"
    note = xml.find("attributes/attribute")
    assert note is not None
    assert (note.findtext("code"), note.findtext("variable")) == ("danger", "false")
    assert xml.find("attributes/attribute/values/value/key") is not None


def test_english_is_spoken_to_whoever_asks_for_it(app: Foreign) -> None:
    asked = app.client.get("/open311/v2/services.json", headers={"Accept-Language": "en"}).json()
    assert asked[0]["service_name"] == "Street sweeping"
    assert app.json("services.json", locale="en")[0] == asked[0]
    assert app.json("services/010501.json", locale="en")["attributes"][0]["description"] == "Number on the lamp post"


@pytest.mark.parametrize("code", ["999999", "01", "0105", "nothing"])
def test_an_unknown_service_is_404_in_the_shape_of_the_specification(app: Foreign, code: str) -> None:
    assert app.json(f"services/{code}.json", 404)[0]["code"] == 404
    xml = app.xml(f"services/{code}.xml", 404)
    assert (xml.tag, xml.findtext("error/code")) == ("errors", "404")
    assert "service_code" in (xml.findtext("error/description") or "")


@pytest.mark.parametrize("where", ["services.json", "requests.json", "services/010501.json", "tokens/1-2.json", "requests/1.json"])
def test_the_jurisdiction_may_be_left_out_and_must_be_ours(app: Foreign, where: str) -> None:
    wrong = app.json(where, 404, jurisdiction_id="sfgov.org")
    assert "jurisdiction_id" in wrong[0]["description"]
    for ours in ("", "12345.guangzhou.example", "440100"):
        assert "jurisdiction_id" not in app.client.get(f"/open311/v2/{where}", {"jurisdiction_id": ours}).content.decode()


@pytest.mark.parametrize(("accept", "form"), [
    ("application/json", "json"), ("text/xml", "xml"), ("*/*", "xml"), ("text/html,application/xhtml+xml", "xml"),
    ("application/json, text/xml;q=0.5", "json"), ("application/xml, application/json;q=0.5", "xml"),
])  # fmt: skip
def test_without_a_suffix_accept_decides(app: Foreign, accept: str, form: str) -> None:
    assert form in app.client.get("/open311/v2/services/010501", headers={"Accept": accept})["Content-Type"]


def test_what_does_not_exist_says_so(app: Foreign) -> None:
    assert app.client.get("/open311/v2/services.yaml").status_code == 404
    assert app.json("nothing/here.json", 404)[0]["code"] == 404
    for method in ("put", "delete", "patch", "post"):
        answer = getattr(app.client, method)("/open311/v2/services.json")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert answer.json()[0]["code"] == 405


def test_pages_of_other_sites_may_call(app: Foreign) -> None:
    asked = app.client.options("/open311/v2/requests.json", headers={"Origin": "https://map.example"})
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "POST" in asked["Access-Control-Allow-Methods"]
    assert not app.get("services.json").cookies
