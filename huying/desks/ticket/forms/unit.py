"""Forms of the units: take the work, speak with the citizen, answer, or ask the centre to decide."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from huying import policy
from huying.clocks.limits import Limit
from huying.desks.ticket import names
from huying.desks.ticket.fields import Day, Moment, UnitField, line, prose
from huying.desks.ticket.finding import option, units
from huying.desks.ticket.forms.base import EVIDENCE, INTERNAL, SCENE, ActForm
from huying.tickets import refining
from huying.tickets.states import WAYS


def reasons(ruling: str) -> list[tuple[str, Any]]:
    """The policy's reasons of one sort as choices."""
    rows = policy.current().reasons[ruling].values()
    return [("", _("请选择")), *((each.code, names.word((each.name, each.en))) for each in rows)]


class SignForm(ActForm):
    intro = _("签收后开始办理，并在期限内联系诉求人。")


class ResumeForm(ActForm):
    words = prose(_("说明"), required=False)


class ContactForm(ActForm):
    purposes = (SCENE, INTERNAL)
    way = forms.ChoiceField(label=_("方式"), widget=forms.RadioSelect)
    at = Moment(label=_("联系时间"), required=False, help_text=_("不填为现在"))
    words = prose(_("联系情况"), most=4000)

    def prepare(self) -> None:
        self.choose("way", names.choices(WAYS))


class ReplyForm(ActForm):
    template = "ticket/acts/reply.html"
    wide = True
    purposes = (EVIDENCE, SCENE, INTERNAL)
    text = prose(_("公开答复"), rows=9, most=10_000, count=True,
                help_text=_("诉求人会看到：先说结果，再说经过、依据，以及还可以怎么办。审核通过后发出。"))
    solved = forms.TypedChoiceField(label=_("问题是否解决"), required=False, widget=forms.RadioSelect, empty_value=None,
                                    choices=[("yes", _("已解决")), ("no", _("未解决，已说明原因"))],
                                    coerce=lambda value: value == "yes")
    signed_by = line(_("签发人"), required=False, most=40)
    internal = prose(_("内部说明"), rows=4, required=False, most=10_000, help_text=_("诉求人看不到。"))

    @property
    def may_draft(self) -> bool:
        """Whether the outside model may be asked: never about a confidential ticket."""
        return refining.named() and not self.ticket.confidential

    def drafted(self) -> str:
        """Put a draft under what is typed already; what to tell the writer. Takes seconds."""
        words = refining.draft(self.ticket) if self.may_draft else ""
        if not words:
            return str(_("没有得到草稿，请自行撰写。"))
        self.initial["text"] = "\n\n".join(part for part in (str(self.initial.get("text") or "").strip(), words) if part)
        return str(_("草稿由外部模型根据诉求生成，没有办理情况，请核对改写后再提交。"))


class FinalAnswerForm(ActForm):
    wide = True
    purposes = (EVIDENCE,)
    intro = _("经复核并重办后，由单位负责人签发，须附佐证。此后同一事项不再重复计入本单位考核。")
    text = prose(_("最终答复"), rows=9, most=10_000, count=True)
    signed_by = line(_("签发人"), most=40)

    def prepare(self) -> None:
        self.initial.setdefault("signed_by", self.person.name)


class HandBackForm(ActForm):
    wide = True
    purposes = (INTERNAL,)
    intro = _("退单须在期限内提出，写明职责依据，并尽可能建议应办单位；裁定前仍由本单位负责。")
    reason_code = forms.ChoiceField(label=_("退单情形"), required=False)
    reason = prose(_("退单理由"), most=2000)
    basis = prose(_("退单依据（职责或法规）"), most=1000)
    suggested = UnitField(label=_("建议承办单位"), required=False)

    def prepare(self) -> None:
        self.choose("reason_code", reasons("hand_back"))


class PassDownForm(ActForm):
    wide = True
    intro = _("下派给本单位的下级；本单位仍对答复负责。")
    unit = UnitField(label=_("下级单位"))
    words = prose(_("交办要求"), required=False, most=300)

    def prepare(self) -> None:
        widget, leg = self.fields["unit"].widget, self.sheet.own_leg
        top = leg.unit_id if leg else self.person.unit_id or 0
        widget.query_string = "below=1"
        widget.find = lambda query: units(query, below=top)
        widget.proposed = units("", below=top)


class AskExtensionForm(ActForm):
    intro = _("须在到期前申请；理由会告知诉求人。")
    reason_code = forms.ChoiceField(label=_("延期情形"), required=False)
    reason = prose(_("延期理由（诉求人会看到）"), most=1000, count=True)
    limit = forms.ChoiceField(label=_("延长后的总时限"), required=False)

    def prepare(self) -> None:
        self.choose("reason_code", reasons("extend"))
        self.choose("limit", self._limits())
        self.initial.setdefault("limit", policy.current().extension.max_total)

    def _limits(self) -> list[tuple[str, str]]:
        """Whole limits from the next one to the most that the policy allows, in its unit."""
        rule = policy.current().extension
        most = Limit.parse(rule.max_total)
        running = self.sheet.promise("rework") or self.sheet.promise("complete")
        least = Limit.parse(running.limit) if running and running.limit != "date" else None
        first = least.amount + 1 if least and least.unit == most.unit else most.amount
        steps = range(int(max(first, Fraction(1))), int(most.amount) + 1)
        texts = [f"{number} {most.unit}" for number in steps] or [rule.max_total]
        return [(each, names.limit(each)) for each in texts]


class AskSuspensionForm(ActForm):
    purposes = (INTERNAL,)
    intro = _("一时办不完、但有明确条件和时间的事项，可申请挂账；批准后时限暂停，到期复查。")
    reason_code = forms.ChoiceField(label=_("挂账情形"), required=False)
    reason = prose(_("挂账理由"), most=1000)
    until = Day(label=_("复查日期"))

    def prepare(self) -> None:
        self.choose("reason_code", reasons("suspend"))


class AnswerSupervisionForm(ActForm):
    purposes = (INTERNAL,)
    template = "ticket/acts/supervision.html"
    phrased, phrases = "answer", (gettext_noop("已约谈责任人，明确办结时间。"), gettext_noop("已办结，答复内容见工单。"))
    answer = prose(_("反馈内容"), most=4000, required=False)


class AddUnitForm(ActForm):
    wide = True
    unit = UnitField(label=_("协办单位"))
    reason = prose(_("加派理由"), required=False, most=300)

    def prepare(self) -> None:
        involved = {leg.unit_id for leg in self.sheet.running}
        asked = [ask for ask in self.sheet.open_asks if ask.suggested_id and ask.suggested_id not in involved]
        self.fields["unit"].widget.proposed = [option(ask.suggested, str(_("承办单位建议"))) for ask in asked if ask.suggested]
