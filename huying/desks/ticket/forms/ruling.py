"""Forms of those who dispatch, check, rule, follow up, review and supervise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from huying.desks.ticket import names
from huying.desks.ticket.fields import CategoryField, Day, Moment, UnitField, UnitsField, YesNo, line, prose
from huying.desks.ticket.finding import option
from huying.desks.ticket.forms.base import ActForm
from huying.desks.ticket.forms.intake import propose_categories
from huying.people.persons import Role
from huying.tickets.models import Ask, Reply, Supervision
from huying.tickets.queries.proposal import Proposed, proposal
from huying.tickets.states import CALL_OUTCOMES, GRADE_NAMES, REVIEW_OUTCOMES, SUPERVISIONS


class DispatchForm(ActForm):
    wide = True
    template = "ticket/acts/dispatch.html"
    category = CategoryField(label=_("事项分类"), required=False)
    lead = UnitField(label=_("主办单位"))
    assisting = UnitsField(label=_("协办单位"))
    basis = line(_("派单依据"), required=False, most=300)

    proposed: Proposed | None = None

    def prepare(self) -> None:
        self.proposed = proposal(self.ticket)
        self.fields["category"].widget.proposed = propose_categories(self.ticket)
        self.initial.setdefault("category", self.ticket.category)
        asked = [ask.suggested for ask in self.sheet.asks if ask.suggested and ask.granted]
        lead, assisting = self.fields["lead"].widget, self.fields["assisting"].widget
        lead.proposed = [option(unit, str(_("退单单位建议"))) for unit in asked]
        if self.proposed:
            sure = _("派单目录建议，把握 %(percent)d%%") % {"percent": round(self.proposed.confidence * 100)}
            lead.proposed.insert(0, option(self.proposed.lead, f"{sure}　{self.proposed.basis}"))
            assisting.proposed = [option(unit, str(_("派单目录建议"))) for unit in self.proposed.assisting]
            self.initial.setdefault("lead", str(self.proposed.lead.pk))
            self.initial.setdefault("assisting", [str(unit.pk) for unit in self.proposed.assisting])

    def arguments(self) -> dict[str, Any]:
        """The catalogue's rule, limit and basis go along only when its proposal is followed."""
        given = super().arguments()
        followed = self.proposed and given["lead"] == str(self.proposed.lead.pk)
        if followed and given["category"] in ("", self.ticket.category) and self.proposed:
            given |= {"rule": self.proposed.rule, "limit": self.proposed.limit,
                      "basis": given["basis"] or self.proposed.basis}
        return given


class RedispatchForm(ActForm):
    wide = True
    intro = _("原单位的办理到此为止；对诉求人承诺的时限不变。")
    lead = UnitField(label=_("新主办单位"))
    assisting = UnitsField(label=_("协办单位"))
    reason = prose(_("改派理由"), most=300)

    def prepare(self) -> None:
        found = proposal(self.ticket)
        rows = [option(ask.suggested, str(_("承办单位建议"))) for ask in self.sheet.asks if ask.suggested]
        if found and found.lead.pk != self.ticket.lead_id:
            rows.insert(0, option(found.lead, str(_("派单目录建议"))))
        self.fields["lead"].widget.proposed = rows


class AskedForm(ActForm):
    """A ruling on what a unit asked; shows the request above the fields."""

    template = "ticket/acts/asked.html"
    kind = ""

    @property
    def asked(self) -> Ask | None:
        return self.sheet.waiting(self.kind)


class RuleHandBackForm(AskedForm):
    kind = Ask.HAND_BACK
    phrased = "ruling"
    phrases = (
        gettext_noop("经核实不属该单位职责，同意退单。"), gettext_noop("属该单位法定职责，按首接负责由该单位办理。"),
        gettext_noop("涉及多个单位，由该单位主办，另行加派协办单位。"), gettext_noop("退单依据不充分，请继续办理。"))
    ask = forms.IntegerField(required=False, widget=forms.HiddenInput)
    upheld = YesNo(_("同意退单，重新派单"), _("不同意，继续由该单位办理"), label=_("裁定"))
    ruling = prose(_("裁定意见"), required=False, most=1000)

    @property
    def asked(self) -> Ask | None:
        """The one named in the address or the form, else the oldest."""
        chosen = str(self["ask"].value() or "")
        rows = [each for each in self.sheet.open_asks if each.kind == Ask.HAND_BACK]
        return next((each for each in rows if str(each.pk) == chosen), rows[0] if rows else None)


class DecideExtensionForm(AskedForm):
    kind = Ask.EXTENSION
    phrased = "ruling"
    phrases = (gettext_noop("理由充分，同意延期，请按期办结。"), gettext_noop("理由不充分，请在原时限内办结。"))
    granted = YesNo(_("同意延期"), _("不同意"), label=_("审批"))
    ruling = prose(_("审批意见"), required=False, most=1000)


