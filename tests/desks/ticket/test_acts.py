"""Every act through its form: shown, done, refused with the typed words kept, told what changed, done once."""

import inspect
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from huying.desks.ticket.acts import ACTS
from huying.tickets import life, map, numbers
from huying.tickets.models import Attachment, Event, Reply, Ticket

OWN = {"joins": {"other"}, "completions": {"parties"}}  # what a form itself turns into arguments
GROUND, TARGET = "court", "police"
# noun → (who, state before, what is typed); callables get (cast, ticket, now)
CASES = {
    "classifications": ("agent", "received", lambda c, t, now: {"category": t.category, "kind": "complaint", "urgency": "urgent",
                                                               "division": t.division, "tags": "老人 夜间"}),
    "completion-requests": ("agent", "received", {"missing": ["place"], "words": "请补充门牌号"}),
    "completions": ("agent", "incomplete", {"place": "体育东路118号", "words": ""}),
    "refusals": ("dispatcher", "received", {"ground": GROUND}),
    "dispatches": ("dispatcher", "pending", lambda c, t, now: {"lead": c.lead_unit.pk, "assisting": [c.other_unit.pk]}),
    "assists": ("supervisor", "handling", lambda c, t, now: {"unit": c.district.pk, "reason": "属地协办"}),
    "signatures": ("liaison", "dispatched", {}),
    "delegations": ("district_liaison", "handling", lambda c, t, now: {"unit": c.street.pk, "words": "请到现场"}),
    "contacts": ("liaison", "handling", {"way": "phone", "words": "已电话说明情况"}),
    "hand-backs": ("liaison", "dispatched", lambda c, t, now: {"reason_code": "not_duty", "reason": "不属本单位职责",
                                                              "basis": "三定方案第二条", "suggested": c.other_unit.pk}),
    "rulings": ("supervisor", "handing_back", {"upheld": "yes", "phrase": "0"}),
    "redispatches": ("supervisor", "handling", lambda c, t, now: {"lead": c.district.pk, "reason": "属地办理"}),
    "extensions": ("liaison", "handling", {"reason_code": "survey", "reason": "需委托检测噪声", "limit": "15 working_days"}),
    "extension-rulings": ("supervisor", "extending", {"granted": "yes", "ruling": "同意"}),
    "suspension-requests": ("liaison", "handling", lambda c, t, now: {"reason": "等待开工", "until": _day(now, 60)}),
    "suspensions": ("supervisor", "handling", lambda c, t, now: {"granted": "yes", "reason": "等待开工", "until": _day(now, 60)}),
    "resumptions": ("liaison", "suspended", {"words": "已开工"}),
    "replies": ("liaison", "handling", {"text": "经现场检查，工地已停止夜间施工。", "internal": "已立案", "solved": "yes"}),
    "checks": ("followup", "replied", {"passed": "yes"}),
    "answers": ("agent", "received", {"text": "夜间施工须有许可，可向城管部门举报。"}),
    "calls": ("followup", "completed", {"outcome": "reached", "words": "表示满意"}),
    "ratings": ("followup", "called", {"matter": "satisfied", "agent": "very_satisfied", "solved": "yes"}),
    "reviews": ("supervisor", "completed", {"reason": "来电表示未解决"}),
    "review-rulings": ("other_followup", "reviewing", {"outcome": "rework", "opinion": "诉求合理"}),
    "reworks": ("supervisor", "completed", {"phrase": "0", "reason": ""}),
    "urges": ("agent", "handling", {"words": "今晚又在施工"}),
    "supervisions": ("supervisor", "handling", lambda c, t, now: {"level": "notice", "phrase": "0", "text": "三日内反馈",
                                                                 "answer_by": _day(now, 3) + "T10:00"}),
    "supervision-answers": ("liaison", "supervised", {"answer": "已约谈施工单位", "phrase": ""}),
    "joins": ("dispatcher", "received", lambda c, t, now: {"other": numbers.shown(c.ticket(now).number), "reason": "同一工地"}),
    "transfers": ("agent", "received", {"target": TARGET, "other_number": "110-1", "words": "已接通"}),
    "withdrawals": ("agent", "received", {"reason": "已自行解决"}),
    "reopenings": ("agent", "archived", {"fact": "昨夜又施工，有录音"}),
    "final-answers": ("unit_head", "rework", {"text": "经两次现场检查，依法处理完毕。", "signed_by": "王局长"}),
    "protections": ("agent", "received", {"on": "1"}),
    "corrections": ("agent", "received", {"remove": "体育东路118号", "reason": "本人要求"}),
    "notes": ("agent", "received", {"words": "请留意"}),
}


