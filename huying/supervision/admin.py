"""The back room's view of quality samples."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from huying.people.backroom import Shown
from huying.supervision.models import Sample


@admin.register(Sample)
class SampleAdmin(Shown):
    list_display = ("ticket", "rule", "drawn_at", "inspector", "inspected_at", "total")
    list_filter = ("rule", "inspected_at", "drawn_at")
    search_fields = ("=ticket__number", "inspector__name")
    list_select_related = ("ticket", "inspector")
    fields = ("ticket", "rule", "drawn_at", "inspector", "inspected_at", "scores", "total", "opinion")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sample]:
        return super().get_queryset(request).defer("ticket__search", "ticket__detail", "ticket__wish")
