"""What an event says to people: one sentence for staff, one for the citizen, in both languages; and which
of its fields are personal (those hold commitments only, see huying.evidence.canonical).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from huying.clocks.wording import until
from huying.tickets import map, named
from huying.tickets.models import Event
from huying.tickets.states import ELEMENTS

# Fields that are bound by a commitment, never written into the history.
PERSONAL: dict[str, frozenset[str]] = {
    "register": frozenset({"text", "caller"}),
    "complete": frozenset({"words"}),
    "urge": frozenset({"words"}),
    "rate": frozenset({"comment"}),
    "reply": frozenset({"text"}),
    "check": frozenset({"before"}),
    "close": frozenset({"text"}),
    "final_answer": frozenset({"text"}),
    "withdraw": frozenset({"reason"}),
    "reopen": frozenset({"fact"}),
    "correct": frozenset({"removed"}),
}

# What callers who were joined to another ticket read of it: its way, never its words or its callers' acts.
SHARED = frozenset({"dispatch", "redispatch", "sign", "decide_extension", "suspend", "resume", "check", "close",
                    "decide_review", "rework", "final_answer", "miss"})

# verb → (for staff zh, for staff en, for the citizen zh, for the citizen en); empty: not told to the citizen
SENTENCES: dict[str, tuple[str, str, str, str]] = {
    "register": ("登记来件", "registered the request", "您的诉求已登记", "Your request was registered"),
    "ask_completion": ("要求补充：{asked}", "asked for completion: {asked}", "请补充材料：{asked}", "Please complete: {asked}"),
    "complete": ("诉求人补充了内容", "the citizen completed the request", "您已补充内容", "You completed the request"),
    "triage": ("分类定性为 {category_name}", "classified as {category_name}", "", ""),
    "decline": ("不予受理：{ground_name}。{words}", "declined: {ground_name}. {words}",
                "不予受理：{text} {channel}", "Not accepted: {text} {channel}"),
    "dispatch": ("派单至 {lead_name}（主办）{assisting_text}", "dispatched to {lead_name} (lead){assisting_text_en}",
                 "已交 {lead_name} 办理", "Passed to {lead_name}"),
    "add_unit": ("加派 {unit_name} 协办", "added {unit_name} to assist", "", ""),
    "sign": ("{unit_name} 签收", "{unit_name} signed", "{unit_name} 已签收，正在办理", "{unit_name} took it on"),
    "pass_down": ("下派至 {unit_name}", "passed down to {unit_name}", "", ""),
    "contact": ("联系诉求人（{way_name}）：{words}", "contacted the citizen ({way_name}): {words}",
                "承办单位已与您联系", "The unit contacted you"),
    "hand_back": ("{unit_name} 申请退单：{reason}", "{unit_name} asks to hand back: {reason}", "", ""),
    "rule_hand_back": ("退单裁定（{upheld_text}）：{ruling}", "hand back ruled ({upheld_text_en}): {ruling}", "", ""),
    "redispatch": ("由 {before_name} 改派至 {lead_name}：{reason}", "re-dispatched from {before_name} to {lead_name}: {reason}",
                   "已改由 {lead_name} 办理", "Now with {lead_name}"),
    "ask_extension": ("{unit_name} 申请延期：{reason}", "{unit_name} asks for an extension: {reason}", "", ""),
    "decide_extension": ("延期审批（{granted_text}）：{reason}", "extension ({granted_text_en}): {reason}",
                         "办理时限调整：{reason}", "The deadline was moved: {reason}"),
    "ask_suspension": ("{unit_name} 申请挂账：{reason}", "{unit_name} asks for a suspension: {reason}", "", ""),
    "suspend": ("挂账（{granted_text}）：{reason}", "suspension ({granted_text_en}): {reason}",
                "事项需长期推进：{reason}", "Needs longer: {reason}"),
    "resume": ("恢复办理 {words}", "resumed {words}", "已恢复办理", "Work goes on"),
    "reply": ("{unit_name} 提交答复", "{unit_name} answered", "", ""),
    "check": ("审核{passed_text}。{verdict}", "check: {passed_text_en}. {verdict}", "已办结，请查看答复并评价",
              "Completed: please read the answer and rate it"),
    "close": ("直接答复并办结", "answered at once and closed", "已答复办结，请评价", "Answered: please rate it"),
    "ask_rating": ("回访：{outcome_name} {words}", "follow-up call: {outcome_name}. {words}", "", ""),
    "rate": ("评价：{matter_name}", "rated: {matter_name}", "您已评价：{matter_name}", "You rated: {matter_name}"),
    "open_review": ("发起复核：{reason}", "opened a review: {reason}", "已发起复核", "A review was opened"),
    "decide_review": ("复核结论：{outcome_name}。{opinion}", "review decided: {outcome_name}. {opinion}",
                      "复核结论：{outcome_name}", "Review: {outcome_name}"),
    "rework": ("退回重办（第 {times} 次）：{reason}", "sent back to be done again ({times}): {reason}", "已退回重新办理",
               "Sent back to be done again"),
    "urge": ("催办（第 {times} 次）", "urged ({times})", "您已催办，内容已告知承办单位", "Your urge was passed on"),
    "supervise": ("{level_name}：{text}", "{level_name}: {text}", "", ""),
    "answer_supervision": ("督办反馈：{answer}", "supervision answered: {answer}", "", ""),
    "merge": ("并单 {main}{joined}：{reason}", "joined {main}{joined}: {reason}",
              "已与同一事项合并办理 {main}{joined}", "Joined with the same matter {main}{joined}"),
    "unmerge": ("拆单 {main}{parted}：{reason}", "taken apart {main}{parted}: {reason}", "已恢复单独办理", "Handled by itself again"),
    "transfer": ("转接 {target_name}{theirs}", "transferred to {target_name}{theirs_en}",
                 "已转至 {target_name}{theirs}", "Transferred to {target_name}{theirs_en}"),
    "withdraw": ("诉求人撤回", "withdrawn by the citizen", "您已撤回诉求", "You withdrew the request"),
    "reopen": ("因新情况重新受理", "reopened with a new fact", "已重新受理", "Reopened"),
    "archive": ("归档", "archived", "", ""),
    "final_answer": ("最终答复，{signed_by} 签发", "final answer signed by {signed_by}", "已作最终答复", "A final answer was given"),
    "protect": ("保密设置变更 {reason}", "confidentiality changed {reason}", "", ""),
    "correct": ("更正公开文字中的个人信息", "personal data taken out of the text", "", ""),
    "note": ("备注：{words}", "note: {words}", "", ""),
    "expire": ("逾期未完善，自动关闭", "not completed in time, closed", "逾期未补充，已关闭；随时可补充恢复",
               "Not completed in time, closed; complete it at any time to go on"),
    "miss": ("{kind_name}超时（应于 {due_text}）", "missed: {kind_name} (was due {due_text})",
             "未能在 {due_text} 前答复，已督促承办单位", "Not answered by {due_text}; the unit was told to hurry"),
    "remind": ("{kind_name}提醒：{whom_name}", "reminder for {kind_name}: {whom_name}", "", ""),
}


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def sentence(event: Event, *, language: str = "zh", citizen: bool = False) -> str:
    """What happened, in one sentence; empty when the citizen is not told."""
    if citizen and not event.public:
        return ""
    place = (2 if citizen else 0) + (1 if language.startswith("en") else 0)
    template = SENTENCES[event.verb][place]
    if citizen and event.verb == "check" and not event.data.get("passed"):
        return ""
    if citizen and event.verb in {"decide_extension", "suspend"} and not event.data.get("granted"):
        return ""
    told = template.format_map(_Blank(_told(event, english=language.startswith("en"))))
    return re.sub(r"[（(]\s*[）)]", "", told).strip(" ：:，,")


def _told(event: Event, *, english: bool) -> dict[str, Any]:
    """The event's data with the derived words; commitments are left out."""
    data = {key: value for key, value in event.data.items() if not (isinstance(value, dict) and "commit" in value)}
    data |= named.names_of(event.verb, data, english=english)
    for field, yes, no, en_yes, en_no in (("upheld", "同意", "驳回", "upheld", "refused"),
                                          ("granted", "同意", "不同意", "granted", "refused"),
                                          ("passed", "通过", "退回补充", "passed", "sent back")):
        if field in data:
            data[f"{field}_text"] = yes if data[field] else no
            data[f"{field}_text_en"] = en_yes if data[field] else en_no
    if event.verb == "ask_completion":
        lacking = [ELEMENTS[each][english] for each in data.get("missing") or () if each in ELEMENTS]
        data["asked"] = (". " if english else "。").join(filter(None, [(", " if english else "、").join(lacking), data.get("words", "")]))
    if data.get("assisting_names"):
        data["assisting_text"] = "，协办 " + "、".join(data["assisting_names"])
        data["assisting_text_en"] = ", assisting: " + ", ".join(data["assisting_names"])
    if data.get("other_number"):
        data["theirs"], data["theirs_en"] = f"，对方编号 {data['other_number']}", f", their number {data['other_number']}"
    if data.get("due_at"):
        data["due_text"] = until(datetime.fromisoformat(data["due_at"]))
    return data


def verb_name(verb: str, language: str = "zh") -> str:
    found = map.VERBS[verb]
    return found.en if language.startswith("en") else found.zh
