"""The one map: every verb, from which states, to which, by whom. Buttons, rights, docs and tests read it.

`target` None means that the state stays, or that the verb itself decides among `targets`.
Roles of units act only with a running leg of their own tree (`own_leg`); citizens only on their own ticket.
"""

from __future__ import annotations

from dataclasses import dataclass

from huying.people.persons import UNIT_ROLES, Person, Role
from huying.tickets.problems import Blocker
from huying.tickets.states import OPEN, STATE_NAMES, WITH_UNIT, State

R, S = Role, State
CENTRE_DESK = frozenset({R.AGENT, R.SQUAD_LEADER, R.DISPATCHER})
DISPATCHERS = frozenset({R.DISPATCHER, R.SQUAD_LEADER})
RULERS = frozenset({R.DISPATCHER, R.SQUAD_LEADER, R.SUPERVISOR})
CHECKERS = frozenset({R.FOLLOWUP, R.SQUAD_LEADER, R.SUPERVISOR})
SYSTEM = frozenset({R.SYSTEM})
CITIZEN = frozenset({R.CITIZEN})
STAFF = frozenset(R) - {R.CITIZEN, R.SYSTEM, R.AUDITOR, R.KNOWLEDGE_EDITOR, R.ADMINISTRATOR, R.QUALITY, R.LEADER}


@dataclass(frozen=True, slots=True)
class Verb:
    """One act. `lead_only`: of the unit roles, only the lead leg's unit (or one it was passed down to).

    `joined`: citizens do it on the main ticket that theirs was joined to, too.
    """

    name: str
    zh: str
    en: str
    sources: frozenset[State]
    targets: frozenset[State]
    roles: frozenset[Role]
    clause: str
    public: bool = False
    lead_only: bool = False
    keeps: bool = False  # the state may also stay as it is
    joined: bool = False


def _verb(name: str, zh: str, en: str, sources: set[State] | frozenset[State], targets: set[State],
          roles: frozenset[Role] | set[Role], clause: str, **more: bool) -> Verb:
    return Verb(name, zh, en, frozenset(sources), frozenset(targets), frozenset(roles), clause, **more)


