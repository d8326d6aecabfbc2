"""The back room: accounts with their roles, units, the contact book (masked), and who looked at personal data."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.admin import TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from huying import policy
from huying.people import citizens
from huying.people.backroom import Backroom, Shown, allowed, arrange
from huying.people.entry import forget_units
from huying.people.models import Account, Citizen, Grant, Look, Unit
from huying.people.partner_admin import PartnerAdmin as PartnerAdmin
from huying.people.persons import ROLE_NAMES, Role
from huying.people.sealed import phone_key

OF_STAFF = [(role.value, ROLE_NAMES[role][0]) for role in Role if role not in {Role.CITIZEN, Role.SYSTEM}]

arrange()


def districts() -> list[tuple[str, str]]:
    places = [each for each in policy.current().divisions.values() if each.level == "district"]
    return [("", "全市"), *((each.code, each.name) for each in places)]


class AccountForm(UserChangeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].help_text = format_html('密码不以明文保存，谁也看不到；可以<a href="{}">重设密码</a>。', "../password/")


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *OF_STAFF])
    division = forms.ChoiceField(label="限定区划", choices=districts, required=False)

    class Meta:
        model = Grant
        fields = ("role", "division")


class GrantLines(TabularInline):  # type: ignore[misc]
    model = Grant
    form = GrantForm
    extra = 1
    hide_title = True
    verbose_name, verbose_name_plural = "角色", "角色授权"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(request)

    has_change_permission = has_delete_permission = has_view_permission  # type: ignore[assignment]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(request)


class HasRole(admin.SimpleListFilter):
    title, parameter_name = "角色", "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return OF_STAFF

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        return queryset.filter(grants__role=self.value()).distinct() if self.value() else queryset


@admin.register(Account)
class AccountAdmin(UserAdmin, Backroom):  # type: ignore[type-arg, misc]
    """Accounts are closed, not deleted: the history points at them. Citizens' own logins are not shown."""

    form, add_form, change_password_form = AccountForm, UserCreationForm, AdminPasswordChangeForm
    list_display = ("username", "name", "number", "unit", "roles", "is_active", "last_login")
    list_filter = ("is_active", HasRole, "unit__level", "unit__sort")
    search_fields = ("username", "name", "number", "unit__name", "unit__short")
    ordering = ("username",)
    filter_horizontal = ()
    autocomplete_fields = ("unit",)
    readonly_fields = ("last_login", "created_at")
    inlines = (GrantLines,)
    actions = ("unlock", "drop_second_factor")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("人员", {"fields": ("name", "number", "email", "unit")}),
        ("状态", {"fields": ("is_active", "last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "name", "number", "unit", "password1", "password2")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        return super().get_queryset(request).exclude(username__startswith="citizen:").select_related("unit").prefetch_related("grants")

    @admin.display(description="角色")
    def roles(self, account: Account) -> str:
        return " · ".join(dict.fromkeys(grant.get_role_display() for grant in account.grants.all()))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """`is_staff` follows the role of administrator; there is no second place to grant it."""
        super().save_related(request, form, formsets, change)
        account: Account = form.instance
        wanted = account.is_superuser or account.grants.filter(role=Role.ADMINISTRATOR).exists()
        if account.is_staff != wanted:
            account.is_staff = wanted
            account.save(update_fields=["is_staff"])

    @admin.action(description="解除登录锁定")
    def unlock(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        for username in queryset.values_list("username", flat=True):
            reset(username=username)
        messages.success(request, "已解除所选账号的登录锁定。")

    @admin.action(description="停用动态验证码（手机丢失时）")
    def drop_second_factor(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        Authenticator.objects.filter(user__in=queryset).delete()
        for account in queryset:
            self.log_change(request, account, "停用动态验证码")
        messages.success(request, "已停用所选账号的动态验证码。")


@admin.register(Unit)
class UnitAdmin(Shown):
    """Units come from the policy's files; a change there changes them here."""

    list_display = ("name", "short", "slug", "level", "sort", "parent", "active")
    list_filter = ("active", "level", "sort")
    search_fields = ("name", "short", "slug", "name_en")
    list_select_related = ("parent",)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Unit], search_term: str) -> tuple[QuerySet[Unit], bool]:
        forget_units()
        return super().get_search_results(request, queryset, search_term)


@admin.register(Citizen)
class CitizenAdmin(Backroom):
    """Masked; found by the whole phone number only. Notes on how to serve may be kept here."""

    list_display = ("__str__", "name", "phone", "care", "sms_only", "assurance", "created_at")
    list_filter = ("sms_only", "assurance", "language")
    search_fields = ("=id",)
    search_help_text = "完整的手机号码或诉求人序号"
    fields = ("name", "phone", "assurance", "care", "sms_only", "language", "created_at", "erased_at")
    readonly_fields = ("name", "phone", "assurance", "language", "created_at", "erased_at")
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="姓名")
    def name(self, citizen: Citizen) -> str:
        return citizens.masked(citizen)[0] or "—"

    @admin.display(description="电话")
    def phone(self, citizen: Citizen) -> str:
        return citizens.masked(citizen)[1] or "—"

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Citizen], search_term: str) -> tuple[QuerySet[Citizen], bool]:
        key = phone_key(search_term)
        if key is not None:
            return queryset.filter(phone_key=key), False
        spelt = search_term if search_term.isascii() and search_term.isdigit() and len(search_term) < 18 else "0"
        return (queryset.filter(pk=int(spelt)) if search_term else queryset), False


@admin.register(Look)
class LookAdmin(Shown):
    """Who saw whose contact data, and why."""

    list_display = ("at", "account", "number", "field", "reason", "address")
    list_filter = ("at", "field")
    search_fields = ("=number", "account__username", "account__name")
    list_select_related = ("account",)
    fields = ("at", "account", "number", "field", "reason", "address")
    ordering = ("-at",)
