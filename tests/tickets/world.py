"""Tickets in every state, reached by legal moves only; and for every verb the words that make it succeed."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from huying.people.persons import SYSTEM, Person, Role
from huying.tickets import life
from huying.tickets.models import Attachment, Ticket
from huying.tickets.states import State
from tests.cast import MONDAY, Cast

ANSWER = "经现场检查，工地已停止夜间施工，并已依法处理。"
_streets = itertools.count(1)
TABLES = ("ticket", "event", "promise", "pause", "leg", "ask", "reply", "rating", "review", "supervision", "join", "transfer",
          "contact", "attachment")


@dataclass
class World:
    """Builds tickets at `now`. `rich`: units have asked for everything; `reworked`: done once more; `below`: led by a
    district that has streets below it."""

    cast: Cast
    now: datetime = MONDAY

    def ticket(self, state: State | str, *, rich: bool = False, reworked: bool = False, below: bool = False) -> Ticket:
        number = self.cast.ticket(self.now, place=f"天河区体育东路{next(_streets)}号").number
        ROUTES[State(state)](_Walk(self.cast, number, self.now, rich, reworked, below))
        ticket = Ticket.objects.get(number=number)
        assert ticket.state == state, f"meant {state}, reached {ticket.state}"
        return ticket

    def evidence(self, ticket: Ticket) -> str:
        """A finished upload on the ticket; its token."""
        return Attachment.objects.create(ticket=ticket, name="现场.jpg", at=self.now, ready_at=self.now, purpose="evidence").token


@dataclass
class _Walk:
    cast: Cast
    number: str
    now: datetime
    rich: bool
    reworked: bool
    below: bool

    def do(self, verb: str, by: Person, now: datetime | None = None, **words: Any) -> None:
        getattr(life, verb)(self.number, by=by, now=now or self.now, **words)

    @property
    def unit(self) -> Person:
        return self.cast.district_liaison if self.below else self.cast.liaison

    @property
    def owner(self) -> Person:
        return self.cast.owner(Ticket.objects.get(number=self.number))

    def triaged(self) -> None:
        self.do("triage", self.cast.agent, category=Ticket.objects.get(number=self.number).category, kind="complaint")

    def dispatched(self) -> None:
        self.triaged()
        lead = self.cast.district if self.below else self.cast.lead_unit
        self.do("dispatch", self.cast.dispatcher, lead=lead, assisting=[self.cast.other_unit], basis="职责分工")
        if self.rich:
            self.do("hand_back", self.unit, reason="不属本单位职责", basis="职责分工第三条")
            self.do("ask_extension", self.unit, reason="需要检测")
            self.do("supervise", self.cast.supervisor, text="请尽快办理并反馈")

    def handling(self) -> None:
        self.dispatched()
        self.do("sign", self.unit)
        if self.rich:
            self.do("ask_suspension", self.unit, reason="列入工程计划", until=self.now + timedelta(days=30))
        if self.reworked:
            self.answered()
            self.unhappy()
            self.do("decide_review", self.cast.other_followup, outcome="rework", opinion="请重新办理")

    def replied(self) -> None:
        self.handling()
        self.do("reply", self.unit, text=ANSWER)

    def answered(self) -> None:
        self.do("reply", self.unit, text=ANSWER)
        self.do("check", self.cast.followup, passed=True)

    def completed(self) -> None:
        self.handling()
        self.answered()

    def unhappy(self) -> None:
        self.do("rate", self.owner, matter="dissatisfied", comment="夜里仍在施工")

    def reviewing(self) -> None:
        self.completed()
        self.unhappy()
        if self.rich:
            self.do("supervise", self.cast.supervisor, text="请说明情况")

    def incomplete(self) -> None:
        self.handling()
        self.do("ask_completion", self.unit, missing=["place"])

    def expired(self) -> None:
        self.incomplete()
        self.do("expire", SYSTEM, now=self.now + timedelta(days=4))

    def archived(self) -> None:
        self.completed()
        self.do("rate", self.owner, matter="satisfied")

    def merged(self) -> None:
        self.handling()
        self.do("merge", self.cast.dispatcher, main=other(self.cast, self.now), reason="同一工地")

    def suspended(self) -> None:
        self.handling()
        self.do("suspend", self.cast.supervisor, reason="列入工程计划", until=self.now + timedelta(days=30))


ROUTES: dict[State, Callable[[_Walk], None]] = {
    State.RECEIVED: lambda walk: None,
    State.INCOMPLETE: _Walk.incomplete,
    State.PENDING_DISPATCH: _Walk.triaged,
    State.DISPATCHED: _Walk.dispatched,
    State.HANDLING: _Walk.handling,
    State.REPLIED: _Walk.replied,
    State.COMPLETED: _Walk.completed,
    State.REVIEWING: _Walk.reviewing,
    State.ARCHIVED: _Walk.archived,
    State.DECLINED: lambda walk: walk.do("decline", walk.cast.dispatcher, ground="court"),
    State.EXPIRED: _Walk.expired,
    State.TRANSFERRED: lambda walk: walk.do("transfer", walk.cast.agent, target="fire"),
    State.MERGED: _Walk.merged,
    State.WITHDRAWN: lambda walk: walk.do("withdraw", walk.owner),
    State.SUSPENDED: _Walk.suspended,
}


def other(cast: Cast, now: datetime = MONDAY) -> str:
    """The number of another citizen's running ticket."""
    return cast.ticket(now, place=f"天河区体育西路{next(_streets)}号").number


