"""Who hears which event: the only place. A task's name, not the task: the core knows nobody above it."""

from django.conf import settings

from huying.api.hooks import types as hooks
from huying.tickets import announce

TELL = "channels.tell"  # notices to citizens and units (huying.channels.tasks)
LEARN = "insight.learn"  # what people decided, against what was proposed (huying.insight.tasks)
REREAD = "insight.reread"  # keys and topic of a ticket whose words, or whose readers, are others now (huying.insight.tasks)
REFINE = "insight.refine"  # asks the outside model, where the city named one (huying.insight.tasks)
TAUGHT = ("triage", "dispatch", "redispatch", "close")
REWORDED = ("complete", "correct", "protect", "urge")
TOLD = (
    "register", "ask_completion", "decline", "dispatch", "add_unit", "pass_down", "rule_hand_back", "redispatch",
    "decide_extension", "suspend", "resume", "check", "close", "decide_review", "rework", "urge", "supervise", "merge",
    "unmerge", "transfer", "withdraw", "reopen", "final_answer", "expire", "miss", "remind", "rate", "open_review",
)  # fmt: skip

HEARERS: dict[str, tuple[str, ...]] = {
    verb: tuple(task for task, verbs in ((TELL, TOLD), (LEARN, TAUGHT), (REREAD, REWORDED)) if verb in verbs)
    for verb in (*TOLD, *TAUGHT, *REWORDED)
} | {"register_by_staff": (LEARN,)}

# Partners hear of their own tickets, in a job that there is for no other. Of `register` they hear once it is known as theirs
# (huying.api.hooks.owing).
HEARERS_IF: dict[str, tuple[tuple[str, str], ...]] = {verb: ((hooks.TASK, hooks.HEARD),) for verb in hooks.TYPES if verb != "register"}

# Doors that talk with people: who goes on with a contact that was cut off.
TAKERS: dict[str, str] = {
    "email": "huying.channels.email.receiving.again",
    "wechat": "huying.channels.wechat.receiving.again",
    "sms": "huying.channels.base.receiving.again",
}


def connect() -> None:
    announce.HEARERS.update(HEARERS)
    if settings.OUTSIDE_MODEL["base_url"] and settings.OUTSIDE_MODEL["model"]:
        announce.HEARERS["register"] = (*HEARERS["register"], REFINE)
    announce.HEARERS_IF.update(HEARERS_IF)
    announce.TAKERS.update(TAKERS)