_TABLE = [
    _verb("register", "登记", "register", set(), {S.RECEIVED, S.INCOMPLETE, S.PENDING_DISPATCH},
          CITIZEN | SYSTEM | {R.AGENT, R.SQUAD_LEADER}, "§2 登记受理", public=True),
    _verb("ask_completion", "补充要求", "ask for completion", {S.RECEIVED, S.PENDING_DISPATCH, S.HANDLING},
          {S.INCOMPLETE}, CENTRE_DESK | UNIT_ROLES, "§2 待完善", public=True, lead_only=True),
    _verb("complete", "补充", "complete", {S.INCOMPLETE, S.EXPIRED}, {S.RECEIVED, S.PENDING_DISPATCH, S.HANDLING},
          CITIZEN | {R.AGENT, R.SQUAD_LEADER, R.FOLLOWUP}, "§2 待完善", public=True),
    _verb("triage", "分类定性", "triage", {S.RECEIVED, S.PENDING_DISPATCH}, {S.PENDING_DISPATCH}, CENTRE_DESK, "§2 分类"),
    _verb("decline", "不予受理", "decline", {S.RECEIVED, S.INCOMPLETE, S.PENDING_DISPATCH}, {S.DECLINED},
          DISPATCHERS, "§1 1.3–1.5", public=True),
    _verb("dispatch", "派单", "dispatch", {S.RECEIVED, S.PENDING_DISPATCH}, {S.DISPATCHED}, DISPATCHERS, "§4", public=True),
    _verb("add_unit", "加派", "add an assisting unit", {S.DISPATCHED, S.HANDLING, S.REPLIED}, set(), RULERS, "§4 协办",
          keeps=True),
    _verb("sign", "签收", "sign", {S.DISPATCHED, S.HANDLING, S.REPLIED}, {S.HANDLING}, UNIT_ROLES, "§2 签收", public=True,
          keeps=True),
    _verb("pass_down", "下派", "pass down", {S.HANDLING}, set(), UNIT_ROLES, "§4 分级转派", keeps=True, lead_only=True),
    _verb("contact", "联系诉求人", "contact the citizen", {S.HANDLING, S.INCOMPLETE, S.SUSPENDED, S.REVIEWING}, set(),
          UNIT_ROLES | {R.AGENT, R.FOLLOWUP, R.SQUAD_LEADER, R.SUPERVISOR}, "§2 首次联系", public=True, keeps=True),
    _verb("hand_back", "申请退单", "hand back", {S.DISPATCHED, S.HANDLING}, set(), UNIT_ROLES, "§3 退单", keeps=True),
    _verb("rule_hand_back", "退单裁定", "rule on a hand back", {S.DISPATCHED, S.HANDLING, S.REPLIED, S.INCOMPLETE},
          {S.PENDING_DISPATCH}, RULERS, "§4 首接负责", keeps=True),
    _verb("redispatch", "改派", "re-dispatch", {S.DISPATCHED, S.HANDLING}, {S.DISPATCHED}, RULERS, "§2 改派", public=True),
    _verb("ask_extension", "申请延期", "ask for an extension", {S.DISPATCHED, S.HANDLING}, set(), UNIT_ROLES, "§3 延期",
          keeps=True, lead_only=True),
    _verb("decide_extension", "延期审批", "decide an extension", {S.DISPATCHED, S.HANDLING, S.REPLIED, S.INCOMPLETE},
          set(), {R.SUPERVISOR, R.SQUAD_LEADER, R.DISPATCHER}, "§3 延期", public=True, keeps=True),
    _verb("ask_suspension", "申请挂账", "ask for a suspension", {S.HANDLING}, set(), UNIT_ROLES, "§2 挂账", keeps=True,
          lead_only=True),
    _verb("suspend", "挂账", "suspend", {S.HANDLING}, {S.SUSPENDED}, {R.SUPERVISOR, R.SQUAD_LEADER}, "§2 挂账",
          public=True, keeps=True),
    _verb("resume", "恢复办理", "resume", {S.SUSPENDED}, {S.HANDLING},
          UNIT_ROLES | SYSTEM | {R.SUPERVISOR, R.SQUAD_LEADER}, "§2 挂账", public=True, lead_only=True),
    _verb("reply", "答复", "reply", {S.HANDLING, S.REPLIED}, {S.REPLIED}, UNIT_ROLES, "§2 答复", keeps=True),
    _verb("check", "审核", "check", {S.REPLIED}, {S.COMPLETED, S.HANDLING}, CHECKERS, "§2 审核", public=True),
    _verb("close", "直接办结", "answer at once and close", {S.RECEIVED, S.PENDING_DISPATCH}, {S.COMPLETED},
          {R.AGENT, R.SQUAD_LEADER}, "§1 1.6 直办", public=True),
    _verb("ask_rating", "回访", "follow up", {S.COMPLETED}, set(), SYSTEM | {R.FOLLOWUP, R.AGENT, R.SQUAD_LEADER}, "§6 回访",
          keeps=True),
    _verb("rate", "评价", "rate", {S.COMPLETED}, {S.ARCHIVED, S.REVIEWING}, CITIZEN | {R.FOLLOWUP, R.AGENT, R.SQUAD_LEADER},
          "§6 评价", public=True, keeps=True, joined=True),
    _verb("open_review", "发起复核", "open a review", {S.COMPLETED, S.ARCHIVED}, {S.REVIEWING},
          {R.SUPERVISOR, R.QUALITY, R.FOLLOWUP}, "§6 复核", public=True),
    _verb("decide_review", "复核结论", "decide a review", {S.REVIEWING}, {S.HANDLING, S.ARCHIVED, S.REVIEWING},
          {R.FOLLOWUP, R.SUPERVISOR, R.QUALITY}, "§6 复核", public=True),
    _verb("rework", "重办", "rework", {S.COMPLETED, S.ARCHIVED, S.REVIEWING}, {S.HANDLING}, {R.SUPERVISOR}, "§6 重办",
          public=True),
    _verb("urge", "催办", "urge", OPEN, set(), CITIZEN | {R.AGENT, R.SQUAD_LEADER, R.FOLLOWUP, R.SUPERVISOR}, "§5 催办告知",
          public=True, keeps=True, joined=True),
    _verb("supervise", "督办", "supervise", WITH_UNIT, set(), {R.SUPERVISOR, R.LEADER}, "§6 督办", keeps=True),
    _verb("answer_supervision", "督办反馈", "answer a supervision", WITH_UNIT, set(), UNIT_ROLES, "§6 督办", keeps=True),
    _verb("merge", "并单", "merge", {S.RECEIVED, S.INCOMPLETE, S.PENDING_DISPATCH, S.DISPATCHED, S.HANDLING}, {S.MERGED},
          DISPATCHERS, "§5 并单", public=True),
    _verb("unmerge", "拆单", "unmerge", {S.MERGED}, {S.RECEIVED, S.INCOMPLETE, S.PENDING_DISPATCH, S.DISPATCHED, S.HANDLING},
          RULERS, "§5 拆单", public=True),
    _verb("transfer", "转接", "transfer", {S.RECEIVED, S.INCOMPLETE, S.PENDING_DISPATCH}, {S.TRANSFERRED}, CENTRE_DESK,
          "§1 1.2 紧急转接, 1.4", public=True),
    _verb("withdraw", "撤回", "withdraw",
          {S.RECEIVED, S.INCOMPLETE, S.PENDING_DISPATCH, S.DISPATCHED, S.HANDLING, S.SUSPENDED}, {S.WITHDRAWN},
          CITIZEN | {R.AGENT, R.SQUAD_LEADER}, "§2 撤回", public=True),
    _verb("reopen", "重新受理", "reopen", {S.ARCHIVED, S.WITHDRAWN, S.DECLINED, S.TRANSFERRED}, {S.PENDING_DISPATCH},
          {R.AGENT, R.SQUAD_LEADER, R.SUPERVISOR}, "§2 归档", public=True),
    _verb("archive", "归档", "archive", {S.COMPLETED}, {S.ARCHIVED}, SYSTEM | {R.FOLLOWUP, R.SUPERVISOR}, "§2 归档"),
    _verb("final_answer", "最终答复", "final answer", {S.REVIEWING, S.HANDLING}, {S.ARCHIVED}, {R.UNIT_HEAD}, "§6 最终答复",
          public=True, lead_only=True),
    _verb("protect", "保密", "mark confidential", frozenset(S), set(), CITIZEN | CENTRE_DESK | {R.SUPERVISOR}, "§9 保密",
          keeps=True),
    _verb("correct", "更正个人信息", "correct personal data", frozenset(S), set(),
          CITIZEN | {R.AGENT, R.SQUAD_LEADER, R.SUPERVISOR}, "§2, §9", keeps=True),
    _verb("note", "内部备注", "note", frozenset(S), set(), STAFF | SYSTEM | {R.QUALITY, R.LEADER}, "§2", keeps=True),
    _verb("expire", "逾期未完善", "expire", {S.INCOMPLETE}, {S.EXPIRED}, SYSTEM, "§2 待完善 3 天", public=True),
    _verb("miss", "超时", "miss a promise", frozenset(S), set(), SYSTEM, "§3 时限", keeps=True),
    _verb("remind", "提醒", "remind", frozenset(S), set(), SYSTEM, "§3 预警阶梯", keeps=True),
]

