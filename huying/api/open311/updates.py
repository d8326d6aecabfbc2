"""The service-request-updates extension: what happened to requests, and more words of the citizen to one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from huying.api.open311 import dates, published
from huying.api.open311.asked import Sent
from huying.api.open311.sending import DOOR
from huying.api.open311.wire import wrong
from huying.people.models import Partner
from huying.people.persons import citizen_person
from huying.tickets import life, map, numbers, uploads
from huying.tickets.events import sentence
from huying.tickets.models import Event, Ticket
from huying.tickets.states import OPEN, Grade, State

# Of these anybody may read; words that people wrote to the citizen are told to the partner that filed it only.
SHARED = frozenset({"register", "complete", "dispatch", "redispatch", "sign", "resume", "check", "close", "open_review",
                    "decide_review", "rework", "final_answer", "withdraw", "unmerge", "reopen", "expire"})
TOLD = frozenset(verb.name for verb in map.VERBS.values() if verb.public)
RATINGS = [grade.value for grade in list(Grade)[:5]]
ANSWERING = frozenset({"check", "close", "final_answer"})


def between(start: datetime, end: datetime, partner: Partner | None, *, numbers_: Sequence[str], most: int, skip: int,
            english: bool) -> list[dict[str, Any]]:
    """Public acts from `start` to `end`, oldest first."""
    tickets = published.readable(partner).order_by()
    if numbers_:
        tickets = tickets.filter(number__in=numbers_)
    events = (Event.objects.filter(public=True, verb__in=TOLD if partner else SHARED, at__gte=start, at__lte=end,
                                   ticket__in=tickets.values("pk"))
              .select_related("ticket").defer("ticket__search", "ticket__detail", "ticket__wish").order_by("at", "id"))
    page = list(events[skip : skip + most])
    own = published.own_of([each.ticket for each in page], partner)
    told = [_told(each, own, english) for each in page if each.verb in SHARED or each.ticket_id in own.tickets]
    return [each for each in told if each]


def _told(event: Event, own: published.Own, english: bool) -> dict[str, Any]:
    words = sentence(event, language="en" if english else "zh", citizen=True)
    if not words:
        return {}
    if event.ticket_id in own.tickets and event.verb in ANSWERING:
        given = [text for at, text in own.answers.get(event.ticket_id, []) if at <= event.at]
        words = f"{words}: {given[-1]}" if given else words
    state = State(event.to_state)
    return {"update_id": str(event.pk), "service_request_id": event.ticket.number,
            "status": "open" if state in OPEN or state == State.MERGED else "closed",
            "updated_datetime": dates.written(event.at), "description": published.hidden(event.ticket, words)[: published.LONGEST],
            "media_url": ""}


def add(given: Sent, partner: Partner, now: datetime) -> Event:
    """The citizen's words to a request that this partner filed: a completion, an urge, or with `rating` the rating.

    Raises Wrong, or Refused with the map's reasons. The same `update_id` again changes nothing.
    """
    number, words = numbers.normalise(given.get("service_request_id")), given.get("description")
    if not given.get("service_request_id"):
        raise wrong(400, "缺少 service_request_id。", "The service_request_id was not provided.")
    ticket = published.filed_by(partner).filter(number=number).only("pk", "number", "state").first()
    if ticket is None:
        raise wrong(404, "没有找到本平台提交的这件诉求。", "No request of this number was filed by you.")
    update_id = given.get("update_id") or given.get("update_id_ext")
    if given.get("updated_datetime") and dates.read(given.get("updated_datetime")) is None:
        raise wrong(400, "updated_datetime 不是 W3C 日期时间。", "updated_datetime is no W3C date and time.")
    act: dict[str, Any] = {"by": citizen_person(numbers={ticket.number}),
                           "now": now, "door": DOOR, "key": f"open311:{partner.pk}:{update_id}" if update_id else None}
    event = _acted(ticket, words, [each for each in given.attributes.get("rating", []) if each], act)
    if given.files:
        holder = f"partner:{partner.pk}:update"
        uploads.attach(uploads.take(given.files, holder, None, "citizen", now), ticket, holder)
    return event


def _acted(ticket: Ticket, words: str, rating: Sequence[str], act: dict[str, Any]) -> Event:
    done = Event.objects.filter(ticket=ticket, key=act["key"]).first() if act["key"] else None
    if done is not None:
        return done
    if rating:
        if rating[0] not in RATINGS:
            told = ", ".join(RATINGS)
            raise wrong(400, f"attribute[rating] 只能取：{told}。", f"attribute[rating] must be among: {told}")
        return life.rate(ticket.number, matter=rating[0], comment=words, **act).event
    if not words:
        raise wrong(400, "缺少 description。", "The description was not provided.")
    steps = {verb.name for verb in map.next_steps(ticket.state, act["by"], own=True)}
    for verb, do in (("complete", life.complete), ("urge", life.urge)):
        if verb in steps:
            return do(ticket.number, words=words, **act).event
    raise wrong(400, "这件诉求已办结；可在评价时限内用 attribute[rating] 评价，有新情况请提交新的诉求。",
                "The request is closed: rate it with attribute[rating] while the window is open, or file a new one.")


def window(start: str, end: str, now: datetime, *, default: timedelta, longest: timedelta) -> tuple[datetime, datetime]:
    """The span asked for: W3C dates, at most `longest`; one end alone takes the other from `longest`, none the `default`."""
    begin, stop = dates.read(start) if start else None, dates.read(end, end=True) if end else None
    for name, text, found in (("start_date", start, begin), ("end_date", end, stop)):
        if text and found is None:
            raise wrong(400, f"{name} 不是 W3C 日期时间，例如 2026-01-01T00:00:00Z。",
                        f"{name} is no W3C date and time, e.g. 2026-01-01T00:00:00Z.")
    if begin is None and stop is None:
        return now - default, now
    begin, stop = begin or (stop or now) - longest, stop or min(now, (begin or now) + longest)
    if begin > stop:
        raise wrong(400, "start_date 晚于 end_date。", "start_date is after end_date.")
    if stop - begin > longest + timedelta(seconds=1):
        raise wrong(400, f"起止时间最多相隔 {longest.days} 天。", f"The range may not span more than {longest.days} days.")
    return begin, stop
