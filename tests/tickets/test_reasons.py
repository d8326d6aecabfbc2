"""The words that spoke, as they are written in the text."""

from huying.tickets.reading import read
from huying.tickets.reasons import as_written, marked, reasons
from tests.cast import Cast


def test_category_place_and_time_come_with_words_of_the_text(cast: Cast):
    incoming = cast.request()
    found = {each.element: each for each in reasons(incoming, read(incoming))}
    assert set(found) == {"category", "division", "time"}
    whole = f"{incoming.place} {incoming.text}"
    assert all(word in whole for each in found.values() for word in each.words)
    assert found["division"].value.startswith("440106") and "昨晚十一点" in found["time"].words[0]


def test_hostile_and_empty_texts_are_no_error(cast: Cast):
    for text in ("😀" * 50, "a", "ＡＢ\x00Ｃ", "(" * 5000, "1" * 9000, "<script>" * 200):
        incoming = cast.request(title="", detail=text, place="", wish="", happened="")
        reasons(incoming, read(incoming))


def test_marked_pieces_are_the_text_again():
    text = "工地一直打桩，(打桩)！"
    pieces = marked(text, ("打桩", "工地", "(", ""))
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, spoke in pieces if spoke] == ["工地", "打桩", "(", "打桩"]
    assert marked(text, ()) == [(text, False)]


def test_words_not_in_the_text_are_left_out():
    assert as_written("这里有ＫＴＶ噪声", ("ktv", "噪声", "施工")) == ("ＫＴＶ", "噪声")
