"""The exchange's parts that need no Asterisk: names, sounds, addresses, configuration, who is reached which way."""

from __future__ import annotations

import asyncio
import gc
import stat
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from huying import policy
from huying.channels.phone import book, orders, owing, seats, tidying
from huying.channels.phone.exchange import (
    configuring,
    emergency,
    knowing,
    outbound,
    parties,
    sounds,
    speaking,
    surveys,
    telephone,
)
from huying.channels.phone.exchange.ari import Address, AriRefused, address, event_of
from huying.channels.phone.exchange.diary import Diary
from huying.channels.phone.exchange.lives import Leg, Live, Named, named, reason_of
from huying.channels.phone.exchange.ordering import DO
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.models import CallBack, Seat
from huying.channels.phone.signals import Signal, What
from huying.clocks.zone import SHANGHAI
from tests.cast import MONDAY, Cast


@pytest.mark.parametrize(("name", "found"), [
    ("1795678522.1~a17~3fa0c1", Named("1795678522.1", "a", 17)), ("out-5~c~00ff00", Named("out-5", "c", None)),
    ("1795678522.1~b", Named("1795678522.1", "b", None)), ("1795678522.1", None), ("~a1~x", None), ("x~", None),
])
def test_a_channels_name_says_whose_it_is(name: str, found: Named | None):
    assert named(name) == found


def test_causes_are_told_in_words_of_outcomes():
    assert [reason_of(each) for each in (17, 19, 21, 42, 0, 999)] == ["busy", "no_answer", "refused", "failed", "no_answer", "no_answer"]
    assert {reason_of(cause) for cause in range(130)} <= book.OUTCOMES


def test_a_carrier_that_is_away_is_tried_once_a_minute(monkeypatch: pytest.MonkeyPatch):
    clock, way = [1000.0], surveys.Way()
    monkeypatch.setattr(surveys.time, "monotonic", lambda: clock[0])
    most = way.lines
    for reason in ("busy", "failed", "failed", "no_answer", "failed", "failed"):
        way.told(reason)
        assert way.lines == most > 1
    way.told("failed")
    assert way.lines == 0
    clock[0] += surveys.REST
    assert way.lines == 1
    way.told("failed")
    assert way.lines == 0
    way.told("")
    assert way.lines == most


@pytest.mark.parametrize(("text", "language", "said"), [
    ("您前面还有3位", "zh-hans", "您前面还有三位"), ("预计等候12分钟", "zh-hans", "预计等候十二分钟"), ("20", "zh-hans", "二十"),
    ("0", "zh-hans", "零"),
    ("2611234829157", "zh-hans", "二六一，一二三，四八二，九一五，七"), ("12345", "zh-hans", "一二三，四五"),
    ("about 12 minutes, 2611", "en", "about 12 minutes, 2 6 1 1"),
])
def test_figures_are_read_as_people_read_them(text: str, language: str, said: str):
    assert sounds.spoken(text, language) == said


class Mute:
    """A voice that fails."""

    name = "mute"

    def speak(self, text: str, language: str) -> sounds.Sound:
        raise OSError("no voice")


def test_sounds_are_kept_and_never_break_a_call(tmp_path: Path):
    cabinet = sounds.Cabinet(tmp_path, sounds.Tones())
    first, again, other = cabinet.said("您好"), cabinet.said("您好"), cabinet.said("再见")
    assert first == again != other
    with wave.open(str(first)) as source:
        assert (source.getframerate(), source.getnchannels(), source.getsampwidth()) == (8000, 1, 2) and source.getnframes() > 4000
    assert sounds.Cabinet(tmp_path, Mute()).said("您好") == cabinet.beep()
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.skipif(sounds.voice().name == "tones/1", reason="espeak-ng is not here")
def test_a_voice_speaks_mandarin_at_eight_kilohertz():
    said = sounds.voice().speak("需要人工请稍候", "zh-hans")
    assert 8000 < len(said) < 40000 and np.abs(said).max() > 3000


def test_every_sentence_of_the_policy_can_be_spoken():
    phone = policy.current().phone
    values: dict[str, Any] = {"place": 3, "minutes": 5, "number": "2611234829157", "state": "办理中", "service": "公安报警",
                              "missing": "地点、时间", "due": "11月28日18点"}
    for name in phone.words:
        for language in ("zh-hans", "en"):
            assert "{" not in phone.says(name, language, **values)


