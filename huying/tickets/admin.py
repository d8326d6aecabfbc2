"""Tickets and their history, to look at: every change goes through the desks and the map."""

from django.contrib import admin

from huying.people.backroom import ReadOnlyAdmin
from huying.tickets import numbers
from huying.tickets.events import sentence
from huying.tickets.models import Attachment, Contact, Event, Promise, SavedView, Ticket


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    list_display = ("shown", "title", "state", "kind", "urgency", "lead", "due_at", "registered_at")
    list_filter = ("state", "kind", "urgency", "door", "problem")
    search_fields = ("number",)
    search_help_text = "按 13 位编号查找；按内容查找请用工作台的搜索"
    list_select_related = ("lead",)
    ordering = ("-id",)
    exclude = ("caller_sealed", "phone_key", "words_key", "search")

    @admin.display(description="编号", ordering="number")
    def shown(self, ticket: Ticket) -> str:
        return numbers.shown(ticket.number)

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        return super().get_queryset(request).defer("search", "detail")


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    list_display = ("serial", "door", "state", "received_at", "ticket", "note")
    list_filter = ("state", "door")
    list_select_related = ("ticket",)
    ordering = ("-id",)
    exclude = ("raw_sealed",)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "ticket", "verb", "said", "actor_name", "unit")
    list_filter = ("verb", "actor_kind")
    search_fields = ("ticket__number",)
    list_select_related = ("ticket", "unit")
    ordering = ("-id",)

    @admin.display(description="内容")
    def said(self, event: Event) -> str:
        return sentence(event)


@admin.register(Promise)
class PromiseAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "kind", "limit", "started_at", "due_at", "met_at", "missed_at", "provisional")
    list_filter = ("kind", "provisional", "urgent")
    search_fields = ("ticket__number",)
    list_select_related = ("ticket",)
    ordering = ("-id",)


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "purpose", "size", "scanned", "ticket", "at")
    list_filter = ("kind", "purpose", "scanned")
    list_select_related = ("ticket",)
    ordering = ("-id",)
    fields = ("name", "mime", "kind", "purpose", "size", "scanned", "ticket", "at", "ready_at")


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    list_display = ("name", "account", "desk", "shared", "at")
    list_select_related = ("account",)
