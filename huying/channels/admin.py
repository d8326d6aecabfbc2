"""Notices and how their delivery went."""

from django.contrib import admin

from huying.channels.models import Notice
from huying.people.backroom import ReadOnlyAdmin


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("at", "door", "state", "title", "ticket", "unit", "role", "tries", "error")
    list_filter = ("door", "state")
    search_fields = ("ticket__number",)
    list_select_related = ("ticket", "unit")
    ordering = ("-id",)
    exclude = ("address_sealed",)
