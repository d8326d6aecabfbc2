"""我要反映, without script: the form, what it asks for, proof of the phone, double sending, hostile input."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from huying.clocks.present import now
from huying.desks.citizen import asking
from huying.tickets.models import Attachment, Contact, Ticket
from tests.desks.citizen.conftest import Citizen

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003"
    "01010018dd8db00000000049454e44ae426082"
)


def test_every_public_page_opens_for_a_stranger(visitor: Citizen):
    for path in ("/", "/new/", "/progress/", "/login/", "/about/", "/privacy/", "/accessibility/"):
        assert "12345" in visitor.text(path)


def test_pages_speak_english(visitor: Citizen):
    for path in ("/", "/new/", "/progress/", "/login/", "/about/", "/privacy/", "/accessibility/"):
        text = visitor.text(path, headers={"accept-language": "en"})
        body = re.sub(r"<script.*?</script>|<button[^>]*lang=\"zh-Hans\".*?</button>", "", text, flags=re.S)
        left = [line.strip() for line in re.sub(r"<[^>]+>", "\n", body).splitlines() if re.search("[\u4e00-\u9fff]", line)]
        assert left == [], path


def test_a_guest_proves_the_phone_and_the_request_goes_off(visitor: Citizen):
    answer = visitor.client.post("/new/", visitor.form())
    assert answer.status_code == 302 and answer["Location"] == "/new/verification/"
    assert Ticket.objects.count() == 0
    page = visitor.text("/new/verification/")
    assert visitor.phone not in page and visitor.phone[-4:] in page
    answer = visitor.client.post("/new/verification/", {"code": visitor.last_code()})
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/new/done/{ticket.number}/"
    assert ticket.door == "web" and ticket.citizen.assurance == 1
    assert "陈小雨" not in visitor.text(f"/t/{ticket.number}/")


def test_a_wrong_code_changes_nothing_and_five_use_it_up(visitor: Citizen):
    visitor.client.post("/new/", visitor.form())
    right = visitor.last_code()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert visitor.client.post("/new/verification/", {"code": wrong}).status_code == 422
    assert visitor.client.post("/new/verification/", {"code": right}).status_code == 422
    assert Ticket.objects.count() == 0
    assert visitor.form()["detail"] in visitor.text("/new/")


def test_the_code_is_shown_only_where_the_city_says_so(visitor: Citizen, settings):
    settings.SHOW_CODES = True
    visitor.client.post("/new/", visitor.form())
    assert visitor.last_code() in visitor.text("/new/verification/")
    settings.SHOW_CODES = False
    assert visitor.last_code() not in visitor.text("/new/verification/")


def test_the_number_is_told_and_the_extraction_code_once(visitor: Citizen):
    visitor.log_in()
    number = visitor.file()
    first = visitor.text(f"/new/done/{number}/")
    assert "slip-code" in first and "<svg" in first and "data:image/png;base64," in first
    assert "slip-code" not in visitor.text(f"/new/done/{number}/")


def test_danger_comes_before_everything_and_the_citizen_may_go_on(visitor: Citizen):
    visitor.log_in()
    form = visitor.form(detail="楼下餐馆正在着火，有人被困在三楼，快来人！", title="着火了")
    answer = visitor.client.post("/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422 and Ticket.objects.count() == 0
    assert page.index("tel:119") < page.index("name=\"detail\"") and "楼下餐馆正在着火" in page
    number = visitor.file(**{**form, "safe": "1"})
    assert Ticket.objects.get(number=number).urgency == "critical"


def test_danger_comes_before_a_forgotten_name(visitor: Citizen):
    form = visitor.form(detail="家里煤气泄漏了，老人已经晕倒叫不醒", name="", phone="")
    page = visitor.client.post("/new/", form).content.decode()
    assert "id_name" in page and page.index("tel:119") < page.index("error-summary")


def test_the_look_while_writing_warns_proposes_and_asks(visitor: Citizen):
    look = visitor.client.post("/new/check/", {"detail": "厨房煤气泄漏，有人晕倒了，快救人！"}).content.decode()
    assert "tel:110" in look and "tel:119" in look and 'role="alert"' in look
    look = visitor.client.post("/new/check/", {"detail": "路灯坏了希望修"}).content.decode()
    assert "tel:" not in look and "在哪里" in look and 'name="category"' in look
    assert visitor.client.post("/new/check/", {"detail": ""}).content == b""


def test_missing_elements_are_asked_for_once_and_may_be_left_for_later(visitor: Citizen):
    visitor.log_in()
    bare = {"title": "路灯坏了", "detail": "路灯坏了好久没有人来修理", "happened": "", "place": "", "wish": "", "parties": "我是住户"}
    answer = visitor.client.post("/new/", visitor.form(**bare))
    page = answer.content.decode()
    assert answer.status_code == 422 and 'name="anyway"' in page and "在哪里" in page
    ticket = Ticket.objects.get(number=visitor.file(**bare, anyway="1"))
    assert ticket.state == "incomplete" and "place" in ticket.missing


def test_sending_twice_makes_one_ticket(visitor: Citizen):
    visitor.log_in()
    form = visitor.form()
    first, second = (visitor.client.post("/new/", form)["Location"] for _ in range(2))
    assert first == second and Ticket.objects.count() == 1


def test_an_expired_session_loses_nothing(visitor: Citizen):
    visitor.log_in()
    visitor.client.get("/new/")
    visitor.client.session.flush()
    form = visitor.form(sms_only="on", kind="complaint", division="440106")
    assert visitor.client.post("/new/", form)["Location"] == "/new/verification/"
    visitor.client.post("/login/", {"phone": visitor.phone, "next": "/new/"})
    answer = visitor.client.post("/login/code/", {"code": visitor.last_code()})
    assert answer["Location"] == "/new/"
    page = visitor.text("/new/")
    for name in ("title", "detail", "happened", "place", "parties", "wish"):
        assert form[name] in page
    assert re.search(r'value="440106"\s+selected', page) and re.search(r'name="sms_only"[^>]*checked', page)
    assert re.search(r'value="complaint"\s+selected', page) and visitor.phone not in page


def test_errors_keep_everything_that_was_typed(visitor: Citizen):
    answer = visitor.client.post("/new/", visitor.form(phone="12", detail="路面" * 20))
    page = answer.content.decode()
    assert answer.status_code == 422 and "号码似乎不对" in page and "路面" * 20 in page


def test_the_same_matter_again_urges_and_can_be_set_apart(visitor: Citizen):
    visitor.log_in()
    number = visitor.file()
    photo = SimpleUploadedFile("夜里.png", PIXEL, "image/png")
    answer = visitor.client.post("/new/", visitor.form(detail=visitor.form()["detail"] + "今天又来了。", files=photo))
    assert answer["Location"] == "/new/same/"
    page = visitor.text("/new/same/")
    assert "您反映的事项正在办理" in page and number in page.replace(" ", "")
    running = Ticket.objects.get()
    assert running.urges == 1 and running.attachments.count() == 1
    answer = visitor.client.post("/new/separate/")
    other = Ticket.objects.exclude(pk=running.pk).get()
    assert answer["Location"] == f"/new/done/{other.number}/"
    assert other.attachments.count() == 1 and running.attachments.count() == 0
    assert visitor.client.post("/new/separate/")["Location"] == "/new/"
    assert Ticket.objects.count() == 2


def test_a_guest_who_types_anothers_number_learns_nothing(visitor: Citizen, neighbour: Citizen, monkeypatch):
    neighbour.log_in()
    number = neighbour.file()
    rules = asking.policy.current().city.identity
    open_rules = rules.model_copy(update={"real_name_online": False})
    city = asking.policy.current().city.model_copy(update={"identity": open_rules})
    changed = replace(asking.policy.current(), city=city)
    monkeypatch.setattr(asking.policy, "current", lambda: changed)
    answer = visitor.client.post("/new/", visitor.form(phone=neighbour.phone))
    assert answer["Location"] == "/new/same/"
    page = visitor.text("/new/same/").replace(" ", "")
    assert number not in page and visitor.client.get(f"/t/{number}/").status_code == 302


@pytest.mark.parametrize("text", [
    "路" * 10_000, "路面塌陷😀𠮷𡃁，已经三天了，请来看看", "<script>alert(1)</script>路面坏了", "'; DROP TABLE tickets_ticket; -- 路面坏了",
    "路面\x00坏了\x07很久\r\n没有人修", "\u202e倒写的路面坏了很久没有人来",
])  # fmt: skip
def test_any_text_becomes_a_ticket_and_is_shown_as_text(visitor: Citizen, text: str):
    visitor.log_in()
    number = visitor.file(detail=text)
    page = visitor.text(f"/t/{number}/")
    assert "<script>alert" not in page and Ticket.objects.get(number=number).detail.startswith(text[:1])


def test_too_long_is_said_beside_the_field_and_kept(visitor: Citizen):
    visitor.log_in()
    answer = visitor.client.post("/new/", visitor.form(detail="路" * 10_001))
    assert answer.status_code == 422 and "路" * 10_001 in answer.content.decode()


def test_ten_thousand_characters_with_line_ends_of_windows_fit(visitor: Citizen):
    visitor.log_in()
    text = ("路" * 99 + "\r\n") * 100
    number = visitor.file(detail=text[:-2])
    assert len(Ticket.objects.get(number=number).detail) == 9_999


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "a\x00b.png", "照片" * 200 + ".png", "<img src=x>.png", ".png", "con.PNG"])
def test_hostile_file_names_are_only_names(visitor: Citizen, name: str):
    visitor.log_in()
    number = visitor.file(files=SimpleUploadedFile(name, PIXEL, "image/png"))
    kept = Attachment.objects.get(ticket__number=number)
    assert "/" not in kept.name and "\x00" not in kept.name and len(kept.name) <= 150
    assert "<img src=x>" not in visitor.text(f"/t/{number}/")


def test_a_file_that_is_not_taken_is_named_and_the_rest_kept(visitor: Citizen):
    visitor.log_in()
    files = [SimpleUploadedFile("好.png", PIXEL, "image/png"), SimpleUploadedFile("坏.png", b"MZ\x90\x00" * 50, "image/png")]
    form = visitor.form(files=files)
    answer = visitor.client.post("/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422 and "坏.png" in page and form["detail"] in page
    token = re.search(r'name="uploads" value="([^"]+)"', page)[1]
    number = visitor.file(**{**form, "files": [], "uploads": [token]})
    assert Attachment.objects.get(ticket__number=number).name == "好.png"


def test_a_flood_is_told_politely_kept_and_never_stops_an_emergency(visitor: Citizen, monkeypatch):
    visitor.log_in()
    monkeypatch.setattr(asking, "PER_ADDRESS", asking.Brake("web.new", 1, timedelta(hours=1)))
    visitor.file(detail="第一件事：天河区体育东路118号的路面昨天塌了，希望修好。")
    form = visitor.form(detail="第二件事：越秀区北京路1号昨天起停水，希望恢复供水。", title="停水")
    answer = visitor.client.post("/new/", form)
    assert answer.status_code == 429 and form["detail"] in answer.content.decode()
    assert Contact.objects.filter(state=Contact.REFUSED).count() == 1
    visitor.file(detail="楼下正在着火，有人被困，快来人！", title="着火", safe="1")


def test_a_ticket_of_the_day_says_when_it_is_due(visitor: Citizen):
    visitor.log_in()
    page = visitor.text(f"/t/{visitor.file()}/")
    assert "最迟" in page and "工作日" in page and Ticket.objects.get().due_at > now()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_ticket(settings, tmp_path):
    settings.VAR = tmp_path
    visitor = Citizen()
    visitor.log_in()
    form, cookies, places = visitor.form(), visitor.client.cookies, []

    def press() -> None:
        client = Client()
        client.cookies = cookies
        places.append(client.post("/new/", form)["Location"])
        connection.close()

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == 4 and len(set(places)) == 1 and Ticket.objects.count() == 1
