"""The form of one call: who, what, where, and what becomes of it."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying import policy
from huying.desks.ticket import names
from huying.desks.ticket.fields import CategoryField
from huying.desks.ticket.finding import Option
from huying.desks.ticket.forms.intake import divisions
from huying.people.vault import normal_phone
from huying.tickets.incoming import LONGEST, cleaned
from huying.tickets.states import KIND_NAMES, URGENCY_NAMES

REGISTER, DISPATCH, CLOSE, TRANSFER, LOOK = "register", "dispatch", "close", "transfer", "look"
MOST_PROPOSED = 3


class Words(forms.CharField):
    """Text without what no reader needs."""

    def to_python(self, value: Any) -> str:
        return cleaned(str(super().to_python(value) or ""))


def _words(label: Any, name: str, *, rows: int = 0, key: str = "", **attrs: Any) -> Words:
    given = {**({"data-key": key} if key else {}), **({"rows": rows} if rows else {}), **attrs}
    widget = forms.Textarea(attrs=given) if rows else forms.TextInput(attrs=given)
    return Words(label=label, max_length=LONGEST[name], required=False, widget=widget)


class Call(forms.Form):
    """`act` says what becomes of it: register, dispatch, close (直办), transfer (转接), or only look. `call`: the telephone call
    whose number stands in for an empty `phone`; the page never holds that number."""

    phone = Words(label=gettext_lazy("来电号码"), max_length=40, required=False, widget=forms.TextInput(
        attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "data-no-draft": "", "data-key": "alt+q", "autofocus": True}))
    name = Words(label=gettext_lazy("称呼"), max_length=LONGEST["name"], required=False,
                 widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": ""}))
    detail = _words(gettext_lazy("诉求内容"), "detail", rows=4, key="alt+w")
    title = _words(gettext_lazy("标题"), "title")
    happened = _words(gettext_lazy("时间"), "happened")
    place = _words(gettext_lazy("地点"), "place", key="alt+e")
    division = forms.ChoiceField(label=gettext_lazy("区划"), required=False)
    parties = _words(gettext_lazy("人物"), "parties")
    wish = _words(gettext_lazy("希望怎样解决"), "wish")
    category = CategoryField(label=gettext_lazy("事项分类"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("性质"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("紧急程度"), required=False)
    sms_only = forms.BooleanField(label=gettext_lazy("只用短信联系"), required=False)
    english = forms.BooleanField(label=gettext_lazy("通知用英文"), required=False)
    confidential = forms.BooleanField(label=gettext_lazy("保密"), required=False)
    separate = forms.BooleanField(label=gettext_lazy("与在办工单无关，另立新单"), required=False)
    answer = Words(label=gettext_lazy("当场答复的内容"), max_length=5000, required=False,
                   widget=forms.Textarea(attrs={"rows": 4, "data-key": "alt+a"}))
    source = Words(label=gettext_lazy("答复依据"), max_length=200, required=False)
    target = forms.ChoiceField(label=gettext_lazy("转接去向"), required=False)
    other_number = Words(label=gettext_lazy("对方编号"), max_length=60, required=False)
    words = Words(label=gettext_lazy("转接说明"), max_length=300, required=False)
    remark = Words(label=gettext_lazy("给派单员的备注"), max_length=500, required=False,
                   help_text=gettext_lazy("建议不予受理的，写明理由；由派单员决定并告知诉求人。"))
    untouched = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)  # filled by the machine, not accepted
    call = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput(attrs={"data-kept": ""}))
    idempotency_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", _("由系统判断")), *names.choices(KIND_NAMES)]
        fields["urgency"].choices = [("", _("由系统判断")), *names.choices(URGENCY_NAMES)]
        fields["division"].choices = divisions()
        fields["target"].choices = [("", _("请选择")), *targets()]
        if not self.is_bound:
            self.initial.setdefault("idempotency_key", secrets.token_urlsafe(18))

    @property
    def act(self) -> str:
        """What the pressed button says; `transfer:police` names the target too."""
        given = str(self.data.get("act", REGISTER)).partition(":")[0]
        return given if given in {REGISTER, DISPATCH, CLOSE, TRANSFER, LOOK} else REGISTER

    def propose(self, options: list[Option]) -> None:
        self.fields["category"].widget.proposed = options

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        spelt = normal_phone(typed, policy.current().city.area_code) if typed else ""
        if spelt is None:
            raise forms.ValidationError(_("号码似乎不对，请再核对一遍；没有号码可以不填。"))
        return spelt

    def clean(self) -> dict[str, Any]:
        """What the chosen act needs, asked for before anything is written."""
        data = super().clean() or self.cleaned_data
        pressed = str(self.data.get("act", "")).partition(":")[2]
        if self.act == TRANSFER and pressed in policy.current().reasons["transfer"]:
            data["target"] = pressed
        if self.act == TRANSFER and not data.get("target"):
            self.add_error("target", _("请选择转接去向。"))
        if self.act == CLOSE and not data.get("answer"):
            self.add_error("answer", _("直办请写下当场答复的内容。"))
        if self.act in {CLOSE, DISPATCH} and not data.get("category"):
            self.add_error("category", _("请选择事项分类。"))
        if self.act != TRANSFER and len(f"{data.get('title', '')}{data.get('detail', '')}") < 2:
            self.add_error("detail", _("请写下诉求内容。"))
        return data


def targets() -> list[tuple[str, str]]:
    """(code, name with number) of the places to transfer to."""
    known = policy.current().reasons["transfer"].values()
    return [(each.code, " ".join(filter(None, (names.word((each.name, each.en)), each.phone)))) for each in known]


def emergency_targets() -> dict[str, str]:
    """110 → police …: the code of the target by its number."""
    return {each.phone: each.code for each in policy.current().reasons["transfer"].values() if each.emergency}
