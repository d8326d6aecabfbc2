"""A citizen at the browser: visits, the form as it would be filled in, a proven phone."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from huying.people import citizens
from huying.people.entry import CITIZEN_KEY

_phones = itertools.count(10_000_000)
GOOD = {
    "title": "小区旁工地夜间施工", "detail": "昨晚十一点到凌晨两点，天河区体育东路118号旁的工地一直在打桩，老人无法休息。",
    "happened": "昨晚十一点到凌晨两点", "place": "天河区体育东路118号", "parties": "某建筑工地", "wish": "希望到现场查处，夜间停止施工。",
    "name": "陈小雨",
}  # fmt: skip


class Citizen:
    """A browser of a citizen, without script."""

    def __init__(self) -> None:
        self.client = Client()
        self.phone = f"139{next(_phones)}"
        self._keys = itertools.count(1)

    def form(self, **changed: Any) -> dict[str, Any]:
        key = f"{id(self):016x}-{next(self._keys):08d}"
        return {**GOOD, "phone": self.phone, "idempotency_key": key, **changed}

    def log_in(self) -> citizens.Citizen:
        """The session as it is after a proven phone number."""
        from huying.clocks.present import now

        row = citizens.of_phone(self.phone, now())
        session = self.client.session
        session[CITIZEN_KEY] = row.pk
        session.save()
        return row

    def file(self, **changed: Any) -> str:
        """File a request as somebody who has logged in; its number."""
        answer = self.client.post("/new/", self.form(**changed))
        assert answer.status_code == 302, answer.content.decode()[:3000]
        return answer["Location"].split("/")[-2]

    def last_code(self) -> str:
        """The code in the last message that went to this phone."""
        lines = Path(django_settings.VAR, "outbox.jsonl").read_text(encoding="utf-8").splitlines()
        text = next(row["text"] for row in map(json.loads, reversed(lines)) if row["to"] == self.phone)
        return re.search(r"\d{6}", text)[0]  # type: ignore[index]

    def text(self, path: str, status: int = 200, **more: Any) -> str:
        answer = self.client.get(path, **more)
        assert answer.status_code == status, (answer.status_code, answer.get("Location"))
        return answer.content.decode()


@pytest.fixture
def visitor(cast: Any, settings: Any, tmp_path: Path) -> Citizen:
    settings.VAR = tmp_path
    return Citizen()


@pytest.fixture
def neighbour(visitor: Citizen) -> Citizen:
    return Citizen()
