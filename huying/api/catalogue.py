"""The catalogue of matters, for programs that let a citizen choose."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from huying import policy
from huying.api import etags, problems, shapes

router = Router(tags=["catalogue"])
HOUR = 3600


@router.get("/categories", response={200: shapes.Categories, 304: None}, operation_id="listCategories",
            openapi_extra=problems.told(422), summary="事项目录 · The catalogue of matters")
def categories(
    request: HttpRequest,
    parent: Annotated[str, Query(pattern=r"^([0-9]{2}){0,2}$", description="only what stands directly below this code")] = "",
    level: Annotated[int | None, Query(ge=1, le=3)] = None,
) -> HttpResponse:
    """All entries in the order of codes, a parent before its children; narrowed by `parent` or `level`."""
    rules = policy.current()
    found = [each for each in rules.categories.values()
             if (not parent or each.parent == parent) and (level is None or each.level == level)]
    told = {"version": rules.version, "items": [
        {"code": each.code, "name": each.name, "name_en": each.en, "level": each.level, "parent": each.parent,
         "about": each.about, "kinds": list(each.kinds)} for each in found]}
    return etags.answer(request, told, shapes.Categories, cache=f"public, max-age={HOUR}")
