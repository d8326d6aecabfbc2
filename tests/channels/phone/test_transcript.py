"""What was said is sealed at rest, also what was written before it was."""

from __future__ import annotations

import importlib
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from huying.channels.phone.models import Call
from huying.channels.phone.speech import hearing
from huying.channels.phone.speech.recognising import Words
from huying.channels.phone.transcript import CallWords
from huying.people.vault import Damaged
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
SAID = "我叫张伟，住体育东路12号"


@pytest.fixture
def call() -> Call:
    return Call.objects.create(key="c1", began_at=MONDAY)


def stored() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, text_sealed FROM channels_callwords ORDER BY id")
        return [(text, bytes(sealed)) for text, sealed in cursor.fetchall()]


def test_words_are_sealed_for_their_place_in_the_call(call: Call):
    row = hearing.write(call.pk, "caller", MONDAY, Words(0, 1.0, 1.5, SAID[:4], False))
    assert hearing.write(call.pk, "caller", MONDAY, Words(0, 1.0, 2.5, SAID, True)).pk == row.pk
    assert CallWords.objects.get().text == SAID and stored()[0][0] == "" and SAID[:2].encode() not in stored()[0][1]
    CallWords.objects.update(at=MONDAY + timedelta(seconds=9))
    with pytest.raises(Damaged):
        assert CallWords.objects.get().text


def test_words_of_before_are_sealed_by_the_move(call: Call):
    rows = [CallWords(call=call, side="agent", at=MONDAY + timedelta(seconds=at), plain=f"{SAID}{at}") for at in range(3)]
    CallWords.objects.bulk_create(rows)
    assert CallWords.objects.first().text == f"{SAID}0", "read also before"
    move = importlib.import_module("huying.channels.migrations.0014_seal_the_words")
    move.BATCH = 2
    move.seal(apps, SimpleNamespace())
    assert [row.text for row in CallWords.objects.all()] == [f"{SAID}{at}" for at in range(3)] and {text for text, _ in stored()} == {""}
