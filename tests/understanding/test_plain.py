"""One spelling for comparison: what the short way of wide marks gives is what Unicode's own way gives."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from huying.understanding.plain import bare, plain, whole

WIDE = "".join(map(chr, range(0xFF00, 0xFFF0))) + "\u3000①㎡ﬁÅ\u0301\u030a가\u1100\u1161。“”…"


@given(st.text() | st.text(WIDE + "天河路 aA1"))
@example("Ａ\u0301ＢＣ！？（天河）\u3000路")
@example("ｶﾞ\uff9e")
def test_plain_is_nfkc_in_lower_case_with_single_spaces(text: str) -> None:
    assert plain(text) == " ".join(unicodedata.normalize("NFKC", whole(text)).lower().split())


@given(st.text())
def test_bare_keeps_letters_and_digits_alone(text: str) -> None:
    assert bare(text) == "".join(filter(str.isalnum, plain(text)))
