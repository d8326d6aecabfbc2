"""The catalogue of matters and the city's own words, for programs that let a citizen choose."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from huying import policy
from huying.api import etags, problems, shapes
from huying.api.progress import STATUS
from huying.tickets.states import ANSWERED, GRADE_NAMES, Grade

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


@router.get("/city", response={200: shapes.City, 304: None}, operation_id="readCity", openapi_extra=problems.told(429),
            summary="本市 · The city, its doors and its advice")
def city(request: HttpRequest) -> HttpResponse:
    """Names, numbers, limits, and what is advised before anybody writes."""
    rules = policy.current()
    own = rules.city
    told = {
        "name": own.name, "name_en": own.en, "number": own.hotline.number, "real_name": own.identity.real_name_online,
        "emergency": [_word(each.number, each.name, each.en) for each in own.emergency],
        "most_files": own.uploads.most_files, "most_megabytes": own.uploads.most_megabytes,
        "grades": [_word(each, *GRADE_NAMES[each]) for each in Grade if each in ANSWERED],
        "statuses": [_word(code, zh, en) for code, zh, en in dict.fromkeys(STATUS.values())],
        "doors": [{"name": each.name, "name_en": each.en, "about": each.about, "about_en": each.about_en,
                   "best_for": each.best_for, "best_for_en": each.best_for_en} for each in rules.doors.values() if each.best_for],
        "advice": [{"situation": each.situation, "situation_en": each.situation_en, "text": each.text, "text_en": each.text_en,
                    "call": list(each.call), "first": each.first} for each in rules.advice]}
    return etags.answer(request, told, shapes.City, cache=f"public, max-age={HOUR}")


def _word(code: str, zh: str, en: str) -> dict[str, str]:
    return {"code": str(code), "name": zh, "name_en": en}
