"""归档: the rating window is over; silence is 未评价, never counted as satisfied (§3)."""

from huying.tickets.life.rate import turn_of
from huying.tickets.life.step import Step, act
from huying.tickets.models import Rating
from huying.tickets.states import Grade, State


@act("archive")
def archive(step: Step) -> None:
    window = step.clocks.find("rating")
    running = window is not None and window.due_at is not None and step.now < window.due_at
    step.refuse(running, "window_open", "评价期未满 24 小时，暂不能归档。", "The rating window is still open.")
    step.stop()
    turn = turn_of(step.ticket)
    rated = Rating.objects.filter(ticket=step.ticket, round=turn).exists()
    if not rated:
        Rating.objects.create(ticket=step.ticket, citizen_id=step.ticket.citizen_id, round=turn,
                              matter_grade=Grade.NOT_RATED, at=step.now)
    step.clocks.meet("rating")
    step.change(state=State.ARCHIVED, archived_at=step.now)
    step.record(rated=rated)
