"""Recorded surveys: the exchange calls by itself, says who calls and why, asks, and hears keys; one of them leads to a person."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from functools import partial

from huying import policy
from huying.channels.phone import surveying
from huying.channels.phone.campaign import SURVEY
from huying.channels.phone.exchange import speaking, telephone, welcome
from huying.channels.phone.exchange.lives import CITIZEN, Leg, Live, reason_of
from huying.channels.phone.exchange.outbound import CITIZEN_SECONDS
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.models import OUT
from huying.channels.phone.signals import What
from huying.channels.phone.survey import Asked, pressed
from huying.channels.phone.surveying import Wanted
from huying.clocks.present import now

logger = logging.getLogger("huying.phone")
EVERY = 2.0
REST_AFTER, REST = 3, 60.0
ANY = "0123456789*#"
PERSON = "person"


@dataclass(slots=True)
class Way:
    """The way out to the carrier. `failed`: calls in a row that failed on it; after three it is tried once a minute only."""

    failed: int = 0
    since: float = 0.0

    def told(self, reason: str) -> None:
        self.failed, self.since = (self.failed + 1, time.monotonic()) if reason == "failed" else (0, 0.0)

    @property
    def lines(self) -> int:
        """So many calls at once."""
        if self.failed >= REST_AFTER:
            return int(time.monotonic() - self.since >= REST)
        return policy.current().phone.outbound.lines


async def conduct(board: Switchboard) -> None:
    """For ever: begin as many as there are lines for."""
    way = Way()
    while True:
        await asyncio.sleep(EVERY)
        if not board.ari.up.is_set() or board.blind:
            continue
        try:
            while _running(board) < way.lines and await _begin(board, way):
                pass
        except Exception as error:
            logger.warning("surveys: %s: %s", type(error).__name__, str(error).split("\n")[0])


def _running(board: Switchboard) -> int:
    return sum(key.startswith(SURVEY) for key in board.calls)


async def _begin(board: Switchboard, way: Way) -> bool:
    """Call the next citizen; False when there is none."""
    want = await board.diary.ask(lambda: surveying.claim(now()))
    if want is None:
        return False
    if not telephone.outside(want.number):
        await board.diary.ask(partial(surveying.cannot, want.key, now()))
        return True
    live = Live(want.key, now(), direction=OUT, purpose="follow_up", number=want.number, language=want.language, callable=True)
    live.at_end = partial(_settle, live.key)
    board.calls[live.key] = live
    board.spawn(live, _call(board, live, want, way))
    return True


def _settle(key: str) -> None:
    """The row of the campaign hears of its call; of one cut off with us, within the minute (campaigning.settle)."""
    surveying.settle(key, now())


async def _call(board: Switchboard, live: Live, want: Wanted, way: Way) -> None:
    """Until it is answered, or not."""
    live.row = (await board.tell(live, What.ARRIVED, "arrived", ticket=want.ticket)).pk
    live.citizen = Leg(live.name(CITIZEN), CITIZEN)
    ours = policy.current().city.hotline.number
    if await board.dial(live, live.citizen, telephone.outside(live.number), CITIZEN_SECONDS, shown=ours):
        way.told("")
        live.if_left = "hung_up"
        board.lead(live, _talk(board, live, want))
    else:
        reason = reason_of(live.citizen.cause)
        way.told(reason)
        board.end(live, reason)


async def _talk(board: Switchboard, live: Live, want: Wanted) -> None:
    """Who calls and why, then question by question. Who presses nothing at all is a machine, or not there: tried again."""
    rules = policy.current().phone
    own = rules.keys.person + rules.keys.stop
    opening = want.opening or rules.says("survey", live.language)
    key = await speaking.tell(board, live, opening, own)
    asked, heard = Asked(want.survey), False
    while not key and asked.question is not None:
        question = asked.question
        key = await _answer(board, live, question.says.en if live.language == "en" else question.says.zh, want.survey.seconds)
        heard = heard or bool(key)
        if key and key in own:
            break
        before, asked = asked, pressed(asked, key)
        if question.id in asked.answers and asked.answers != before.answers:
            choice = asked.answers[question.id]
            board.tell(live, What.KEYED, f"keyed:{question.id}", data={"question": question.id, "choice": choice})
            board.tell(live, What.SERVED, "served")
        elif asked.question is question:
            await speaking.say(board, live, "unheard")
        elif not heard:
            board.end(live, "silent")
            return
        key = ""
    await _close(board, live, key, answered=bool(asked.answers))


async def _answer(board: Switchboard, live: Live, text: str, seconds: int) -> str:
    """The key after a question, which it may cut off; nothing when none came in time."""
    live.forget_keys()
    return await speaking.tell(board, live, text, ANY) or await speaking.key(live, ANY, seconds)


async def _close(board: Switchboard, live: Live, key: str, *, answered: bool) -> None:
    keys = policy.current().phone.keys
    if key:
        board.tell(live, What.KEYED, f"keyed:{key}", data={"choice": PERSON if key == keys.person else surveying.STOP})
    if key and key == keys.person:
        live.if_left = "abandoned"
        await speaking.say(board, live, "recording")
        await welcome.to_line(board, live)
        return
    await speaking.say(board, live, "stopped" if key else "surveyed" if answered else "unheard")
    board.end(live, "hung_up")
