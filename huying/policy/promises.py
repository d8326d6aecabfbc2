"""Whether the promises hold together: a rule for every one, no two that quarrel, extensions within bounds."""

from itertools import combinations
from typing import Final, get_args

from .deadlines import DeadlinesFile, LimitRule
from .dispatch import DispatchFile
from .limits import add_up, longer, same_measure
from .references import Notes
from .words import Promise

_FILE: Final = "deadlines.yaml"


def check_deadlines(notes: Notes, file: DeadlinesFile) -> None:
    """Each promise has a rule without conditions, and two rules of one weight never both hold."""
    plain = {rule.promise for rule in file.rules if not any(rule.weight)}
    for promise in sorted(set(get_args(Promise)) - plain):
        zh, en = f"承诺“{promise}”没有通用时限", f"promise “{promise}” has no rule without conditions"
        notes.add(_FILE, ["rules"], zh, en, f"- {{id: {promise}, promise: {promise}, text: …, clause: …}}")
    for (_, one), (j, other) in combinations(enumerate(file.rules), 2):
        if one.promise == other.promise and one.weight == other.weight and _meet(one, other):
            zh, en = f"与“{one.id}”同样适用，无法取舍", f"holds together with “{one.id}” at the same weight"
            notes.add(
                _FILE,
                ["rules", j, _condition(other)],
                zh,
                en,
                "收窄条件 (narrow kinds, urgency, urgent_sort or category)",
            )
    _check_extension(notes, file)


def _condition(rule: LimitRule) -> str:
    """The key to narrow: the weightiest condition the rule has."""
    return next(
        (key for key in ("urgent_sort", "urgency", "category", "kinds") if getattr(rule, key)), "promise"
    )


def _meet(one: LimitRule, other: LimitRule) -> bool:
    return (
        _share(one.kinds, other.kinds)
        and _share(one.urgency, other.urgency)
        and _share(one.urgent_sort, other.urgent_sort)
        and one.category == other.category
    )


def _share(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return bool(set(some) & set(others)) or not some or not others


def _check_extension(notes: Notes, file: DeadlinesFile) -> None:
    extension = file.extension
    if not same_measure(extension.add, extension.max_total):
        zh, en = "add 与 max_total 的单位不可比", "add and max_total are of different measure"
        notes.add(_FILE, ["extension", "add"], zh, en, f"add: 与 (as) {extension.max_total}")
        return
    for r, rule in enumerate(file.rules):
        if rule.promise == "complete" and longer(rule.text, extension.max_total):
            zh = f"时限 {rule.text} 超过延期后的上限 {extension.max_total}"
            en = f"limit {rule.text} is longer than an extension allows ({extension.max_total})"
            notes.add(_FILE, ["rules", r, "text"], zh, en, f"≤ {extension.max_total}")
    usual = next((one for one in file.rules if one.promise == "complete" and not any(one.weight)), None)
    if usual is None or not same_measure(usual.text, extension.add):
        return
    total = add_up(usual.text, extension.add, extension.times)
    if longer(total, extension.max_total):
        zh = f"延期后合计 {total}，超过上限 {extension.max_total}"
        en = f"extended in full it is {total}, longer than allowed ({extension.max_total})"
        notes.add(
            _FILE, ["extension", "add"], zh, en, f"使合计 ≤ {extension.max_total} (keep the sum within)"
        )


def check_dispatch_limits(notes: Notes, dispatch: DispatchFile, deadlines: DeadlinesFile) -> None:
    """No limit of the dispatch catalogue is longer than an extension could make it."""
    most = deadlines.extension.max_total
    for r, rule in enumerate(dispatch.rules):
        if rule.limit is not None and longer(rule.limit, most):
            zh, en = (
                f"时限 {rule.limit} 超过上限 {most}",
                f"limit {rule.limit} is longer than allowed ({most})",
            )
            notes.add("dispatch.yaml", ["rules", r, "limit"], zh, en, f"≤ {most}")
