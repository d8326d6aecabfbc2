"""Who hears which event: the only place. A task's name, not the task: the core knows nobody above it."""

from huying.tickets import announce

TELL = "channels.tell"  # notices to citizens and units (huying.channels.tasks)
LEARN = "insight.learn"  # what people decided, against what was proposed (huying.insight.tasks)
TAUGHT = ("triage", "dispatch", "redispatch", "close")
TOLD = (
    "register", "ask_completion", "decline", "dispatch", "add_unit", "pass_down", "rule_hand_back", "redispatch",
    "decide_extension", "suspend", "resume", "check", "close", "decide_review", "rework", "urge", "supervise", "merge",
    "unmerge", "transfer", "withdraw", "reopen", "final_answer", "expire", "miss", "remind", "rate", "open_review",
)  # fmt: skip

HEARERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(TOLD, (TELL,)),
    **{verb: (*((TELL,) if verb in TOLD else ()), LEARN) for verb in TAUGHT},
    "register_by_staff": (LEARN,),
}


# Doors that talk with people: who goes on with a contact that was cut off.
TAKERS: dict[str, str] = {
    "email": "huying.channels.email.receiving.again",
    "sms": "huying.channels.base.receiving.again",
}


def connect() -> None:
    announce.HEARERS.update(HEARERS)
    announce.TAKERS.update(TAKERS)
