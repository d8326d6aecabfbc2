"""查进度 and the page of one request: who may see it, what it tells, and every act of its owner."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying import policy
from huying.clocks.present import now
from huying.people.persons import SYSTEM
from huying.tickets import life, numbers
from huying.tickets.models import Attachment, Rating, Reply, Ticket
from tests.desks.citizen.conftest import Citizen
from tests.desks.citizen.test_filing import PIXEL

INCOMPLETE = {"title": "路灯坏了", "detail": "路灯坏了好久没有人来修理", "happened": "", "place": "", "wish": "", "parties": "我是住户",
              "anyway": "1"}


@pytest.fixture
def owner(visitor: Citizen) -> Citizen:
    visitor.log_in()
    return visitor


def code_of(number: str) -> str:
    return numbers.code_for(number, settings.MASTER_SECRET)


def answered(cast, number: str, text: str = "已到现场查处，工地夜间停止施工。") -> Ticket:
    life.dispatch(number, by=cast.dispatcher, now=now(), lead=cast.lead_unit)
    life.sign(number, by=cast.liaison, now=now())
    life.reply(number, by=cast.liaison, now=now(), text=text, internal="内部说明不外传")
    return Ticket.objects.get(number=number)


def completed(cast, number: str) -> Ticket:
    answered(cast, number)
    life.check(number, by=cast.followup, now=now(), passed=True)
    return Ticket.objects.get(number=number)


@pytest.mark.parametrize("spelling", ["{n}", "{n:.6} {n6} {n12}", " 编号：{n}"])
def test_number_and_code_open_the_progress(owner: Citizen, neighbour: Citizen, spelling: str):
    number = owner.file()
    asked = spelling.replace("{n6}", number[6:12]).replace("{n12}", number[12]).replace("{n:.6}", number[:6]).replace("{n}", number)
    answer = neighbour.client.post("/progress/", {"number": asked, "secret": code_of(number)})
    assert answer["Location"] == f"/t/{number}/"
    assert "工地" in neighbour.text(f"/t/{number}/")


def test_number_and_the_whole_phone_open_the_progress(owner: Citizen, neighbour: Citizen):
    number = owner.file()
    assert neighbour.client.post("/progress/", {"number": number, "secret": owner.phone[-4:]}).status_code == 422
    assert neighbour.client.post("/progress/", {"number": number, "secret": owner.phone}).status_code == 302


def test_unknown_number_and_wrong_code_are_told_alike(owner: Citizen, neighbour: Citizen):
    number = owner.file()
    digits = "2611230000001"[:12]
    unknown = digits + numbers.check_digit(digits)
    said = [neighbour.client.post("/progress/", {"number": each, "secret": "000000"}).content.decode() for each in (number, unknown)]
    assert all("对不上" in page for page in said)


def test_a_mistyped_number_is_told_as_such(owner: Citizen):
    number = owner.file()
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert "漏了一位" in owner.client.post("/progress/", {"number": wrong, "secret": "123456"}).content.decode()


def test_guessing_is_stopped_after_five_tries_even_with_the_right_code(owner: Citizen, neighbour: Citizen):
    number = owner.file()
    for _ in range(5):
        assert neighbour.client.post("/progress/", {"number": number, "secret": "000001"}).status_code == 422
    answer = Citizen().client.post("/progress/", {"number": number, "secret": code_of(number)})
    assert answer.status_code == 429 and "分钟后再试" in answer.content.decode()
    assert owner.client.get(f"/t/{number}/").status_code == 200


def test_one_address_cannot_try_many_numbers(owner: Citizen, neighbour: Citizen):
    number = owner.file()
    for serial in range(20):
        digits = f"261123{serial:06d}"
        neighbour.client.post("/progress/", {"number": digits + numbers.check_digit(digits), "secret": "000001"})
    assert neighbour.client.post("/progress/", {"number": number, "secret": code_of(number)}).status_code == 429


def test_a_stranger_is_asked_for_proof(owner: Citizen, neighbour: Citizen):
    number = owner.file()
    neighbour.log_in()
    assert neighbour.client.get(f"/t/{number}/")["Location"] == f"/progress/?number={number}"
    for act in ("completions", "urges", "withdrawals", "ratings", "corrections", "protections"):
        assert neighbour.client.post(f"/t/{number}/{act}/", {"words": "x"})["Location"].startswith("/progress/")
    assert Ticket.objects.get().version == 1


def test_what_is_missing_is_asked_for_and_completed(owner: Citizen, cast):
    number = owner.file(**INCOMPLETE)
    page = owner.text(f"/t/{number}/")
    assert 'id="complete"' in page and "在哪里" in page and 'name="event"' not in page
    empty = owner.client.post(f"/t/{number}/completions/", {})
    assert empty.status_code == 422 and "请填写要补充的内容" in empty.content.decode()
    photo = SimpleUploadedFile("路灯.png", PIXEL, "image/png")
    answer = owner.client.post(f"/t/{number}/completions/", {
        "place": "海珠区江南大道中100号", "time": "上周五晚上开始", "wish": "希望修好路灯", "division": "440105", "files": photo})
    ticket = Ticket.objects.get()
    assert answer.status_code == 302 and ticket.state == "received" and ticket.division == "440105"
    assert ticket.place == "海珠区江南大道中100号" and ticket.attachments.count() == 1
    assert 'id="complete"' not in owner.text(f"/t/{number}/")


def test_an_expired_request_can_be_completed_later(owner: Citizen):
    number = owner.file(**INCOMPLETE)
    life.expire(number, by=SYSTEM, now=now() + timedelta(days=4))
    assert "恢复办理" in owner.text(f"/t/{number}/")
    owner.client.post(f"/t/{number}/completions/", {"words": "在海珠区江南大道中100号"})
    assert Ticket.objects.get().state == "received"


def test_only_the_checked_answer_is_shown_and_nothing_internal(owner: Citizen, cast):
    number = owner.file()
    answered(cast, number)
    assert "已到现场查处" not in owner.text(f"/t/{number}/")
    life.check(number, by=cast.followup, now=now(), passed=True)
    page = owner.text(f"/t/{number}/")
    assert "已到现场查处" in page and "内部说明不外传" not in page and "联络员" not in page


def test_pictures_of_the_answer_are_shown_but_not_internal_ones(owner: Citizen, cast):
    number = owner.file()
    ticket = completed(cast, number)
    reply = Reply.objects.get()
    for name, purpose in (("现场.jpg", "scene"), ("内部.jpg", "internal")):
        Attachment.objects.create(ticket=ticket, reply=reply, name=name, purpose=purpose, at=now(), ready_at=now())
    page = owner.text(f"/t/{number}/")
    assert "现场.jpg" in page and "内部.jpg" not in page


def test_dissatisfied_opens_a_review(owner: Citizen, cast):
    number = owner.file()
    completed(cast, number)
    assert 'name="matter"' in owner.text(f"/t/{number}/")
    assert "请选择对办理结果的评价" in owner.client.post(f"/t/{number}/ratings/", {}).content.decode()
    form = {"matter": "dissatisfied", "agent": "satisfied", "solved": "no", "comment": "昨晚又在打桩", "idempotency_key": "r" * 32}
    for _ in range(2):
        assert owner.client.post(f"/t/{number}/ratings/", form).status_code == 302
    rating = Rating.objects.get()
    assert (rating.matter_grade, rating.agent_grade, rating.solved) == ("dissatisfied", "satisfied", False)
    page = owner.text(f"/t/{number}/")
    assert Ticket.objects.get().state == "reviewing" and "复核中" in page and 'name="matter"' not in page


def test_who_was_joined_rates_the_answer_from_the_own_page(owner: Citizen, neighbour: Citizen, cast):
    main = owner.file()
    neighbour.log_in()
    joined = neighbour.file()
    life.merge(joined, by=cast.dispatcher, now=now(), main=main, reason="同一工地")
    completed(cast, main)
    page = neighbour.text(f"/t/{joined}/")
    assert 'name="matter"' in page and "工地夜间停止施工" in page
    form = {"matter": "satisfied", "idempotency_key": "j" * 32}
    for _ in range(2):
        assert neighbour.client.post(f"/t/{joined}/ratings/", form).status_code == 302
    assert Rating.objects.get().ticket.number == main
    assert 'name="matter"' not in neighbour.text(f"/t/{joined}/") and 'name="matter"' in owner.text(f"/t/{main}/")


def test_rating_is_offered_within_its_window_only(owner: Citizen, cast, monkeypatch):
    number = owner.file()
    completed(cast, number)
    later = now() + timedelta(hours=25)
    for module in ("story", "views.acting", "frame"):
        monkeypatch.setattr(f"huying.desks.citizen.{module}.now", lambda: later)
    assert 'name="matter"' not in owner.text(f"/t/{number}/")
    answer = owner.client.post(f"/t/{number}/ratings/", {"matter": "satisfied", "comment": "写好的话"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "评价时间" in page and "写好的话" in page and Rating.objects.count() == 0


def test_urging_adds_words_and_a_double_press_counts_once(owner: Citizen):
    number = owner.file()
    form = {"words": "今天又有新情况", "idempotency_key": "u" * 32}
    for _ in range(2):
        owner.client.post(f"/t/{number}/urges/", form)
    ticket = Ticket.objects.get()
    assert ticket.urges == 1 and "今天又有新情况" in owner.text(f"/t/{number}/")


def test_withdrawing_an_outdated_page_tells_what_happened(owner: Citizen, cast):
    number = owner.file()
    life.urge(number, by=cast.agent, now=now(), words="代为催办")
    answer = owner.client.post(f"/t/{number}/withdrawals/", {"version": "1", "reason": "已经解决"})
    assert answer.status_code == 422 and "催办" in answer.content.decode() and "已经解决" in answer.content.decode()
    assert owner.client.post(f"/t/{number}/withdrawals/", {"version": "2", "reason": "已经解决"}).status_code == 302
    page = owner.text(f"/t/{number}/")
    assert Ticket.objects.get().state == "withdrawn" and "已撤回" in page and "withdrawals" not in page


def test_personal_data_is_taken_out_and_protection_granted(owner: Citizen):
    number = owner.file(detail="我是住在天河区体育东路118号的李晓明，昨晚楼下工地又在打桩，无法休息。")
    assert owner.client.post(f"/t/{number}/corrections/", {"remove": "王某"}).status_code == 422
    owner.client.post(f"/t/{number}/corrections/", {"remove": "李晓明"})
    owner.client.post(f"/t/{number}/protections/", {})
    ticket = Ticket.objects.get()
    assert "李晓明" not in ticket.detail and ticket.confidential
    assert "protections" not in owner.text(f"/t/{number}/")


def test_declined_says_why_and_where_to_go(owner: Citizen, cast):
    number = owner.file()
    life.decline(number, by=cast.dispatcher, now=now(), ground="arbitration", words="您的仲裁案件正在审理。")
    page = owner.text(f"/t/{number}/")
    assert "12333" in page and "您的仲裁案件正在审理" in page and "steps" not in re.findall(r'<ol class="(\w+)"', page)


def test_transferred_says_where_and_under_which_number(owner: Citizen, cast):
    number = owner.file()
    code, target = next(iter(policy.current().reasons["transfer"].items()))
    life.transfer(number, by=cast.agent, now=now(), target=code, other_number="P-20261123-77")
    page = owner.text(f"/t/{number}/")
    assert target.name in page and "P-20261123-77" in page


def test_a_joined_request_shows_the_main_ones_way_but_not_its_words(owner: Citizen, neighbour: Citizen, cast):
    neighbour.log_in()
    main = neighbour.file(detail="天河区体育东路118号旁的工地夜里打桩，秘密的话不给别人看。", phone=neighbour.phone)
    own = owner.file()
    life.merge(own, by=cast.dispatcher, now=now(), main=main, reason="同一工地")
    completed(cast, main)
    page = owner.text(f"/t/{own}/")
    assert "已到现场查处" in page and "秘密的话" not in page and 'aria-current="step"' in page
    assert owner.client.get(f"/t/{main}/").status_code == 302


def test_the_page_costs_the_same_whatever_has_happened(owner: Citizen, cast):
    number = owner.file()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            owner.text(f"/t/{number}/")
        return len(queries)

    owner.text(f"/t/{number}/")
    first = cost()
    for turn in range(3):
        owner.client.post(f"/t/{number}/urges/", {"words": f"第{turn}次"})
    life.dispatch(number, by=cast.dispatcher, now=now(), lead=cast.lead_unit, assisting=[cast.other_unit])
    owner.text(f"/t/{number}/")  # thanks are said once, which writes the session
    assert cost() == first <= 12


def test_own_requests_page_by_key_at_the_same_cost(owner: Citizen, cast):
    row = owner.log_in()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            owner.text("/mine/")
        return len(queries)

    owner.file()
    one = cost()
    for turn in range(24):
        cast.ticket(now(), citizen_id=row.pk, title=f"第{turn}件", phone=owner.phone, detail=f"第{turn}件事，越秀区北京路{turn}号。")
    assert cost() == one
    first = owner.text("/mine/")
    follow = re.search(r'href="(\?at=[^"]+)" rel="next"', first)[1]
    second = owner.text(f"/mine/{follow}")
    seen = [re.findall(r"/t/(\d{13})/", page) for page in (first, second)]
    assert len(seen[0]) == 20 and len(seen[1]) == 5 and not set(seen[0]) & set(seen[1])


def test_news_come_as_a_fragment(owner: Citizen):
    number = owner.file()
    whole = owner.text(f"/t/{number}/")
    part = owner.text(f"/t/{number}/", headers={"hx-request": "true"})
    assert f'data-live-topics="ticket:{number}"' in whole and "<html" not in part and 'id="news"' in part
    assert 'hx-swap-oob="true"' in part


def test_pages_of_an_owner_are_never_cached(owner: Citizen):
    number = owner.file()
    assert owner.client.get(f"/t/{number}/")["Cache-Control"] == "no-store"


def test_login_lists_own_requests_and_logout_leaves_nothing(owner: Citizen, neighbour: Citizen):
    number = owner.file()
    neighbour.phone = owner.phone
    form = {"phone": f"+86 {owner.phone[:3]} {owner.phone[3:]}", "next": "//evil.example/"}
    assert neighbour.client.post("/login/", form)["Location"] == "/login/code/"
    answer = neighbour.client.post("/login/code/", {"code": neighbour.last_code()})
    assert answer["Location"] == "/mine/"
    assert number in neighbour.text("/mine/")
    neighbour.client.post("/logout/")
    assert neighbour.client.get("/mine/")["Location"].startswith("/login/")


def test_a_second_code_waits_a_minute(visitor: Citizen):
    visitor.client.post("/login/", {"phone": visitor.phone})
    answer = visitor.client.post("/login/code/", {"again": "1"})
    assert answer.status_code == 422 and "秒后再获取" in answer.content.decode()


def test_english_pages_of_a_request_speak_english(owner: Citizen, cast):
    number = owner.file(title="Noise", detail="Drilling at night", happened="at night", place="Tianhe", parties="I", wish="stop",
                        name="Ann", category=policy.current().leaves[0].code)
    completed(cast, number)
    for path in (f"/t/{number}/", f"/new/done/{number}/", "/mine/"):
        text = owner.text(path, headers={"accept-language": "en"})
        left = [line.strip() for line in re.sub(r"<[^>]+>", "\n", text).splitlines() if re.search("[\u4e00-\u9fff]", line)]
        assert set(left) <= {"中文", "已到现场查处，工地夜间停止施工。"}, path