def _day(now, days: int) -> str:
    return f"{timezone.localtime(now + timedelta(days=days)):%Y-%m-%d}"


def _values(case, cast, ticket, now) -> dict:
    return case(cast, ticket, now) if callable(case) else dict(case)


@pytest.fixture
def ready(at_state, cast, now):
    """The ticket of a case, with what it needs besides its state."""

    def make(noun: str) -> Ticket:
        state = CASES[noun][1]
        ticket = at_state(state)
        if noun == "delegations":
            life.redispatch(ticket.number, by=cast.supervisor, now=now, lead=cast.district, reason="属地")
            life.sign(ticket.number, by=cast.district_liaison, now=now)
        if noun == "final-answers":
            Attachment.objects.create(ticket=ticket, reply=Reply.objects.filter(ticket=ticket).first(), name="佐证.pdf",
                                      at=now, ready_at=now, purpose="evidence")
        return ticket

    return make


def test_every_verb_of_staff_has_a_form_and_a_case():
    machine = {"register", "expire", "miss", "remind"}
    assert {act.verb for act in ACTS.values()} == set(map.VERBS) - machine
    assert set(CASES) == set(ACTS) - {"archivings", "partings"}
    assert all(not re.search(r"[^a-z-]", noun) and ACTS[noun].label for noun in ACTS)


@pytest.mark.parametrize("noun", sorted(ACTS))
def test_what_a_form_asks_is_what_its_verb_takes(noun: str):
    taken = inspect.signature(inspect.unwrap(getattr(life, ACTS[noun].verb))).parameters
    asked = set(ACTS[noun].form.base_fields) - {"version", "idempotency_key", "phrase"}
    assert not any(each.kind is each.VAR_KEYWORD for each in taken.values()), "a misspelt name would be dropped without a word"
    assert asked - OWN.get(noun, set()) <= set(taken)


def test_persons_are_asked_for_and_completed(at_state, cast, staff, post):
    ticket, client = at_state("received"), staff("agent")
    assert post(client, ticket, "completion-requests", missing=["person"], words="").status_code == 303
    ticket.refresh_from_db()
    assert ticket.missing == ["person"]
    assert post(client, ticket, "completions", parties="某某建筑公司").status_code == 303
    ticket.refresh_from_db()
    assert "某某建筑公司" in ticket.parties


@pytest.mark.parametrize("noun", sorted(CASES))
def test_the_form_is_shown_and_the_act_is_done(ready, cast, staff, post, now, noun: str):
    who, _, typed = CASES[noun]
    ticket, client, act = ready(noun), staff(who), ACTS[noun]
    address = f"/staff/t/{ticket.number}/acts/{noun}/"
    full = client.get(address).content.decode()
    assert "<html" in full and act.label in full and 'name="idempotency_key"' in full
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "data-dialog-auto" in part and "hx-post" in part
    before = ticket.events.count()
    answer = post(client, ticket, noun, **_values(typed, cast, ticket, now))
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    event = ticket.events.order_by("-id").first()
    assert event.verb == act.verb and ticket.events.count() == before + 1 and event.actor_name == who
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("noun", sorted(CASES))
def test_strangers_are_told_so_and_nothing_happens(ready, cast, staff, post, now, noun: str):
    ticket = ready(noun)
    auditor = staff("auditor")
    assert auditor.get(f"/staff/t/{ticket.number}/acts/{noun}/").status_code == 403
    before = ticket.events.count()
    answer = post(auditor, ticket, noun, **_values(CASES[noun][2], cast, ticket, now))
    assert answer.status_code in (403, 422) and ticket.events.count() == before
    assert post(staff("street_liaison"), ticket, noun).status_code in (404, 422)


def test_partings_and_archivings(at_state, cast, staff, post, now):
    main, joined = cast.ticket(now), cast.ticket(now)
    life.merge(joined.number, by=cast.dispatcher, now=now, main=main.number, reason="同一工地")
    supervisor = staff("supervisor")
    assert main.number in supervisor.get(f"/staff/t/{joined.number}/").content.decode()
    assert joined.title in supervisor.get(f"/staff/t/{main.number}/").content.decode()
    assert post(supervisor, joined, "partings", reason="不是同一工地").status_code == 303
    done = at_state("completed")
    early = post(supervisor, done, "archivings")
    assert early.status_code == 422 and "24" in early.content.decode()