@pytest.mark.parametrize(("url", "found"), [
    ("http://u:p@127.0.0.1:18088/", Address("http://127.0.0.1:18088", "u", "p")),
    ("https://[::1]:8089/pbx/", Address("https://[::1]:8089/pbx", "huying", "from-file")),
])
def test_where_asterisk_is(url: str, found: Address, settings: Any, tmp_path: Path):
    settings.VAR = tmp_path
    (tmp_path / "phone").mkdir()
    (tmp_path / "phone" / "ari.secret").write_text("from-file\n")
    assert address(url) == found
    assert "p%40" in Address("http://h", "u", "p@").events


@pytest.mark.parametrize("url", ["", "18088", "ftp://h/", "http://"])
def test_what_is_no_address_is_refused(url: str, settings: Any):
    settings.PHONE = {**settings.PHONE, "ari": url}
    with pytest.raises(ValueError, match="HUYING_PHONE_ARI"):
        address(url)


def test_an_event_without_anything_is_no_error():
    event = event_of({"timestamp": "yesterday", "channel": None})
    assert (event.type, event.channel, event.args, event.number) == ("", "", [], "") and event.at.tzinfo is not None
    told = event_of({"type": "StasisStart", "timestamp": "2026-03-02T10:00:00.000+0800", "args": ["in", 12345],
                     "channel": {"id": "1.1", "caller": {"number": "13812345678"}}})
    assert (told.args, told.number, told.at) == (["in", "12345"], "13812345678", datetime(2026, 3, 2, 2, tzinfo=UTC))


@pytest.mark.django_db
def test_the_configuration_is_whole_and_its_secrets_are_the_owners_only(cast: Cast, tmp_path: Path, settings: Any):
    settings.VAR = tmp_path / "var"
    Seat.objects.create(account=cast.agent_account, extension="6001", since=MONDAY)
    Seat.objects.create(account=cast.other_agent_account, extension="6002", since=MONDAY, browser=True)
    options = configuring.Options(home=tmp_path / "asterisk", trunk="10.0.0.5:5070", browsers=True)
    etc = configuring.write(options)
    pjsip = (etc / "pjsip.conf").read_text()
    secret = configuring.secret_of(Seat.objects.get(extension="6001"))
    assert "[6001](seat)" in pjsip and "[6002](browser)" in pjsip and f"password = {secret}" in pjsip and "match = 10.0.0.5\n" in pjsip
    assert all(f"[{line.drill}](seat)" in pjsip for line in policy.current().phone.emergency.lines.values())
    for file in [*etc.iterdir(), tmp_path / "var" / "phone" / "ari.secret"]:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600 and "@{" not in file.read_text()
    assert configuring.ari_secret() in (etc / "ari.conf").read_text()
    assert configuring.write(options) == etc and (etc / "pjsip.conf").read_text() == pjsip, "written again, it is the same"
    assert "${EXTEN}" in (etc / "extensions.conf").read_text() and (tmp_path / "asterisk" / "spool" / "recording").is_dir()


class Board:
    """Only what the ways ask of a switchboard."""

    def __init__(self, *online: str) -> None:
        self.online = set(online)


def test_a_drill_goes_by_no_carrier_and_real_lines_come_from_the_environment(settings: Any):
    lines = policy.current().phone.emergency.lines
    for target, line in lines.items():
        for board in (Board(), Board(line.drill)):
            assert all("@trunk" not in way and line.drill in way for way in telephone.drills(board, target))  # type: ignore[arg-type]
    settings.PHONE = {**settings.PHONE, "emergency_lines": ""}
    assert telephone.emergency("police") == []
    settings.PHONE = {**settings.PHONE, "emergency_lines": "police=110+02083110110, ambulance=120,fire=x"}
    assert telephone.emergency("police") == ["PJSIP/110@trunk", "PJSIP/02083110110@trunk"]
    assert (telephone.emergency("ambulance"), telephone.emergency("fire")) == (["PJSIP/120@trunk"], [])


@pytest.mark.parametrize(("number", "way"), [
    ("13812345678", "PJSIP/13812345678@trunk"), ("020-81234567", "PJSIP/02081234567@trunk"), ("+85261234567", "PJSIP/+85261234567@trunk"),
    ("020-81234567-801", "PJSIP/02081234567@trunk"), ("", ""), ("区号-12345", ""),
    ("110", "PJSIP/110@trunk"), ("<script>", ""), ("1" * 40, ""),
])
def test_numbers_outside_are_digits(number: str, way: str):
    assert telephone.outside(number) == way


