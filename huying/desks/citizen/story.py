"""One request as its owner reads it: where it stands, what comes next and by when, what was answered, what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying import policy
from huying.clocks.present import now
from huying.clocks.rules import explain
from huying.desks.citizen.frame import english
from huying.people.persons import Person
from huying.people.sealed import masked_caller
from huying.tickets import access, map, timing
from huying.tickets.events import SHARED, sentence
from huying.tickets.models import Attachment, Event, Promise, Reply, Ticket
from huying.tickets.promises import HEADLINE
from huying.tickets.states import GRADE_NAMES, KIND_NAMES, Grade, Kind, State
from huying.understanding import completeness

STEPS = (gettext_lazy("提交"), gettext_lazy("受理"), gettext_lazy("办理"), gettext_lazy("答复"), gettext_lazy("评价"))
# Which step a state stands on; 5: all done; states that left the way have none.
STEP_OF: dict[State, int] = {
    State.RECEIVED: 1, State.INCOMPLETE: 1, State.PENDING_DISPATCH: 1, State.DISPATCHED: 2, State.HANDLING: 2,
    State.SUSPENDED: 2, State.REVIEWING: 2, State.REPLIED: 3, State.COMPLETED: 4, State.ARCHIVED: 5,
}
NEXT: dict[State, Lazy | str] = {
    State.RECEIVED: gettext_lazy("工作人员正在查看您的诉求，随后转给负责的单位。"),
    State.INCOMPLETE: gettext_lazy("还缺几项情况，补上就接着办。"),
    State.PENDING_DISPATCH: gettext_lazy("诉求已受理，正在转给负责的单位。"),
    State.DISPATCHED: gettext_lazy("已转到承办单位，等待签收。"),
    State.HANDLING: gettext_lazy("承办单位正在办理，可能会电话联系您，请留意接听。"),
    State.REPLIED: gettext_lazy("承办单位已有答复，热线审核后发给您。"),
    State.COMPLETED: gettext_lazy("已有答复，请看看是否满意。"),
    State.REVIEWING: gettext_lazy("已安排没有经手过的工作人员复核。"),
    State.ARCHIVED: gettext_lazy("这件事已办结。有新的情况，欢迎再告诉我们。"),
    State.DECLINED: gettext_lazy("这件事不属于热线受理范围，请看下面的原因和办理途径。"),
    State.EXPIRED: gettext_lazy("因为没有收到补充，已暂时关闭。现在补充，随时恢复办理，编号不变。"),
    State.TRANSFERRED: gettext_lazy("这件事已转给下面的机构办理。"),
    State.MERGED: gettext_lazy("同一件事已有人反映，合在一起办理，结果会同样告诉您。"),
    State.WITHDRAWN: gettext_lazy("您已撤回。需要时可以重新反映。"),
    State.SUSPENDED: gettext_lazy("这件事需要较长时间，我们会按期回头看，并告诉您进展。"),
}
ICONS = {"register": "inbox", "ask_completion": "edit", "complete": "check", "decline": "close", "dispatch": "send",
         "redispatch": "send", "sign": "sign", "contact": "phone", "decide_extension": "clock", "suspend": "pause",
         "resume": "refresh", "check": "check-circle", "close": "check-circle", "rate": "star", "open_review": "scale",
         "decide_review": "scale", "rework": "refresh", "urge": "urge", "merge": "merge", "unmerge": "layers",
         "transfer": "transfer", "withdraw": "hand-back", "reopen": "refresh", "final_answer": "flag", "expire": "clock",
         "miss": "clock"}
ACTS = ("complete", "rate", "urge", "withdraw", "correct", "protect")


@dataclass(slots=True)
class Story:
    """Everything the page shows besides the ticket's own fields; `acts` are the verbs open to the owner."""

    acts: frozenset[str]
    next: str
    steps: list[dict[str, Any]] = field(default_factory=list)
    due: date | datetime | None = None
    due_promise: Promise | None = None
    why: list[str] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    asked: dict[str, Any] = field(default_factory=dict)
    rating: dict[str, Any] = field(default_factory=dict)
    declined: dict[str, Any] = field(default_factory=dict)
    transferred: dict[str, Any] = field(default_factory=dict)
    photos: list[dict[str, Any]] = field(default_factory=list)


