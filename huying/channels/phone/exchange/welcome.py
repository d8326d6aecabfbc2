"""A citizen on the line without a person yet: greeting, progress by keys, the wait, the offer to be called back, the short note
in a surge; and the rating after the agent has left. Each is a task that ends when something else begins."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

from huying import policy
from huying.channels.phone import line
from huying.channels.phone.exchange import knowing, recording, speaking
from huying.channels.phone.exchange.ari import AriDown, AriRefused
from huying.channels.phone.exchange.diary import PATIENCE
from huying.channels.phone.exchange.knowing import Known
from huying.channels.phone.exchange.lives import Live
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.models import GREETING, RATING, WAITING, Call, Seat
from huying.channels.phone.signals import What
from huying.clocks.present import now

AWAY: knowing.Standing | None = knowing.Standing("")
AT_ONCE = 0.4  # seconds: who is put through within them needs no music
FIRST_WORD = 3.0  # seconds in the line before the place is told: most are served by then
NOTE_SECONDS = 60
TRIES = 3


async def greet(board: Switchboard, live: Live) -> None:
    """From the first ring to the line."""
    written = board.tell(live, What.ARRIVED, "arrived")
    await board.ari.ask("POST", f"channels/{live.key}/answer")
    known = await _known(board, live, written)
    if known is not None:
        _learn(live, known)
        if await _flood(board, live, known):
            return
        if not known.direct and known.reachable and (known.night or known.waiting >= policy.current().phone.line.surge_waiting):
            await take_note(board, live)
            return
    if live.direct:
        await speaking.say(board, live, "recording")
    elif await _menu(board, live, known):
        return
    await to_line(board, live)


async def _known(board: Switchboard, live: Live, written: asyncio.Future[Call]) -> Known | None:
    """What the house knows, or nothing when it does not answer in time; then it is found out later."""
    try:
        call = await asyncio.wait_for(asyncio.shield(written), PATIENCE)
        asked = board.diary.do(live.key, partial(knowing.know, call, live.skills, now()))
        return await asyncio.wait_for(asyncio.shield(asked), PATIENCE)
    except Exception:
        board.spawn(live, _late(board, live, written))
        return None


async def _late(board: Switchboard, live: Live, written: asyncio.Future[Call]) -> None:
    """The database is back: the caller has a row, can be rung for, and is known."""
    call = await asyncio.shield(written)
    known = await asyncio.shield(board.diary.do(live.key, partial(knowing.know, call, live.skills, now())))
    _learn(live, known)
    if known.night and known.reachable and not known.direct and live.offering is None and live.stage in (GREETING, WAITING):
        live.stage = GREETING  # nobody is there to be waited for
        await speaking.music(board, live, on=False)
        board.lead(live, take_note(board, live))
    board.wake.set()


def _learn(live: Live, known: Known) -> None:
    live.row, live.language, live.skills = known.row, known.language, known.skills
    live.priority, live.direct, live.callable = max(live.priority, known.priority), known.direct, known.reachable


async def _flood(board: Switchboard, live: Live, known: Known) -> bool:
    """Too many calls of one number: warned, then slowed, never dropped. One key says that it is an emergency: that goes first."""
    rules = policy.current().phone
    if known.lately > rules.callers.slow_per_hour:
        live.not_before = now() + timedelta(seconds=rules.callers.slow_seconds)
    if known.lately > rules.callers.warn_per_hour:
        board.tell(live, What.WARNED, "warned", data={"calls": known.lately})
        if await speaking.say(board, live, "warned", keys=rules.keys.emergency) or await speaking.key(live, rules.keys.emergency, 1.0):
            board.tell(live, What.KEYED, "keyed:emergency", data={"choice": "emergency"})
            live.priority, live.not_before = live.priority + rules.priority.emergency, None
        await to_line(board, live)
        return True
    return False


async def _menu(board: Switchboard, live: Live, known: Known | None) -> bool:
    """The greeting; keys are taken at once. True when the caller has got what they wanted."""
    keys = policy.current().phone.keys
    names = ["greeting", *(["busy_hour"] if known and known.waiting > known.seats else []), "recording"]
    pressed = await speaking.say(board, live, *names, keys=keys.progress + keys.person)
    if pressed:
        board.tell(live, What.KEYED, "keyed:menu", data={"choice": "progress" if pressed == keys.progress else "person"})
    return pressed == keys.progress and await _progress(board, live)


async def _progress(board: Switchboard, live: Live) -> bool:
    """Number and code by keys; whoever cannot, or asks for it, gets a person."""
    for _ in range(TRIES):
        number = await _asked(board, live, "enter_number", 13)
        if not number:
            return False
        code = await _asked(board, live, "enter_code", 6)
        if not code:
            return False
        found = await board.diary.maybe(partial(knowing.progress, live.row, number, code, live.language, now()), AWAY)
        if found is AWAY:
            return False
        if found:
            board.tell(live, What.SERVED, "served")
            keys = policy.current().phone.keys.person
            key = await speaking.say(board, live, "progress", keys=keys, state=found.state)
            if found.missing and not key:
                key = await speaking.say(board, live, "completion", keys=keys, missing=found.missing, due=found.due)
            if key or await speaking.key(live, keys, 4.0 if found.missing else 2.0):  # hold on for a person after all
                return False
            board.end(live, "self_service")
            return True
        await speaking.say(board, live, "not_found", keys="0123456789")
    return False


async def _asked(board: Switchboard, live: Live, name: str, length: int) -> str:
    """Digits after a sentence, which the first of them cuts off; a star or a lone 0 asks for a person."""
    live.forget_keys()
    first = await speaking.say(board, live, name, keys="0123456789*")
    rest = "" if first == "*" else await speaking.digits(live, length - len(first), 6.0)
    keyed = first + rest
    return "" if "*" in keyed or keyed in ("", policy.current().phone.keys.person) else keyed


async def to_line(board: Switchboard, live: Live, *, again: str = "") -> None:
    """Into the line, and what is said there until somebody answers."""
    live.stage, live.queued_at = WAITING, live.queued_at or now()
    board.write_line(live)
    live.unwritten = board.signal(live, What.QUEUED, f"queued{again}")
    board.wake.set()
    await wait(board, live)


async def wait(board: Switchboard, live: Live) -> None:
    """Music; place and time now and then; the offer to be called back."""
    rules = policy.current().phone
    pause, offered = FIRST_WORD, 0.0
    await asyncio.sleep(AT_ONCE)
    board.write_line(live)
    while True:
        await speaking.music(board, live, on=True)
        waited = (now() - (live.queued_at or now())).total_seconds()
        pressed = await speaking.key(live, rules.keys.back if offered else "", pause)
        pause = float(rules.line.place_every_seconds)
        if live.offering is not None and not pressed:
            continue  # it rings at a seat already
        await speaking.music(board, live, on=False)
        may = live.callable and live.row > 0 and live.offering is None
        if may and (pressed or waited > rules.line.longest_minutes * 60):
            await _promise(board, live)
            return
        offer = may and waited + FIRST_WORD >= rules.line.offer_back_after_seconds
        offered = offered or float(offer)
        names, values = await _place(board, live)
        if await speaking.say(board, live, *names, *(["offer_back"] if offer else []), keys=rules.keys.back if offer else "", **values):
            await _promise(board, live)
            return


async def _place(board: Switchboard, live: Live) -> tuple[list[str], dict[str, Any]]:
    waiting = [each.waits() for each in board.calls.values() if each.is_waiting]
    ahead = line.place(live.row, waiting, now())
    if ahead == 0:
        return ["next"], {}
    seats = await board.diary.maybe(lambda: Seat.objects.filter(reachable=True).exclude(state="off").count(), 1)
    minutes = max(1, round(line.wait(ahead, seats, timedelta(minutes=4)).total_seconds() / 60))
    return ["waiting"], {"place": ahead, "minutes": minutes}


async def _promise(board: Switchboard, live: Live) -> None:
    """They leave their place for a call back and keep it."""
    live.stage = "promised"
    await board.tell(live, What.PROMISED, "promised")
    await speaking.say(board, live, "promised")
    board.end(live, "promised")


async def take_note(board: Switchboard, live: Live) -> None:
    """Night or surge: place and matter in a few words, recorded; the call back is owed."""
    await speaking.say(board, live, "surge")
    await speaking.play(board, live, [board.cabinet.beep()])
    done = await recording.note(board, live, NOTE_SECONDS)
    board.tell(live, What.TAGGED, "tagged")
    await speaking.until(live, done, "#0", NOTE_SECONDS)
    await recording.stop(board, live)
    await speaking.say(board, live, "noted")
    board.end(live, "tagged")


async def rate(board: Switchboard, live: Live) -> None:
    """The agent has left: the number digit by digit, then one key."""
    live.stage = RATING
    try:
        await board.unbridge(live)
        board.tell(live, What.ASKED_RATING, "rating")
        live.forget_keys()
        number = await board.diary.maybe(partial(knowing.number_to_read, live.row), "") if live.row else ""
        names = (["number"] if number else [])
        pressed = await speaking.say(board, live, *names, "rate", keys="12345", number=number)
        pressed = pressed or await speaking.key(live, "12345", policy.current().phone.rating_seconds)
        if pressed:
            board.tell(live, What.RATED, "rated", score=int(pressed))
            await speaking.say(board, live, "rated")
    except (AriDown, AriRefused):
        pass
    if not live.over:
        board.end(live)
