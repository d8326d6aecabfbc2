"""The API's description, and a fuzz of every operation that it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from huying.people import partners
from tests.api.test_partners import partner, token_for


def test_the_description_is_openapi_3_1_and_names_every_door(db: None) -> None:
    told = Client().get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {path for path, _ in OPERATIONS}
    assert told["components"]["securitySchemes"]["partner"]["flows"]["clientCredentials"]["tokenUrl"] == "/api/v1/oauth/token"
    refusals = told["paths"]["/api/v1/requests"]["post"]["responses"]
    assert "application/problem+json" in refusals["422"]["content"]


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [("/api/v1/requests", "POST"), ("/api/v1/requests/{number}", "GET"), ("/api/v1/categories", "GET"),
              ("/api/v1/requests", "GET"), ("/api/v1/attachments", "POST"), ("/api/v1/city", "GET"), ("/api/v1/sessions/wechat", "POST"),
              *((f"/api/v1/requests/{{number}}/{act}", "POST") for act in ("completions", "urges", "withdrawals", "ratings")),
              ("/api/v1/webhooks", "GET"), ("/api/v1/webhooks", "POST"), ("/api/v1/webhooks/{hook_id}", "GET"),
              ("/api/v1/webhooks/{hook_id}", "DELETE"), ("/api/v1/webhooks/{hook_id}/deliveries", "GET"),
              *((f"/api/v1/webhooks/{{hook_id}}/{act}", "POST") for act in ("secrets", "pings"))]


@pytest.fixture
def bearer(cast: Any) -> str:
    """A partner's token: webhooks are looked into, not only refused at the door."""
    who, secret = partner(scopes=[partners.READ, partners.HOOKS], per_minute=1_000_000)
    return str(token_for(who, secret).json()["access_token"])


@pytest.fixture
def city(bearer: str) -> Iterator[Any]:
    """The site as a WSGI application that leaves the test's own database connection open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


NOTHING_WRONG = {("/api/v1/webhooks", "GET"), ("/api/v1/city", "GET")}  # they are given nothing that could be
CASES = [(*each, mode) for each in OPERATIONS for mode in GenerationMode
         if mode.is_positive or each not in NOTHING_WRONG]


@pytest.mark.parametrize(("path", "method", "mode"), CASES, ids=lambda each: getattr(each, "value", each))
def test_no_operation_breaks_or_answers_outside_its_description(city: Any, bearer: str, path: str, method: str,
                                                                mode: GenerationMode) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", city)
    headers = {"Authorization": f"Bearer {bearer}"} if "webhooks" in path else {}
    checks = CHECKS if mode.is_positive else [*CHECKS, negative_data_rejection]

    @given(case=described[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=60 if (path, method) in OPERATIONS[:3] else 20, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))
    def fuzz(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=checks, headers=headers)

    fuzz()