def words_for(verb: str, ticket: Ticket, cast: Cast, now: datetime = MONDAY) -> dict[str, Any]:
    """Valid arguments of the verb, with the instant at which to do it under `now`."""
    later = now + timedelta(days=20)
    given: dict[str, dict[str, Any]] = {
        "ask_completion": {"missing": ["place"], "words": "请写明门牌号"}, "complete": {"words": "在18号旁的工地"},
        "triage": {"category": ticket.category, "kind": "complaint"}, "decline": {"ground": "court"},
        "dispatch": {"lead": cast.lead_unit, "assisting": [cast.other_unit]}, "add_unit": {"unit": cast.district},
        "pass_down": {"unit": cast.street}, "contact": {"way": "phone", "words": "已说明进展"},
        "hand_back": {"reason": "不属本单位职责", "basis": "职责分工第三条"},
        "rule_hand_back": {"upheld": True, "ruling": "确不属其职责"},
        "redispatch": {"lead": cast.other_unit, "reason": "职责调整"}, "ask_extension": {"reason": "需要检测"},
        "decide_extension": {"granted": ticket.state != State.REPLIED, "ruling": "已有答复"},
        "ask_suspension": {"reason": "列入工程计划", "until": later}, "suspend": {"reason": "列入工程计划", "until": later},
        "reply": {"text": ANSWER}, "check": {"passed": True}, "close": {"text": "请于工作日到窗口办理。"},
        "ask_rating": {"outcome": "reached"}, "rate": {"matter": "satisfied"}, "open_review": {"reason": "抽查发现问题"},
        "decide_review": {"outcome": "rework", "opinion": "请重新办理"}, "rework": {"reason": "答非所问"},
        "urge": {"words": "还在施工"}, "supervise": {"text": "请尽快办理"}, "answer_supervision": {"answer": "正在办理"},
        "merge": {"reason": "同一工地"}, "unmerge": {"reason": "并非同一工地"}, "transfer": {"target": "fire"},
        "reopen": {"fact": "昨夜又开始施工"}, "archive": {"now": now + timedelta(hours=25)},
        "final_answer": {"text": ANSWER, "signed_by": "王局长"}, "protect": {"on": True}, "correct": {"remove": "体育东路"},
        "note": {"words": "留意后续"}, "expire": {"now": now + timedelta(days=4)}, "remind": {"kind": "complete", "whom": "handler"},
    }
    return {"now": now, **given.get(verb, {})}


def unit_person(person: Person, role: Role) -> Person:
    """The same account in another role of its unit."""
    return replace(person, roles=frozenset({role}))


def snapshot() -> str:
    """A checksum of every row of the core and of the jobs that wait."""
    parts = [f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t.id), '')) AS x FROM tickets_{table} t" for table in TABLES]
    parts.append("SELECT count(*)::text FROM procrastinate_jobs")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(x, ',')) FROM ({' UNION ALL '.join(parts)}) AS all_of_it")
        return str(cursor.fetchone()[0])
