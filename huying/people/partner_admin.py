"""The back room's pages for partners: made with scopes, the secret shown once; renewed, switched off, their use seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from huying.clocks.present import now
from huying.people import partners
from huying.people.backroom import Backroom, ShownLines
from huying.people.models import Partner, PartnerKey, PartnerUse


class PartnerForm(forms.ModelForm):  # type: ignore[type-arg]
    scopes = forms.MultipleChoiceField(
        label="权限范围", choices=[(code, f"{zh}（{code}）") for code, (zh, _) in partners.SCOPES.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget, help_text="只给用得着的。")

    class Meta:
        model = Partner
        fields = ("name", "contact", "scopes", "vouches", "per_minute", "active")


class KeyLines(ShownLines):
    model = PartnerKey
    fields = ("tail", "made_at", "made_by", "ends_at", "used_at")
    verbose_name_plural = "密钥（只存校验值，无法再次显示）"


class UseLines(ShownLines):
    model = PartnerUse
    fields = ("day", "what", "count", "refused")
    ordering = ("-day", "what")
    max_num = 60

    def get_queryset(self, request: HttpRequest) -> QuerySet[PartnerUse]:
        rows: QuerySet[PartnerUse] = super().get_queryset(request)
        return rows.filter(day__gte=now().date().replace(day=1))


@admin.register(Partner)
class PartnerAdmin(Backroom):
    """A partner is switched off, not deleted: its requests remember it."""

    form = PartnerForm
    list_display = ("name", "client_id", "contact", "active", "vouches", "used", "last_used")
    list_filter = ("active",)
    search_fields = ("name", "client_id", "contact")
    readonly_fields = ("client_id", "created_at")
    fields = ("name", "contact", "scopes", "vouches", "per_minute", "active", "client_id", "created_at")
    inlines = (KeyLines, UseLines)
    actions = ("renew", "end_now")

    @admin.display(description="累计次数")
    def used(self, partner: Partner) -> int:
        return int(partner.uses.aggregate(all=Sum("count"))["all"] or 0)

    @admin.display(description="最近使用")
    def last_used(self, partner: Partner) -> Any:
        return partner.keys.filter(used_at__isnull=False).order_by("-used_at").values_list("used_at", flat=True).first()

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        obj.client_id = obj.client_id or partners.fresh_id()
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Partner, post_url_continue: Any = None) -> HttpResponse:
        return self._secret(request, obj)

    @admin.action(description="换发密钥（旧密钥 7 天后失效）")
    def renew(self, request: HttpRequest, queryset: QuerySet[Partner]) -> HttpResponse | None:
        if queryset.count() != 1:
            messages.error(request, "请只选一个平台。")
            return None
        partner = queryset.get()
        self.log_change(request, partner, "换发密钥")
        return self._secret(request, partner)

    @admin.action(description="全部密钥立即失效（泄露时）")
    def end_now(self, request: HttpRequest, queryset: QuerySet[Partner]) -> None:
        for partner in queryset:
            partners.end_all(partner, now())
            self.log_change(request, partner, "全部密钥立即失效")
        messages.success(request, "所选平台的密钥已全部失效；需要时可换发。")

    def _secret(self, request: HttpRequest, partner: Partner) -> HttpResponse:
        """The one time that a secret is shown: in this answer, nowhere else."""
        secret = partners.issue(partner, now=now(), by=request.user)  # type: ignore[arg-type]
        page = TemplateResponse(request, "people/partner_secret.html", {
            **self.admin_site.each_context(request), "title": partner.name, "partner": partner, "secret": secret})
        page["Cache-Control"] = "no-store"
        return page
