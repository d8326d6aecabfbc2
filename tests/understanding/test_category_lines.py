"""Lines of words that mean nearly the same, as features of a text."""

from huying.understanding.category_features import numbers, reaches, read
from huying.understanding.category_lines import Lines, shipped

TWO = Lines(("""
路灯 街灯 照明
    灯杆
4S店 新车
""",))


def test_lines_lead_different_words_to_one_key() -> None:
    lamps = {int(key) for word in ("路灯", "街灯", "灯杆") for key in TWO.found(word)[0]}
    assert len(lamps) == 1
    assert lamps != {int(key) for key in TWO.found("新车")[0]}


def test_lines_tell_where_a_word_stands() -> None:
    keys, begins, ends = TWO.found("楼下街灯坏了")
    assert (len(keys), begins.tolist(), ends.tolist()) == (1, [2], [4])


def test_lines_read_figures_and_letters_as_texts_are_read() -> None:
    assert len(TWO.found("".join(read("去4S店").words))[0]) == 1


def test_lines_find_nothing_in_nothing() -> None:
    assert [len(part) for part in TWO.found("")] == [0, 0, 0]


def test_lines_keep_their_keys_when_words_are_added() -> None:
    longer = Lines(("路灯 街灯 照明 灯杆 灯头\n",))
    assert longer.found("灯头")[0].tolist() == TWO.found("路灯")[0].tolist()


def test_shipped_lines_are_part_of_a_text_s_numbers() -> None:
    found = read("小区外面的街灯不亮")
    keys, _, _ = shipped().found("".join(found.words))  # within the head, so that each counts twice
    begins, ends = reaches(found)
    assert len(keys) > 0
    assert [(numbers(found) & 7 == block).sum() for block in (6, 7)] == [len(keys)] * 2
    assert len(numbers(found)) == len(begins) == len(ends)
    assert (ends > begins).all()


def test_no_line_of_the_fields_repeats_another_s_first_words() -> None:
    from huying.understanding.lexicon.fields import FIELDS

    heads = [" ".join(line.split()[:2]) for line in FIELDS.replace("\n    ", " ").splitlines() if line.strip()]
    assert len(heads) == len(set(heads))
