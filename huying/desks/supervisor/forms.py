"""Forms of inspection: the policy's score sheet, a note for the agent, an appeal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from huying.desks.lists.rows import english
from huying.policy.quality import ScoreItem


class SheetForm(forms.Form):
    """One number a line of the policy's sheet; a fatal line is a tick."""

    opinion = forms.CharField(label=gettext_lazy("质检意见"), required=False, max_length=2000,
                              widget=forms.Textarea(attrs={"rows": 4, "class": "short"}))

    def __init__(self, *args: Any, items: list[ScoreItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            label, now = item.en if english() else item.name, self.initial.get(item.id)
            if item.fatal:
                self.initial = {**self.initial, item.id: bool(now)}  # a tick takes 0 for yes
                self.fields[item.id] = forms.BooleanField(label=gettext("一票否决：%(what)s") % {"what": label}, required=False)
            else:
                top = gettext("%(what)s（满分 %(points)s）") % {"what": label, "points": item.points}
                self.fields[item.id] = forms.IntegerField(label=top, min_value=0, max_value=item.points,
                                                          initial=item.points if now is None else now)
        self.order_fields([*(item.id for item in items), "opinion"])

    def scores(self) -> dict[str, int]:
        return {item.id: int(self.cleaned_data[item.id]) for item in self.items}


class CoachingForm(forms.Form):
    coaching = forms.CharField(label=gettext_lazy("辅导意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "class": "short"}))


class AppealForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("申诉理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4, "class": "short"}))
