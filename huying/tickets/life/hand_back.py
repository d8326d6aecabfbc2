"""申请退单: the unit objects, with a reason and basis, within the window; later the matter stays with it (首接负责)."""

from huying.people.models import Unit
from huying.tickets.life.step import Step, act, unit_named
from huying.tickets.models import Ask


@act("hand_back")
def hand_back(step: Step, *, reason_code: str = "", reason: str, basis: str = "",
              suggested: str | int | Unit | None = None) -> None:
    """`reason` and `basis`: why it is not this unit's; `suggested`: whose it is."""
    leg = step.own_leg()
    step.need(reason, "reason", "退单理由", "reason")
    step.need(basis, "basis", "退单依据（职责或法规）", "basis (duty or law)")
    step.refuse(leg.hand_back_until and step.now >= leg.hand_back_until, "window_over",
                "已超过退单期限，按首接负责由本单位办理；职责交叉的可申请加派协办单位。",
                "The window to hand back is over: the first unit leads. Ask for an assisting unit instead.")
    step.refuse(leg.above_id, "ask_above", "下级单位请先与上级主办单位协商。", "Speak to the unit that passed this down to you.")
    step.refuse(Ask.objects.filter(leg=leg, kind=Ask.HAND_BACK, decided_at=None).exists(), "asked_before",
                "退单申请已提交，等待裁定。", "A request is already waiting for a ruling.")
    step.stop()
    whose = unit_named(suggested, "suggested") if suggested else None
    ask = Ask.objects.create(ticket=step.ticket, leg=leg, kind=Ask.HAND_BACK, reason_code=reason_code,
                             reason=f"{reason.strip()}\n依据：{basis.strip()}", suggested=whose, asked_by_id=step.account_id,
                             asked_at=step.now)
    step.extra["ask"] = ask
    step.record(unit=leg.unit.slug, unit_name=leg.unit.name, reason=reason.strip(), basis=basis.strip(),
                suggested=whose.slug if whose else "")
