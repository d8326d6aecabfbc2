"""A visitor who takes an agent's seat in the demo city gets calls, too: they ring, are answered as by a headset, and somebody speaks.

What the page orders is done by signals, as far as that goes without an exchange; the rest says where a real one comes from.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from huying.channels.phone import orders, seats
from huying.channels.phone.models import ENDED, READY, RINGING, TALKING, Call, PhoneOrder, Seat
from huying.channels.phone.signals import What
from huying.channels.phone.speech import hearing
from huying.channels.phone.speech.recognising import AGENT, CALLER, Words
from huying.clocks.zone import SHANGHAI
from huying.demo import scenes
from huying.demo.calls import EXCHANGE
from huying.demo.names import phone
from huying.demo.requests import compose

RINGS, BETWEEN, LONGEST = timedelta(seconds=4), timedelta(seconds=12), timedelta(minutes=5)
CROWD = 4000
NO_EXCHANGE = "演示城市没有真的交换机，这一步做不了；make phone 可听到真的通话 · the demo has no real exchange; try make phone"
_PIECES = re.compile(r"[^，。！？；,.!?;]+[，。！？；,.!?;]*")

Say = Callable[..., int]


@dataclass(slots=True)
class Visited:
    """`say(key, what, now, **signal)` tells a signal; `lines`: what each caller still has to say."""

    say: Say
    lines: dict[str, list[str]] = field(default_factory=dict)

    def turn(self, rng: random.Random, now: datetime, visitors: set[int]) -> int:
        """A few seconds; how many signals."""
        told = 0
        for seat in Seat.objects.select_related("account", "call").filter(account__in=visitors, account__username__startswith="agent"):
            if not seat.reachable:
                seats.reach(seat.extension, True, now)
            told += self._orders(seat, rng, now)
            call = Call.objects.filter(agent=seat.account_id, exchange=EXCHANGE).exclude(state=ENDED).last()
            if call is not None:
                told += self._go_on(call, now)
            elif seat.state == READY and now - seat.since > BETWEEN:
                told += self._ring(seat, rng, now)
        return told

    def _ring(self, seat: Seat, rng: random.Random, now: datetime) -> int:
        request = compose(rng, int(now.timestamp() * 1000), now, scenes.choose(rng, now.astimezone(SHANGHAI).month), crowd=CROWD,
                          prefix="demo:call").incoming
        key = f"visited:{seat.extension}:{now.timestamp():.3f}"
        self.lines[key] = [each.strip() for text in (request.detail, request.wish) for each in _PIECES.findall(text) if each.strip()]
        skills = tuple(seat.skills[:1])
        number = request.phone or phone(rng, rng.randrange(CROWD))
        return (self.say(key, What.ARRIVED, now, number=number) + self.say(key, What.QUEUED, now, skills=skills)
                + self.say(key, What.OFFERED, now, agent=seat.account_id))

    def _go_on(self, call: Call, now: datetime) -> int:
        if call.state == RINGING and call.offered_at and now - call.offered_at > RINGS:
            done = self.say(call.key, What.ANSWERED, now, agent=call.agent_id)
            call.refresh_from_db()
            self._heard(call, AGENT, "您好，12345，请讲。", now)
            return done
        if call.state == TALKING and call.answered_at:
            if now - call.answered_at > LONGEST:
                return self.say(call.key, What.ENDED, now)
            left = self.lines.get(call.key, [])
            if left and not call.held:
                self._heard(call, CALLER, left.pop(0), now)
        return 0

    def _heard(self, call: Call, side: str, text: str, now: datetime) -> None:
        begun = call.answered_at or call.began_at
        seconds = (now - begun).total_seconds()
        hearing.write(call.pk, side, begun, Words(0, seconds, seconds + 2, text, final=True))

    def _orders(self, seat: Seat, rng: random.Random, now: datetime) -> int:
        told = 0
        for order in PhoneOrder.objects.select_related("call").filter(by=seat.account_id, done_at=None).order_by("id")[:10]:
            call, problem = order.call, NO_EXCHANGE
            if call is not None and call.exchange == EXCHANGE and not call.is_over:
                signals = self._does(order, call, rng)
                for what, given in signals:
                    told += self.say(call.key, what, now, agent=seat.account_id, **given)
                problem = "" if signals else NO_EXCHANGE
            orders.done(order, now, problem)
        return told

    def _does(self, order: PhoneOrder, call: Call, rng: random.Random) -> list[tuple[What, dict[str, Any]]]:
        """The signals that a real exchange would answer with; none for what needs a real one."""
        rates: list[tuple[What, dict[str, Any]]] = [
            (What.ASKED_RATING, {}), (What.RATED, {"score": rng.choice((5, 5, 5, 4, 3))}), (What.ENDED, {})]
        party = {"party_key": f"demo:{order.pk}"}
        target = str(order.args.get("target", ""))
        known: dict[str, list[tuple[What, dict[str, Any]]]] = {
            "hang_up": rates, "to_rating": rates, "hold": [(What.HELD, {})], "retrieve": [(What.RETRIEVED, {})],
            "mark": [(What.MARKED, {})], "mute_recording": [(What.MARKED, {})], "resume_recording": [(What.MARKED, {})],
            "drop_party": [(What.PARTY_LEFT, {"data": party})],
            "emergency": [(What.PARTY_CALLED, {"party": "emergency", "target": target, "drill": True, "data": party,
                                               "consent": str(order.args.get("consent", ""))}),
                          (What.PARTY_ANSWERED, {"data": party})],
        }
        return known.get(order.what, [])