def test_what_was_typed_is_never_lost(at_state, staff, post):
    ticket = at_state("handling")
    answer = post(staff("liaison"), ticket, "replies", text="好的", internal="我写了很长的内部说明", solved="no")
    body = answer.content.decode()
    assert answer.status_code == 422 and "我写了很长的内部说明" in body and ">好的</textarea>" in body.replace("\n", "")
    assert "至少写" in body and 'class="field has-error"' in body
    missing = post(staff("liaison"), ticket, "replies", text="", internal="另一段说明")
    assert missing.status_code == 422 and "另一段说明" in missing.content.decode()


def test_a_wrong_state_says_so_instead_of_a_form(at_state, staff, post):
    ticket = at_state("completed")
    answer = staff("dispatcher").get(f"/staff/t/{ticket.number}/acts/dispatches/")
    assert answer.status_code == 422 and "已办结" in answer.content.decode()
    posted = post(staff("dispatcher"), ticket, "dispatches", lead="1")
    assert posted.status_code == 422 and ticket.events.filter(verb="dispatch").count() == 1
    assert staff("dispatcher").get(f"/staff/t/{ticket.number}/acts/nothing/").status_code == 404


def test_the_loser_is_told_what_changed_and_may_send_again(at_state, cast, staff, post, now):
    ticket = at_state("handling")
    seen = ticket.version
    life.contact(ticket.number, by=cast.liaison, now=now, way="phone", words="已电话联系")
    life.note(ticket.number, by=cast.supervisor, now=now, words="请尽快")
    answer = post(staff("liaison"), ticket, "replies", version=seen, text="经现场检查，工地已停止夜间施工。")
    body = answer.content.decode()
    assert answer.status_code == 422 and "经现场检查，工地已停止夜间施工。" in body
    assert "您填写期间" in body and "内部备注" in body and "联系诉求人" in body and "派单至" not in body
    version = re.search(r'name="version" value="(\d+)"', body)[1]
    assert int(version) == seen + 2
    assert post(staff("liaison"), ticket, "replies", version=version, text="经现场检查，工地已停止夜间施工。").status_code == 303


def test_a_double_press_is_one_act(at_state, staff, post):
    ticket = at_state("handling")
    liaison = staff("liaison")
    first = post(liaison, ticket, "replies", version=ticket.version, idempotency_key="same", text="经现场检查，已停止夜间施工。")
    second = post(liaison, ticket, "replies", version=ticket.version, idempotency_key="same", text="经现场检查，已停止夜间施工。")
    assert first.status_code == second.status_code == 303 and Reply.objects.count() == 1


def test_htmx_is_sent_on_and_refusals_come_as_a_dialog(at_state, staff, post):
    ticket = at_state("dispatched")
    liaison = staff("liaison")
    refused = post(liaison, ticket, "hand-backs", htmx=True, reason="", basis="")
    assert refused.status_code == 422 and refused.content.decode().lstrip().startswith("<dialog")
    done = post(liaison, ticket, "signatures", htmx=True)
    assert done.status_code == 204 and done["HX-Redirect"] == f"/staff/t/{ticket.number}/?done=signatures"
    page = liaison.get(done["HX-Redirect"]).content.decode()
    assert "“签收”已完成" in page and f'data-draft-clear="signatures-{ticket.number}"' in page


def test_the_catalogues_proposal_comes_first_with_its_reason(at_state, staff, post):
    ticket = at_state("pending")
    dispatcher = staff("dispatcher")
    form = dispatcher.get(f"/staff/t/{ticket.number}/acts/dispatches/")
    proposed = form.context["form"].proposed
    assert proposed and "派单目录建议" in form.content.decode()
    assert re.search(rf'value="{proposed.lead.pk}"[^>]* checked', form.content.decode())
    post(dispatcher, ticket, "dispatches", lead=proposed.lead.pk)
    leg = ticket.legs.get(role="lead")
    assert leg.rule == proposed.rule and leg.basis == proposed.basis[:300]


def test_another_lead_than_proposed_carries_no_rule(at_state, cast, staff, post):
    ticket = at_state("pending")
    post(staff("dispatcher"), ticket, "dispatches", lead=cast.other_unit.pk, basis="与该局商定")
    leg = ticket.legs.get(role="lead")
    assert leg.unit_id == cast.other_unit.pk and leg.rule == "" and leg.basis == "与该局商定"