def story(ticket: Ticket, person: Person) -> Story:
    """Read the ticket for its owner; a joined one tells the main ticket's progress."""
    subject = ticket.main or ticket
    told = Story(acts=_acts(ticket, subject, person), next=str(NEXT[State(ticket.state)]))
    events = _events(ticket, subject)
    clocks = {promise.kind: promise for promise in subject.promises.filter(met_at=None, voided_at=None, leg=None)
              .prefetch_related("pauses")}
    told.steps = _steps(State(subject.state), events)
    _deadline(told, subject, clocks)
    told.entries = _entries(events)
    told.answers = _answers(subject)
    told.facts = _facts(ticket)
    told.photos = [_photo(each) for each in ticket.attachments.filter(purpose=Attachment.CITIZEN, ready_at__isnull=False)]
    _asked(told, ticket, events, clocks.get("completion"))
    _rated(told, ticket, subject, clocks.get("rating"))
    _elsewhere(told, ticket, events)
    return told


def _acts(ticket: Ticket, subject: Ticket, person: Person) -> frozenset[str]:
    """The verbs open to the owner; those of a joined ticket are what its callers may do on the main one."""
    own = map.next_steps(ticket.state, person, leg=access.standing(ticket, person), own=access.owns(ticket, person))
    if subject != ticket:
        own += map.next_steps(subject.state, person, joined=True)
    return frozenset(verb.name for verb in own if verb.name in ACTS)


def _events(ticket: Ticket, subject: Ticket) -> list[Event]:
    """Public events, newest first."""
    query = Event.objects.filter(ticket__in={ticket, subject}, public=True).order_by("-id")
    return [each for each in query if each.ticket_id == ticket.pk or each.verb in SHARED]


def _steps(state: State, events: list[Event]) -> list[dict[str, Any]]:
    at = STEP_OF.get(state)
    if at is None:
        return []
    return [{"label": str(label), "state": "done" if place < at else "now" if place == at else ""}
            for place, label in enumerate(STEPS)]


def _deadline(told: Story, subject: Ticket, clocks: Mapping[str, Promise]) -> None:
    """The date by which the citizen is promised an end, and the way it was counted."""
    promise = next((clocks[kind] for kind in HEADLINE if kind in clocks), None)
    if promise is None or promise.due_at is None or subject.due_at is None:
        return
    told.due = last_moment(promise.due_at)
    promise.ticket = subject
    told.due_promise = promise
    if promise.limit != "date":
        pauses = [(pause.from_at, pause.to_at) for pause in promise.pauses.all()]
        found = timing.due(promise.limit, promise.started_at, rule="" if english() else promise.clause, extra=promise.extra, pauses=pauses)
        told.why = explain(found, "en" if english() else "zh")


def last_moment(due_at: datetime | None) -> date | datetime | None:
    """The last day, when the limit ends with a day; else the instant."""
    if due_at is None:
        return None
    last = timezone.localtime(due_at - timedelta(microseconds=1)).date()
    return last if last != timezone.localtime(due_at).date() else due_at