def test_while_everything_is_a_drill_nobody_reaches_a_service_by_typing(settings: Any):
    settings.PHONE_DRILLS = True
    assert [telephone.outside(each) for each in ("110", "1-1-0", " 120", "119")] == [""] * 4 and telephone.outside("13812345678")


def test_every_order_can_be_carried_out():
    assert set(DO) | {"dial"} == set(orders.WHATS)


def heard(what: What, key: str, seconds: float = 0, call: str = "c1", **more: Any) -> Any:
    at = MONDAY + timedelta(seconds=seconds)
    return book.hear(Signal("asterisk", call, what, key, at, number=more.pop("number", "13812345678"), **more))


@pytest.mark.django_db
def test_what_is_known_of_a_caller_decides_their_way(cast: Cast):
    from huying.people.models import Citizen
    from huying.people.sealed import phone_key

    Citizen.objects.create(phone_key=phone_key("13812345678"), care="听力障碍", language="en")
    call = heard(What.ARRIVED, "a")
    known = knowing.know(call, frozenset(), MONDAY)
    rules = policy.current().phone.priority
    assert (known.direct, known.language, known.skills) == (True, "en", frozenset({"english"})) and known.priority == rules.elderly
    again = knowing.know(heard(What.ARRIVED, "a", 60, call="c2"), frozenset(), MONDAY + timedelta(seconds=60))
    assert again.priority == rules.elderly + rules.repeat and again.lately == 2
    nobody = knowing.know(heard(What.ARRIVED, "a", call="c3", number="anonymous"), frozenset({"enterprise", "nonsense"}), MONDAY)
    assert (nobody.reachable, nobody.lately, nobody.skills, nobody.direct) == (False, 0, frozenset({"enterprise"}), False)


@pytest.mark.django_db
def test_progress_reminds_of_what_is_missing(cast: Cast, settings: Any):
    from huying.tickets import numbers

    ticket = cast.ticket(MONDAY, title="噪音", detail="很吵。", wish="", happened="", place="", parties="")
    assert ticket.state == "incomplete" and "place" in ticket.missing
    row, code = heard(What.ARRIVED, "a").pk, numbers.code_for(ticket.number, settings.MASTER_SECRET)
    chinese = knowing.progress(row, ticket.number, code, "zh-hans", MONDAY)
    english = knowing.progress(row, ticket.number, code, "en", MONDAY)
    assert chinese and english and "地点" in chinese.missing and "the place" in english.missing
    due = ticket.due_at.astimezone(SHANGHAI)
    assert chinese.due == f"{due.month}月{due.day}日{due.hour}点" and f"{due:%B}" in english.due


@pytest.mark.django_db
def test_progress_by_keys_needs_number_and_code(cast: Cast, settings: Any):
    from huying.tickets import numbers

    ticket = cast.ticket(MONDAY)
    row, code = heard(What.ARRIVED, "a").pk, numbers.code_for(ticket.number, settings.MASTER_SECRET)
    assert knowing.progress(row, ticket.number, code, "zh-hans", MONDAY)
    assert knowing.progress(row, ticket.number, code, "en", MONDAY) == knowing.Standing("submitted")
    assert knowing.progress(row, ticket.number, "000000" if code != "000000" else "111111", "zh-hans", MONDAY) is None
    for _ in range(6):
        knowing.progress(row, ticket.number, "222222", "zh-hans", MONDAY)
    assert knowing.progress(row, ticket.number, code, "zh-hans", MONDAY) is None, "guessing is braked, the right code too"


@pytest.mark.django_db
def test_nobody_stays_busy_with_a_call_that_asterisk_does_not_have(cast: Cast):
    agent = cast.agent_account
    Seat.objects.create(account=agent, extension="6001", since=MONDAY)
    seats.ready(agent, MONDAY)
    heard(What.ARRIVED, "a")
    heard(What.ANSWERED, "b", 1, agent=agent.pk)
    late = MONDAY + timedelta(minutes=1)
    assert tidying.free(late, {"c1"}) == 0, "the call is there"
    assert tidying.free(late, set()) == 1 and Seat.objects.get().state == "wrapping"


