"""联系方式与通知: shown masked, added by code, ordered, stopped, left; nobody else's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.test import Client

from huying.channels.base import joining
from huying.channels.base.joining import Visit
from huying.channels.models import Correspondent, DoorChange
from huying.clocks.present import now
from huying.people import citizens
from huying.people.models import Citizen as Row
from tests.desks.citizen.conftest import Citizen

MAIL = "wang.xiaoming@example.cn"


def code_to(address: str) -> str:
    lines = Path(django_settings.VAR, "outbox.jsonl").read_text(encoding="utf-8").splitlines()
    text = next(row["text"] for row in map(json.loads, reversed(lines)) if row["to"] == address)
    return re.search(r"\d{6}", text)[0]  # type: ignore[index]


def add_mail(visitor: Citizen, mail: str = MAIL) -> Any:
    assert visitor.client.post("/mine/doors/mail/", {"mail": mail.upper()}).url == "/mine/doors/code/"
    return visitor.client.post("/mine/doors/code/", {"code": code_to(mail)}, follow=True)


def own(row: Row, door: str, address: str) -> Correspondent:
    joining.add(row, door, address, Visit(now()))
    return Correspondent.objects.get(door=door)


def test_who_has_not_logged_in_is_asked_to_and_sees_no_part(visitor: Citizen):
    for path in ("phone", "mail", "code"):
        assert visitor.client.get(f"/mine/doors/{path}/")["Location"].startswith("/login/")
    for path in ("wechat", "order", "1/quiet", "1/removal"):
        assert visitor.client.post(f"/mine/doors/{path}/")["Location"].startswith("/login/")


def test_a_mail_address_is_added_by_the_code_of_a_letter_and_shown_masked(visitor: Citizen):
    row = visitor.log_in()
    old = visitor.client.session.session_key
    page = add_mail(visitor).content.decode()
    assert "w****@example.cn" in page and MAIL not in page and visitor.phone not in page and "已验证手机" in page
    assert Correspondent.objects.get().citizen == row and visitor.client.session.session_key != old
    assert visitor.client.get("/mine/doors/code/").status_code == 302, "a code is used up"


def test_a_wrong_code_adds_nothing_and_five_are_enough(visitor: Citizen):
    visitor.log_in()
    visitor.client.post("/mine/doors/mail/", {"mail": MAIL})
    right = code_to(MAIL)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert visitor.client.post("/mine/doors/code/", {"code": wrong}).status_code == 422
    assert visitor.client.post("/mine/doors/code/", {"code": right}).status_code == 422
    assert not Correspondent.objects.exists()


def test_no_address_is_asked_or_changed_without_end(visitor: Citizen):
    visitor.log_in()
    for place in range(45):
        last = visitor.client.post("/mine/doors/mail/", {"mail": f"a{place}@example.cn"})
    assert last.status_code == 422
    assert visitor.client.post("/mine/doors/mail/", {"mail": "no address"}).status_code == 422


def test_a_code_counts_only_for_the_visit_that_asked(visitor: Citizen, neighbour: Citizen):
    visitor.log_in()
    neighbour.log_in()
    visitor.client.post("/mine/doors/mail/", {"mail": MAIL})
    assert neighbour.client.post("/mine/doors/code/", {"code": code_to(MAIL)}).status_code == 302
    assert not Correspondent.objects.exists()


def test_a_phone_added_brings_its_requests_and_no_one_elses(visitor: Citizen, neighbour: Citizen, cast: Any):
    phone = neighbour.phone
    called = cast.ticket(now(), phone=phone)
    others = cast.ticket(now(), phone="13912349999")
    mine = citizens.Citizen.objects.create(created_at=now())
    own(mine, "wechat", "oWang" + "0" * 23)
    session = visitor.client.session
    session["citizen"] = mine.pk
    session.save()
    assert "添加手机" in visitor.text("/mine/")
    visitor.client.post("/mine/doors/phone/", {"phone": phone})
    page = visitor.client.post("/mine/doors/code/", {"code": code_to(phone)}, follow=True).content.decode()
    assert f"/t/{called.number}/" in page and f"/t/{others.number}/" not in page
    assert visitor.text(f"/t/{called.number}/") and visitor.client.get(f"/t/{others.number}/").status_code == 302
    assert DoorChange.objects.filter(what="joined", tickets=1).exists()
    assert "添加手机" not in page


def test_an_address_of_somebody_with_more_is_refused_and_nothing_of_theirs_is_shown(visitor: Citizen, neighbour: Citizen):
    theirs = neighbour.log_in()
    number = neighbour.file()
    own(theirs, "email", MAIL)
    visitor.log_in()
    page = add_mail(visitor).content.decode()
    assert "另一个手机号码" in page and number not in page and f"/t/{number}/" not in page
    assert Correspondent.objects.get().citizen == theirs


def test_order_stop_resume_and_leave(visitor: Citizen):
    row = visitor.log_in()
    who = own(row, "email", MAIL)
    visitor.client.post("/mine/doors/order/", {"first": str(who.pk), "fallback": "sms"})
    page = visitor.text("/mine/")
    assert "首选" in page and "备用" in page
    visitor.client.post(f"/mine/doors/{who.pk}/quiet/", {"stop": "1"})
    assert "已停发通知" in visitor.text("/mine/")
    visitor.client.post(f"/mine/doors/{who.pk}/quiet/", {"stop": "0"})
    visitor.client.post("/mine/doors/sms/quiet/", {"stop": "1"})
    visitor.client.post(f"/mine/doors/{who.pk}/removal/")
    assert not row.correspondents.filter(door="email").exists()
    assert list(DoorChange.objects.order_by("id").values_list("what", flat=True)) == [
        "added", "fallback", "first", "stopped", "resumed", "stopped", "removed"]


def test_nobody_touches_anothers_address(visitor: Citizen, neighbour: Citizen):
    who = own(neighbour.log_in(), "email", MAIL)
    visitor.log_in()
    for path, values in ((f"{who.pk}/quiet", {"stop": "1"}), (f"{who.pk}/removal", {}), ("order", {"first": str(who.pk)}),
                         ("9" * 30 + "/quiet", {"stop": "1"})):
        visitor.client.post(f"/mine/doors/{path}/", values)
    who.refresh_from_db()
    assert (who.silent_at, who.turn, who.left_id) == (None, None, None) and who.citizen is not None


def test_a_joined_row_of_another_visit_is_nobody(visitor: Citizen, neighbour: Citizen):
    old, into = visitor.log_in(), neighbour.log_in()
    citizens.empty(old, into)
    assert "door_order" not in visitor.text("/mine/") and "联系方式与通知" not in visitor.text("/mine/")


def test_forms_need_their_token(visitor: Citizen):
    row = visitor.log_in()
    who = own(row, "email", MAIL)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor.client.cookies
    assert strict.post(f"/mine/doors/{who.pk}/removal/").status_code == 403


def test_wechat_is_bound_only_in_wechat_and_with_consent(visitor: Citizen):
    visitor.log_in()
    assert "请在微信里打开" in visitor.client.post("/mine/doors/wechat/", {"agreed": "on"}, follow=True).content.decode()
