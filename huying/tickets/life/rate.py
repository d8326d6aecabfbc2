"""评价: the call and the matter apart, solved or not; 不满意 opens a review at once (§6).

Callers whose tickets were joined rate the answer of the main ticket, each for themselves.
"""

from huying.tickets import access
from huying.tickets.life.open_review import begin_review
from huying.tickets.life.step import Step, act
from huying.tickets.models import Rating, Ticket
from huying.tickets.states import ANSWERED, GRADE_NAMES, UNHAPPY, Grade, State


@act("rate")
def rate(step: Step, *, matter: str, agent: str = "", solved: bool | None = None, comment: str = "",
         citizen_id: int | None = None) -> None:
    """`matter`, `agent`: grades of GRADE_NAMES. Outcomes without an answer are kept, never counted as satisfied."""
    step.refuse(matter not in set(Grade), "unknown_grade", "请选择对办理结果的评价。", "Choose a grade for the outcome.", "matter")
    step.refuse(agent and agent not in set(Grade), "unknown_grade", "请选择对话务服务的评价。", "Choose a grade for the call.",
                "agent")
    step.refuse(len(comment) > 2000, "too_long", "意见最多 2000 字。", "At most 2,000 characters.", "comment")
    window = step.clocks.find("rating")
    over = window is None or (window.due_at is not None and step.now >= window.due_at)
    step.refuse(over, "window_over", "评价时间（办结后 24 小时）已过。如有新情况请再次联系 12345。",
                "The rating window (24 hours) is over. If there is a new fact, contact 12345 again.")
    whose = citizen_id or _rater(step)
    turn = turn_of(step.ticket)
    answered = Rating.objects.filter(ticket=step.ticket, round=turn, matter_grade__in=list(ANSWERED))
    step.refuse(answered.filter(citizen=whose).exists(), "rated_before", "您已评价过，感谢！", "You have rated already. Thank you!")
    step.stop()
    grade = Grade(matter)
    row = Rating.objects.create(
        ticket=step.ticket, citizen_id=whose, round=turn, door=step.door, agent_grade=agent,
        matter_grade=grade, solved=solved, comment=comment.strip(), at=step.now,
        asked_by_id=step.by.id if step.by.is_staff else None)
    step.extra["rating"] = row
    step.record(matter=grade, matter_name=GRADE_NAMES[grade][0], agent=agent, solved=solved, round=row.round)
    step.commit("comment", row.comment)
    if grade in UNHAPPY and not step.ticket.final:
        begin_review(step, rating=row, reason=row.comment)
    elif grade in ANSWERED and step.ticket.callers == 1:
        step.clocks.meet("rating")
        step.change(state=State.ARCHIVED, archived_at=step.now)


def _rater(step: Step) -> int | None:
    """Whose rating it is: the citizen's own, or when staff writes it down, the caller's."""
    if step.by.kind == "citizen":
        if step.by.id:
            return step.by.id
        if not access.owns(step.ticket, step.by) and (joined := access.joined_by(step.ticket, step.by)):
            return joined.citizen_id
    return step.ticket.citizen_id


def turn_of(ticket: Ticket) -> int:
    """Which completion is rated: 1 for the first, one more after every rework or reopening."""
    return ticket.promises.filter(kind="rating").count()
