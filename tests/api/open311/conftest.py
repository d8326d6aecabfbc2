"""A city with a partner that holds a key, and a client that speaks GeoReport to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from huying.clocks.present import now
from huying.people import partners
from huying.people.models import Partner

AT = "/open311/v2/"
LAMP = {"service_code": "010501", "lat": "23.1365", "long": "113.3271", "address_string": "天河区体育东路118号门前",
        "description": "最近一周每晚七点以后，体育东路118号门前的路灯全部不亮，路人摔倒。",
        "attribute[wish]": "希望尽快修复路灯。", "attribute[happened]": "最近一周每晚七点以后", "attribute[parties]": "附近居民"}


@dataclass
class Foreign:
    """A program that somebody else wrote."""

    key: str
    client: Client = field(default_factory=lambda: Client(headers={"Accept": "*/*"}))

    def get(self, where: str, expect: int = 200, **more: Any) -> Any:
        answer = self.client.get(AT + where, more)
        assert answer.status_code == expect, (answer.status_code, answer.content.decode()[:500])
        return answer

    def json(self, where: str, expect: int = 200, **more: Any) -> Any:
        answer = self.get(where, expect, **more)
        assert answer["Content-Type"] == "application/json; charset=utf-8"
        return answer.json()

    def xml(self, where: str, expect: int = 200, **more: Any) -> ElementTree.Element:
        answer = self.get(where, expect, **more)
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
        return ElementTree.fromstring(answer.content.decode())

    def post(self, where: str = "requests.json", expect: int = 201, headers: Any = None, **fields: Any) -> Any:
        answer = self.client.post(AT + where, {"api_key": self.key, **fields}, headers=headers)
        assert answer.status_code == expect, (answer.status_code, answer.content.decode()[:500])
        return answer

    def file(self, **fields: Any) -> str:
        """File a request; its number."""
        return str(self.post(**{**LAMP, **fields}).json()[0]["service_request_id"])


def foreign(name: str, *scopes: str, **more: Any) -> Foreign:
    partner = Partner.objects.create(name=name, client_id=partners.fresh_id(), scopes=list(scopes), **more)
    return Foreign(partners.issue(partner, now=now()))


@pytest.fixture
def app(cast: Any) -> Foreign:
    return foreign("随手拍", partners.OPEN311)


@pytest.fixture
def stranger(cast: Any) -> Foreign:
    return foreign("别家平台", partners.OPEN311)
