"""The mini program's own API module, run in Node against the real pages' server: from the login to the grade.

Runs with HUYING_PEERS=1, as .ci/run sets it, and fails then where Node is absent.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huying.clocks.present import now
from huying.demo.wechat.platform import SimulatedPlatform
from huying.tickets import life
from huying.tickets.models import Attachment, Contact, Event, Rating, Ticket
from huying.tickets.states import State
from tests.cast import Cast
from tests.channels.wechat.conftest import LIN, picture

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.django_db(transaction=True),
              pytest.mark.skipif(os.environ.get("HUYING_PEERS") != "1", reason="with Node: HUYING_PEERS=1")]


class Phone:
    """One person's phone: each call is one act of the mini program's API module."""

    def __init__(self, base: str, platform: str, openid: str) -> None:
        beside = f"{ROOT / '.venv/bin'}:{os.environ.get('PATH', '')}"
        node = shutil.which("node", path=beside)
        assert node, "Node is needed"
        self._running = subprocess.Popen(
            [node, str(ROOT / "miniprogram" / "tests" / "phone.js")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={"BASE": base, "PLATFORM": platform, "OPENID": openid, "PATH": beside})

    def do(self, act: str, *args: Any, lose: int = 0) -> dict[str, Any]:
        assert self._running.stdin is not None and self._running.stdout is not None
        self._running.stdin.write(json.dumps({"act": act, "args": args, "lose": lose}) + "\n")
        self._running.stdin.flush()
        told: dict[str, Any] = json.loads(self._running.stdout.readline())
        return told

    def answer(self, act: str, *args: Any) -> Any:
        told = self.do(act, *args)
        assert "answer" in told, told
        return told["answer"]

    def close(self) -> None:
        assert self._running.stdin is not None
        self._running.stdin.close()
        self._running.wait(10)


@pytest.fixture
def phones(phone: SimulatedPlatform, settings: Any) -> Iterator[Any]:
    phone.keys.mini_app_id, phone.keys.mini_secret = "wx0000000000000002", "mini-secret"
    settings.WECHAT_MINI = {"app_id": "wx0000000000000002", "secret": "mini-secret"}
    made: list[Phone] = []

    def of(openid: str = LIN) -> Phone:
        made.append(Phone(phone.web, phone.url, openid))  # type: ignore[attr-defined]
        return made[-1]

    yield of
    for each in made:
        each.close()


def test_from_the_login_to_the_grade_over_a_bad_network(phones: Any, phone: SimulatedPlatform, cast: Cast, tmp_path: Path):
    mine, other = phones(), phones("oWang" + "0" * 23)
    photo = tmp_path / "lamp.jpg"
    photo.write_bytes(picture())
    assert mine.answer("city")["number"] == "12345" and mine.answer("mine") == {"items": [], "next": None}
    token = mine.answer("attach", str(photo))
    body = {"detail": "路灯不亮，周围很黑𠮷", "name": "林小满", "phone": "13800138000", "attachments": [token],
            "lat": 23.134, "lon": 113.321, "language": "zh-hans"}
    assert mine.do("file", body, lose=1)["problem"]["status"] == 0, "filed, but the phone does not know"
    told = mine.answer("file", body)
    assert Ticket.objects.count() == Contact.objects.count() == 1
    assert told["older"] is False and told["answer"]["status"] == "incomplete" and told["answer"]["missing"]
    number = told["answer"]["number"]
    ticket = Ticket.objects.get(number=number)
    assert Attachment.objects.get().ticket == ticket and "𠮷" in ticket.detail and ticket.lon is not None

    mine.do("spoil")
    lacking = {each["element"] for each in told["answer"]["missing"]}
    given = {"time": "上周五晚上开始", "place": "天河区体育东路118号", "person": "附近居民", "wish": "希望尽快维修"}
    completion = {name: words for name, words in given.items() if name in lacking}
    assert mine.do("complete", number, completion, lose=1)["problem"]["status"] == 0, "the refusal of the old token got lost"
    assert mine.answer("complete", number, completion)["answer"]["status"] == "submitted"
    assert [each["number"] for each in mine.answer("mine")["items"]] == [number]
    assert other.do("progress", number)["problem"] == {
        "status": 404, "codes": ["unknown"], "words": "编号与提取码对不上，请核对。"}
    assert other.answer("progress", number, told["answer"]["code"])["status"] == "submitted"

    life.dispatch(number, by=cast.dispatcher, now=now(), lead=cast.lead_unit)
    mine.do("urge", number, "", lose=1)
    assert mine.answer("urge", number, "")["answer"]["replayed"] is True
    life.sign(number, by=cast.liaison, now=now())
    life.reply(number, by=cast.liaison, now=now(), text="已到现场修复，今晚亮灯。")
    assert mine.do("rate", number, {"matter": "satisfied"})["problem"]["status"] == 409
    life.check(number, by=cast.followup, now=now(), passed=True)
    progress = mine.answer("progress", number)
    assert progress["status"] == "completed" and progress["answers"][0]["text"] == "已到现场修复，今晚亮灯。"
    grade = {"matter": "very_satisfied", "solved": True, "comment": "谢谢"}
    mine.do("rate", number, grade, lose=1)
    assert mine.answer("rate", number, grade)["answer"]["replayed"] is True
    ticket.refresh_from_db()
    assert ticket.state == State.ARCHIVED and Rating.objects.get().matter_grade == "very_satisfied"
    assert Event.objects.filter(ticket=ticket, verb="urge").count() == 1 == Event.objects.filter(ticket=ticket, verb="complete").count()


def test_a_platform_that_is_down_is_told_and_danger_is_heard(phones: Any, phone: SimulatedPlatform, cast: Cast):
    mine = phones()
    phone.troubles["/sns/jscode2session"] = [500]
    body = {"detail": "我家厨房现在着火了，有人被困在里面，快来人！", "name": "林小满", "phone": "13800138000"}
    refused = mine.do("file", body)["problem"]
    assert refused["status"] == 503 and "12345" in refused["words"] and not Ticket.objects.exists()
    assert "119" in mine.answer("file", body)["answer"]["danger"]["call"] and Ticket.objects.count() == 1
