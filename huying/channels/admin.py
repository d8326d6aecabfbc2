"""The back room's view of notices (addresses masked, words not shown: they hold extraction codes) and of jobs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from huying.channels.models import DoorChange, Notice
from huying.people.backroom import Shown, ShownLines, allowed
from huying.people.sealed import vault
from huying.people.vault import mask_phone


@admin.register(Notice)
class NoticeAdmin(Shown):
    list_display = ("at", "door", "title", "to", "ticket", "state", "tries", "error")
    list_filter = ("state", "door", "role", "at")
    search_fields = ("=ticket__number",)
    list_select_related = ("ticket", "unit")
    fields = ("at", "door", "title", "to", "ticket", "state", "not_before", "tries", "error", "sent_at", "read_by")
    readonly_fields = ("to",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        rows: QuerySet[Notice] = super().get_queryset(request)
        return rows.defer("text", "ticket__search", "ticket__detail", "ticket__wish")

    @admin.display(description="收件人")
    def to(self, notice: Notice) -> str:
        if not notice.address_sealed:
            return str(notice.unit or notice.role or "—")
        return mask_phone(vault().open_(bytes(notice.address_sealed), notice.sealing))


@admin.register(DoorChange)
class DoorChangeAdmin(Shown):
    """Who changed their ways of contact, from where; addresses masked."""

    list_display = ("at", "citizen_id", "what", "door", "address", "other", "tickets", "network")
    list_filter = ("what", "door", "at")
    search_fields = ("=citizen_id", "=other")
    fields = list_display
    ordering = ("-id",)


class JobEventLines(ShownLines):
    model = ProcrastinateEvent
    fields = ("type", "at")


admin.site.unregister(ProcrastinateJob)


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin, Shown):  # type: ignore[misc]
    """Jobs are retried or cancelled here; their arguments are ids only."""

    list_display: Any = ("pk", "task_name", "pretty_status", "queue_name", "attempts", "scheduled_at")
    list_filter: ClassVar[Any] = ("status", "queue_name", "task_name")
    inlines: ClassVar[Any] = (JobEventLines,)
    actions: Any = ("retry", "cancel", "abort")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return allowed(request)
