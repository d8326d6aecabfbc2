"""派单: lead and assisting units with their own limits, by the dispatch catalogue or a dispatcher's decision (§4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from huying.people.models import Unit
from huying.tickets import timing
from huying.tickets.life.escalate import renew
from huying.tickets.life.step import Step, act, unit_named
from huying.tickets.life.triage import classify
from huying.tickets.models import Ask, Leg, Promise
from huying.tickets.states import State, Urgency


@act("dispatch")
def dispatch(step: Step, *, lead: str | int | Unit, assisting: Sequence[str | int | Unit] = (), basis: str = "",
             rule: str = "", limit: str = "", category: str = "") -> None:
    """`lead`, `assisting`: units by slug or id. `limit`: the catalogue's own limit where it has one.

    `rule` names the catalogue rule that was followed; empty when a dispatcher decided otherwise.
    """
    main, others = chosen(lead, assisting)
    step.refuse(not (category or step.ticket.category), "needed", "请先选择事项分类再派单。",
                "Choose a category before dispatching.", "category")
    timed(step, limit)
    step.stop()
    if category:
        classify(step, category=category)
    send(step, main, others, basis=basis, rule=rule, limit=limit)


def chosen(lead: str | int | Unit, assisting: Sequence[str | int | Unit]) -> tuple[Unit, list[Unit]]:
    main = unit_named(lead, "lead")
    others = {unit.pk: unit for unit in (unit_named(each, "assisting") for each in assisting) if unit.pk != main.pk}
    return main, list(others.values())


def timed(step: Step, limit: str) -> None:
    """Refuse a limit that cannot be read."""
    try:
        timing.limit_of(limit or "1 hours")
    except ValueError:
        step.refuse(True, "unknown_limit", "时限的写法无法识别，例如 10 working_days。",
                    "The limit cannot be read; write for example 10 working_days.", "limit")


def send(step: Step, lead: Unit, assisting: Sequence[Unit], *, basis: str, rule: str, limit: str = "") -> None:
    """Make the legs and start their clocks; the ticket waits for signature."""
    step.change(state=State.DISPATCHED, lead=lead)
    step.clocks.meet("look", "dispatch")
    running = _promise(step, lead, limit)
    open_leg(step, lead, Leg.LEAD, basis=basis, rule=rule, due_at=running.due_at)
    for unit in assisting:
        open_leg(step, unit, Leg.ASSIST, basis=basis, rule=rule, due_at=running.due_at)
    renew(step)
    step.record(lead=lead.slug, lead_name=lead.name, assisting=[unit.slug for unit in assisting],
                assisting_names=[unit.name for unit in assisting], basis=basis.strip(), rule=rule)


def _promise(step: Step, lead: Unit, limit: str) -> Promise:
    """The promise to complete, now the lead's. The catalogue's limit counts from the same start; for urgent
    matters the shorter of the two holds; a rework keeps its own."""
    running = step.clocks.find("rework") or step.clocks.find("complete")
    limit = "" if running and running.kind == "rework" else limit
    since = running.started_at if running else step.now
    if limit and (running is None or limit != running.limit):
        other = timing.due(limit, since).due_at
        longer = running and running.due_at and other and other > running.due_at
        if not (longer and step.ticket.urgency != Urgency.NORMAL):
            return step.clocks.start("complete", limit=limit, unit_id=lead.pk, since=since)
    if running is None:
        return step.clocks.start("complete", unit_id=lead.pk)
    running.unit_id = lead.pk
    step.clocks.touch(running)
    return running


def open_leg(step: Step, unit: Unit, role: str, *, basis: str = "", rule: str = "", due_at: datetime | None = None,
             above: Leg | None = None) -> Leg:
    """One unit's part begins: its window to hand back is noted, its clock to sign starts."""
    window = timing.due(timing.rule_for("hand_back", step.ticket).text, step.now).due_at
    leg = Leg.objects.create(
        ticket=step.ticket, unit=unit, role=role, above=above, basis=basis.strip()[:300], rule=rule,
        dispatched_at=step.now, hand_back_until=window, due_at=due_at,
    )
    step.clocks.start("sign", leg=leg)
    step.forget_legs()
    return leg


def end_legs(step: Step, legs: Sequence[Leg]) -> None:
    """These units' parts end; their own clocks no longer apply, and what they still asked for is settled by it."""
    Leg.objects.filter(pk__in=[leg.pk for leg in legs]).update(ended_at=step.now)
    Ask.objects.filter(leg__in=legs, decided_at=None).update(
        decided_at=step.now, decided_by_id=step.by.id if step.by.is_staff else None, granted=False,
        ruling=f"因“{step.verb.zh}”不再需要裁定")
    for leg in legs:
        step.clocks.void(leg=leg, reason=step.verb.name)
    step.forget_legs()
