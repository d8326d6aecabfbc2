"""What the codes of the core are called, in the reader's language; the history itself keeps them as they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huying import policy
from huying.tickets.models.promise import PROMISE_NAMES
from huying.tickets.states import CALL_OUTCOMES, GRADE_NAMES, REVIEW_OUTCOMES, SUPERVISIONS, WAYS, WHOM, Names

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
