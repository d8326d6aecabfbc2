"""The vault: what is sealed opens only in its place, and what is shown is masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.people import vault
from huying.people.vault import BadKey, Damaged, UnknownKey, Vault

SECRET = b"one master secret for tests, 32+ bytes"
NEWER = b"the master secret of the year after it"
VAULT = Vault.from_secret(SECRET)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.text("abc:.1", max_size=20))
def test_open_gives_back_what_was_sealed(text: str, context: str) -> None:
    blob = VAULT.seal(text, context)
    assert VAULT.open_(blob, context) == text
    assert len(blob) == len(text.encode()) + 31


def test_seal_hides_the_text_and_never_repeats() -> None:
    blobs = {VAULT.seal("13812345678", "phone") for _ in range(100)}
    assert len(blobs) == 100
    assert not any(b"13812345678" in blob for blob in blobs)


def test_open_refuses_another_context() -> None:
    blob = VAULT.seal("13812345678", "citizen.phone:1")
    with pytest.raises(Damaged):
        VAULT.open_(blob, "citizen.phone:2")


@pytest.mark.parametrize("place", range(3 + 12 + 11 + 16))
def test_open_refuses_every_changed_byte(place: int) -> None:
    blob = bytearray(VAULT.seal("13812345678", "phone"))
    blob[place] ^= 1
    with pytest.raises((Damaged, UnknownKey)):
        VAULT.open_(bytes(blob), "phone")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x02" + bytes(60), b"plain text that was never sealed by us"])
def test_open_refuses_what_is_no_blob(blob: bytes) -> None:
    with pytest.raises(Damaged):
        VAULT.open_(blob, "phone")


def test_open_accepts_what_a_database_driver_returns() -> None:
    assert VAULT.open_(memoryview(VAULT.seal("张三", "name")), "name") == "张三"  # type: ignore[arg-type]


def test_rotation_opens_old_seals_new_and_keeps_fingerprints() -> None:
    old = VAULT.seal("张三", "name")
    rotated = Vault.from_secret(NEWER, key_id=2, older={1: SECRET})
    assert rotated.open_(old, "name") == "张三"
    assert not rotated.is_current(old)
    new = rotated.seal("张三", "name")
    assert rotated.is_current(new)
    assert rotated.fingerprint("13812345678", "phone") == VAULT.fingerprint("13812345678", "phone")
    with pytest.raises(UnknownKey):
        VAULT.open_(new, "name")


def test_another_secret_opens_nothing() -> None:
    with pytest.raises(Damaged):
        Vault.from_secret(NEWER).open_(VAULT.seal("张三", "name"), "name")


def test_bad_keys_are_refused() -> None:
    with pytest.raises(BadKey):
        Vault.from_secret(b"short")
    with pytest.raises(BadKey):
        Vault({1: b"short"}, 1, bytes(32))
    with pytest.raises(BadKey):
        Vault({70000: bytes(32)}, 70000, bytes(32))
    with pytest.raises(BadKey):
        Vault({1: bytes(32)}, 1, b"")
    with pytest.raises(UnknownKey):
        Vault({1: bytes(32)}, 2, bytes(32))


def test_fingerprint_depends_on_value_purpose_and_key() -> None:
    mine = VAULT.fingerprint("13812345678", "phone")
    assert len(mine) == 16
    assert mine == Vault.from_secret(SECRET).fingerprint("13812345678", "phone")
    others = {
        VAULT.fingerprint("13812345679", "phone"),
        VAULT.fingerprint("13812345678", "id_card"),
        VAULT.fingerprint("3812345678", "phone1"),
        Vault.from_secret(NEWER).fingerprint("13812345678", "phone"),
    }
    assert len(others) == 4 and mine not in others


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("13812345678", "13812345678"),
        (" 138 1234 5678 ", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("+86-138-1234-5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("19912345678", "19912345678"),
        ("020-81234567", "020-81234567"),
        ("（020）8123 4567", "020-81234567"),
        ("02081234567", "020-81234567"),
        ("+86 20 8123 4567", "020-81234567"),
        ("0755-26123456", "0755-26123456"),
        ("0763-3312345", "0763-3312345"),
        ("020-81234567转801", "020-81234567-801"),
        ("020-81234567-801", "020-81234567-801"),
        ("400-123-4567 转 9", "4001234567-9"),
        ("020-81234567 分机 12", "020-81234567-12"),
        ("400-123-4567", "4001234567"),
        ("8008123456", "8008123456"),
        ("+852 6123 4567", "+85261234567"),
        ("0044 20 7946 0000", "+442079460000"),
    ],
)
def test_normal_phone_knows_every_spelling(text: str, normal: str) -> None:
    assert vault.normal_phone(text) == normal
    assert vault.normal_phone(normal) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "电话",
        "12345",
        "110",
        "1381234567",
        "138123456789",
        "12812345678",
        "81234567",
        "020-1123456",
        "020-812345678",
        "010-8123456",
        "138123456a8",
        "+",
        "+86",
        "+0",
        "1" * 300,
        "१३८१२३४५६७८",
        "\0" * 11,
    ],
)
def test_normal_phone_refuses_the_rest(text: str) -> None:
    assert vault.normal_phone(text) is None


def test_normal_phone_adds_the_area_code_of_the_city() -> None:
    assert vault.normal_phone("8123 4567", area_code="020") == "020-81234567"
    assert vault.normal_phone("8123 456", area_code="020") is None
    assert vault.normal_phone("13812345678", area_code="020") == "13812345678"


@given(st.text(max_size=40))
def test_normal_phone_is_stable(text: str) -> None:
    normal = vault.normal_phone(text)
    if normal is not None:
        assert vault.normal_phone(normal) == normal


@pytest.mark.parametrize(
    ("mask", "text", "masked"),
    [
        (vault.mask_phone, "13812345678", "138****5678"),
        (vault.mask_phone, "020-81234567", "020-****4567"),
        (vault.mask_phone, "020-81234567-801", "020-****4567"),
        (vault.mask_phone, "0763-3312345", "0763-****2345"),
        (vault.mask_phone, "4001234567", "****67"),
        (vault.mask_phone, "+85261234567", "****67"),
        (vault.mask_phone, "110", "***"),
        (vault.mask_phone, "", ""),
        (vault.mask_name, "张三", "张**"),
        (vault.mask_name, "张三丰", "张**"),
        (vault.mask_name, "欧阳修", "欧阳**"),
        (vault.mask_name, "欧阳", "欧**"),
        (vault.mask_name, "John Smith", "J**"),
        (vault.mask_name, "𠮷野", "𠮷**"),
        (vault.mask_name, " ", ""),
        (vault.mask_id, "440106199001011234", "440*************34"),
        (vault.mask_id, "E1234567", "********"),
        (vault.mask_id, "", ""),
        (vault.mask_address, "天河区体育西路12号3栋502房", "天河区体育西路***"),
        (vault.mask_address, "越秀区北京街道盐运西社区7号", "越秀区北京街道***"),
        (vault.mask_address, "白云大道北88号", "白云大道***"),
        (vault.mask_address, "太和镇大源村东街3号", "太和镇***"),
        (vault.mask_address, "珠江花园5栋", "珠江花***"),
        (vault.mask_address, "", ""),
    ],
)
def test_masks(mask: object, text: str, masked: str) -> None:
    assert mask(text) == masked  # type: ignore[operator]
