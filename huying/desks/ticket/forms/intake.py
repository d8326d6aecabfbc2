"""Forms of the centre's desk: what a ticket is about, whether it is taken, and with which it belongs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huying import policy
from huying.desks.ticket import names
from huying.desks.ticket.fields import CategoryField, Picker, line, prose
from huying.desks.ticket.finding import Option, category
from huying.desks.ticket.forms.base import ActForm
from huying.policy import URGENT_SORTS
from huying.tickets import numbers
from huying.tickets.life.complete import FIELDS as ELEMENT_FIELDS
from huying.tickets.models import Ticket
from huying.tickets.queries.alike import alike
from huying.tickets.states import ELEMENTS, KIND_NAMES, URGENCY_NAMES


def propose_categories(ticket: Ticket) -> list[Option]:
    """The present category and what the machine proposed when the request came."""
    found = [category(ticket.category, str(_("当前")))] if ticket.category else []
    first = ticket.events.filter(verb="register").order_by("id").first()
    for code, confidence in (first.data.get("proposals") or []) if first else []:
        percent = round(float(confidence) * 100)
        if percent:  # what the machine itself does not believe is no proposal
            found.append(category(code, str(_("建议，把握 %(percent)d%%") % {"percent": percent})))
    return list({each.value: each for each in reversed(found)}.values())[::-1]


def divisions() -> list[Any]:
    """The city's districts, each with its streets, for a grouped select."""
    groups: list[Any] = [("", _("未定"))]
    places = policy.current().divisions
    for place in places.values():
        if place.level == "district":
            below = [(each.code, names.word((each.name, each.en))) for each in places.values() if each.parent == place.code]
            label = names.word((place.name, place.en))
            groups.append((label, [(place.code, str(_("%(place)s（全区）") % {"place": label})), *below]))
    return groups


class TriageForm(ActForm):
    wide = True
    category = CategoryField(label=_("事项分类"))
    kind = forms.ChoiceField(label=_("诉求性质"), widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("紧急程度"), widget=forms.RadioSelect)
    urgent_sort = forms.ChoiceField(label=_("紧急类别"), required=False)
    division = forms.ChoiceField(label=_("行政区划"), required=False)
    tags = line(_("标签"), required=False, help_text=_("用空格分开，如：老人 夜间 地铁口"))

    def prepare(self) -> None:
        self.fields["category"].widget.proposed = propose_categories(self.ticket)
        self.choose("kind", names.choices(KIND_NAMES))
        self.choose("urgency", names.choices(URGENCY_NAMES))
        self.choose("urgent_sort", [("", _("无")), *names.choices(URGENT_SORTS)])
        self.choose("division", divisions())
        for name in ("category", "kind", "urgency", "urgent_sort", "division"):
            self.initial.setdefault(name, getattr(self.ticket, name))
        self.initial.setdefault("tags", " ".join(self.ticket.tags))

    def clean_tags(self) -> list[str]:
        return [each[:20] for each in self.cleaned_data["tags"].replace("，", " ").replace("、", " ").split()][:12]


class AskCompletionForm(ActForm):
    intro = _("诉求人会收到下面的内容，三天内补充；承办单位的时限同时暂停。")
    missing = forms.MultipleChoiceField(label=_("缺少的要素"), required=False, widget=forms.CheckboxSelectMultiple)
    words = prose(_("告诉诉求人要补充什么"), required=False, most=500, count=True)

    def prepare(self) -> None:
        self.choose("missing", names.choices(ELEMENTS))
        self.initial.setdefault("missing", self.ticket.missing)


class CompleteForm(ActForm):
    intro = _("代诉求人补充；只填本次补充的内容。")
    words = prose(_("补充说明"), required=False, most=10_000)
    time = line(_("时间"), required=False)
    place = line(_("地点"), required=False, most=300)
    parties = line(_("人物"), required=False, most=300)
    event = prose(_("事件"), required=False, most=10_000)
    wish = prose(_("诉求"), required=False, most=10_000)

    def prepare(self) -> None:
        lacking = [name for name in ELEMENT_FIELDS if name in self.ticket.missing]
        self.order_fields(["version", "idempotency_key", *("parties" if name == "person" else name for name in lacking), "words"])

    def arguments(self) -> dict[str, Any]:
        """A form's own `person` is who fills it in."""
        given = super().arguments()
        given["person"] = given.pop("parties")
        return given