def test_pickers_work_without_scripts(at_state, cast, staff, post):
    ticket = at_state("pending")
    dispatcher = staff("dispatcher")
    answer = post(dispatcher, ticket, "dispatches", find="lead", lead="", lead_q=cast.other_unit.short, basis="写了一半")
    body = answer.content.decode()
    assert answer.status_code == 200 and f'value="{cast.other_unit.pk}"' in body and "写了一半" in body
    assert "请填写" not in body and not ticket.events.filter(verb="dispatch").exists()


def test_lookups_find_by_words_and_keep_what_is_picked(at_state, cast, staff):
    agent = staff("agent")
    found = agent.get("/staff/t/categories/?name=category&category_q=夜间施工&category=").content.decode()
    assert 'type="radio"' in found and "噪" in found
    units = agent.get(f"/staff/t/units/?name=assisting&many=1&assisting={cast.lead_unit.pk}&assisting_q=住房").content.decode()
    assert 'type="checkbox"' in units and re.search(rf'value="{cast.lead_unit.pk}"[^>]* checked', units)
    assert f'value="{cast.other_unit.pk}"' in units
    assert "没有找到" in agent.get("/staff/t/units/?name=lead&lead_q=查无此处").content.decode()
    assert agent.get("/staff/t/units/?name=a%20b").status_code == 404
    below = staff("district_liaison").get("/staff/t/units/?name=unit&below=1&unit_q=").content.decode()
    assert f'value="{cast.street.pk}"' in below or "街道" in below


def test_an_answered_call_leads_on_to_the_rating(at_state, staff, post):
    ticket = at_state("completed")
    assert post(staff("followup"), ticket, "calls", outcome="reached")["Location"].endswith("/acts/ratings/")
    assert post(staff("followup"), ticket, "calls", outcome="not_reached")["Location"].endswith("?done=calls")


def test_a_checker_may_reword_and_the_first_words_are_kept(at_state, staff, post):
    ticket = at_state("replied")
    post(staff("followup"), ticket, "checks", passed="yes", edited="工地已停止夜间施工，欢迎监督。")
    reply = Reply.objects.get()
    assert reply.text == "工地已停止夜间施工，欢迎监督。" and "经现场检查" in reply.internal
    other = at_state("replied")
    assert post(staff("followup"), other, "checks", passed="no").status_code == 422
    assert post(staff("followup"), other, "checks", passed="no", phrase="0").status_code == 303
    assert Reply.objects.get(ticket=other).verdict == "未正面回应诉求，请补充。"


def test_numbers_of_sql_statements_do_not_grow_with_units(at_state, staff, django_assert_max_num_queries):
    ticket = at_state("pending")
    dispatcher = staff("dispatcher")
    with django_assert_max_num_queries(20):
        dispatcher.get(f"/staff/t/{ticket.number}/acts/dispatches/")


def test_hostile_text_is_shown_as_text(at_state, staff, post):
    ticket = at_state("received")
    post(staff("agent"), ticket, "notes", words="<script>alert(1)</script>\u202e😀𠮷")
    body = staff("agent").get(f"/staff/t/{ticket.number}/").content.decode()
    assert "<script>alert(1)" not in body and "&lt;script&gt;alert(1)" in body and "𠮷" in body
    assert post(staff("agent"), ticket, "notes", words="有\x00空字符").status_code == 422
    assert post(staff("agent"), ticket, "notes", words="长" * 4001).status_code == 422
    assert Event.objects.filter(verb="note").count() == 1


def test_another_category_is_told_with_its_name(at_state, staff, post):
    ticket = at_state("received")
    assert post(staff("agent"), ticket, "classifications", category="010504", kind="help", urgency="normal").status_code == 303
    event = ticket.events.get(verb="triage")
    assert event.data["category"] == "010504" and event.data["category_before"] == ticket.category
    assert "分类定性为 城市管理 ›" in staff("agent").get(f"/staff/t/{ticket.number}/").content.decode()


def test_what_is_missed_is_told_in_the_citys_time(at_state, staff, now):
    from datetime import datetime

    from huying.tickets.sweep import sweep

    ticket = at_state("dispatched")
    sweep(ticket.due_at + timedelta(minutes=1))
    event = ticket.events.filter(verb="miss", data__kind="complete").get()
    last = timezone.localtime(datetime.fromisoformat(event.data["due_at"])) - timedelta(days=1)
    assert f"（应于 {last:%Y-%m-%d} 24:00）" in staff("agent").get(f"/staff/t/{ticket.number}/").content.decode()