@pytest.mark.django_db
def test_an_order_to_dial_is_refused_in_words_and_made_once(cast: Cast):
    agent = cast.agent_account
    order = orders.ask(agent, "dial", MONDAY, which="sealed", number=orders.seal("k", "13812345678"), key="k")
    assert "坐席" in outbound.wanted(order, MONDAY).problem
    Seat.objects.create(account=agent, extension="6001", since=MONDAY)
    assert "签入" in outbound.wanted(order, MONDAY).problem
    seats.ready(agent, MONDAY)
    assert outbound.wanted(order, MONDAY).number == "13812345678"
    heard(What.ARRIVED, "a", call=f"out-{order.pk}", direction="out")
    assert outbound.wanted(order, MONDAY).again
    heard(What.ARRIVED, "a", call="c9")
    heard(What.QUEUED, "q", 1, call="c9")
    heard(What.ENDED, "e", 9, call="c9")
    back = CallBack.objects.get()
    night = MONDAY + timedelta(hours=12)
    Seat.objects.create(account=cast.other_agent_account, extension="6002", since=MONDAY)
    asked = orders.ask(agent, "dial", MONDAY, which=f"callback:{back.pk}")
    assert "时段" in outbound.wanted(asked, night).problem and CallBack.objects.get().state == CallBack.OPEN
    assert outbound.wanted(asked, MONDAY).back == back.pk and CallBack.objects.get().state == CallBack.CLAIMED
    seats.ready(cast.other_agent_account, MONDAY)
    assert "他人" in outbound.wanted(orders.ask(cast.other_agent_account, "dial", MONDAY, which=f"callback:{back.pk}"), MONDAY).problem
    outbound._again(back.pk, rang=False, failed=False)
    assert (CallBack.objects.get().state, CallBack.objects.get().tries) == (CallBack.OPEN, 0), "an agent's telephone is no try"
    for failed, tries in ((True, 0), (False, 1)):
        assert owing.take(back.pk, agent, MONDAY)
        outbound._again(back.pk, rang=True, failed=failed)
        assert CallBack.objects.get().tries == tries, "a call that failed on its way is none either"


@pytest.mark.django_db
def test_where_a_call_may_be_handed(cast: Cast, settings: Any):
    agent, other = cast.agent_account, cast.other_agent_account
    call = heard(What.ARRIVED, "a")

    def way(to: str, **more: object) -> tuple[str, str, str]:
        return parties.way(orders.ask(agent, "consult", MONDAY, call=call, to=to, **more))

    def typed(number: str, **more: object) -> tuple[str, str, str]:
        key = f"k{number}"
        return parties.way(orders.ask(agent, "consult", MONDAY, call=call, to="sealed", number=orders.seal(key, number), key=key, **more))

    settings.PHONE = {**settings.PHONE, "emergency_lines": "police=110+02083110110"}
    assert way("target:discipline")[1:] == ("12388", "") and "紧急" in way("target:police")[2]
    assert way("target:state_council")[2] and way("target:nonsense")[2] and way("account:0")[2] and way("?")[2]
    assert way("unit:power-grid")[1] == "020-00001016" and "没有登记" in way("unit:city-sports")[2] and "没有登记" in way("unit:x")[2]
    assert typed("020-81234567")[1:] == ("020-81234567", "")
    for number in ("110", "020110", "020-110", "+86 20 110", "8620110", "02083110110", "83110110", "12110"):
        assert "紧急键" in typed(number)[2], number
    for found in (way("target:discipline", drill=True), way("unit:power-grid", drill=True), typed("13912345678", drill=True)):
        assert found[1] == "" and "演练" in found[2]

    assert "自己" in way(f"account:{agent.pk}")[2]
    seat = Seat.objects.create(account=other, extension="6002", since=MONDAY, reachable=True)
    assert "签出" in way(f"account:{other.pk}")[2]
    seats.pause(other, "meal", MONDAY)
    assert way(f"account:{other.pk}")[1:] == ("seat 6002", "")
    seat.refresh_from_db()
    assert (seat.state, seat.call_id, seat.after) == ("ringing", call.pk, "meal"), "afterwards it is what it was"
    assert "正在通话" in way(f"account:{other.pk}")[2]


