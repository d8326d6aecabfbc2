"""Which acts are told to partners, and by what name. Knows no models: the wiring reads it before there are any."""

from __future__ import annotations

# What citizens are told (huying.tickets.events), by type. Refused extensions and answers sent back are told to nobody.
TYPES: dict[str, str] = {
    "register": "request.registered",
    "ask_completion": "request.completion_asked",
    "complete": "request.supplemented",
    "decline": "request.declined",
    "dispatch": "request.dispatched",
    "redispatch": "request.redispatched",
    "sign": "request.signed",
    "contact": "request.contacted",
    "decide_extension": "request.extended",
    "suspend": "request.suspended",
    "resume": "request.resumed",
    "check": "request.completed",
    "close": "request.completed",
    "rate": "request.rated",
    "open_review": "request.review_opened",
    "decide_review": "request.review_decided",
    "rework": "request.reworked",
    "urge": "request.urged",
    "merge": "request.merged",
    "unmerge": "request.unmerged",
    "transfer": "request.transferred",
    "withdraw": "request.withdrawn",
    "reopen": "request.reopened",
    "final_answer": "request.final_answer",
    "expire": "request.expired",
}
PING = "ping"
ALL = tuple(dict.fromkeys(TYPES.values()))
TASK = "api.owe"
# Whether anybody is to hear of the event %s: a partner with a running hook filed its ticket, or one that was joined to it.
HEARD = """EXISTS (
  SELECT FROM tickets_event e
  CROSS JOIN LATERAL (SELECT e.ticket_id AS id UNION ALL SELECT t.id FROM tickets_ticket t WHERE t.main_id = e.ticket_id) own
  JOIN api_filing f ON f.ticket_id = own.id
  JOIN api_hook h ON h.partner_id = f.partner_id AND h.active
  WHERE e.id = %s)"""
