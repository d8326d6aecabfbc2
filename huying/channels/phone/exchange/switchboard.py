"""The switchboard: all calls of this moment, what Asterisk tells of them, and the few things that can be done to a channel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from huying.channels.phone.exchange import recording
from huying.channels.phone.exchange.ari import APP, Ari, AriDown, AriRefused, Event
from huying.channels.phone.exchange.diary import Diary
from huying.channels.phone.exchange.lives import CITIZEN, PARTY, Leg, Live, reason_of
from huying.channels.phone.exchange.sounds import Cabinet
from huying.channels.phone.models import ENDED, OUT, OWN, RATING, TALKING, Call
from huying.channels.phone.signals import Signal, What
from huying.clocks.present import now

logger = logging.getLogger("huying.phone")


class Switchboard:
    """Everything belongs to the event loop's thread; what takes time is done by tasks of the call that it is for."""

    def __init__(self, ari: Ari, diary: Diary, cabinet: Cabinet) -> None:
        self.ari, self.diary, self.cabinet = ari, diary, cabinet
        self.calls: dict[str, Live] = {}
        self.channels: dict[str, tuple[Live, Leg]] = {}
        self.played: dict[str, asyncio.Future[None]] = {}
        self.wake = asyncio.Event()  # somebody waits, or a seat is free: the floor looks again
        self.online: set[str] = set()  # telephones that Asterisk reaches
        self.greet: Callable[[Live], Awaitable[None]] = _nothing
        self.requeue: Callable[[Live], Awaitable[None]] = _nothing  # whatever went wrong with us: a person shall help
        self.rate: Callable[[Live], Awaitable[None]] = _nothing
        self.from_seat: Callable[[Event], Awaitable[None]] = _nothing
        self.refer: Callable[[Event], Awaitable[None]] = _nothing  # a telephone's own transfer key
        self.party_left: Callable[[Live, Leg], Awaitable[None]] = _nothing
        self.hand: Callable[[Live, Leg], object] = _nothing  # whoever is left beside the citizen goes on with the call
        self.beside: dict[str, Callable[[Event], None]] = {}  # channels that are no leg of a call
        self.looked = 0.0  # when the floor last looked at all seats
        self.archiving = asyncio.Semaphore(2)  # recordings on their way to the disk
        self.fetching: set[str] = set()  # the same by name, and those that wait for it
        self.blind = False  # while calls are being found again: a leg that nobody knows may be one of theirs
        self.background: set[asyncio.Task[Any]] = set()

    # what Asterisk tells
    def heard(self, event: Event) -> None:
        """Every event of the stream. Never raises."""
        try:
            act = HEARS.get(event.type)
            if act is not None:
                act(self, event)
        except Exception:
            logger.exception("%s was not understood", event.type)

    def _started(self, event: Event) -> None:
        known = self.channels.get(event.channel)
        if known is not None:
            known[1].answered()
        elif event.channel in self.beside:
            self.beside[event.channel](event)
        elif event.args[:1] == ["in"]:
            self.arrive(event)
        elif event.args[:1] == ["seat"]:
            self.run(self.from_seat(event))
        elif not self.blind:
            self.run(self.hang_up_channel(event.channel))  # of a call that is over

    def arrive(self, event: Event) -> Live:
        """A new call in."""
        args = [*event.args, "", ""]
        live = Live(event.channel, now(), number=event.number, called=args[1], skills=frozenset(filter(None, args[2].split("+"))))
        live.citizen = self.add(live, Leg(event.channel, CITIZEN))
        live.citizen.answered()
        self.calls[live.key] = live
        self.lead(live, self.greet(live))
        return live

    def _ended(self, event: Event) -> None:
        known = self.channels.get(event.channel)
        if known is None:
            self.beside.pop(event.channel, None)
            return
        live, leg = known
        if event.type == "StasisEnd" and not leg.is_up:
            return  # moved on inside Asterisk; its end is told as well
        leg.cause = int(event.told.get("cause", 0) or 0)
        self.gone(live, leg)

    def _key(self, event: Event) -> None:
        known = self.channels.get(event.channel)
        if known is not None and known[1].kind == CITIZEN:
            known[0].key_pressed(str(event.told.get("digit", "")))

    def _playback(self, event: Event) -> None:
        future = self.played.pop(str(event.told.get("playback", {}).get("id", "")), None)
        if future is not None and not future.done():
            future.set_result(None)

    def _recording(self, event: Event) -> None:
        name = str(event.told.get("recording", {}).get("name", ""))
        noted = self.played.pop(name, None)
        if noted is not None and not noted.done():
            noted.set_result(None)
        failed = str(event.told.get("recording", {}).get("cause", "")) or "?"
        self.run(recording.archive(self, name, failed if event.type == "RecordingFailed" else recording.broken(self, name)))

    # legs
    def add(self, live: Live, leg: Leg) -> Leg:
        live.legs[leg.channel] = leg
        self.channels[leg.channel] = (live, leg)
        return leg

    def gone(self, live: Live, leg: Leg) -> None:
        """A channel is no more: what that means for its call."""
        if leg.gone:
            return
        was_up = leg.is_up
        leg.ended()
        live.inside.discard(leg.channel)
        self.channels.pop(leg.channel, None)
        if live.over:
            return
        if leg.kind == CITIZEN:
            if was_up:
                self.end(live, "transferred" if live.agent is None and live.party else live.if_left)
        elif leg is live.agent:
            self.agent_left(live, leg)
        elif was_up and (leg.kind == PARTY or leg.party == "barge"):
            self.spawn(live, self.party_left(live, leg))

    def agent_left(self, live: Live, leg: Leg, *, then: str = "") -> None:
        """The agent is out; the citizen goes on with whoever is there, else to the rating. `then` "line": back into the line."""
        live.agent = None
        self.tell(live, What.LEFT, f"left:{leg.channel}", agent=leg.account)
        party = live.party
        if then == "line":
            return
        if live.stage != TALKING:  # nobody to speak with yet
            self.end(live, "failed")
            return
        if party is not None and party.is_up and live.citizen and live.citizen.is_up:
            self.hand(live, party)
            self.spawn(live, self.inside(live, live.citizen.channel, party.channel))
        elif live.citizen is None or not live.citizen.is_up:
            self.end(live, "no_answer")
        elif live.direction == OUT and live.purpose != "follow_up":
            self.end(live)
        else:
            live.stage = RATING
            self.lead(live, self.rate(live))

    # what can be done
    def tell(self, live: Live, what: What, key: str, **more: Any) -> asyncio.Future[Call]:
        """Have it written down; in order for each call."""
        self.write_line(live)
        return self.diary.hear(self.signal(live, what, key, **more))

    def write_line(self, live: Live) -> None:
        """That they joined the line, when no offer took it along."""
        if live.unwritten is not None:
            signal, live.unwritten = live.unwritten, None
            self.diary.hear(signal)

    def signal(self, live: Live, what: What, key: str, **more: Any) -> Signal:
        return Signal(exchange=OWN, call=live.key, what=what, key=key, at=now(), direction=live.direction, purpose=live.purpose,
                      number=live.number, called=live.called, language=live.language, skills=tuple(sorted(live.skills)),
                      priority=live.priority, **more)

    def lead(self, live: Live, speaks: Awaitable[None]) -> None:
        """Who speaks with the citizen from now on; whoever did so stops."""
        if live.leading is not None and live.leading is not asyncio.current_task():
            live.leading.cancel()
        live.leading = asyncio.create_task(self._guarded(live, speaks, ends=True))
        live.spawn(live.leading)

    def spawn(self, live: Live, work: Awaitable[Any]) -> asyncio.Task[None]:
        """A task that ends with its call."""
        task = asyncio.create_task(self._guarded(live, work))
        live.spawn(task)
        return task

    def run(self, work: Awaitable[Any]) -> None:
        """A task that belongs to no call."""
        task = asyncio.create_task(_logged(work))
        self.background.add(task)
        task.add_done_callback(self.background.discard)

    async def _guarded(self, live: Live, work: Awaitable[Any], *, ends: bool = False) -> None:
        try:
            await work
        except (AriDown, AriRefused) as error:
            if not live.over:
                logger.info("%s: %s", live.key, error)
        except Exception:
            logger.exception("%s: a mistake of ours; the caller is not dropped for it", live.key)
            if ends and not live.over:
                self.lead(live, self.requeue(live))

    async def dial(self, live: Live, leg: Leg, endpoint: str, seconds: float, *, shown: str = "", name: str = "") -> bool:
        """Ring a telephone; True when it answered within the time."""
        leg.may_ring(endpoint)
        self.add(live, leg)
        caller = f'"{name}" <{shown}>' if shown else name
        try:
            await self.ari.ask("POST", "channels", endpoint=endpoint, app=APP, appArgs="leg", channelId=leg.channel, callerId=caller,
                               timeout=int(seconds), formats="alaw,ulaw")
        except AriRefused as no:
            logger.warning("%s cannot be rung: %s", endpoint.partition("@")[2] or "a telephone", no.status)
            leg.cause = 20
            self.gone(live, leg)
            return False
        try:
            return await asyncio.wait_for(asyncio.shield(leg.up), seconds + 3)
        except TimeoutError:
            leg.cause = 19
            await self.hang_up(live, leg)
            return False

    async def inside(self, live: Live, *wanted: str) -> None:
        """Exactly these channels speak with each other; the citizen outside hears music."""
        if not live.bridge:
            live.bridge = live.bridge_name
            await self.ari.ask("POST", f"bridges/{live.bridge}", type="mixing", name="huying")
        for channel in live.inside - set(wanted):
            live.inside.discard(channel)
            await self.ari.try_("POST", f"bridges/{live.bridge}/removeChannel", channel=channel)
            await self.music(live, channel, on=True)
        for channel in [each for each in wanted if each not in live.inside]:
            await self.music(live, channel, on=False)
            await self.ari.ask("POST", f"bridges/{live.bridge}/addChannel", channel=channel)
            live.inside.add(channel)

    async def music(self, live: Live, channel: str, *, on: bool) -> None:
        """Music for who waits; nothing is asked of Asterisk that is so already."""
        if on and channel not in live.music:
            live.music.add(channel)
            await self.ari.try_("POST", f"channels/{channel}/moh")
        elif not on and channel in live.music:
            live.music.discard(channel)
            await self.ari.try_("DELETE", f"channels/{channel}/moh")

    async def unbridge(self, live: Live) -> None:
        """The conversation is over; who is left stands alone."""
        bridge, live.bridge, live.inside = live.bridge, "", set()
        if bridge:
            await recording.stop(self, live)
            await self.ari.try_("DELETE", f"bridges/{bridge}")

    async def hang_up(self, live: Live, leg: Leg) -> None:
        await self.hang_up_channel(leg.channel)
        self.gone(live, leg)

    async def hang_up_channel(self, channel: str) -> None:
        with suppress(AriDown):  # found again, or gone with Asterisk
            await self.ari.try_("DELETE", f"channels/{channel}")

    def end(self, live: Live, reason: str = "") -> None:
        """The call is over: written down, everybody let go."""
        if live.over:
            return
        live.over, live.stage = True, ENDED
        if not reason and live.citizen and not live.citizen.is_up and live.direction == OUT:
            reason = reason_of(live.citizen.cause)
        self.tell(live, What.ENDED, "ended", reason=reason)
        if live.at_end is not None:
            self.diary.do(live.key, live.at_end)
        self.calls.pop(live.key, None)
        for task in live.tasks - {asyncio.current_task()}:
            task.cancel()
        self.run(self._let_go(live))
        self.wake.set()

    async def _let_go(self, live: Live) -> None:
        for leg in list(live.legs.values()):
            if not leg.gone:
                await self.hang_up_channel(leg.channel)
                leg.ended()
            self.channels.pop(leg.channel, None)
        await self.unbridge(live)


async def _nothing(*_about: object) -> None: ...


async def _logged(work: Awaitable[Any]) -> None:
    try:
        await work
    except (AriDown, AriRefused) as error:
        logger.info("%s", error)
    except Exception:
        logger.exception("a mistake of ours")


HEARS: dict[str, Callable[[Switchboard, Event], None]] = {
    "StasisStart": Switchboard._started, "StasisEnd": Switchboard._ended, "ChannelDestroyed": Switchboard._ended,
    "ChannelDtmfReceived": Switchboard._key, "PlaybackFinished": Switchboard._playback, "RecordingFinished": Switchboard._recording,
    "RecordingFailed": Switchboard._recording, "ChannelTransfer": lambda board, event: board.run(board.refer(event)),
}
