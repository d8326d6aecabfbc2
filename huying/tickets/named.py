"""What the codes of the core are called, in the reader's language; the history itself keeps them as they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huying import policy
from huying.people.models import Unit
from huying.tickets.models.promise import PROMISE_NAMES
from huying.tickets.states import GRADE_NAMES

Names = Mapping[Any, tuple[str, str]]

# code → (Chinese, English)
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

_CODES: Mapping[str, Names] = {"kind": PROMISE_NAMES, "level": SUPERVISIONS, "matter": GRADE_NAMES, "way": WAYS, "whom": WHOM}
_OUTCOMES: Mapping[str, Names] = {"ask_rating": CALL_OUTCOMES, "decide_review": REVIEW_OUTCOMES}
_BY_UNIT = {"unit": "unit_name", "lead": "lead_name", "before": "before_name"}


def names_of(verb: str, data: Mapping[str, Any], *, english: bool) -> dict[str, Any]:
    """The names by which sentences and notices call what stands in `data`; the recorded ones where the policy knows no more."""
    tables = {**_CODES, "outcome": _OUTCOMES.get(verb, {})}
    found: dict[str, Any] = {
        f"{field}_name": pair[english] for field, table in tables.items()
        if isinstance(code := data.get(field), str) and (pair := table.get(code))
    }
    if isinstance(code := data.get("category"), str) and code:
        found["category_name"] = category(code, english=english)
    return found | _in_english(data) if english else found


def category(code: str, *, english: bool) -> str:
    """环境保护 › 噪声 › 建筑施工噪声; the code itself when the catalogue no longer has it."""
    known = policy.current().categories
    line = [known[code[:end]] for end in (2, 4, 6) if len(code) >= end and code[:end] in known]
    return " › ".join(each.en if english else each.name for each in line) or code


def unit(which: Unit, *, english: bool) -> str:
    """A unit's name; the Chinese one where the policy has no other."""
    known = policy.current().units.get(which.slug) if english else None
    return known.en if known else which.name


def _in_english(data: Mapping[str, Any]) -> dict[str, Any]:
    """Units, grounds and places to transfer to, which are recorded by code and Chinese name."""
    rules = policy.current()
    codes = {field: code for field, code in data.items() if isinstance(code, str)}  # others hold commitments under the same names
    found: dict[str, Any] = {name: known.en for field, name in _BY_UNIT.items() if (known := rules.units.get(codes.get(field, "")))}
    if data.get("assisting"):
        pairs = zip(data["assisting"], data.get("assisting_names", data["assisting"]), strict=False)
        found["assisting_names"] = [known.en if (known := rules.units.get(slug)) else name for slug, name in pairs]
    if ground := rules.grounds.get(codes.get("ground", "")):
        found |= {"ground_name": ground.en, "text": ground.text_en, "channel": ground.channel_en}
    if target := rules.reasons["transfer"].get(codes.get("target", "")):
        found["target_name"] = target.en
    return found
