"""拆单: the join was wrong; the ticket stands again where it stood, with its old promises (§5)."""

from django.db.models import F

from huying.tickets.life.step import Step, act, write_event
from huying.tickets.models import Leg, Ticket
from huying.tickets.states import State


@act("unmerge")
def unmerge(step: Step, *, reason: str) -> None:
    join = step.ticket.joins.filter(undone_at=None).select_related("main").first()
    step.need(reason, "reason", "拆单理由", "reason")
    step.refuse(join is None, "not_joined", "此单没有并单记录。", "This ticket is not joined to another.")
    step.stop()
    assert join is not None
    Ticket.objects.filter(pk=join.main_id).update(callers=F("callers") - 1, version=F("version") + 1,
                                                       changed_at=step.now)
    step.save(join, undone_at=step.now, undone_by_id=step.by.id)
    joined = step.ticket.events.filter(verb="merge", data__main=join.main.number).order_by("-id")[0]
    Leg.objects.filter(pk__in=joined.data["legs"]).update(ended_at=None)
    step.change(state=State(join.from_state), main=None)
    step.clocks.restore("merge")
    write_event(join.main, step.verb, step.by, step.now, from_state=join.main.state, data={"parted": step.ticket.number})
    step.record(main=join.main.number, reason=reason.strip())