VERBS: dict[str, Verb] = {verb.name: verb for verb in _TABLE}


def stranger(person: Person) -> Blocker:
    return Blocker("no_right", "您没有办理此项的权限。请联系本单位管理员。", "You have no right to do this. Ask your administrator.")


def problem(verb: Verb, state: str, person: Person, *, leg: str | None = None, own: bool = False,
            joined: bool = False) -> Blocker | None:
    """What the map has against `person` doing `verb` in `state`; None when nothing.

    `leg`: 'lead' or 'assist' when the person's unit has a running part; `own`: it is the citizen's own ticket;
    `joined`: a ticket of the citizen's was joined to it.
    """
    if not person.roles & verb.roles:
        return stranger(person)
    if not _by_office(verb, person, leg, own or (joined and verb.joined)):
        return Blocker("not_yours", "此工单不由您或您的单位办理。", "This ticket is not yours or your unit's to act on.")
    if State(state) not in verb.sources:
        name = STATE_NAMES[State(state)]
        return Blocker("wrong_state", f"工单当前为“{name[0]}”，不能{verb.zh}。请刷新后再试。",
                       f"The ticket is “{name[1]}”; it cannot {verb.en} now. Reload and look again.")
    return None


def _by_office(verb: Verb, person: Person, leg: str | None, own: bool) -> bool:
    """Whether one of the person's fitting roles reaches this ticket."""
    for role in person.roles & verb.roles:
        if role in UNIT_ROLES:
            if leg == "lead" or (leg == "assist" and not verb.lead_only):
                return True
        elif role is Role.CITIZEN:
            if own:
                return True
        else:
            return True
    return False


def next_steps(state: str, person: Person, *, leg: str | None = None, own: bool = False, joined: bool = False) -> list[Verb]:
    """The verbs open to `person` now, in the order of life."""
    return [verb for verb in _TABLE if verb.sources and problem(verb, state, person, leg=leg, own=own, joined=joined) is None]
