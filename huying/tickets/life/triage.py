"""分类定性: a person confirms category, kind, urgency and place; the ticket waits for dispatch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huying import policy
from huying.tickets.life.step import Step, act
from huying.tickets.states import Kind, State, Urgency


@act("triage")
def triage(step: Step, *, category: str, kind: str = "", urgency: str = "", urgent_sort: str = "", division: str = "",
           tags: Sequence[str] = ()) -> None:
    """`category`: any code of the catalogue; the rest keeps its value where empty."""
    classify(step, category=category, kind=kind, urgency=urgency, urgent_sort=urgent_sort, division=division, tags=tags)
    step.change(state=State.PENDING_DISPATCH)
    step.clocks.meet("look")
    if not step.clocks.find("dispatch"):
        step.clocks.start("dispatch")


def classify(step: Step, *, category: str, kind: str = "", urgency: str = "", urgent_sort: str = "", division: str = "",
             tags: Sequence[str] = ()) -> None:
    """Check and set what the ticket is about; its clocks follow, from the same start."""
    rules = policy.current()
    step.refuse(category not in rules.categories, "unknown_category", "请从目录中选择事项分类。",
                "Choose a category from the catalogue.", "category")
    step.refuse(kind and kind not in set(Kind), "unknown_kind", "请选择诉求性质。", "Choose the kind of request.", "kind")
    step.refuse(urgency and urgency not in set(Urgency), "unknown_urgency", "请选择紧急程度。", "Choose the urgency.", "urgency")
    step.refuse(division and division not in rules.divisions, "unknown_division", "请选择行政区划。", "Choose the division.",
                "division")
    step.stop()
    ticket = step.ticket
    given = {"category": category, "kind": kind, "urgency": urgency, "urgent_sort": urgent_sort, "division": division,
             "tags": list(tags)}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value and getattr(ticket, name) != value}
    if urgency == Urgency.NORMAL and not urgent_sort and ticket.urgent_sort:
        changes["urgent_sort"] = ""  # a false alarm is no danger any more
    moved = {name: [getattr(ticket, name), value] for name, value in changes.items() if name != "category"}
    step.record(**moved, category=category)
    if "category" in changes:
        step.record(category_before=ticket.category)
    step.change(**changes)
    step.record(stands={"kind": ticket.kind, "division": ticket.division})  # what a person looked at and let stand
    if {"kind", "urgency", "urgent_sort", "category"} & changes.keys():
        for running in [step.clocks.find("complete"), step.clocks.find("dispatch")]:
            if running:
                step.clocks.start(running.kind, since=running.started_at)