def _entries(events: Iterable[Event]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    language = "en" if english() else "zh"
    for event in events:
        said = sentence(event, language=language, citizen=True)
        if event.verb == "decline":
            said = _("不予受理")
        if said:
            entries.append({"title": said, "at": event.at, "icon": ICONS.get(event.verb, "check"), "now": not entries})
    return entries


def _answers(subject: Ticket) -> list[dict[str, Any]]:
    """Answers that the hotline has passed, with the pictures that belong to them; nothing internal."""
    rows = subject.replies.filter(passed=True).select_related("unit").prefetch_related("attachments").order_by("-id")
    kinds = {Reply.ANSWER: _("办理答复"), Reply.DIRECT: _("热线答复"), Reply.FINAL: _("最终答复")}
    return [{"title": kinds.get(row.kind, _("办理答复")), "text": row.text, "at": row.checked_at or row.at,
             "unit": row.unit.called(english=english()) if row.unit else "", "signed_by": row.signed_by,
             "photos": [_photo(each) for each in row.attachments.all() if each.purpose != Attachment.INTERNAL and each.ready_at]}
            for row in rows]


def _photo(upload: Attachment) -> dict[str, Any]:
    kind = "shown" if upload.shown or upload.purpose != Attachment.CITIZEN else "original"
    return {"url": reverse("files:file", args=[upload.token, kind]), "name": upload.name,
            "thumb": reverse("files:file", args=[upload.token, "thumb"]) if upload.thumb else ""}


def _facts(ticket: Ticket) -> list[tuple[str, str]]:
    place = 1 if english() else 0
    category = policy.current().categories.get(ticket.category)
    name, phone = masked_caller(ticket.number, ticket.caller_sealed)
    return [(_("性质"), KIND_NAMES[Kind(ticket.kind)][place]),
            (_("类别"), (category.en if place else " › ".join(category.path_names)) if category else ""),
            (_("时间"), ticket.happened), (_("地点"), ticket.place), (_("涉及"), ticket.parties),
            (_("联系人"), " ".join(part for part in (name, phone) if part)),
            (_("保密"), _("是，承办单位看不到您是谁") if ticket.confidential else ""),
            (_("联系方式"), _("只用短信联系") if ticket.sms_only else "")]


def _asked(told: Story, ticket: Ticket, events: list[Event], promise: Promise | None) -> None:
    """What the citizen is asked to complete: the missing elements, why each helps, the hotline's words, the days left."""
    if "complete" not in told.acts:
        return
    wanted = set(ticket.missing) or ({"event"} if promise is None else set())
    lacking = [each for each in completeness.missing("", {}, kind="complaint") if each.element in wanted]
    last = next((each for each in events if each.verb == "ask_completion"), None)
    told.asked = {
        "elements": [{"element": each.element, "ask": each.ask_en if english() else each.ask_zh,
                      "why": each.why_en if english() else each.why_zh} for each in lacking],
        "words": last.data.get("words", "") if last and ticket.back_state else "",
        "until": promise.due_at if promise else None,
        "days": max(0, (promise.due_at - now()) // timedelta(days=1)) if promise and promise.due_at else None}


def _rated(told: Story, ticket: Ticket, subject: Ticket, window: Promise | None) -> None:
    """Each caller's own rating; all of them are rows of the main ticket."""
    ratings = subject.ratings.filter(citizen=ticket.citizen_id) if subject.callers > 1 else subject.ratings
    last = ratings.order_by("-id").first()
    given = GRADE_NAMES[Grade(last.matter_grade)][1 if english() else 0] if last and last.round > subject.reworks else ""
    told.rating = {"until": window.due_at if window else None, "given": given}
    if given or window is None or (window.due_at and now() >= window.due_at):
        told.acts -= {"rate"}


def _elsewhere(told: Story, ticket: Ticket, events: list[Event]) -> None:
    """Why it was not accepted and who is in charge; or where it went and under which number."""
    last = next((each for each in events if each.to_state == ticket.state), None)
    if last is None:
        return
    if last.verb == "decline":
        ground = policy.current().grounds.get(last.data.get("ground", ""))
        told.declined = {"name": (ground.en if english() else ground.name) if ground else last.data.get("ground_name", ""),
                         "text": (ground.text_en if english() else ground.text) if ground else last.data.get("text", ""),
                         "words": last.data.get("words", ""), "channels": list(ground.channels) if ground else []}
    elif last.verb == "transfer":
        target = policy.current().reasons["transfer"].get(last.data.get("target", ""))
        told.transferred = {"name": (english() and target and target.en) or last.data.get("target_name", ""),
                            "number": last.data.get("other_number", ""), "phone": target.phone if target else "",
                            "words": last.data.get("words", "")}
