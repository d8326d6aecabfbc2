"""Lists as files: short ones at once, long ones in the background with progress."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from huying.clocks.present import now as present
from huying.desks.gate import STAFF, enter
from huying.insight import exporting, tasks
from huying.insight.models import Export
from huying.tickets.problems import Refused
from huying.tickets.queries import export as lists
from huying.tickets.queries.worklists import count_all, shown

MIMES = {
    Export.CSV: "text/csv; charset=utf-8",
    Export.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
@enter(*STAFF)
def export(request: HttpRequest) -> HttpResponse:
    """What will be in the file, and one's earlier exports."""
    person, query = request.person, _query(request.GET)  # type: ignore[attr-defined]
    try:
        title, tickets = lists.chosen(person, request.GET.dict(), present())
    except Refused as refusal:
        return _refused(request, refusal)
    context = {"title": title, "count": shown(count_all({"all": tickets})["all"]) or "0", "query": query, "now": present(),
               "columns": lists.heads(get_language() or "zh"), "earlier": Export.objects.filter(account=person.id).order_by("-id")[:10]}
    return render(request, "lists/export.html", context)


@require_POST
@enter(*STAFF)  # type: ignore[arg-type]
def start(request: HttpRequest) -> HttpResponseBase:
    """The file itself, or for a long list a job and the page that shows how far it is."""
    person, now = request.person, present()  # type: ignore[attr-defined]
    sort, query = request.POST.get("sort", ""), request.POST.get("query", "")[:1000]
    if sort not in MIMES:
        raise Http404(sort)
    try:
        title, tickets = lists.chosen(person, QueryDict(query).dict(), now)
        if exporting.is_long(person, query, now):
            exporting.forget_old(now)
            row = Export.objects.create(account_id=person.id, title=title[:80], query=query, sort=sort,
                                        language=get_language() or "zh-hans", asked_at=now)
            tasks.export.defer(export=row.pk)
            return redirect("lists:export_progress", row.pk)
    except Refused as refusal:
        return _refused(request, refusal)
    language, count = get_language() or "zh", tickets.order_by().count()
    response = _stream(lists.rows(tickets, person, language), sort, language)
    response["Content-Disposition"] = f'attachment; filename="huying-{now:%Y%m%d-%H%M}.{sort}"'
    response["X-Rows"] = str(count)
    response["Cache-Control"] = "private, no-store"
    return response


def _stream(lines: Iterator[list[Any]], sort: str, language: str) -> HttpResponseBase:
    if sort == Export.CSV:
        return StreamingHttpResponse(lists.as_csv(lines, language), content_type=MIMES[sort])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        lists.write_xlsx(lines, path, language)
        # The open file outlives its name: nothing is left behind when the reader goes away.
        return FileResponse(path.open("rb"), content_type=MIMES[sort])


@require_GET
@enter(*STAFF)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one's own export is; asks again by itself until it is done."""
    row = _own(request, pk)
    part = bool(request.headers.get("HX-Request"))
    context = {"export": row, "now": present(), "running": row.state in (Export.WAITING, Export.RUNNING)}
    return render(request, "lists/progress.html" if part else "lists/export_progress.html", context)


@require_GET
@enter(*STAFF)  # type: ignore[arg-type]
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The finished file, to the person who asked for it only."""
    row = _own(request, pk)
    if row.state != Export.DONE or not row.file:
        raise Http404(pk)
    name = f"huying-{row.asked_at:%Y%m%d-%H%M}.{row.sort}"
    return FileResponse(row.file.open("rb"), content_type=MIMES[row.sort], as_attachment=True, filename=name)


def _own(request: HttpRequest, pk: int) -> Export:
    return get_object_or_404(Export, pk=pk, account=request.person.id)  # type: ignore[attr-defined]


def _query(given: QueryDict) -> str:
    copy = given.copy()
    copy.pop("at", None)
    return copy.urlencode()


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    language = get_language() or "zh"
    for problem in refusal.problems:
        messages.error(request, problem.words(language))
    return render(request, "lists/export_refused.html", {"title": gettext("导出")}, status=422)
