"""Accounts with their roles, units, citizens without their contact data, and the log of looks."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from huying.people.backroom import ReadOnlyAdmin
from huying.people.models import Account, Citizen, Grant, Look, Unit

admin.site.unregister(Group)


class GrantInline(TabularInline):
    model = Grant
    extra = 1
    verbose_name = verbose_name_plural = "角色"


@admin.register(Account)
class AccountAdmin(UserAdmin, ModelAdmin):
    """An account: who, which unit, which roles; a password is set, never seen."""

    form, add_form, change_password_form = UserChangeForm, UserCreationForm, AdminPasswordChangeForm
    list_display = ("username", "name", "unit", "roles", "is_active", "last_login")
    list_filter = ("is_active", "grants__role", "is_staff")
    search_fields = ("username", "name", "number")
    ordering = ("username",)
    autocomplete_fields = ("unit",)
    filter_horizontal = ()
    inlines = (GrantInline,)
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "number", "email", "unit")}),
        ("状态", {"fields": ("is_active", "is_staff", "last_login")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "name", "unit", "password1", "password2")}),)
    readonly_fields = ("last_login",)

    @admin.display(description="角色")
    def roles(self, account: Account) -> str:
        return "、".join(grant.get_role_display() for grant in account.grants.all())

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        return super().get_queryset(request).select_related("unit").prefetch_related("grants")


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    """Units come from policy/units.yaml (`huying check`, restart); here they are looked up."""

    list_display = ("short", "name", "slug", "sort", "level", "parent", "active")
    list_filter = ("level", "sort", "active")
    search_fields = ("name", "short", "slug")
    list_select_related = ("parent",)


@admin.register(Citizen)
class CitizenAdmin(ReadOnlyAdmin):
    list_display = ("id", "assurance", "sms_only", "language", "care", "created_at", "erased_at")
    list_filter = ("assurance", "sms_only", "language")
    fields = ("assurance", "id_type", "sms_only", "language", "care", "created_at", "erased_at")


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin):
    list_display = ("at", "account", "number", "field", "reason", "address")
    list_filter = ("field", "at")
    search_fields = ("number", "account__username", "account__name", "reason")
    list_select_related = ("account",)
