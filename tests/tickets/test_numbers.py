"""Ticket numbers: unique, unguessable, checkable, speakable."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.tickets import numbers

KEY = b"a key for tests, thirty-two bytes"
DAY = date(2026, 11, 23)
days = st.dates(date(2020, 1, 1), date(2099, 12, 31))
serials = st.integers(0, 10**12)
NUMBER = numbers.mint(1, DAY, KEY)


@given(serials, days)
def test_mint_gives_valid_number_with_the_day_in_it(serial: int, day: date) -> None:
    number = numbers.mint(serial, day, KEY)
    assert len(number) == 13 and number.isdigit()
    assert number.startswith(f"{day:%y%m%d}")
    assert numbers.is_valid(number)


def test_mint_never_repeats_within_a_day() -> None:
    # A random function would give about 800 collisions among 40,000 of 1,000,000.
    neighbours = range(20_000)
    strided = range(20_000, 1_000_000, 49)
    made = {numbers.mint(serial, DAY, KEY) for serial in (*neighbours, *strided)}
    assert len(made) == len(neighbours) + len(strided)


def test_mint_is_onto_the_whole_range() -> None:
    thousands = [0] * 1000
    for serial in range(30_000):
        thousands[int(numbers.mint(serial, DAY, KEY)[6:9])] += 1
    assert min(thousands) > 5 and max(thousands) < 70


def test_mint_wraps_after_a_million() -> None:
    assert numbers.mint(1_000_005, DAY, KEY) == numbers.mint(5, DAY, KEY)


def test_mint_depends_on_key_and_day() -> None:
    mine = [numbers.mint(n, DAY, KEY)[6:12] for n in range(200)]
    other_key = [numbers.mint(n, DAY, b"another key, also of good length")[6:12] for n in range(200)]
    other_day = [numbers.mint(n, date(2026, 11, 24), KEY)[6:12] for n in range(200)]
    assert sum(a == b for a, b in zip(mine, other_key, strict=True)) < 3
    assert sum(a == b for a, b in zip(mine, other_day, strict=True)) < 3


def test_consecutive_numbers_tell_nothing_of_each_other() -> None:
    steps = [
        (int(numbers.mint(n + 1, DAY, KEY)[6:12]) - int(numbers.mint(n, DAY, KEY)[6:12])) % 10**6 for n in range(3000)
    ]
    assert len(set(steps)) > 2950


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 65])
def test_mint_refuses_bad_keys(key: bytes) -> None:
    with pytest.raises(ValueError, match="16 to 64"):
        numbers.mint(1, DAY, key)


def test_mint_refuses_negative_serial() -> None:
    with pytest.raises(ValueError):
        numbers.mint(-1, DAY, KEY)


@pytest.mark.parametrize(("digits", "check"), [("0794", "5"), ("002006673085", "9"), ("9", "4")])
def test_check_digit_of_known_examples(digits: str, check: str) -> None:
    assert numbers.check_digit(digits) == check


@given(serials, days, st.integers(0, 12), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(serial: int, day: date, place: int, step: int) -> None:
    number = numbers.mint(serial, day, KEY)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert not numbers.is_valid(wrong)


def test_nearly_every_swap_of_neighbours_is_found() -> None:
    swaps = missed = 0
    for serial in range(3000):
        number = numbers.mint(serial, DAY, KEY)
        for i in range(12):
            if number[i] != number[i + 1]:
                swaps += 1
                swapped = number[:i] + number[i + 1] + number[i] + number[i + 2 :]
                missed += numbers.check_digit(swapped[:-1]) == swapped[-1]
    assert missed / swaps < 0.025


@given(serials, days)
def test_normalise_reads_back_what_is_shown_and_spoken(serial: int, day: date) -> None:
    number = numbers.mint(serial, day, KEY)
    assert numbers.normalise(numbers.shown(number)) == number
    assert numbers.normalise(numbers.spoken(number)) == number
    assert numbers.normalise(number.translate({48 + n: 0xFF10 + n for n in range(10)})) == number


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"  {NUMBER}\n",
        f"{NUMBER[:6]}-{NUMBER[6:12]}-{NUMBER[12]}",
        f"{NUMBER[:6]}—{NUMBER[6:]}",
        f"工单号：{NUMBER}",
        f"工单编号: {numbers.shown(NUMBER)}",
        f"No.{NUMBER}",
        f"编号{NUMBER}",
        "、".join(NUMBER),
        f"{NUMBER[:6]}　{NUMBER[6:]}",
    ],
)
def test_normalise_accepts_what_people_write(text: str) -> None:
    assert numbers.normalise(text) == NUMBER
    assert numbers.is_valid(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "12345",
        NUMBER + "0",
        NUMBER[:-1],
        NUMBER[:-1] + "x",
        "没有工单号",
        "१" * 13,
        "1" * 5000,
        "\0" * 13,
    ],
)
def test_normalise_refuses_the_rest(text: str) -> None:
    assert numbers.normalise(text) is None
    assert not numbers.is_valid(text)


@given(st.text(max_size=60))
def test_normalise_never_fails(text: str) -> None:
    digits = numbers.normalise(text)
    assert digits is None or (len(digits) == 13 and digits.isascii() and digits.isdigit())


def test_is_valid_refuses_days_that_never_were() -> None:
    digits = "261323482915"
    assert not numbers.is_valid(digits + numbers.check_digit(digits))


def test_spoken_and_shown() -> None:
    assert numbers.spoken("2611234829157") == "二六 幺幺 二三，四八二 九幺五，七"
    assert numbers.shown("2611234829157") == "261123 482915 7"


def test_extraction_code_is_six_digits_and_differs() -> None:
    codes = {numbers.extraction_code() for _ in range(500)}
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 490


def test_code_matches_only_its_number_code_and_key() -> None:
    stored = numbers.code_hash(NUMBER, "048213", KEY)
    assert len(stored) == 32
    assert numbers.code_matches(NUMBER, "048213", KEY, stored)
    assert numbers.code_matches(NUMBER, "０４８ ２１３", KEY, stored)
    assert not numbers.code_matches(NUMBER, "048214", KEY, stored)
    assert not numbers.code_matches(numbers.mint(2, DAY, KEY), "048213", KEY, stored)
    assert not numbers.code_matches(NUMBER, "048213", b"another key, also of good length", stored)
