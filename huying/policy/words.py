"""The fixed vocabulary of a policy: kinds, urgencies, sorts of unit, promises, with their words for people.

A city changes figures and names in its files; these words are what the program itself understands
(the project's glossary says what each means).
"""

from typing import Annotated, Any, Final, Literal, NamedTuple, get_args

from pydantic import BeforeValidator


class Word(NamedTuple):
    """One code's name for people."""

    zh: str
    en: str


KindCode = Literal["consultation", "help", "complaint", "report", "suggestion", "praise"]
Urgency = Literal["normal", "urgent", "critical"]
UrgentSort = Literal["danger", "water", "power", "gas", "heat"]
Level = Literal["city", "district", "street"]
Promise = Literal[
    "acknowledge", "look", "dispatch", "sign", "first_contact", "hand_back", "complete",
    "completion", "check", "rating", "review", "rework", "look_again", "callback",
]  # fmt: skip
Whom = Literal["handler", "unit_head", "supervision", "leader", "citizen"]
DoorCode = Literal["phone", "web", "app", "wechat", "sms", "email", "platform", "open311", "counter"]
ReasonFor = Literal["hand_back", "suspend", "extend", "transfer"]
Sort = Literal[
    "hotline", "street", "district", "city_management", "environment", "housing", "transport", "police",
    "traffic_police", "market", "human_resources", "health", "education", "civil_affairs",
    "medical_insurance", "provident_fund", "tax", "natural_resources", "water_affairs", "agriculture",
    "culture_tourism", "sports", "fire", "emergency", "justice", "finance", "development_reform",
    "industry_it", "commerce", "forestry", "veterans", "ethnic_religion", "audit_supervision",
    "data_service", "water_company", "power_company", "gas_company", "heating_company", "telecom",
    "bus_company", "metro_company", "post", "disabled", "women", "union", "youth", "housing_security",
]  # fmt: skip

KINDS: Final[dict[str, Word]] = {
    "consultation": Word("咨询", "Consultation"),
    "help": Word("求助", "Request for help"),
    "complaint": Word("投诉", "Complaint"),
    "report": Word("举报", "Report"),
    "suggestion": Word("建议", "Suggestion"),
    "praise": Word("表扬", "Praise"),
}
URGENCIES: Final[dict[str, Word]] = {
    "normal": Word("一般", "Normal"),
    "urgent": Word("紧急", "Urgent"),
    "critical": Word("特急", "Critical"),
}
URGENT_SORTS: Final[dict[str, Word]] = {
    "danger": Word("危及人身", "Danger to persons"),
    "water": Word("停水爆管", "Water supply"),
    "power": Word("停电", "Power supply"),
    "gas": Word("停气漏气", "Gas supply"),
    "heat": Word("供暖中断", "Heating"),
}
PROMISES: Final[dict[str, Word]] = {
    "acknowledge": Word("受理告知", "Acknowledged"),
    "look": Word("人工查看", "Seen by a person"),
    "dispatch": Word("派单", "Dispatched"),
    "sign": Word("签收", "Signed for"),
    "first_contact": Word("首次联系", "First contact"),
    "hand_back": Word("退单", "Handed back"),
    "complete": Word("办结", "Completed"),
    "completion": Word("市民补充", "Completed by the citizen"),
    "check": Word("审核", "Answer checked"),
    "rating": Word("评价", "Rating window"),
    "review": Word("复核", "Review decided"),
    "rework": Word("重办", "Reworked"),
    "look_again": Word("挂账复查", "Suspension looked at again"),
    "callback": Word("回拨回访", "Called back"),
}
SORTS: Final[frozenset[str]] = frozenset(get_args(Sort))

_KIND_OF_WORD: Final = {word.zh: code for code, word in KINDS.items()}


def _kind(value: Any) -> Any:
    return _KIND_OF_WORD.get(value, value) if isinstance(value, str) else value


Kind = Annotated[KindCode, BeforeValidator(_kind)]
"""A kind of request by its code; files may also write the Chinese word (咨询, 求助, …)."""
