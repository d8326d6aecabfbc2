"""Search, worklists and saved views."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from huying.clocks.present import now as present
from huying.desks import refusals
from huying.desks.gate import STAFF, enter
from huying.desks.lists import acts
from huying.desks.lists.board import board, counted, pager, show
from huying.desks.lists.forms import SearchForm, ViewForm
from huying.desks.lists.rows import rows_of
from huying.people.persons import Person
from huying.tickets.models import SavedView
from huying.tickets.problems import Refused
from huying.tickets.queries.find import Filters, filters_of, find
from huying.tickets.queries.pages import Page
from huying.tickets.queries.worklists import WORKLISTS, lists_of, shown


@require_GET
@enter(*STAFF)
def search(request: HttpRequest) -> HttpResponse:
    """What fits the filters, newest first; half a number or an unknown filter is told with status 422."""
    person: Person = request.person  # type: ignore[attr-defined]
    form, page, status = SearchForm(request.GET, person), Page([]), 200
    filters, now = Filters(), present()
    try:
        filters = filters_of(request.GET)
        page = find(person, filters, now, request.GET.get("at", ""))
    except Refused as refusal:
        form.is_valid()
        refusals.show(form, refusal)
        status = 422
    query = request.GET.copy()
    query.pop("at", None)
    context = {
        "now": now, "form": form, "filters": filters, "rows": rows_of(page.rows), "pager": pager(request, page),
        "q": filters.q, "query": query.urlencode(), "views": _views(person), "view_form": ViewForm(),
        "actions": acts.offered("search", person), "export_url": f"{reverse('lists:export')}?{query.urlencode()}",
        "advanced": any(query.get(name) for name in form.fields if name != "q"),
    }  # fmt: skip
    part = request.headers.get("HX-Target") == "found"
    return render(request, "lists/found.html" if part else "lists/search.html", context, status=status)


@require_GET
@enter(*STAFF)
def worklist(request: HttpRequest, name: str) -> HttpResponse:
    """One worklist by its name."""
    found = WORKLISTS.get(name)
    if found is None:
        raise Http404(name)
    if not request.person.has(*found.roles):  # type: ignore[attr-defined]
        raise PermissionDenied(gettext("此列表不对您的角色开放。"))
    context = board(request, [name])
    return show(request, "lists/worklist.html", {**context, "tabs": ()})


@require_GET
@enter(*STAFF)
def counts(request: HttpRequest) -> HttpResponse:
    """All worklists of the person with their sizes."""
    person: Person = request.person  # type: ignore[attr-defined]
    lists = lists_of(person)
    sizes = counted([each.name for each in lists], person)
    language = get_language() or "zh"
    rows = [(reverse("lists:list", args=[each.name]), each.words(language), shown(sizes[each.name]) or "0") for each in lists]
    return render(request, "lists/counts.html", {"lists": rows})


def _views(person: Person) -> QuerySet[SavedView]:
    """One's own views, and those that colleagues of the same unit share."""
    shared = Q(shared=True, account__unit=person.unit_id) if person.unit_id else Q(shared=True, account__unit=None)
    return SavedView.objects.filter(Q(account=person.id) | shared, desk="search").order_by("name", "pk")[:30]


@require_POST
@enter(*STAFF)
def save(request: HttpRequest) -> HttpResponse:
    """Keep these filters under a name; the same name again replaces them."""
    form = ViewForm(request.POST)
    back = f"{reverse('lists:search')}?{request.POST.get('query', '')[:1000]}"
    if not form.is_valid():
        messages.error(request, gettext("请给筛选起一个名称。"))
        return redirect(back)
    data: dict[str, Any] = form.cleaned_data
    SavedView.objects.update_or_create(
        account_id=request.person.id, desk="search", name=data["name"],  # type: ignore[attr-defined]
        defaults={"query": data["query"], "shared": data["shared"]})
    messages.success(request, gettext("已保存筛选“%(name)s”。") % data)
    return redirect(back)


@require_POST
@enter(*STAFF)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, shared or not."""
    view, form = _own(request, pk), ViewForm(request.POST)
    taken = SavedView.objects.filter(account=view.account_id, desk=view.desk, name=request.POST.get("name", "")).exclude(pk=pk)
    if not form.is_valid() or taken.exists():
        messages.error(request, gettext("名称为空或已被使用，请换一个名称。"))
    else:
        view.name, view.shared = form.cleaned_data["name"], form.cleaned_data["shared"]
        view.save(update_fields=["name", "shared"])
        messages.success(request, gettext("已更新筛选“%(name)s”。") % {"name": view.name})
    return redirect(f"{reverse('lists:search')}?{view.query}")


@require_POST
@enter(*STAFF)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    view.delete()
    messages.success(request, gettext("已删除筛选“%(name)s”。") % {"name": view.name})
    return redirect("lists:search")


def _own(request: HttpRequest, pk: int) -> SavedView:
    """One's own saved view: others' are seen, not changed."""
    return get_object_or_404(SavedView, pk=pk, account=request.person.id)  # type: ignore[attr-defined]
