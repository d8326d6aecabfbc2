"""Every hard letter, and what must come out of it."""

import re

import pytest

from huying.channels.email import letter, tokens
from huying.channels.email.verdicts import verdicts
from tests.channels.email.letters import CASES, OWN, Case, body


def test_there_are_enough():
    assert len(CASES) >= 60 and len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hard_letter_comes_out_right(case: Case):
    found = letter.read(case.raw, own=OWN)
    if case.text is not None:
        same = re.sub(r"\n+", "\n", found.text) == re.sub(r"\n+", "\n", case.text) if case.more.get("loose") else found.text == case.text
        assert same, found.text
    for name, value in (("subject", case.subject), ("address", case.sender), ("name", case.who)):
        assert value is None or getattr(found, name) == value
    assert found.kind == case.kind and [file.name for file in found.files] == list(case.files)
    assert found.text.startswith(str(case.more.get("begins", "")))
    assert "final" not in case.more or found.final == case.more["final"]
    assert not case.more.get("left_out") or found.left_out
    assert "旧的内容" not in found.text and not any("\ud800" <= char <= "\udfff" for char in found.text)


def test_the_same_letter_has_one_key_however_it_was_delivered():
    raw = body("一", "utf-8", "utf-8")
    again = b"Received: from x\r\nDelivered-To: y\r\n" + raw.replace(b"\r\n", b"\n")
    assert letter.read(raw, own=OWN).key == letter.read(again, own=OWN).key
    forged = body("二", "utf-8", "utf-8")
    assert letter.read(forged, own=OWN).key != letter.read(raw, own=OWN).key, "a stolen Message-ID hides nobody's letter"


def test_a_thread_is_known_by_our_own_signed_words_only():
    number = "2603021234567"
    word = tokens.sign("r", int(number))
    at = tokens.reply_to(number)
    assert tokens.find(at, "r") == int(number) and tokens.find(at.upper(), "r") == int(number)
    assert tokens.find(tokens.message_id(number, "notice:1"), "r") == int(number)
    assert tokens.find(tokens.bounces_to(77), "b") == 77 and tokens.find(tokens.bounces_to(77), "r") is None
    swapped = word[:5] + ("a" if word[5] != "a" else "b") + word[6:]
    assert tokens.find(at.replace(word, swapped), "r") is None
    assert letter.read(body("一", "utf-8", "utf-8", subject=f"Re: [12345] {number}"), own=OWN).number == ""
    answered = body("一", "utf-8", "utf-8", In_Reply_To=tokens.message_id(number, "notice:1"))
    assert letter.read(answered, own=OWN).number == number


@pytest.mark.parametrize(("head", "vouched"), [
    ("mx.city.example; dmarc=pass header.from=example.cn", True), ("mx.city.example; spf=pass smtp.mailfrom=chen@example.cn", True),
    ("mx.city.example; dkim=pass header.d=example.cn; dmarc=fail header.from=example.cn", False),
    ("mx.city.example; spf=pass smtp.mailfrom=evil.example", False), ("mx.evil.example; dmarc=pass header.from=example.cn", False),
    ("mx.city.example; dkim=fail header.d=example.cn", False), ("mx.city.example; none", False),
])
def test_only_our_own_servers_word_makes_an_address_believed(head: str, vouched: bool):
    assert verdicts([head], "mx.city.example", "chen@example.cn").vouched is vouched
    assert verdicts(["other; none", head], "mx.city.example", "chen@example.cn").vouched is False, "ours stands on top"
    assert verdicts([head], "", "chen@example.cn").vouched is False
