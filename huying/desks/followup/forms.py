"""Forms of the follow-up desk."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.desks.lists.rows import english
from huying.desks.ticket.names import choices
from huying.tickets.states import ANSWERED, CALL_OUTCOMES, GRADE_NAMES, REVIEW_OUTCOMES, Grade


class ActForm(forms.Form):
    """What every act carries: the version that was read, and a key that makes a second click harmless."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial, self.fields["key"].initial = version, uuid.uuid4


class CheckForm(ActForm):
    """Pass the answer, perhaps better worded, or send it back."""

    edited = forms.CharField(label=_("公开答复（可修改措辞，原文留存）"), required=False, max_length=10_000,
                             widget=forms.Textarea(attrs={"rows": 9}))
    verdict = forms.CharField(label=_("审核意见（退回时必填）"), required=False, max_length=2000,
                              widget=forms.Textarea(attrs={"rows": 3, "class": "short"}))


class CallForm(ActForm):
    """The outcome of a call, and the rating when the citizen gave one."""

    outcome = forms.ChoiceField(label=_("回访结果"), widget=forms.RadioSelect)
    matter = forms.ChoiceField(label=_("对办理结果的评价"), required=False)
    agent = forms.ChoiceField(label=_("对话务服务的评价"), required=False)
    solved = forms.ChoiceField(label=_("问题是否解决"), required=False)
    words = forms.CharField(label=_("诉求人的意见"), required=False, max_length=2000,
                            widget=forms.Textarea(attrs={"rows": 3, "class": "short"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        en = english()
        grades = [("", _("未评价")), *((g.value, GRADE_NAMES[g][en]) for g in Grade if g in ANSWERED)]
        given: dict[str, Any] = {
            "outcome": choices(CALL_OUTCOMES),
            "matter": [*grades, (Grade.CANNOT_RATE.value, GRADE_NAMES[Grade.CANNOT_RATE][en])], "agent": grades,
            "solved": [("", _("未回答")), ("yes", _("已解决")), ("no", _("未解决"))],
        }  # fmt: skip
        for name, found in given.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]


class ReviewForm(ActForm):
    """The outcome of a review, by somebody who did not handle the ticket."""

    outcome = forms.ChoiceField(label=_("复核结论"), widget=forms.RadioSelect)
    opinion = forms.CharField(label=_("复核意见"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = choices(REVIEW_OUTCOMES)  # type: ignore[attr-defined]
