"""By email alone, against a real Dovecot and a real SMTP server: from the first letter to the rating."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

import pytest

from huying.channels import delivery
from huying.channels.base import health
from huying.channels.email import inbox, receiving, sending, tokens
from huying.channels.models import Notice
from huying.clocks.present import now
from huying.tickets import contacts, life
from huying.tickets.models import Attachment, Contact, Event, Rating, Ticket
from huying.tickets.states import State
from tests.cast import Cast
from tests.channels.email.conftest import OWN, Mailbox, Sink, running

pytestmark = pytest.mark.usefixtures("wired")
CHEN = "chen@example.cn"
PASSED = "mx.city.example; dmarc=pass header.from=example.cn"


def letter(text: str, to: str = OWN, subject: str = "路灯", sender: str = CHEN, passed: bool = True, **heads: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"陈小雨 <{sender}>", to, subject
    made["Message-ID"] = f"<{time.monotonic_ns()}@example.cn>"
    if passed:
        made["Authentication-Results"] = PASSED
    for name, value in heads.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def collect() -> int:
    with inbox.open_box() as box:
        taken = inbox.sweep(box)
    work()
    return taken


def work() -> None:
    for pk in Event.objects.order_by("id").values_list("pk", flat=True):
        delivery.tell(pk)
    for pk in Notice.objects.filter(state=Notice.QUEUED).order_by("id").values_list("pk", flat=True):
        delivery.send(pk)


def test_from_the_first_letter_to_the_rating(mailbox: Mailbox, sink: Sink, cast: Cast):
    from PIL import Image

    first, picture = letter("体育东路的路灯不亮，周围很黑。\n\n-- \n陈小雨"), io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    first.add_attachment(picture.getvalue(), "image", "png", filename="现场照片.png")
    mailbox.deliver(first.as_bytes())
    assert collect() == 1
    ticket = Ticket.objects.get()
    assert ticket.state == State.INCOMPLETE and "陈小雨" not in ticket.detail
    assert Attachment.objects.get().ticket == ticket and Attachment.objects.get().name == "现场照片.png"
    asked = sink.letters(CHEN)[-1]
    assert "还需要您补充" in asked.get_content() and asked["Auto-Submitted"] == "auto-generated"
    assert asked["In-Reply-To"] == first["Message-ID"] and sink.taken[-1][0] == tokens.bounces_to(Notice.objects.get(door="email").pk)

    back = str(asked["Reply-To"])
    told = "上周五晚上开始，我是附近居民，希望尽快维修。\n\n在 2026-03-02 10:00:00，\"12345\" 写道：\n> 旧话"
    mailbox.deliver(letter(told, back, "完全另一个标题").as_bytes())
    collect()
    ticket.refresh_from_db()
    assert ticket.state == State.RECEIVED and "上周五" in ticket.detail and "旧话" not in ticket.detail

    mailbox.deliver(letter("进度", back).as_bytes())
    collect()
    assert "当前：已提交" in sink.letters(CHEN)[-1].get_content()
    for verb, by, more in (("dispatch", cast.dispatcher, {"lead": cast.lead_unit}), ("sign", cast.liaison, {}),
                           ("reply", cast.liaison, {"text": "已到现场修复，今晚亮灯。"}), ("check", cast.followup, {"passed": True})):
        getattr(life, verb)(ticket.number, by=by, now=now(), **more)
    work()
    done = sink.letters(CHEN)[-1]
    assert "今晚亮灯" in done.get_content() and str(done["Reply-To"]) == back
    mailbox.deliver(letter("1 很快，谢谢", OWN, In_Reply_To=str(done["Message-ID"])).as_bytes())
    collect()
    ticket.refresh_from_db()
    assert ticket.state == State.ARCHIVED and Rating.objects.get().comment == "很快,谢谢"
    assert len({raw["Message-ID"] for raw in sink.letters(CHEN)}) == len(sink.letters(CHEN)), "nothing was said twice"
    assert mailbox.lies("INBOX") == 0 and mailbox.lies("Huying") == 4


def test_the_raw_letter_is_kept_as_it_came_with_its_verdicts(mailbox: Mailbox, cast: Cast):
    raw = letter("天河区体育东路的路灯坏了。").as_bytes().replace(b"\n", b"\r\n")
    mailbox.deliver(raw)
    collect()
    kept = contacts.raw_of(Contact.objects.get())["raw"]
    assert receiving.raw_letter(kept["file"]) == raw and kept["verdicts"]["dmarc"] == "pass"
    assert raw[:30] not in bytes(Contact.objects.get().raw_sealed)


def test_a_stranger_with_a_passed_on_letter_opens_a_matter_of_their_own(mailbox: Mailbox, sink: Sink, cast: Cast):
    mailbox.deliver(letter("体育东路的路灯不亮，周围很黑。").as_bytes())
    collect()
    back = str(sink.letters(CHEN)[-1]["Reply-To"])
    mailbox.deliver(letter("5", back, sender="wang@other.cn", passed=False).as_bytes())
    mailbox.deliver(letter("我家门口黄埔区大沙地的井盖没了。", back, sender="wang@other.cn", passed=False).as_bytes())
    collect()
    assert Ticket.objects.count() == 2 and not Rating.objects.exists()
    assert not any(Ticket.objects.earliest("id").number in str(mail) for mail in sink.letters("wang@other.cn"))


def test_returned_mail_marks_its_notice_and_is_never_answered(mailbox: Mailbox, sink: Sink, cast: Cast):
    mailbox.deliver(letter("天河区体育东路的路灯坏了。").as_bytes())
    collect()
    notice, before = Notice.objects.get(door="email"), len(sink.taken)
    report = ("From: MAILER-DAEMON@mx.example\nTo: {to}\nSubject: Undelivered\nContent-Type: multipart/report; "
              "report-type=delivery-status; boundary=X\n\n--X\n\nreturned\n--X\n"
              "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
              "Final-Recipient: rfc822; chen@example.cn\nAction: failed\nStatus: 5.1.1\n--X--\n")
    mailbox.deliver(report.format(to=re.sub(".@", "9@", tokens.bounces_to(notice.pk))).encode())
    collect()
    notice.refresh_from_db()
    assert notice.state == Notice.SENT, "a forged report marks nothing"
    mailbox.deliver(report.format(to=tokens.bounces_to(notice.pk)).encode())
    collect()
    notice.refresh_from_db()
    assert notice.state == Notice.FAILED and "5.1.1" in notice.error and len(sink.taken) == before
    assert Contact.objects.filter(purpose="bounce", state=Contact.SETTLED).count() == 2


def test_an_unknown_address_fails_at_once_and_a_busy_server_is_tried_again(mailbox: Mailbox, sink: Sink, cast: Cast):
    sink.busy = 1
    mailbox.deliver(letter("天河区体育东路的路灯坏了。").as_bytes())
    with pytest.raises(Exception, match="451"):
        collect()
    assert Notice.objects.get(door="email").state == Notice.QUEUED
    work()
    assert Notice.objects.get(door="email").state == Notice.SENT and len(sink.taken) == 1
    sink.unknown.add("gone@example.cn")
    mailbox.deliver(letter("黄埔区大沙地的井盖没了。", sender="gone@example.cn").as_bytes())
    collect()
    assert Notice.objects.latest("id").state == Notice.FAILED


def test_killed_between_keeping_and_moving_nothing_is_doubled(mailbox: Mailbox, sink: Sink, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    for place in range(4):
        mailbox.deliver(letter(f"天河区体育东路{place}号门口第{place}盏路灯坏了。", sender=f"p{place}@example.cn").as_bytes())
    real, steps = receiving.take, iter(["before", "after", "", "middle", "", "after", "", "", "", "", "", ""])

    def dying(raw: bytes, at: object) -> object:
        step = next(steps)
        if step == "before":
            raise KeyboardInterrupt
        if step == "middle":
            monkeypatch.setattr("huying.channels.base.dialogue.answer", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        try:
            done = real(raw, at)  # type: ignore[arg-type]
        finally:
            monkeypatch.undo_answer()
        if step == "after":
            raise KeyboardInterrupt
        return done

    from huying.channels.base import dialogue

    answer = dialogue.answer
    monkeypatch.undo_answer = lambda: monkeypatch.setattr("huying.channels.base.dialogue.answer", answer)  # type: ignore[attr-defined]
    monkeypatch.setattr(receiving, "take", dying)
    deaths = 0
    while mailbox.lies("INBOX"):
        try:
            collect()
        except KeyboardInterrupt:
            deaths += 1
    assert deaths == 4
    work()
    assert Ticket.objects.count() == 4 == Contact.objects.count() and len(sink.taken) == 4
    assert mailbox.lies("Huying") == 4


@contextmanager
def listening() -> Iterator[None]:
    over = threading.Event()
    listener = threading.Thread(target=inbox.listen, args=(over,), daemon=True)
    listener.start()
    try:
        yield
    finally:
        over.set()
        listener.join(10)


def comes(true: Callable[[], object]) -> bool:
    for _ in range(150):
        if true():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.django_db(transaction=True)
def test_the_listener_hears_at_once_and_marks_that_it_listens(mailbox: Mailbox, cast: Cast):
    with listening():
        time.sleep(1)
        mailbox.deliver(letter("天河区体育东路的路灯坏了。").as_bytes())
        assert comes(Contact.objects.exists) and health.of("email").seen_at


@pytest.mark.parametrize("beside", [True, False], ids=["beside another answer", "as the waiting begins"])
def test_a_letter_that_comes_before_the_waiting_ends_it(mailbox: Mailbox, cast: Cast, beside: bool):
    with inbox.open_box() as box:
        inbox.sweep(box)
        mailbox.deliver(letter("天河区体育东路的路灯坏了。").as_bytes())
        if beside:
            box.client.noop()
        began = time.monotonic()
        inbox._wait(box, threading.Event())
        assert time.monotonic() - began < 30 and inbox.sweep(box) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("back_first", [False, True])
def test_a_probe_comes_back_through_both_servers(
    mailbox: Mailbox, sink: Sink, cast: Cast, monkeypatch: pytest.MonkeyPatch, back_first: bool
):
    def deliver_and_wait(*sent: Any) -> None:
        deliver(*sent)
        assert comes(lambda: health.of("email").echoed_at), "the probe went out and never returned"

    deliver = sending.deliver
    if back_first:  # the server lets go of us only after the letter is back
        monkeypatch.setattr(sending, "deliver", deliver_and_wait)
    sink.onward = mailbox
    with listening():
        inbox.probe()
        assert comes(lambda: health.of("email").echoed_at), "the probe went out and never returned"
    assert not Ticket.objects.exists() and len(sink.taken) == 1, "nobody answers a probe"


@pytest.mark.django_db(transaction=True)
def test_a_closed_door_leaves_letters_where_they_lie(mailbox: Mailbox, cast: Cast):
    health.switch("email", "receiving", False, None)
    mailbox.deliver(letter("天河区体育东路的路灯坏了。").as_bytes())
    with listening():
        time.sleep(2)
        assert mailbox.lies("INBOX") == 1 and not Contact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_server_that_cannot_idle_is_asked_again_and_again(settings: Any, cast: Cast):
    with running("imap_capability = IMAP4rev1 LITERAL+ UIDPLUS MOVE\n") as port:
        box = Mailbox(port)
        settings.MAIL, settings.MAIL_POLL = settings.MAIL | {"imap": box.url}, 0.3
        with listening():
            time.sleep(1)
            with inbox.open_box() as opened:
                assert "IDLE" not in opened.client.capabilities
            box.deliver(letter("天河区体育东路的路灯坏了。").as_bytes())
            assert comes(Contact.objects.exists)


def test_a_file_of_twenty_megabytes_is_taken_and_a_larger_one_is_told(mailbox: Mailbox, sink: Sink, cast: Cast):
    most = 20 * 1024 * 1024
    for size, name in ((most, "材料.pdf"), (most + 1, "过大.pdf")):
        head, tail = b"%PDF-1.4\n", b"\nstartxref\n0\n%%EOF\n"
        made = letter(f"天河区体育东路{size}号的路灯坏了。", sender=f"p{size}@example.cn")
        made.add_attachment(head + b"0" * (size - len(head) - len(tail)) + tail, "application", "pdf", filename=name)
        mailbox.deliver(made.as_bytes())
    collect()
    assert [row.name for row in Attachment.objects.all()] == ["材料.pdf"]
    assert Ticket.objects.count() == 2, "a file too large costs nobody the request"
    assert any("过大.pdf" in mail.get_content() for mail in sink.letters(f"p{most + 1}@example.cn"))
