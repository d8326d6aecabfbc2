"""Campaigns: made from tickets whose rating is open, dialled as fast as agents can follow, never whom we may not call."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from huying import policy
from huying.channels.phone import choosing, orders, owing, pacing, surveying
from huying.channels.phone.campaign import Campaign, CampaignCall
from huying.channels.phone.models import IN, OWN, READY, WAITING, Call, PhoneOrder, Seat
from huying.people.persons import Person, Role
from huying.tickets.problems import Blocker, Refused
from huying.tickets.queries.worklists import WORKLISTS

LEADERS = frozenset({Role.SQUAD_LEADER, Role.SUPERVISOR, Role.ADMINISTRATOR})
MOST = 5000
UNHEARD = timedelta(minutes=10)  # an order of which nothing is heard for so long went astray
MOVES = {"start": ((Campaign.DRAFT, Campaign.PAUSED), Campaign.RUNNING), "pause": ((Campaign.RUNNING,), Campaign.PAUSED),
         "end": ((Campaign.DRAFT, Campaign.RUNNING, Campaign.PAUSED), Campaign.OVER)}


def follow_up(name: str, *, by: Person, now: datetime, survey: str = "", opening: str = "") -> Campaign:
    """A campaign of everybody who may still rate and may be called; a draft until it is started. With a `survey` of the policy the
    exchange asks by itself. Refused: no leader, no name, nobody to call. A ticket that another open campaign has is left to it."""
    _leads(by)
    if not name.strip():
        raise Refused([Blocker("needed", "请给任务起名。", "Give the campaign a name.", "name")])
    asks = next((each.model_dump(mode="json") for each in policy.current().phone.surveys if each.id == survey), None)
    if survey and asks is None:
        raise Refused([Blocker("unknown", "没有这份问卷。", "There is no such survey.", "survey")])
    taken = CampaignCall.objects.filter(ticket=OuterRef("pk"), state__in=[CampaignCall.OPEN, CampaignCall.DIALLING]).exclude(
        campaign__state=Campaign.OVER)
    found = choosing.callable_only(WORKLISTS["to_call"].tickets(by, now)).filter(~Exists(taken)).order_by("completed_at", "pk")
    numbers = list(found.values_list("pk", flat=True)[:MOST])
    if not numbers:
        raise Refused([Blocker("nobody", "没有需要回访且可以拨打的工单。", "There is nobody to call.")])
    with transaction.atomic():
        made = Campaign.objects.create(name=name.strip()[:60], by_id=by.id, made_at=now, survey=asks,  # type: ignore[misc]
                                       opening=opening.strip()[:200])
        CampaignCall.objects.bulk_create(CampaignCall(campaign=made, ticket_id=pk, not_before=now) for pk in numbers)
    return made


def move(campaign: Campaign, what: str, *, by: Person, now: datetime) -> Campaign:
    """start, pause or end. Refused: no leader, or not in its present state."""
    _leads(by)
    before, after = MOVES[what]
    over = now if after == Campaign.OVER else None
    if not Campaign.objects.filter(pk=campaign.pk, state__in=before).update(state=after, over_at=over):
        raise Refused([Blocker("state", "任务的状态已变化，请刷新。", "The campaign's state has changed; look again.")])
    campaign.refresh_from_db()
    return campaign


def moves_of(campaign: Campaign) -> list[str]:
    """What may be done with it now."""
    return [name for name, (before, _after) in MOVES.items() if campaign.state in before]


def run(now: datetime) -> int:
    """Every minute: take note of what came of calls, and begin as many as agents can follow. How many were begun."""
    settle(now)
    rules = policy.current().phone.outbound
    if not owing.may_dial(now) or not Campaign.objects.filter(state=Campaign.RUNNING, survey__isnull=True).exists():
        return 0
    asked = PhoneOrder.objects.filter(by=OuterRef("account"), what="dial", done_at=None)
    free = list(Seat.objects.filter(~Exists(asked), state=READY, reachable=True).select_related("account").order_by("since"))
    waiting = Call.objects.filter(state=WAITING, direction=IN).count()
    count = min(pacing.may_begin(len(free), waiting, _on_their_way(), rules.per_seat), len(free))
    return sum(_begin(seat, now) for seat in free[:count]) if count else 0


def _on_their_way() -> int:
    """Calls of campaigns that were begun and nobody has answered yet."""
    begun = [f"out-{pk}" for pk in CampaignCall.objects.filter(state=CampaignCall.DIALLING, campaign__survey__isnull=True).values_list(
        "order", flat=True)]
    spoken = Call.objects.filter(exchange=OWN, key__in=begun, answered_at__isnull=False).count() if begun else 0
    return len(begun) - spoken


def settle(now: datetime) -> int:
    """What came of calls that were begun. Two statements when there are none that changed."""
    rows = list(CampaignCall.objects.filter(state=CampaignCall.DIALLING).select_related("order", "campaign", "ticket"))
    calls = {call.key: call for call in Call.objects.filter(exchange=OWN, key__in=[row.call_key for row in rows])} if rows else {}
    return sum(_settle(row, calls.get(row.call_key), now) for row in rows)


def _settle(row: CampaignCall, call: Call | None, now: datetime) -> bool:
    """True when it changed. What the exchange could not do at all is no try of the citizen's."""
    if call is not None and not call.is_over:
        return False
    if row.campaign.survey is not None and (call is not None or row.not_before > now):
        return call is not None and surveying.came(row, call, now)
    if call is not None and call.answered_at:
        changed = {"state": CampaignCall.DONE, "call": call, "done_at": now, "tries": F("tries") + 1}
    elif call is not None:
        again = choosing.again(row, call, now)
        changed = {"call": call, "tries": F("tries") + 1, "state": CampaignCall.OPEN if again else CampaignCall.GIVEN_UP,
                   "not_before": again or now, "done_at": None if again else now}
    elif row.order is None or row.order.problem or row.order.at < now - UNHEARD:
        changed = {"state": CampaignCall.OPEN, "not_before": now + timedelta(minutes=1)}
    else:
        return False
    return bool(CampaignCall.objects.filter(pk=row.pk, state=CampaignCall.DIALLING).update(**changed))


def _begin(seat: Seat, now: datetime) -> int:
    """Take the next citizen for this seat; whom we may no longer call is passed over."""
    with transaction.atomic():
        for row in choosing.due(now, recorded=False)[:20]:
            why = choosing.forbidden(row.ticket, now)
            if why:
                choosing.pass_over(row, why, now)
                continue
            order = orders.ask(seat.account, "dial", now, key=f"campaign:{row.pk}:{row.tries}:{int(now.timestamp())}",
                               which=f"ticket:{row.ticket.number}", purpose=row.campaign.purpose)
            CampaignCall.objects.filter(pk=row.pk).update(state=CampaignCall.DIALLING, order=order)
            return 1
    return 0


def _leads(by: Person) -> None:
    if not by.roles & LEADERS:
        raise Refused([Blocker("no_right", "您没有外呼任务的权限。", "You may not lead campaigns.")])
