"""联系诉求人: a talk with the citizen, logged; the first one keeps the promise of first contact."""

from datetime import datetime

from huying.tickets.life.step import Step, act
from huying.tickets.states import WAYS


@act("contact")
def contact(step: Step, *, way: str, words: str, at: datetime | None = None) -> None:
    """`way`: one of WAYS; `words`: what was said, for staff; `at`: when, if not now."""
    step.refuse(way not in WAYS, "unknown_way", "请选择联系方式。", "Choose how you contacted the citizen.", "way")
    step.need(words, "words", "联系情况", "what was said")
    step.refuse(at and at > step.now, "in_future", "联系时间不能晚于现在。", "The time of contact lies in the future.", "at")
    step.refuse(step.ticket.sms_only and way == "phone", "sms_only", "诉求人仅接受短信联系，请勿拨打电话。",
                "The citizen takes text messages only; do not call.", "way")
    step.stop()
    if step.by.is_unit and step.legs:  # none while the hotline reviews
        leg = step.own_leg()
        if way != "none":
            step.clocks.meet("first_contact", leg=leg)
            if leg.contacted_at is None:
                step.save(leg, contacted_at=at or step.now)
    step.record(way=way, way_name=WAYS[way][0], at=at or step.now, reached=way != "none", words=words.strip())
    step.data["at"] = (at or step.now).isoformat()
