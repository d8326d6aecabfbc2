"""The back room's view of tickets and their rows: to look at, never to change; contact data masked, texts left to the desks."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huying.people.backroom import Shown, ShownLines
from huying.people.sealed import masked_caller
from huying.tickets import numbers
from huying.tickets.events import sentence
from huying.tickets.models import Attachment, Contact, Event, Leg, Promise, Ticket
from huying.tickets.states import STATE_NAMES, State


class LegLines(ShownLines):
    model = Leg
    fields = ("unit", "role", "handler", "dispatched_at", "signed_at", "replied_at", "ended_at", "due_at")


class PromiseLines(ShownLines):
    model = Promise
    fields = ("kind", "unit", "limit", "started_at", "due_at", "met_at", "missed_at", "voided_at", "rule")


class EventLines(ShownLines):
    model = Event
    fields = ("at", "verb", "from_state", "to_state", "actor_name", "unit", "door")
    ordering = ("id",)


@admin.register(Ticket)
class TicketAdmin(Shown):
    list_display = ("number", "title", "state_name", "urgency", "kind", "lead", "due_at", "registered_at")
    list_filter = ("state", "urgency", "kind", "door", "problem", "final", "registered_at")
    search_fields = ("=number",)
    search_help_text = "13 位工单编号；按内容查找请用工作台"
    list_select_related = ("lead",)
    ordering = ("-id",)
    inlines = (LegLines, PromiseLines, EventLines)
    fieldsets = (
        (None, {"fields": ("number", "page", "title", "state_name", "urgency", "kind", "category", "division", "tags")}),
        ("诉求人", {"fields": ("caller", "confidential", "sms_only", "door", "language")}),
        ("办理", {"fields": ("lead", "registered_by", "main", "callers", "urges", "returns", "reworks", "problem", "final")}),
        ("时间", {"fields": ("registered_at", "changed_at", "due_at", "yellow_at", "completed_at", "archived_at")}),
    )
    readonly_fields = ("state_name", "page", "caller")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        rows: QuerySet[Ticket] = super().get_queryset(request).defer("search", "detail", "wish")
        return rows

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Ticket], search_term: str) -> tuple[QuerySet[Ticket], bool]:
        return (queryset.filter(number=numbers.normalise(search_term) or "") if search_term else queryset), False

    @admin.display(description="状态", ordering="state")
    def state_name(self, ticket: Ticket) -> str:
        return STATE_NAMES[State(ticket.state)][0]

    @admin.display(description="联系人（已隐去）")
    def caller(self, ticket: Ticket) -> str:
        return " ".join(filter(None, masked_caller(ticket.number, ticket.caller_sealed))) or "—"

    @admin.display(description="工单页")
    def page(self, ticket: Ticket) -> SafeString:
        return format_html('<a href="/staff/t/{}/">{}</a>', ticket.number, numbers.shown(ticket.number))


@admin.register(Contact)
class ContactAdmin(Shown):
    """What came in; the raw words stay sealed here."""

    list_display = ("serial", "door", "state", "purpose", "ticket", "received_at", "taken_by", "note")
    list_filter = ("state", "door", "purpose", "received_at")
    search_fields = ("=serial", "=ticket__number")
    list_select_related = ("ticket", "taken_by")
    fields = ("serial", "door", "key", "state", "purpose", "ticket", "received_at", "taken_by", "note")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        rows: QuerySet[Contact] = super().get_queryset(request)
        return rows.defer("raw_sealed", "ticket__search", "ticket__detail", "ticket__wish")


class OfTicket(Shown):
    """Rows that belong to a ticket, newest first."""

    search_fields: Any = ("=ticket__number",)
    list_select_related: Any = ("ticket",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.defer("ticket__search", "ticket__detail", "ticket__wish")


@admin.register(Event)
class EventAdmin(OfTicket):
    list_display = ("at", "ticket", "verb", "said", "actor_name", "unit")
    list_filter = ("verb", "actor_kind", "at")
    list_select_related = ("ticket", "unit")
    fields = ("at", "ticket", "said", "verb", "from_state", "to_state", "actor_kind", "actor_name", "unit", "door", "public")
    readonly_fields = ("said",)

    @admin.display(description="内容")
    def said(self, event: Event) -> str:
        return sentence(event)


@admin.register(Promise)
class PromiseAdmin(OfTicket):
    list_display = ("ticket", "kind", "limit", "unit", "started_at", "due_at", "met_at", "missed_at", "provisional")
    list_filter = ("kind", "provisional", "urgent")
    list_select_related = ("ticket", "unit")


@admin.register(Attachment)
class AttachmentAdmin(OfTicket):
    list_display = ("name", "kind", "purpose", "size", "scanned", "ticket", "at")
    list_filter = ("kind", "purpose", "scanned")
    fields = ("name", "mime", "kind", "purpose", "size", "scanned", "ticket", "at", "ready_at")