class SuspendForm(AskedForm):
    kind = Ask.SUSPENSION
    intro = _("批准后时限暂停，到复查日期自动恢复办理；理由会告知诉求人。")
    granted = YesNo(_("同意挂账"), _("不同意"), label=_("审批"))
    reason = prose(_("挂账理由（诉求人会看到）或不同意的理由"), most=1000)
    until = Day(label=_("复查日期"), required=False)

    def prepare(self) -> None:
        if self.asked:
            self.initial.setdefault("reason", self.asked.reason)
            if self.asked.until:
                self.initial.setdefault("until", timezone.localtime(self.asked.until).date())


class CheckForm(ActForm):
    wide = True
    template = "ticket/acts/check.html"
    phrased = "verdict"
    phrases = (
        gettext_noop("未正面回应诉求，请补充。"), gettext_noop("缺少办理经过和依据，请补充。"),
        gettext_noop("未联系诉求人，请联系后再答复。"), gettext_noop("请附现场照片或佐证材料。"))
    passed = YesNo(_("通过，发给诉求人"), _("退回补充"), label=_("审核"))
    edited = prose(_("发给诉求人的答复"), rows=8, required=False, most=10_000,
                  help_text=_("可以改正措辞；单位原答复会保留。"))
    verdict = prose(_("审核意见"), required=False, most=2000)

    @property
    def reply(self) -> Reply | None:
        waiting = self.ticket.replies.filter(kind=Reply.ANSWER, passed=None).select_related("unit", "author")
        return waiting.order_by("-id").first()

    def prepare(self) -> None:
        self.shown_reply = self.reply
        if self.shown_reply:
            self.initial.setdefault("edited", self.shown_reply.text)


class AskRatingForm(ActForm):
    outcome = forms.ChoiceField(label=_("回访结果"), widget=forms.RadioSelect)
    words = prose(_("通话要点"), required=False)

    def prepare(self) -> None:
        self.choose("outcome", names.choices(CALL_OUTCOMES))


class RateForm(ActForm):
    intro = _("按诉求人的原话登记，话务与办理分开评价。")
    matter = forms.ChoiceField(label=_("对办理结果"), widget=forms.RadioSelect)
    agent = forms.ChoiceField(label=_("对话务服务"), required=False, widget=forms.RadioSelect)
    solved = YesNo(_("已解决"), _("未解决"), label=_("问题是否解决"), required=False)
    comment = prose(_("诉求人的意见"), required=False, most=2000)

    def prepare(self) -> None:
        rows = names.choices(GRADE_NAMES)
        self.choose("matter", [each for each in rows if each[0] != "not_rated"])
        self.choose("agent", rows[:6])


class OpenReviewForm(ActForm):
    reason = prose(_("复核缘由"), most=2000)


class DecideReviewForm(ActForm):
    intro = _("复核由没有经办过此单的人作出。")
    outcome = forms.ChoiceField(label=_("复核结论"), widget=forms.RadioSelect)
    opinion = prose(_("复核意见"), rows=5, most=4000, help_text=_("予以解释的，诉求人会看到；退回重办的，承办单位会看到。"))

    def prepare(self) -> None:
        self.choose("outcome", names.choices(REVIEW_OUTCOMES))


class ReworkForm(ActForm):
    phrased = "reason"
    phrases = (gettext_noop("诉求人反映问题仍未解决，请到现场核实后重新办理。"), gettext_noop("答复与事实不符，请重新核实。"))
    reason = prose(_("重办理由和要求"), required=False, most=2000)


class SuperviseForm(ActForm):
    phrased = "text"
    phrases = (gettext_noop("该工单已超期，请立即办理并说明原因。"), gettext_noop("诉求人多次反映，请由负责人牵头解决。"))
    level = forms.ChoiceField(label=_("级别"), widget=forms.RadioSelect, initial="notice")
    text = prose(_("督办意见"), rows=5, required=False, most=4000)
    answer_by = Moment(label=_("反馈期限"), required=False)

    def prepare(self) -> None:
        most = len(SUPERVISIONS) if self.person.has(Role.LEADER) else 2
        self.choose("level", names.choices(SUPERVISIONS)[:most])


class ArchiveForm(ActForm):
    intro = _("评价期已满，归档后只因新的情况重新受理。")


def supervision_for(form: ActForm) -> Supervision | None:
    """The notice that the unit's answer goes to."""
    rows = [each for each in form.sheet.supervisions if each.answered_at is None and each.unit_id in form.person.unit_ids]
    return rows[0] if rows else None
