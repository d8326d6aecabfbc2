"""The forms of login and account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.tickets.incoming import cleaned


class Login(forms.Form):
    username = forms.CharField(label=_("账号"), max_length=60, widget=forms.TextInput(
        attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}))
    password = forms.CharField(label=_("密码"), max_length=200, strip=False,
                               widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    def clean_username(self) -> str:
        return cleaned(self.cleaned_data["username"])

    def clean_password(self) -> str:
        return str(self.cleaned_data["password"]).replace("\x00", "")


class Code(forms.Form):
    code = forms.CharField(label=_("动态验证码"), max_length=20, help_text=_("身份验证器上的 6 位数字；手机不在身边时，填一个备用码。"),
                           widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code",
                                                         "autofocus": True, "data-no-draft": ""}))


class Password(forms.Form):
    """To take back the second factor, one shows again who one is."""

    password = forms.CharField(label=_("当前密码"), max_length=200, strip=False,
                               widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