class DeclineForm(ActForm):
    wide = True
    intro = _("诉求人会看到所选理由和去处的全文。")
    ground = forms.CharField(label=_("不予受理的理由"), max_length=40)
    words = prose(_("另外说明"), required=False, most=500)

    def prepare(self) -> None:
        widget = Picker(lambda _query: [], lambda _values: [], "")
        widget.proposed = [
            Option(each.code, names.word((each.name, each.en)),
                   names.word((f"{each.text}{each.channel}", f"{each.text_en} {each.channel_en}")))
            for each in policy.current().grounds.values() if {"decline", "return"} & set(each.verbs)]
        self.fields["ground"].widget = widget


class CloseForm(ActForm):
    wide = True
    intro = _("当场能答复的，直接答复并办结；答复会发给诉求人，并请其评价。")
    category = CategoryField(label=_("事项分类"), required=False)
    text = prose(_("答复内容"), rows=6, most=10_000, count=True)
    source = line(_("依据（知识条目或文件）"), required=False)

    def prepare(self) -> None:
        self.fields["category"].widget.proposed = propose_categories(self.ticket)
        self.initial.setdefault("category", self.ticket.category)


class TransferForm(ActForm):
    intro = _("危及人身安全的，先接通电话，再登记转接。两边的编号都会保留。")
    target = forms.ChoiceField(label=_("转至"))
    other_number = line(_("对方编号"), required=False, most=60)
    words = prose(_("回执或说明"), required=False)

    def prepare(self) -> None:
        rows = policy.current().reasons["transfer"].values()
        urgent = [each for each in rows if each.emergency]
        other = [each for each in rows if not each.emergency]
        self.choose("target", [
            ("", _("请选择")),
            (_("紧急"), [(each.code, f"{names.word((each.name, each.en))} {each.phone}") for each in urgent]),
            (_("其他"), [(each.code, f"{names.word((each.name, each.en))} {each.phone}".strip()) for each in other])])


class MergeForm(ActForm):
    wide = True
    intro = _("此单并入主单，诉求人保留原编号，得到同一答复。并错了可以拆开，不会丢失内容。")
    main = forms.CharField(label=_("可能是同一事项的在办工单"), max_length=13, required=False)
    other = line(_("或输入主单编号"), required=False, most=40)
    reason = prose(_("并单理由"), most=300)

    def prepare(self) -> None:
        widget = Picker(lambda _query: [], lambda values: [Option(each, numbers.shown(each)) for each in values], "")
        widget.proposed = [
            Option(each.ticket.number, each.ticket.title,
                   f"{numbers.shown(each.ticket.number)}　{'、'.join(names.word(pair) for pair in each.reasons)}　"
                   f"{round(each.likeness * 100)}%")
            for each in alike(self.ticket, self.person)]
        self.fields["main"].widget = widget

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        typed = given.pop("other")
        given["main"] = (numbers.normalise(typed) or typed) if typed else given["main"]
        return given


class UnmergeForm(ActForm):
    intro = _("拆开后，此单恢复并单前的状态、单位和时限。")
    reason = prose(_("拆单理由"), most=300)


class WithdrawForm(ActForm):
    intro = _("应诉求人要求撤回，承办单位停止办理。")
    reason = prose(_("撤回原因"), required=False)


class ReopenForm(ActForm):
    intro = _("只因新的情况或证据重新受理，时限重新起算。")
    fact = prose(_("新的情况或证据"), most=10_000)


class UrgeForm(ActForm):
    words = prose(_("新的情况或诉求人的话"), required=False, most=10_000)


class NoteForm(ActForm):
    purposes = ("internal",)
    words = prose(_("备注（仅工作人员可见）"), most=4000, count=True)


class ProtectForm(ActForm):
    on = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = prose(_("理由"), required=False, most=500)

    def prepare(self) -> None:
        self.initial.setdefault("on", "" if self.ticket.confidential else "1")
        self.intro = _("取消保密后，承办单位可以看到诉求人。") if self.ticket.confidential else \
            _("保密后，承办单位看不到诉求人是谁、怎么联系。")

    def clean_on(self) -> bool:
        return bool(self.cleaned_data["on"])


class CorrectForm(ActForm):
    intro = _("把写进正文的个人信息（姓名、电话、证件号等）隐去，原文不再显示。")
    remove = line(_("要隐去的内容"), most=200)
    reason = line(_("理由"), required=False)
