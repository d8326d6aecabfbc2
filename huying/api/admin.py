"""The back room's pages for webhooks: registered for a partner, tested, renewed, switched; what was sent, and sent again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from huying.api.hooks import keeping, wire
from huying.api.hooks.types import TYPES
from huying.api.models import Hook, HookDelivery
from huying.clocks.present import now
from huying.people.backroom import Backroom, Shown
from huying.people.models import Partner
from huying.tickets.map import VERBS
from huying.tickets.problems import Refused

NAMES = {told: f"{'、'.join(VERBS[verb].zh for verb, each in TYPES.items() if each == told)}（{told}）" for told in TYPES.values()}


class HookForm(forms.ModelForm):  # type: ignore[type-arg]
    types = forms.MultipleChoiceField(label="消息类型", choices=list(NAMES.items()), required=False,
                                      widget=UnfoldAdminCheckboxSelectMultipleWidget, help_text="不选即全部。")

    class Meta:
        model = Hook
        fields = ("partner", "url", "types")

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        try:
            wire.parsed(url)
        except wire.Forbidden as error:
            raise forms.ValidationError(f"不能推送到这个地址：{error}") from None
        return url

    def clean_partner(self) -> Partner:
        partner: Partner = self.cleaned_data["partner"]
        if partner.hooks.count() >= Hook.MOST:
            raise forms.ValidationError(f"每个平台最多 {Hook.MOST} 个回调地址。")
        return partner


@admin.register(Hook)
class HookAdmin(Backroom):
    form = HookForm
    list_display = ("url", "partner", "active", "success_at", "failing_since", "waiting", "off_why")
    list_filter = ("active", "partner")
    list_select_related = ("partner",)
    fields = ("partner", "url", "types", "active", "off_at", "off_why", "made_at", "success_at", "failing_since", "wait_until",
              "former_until")
    actions = ("ping", "renew", "on", "off")

    def get_readonly_fields(self, request: HttpRequest, obj: Hook | None = None) -> tuple[str, ...]:
        shown = self.fields[3:]
        return ("partner", "url", *shown) if obj else shown

    @admin.display(description="待推送")
    def waiting(self, hook: Hook) -> int:
        return hook.deliveries.filter(state=HookDelivery.QUEUED).count()

    def save_model(self, request: HttpRequest, obj: Hook, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=["types"])
            return
        made, _secret = keeping.make(obj.partner, obj.url, obj.types, now())
        obj.pk, obj.name = made.pk, made.name

    def response_add(self, request: HttpRequest, obj: Hook, post_url_continue: Any = None) -> HttpResponse:
        hook = Hook.objects.get(pk=obj.pk)
        return self._secret(request, hook, keeping.secrets_of(hook, now())[0])

    @admin.action(description="测试推送")
    def ping(self, request: HttpRequest, queryset: QuerySet[Hook]) -> None:
        for hook in queryset:
            try:
                keeping.ping(hook, now())
                messages.success(request, f"{hook.url}：测试消息已排入，结果见“回调推送”。")
            except Refused as refusal:
                messages.error(request, f"{hook.url}：{refusal.problems[0].zh}")

    @admin.action(description="换发签名密钥（旧密钥一天内仍签）")
    def renew(self, request: HttpRequest, queryset: QuerySet[Hook]) -> HttpResponse | None:
        if queryset.count() != 1:
            messages.error(request, "请只选一个回调地址。")
            return None
        hook = queryset.get()
        self.log_change(request, hook, "换发签名密钥")
        return self._secret(request, hook, keeping.renew(hook, now()))

    @admin.action(description="启用")
    def on(self, request: HttpRequest, queryset: QuerySet[Hook]) -> None:
        for hook in queryset:
            keeping.switch_on(hook, now())
            self.log_change(request, hook, "启用")
        messages.success(request, "已启用；停用期间未送达的，可在“回调推送”中重发。")

    @admin.action(description="停用")
    def off(self, request: HttpRequest, queryset: QuerySet[Hook]) -> None:
        for hook in queryset:
            keeping.switch_off(hook, f"由 {request.user} 停用", now())
            self.log_change(request, hook, "停用")
        messages.success(request, "已停用。")

    def _secret(self, request: HttpRequest, hook: Hook, secret: str) -> HttpResponse:
        page = TemplateResponse(request, "api/hook_secret.html", {
            **self.admin_site.each_context(request), "title": str(hook.partner), "hook": hook, "secret": secret})
        page["Cache-Control"] = "no-store"
        return page


@admin.register(HookDelivery)
class HookDeliveryAdmin(Shown):
    list_display = ("type", "number", "sequence", "hook", "state", "status", "tries", "error", "made_at", "next_at", "done_at", "ms")
    list_filter = ("state", "hook__partner", "type")
    list_select_related = ("hook", "ticket")
    search_fields = ("=ticket__number",)
    fields = ("webhook_id", "hook", "type", "number", "sequence", "state", "tries", "status", "error", "ms", "made_at", "next_at",
              "done_at", "sent")
    readonly_fields = fields
    actions = ("again",)

    @admin.display(description="工单编号")
    def number(self, row: HookDelivery) -> str:
        return row.ticket.number if row.ticket else "—"

    @admin.display(description="推送内容")
    def sent(self, row: HookDelivery) -> str:
        return format_html("<code>{}</code>", row.body)

    @admin.action(description="重发（同一 webhook-id）")
    def again(self, request: HttpRequest, queryset: QuerySet[HookDelivery]) -> None:
        sent = [keeping.send_again(row, now()) for row in queryset]
        if not all(sent):
            messages.error(request, f"{sent.count(False)} 条未重发：回调地址已停用，请先启用。")
        messages.success(request, f"已重新排入 {sent.count(True)} 条。")
