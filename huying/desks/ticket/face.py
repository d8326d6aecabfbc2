"""What the templates are given: the sheet in words, lists and addresses."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huying.channels.phone import duties
from huying.desks.phone import words as phone
from huying.desks.phone.reminding import CALLERS
from huying.desks.ticket import acts, names, story, why
from huying.desks.ticket.acts import Act
from huying.desks.ticket.sheet import NEWEST, Sheet
from huying.tickets.manner import marks
from huying.tickets.models import Attachment, Reply, Ticket
from huying.ui import when

REASONS = (gettext_noop("回访核实"), gettext_noop("现场联系诉求人"), gettext_noop("补充材料"), gettext_noop("核对身份"))
RATING_LOOK = {"very_satisfied": "face-great", "satisfied": "face-good", "fairly_satisfied": "face-flat",
               "dissatisfied": "face-bad", "very_dissatisfied": "face-worst"}


def act_address(ticket: Ticket, act: Act) -> str:
    return reverse("ticket:act", args=[ticket.number, act.noun])


def head(sheet: Sheet) -> dict[str, Any]:
    """What every page about the ticket shows at its top."""
    ticket = sheet.ticket
    return {
        "ticket": ticket, "sheet": sheet, "now": sheet.now, "page_url": reverse("ticket:page", args=[ticket.number]),
        "kind": names.kind(ticket.kind), "urgency": names.urgency(ticket.urgency), "headline": sheet.headline,
        "category": names.category_path(ticket.category) if ticket.category else "",
        "division": place(ticket),
    }


def page(sheet: Sheet) -> dict[str, Any]:
    """The whole page."""
    found = acts.offered(sheet)
    first, rest = acts.buttons(found)
    ticket = sheet.ticket
    lines = why.lines(sheet.promises, sheet.now)
    legs = [(leg, why.ends(leg.due_at, sheet.now)) for leg in sheet.legs]
    return head(sheet) | caller(sheet) | {
        "reminds": sheet.person.has(*CALLERS) and duties.of_ticket(ticket),
        "buttons": first, "rest": rest, "openable": {act.verb for act in found}, "promises": lines,
        "why": next((line for line in lines if sheet.headline and line.promise.pk == sheet.headline.pk), None),
        "legs": legs, "elements": elements(ticket), "facts": facts(sheet), "entries": story.entries(sheet.events),
        "before": sheet.events[-1].pk if len(sheet.events) == NEWEST else None, "live_topics": f"ticket:{ticket.number}",
        "citizen_photos": photos(sheet, sheet.files(Attachment.CITIZEN)),
        "other_photos": photos(sheet, sheet.files(Attachment.EVIDENCE, Attachment.SCENE, Attachment.INTERNAL)),
        "replies": [reply(sheet, each) for each in sheet.replies], "ratings": [rating(each) for each in sheet.ratings],
        "contacts": [(names.door(each.door), each) for each in sheet.contacts],
        "calls": [(each, phone.sort(each), phone.ended(each), phone.lasting(each.answered_at, each.ended_at, sheet.now),
                   len(each.recordings.all())) for each in sheet.calls],
        "refined": refined(sheet), "marks": marks(ticket.text) if sheet.person.is_centre else (),
        "alike": [(each, ", ".join(names.word(pair) for pair in each.reasons), round(each.likeness * 100))
                  for each in sheet.alike],
        "rulings": {"hand_back": "rulings", "extension": "extension-rulings", "suspension": "suspensions"},
    }


def place(ticket: Ticket) -> str:
    return names.place_path(ticket.division) if ticket.division else ""


def elements(ticket: Ticket) -> list[tuple[str, str, bool]]:
    """(name, text, missing) of the five elements."""
    rows = [("event", _("事件"), ticket.detail), ("wish", _("诉求"), ticket.wish), ("time", _("时间"), ticket.happened),
            ("place", _("地点"), ticket.place), ("person", _("人物"), ticket.parties)]
    return [(name, text, code in ticket.missing) for code, name, text in rows if text or code in ticket.missing]


def refined(sheet: Sheet) -> list[tuple[str, str]]:
    """(name, text) of what the outside model proposes."""
    row, titles = sheet.refined, {"time": _("时间"), "place": _("地点"), "person": _("人物"), "event": _("事件"), "wish": _("诉求")}
    if row is None:
        return []
    rows = [(_("事项分类"), names.category_path(row.category) if row.category else ""),
            (_("诉求性质"), names.kind(row.kind) if row.kind else ""), (_("摘要"), row.summary)]
    rows += [(title, str(row.elements.get(code) or "")) for code, title in titles.items()]
    return [(title, text) for title, text in rows if text]


def facts(sheet: Sheet) -> list[tuple[str, Any]]:
    ticket = sheet.ticket
    return [
        (_("渠道"), names.door(ticket.door)),
        (_("登记"), when.clock(ticket.registered_at, sheet.now)), (_("更新"), when.clock(ticket.changed_at, sheet.now)),
        (_("事项分类"), names.category_path(ticket.category) if ticket.category else _("未定")),
        (_("区划"), place(ticket) or _("未定")), (_("主办"), ticket.lead or _("未派单")), (_("标签"), " ".join(ticket.tags)),
        (_("催办"), ticket.urges or ""), (_("退单"), ticket.returns or ""), (_("重办"), ticket.reworks or ""),
        (_("办结"), when.clock(ticket.completed_at, sheet.now)), (_("归档"), when.clock(ticket.archived_at, sheet.now)),
    ]


def caller(sheet: Sheet) -> dict[str, Any]:
    """The card of the citizen: masked, with the way to look."""
    name, phone = sheet.caller
    return {"ticket": sheet.ticket, "sheet": sheet, "caller_name": name, "caller_phone": phone, "reasons": REASONS,
            "caller_url": reverse("ticket:caller", args=[sheet.ticket.number])}


def photos(sheet: Sheet, files: list[Attachment]) -> list[dict[str, str]]:
    """Attachments for the photo grid; a photo opens its copy, which tells neither the place nor the camera."""
    safe = sheet.hides_caller
    rows = []
    for each in files:
        kind = "shown" if safe or each.shown else "original"
        if safe and not each.shown and each.kind != "document":
            continue
        rows.append({"name": each.name, "url": reverse("files:file", args=[each.token, kind]),
                     "thumb": reverse("files:file", args=[each.token, "thumb"]) if each.thumb else ""})
    return rows


def reply(sheet: Sheet, each: Reply) -> dict[str, Any]:
    """One answer with its verdict and files."""
    tone, verdict = ("yellow", _("待审核")) if each.passed is None else ("green", _("已通过")) if each.passed else ("red", _("已退回"))
    if each.kind == Reply.ASSIST:
        tone, verdict = "grey", _("供主办单位参考")
    files = each.files  # type: ignore[attr-defined]
    names_of = {Reply.ANSWER: _("单位答复"), Reply.DIRECT: _("直接答复"), Reply.ASSIST: _("协办意见"), Reply.FINAL: _("最终答复")}
    return {"row": each, "kind": names_of[each.kind], "tone": tone, "verdict": verdict, "photos": photos(sheet, files)}


def rating(each: Any) -> dict[str, Any]:
    return {"row": each, "matter": names.grade(each.matter_grade), "agent": names.grade(each.agent_grade),
            "icon": RATING_LOOK.get(each.matter_grade, "star")}
