"""Quality samples, to look at."""

from django.contrib import admin

from huying.people.backroom import ReadOnlyAdmin
from huying.supervision.models import Sample


@admin.register(Sample)
class SampleAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "rule", "drawn_at", "inspector", "inspected_at", "total")
    list_filter = ("rule",)
    list_select_related = ("ticket", "inspector")
    ordering = ("-id",)
