"""What was heard of a call, written down and told to the agent's page as it comes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from huying.channels.phone.models import Call
from huying.channels.phone.speech.recognising import Maker, Recogniser, Words
from huying.channels.phone.speech.scripted import Scripted
from huying.channels.phone.speech.vosk import Vosk
from huying.channels.phone.transcript import CallWords, sealing
from huying.people.sealed import vault
from huying.tickets import announce
from huying.tickets.incoming import cleaned

LONGEST = 2000


def recogniser() -> Maker | None:
    """What makes a recogniser for a side of a call, by HUYING_PHONE_ASR; None: nobody listens.

    `ws://…` or `wss://…`: a server of the Vosk protocol. `script:…|…`: those lines, for demonstrations and tests, the caller's
    and the agent's apart by `//`.
    """
    address = str(settings.PHONE_ASR)
    if address.startswith(("ws://", "wss://")):
        return lambda side, language: Vosk(address)
    if address.startswith("script:"):
        caller, _, agent = address.removeprefix("script:").partition("//")
        lines = {"caller": caller, "agent": agent}
        return lambda side, language: _scripted(lines.get(side, ""))
    return None


def _scripted(lines: str) -> Recogniser:
    return Scripted([each for each in lines.split("|") if each])


def write(call_id: int, side: str, began_at: datetime, words: Words) -> CallWords | None:
    """Keep what was heard; a later telling of the same utterance replaces an earlier one, and a final one stays. The agent's page
    hears of it. `began_at`: when this side was first listened to."""
    text = cleaned(words.text)[:LONGEST]
    if not text:
        return None
    at = began_at + timedelta(seconds=round(words.begin, 3))
    row, made = CallWords.objects.get_or_create(call_id=call_id, side=side, at=at, defaults={
        "text_sealed": vault().seal(text, sealing(call_id, side, at)), "final": words.final})
    if not made and not row.final and (row.text, row.final) != (text, words.final):
        row.text, row.final = text, words.final
        row.save(update_fields=["text_sealed", "plain", "final"])
    agent = Call.objects.filter(pk=call_id).values_list("agent_id", flat=True).first()
    if agent is not None:
        announce.note([f"person:{agent}"], "words" if words.final else "words_partial", call_id)
    return row