@pytest.mark.parametrize("number", ["110", "020110", "+8620110", "+86110", "120", "119", "12110", "02083110110", "83110110"])
def test_while_everything_is_a_drill_no_spelling_reaches_a_service(number: str, settings: Any):
    settings.PHONE = {**settings.PHONE, "emergency_lines": "police=110+02083110110"}
    assert telephone.outside(number)
    settings.PHONE_DRILLS = True
    assert telephone.outside(number) == "" and telephone.outside("13812345678") and not telephone.emergency("police")


def test_the_last_gate_lets_no_drill_to_the_carrier():
    async def rung(endpoint: str, *, drill: bool) -> bool:
        asked: list[str] = []

        class Asked:
            async def ask(self, method: str, path: str, **params: Any) -> None:
                asked.append(params["endpoint"])
                leg.answered()

        board = Switchboard(Asked(), None, None)  # type: ignore[arg-type]
        live, leg = Live("c1", MONDAY), Leg("c1~p~1", "p", drill=drill)
        try:
            await board.dial(live, leg, endpoint, 1)
        except ValueError:
            return bool(asked)
        return asked == [endpoint]

    assert not asyncio.run(rung("PJSIP/110@trunk", drill=True)) and asyncio.run(rung("PJSIP/110@trunk", drill=False))
    assert asyncio.run(rung("Local/9110@drill", drill=True)) and asyncio.run(rung("PJSIP/6002", drill=True))


def test_a_sound_that_is_given_up_while_it_begins_is_ended():
    said: list[str] = []

    class Slow:
        async def ask(self, method: str, path: str, **params: Any) -> None:
            await asyncio.sleep(0.02)
            said.append(method)

        try_ = ask

    async def given_up() -> None:
        board = Switchboard(Slow(), None, None)  # type: ignore[arg-type]
        playing = asyncio.create_task(speaking.play(board, Live("c1", MONDAY), [Path("welcome.wav")]))
        await asyncio.sleep(0)
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)

    asyncio.run(given_up())
    assert said == ["POST", "DELETE"], "never the other way round"


def test_a_refusal_after_the_caller_hung_up_is_no_fault(caplog: pytest.LogCaptureFixture):
    class Gone:
        async def ask(self, method: str, path: str, **params: Any) -> None:
            await asyncio.sleep(0.02)
            raise AriRefused(404, "Channel not found")

    async def hung_up() -> None:
        live = Live("c1", MONDAY)
        playing = asyncio.create_task(speaking.play(Switchboard(Gone(), None, None), live, [Path("welcome.wav")]))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        live.over = True
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
        await asyncio.sleep(0.05)
        gc.collect()

    asyncio.run(hung_up())
    assert "never retrieved" not in caplog.text


def test_when_no_line_answers_another_service_does(settings: Any):
    settings.PHONE = {**settings.PHONE, "emergency_lines": "police=110+02083110110,ambulance=120"}
    assert emergency.plan(Board(), "ambulance", drill=False) == [  # type: ignore[arg-type]
        ("ambulance", "PJSIP/120@trunk"), ("police", "PJSIP/110@trunk"), ("police", "PJSIP/02083110110@trunk")]
    assert emergency.plan(Board("9110"), "ambulance", drill=True) == [  # type: ignore[arg-type]
        ("ambulance", "Local/9120@drill"), ("police", "PJSIP/9110"), ("police", "Local/9110@drill")]
    assert len(emergency.plan(Board(), "police", drill=False)) == 2  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_signals_are_written_in_order_even_when_the_database_was_away(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    from django.db import OperationalError

    real, failures = book.hear, iter([True, True])

    def sometimes(signal: Signal) -> Any:
        if next(failures, False):
            raise OperationalError("the server closed the connection")
        return real(signal)

    monkeypatch.setattr(book, "hear", sometimes)

    async def write() -> list[str]:
        diary = Diary()
        given = [Signal("asterisk", "c1", what, what.value, MONDAY + timedelta(seconds=at), number="13812345678")
                 for at, what in enumerate((What.ARRIVED, What.QUEUED, What.ENDED))]
        futures = [diary.hear(each) for each in given]
        calls = await asyncio.gather(*futures)
        await diary.settled(5)
        await diary.ask(_close)
        return [each.state for each in calls]

    assert asyncio.run(write()) == ["greeting", "waiting", "ended"]
    assert CallBack.objects.get().why == "abandoned"


def _close() -> None:
    from django.db import connection

    connection.close()
