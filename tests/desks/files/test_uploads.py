"""Uploads: in pieces, after broken lines, by strangers, with hostile names and contents; and who may see what."""

import io
import json

import pytest
from django.test import Client
from PIL import Image

from huying.people.entry import CITIZEN_KEY, OPENED_KEY
from huying.tickets import life, uploads
from huying.tickets.files import Verdict
from huying.tickets.models import Attachment, Reply
from tests.cast import MONDAY, Cast

BACKEND = "django.contrib.auth.backends.ModelBackend"


def photo(size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG that tells camera and place."""
    exif = Image.Exif()
    exif[0x010F] = "TellTaleCamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (23.0, 7.0, 12.0)
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, "JPEG", exif=exif, quality=90)
    return out.getvalue()


def begin(client: Client, name: str, size: int, query: str = "") -> dict:
    answer = client.post(f"/files/{query}", json.dumps({"name": name, "size": size, "type": "image/jpeg"}),
                         content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def put(client: Client, url: str, data: bytes, first: int, total: int):
    return client.put(url, data, content_type="application/octet-stream",
                      headers={"Content-Range": f"bytes {first}-{first + len(data) - 1}/{total}"})


def send(client: Client, name: str, data: bytes, query: str = ""):
    begun = begin(client, name, len(data), query)
    return begun, put(client, begun["url"], data, 0, len(data))


@pytest.fixture
def staff(cast: Cast):
    def login(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, f"{name}_account"), backend=BACKEND)
        return client

    return login


def citizen(person) -> Client:
    client = Client()
    session = client.session
    session[CITIZEN_KEY] = person.id
    session.save()
    return client


def test_a_photo_in_pieces_survives_a_broken_line(db, client: Client):
    data = photo()
    begun = begin(client, "现场.jpg", len(data))
    half = len(data) // 2
    assert put(client, begun["url"], data[:half], 0, len(data)).json() | {"received": half, "done": False} == \
        put(client, begun["url"], b"", half, len(data)).json()
    late = put(client, begun["url"], data[:half], 0, len(data))
    assert (late.status_code, late.json()) == (409, {"received": half})
    head = client.head(begun["url"])
    assert (head["Upload-Offset"], head["Upload-Length"]) == (str(half), str(len(data)))
    done = put(client, begun["url"], data[half:], half, len(data)).json()
    assert done["done"] and done["received"] == len(data)
    again = put(client, begun["url"], b"", len(data), len(data))
    assert again.json()["done"]
    row = Attachment.objects.get(token=begun["id"])
    assert row.original.read() == data and row.kind == "image" and row.name == "现场.jpg"


def test_the_shown_copy_knows_neither_camera_nor_place(db, client: Client):
    data = photo()
    assert b"TellTaleCamera" in data
    begun, _ = send(client, "a.jpg", data)
    shown = b"".join(client.get(f"/files/{begun['id']}/shown/").streaming_content)
    assert b"TellTale" not in shown and not Image.open(io.BytesIO(shown)).getexif()
    thumb = client.get(f"/files/{begun['id']}/thumb/")
    assert thumb["Content-Type"] == "image/webp" and thumb["X-Content-Type-Options"] == "nosniff"
    assert "private" in thumb["Cache-Control"] and "sandbox" in thumb["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("photo.jpg", b"<html><script>alert(1)</script></html>", 415),
        ("run.exe", b"MZ" + bytes(200), 415),
        ("photo.jpg", b"\xff\xd8\xff" + bytes(300), 415),
        ("notes.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", 415),
    ],
)
def test_what_only_pretends_is_refused_and_removed(db, client: Client, name: str, data: bytes, status: int):
    _, answer = send(client, name, data)
    assert answer.status_code == status and answer.json()["message"]
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\boot.ini", "", "\0\u202egpj.exe", "长" * 400 + ".txt", "a\r\nX: y.txt"])
def test_hostile_names_are_made_harmless(db, client: Client, name: str):
    begun, answer = send(client, name, "昨晚十一点施工".encode())
    if answer.status_code == 200:
        served = client.get(f"/files/{begun['id']}/original/")
        assert served["Content-Disposition"].startswith("attachment")
        assert "\n" not in served["Content-Disposition"] and "/" not in Attachment.objects.get().name
    else:
        assert answer.status_code == 415


@pytest.mark.parametrize("size", [0, -1, 21 * 1024 * 1024, "x", None, 1e400])
def test_impossible_sizes_are_refused(db, client: Client, size):
    answer = client.post("/files/", json.dumps({"name": "a.jpg", "size": size}), content_type="application/json")
    assert answer.status_code in (400, 413) and answer.json()["message"]


def test_more_than_was_announced_is_refused(db, client: Client):
    begun = begin(client, "a.txt", 4)
    assert put(client, begun["url"], b"12345", 0, 4).status_code == 413


def test_nobody_hoards_uploads(db, client: Client):
    codes = [client.post("/files/", json.dumps({"name": "a.txt", "size": 9}), content_type="application/json").status_code
             for _ in range(40)]
    assert codes[:9] == [201] * 9 and codes[-1] == 413


def test_another_session_neither_continues_nor_reads(db, client: Client):
    data = photo()
    begun, _ = send(client, "a.jpg", data)
    stranger = Client()
    assert stranger.get(f"/files/{begun['id']}/shown/").status_code == 404
    assert stranger.head(begun["url"]).status_code == 404
    assert put(stranger, begun["url"], b"x", 0, 1).status_code == 404
    assert stranger.delete(begun["url"]).status_code == 404
    assert client.get(f"/files/{begun['id']}/original/").status_code == 200
    assert client.delete(begun["url"]).status_code == 204 and not Attachment.objects.exists()


def test_another_holder_cannot_attach(cast: Cast, client: Client):
    begun, _ = send(client, "a.jpg", photo())
    ticket = cast.ticket()
    assert uploads.attach([begun["id"]], ticket, "visit:stranger") == []
    holder = Attachment.objects.get().holder
    assert uploads.attach([begun["id"]], ticket, holder, allowed={"evidence"}) == []
    assert uploads.attach([begun["id"]], ticket, holder) == [begun["id"]]
    assert uploads.attach([begun["id"]], ticket, holder) == [begun["id"]], "a retry changes nothing"
    assert uploads.attach([begun["id"]], cast.ticket(), holder) == []


def test_who_sees_a_citizens_photo(cast: Cast, staff, client: Client):
    begun, _ = send(client, "a.jpg", photo())
    ticket = cast.ticket(attachments=[begun["id"]], holder=Attachment.objects.get().holder)
    token = begun["id"]

    def codes(who: Client) -> list[int]:
        return [who.get(f"/files/{token}/{kind}/").status_code for kind in ("original", "shown", "thumb")]

    assert codes(staff("agent")) == [200, 200, 200]
    assert codes(staff("liaison")) == [404, 404, 404], "the unit has no part in it"
    life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    assert codes(staff("liaison")) == [404, 200, 200], "the original of a citizen's photo tells where it was taken"
    page = staff("liaison").get(f"/staff/t/{ticket.number}/").content.decode()
    assert f"/files/{token}/shown/" in page and "/original/" not in page
    life.protect(ticket.number, by=cast.agent, now=MONDAY)
    assert codes(staff("liaison")) == [404, 200, 200], "a confidential photo's original tells who took it and where"
    assert codes(citizen(cast.owner(ticket))) == [200, 200, 200]
    assert codes(citizen(cast.outsider)) == [404, 404, 404]
    assert codes(Client()) == [404, 404, 404]


def test_citizens_see_evidence_only_of_an_answer_that_went_out(cast: Cast, staff):
    liaison = staff("liaison")
    ticket = cast.ticket()
    life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    life.sign(ticket.number, by=cast.liaison, now=MONDAY)
    scene, _ = send(liaison, "scene.jpg", photo(), "?purpose=scene")
    internal, _ = send(liaison, "note.txt", "内部研判".encode(), "?purpose=internal")
    tokens = uploads.attach([scene["id"], internal["id"]], ticket, f"staff:{cast.liaison.id}")
    life.reply(ticket.number, by=cast.liaison, now=MONDAY, text="已到现场查处，工地停止夜间施工。", attachments=tokens)
    opened = Client()
    session = opened.session
    session[OPENED_KEY] = [ticket.number]
    session.save()
    assert opened.get(f"/files/{scene['id']}/shown/").status_code == 404, "not before the answer is passed"
    life.check(ticket.number, by=cast.followup, now=MONDAY, passed=True)
    assert Reply.objects.get().passed
    assert opened.get(f"/files/{scene['id']}/shown/").status_code == 200
    assert opened.get(f"/files/{scene['id']}/original/").status_code == 404
    assert opened.get(f"/files/{internal['id']}/shown/").status_code == 404


def test_citizens_cannot_say_that_theirs_is_evidence(db, client: Client):
    send(client, "a.txt", "材料".encode(), "?purpose=evidence")
    assert Attachment.objects.get().purpose == Attachment.CITIZEN


def test_a_plain_form_takes_what_is_good_and_names_what_is_not(db, client: Client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    good, bad = SimpleUploadedFile("好.jpg", photo()), SimpleUploadedFile("坏.jpg", b"<html>")
    assert len(client.post("/files/plain/", {"files": [good]}).json()["files"]) == 1
    good.seek(0)
    mixed = client.post("/files/plain/", {"files": [good, bad]})
    assert mixed.status_code == 415 and len(mixed.json()["files"]) == 1 and "坏.jpg" in mixed.json()["message"]


def test_what_the_scanner_finds_is_refused(db, client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "scan", lambda data, address: Verdict(clean=False, name="Eicar"))
    _, answer = send(client, "a.txt", b"hello")
    assert answer.status_code == 415 and answer.json()["code"] == "virus" and not Attachment.objects.exists()


def test_a_silent_scanner_hides_the_file_but_loses_nothing(db, client: Client, settings, monkeypatch: pytest.MonkeyPatch):
    settings.SCAN_ADDRESS = "127.0.0.1:1"
    begun, answer = send(client, "a.txt", "材料".encode())
    assert answer.json()["done"] and Attachment.objects.get().scanned == uploads.WAITING
    assert client.get(f"/files/{begun['id']}/original/").status_code == 503
    monkeypatch.setattr(uploads, "scan", lambda data, address: Verdict(clean=True))
    assert client.get(f"/files/{begun['id']}/original/").status_code == 200
    assert Attachment.objects.get().scanned == uploads.CLEAN


def test_pieces_lost_on_the_way_begin_anew(db, client: Client):
    data = photo()
    begun = begin(client, "a.jpg", len(data))
    put(client, begun["url"], data[:1000], 0, len(data))
    row = Attachment.objects.get()
    uploads._path(row).unlink()
    answer = put(client, begun["url"], data[1000:], 1000, len(data))
    assert (answer.status_code, answer.json()) == (409, {"received": 0})
    assert put(client, begun["url"], data, 0, len(data)).json()["done"]


def test_uploads_need_the_page_of_ours(db):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/files/", json.dumps({"name": "a.jpg", "size": 5}), content_type="application/json")
    assert answer.status_code == 403
