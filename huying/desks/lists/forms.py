"""Forms of the shared lists: what to look for, what to say, why to look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from huying import policy
from huying.desks.lists.rows import english, unit_name
from huying.people.models import Unit
from huying.people.persons import Person
from huying.tickets.queries.find import RUNNING
from huying.tickets.states import KIND_NAMES, STATE_NAMES, URGENCY_NAMES

Choices = list[tuple[str, Any]]


class SearchForm(forms.Form):
    """The filters of `huying.tickets.queries.find`, with the choices that the policy gives."""

    q = forms.CharField(label=_("编号、电话或关键词"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("状态"), required=False)
    kind = forms.ChoiceField(label=_("性质"), required=False)
    urgency = forms.ChoiceField(label=_("紧急程度"), required=False)
    category = forms.ChoiceField(label=_("事项分类"), required=False)
    division = forms.ChoiceField(label=_("区域"), required=False)
    unit = forms.ChoiceField(label=_("主办单位"), required=False)
    door = forms.ChoiceField(label=_("渠道"), required=False)
    since = forms.DateField(label=_("登记自"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("登记至"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    overdue = forms.BooleanField(label=_("只看逾期"), required=False)
    problem = forms.BooleanField(label=_("只看问题工单"), required=False)

    def __init__(self, data: QueryDict, person: Person) -> None:
        super().__init__(data)
        place = 1 if english() else 0
        rules = policy.current()
        every = [("", _("全部"))]
        choices: dict[str, Choices] = {
            "state": [*every, (RUNNING, _("在办（未办结）")), *_named(STATE_NAMES, place)],
            "kind": [*every, *_named(KIND_NAMES, place)],
            "urgency": [*every, *_named(URGENCY_NAMES, place)],
            "category": [*every, *_classes(data.get("category", ""))],
            "division": [*every, *_places()],
            "unit": [*every, *_units(person)],
            "door": [*every, *((door.id, door.en if place else door.name) for door in rules.doors.values())],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]


def _named(names: Mapping[Any, tuple[str, ...]], place: int) -> Choices:
    return [(key.value, words[place]) for key, words in names.items()]


def _classes(chosen: str) -> Choices:
    """Classes and groups; a leaf only when it is the one chosen (a city has thousands)."""
    rules, en = policy.current().categories, english()
    found: Choices = []
    for each in rules.values():
        if each.level < 3 or each.code == chosen:
            found.append((each.code, ("\u3000" * (each.level - 1)) + (each.en if en else each.name)))
    return found


def _places() -> Choices:
    en = english()
    return [(each.code, ("\u3000" if each.level == "street" else "") + (each.en if en else each.name))
            for each in policy.current().divisions.values() if each.level != "city"]


def _units(person: Person) -> Choices:
    """City units, districts with their streets; a person of a unit sees their own tree."""
    query: Iterable[Unit] = Unit.objects.filter(active=True).order_by("level", "division", "slug")
    if not person.is_centre:
        query = query.filter(pk__in=person.unit_ids)  # type: ignore[attr-defined]
    return [(unit.slug, unit_name(unit)) for unit in query]


class ViewForm(forms.Form):
    """A saved view: its name, what it holds, who else sees it."""

    name = forms.CharField(label=_("名称"), max_length=40)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
    shared = forms.BooleanField(label=_("与本单位同事共享"), required=False)


class WordsForm(forms.Form):
    """The text of a bulk act."""

    words = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "class": "short"}))

    def __init__(self, *args: Any, label: str, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label, self.fields["words"].required = label, needed


class ReasonForm(forms.Form):
    """Why somebody looks at personal data."""

    reason = forms.CharField(label=_("查看事由（将留痕）"), min_length=2, max_length=200)


class DismissForm(forms.Form):
    """Why a contact needs no ticket."""

    note = forms.CharField(label=_("处理说明"), min_length=2, max_length=200)
