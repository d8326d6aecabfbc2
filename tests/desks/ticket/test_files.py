"""Files with an answer: in pieces or with the form, by purpose, kept when the form is refused."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huying.tickets.models import Attachment, Reply

GOOD = "经现场检查，工地已停止夜间施工。"


def sent(client, purpose: str, name: str = "说明.txt") -> str:
    data = "现场检查记录".encode()
    begun = client.post(f"/files/?purpose={purpose}", json.dumps({"name": name, "size": len(data)}),
                        content_type="application/json").json()
    client.put(begun["url"], data, content_type="application/octet-stream",
               headers={"Content-Range": f"bytes 0-{len(data) - 1}/{len(data)}"})
    return begun["id"]


def test_three_kinds_of_files_go_with_an_answer(at_state, staff, post):
    ticket, liaison = at_state("handling"), staff("liaison")
    tokens = [sent(liaison, purpose) for purpose in ("evidence", "scene", "internal")]
    assert post(liaison, ticket, "replies", text=GOOD, uploads=tokens).status_code == 303
    reply = Reply.objects.get()
    assert {each.purpose for each in reply.attachments.all()} == {"evidence", "scene", "internal"}
    body = staff("followup").get(f"/staff/t/{ticket.number}/").content.decode()
    assert all(token in body for token in tokens)


def test_a_form_without_scripts_carries_the_files_itself(at_state, staff, post):
    ticket, liaison = at_state("handling"), staff("liaison")
    scene = SimpleUploadedFile("现场.txt", "检查记录".encode())
    assert post(liaison, ticket, "replies", text=GOOD, files_scene=[scene]).status_code == 303
    assert Attachment.objects.get().purpose == "scene" and Attachment.objects.get().reply == Reply.objects.get()


def test_a_refused_form_keeps_the_files(at_state, staff, post):
    ticket, liaison = at_state("handling"), staff("liaison")
    good, bad = SimpleUploadedFile("好.txt", "记录".encode()), SimpleUploadedFile("坏.jpg", b"<html>")
    answer = post(liaison, ticket, "replies", text=GOOD, files_evidence=[good, bad])
    body = answer.content.decode()
    token = Attachment.objects.get().token
    assert answer.status_code == 422 and "坏.jpg" in body and f'value="{token}"' in body
    assert not Reply.objects.exists() and Attachment.objects.get().ticket is None
    assert post(liaison, ticket, "replies", text=GOOD, uploads=[token]).status_code == 303
    assert Attachment.objects.get().reply == Reply.objects.get()


@pytest.mark.parametrize("thief", ["other_liaison", "agent"])
def test_nobody_attaches_anothers_upload(at_state, staff, post, thief: str):
    ticket = at_state("handling")
    token = sent(staff("liaison"), "internal")
    assert post(staff(thief), ticket, "notes", words="借用附件", uploads=[token]).status_code in (303, 422)
    assert Attachment.objects.get().ticket is None


def test_a_final_answer_needs_evidence(at_state, staff, post):
    ticket, head = at_state("rework"), staff("unit_head")
    refused = post(head, ticket, "final-answers", text=GOOD, signed_by="王局长")
    assert refused.status_code == 422 and "佐证" in refused.content.decode()
    token = sent(head, "evidence")
    assert post(head, ticket, "final-answers", text=GOOD, signed_by="王局长", uploads=[token]).status_code == 303
    assert Attachment.objects.get().reply.kind == Reply.FINAL
