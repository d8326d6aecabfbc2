"""Nothing typed is lost when a login has run out: the form's values travel through the login page, and are sent again.

The gate passes such a POST on to the login page (307). There the values are packed and signed into a hidden field; after
login they are shown once more, and the person sends them. Nothing of them is stored on the way.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

SALT = "staff.kept"
HOURS = 12
NEVER = frozenset({"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2"})
LONG = 36  # characters from which a value is shown in a box of several lines

# What the fields of most forms are called; others are shown by their own name.
LABELS = {
    "detail": gettext_lazy("诉求内容"), "title": gettext_lazy("标题"), "wish": gettext_lazy("希望怎样解决"),
    "happened": gettext_lazy("时间"), "place": gettext_lazy("地点"), "parties": gettext_lazy("人物"), "name": gettext_lazy("姓名"),
    "text": gettext_lazy("答复内容"), "answer": gettext_lazy("答复内容"), "words": gettext_lazy("说明"), "reason": gettext_lazy("理由"),
    "public_reason": gettext_lazy("告知诉求人的理由"), "ruling": gettext_lazy("裁定意见"), "opinion": gettext_lazy("意见"),
    "internal": gettext_lazy("内部说明"), "verdict": gettext_lazy("审核意见"), "comment": gettext_lazy("评价"),
    "remark": gettext_lazy("给派单员的备注"), "source": gettext_lazy("答复依据"), "q": gettext_lazy("查找"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A POST that could not be taken: where it was going and what it said."""

    target: str
    values: list[tuple[str, str]]
    files: int = 0

    @property
    def shown(self) -> list[tuple[str, str, str, bool]]:
        """(name, label, value, long) of what a person wrote: every text that is more than a code or a key."""
        return [(name, str(LABELS.get(name, name)), value, len(value) > LONG or "\n" in value)
                for name, value in self.values if _written(value)]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.values if not _written(value)]


def pack(request: HttpRequest, target: str) -> str:
    """The POST's values as one signed text."""
    values = [(name, value) for name, found in request.POST.lists() if name not in NEVER for value in found]
    files = sum(len(found) for _, found in request.FILES.lists())
    return signing.dumps([target, values, files], salt=SALT, compress=True)


def unpack(text: str, request: HttpRequest) -> Kept | None:
    """What was packed; None when it is not ours, too old, or would go to another site."""
    try:
        target, values, files = signing.loads(text, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return None
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return None
    return Kept(target, [(name, value) for name, value in values], files)


def _written(value: str) -> bool:
    return not value.isascii() or " " in value.strip() or "\n" in value
