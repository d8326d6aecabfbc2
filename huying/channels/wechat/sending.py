"""Messages out: a card of the platform's template for each change, a menu to tap for the grade, words for answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from huying.channels import words
from huying.channels.base import correspondents, intents
from huying.channels.models import Notice
from huying.channels.senders import ConsoleSender, Undeliverable
from huying.channels.wechat import account, cards
from huying.channels.wechat.platform import Declined, Platform
from huying.clocks.zone import SHANGHAI
from huying.policy.cards import Card
from huying.tickets.models import Ticket
from huying.tickets.states import GRADE_NAMES, STATE_NAMES, State

WINDOW = timedelta(hours=47)  # the platform takes free words for 48 hours after somebody wrote
MOST_BYTES = 2040
# They do not want it, or the address is none: another door.
NEVER = frozenset({40003, 43004, 43019, 43101, 43116, 45015, 46004, 50005})
NOT_NOW = frozenset({45015, 45047, 45048})  # no free words at this moment; a card may still go
RATED = frozenset({"completed", "rating_asked", "answered_at_once"})
# What answers their own words: said in full, with the questions that a card has no room for.
SPOKEN = frozenset({"received", "received_incomplete", "received_urgent", "incomplete", "resumed", "urged", "rated", "withdrawn"})


class WechatSender:
    """Sends by the official account of HUYING_WECHAT_*; without it, to the console's file."""

    def send(self, address: str, title: str, text: str, *, key: str, now: datetime, again: bool = False,
             about: str = "", language: str = "zh-hans") -> str | None:
        own = account.current()
        if own is None:
            ConsoleSender().send(address, title, text, key=key, now=now, again=again)
            return None
        number = key.removeprefix("notice:")
        found = Notice.objects.select_related("event", "ticket__lead").filter(pk=int(number)).first() if number.isdigit() else None
        try:
            return _sent(Platform(own), own.templates, address, text, found, now)
        except Declined as refusal:
            if refusal.code in NEVER:
                raise Undeliverable(str(refusal)) from refusal
            raise


def _sent(there: Platform, templates: Mapping[str, str], address: str, text: str, notice: Notice | None, now: datetime) -> str | None:
    """By the way that fits: free words reach only who wrote lately."""
    if notice is None or notice.event is None or notice.ticket is None:
        _words(there, address, text)
        return None
    name = words.notice_name(notice.event)
    card = cards.card_for(name, templates)
    # Where an earlier try may have got through, the card goes, which the platform takes only once.
    lately = name in RATED | SPOKEN and notice.tries <= 1 and _wrote_lately(address, now)
    asks = lately and name in RATED
    if lately or card is None:
        try:
            if asks:
                _menu(there, address, text, notice.ticket)
            else:
                _words(there, address, text)
            return None
        except Declined as refusal:
            if card is None or refusal.code not in NOT_NOW:
                raise
    return _card(there, address, notice, card, templates[card.id])


def _words(there: Platform, address: str, text: str) -> None:
    there.call("message/custom/send", {"touser": address, "msgtype": "text", "text": {"content": cut(text)}})


def _menu(there: Platform, address: str, text: str, ticket: Ticket) -> None:
    """The grade by one tap; what is tapped comes back with the number in it."""
    english = ticket.language.startswith("en")
    offered = [{"id": f"rate:{ticket.number}:{digit}", "content": GRADE_NAMES[grade][1 if english else 0]}
               for digit, grade in intents.GRADES.items()]
    head = f"{cut(text, 1500)}\n{'Tap to rate:' if english else '点一下评价：'}"
    there.call("message/custom/send", {"touser": address, "msgtype": "msgmenu", "msgmenu": {
        "head_content": head, "list": offered, "tail_content": ""}})


def _card(there: Platform, address: str, notice: Notice, card: Card, template: str) -> str:
    event, ticket = notice.event, notice.ticket
    assert event is not None and ticket is not None
    place = 3 if ticket.language.startswith("en") else 2
    values = {**words.facts(event, ticket), "number": ticket.number, "state": STATE_NAMES[State(ticket.state)][place],
              "time": f"{event.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", "about": notice.title}
    body: dict[str, Any] = {"touser": address, "template_id": template, "data": cards.data(card, values)}
    if card.kind == "subscribe":
        told = there.call("message/subscribe/bizsend", {**body, "page": page(ticket.number)})
    else:
        told = there.call("message/template/send", {**body, "url": page(ticket.number), "client_msg_id": f"n{notice.pk}"})
    return str(told.get("msgid", ""))


def page(number: str) -> str:
    """The ticket's H5 page, entered by web OAuth."""
    return f"{settings.PUBLIC_URL}/channels/wechat/t/{number}/"


def cut(text: str, most: int = MOST_BYTES) -> str:
    """As much as fits into `most` bytes, whole characters only."""
    raw = text.encode()
    return text if len(raw) <= most else raw[: most - 3].decode("utf-8", "ignore") + "…"


def _wrote_lately(address: str, now: datetime) -> bool:
    who = correspondents.find("wechat", address)
    return who is not None and who.last_at > now - WINDOW
