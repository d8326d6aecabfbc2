"""Showing a refusal where it belongs: beside the field it concerns, or above the form."""

from __future__ import annotations

from django.forms import BaseForm
from django.utils.translation import get_language

from huying.tickets.problems import Refused


def show(form: BaseForm, refusal: Refused) -> None:
    """Add the problems to the form's errors in the reader's language."""
    language = get_language() or "zh"
    for problem in refusal.problems:
        form.add_error(problem.field if problem.field in form.fields else None, problem.words(language))
