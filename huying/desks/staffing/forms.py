"""What is asked for on the staffing desk: which days, and a shift."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.clocks.zone import SHANGHAI

SPANS = (1, 7, 14)
EARLIEST, LATEST = timedelta(days=400), timedelta(days=180)
HALVES = [(f"{minutes // 60:02d}:{minutes % 60:02d}",) * 2 for minutes in range(0, 24 * 60, 30)]


class Asked(forms.Form):
    """Wrong values show today: an address is no form to be corrected."""

    day = forms.DateField(label=_("日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    days = forms.TypedChoiceField(label=_("天数"), required=False, coerce=int, choices=[(span, span) for span in SPANS])

    def span(self, today: date) -> tuple[date, int]:
        self.is_valid()
        day = self.cleaned_data.get("day") or today
        return min(max(day, today - EARLIEST), today + LATEST), self.cleaned_data.get("days") or 1


class ShiftForm(forms.Form):
    """One shift of one day; an end not after the beginning is on the next day."""

    day = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.ChoiceField(label=_("开始"), choices=HALVES, initial="08:00")
    ends = forms.ChoiceField(label=_("结束"), choices=HALVES, initial="16:00")
    seats = forms.IntegerField(label=_("坐席数"), min_value=1, max_value=5000, initial=10)

    def span(self) -> dict[str, Any]:
        data = self.cleaned_data
        begins, ends = (datetime.combine(data["day"], time.fromisoformat(data[name]), SHANGHAI) for name in ("begins", "ends"))
        return {"begins_at": begins, "ends_at": ends if ends > begins else ends + timedelta(days=1), "seats": data["seats"]}
