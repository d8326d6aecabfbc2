"""What the style guide shows: made-up tickets, people and figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.clocks.present import now as present
from huying.tickets.states import State


class SampleForm(forms.Form):
    """Fields of every sort, one of them wrong."""

    where = forms.CharField(
        label=gettext_lazy("在哪里"), initial=gettext_lazy("天河区棠下街棠德南路 18 号楼下"),
        help_text=gettext_lazy("写到门牌号，或附近好认的店名、车站"),
    )  # fmt: skip
    when = forms.CharField(label=gettext_lazy("什么时候"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("您想办什么"), widget=forms.RadioSelect, initial="help",
        choices=[("consultation", gettext_lazy("咨询")), ("help", gettext_lazy("求助")), ("complaint", gettext_lazy("投诉"))],
    )  # fmt: skip
    phone = forms.RegexField(r"^1\d{10}$", label=gettext_lazy("联系电话"), error_messages={"invalid": gettext_lazy("手机号应为 11 位数字")})
    detail = forms.CharField(
        label=gettext_lazy("发生了什么"),
        widget=forms.Textarea(attrs={"data-count": "500", "rows": 4}),
        initial=gettext_lazy("连续三晚 23 点以后仍有混凝土车进出，倒车警报声很响，家里有要中考的孩子。"),
    )
    sms_only = forms.BooleanField(label=gettext_lazy("不方便接电话，请用短信联系我"), required=False)


class SampleFilter(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("状态"), choices=[("", gettext_lazy("全部"))], required=False)
    place = forms.ChoiceField(label=gettext_lazy("区域"), choices=[("", gettext_lazy("全市"))], required=False)
    since = forms.DateField(label=gettext_lazy("登记日期"), widget=forms.DateInput(attrs={"type": "date"}), required=False)


def _row(number: str, title: str, state: State, hours: float, now: datetime, **more: Any) -> SimpleNamespace:
    due_at = now + timedelta(hours=hours)
    closed = {"met_at": now} if state in (State.COMPLETED, State.ARCHIVED) else {}
    return SimpleNamespace(
        number=number, title=title, state=state.value, url="#row", due_at=due_at, yellow_at=due_at - timedelta(hours=24),
        at=now - timedelta(hours=abs(hours) % 40), **closed, **more,
    )  # fmt: skip


def rows(now: datetime) -> list[SimpleNamespace]:
    return [
        _row("2611234829157", _("棠德南路工地深夜施工，连续三晚无法入睡"), State.HANDLING, -5, now, urgency="urgent",
             category=_("建筑施工噪声"), place=_("天河区棠下街"), unit=_("天河区城管局"), callers=7, urges=2),
        _row("2611230917362", _("康王中路人行道井盖缺失，晚上看不清"), State.DISPATCHED, 1.5, now, urgency="critical",
             category=_("市政设施"), place=_("荔湾区龙津街"), unit=_("市水务局")),
        _row("2611228841025", _("健身房突然停业，预付卡余额不退"), State.REPLIED, 20, now,
             category=_("预付消费"), place=_("海珠区赤岗街"), unit=_("海珠区市场监管局"), callers=31),
        _row("2611227730411", _("旧楼加装电梯的补贴要带什么材料"), State.PENDING_DISPATCH, 70, now,
             category=_("住房政策"), place=_("越秀区东山街")),
        _row("2611215502938", _("小区门口 B22 路公交经常二十多分钟一班"), State.SUSPENDED, 200, now,
             category=_("公共交通"), place=_("番禺区大石街"), unit=_("市交通运输局")),
        _row("2611203349176", _("楼下餐馆油烟直排，已安装净化器"), State.COMPLETED, 30, now,
             category=_("餐饮油烟"), place=_("白云区三元里街"), unit=_("白云区城管局")),
    ]  # fmt: skip


def story(now: datetime) -> list[dict[str, Any]]:
    return [
        {"now": True, "icon": "refresh", "title": _("承办单位正在办理"), "at": now - timedelta(hours=2), "who": _("天河区城管局"),
         "text": _("执法人员今晚 22 时起到场值守，明天上午给您回电。")},
        {"icon": "edit", "tone": "yellow", "title": _("内部记录"), "internal": True, "at": now - timedelta(hours=5),
         "who": _("班长"), "note": _("同一工地本周第 7 件，建议合并后督办。")},
        {"icon": "phone", "title": _("已与您联系"), "at": now - timedelta(hours=20), "text": _("工作人员来电核实了时间和位置。")},
        {"icon": "dispatch", "title": _("已派单"), "at": now - timedelta(hours=26),
         "text": _("主办：天河区城管局；协办：市住房城乡建设局。")},
        {"icon": "check", "tone": "green", "title": _("已收到"), "at": now - timedelta(hours=27), "who": _("网上渠道")},
    ]  # fmt: skip


def figures() -> dict[str, Any]:
    days = [(288, 240), (305, 281), (331, 300), (296, 310), (342, 305), (214, 198), (187, 201)]
    return {
        "bars": [
            {"label": _("建筑施工噪声"), "value": 132, "percent": 100},
            {"label": _("预付消费"), "value": 87, "percent": 65.9, "tone": "accent"},
            {"label": _("违规停车"), "value": 64, "percent": 48.5},
            {"label": _("逾期未办结"), "value": 9, "percent": 6.8, "tone": "red"},
        ],
        "heads": [_("日期"), _("来件"), _("办结")],
        "trend": [[f"11-{17 + i}", came, closed] for i, (came, closed) in enumerate(days)],
    }


def details() -> dict[str, Any]:
    return {
        "lights": [
            ("green", _("剩 4 个工作日")), ("yellow", _("剩 6 小时")), ("red", _("逾期 5 小时")),
            ("paused", _("暂停计时")), ("none", "—"),
        ],
        "steps": [
            {"label": _("说明情况"), "state": "done"}, {"label": _("地点"), "state": "done"},
            {"label": _("照片"), "state": "now"}, {"label": _("联系方式")},
        ],
        "tabs": [
            {"label": _("待签收"), "url": "#tab", "count": 12, "active": True},
            {"label": _("办理中"), "url": "#tab", "count": 48}, {"label": _("已答复"), "url": "#tab", "count": 0},
        ],
        "photos": [{"url": "#photo", "name": _("现场录音.m4a")}, {"url": "#photo", "name": _("购卡合同.pdf")}],
        "facts": [
            (_("诉求人"), _("陈**　138****6021")), (_("地点"), _("天河区棠下街棠德南路 18 号")),
            (_("诉求"), _("夜间停止施工，并告知处理结果")),
        ],
        "actions": [
            {"value": "dispatch", "label": _("按建议派单"), "icon": "dispatch"},
            {"value": "export", "label": _("导出"), "icon": "download"},
        ],
    }  # fmt: skip


def samples() -> dict[str, Any]:
    """The whole context of `ui/guide.html`."""
    now = present()
    bad = SampleForm({"where": "棠德南路", "phone": "138", "kind": "help", "detail": "…"})
    return {
        "now": now, "rows": rows(now), "story": story(now), "form": SampleForm(), "bad": bad, "filter": SampleFilter(),
        "all_states": [state.value for state in State], **figures(), **details(),
    }  # fmt: skip


def frames() -> dict[str, Any]:
    """Extra context for the guide in the staff frame."""
    return {
        "nav": [
            {"url": "#nav", "label": _("工作台"), "icon": "home", "active": True},
            {"url": "#nav", "label": _("待派单"), "icon": "dispatch", "count": 23},
            {"url": "#nav", "label": _("退单裁定"), "icon": "hand-back", "count": 4, "tone": "red"},
            {"url": "#nav", "label": _("来电"), "icon": "phone"},
            {"url": "#nav", "label": _("知识库"), "icon": "book"},
            {"url": "#nav", "label": _("统计"), "icon": "chart"},
        ],
        "search_url": "#search", "live_topics": "desk:dispatcher", "person": SimpleNamespace(name=_("林晓")),
        "user_menu": [{"url": "#me", "label": _("账户与安全"), "icon": "lock"}],
    }  # fmt: skip
