"""What every act's form has: the version seen, the key of the attempt, and the way from fields to a verb's arguments."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.desks.ticket.fields import phrase
from huying.desks.ticket.sheet import Sheet
from huying.tickets.models import Attachment

EVIDENCE, SCENE, INTERNAL = Attachment.EVIDENCE, Attachment.SCENE, Attachment.INTERNAL
PURPOSE_LABELS = {
    EVIDENCE: gettext_lazy("办理佐证（诉求人可见）"),
    SCENE: gettext_lazy("现场照片（诉求人可见）"),
    INTERNAL: gettext_lazy("内部材料（仅工作人员可见）"),
}

TYPED = (forms.Textarea, forms.TextInput)


class ActForm(forms.Form):
    """One act. Rules are the verb's: the form only asks; the verb's refusals are shown beside the fields."""

    purposes: ClassVar[tuple[str, ...]] = ()
    template: ClassVar[str] = ""
    intro: Any = ""
    phrased: ClassVar[str] = ""
    phrases: ClassVar[tuple[str, ...]] = ()
    wide: ClassVar[bool] = False

    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    idempotency_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, sheet: Sheet, data: QueryDict | None = None, files: MultiValueDict[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        self.sheet, self.ticket, self.person = sheet, sheet.ticket, sheet.person
        if data is None:
            self.initial.setdefault("version", self.ticket.version)
            self.initial.setdefault("idempotency_key", secrets.token_urlsafe(18))
        if self.phrased:
            self.fields["phrase"] = phrase(self.phrases)
            names = [name for name in self.fields if name != "phrase"]
            names.insert(names.index(self.phrased), "phrase")
            self.order_fields(names)
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写%(label)s。") % {"label": field.label or ""}
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the ticket."""

    def choose(self, name: str, choices: Sequence[Any]) -> None:
        """Give a choice field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def focus(self) -> None:
        """Put the cursor where writing begins: the first field with a problem, else the first one, if it is typed in."""
        visible = [field for field in self.visible_fields() if isinstance(field.field.widget, TYPED)]
        wrong = [field for field in visible if self.is_bound and field.errors]
        for field in (wrong or visible[:1])[:1]:
            field.field.widget.attrs["autofocus"] = True

    def arguments(self) -> dict[str, Any]:
        """The verb's keyword arguments."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "idempotency_key", "phrase")}
        if self.phrased and self.cleaned_data.get("phrase"):
            words = self.phrases[int(self.cleaned_data["phrase"])]
            given[self.phrased] = "\n".join(part for part in (words, given.get(self.phrased, "")) if part)
        return given

    def uploads_named(self, data: QueryDict) -> list[str]:
        """Tokens of the files sent in pieces before the form."""
        return data.getlist("uploads")[:40] if self.purposes else []

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """The upload boxes to show."""
        return [{"purpose": each, "name": f"files_{each}", "label": PURPOSE_LABELS[each]} for each in self.purposes]
