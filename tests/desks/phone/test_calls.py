"""The list of calls, one call's page, and its sound: from any byte, only for a written reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.channels.phone import recordings
from huying.channels.phone.models import CallRecording, Seat
from huying.channels.phone.signals import What
from huying.people.models import Look
from tests.cast import Cast
from tests.channels.phone.test_recordings import record
from tests.desks.phone.conftest import PHONE, Ring

pytestmark = pytest.mark.django_db
CALLS = "/staff/phone/calls/"
Staff = Callable[[str], Client]


@pytest.fixture
def kept(seat: Seat, ring: Ring, now: datetime, tmp_path: Path) -> CallRecording:
    """The recording of a call that the agent took."""
    return recordings.keep(ring("over"), "r1", record(tmp_path / "a.wav"), began_at=now, marks=[{"at": 3.5, "what": "held"}],
                           muted=[(5, 7)])


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_agents_see_their_own_calls_the_floor_sees_all(staff: Staff, seat: Seat, ring: Ring, cast: Cast):
    own, other = ring("over", "c1"), ring("over", "c2", agent=cast.other_agent_account)
    page = staff("agent").get(CALLS).content.decode()
    assert f"{CALLS}{own.pk}/" in page and f"{CALLS}{other.pk}/" not in page and PHONE not in page and "138****5678" in page
    assert staff("agent").get(f"{CALLS}{other.pk}/").status_code == 404
    page = staff("squad_leader").get(CALLS).content.decode()
    assert f"{CALLS}{own.pk}/" in page and f"{CALLS}{other.pk}/" in page
    assert staff("liaison").get(CALLS).status_code == 403


def test_the_list_is_narrowed(staff: Staff, seat: Seat, ring: Ring, say: Ring, cast: Cast, now: datetime):
    taken = ring("over", "c1")
    say(What.ARRIVED, -20, "c2", number=PHONE)
    say(What.QUEUED, -19, "c2")
    lost = say(What.ENDED, -5, "c2", reason="abandoned")
    client, today = staff("squad_leader"), now.astimezone().date()
    for query, here, gone in ((f"agent={cast.agent_account.pk}", taken, lost), ("outcome=abandoned", lost, taken),
                              ("direction=out", None, taken), (f"day={today - timedelta(days=3)}", None, lost)):
        page = client.get(f"{CALLS}?{query}").content.decode()
        assert (here is None or f"{CALLS}{here.pk}/" in page) and f"{CALLS}{gone.pk}/" not in page, query
    for odd in ("outcome=x", "day=yesterday", "agent=x", "at=zzz", "direction=%00"):
        assert client.get(f"{CALLS}?{odd}").status_code == 200


def test_the_list_costs_the_same_for_one_call_and_for_many(staff: Staff, seat: Seat, ring: Ring):
    client = staff("squad_leader")
    ring("over", "c0")
    client.get(CALLS)
    with CaptureQueriesContext(connection) as one:
        client.get(CALLS)
    for place in range(1, 60):
        ring("over", f"c{place}", begin=-100 - place)
    with CaptureQueriesContext(connection) as many:
        page = client.get(CALLS).content.decode()
    assert len(one) == len(many) and "rel=\"next\"" in page


def test_a_call_s_page_tells_what_happened(staff: Staff, seat: Seat, ring: Ring, say: Ring, cast: Cast):
    call = ring("talking")
    say(What.HELD, 1)
    say(What.PARTY_CALLED, 2, party="emergency", target="police", consent="unable", drill=True)
    say(What.ENDED, 30)
    page = staff("agent").get(f"{CALLS}{call.pk}/").content.decode()
    for words in ("进入排队", "保持", "紧急", "公安", "无法表示", "演练", "没有应答", "没有录音", cast.agent_account.name):
        assert words in page, words


def test_a_recording_opens_for_a_reason_that_is_written_down(staff: Staff, kept: CallRecording, cast: Cast):
    client, sound = staff("agent"), f"/staff/phone/recordings/{kept.pk}/sound/"
    assert client.get(sound).status_code == 403
    page = client.get(f"{CALLS}{kept.call_id}/").content.decode()
    assert "收听事由" in page and sound not in page and "<svg" in page
    assert client.post(f"/staff/phone/recordings/{kept.pk}/listens/", {"reason": ""}).status_code == 422
    assert not Look.objects.exists()
    client.post(f"/staff/phone/recordings/{kept.pk}/listens/", {"reason": "核实诉求"})
    look = Look.objects.get()
    assert (look.account_id, look.field, look.reason) == (cast.agent.id, f"recording:{kept.pk}", "核实诉求")
    page = client.get(f"{CALLS}{kept.call_id}/").content.decode()
    assert sound in page and 'data-seek="3.50"' in page and "wave-muted" in page
    assert client.get(sound).status_code == 200
    assert staff("squad_leader").get(sound).status_code == 403  # a listening of one's own


def test_a_browser_can_jump(staff: Staff, kept: CallRecording, tmp_path: Path):
    client, sound = staff("agent"), f"/staff/phone/recordings/{kept.pk}/sound/"
    client.post(f"/staff/phone/recordings/{kept.pk}/listens/", {"reason": "核实诉求"})
    whole = (tmp_path / "a.wav").read_bytes()
    assert body(client.get(sound)) == whole
    for asked, start, end in (("bytes=0-99", 0, 100), ("bytes=70000-140000", 70000, 140001), ("bytes=190000-", 190000, len(whole)),
                              ("bytes=-10", len(whole) - 10, len(whole)), (f"bytes=0-{10**12}", 0, len(whole))):
        answer = client.get(sound, headers={"Range": asked})
        assert answer.status_code == 206 and answer["Content-Range"] == f"bytes {start}-{end - 1}/{len(whole)}"
        assert answer["Content-Length"] == str(end - start) and body(answer) == whole[start:end]
    assert client.get(sound, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    assert client.get(sound, headers={"Range": "bytes=9-3"}).status_code == 416
    for odd in ("bytes=-", "lines=1-2", "bytes=1-2,5-9", "bytes=a-b"):
        assert len(body(client.get(sound, headers={"Range": odd}))) == len(whole)


def test_a_lost_or_damaged_sound_is_said(staff: Staff, kept: CallRecording):
    client, sound = staff("agent"), f"/staff/phone/recordings/{kept.pk}/sound/"
    client.post(f"/staff/phone/recordings/{kept.pk}/listens/", {"reason": "核实诉求"})
    path = Path(default_storage.path(kept.file))
    path.write_bytes(b"x" * 100)
    assert client.get(sound).status_code == 410
    path.unlink()
    answer = client.get(sound)
    assert answer.status_code == 410 and "录音文件不在" in answer.content.decode()


def test_who_may_not_listen_is_told_that_there_is_none_for_them(staff: Staff, kept: CallRecording):
    client = staff("administrator")  # sees all calls, hears none
    assert "没有收听这段录音的权限" in client.get(f"{CALLS}{kept.call_id}/").content.decode()
    assert client.post(f"/staff/phone/recordings/{kept.pk}/listens/", {"reason": "好奇"}).status_code == 404
    assert staff("other_agent").post(f"/staff/phone/recordings/{kept.pk}/listens/", {"reason": "好奇"}).status_code == 404
    assert not Look.objects.exists()
