"""The states of a ticket, as words, with what staff and citizens read (DOMAIN §2); and the other codes of the core with their names."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class State(StrEnum):
    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    PENDING_DISPATCH = "pending_dispatch"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    REPLIED = "replied"
    COMPLETED = "completed"
    REVIEWING = "reviewing"
    ARCHIVED = "archived"
    DECLINED = "declined"
    EXPIRED = "expired"
    TRANSFERRED = "transferred"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"


# state → (staff zh, staff en, citizen zh, citizen en)
STATE_NAMES: dict[State, tuple[str, str, str, str]] = {
    State.RECEIVED: ("待受理", "received", "已提交", "submitted"),
    State.INCOMPLETE: ("待完善", "incomplete", "待完善", "please complete"),
    State.PENDING_DISPATCH: ("待派单", "pending dispatch", "办理中", "in progress"),
    State.DISPATCHED: ("待签收", "dispatched", "办理中", "in progress"),
    State.HANDLING: ("办理中", "handling", "办理中", "in progress"),
    State.REPLIED: ("待审核", "replied", "办理中", "in progress"),
    State.COMPLETED: ("已办结", "completed", "已办结", "completed"),
    State.REVIEWING: ("复核中", "reviewing", "复核中", "under review"),
    State.ARCHIVED: ("已归档", "archived", "已办结", "completed"),
    State.DECLINED: ("不予受理", "declined", "不予受理", "not accepted"),
    State.EXPIRED: ("逾期未完善", "expired", "已关闭", "closed"),
    State.TRANSFERRED: ("已转接", "transferred", "已转接", "transferred"),
    State.MERGED: ("已并单", "merged", "已并入同一事项", "joined to the same matter"),
    State.WITHDRAWN: ("已撤回", "withdrawn", "已撤回", "withdrawn"),
    State.SUSPENDED: ("挂账", "suspended", "办理中（长期）", "in progress (long-term)"),
}

OPEN = frozenset(
    {State.RECEIVED, State.INCOMPLETE, State.PENDING_DISPATCH, State.DISPATCHED, State.HANDLING, State.REPLIED,
     State.REVIEWING, State.SUSPENDED}
)
WITH_UNIT = frozenset({State.DISPATCHED, State.HANDLING, State.REPLIED, State.REVIEWING, State.SUSPENDED})
CLOSED = frozenset(State) - OPEN


class Kind(StrEnum):
    """诉求性质."""

    CONSULTATION = "consultation"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


KIND_NAMES: dict[Kind, tuple[str, str]] = {
    Kind.CONSULTATION: ("咨询", "consultation"),
    Kind.HELP: ("求助", "request for help"),
    Kind.COMPLAINT: ("投诉", "complaint"),
    Kind.REPORT: ("举报", "report of a wrong"),
    Kind.SUGGESTION: ("建议", "suggestion"),
    Kind.PRAISE: ("表扬", "praise"),
}


class Urgency(StrEnum):
    """紧急程度."""

    NORMAL = "normal"
    URGENT = "urgent"
    CRITICAL = "critical"


URGENCY_NAMES: dict[Urgency, tuple[str, str]] = {
    Urgency.NORMAL: ("一般", "normal"),
    Urgency.URGENT: ("紧急", "urgent"),
    Urgency.CRITICAL: ("特急", "critical"),
}


class Grade(StrEnum):
    """好差评 grades, and outcomes without an answer (DOMAIN §6)."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"
    CANNOT_RATE = "cannot_rate"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"
    NOT_RATED = "not_rated"


GRADE_NAMES: dict[Grade, tuple[str, str]] = {
    Grade.VERY_SATISFIED: ("非常满意", "very satisfied"),
    Grade.SATISFIED: ("满意", "satisfied"),
    Grade.FAIRLY_SATISFIED: ("基本满意", "fairly satisfied"),
    Grade.DISSATISFIED: ("不满意", "dissatisfied"),
    Grade.VERY_DISSATISFIED: ("非常不满意", "very dissatisfied"),
    Grade.CANNOT_RATE: ("无法评价", "cannot rate"),
    Grade.REFUSED: ("拒访", "refused to answer"),
    Grade.NOT_REACHED: ("未接通", "not reached"),
    Grade.NOT_RATED: ("未评价", "not rated"),
}
ANSWERED = frozenset(list(Grade)[:5])
UNHAPPY = frozenset({Grade.DISSATISFIED, Grade.VERY_DISSATISFIED})

# code → (Chinese, English)
Names = Mapping[Any, tuple[str, str]]
ELEMENTS: Names = {"time": ("时间", "the time"), "place": ("地点", "the place"), "person": ("人物", "who is involved"),
                   "event": ("事件", "what happened"), "wish": ("诉求", "what you wish")}
CALL_OUTCOMES: Names = {"reached": ("已接通", "reached"), "not_reached": ("未接通", "not reached"),
                        "refused": ("拒访", "refused to answer"), "call_later": ("约定再拨", "to be called again")}
REVIEW_OUTCOMES: Names = {"rework": ("诉求合理，退回重办", "justified, to be done again"),
                          "upheld": ("已依法办理，予以解释", "handled lawfully, to be explained"),
                          "final": ("转最终答复", "to a final answer")}
SUPERVISIONS: Names = {"notice": ("督办通知", "supervision notice"), "raised": ("提级督办", "raised supervision"),
                       "leader": ("领导督办", "supervision by a leader")}
WAYS: Names = {"phone": ("电话", "phone"), "sms": ("短信", "text message"), "visit": ("上门", "visit"), "wechat": ("微信", "WeChat"),
               "email": ("邮件", "email"), "none": ("未联系上", "not reached")}
WHOM: Names = {"handler": ("经办人", "the handler"), "unit_head": ("单位负责人", "the unit's head"),
               "supervision": ("督办", "the supervision desk"), "leader": ("领导", "the leader"), "citizen": ("诉求人", "the citizen")}


def choices(names: Mapping[Any, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Django choices from a table of names; the first name is the Chinese one."""
    return [(str(key), words[0]) for key, words in names.items()]
