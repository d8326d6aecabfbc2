"""Words to the citizen (`notices.yaml`): per event a title, a text and a short message, in two languages."""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator, Field, model_validator

from .shape import Shape, Slug, Text, one_of, wrong

PLACEHOLDERS: Final = frozenset(
    {
        "city", "hotline", "number", "code", "link", "title", "unit", "due", "old_due", "reason", "ground",
        "channel", "missing", "main_number", "service", "other_number", "answer", "question", "minutes",
        "name", "phone", "date", "count", "state", "history", "questions", "files", "list",
    }
)  # fmt: skip
EVENTS: Final = frozenset(
    {
        "received", "received_urgent", "answered_at_once", "incomplete",
        "incomplete_reminder", "resumed", "expired", "dispatched", "redispatched", "signed", "extension",
        "suspended", "unsuspended", "completed", "rating_asked", "rated", "reviewing", "review_decided",
        "rework", "final_answer", "declined", "transferred", "merged", "unmerged", "urged",
        "withdrawn", "reopened", "overdue", "danger", "missed_call", "login_code", "address_code", "real_name",
        "received_incomplete", "progress", "progress_unproven", "asked_again", "nothing_said", "how_to",
        "rate_how", "rate_how_none", "not_now", "opted_out", "opted_in", "fallback_kept", "too_many", "files_refused",
        "address_added", "address_removed",
        "reply_hint", "probe",
        "welcome", "begin", "advice", "human", "mine", "mine_none", "part_kept", "part_joined",
    }
)  # fmt: skip
"""What the program may have to tell; a city must have words for each."""
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
MOST_SMS_ZH: Final = 130  # two joined UCS-2 messages hold 134 characters, before the signature


def _check_placeholders(text: str) -> str:
    for name in _PLACE.findall(text):
        if name not in PLACEHOLDERS:
            remedy = one_of(name, sorted(PLACEHOLDERS))
            raise wrong(f"占位符“{{{name}}}”未知", f"unknown placeholder “{{{name}}}”", remedy)
    if set("{}") & set(_PLACE.sub("", text)):
        raise wrong(f"花括号不成对：{text[:20]}…", "braces do not pair", "{number}")
    return text


Words = Annotated[Text, AfterValidator(_check_placeholders)]


class NoticeWords(Shape):
    """The words of one notice in one language; `{placeholders}` are those of `PLACEHOLDERS`."""

    title: Words
    text: Words
    sms: Words

    def fill(self, values: Mapping[str, str]) -> "NoticeWords":
        """The words with the placeholders replaced; those without a value vanish."""
        return NoticeWords.model_construct(
            title=_fill(self.title, values), text=_fill(self.text, values), sms=_fill(self.sms, values)
        )


class Notice(Shape):
    """One event's notice."""

    id: Slug
    zh: NoticeWords
    en: NoticeWords

    @model_validator(mode="after")
    def _short_enough(self) -> "Notice":
        if len(self.zh.sms) > MOST_SMS_ZH:
            raise wrong(
                f"短信文字过长（{len(self.zh.sms)} 字）",
                f"the short message is too long ({len(self.zh.sms)} characters)",
                f"≤ {MOST_SMS_ZH}",
            )
        return self


class NoticesFile(Shape):
    """`notices.yaml`."""

    notices: tuple[Notice, ...] = Field(min_length=1)


def _fill(text: str, values: Mapping[str, str]) -> str:
    # Plain replacement, not str.format: a citizen's words among the values must never be interpreted.
    return _PLACE.sub(lambda found: values.get(found[1], ""), text)
