"""The rows of the core."""

from huying.tickets.models.attachment import Attachment
from huying.tickets.models.contact import Contact
from huying.tickets.models.event import Event
from huying.tickets.models.key import TicketKey
from huying.tickets.models.leg import Ask, Leg
from huying.tickets.models.promise import PROMISE_NAMES, Pause, Promise
from huying.tickets.models.proposed import Likely, Refinement
from huying.tickets.models.ticket import Ticket
from huying.tickets.models.view import SavedView
from huying.tickets.models.work import Join, Rating, Reply, Review, Supervision, Transfer

__all__ = [
    "PROMISE_NAMES", "Ask", "Attachment", "Contact", "Event", "Join", "Leg", "Likely", "Pause", "Promise", "Rating",
    "Refinement", "Reply", "Review", "SavedView", "Supervision", "Ticket", "TicketKey", "Transfer",
]
