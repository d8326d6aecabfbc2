"""The catalogue of matters, for programs that let a citizen choose."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from huying import policy
from huying.api import problems, shapes

router = Router(tags=["catalogue"])
DAY = 86_400


@router.get("/categories", response=shapes.Categories, operation_id="listCategories", summary="事项目录 · The catalogue of matters",
            openapi_extra=problems.told(422))
def categories(
    request: HttpRequest, response: HttpResponse,
    parent: Annotated[str, Query(pattern=r"^([0-9]{2}){0,2}$", description="only what stands directly below this code")] = "",
    level: Annotated[int | None, Query(ge=1, le=3)] = None,
) -> dict[str, Any]:
    """All entries in the order of codes, a parent before its children; narrowed by `parent` or `level`."""
    response["Cache-Control"] = f"public, max-age={DAY // 24}"
    rules = policy.current()
    found = [each for each in rules.categories.values()
             if (not parent or each.parent == parent) and (level is None or each.level == level)]
    return {"version": rules.version, "items": [
        {"code": each.code, "name": each.name, "name_en": each.en, "level": each.level, "parent": each.parent,
         "about": each.about, "kinds": list(each.kinds)} for each in found]}
