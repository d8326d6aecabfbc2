"""申请延期: before the deadline, with a reason that the citizen will be shown, at most once by default (§3)."""

from huying import policy
from huying.tickets import timing
from huying.tickets.life.dispatch import timed
from huying.tickets.life.step import Step, act
from huying.tickets.models import Ask


@act("ask_extension")
def ask_extension(step: Step, *, reason: str, limit: str = "", reason_code: str = "") -> None:
    """`reason`: shown to the citizen; `limit`: the whole limit asked for, the policy's most where empty."""
    leg, rule = step.own_leg(), policy.current().extension
    running = step.clocks.find("rework") or step.clocks.find("complete")
    whole = limit or rule.max_total
    step.need(reason, "reason", "延期理由（将告知诉求人）", "reason (the citizen will read it)")
    step.refuse(rule.kinds and step.ticket.kind not in rule.kinds, "not_for_kind", "咨询类诉求不能延期。",
                "This kind of request is not extended.")
    timed(step, whole)
    step.refuse(running is None or running.paused_at, "no_clock", "当前没有可延期的时限。", "No running deadline to extend.")
    step.refuse(running and running.due_at and step.now >= running.due_at, "too_late", "已超过时限，延期须在到期前申请。",
                "The deadline has passed; an extension is asked for before it.")
    asked = step.ticket.asks.filter(kind=Ask.EXTENSION)
    step.refuse(asked.filter(granted=True).count() >= rule.times, "extended_before", f"每件工单最多延期 {rule.times} 次。",
                f"A ticket is extended at most {rule.times} time(s).")
    step.refuse(asked.filter(decided_at=None).exists(), "asked_before", "延期申请已提交，等待审批。",
                "A request is already waiting.")
    step.stop()
    assert running is not None
    until = timing.due(running.limit, running.started_at, extra=whole).due_at if running.limit != "date" else None
    most = timing.due(rule.max_total, running.started_at).due_at
    step.refuse(until is None or most is None or until > most, "beyond_most", f"延期后总时限不得超过 {timing.limit_of(rule.max_total)}。",
                f"With the extension at most {rule.max_total} in all.", "limit")
    step.refuse(until and running.due_at and until <= running.due_at, "not_longer", "延期时限应长于原时限。",
                "The new limit is not longer than the old one.", "limit")
    step.stop()
    step.extra["ask"] = Ask.objects.create(
        ticket=step.ticket, leg=leg, kind=Ask.EXTENSION, reason_code=reason_code, reason=reason.strip(),
        public_reason=reason.strip(), limit=whole, until=until, asked_by_id=step.account_id, asked_at=step.now)
    step.record(unit=leg.unit.slug, unit_name=leg.unit.name, reason=reason.strip(), limit=whole,
                until=until.isoformat() if until else "")
