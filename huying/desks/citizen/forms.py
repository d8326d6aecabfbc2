"""The forms of this desk. What is typed is cleaned of what no reader needs; limits are those of the core."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from huying import policy
from huying.channels.base import correspondents
from huying.people.vault import normal_phone
from huying.tickets import numbers
from huying.tickets.incoming import LONGEST, cleaned
from huying.tickets.states import KIND_NAMES

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")
MOST_TOKENS = 50


class Words(forms.CharField):
    """Text from a person: no control characters, no lone surrogates, line ends as one character."""

    def to_python(self, value: Any) -> str:
        return cleaned(str(super().to_python(value) or ""))


def area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


def _kinds() -> list[tuple[str, str]]:
    place = 1 if (get_language() or "zh").startswith("en") else 0
    return [("", _("由工作人员判断")), *((kind.value, names[place]) for kind, names in KIND_NAMES.items())]


def _districts() -> list[tuple[str, str]]:
    plain = (get_language() or "zh").startswith("en")
    places = [each for each in policy.current().divisions.values() if each.level == "district"]
    return [("", _("请选择（不清楚可不选）")), *((each.code, each.en if plain else each.name) for each in places)]


class Place(forms.Form):
    """Where it is: shared by the request and its completion."""

    place = Words(label=gettext_lazy("地点"), max_length=LONGEST["place"], required=False,
                  help_text=gettext_lazy("写到路名、门牌号，或附近的标志建筑。"))
    division = forms.ChoiceField(label=gettext_lazy("所在区"), choices=_districts, required=False)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("lon") is None or data.get("lat") is None:
            data["lon"] = data["lat"] = None
        return data


class Uploads(forms.Form):
    """Tokens of files that were sent piece by piece, besides whole files in `files`."""

    def tokens(self) -> list[str]:
        found = self.data.getlist("uploads") if hasattr(self.data, "getlist") else self.data.get("uploads", [])
        return [str(each) for each in found if TOKEN.fullmatch(str(each))][:MOST_TOKENS]


class Request(Uploads, Place):
    """我要反映: what, when and where, who, and the wish; then how to reach the citizen."""

    title = Words(label=gettext_lazy("标题"), max_length=LONGEST["title"], required=False,
                  help_text=gettext_lazy("一句话说明是什么事。不填，我们帮您概括。"))
    detail = Words(label=gettext_lazy("发生了什么事"), max_length=LONGEST["detail"], widget=area(7, **{"data-count": 10_000}),
                   help_text=gettext_lazy("请如实说说经过，想到什么写什么，我们会提示还缺什么。"),
                   error_messages={"required": gettext_lazy("请写下您要反映的事情。")})
    kind = forms.ChoiceField(label=gettext_lazy("您这次是想"), choices=_kinds, required=False)
    category = forms.CharField(required=False, max_length=6)
    happened = Words(label=gettext_lazy("时间"), max_length=LONGEST["happened"], required=False,
                     help_text=gettext_lazy("哪天几点，是一次还是经常，例如：最近一周每晚 11 点后。"))
    parties = Words(label=gettext_lazy("涉及的人或单位"), max_length=LONGEST["parties"], required=False,
                    help_text=gettext_lazy("对方是谁，您是什么身份，例如：我是住户，对方是某物业公司。"))
    wish = Words(label=gettext_lazy("您希望怎样解决"), max_length=LONGEST["wish"], required=False, widget=area(3, **{"class": "short"}))
    name = Words(label=gettext_lazy("您的姓名"), max_length=LONGEST["name"], required=False,
                 widget=forms.TextInput(attrs={"autocomplete": "name", "data-no-draft": ""}))
    phone = Words(label=gettext_lazy("手机号码"), max_length=40, required=False,
                  widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "data-no-draft": ""}),
                  help_text=gettext_lazy("用来告诉您进展，只有办理您诉求的工作人员能看到。"))
    sms_only = forms.BooleanField(label=gettext_lazy("只用短信联系我（不便接电话）"), required=False)
    confidential = forms.BooleanField(label=gettext_lazy("保密：不让承办单位知道我是谁"), required=False)
    safe = forms.BooleanField(required=False)
    anyway = forms.BooleanField(required=False)
    idempotency_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, phone_needed: bool = True, name_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = phone_needed
        self.fields["name"].required = name_needed
        self.fields["phone"].error_messages["required"] = _("请留下手机号码，好让我们告诉您结果。")
        self.fields["name"].error_messages["required"] = _("请填写您的姓名。")

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        spelt = normal_phone(typed, policy.current().city.area_code) if typed else ""
        if spelt is None:
            raise forms.ValidationError(_("号码似乎不对，请核对，例如 13800138000。"))
        return spelt

    def clean_category(self) -> str:
        code: str = self.cleaned_data["category"]
        found = policy.current().categories.get(code)
        return code if found is not None and found.level == 3 else ""


class Completion(Uploads, Place):
    """补充: only what is missing, and whatever else the citizen wants to say."""

    time = Words(label=gettext_lazy("时间"), max_length=200, required=False)
    person = Words(label=gettext_lazy("涉及的人或单位"), max_length=300, required=False)
    event = Words(label=gettext_lazy("事情经过"), max_length=10_000, required=False, widget=area(5))
    wish = Words(label=gettext_lazy("您希望怎样解决"), max_length=10_000, required=False, widget=area(3, **{"class": "short"}))
    words = Words(label=gettext_lazy("其他想补充的"), max_length=10_000, required=False, widget=area(3, **{"class": "short"}))


class Urge(Uploads):
    words = Words(label=gettext_lazy("新的情况或想说的话"), max_length=10_000, required=False, widget=area(3, **{"class": "short"}))


class Withdrawal(forms.Form):
    reason = Words(label=gettext_lazy("撤回原因"), max_length=1000, required=False)


class Rating(forms.Form):
    matter = forms.CharField(required=False)
    agent = forms.CharField(required=False)
    solved = forms.TypedChoiceField(label=gettext_lazy("问题解决了吗？"), required=False, widget=forms.RadioSelect,
                                    choices=[("yes", gettext_lazy("解决了")), ("no", gettext_lazy("没有解决"))],
                                    coerce=lambda value: value == "yes", empty_value=None)
    comment = Words(label=gettext_lazy("想说的话"), max_length=2000, required=False, widget=area(3, **{"class": "short"}))


class Correction(forms.Form):
    remove = Words(label=gettext_lazy("要隐去的文字"), max_length=300, required=False,
                   help_text=gettext_lazy("例如身份证号、银行卡号、家人姓名。照原文填写，公开文字中会以＊代替。"))


class Protection(forms.Form):
    """No field: the press is the act."""


class Progress(forms.Form):
    """查进度: the number, and something that only its owner knows."""

    number = Words(label=gettext_lazy("工单编号"), max_length=60,
                   widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                   help_text=gettext_lazy("13 位数字，在提交成功的页面和短信里。"))
    secret = Words(label=gettext_lazy("提取码或登记的手机号码"), max_length=40,
                   widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        if not numbers.is_valid(typed):
            raise forms.ValidationError(_("编号应为 13 位数字，请核对是否输错或漏了一位。"))
        return numbers.normalise(typed) or ""


class Phone(forms.Form):
    phone = Words(label=gettext_lazy("手机号码"), max_length=40, widget=forms.TextInput(
        attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}))

    def clean_phone(self) -> str:
        spelt = normal_phone(self.cleaned_data["phone"])
        if spelt is None:
            raise forms.ValidationError(_("号码似乎不对，请核对，例如 13800138000。"))
        return spelt


class Mail(forms.Form):
    mail = Words(label=gettext_lazy("邮箱"), max_length=200, widget=forms.TextInput(
        attrs={"type": "email", "inputmode": "email", "autocomplete": "email"}))

    def clean_mail(self) -> str:
        typed = correspondents.normal("email", self.cleaned_data["mail"])
        try:
            validate_email(typed)
        except forms.ValidationError:
            raise forms.ValidationError(_("邮箱似乎不对，请核对，例如 name@example.cn。")) from None
        return typed


class Consent(forms.Form):
    agreed = forms.BooleanField(label=gettext_lazy("我同意把当前微信与我绑定：从它打开热线页面，就能看到我的全部诉求"),
                                error_messages={"required": gettext_lazy("请先勾选同意。")})


class Code(forms.Form):
    code = Words(label=gettext_lazy("验证码"), max_length=20, widget=forms.TextInput(
        attrs={"class": "otp", "data-otp": "6", "inputmode": "numeric", "autocomplete": "one-time-code"}))
