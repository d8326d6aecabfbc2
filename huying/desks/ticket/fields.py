"""The page's own form fields: pickers with server-side look-up, texts, dates and standard phrases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from huying.clocks.zone import SHANGHAI
from huying.desks.ticket.finding import Option, categories, category, picked_units, units

OPENS = time(9)
LONGEST = 10_000


class Picker(forms.Widget):
    """Radio buttons (or boxes, with `many`) of what is proposed and picked, and a search that adds to them.

    Without JavaScript the search button sends the form back with the results; with it they come as one types.
    """

    template = "ticket/picker.html"
    use_fieldset = True

    def __init__(self, find: Callable[[str], list[Option]], named: Callable[[Sequence[str]], list[Option]], source: str,
                 many: bool = False) -> None:
        super().__init__()
        self.find, self.named, self.source, self.many = find, named, source, many
        self.proposed: list[Option] = []
        self.query = ""
        self.query_string = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.query = str(data.get(f"{name}_q", ""))[:60]
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        return [each for each in values if each] if self.many else (values[-1] if values else "")

    def options(self, picked: Sequence[str]) -> list[Option]:
        """What is picked first, then what is proposed, then what the query finds; each once."""
        known = {each.value: each for each in self.proposed}
        missing = [value for value in picked if value not in known]
        rows = [*self.named(missing), *self.proposed, *(self.find(self.query) if self.query else [])]
        return list({each.value: each for each in rows}.values())

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        picked = [str(each) for each in value or []] if self.many else [str(value)] if value else []
        return render_to_string(self.template, {
            "name": name, "id": (attrs or {}).get("id", f"id_{name}"), "picked": picked, "options": self.options(picked),
            "many": self.many, "query": self.query, "source": self.source, "query_string": self.query_string,
        })


def _categories_named(codes: Sequence[str]) -> list[Option]:
    return [category(code) for code in codes]


class CategoryField(forms.CharField):
    """A code of the catalogue; whether it exists is for the verb to say."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=6, widget=Picker(categories, _categories_named, "ticket:categories"), **more)


class UnitField(forms.CharField):
    """The id of a unit, as text."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=60, widget=Picker(units, picked_units, "ticket:units"), **more)


class UnitsField(forms.Field):
    """Ids of units, as a list of texts."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=Picker(units, picked_units, "ticket:units", many=True), required=False, **more)

    def clean(self, value: Any) -> list[str]:
        return [str(each) for each in value or []][:20]


def prose(label: Any, *, rows: int = 3, most: int = 2000, count: bool = False, **more: Any) -> forms.CharField:
    """A text of several lines; `count` shows how many characters are left."""
    attrs = {"rows": rows, **({"data-count": most} if count else {}), **({"class": "short"} if rows < 5 else {})}
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs=attrs), **more)


def line(label: Any, *, most: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **more)


class Moment(forms.DateTimeField):
    """A date with its time, in the city's time, by the browser's own control."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **more)


class Day(forms.DateField):
    """A date; cleaned to the morning of that day in the city."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)

    def clean(self, value: Any) -> datetime | None:
        found = super().clean(value)
        return datetime.combine(found, OPENS, SHANGHAI) if found else None


class YesNo(forms.TypedChoiceField):
    """Two radio buttons with words of their own: True, False."""

    def __init__(self, yes: Any, no: Any, **more: Any) -> None:
        super().__init__(choices=[("yes", yes), ("no", no)], widget=forms.RadioSelect, coerce=lambda value: value == "yes",
                         empty_value=None, **more)


def phrase(phrases: Sequence[str]) -> forms.ChoiceField:
    """Standard words that go before what is written by hand; shown translated, written as they stand."""
    choices = [("", _("不用常用语")), *((str(number), _(words)) for number, words in enumerate(phrases))]
    return forms.ChoiceField(label=_("常用语"), choices=choices, required=False)
