"""Every kind of mistake in a policy file is named with file, line, id and remedy, and all of them at once."""

import pytest

from huying import policy

from .conftest import Copy

# file, text that stood there, what a careless hand writes, the id named, words of the finding and the remedy
SPOILT = {
    "threshold above one": (
        "understanding.yaml", "merge: 0.4 ", "merge: 1.35 ", "", "less than or equal to 1", "1",
    ),
    "thresholds that fall": (
        "understanding.yaml", "category_sure: 0.35", "category_sure: 0.01", "", "must rise", "0.05",
    ),
    "a merge proposed before it is shown": (
        "understanding.yaml", "merge_proposed: 0.95", "merge_proposed: 0.3", "", "merge_proposed", "0.95",
    ),
    "unknown part of understanding": (
        "understanding.yaml", "tone: true ", "toen: true ", "", "toen", "tone",
    ),
    "hint without its count": (
        "understanding.yaml", "附近已有 {n} 人", "附近有人", "", "{n}", "{n}",
    ),
    "unknown key": (
        "units.yaml", "streets: auto", "streets: auto\nstreeets: none", "", "streeets", "streets",
    ),
    "unknown key in an item": (
        "deadlines.yaml", '    text: "3 minutes"', '    txet: x\n    text: "3 minutes"', "acknowledge",
        "txet", "text:",
    ),
    "key twice": ("city.yaml", "name: 广州市", "name: 广州市\nname: 广州", "name", "twice", "keep one"),
    "wrong type": ("quality.yaml", "returns: 3 ", "returns: three ", "", "whole number", "3"),
    "code without quotes": (
        "divisions.yaml", 'code: "440103001"', "code: 440103001", "440103001", "text", '"…"',
    ),
    "missing key": ("city.yaml", 'area_code: "020"', "", "", "area_code", "area_code: …"),
    "wrong choice": (
        "deadlines.yaml", "promise: acknowledge", "promise: acknowlege", "acknowledge", "acknowlege",
        "first_contact",
    ),
    "limit that cannot be read": (
        "deadlines.yaml", 'text: "10 working_days"', 'text: "10 workdays"', "complete", "10 workdays",
        "working_days",
    ),
    "limit of nothing": (
        "deadlines.yaml", 'text: "10 working_days"', 'text: "0 working_days"', "complete",
        "cannot be read", "10",
    ),
    "time of day": ("city.yaml", '"22:00"', '"22:70"', "", "22:70", "09:00"),
    "id twice": (
        "deadlines.yaml", "- id: look\n", "- id: acknowledge\n", "acknowledge", "already on line", "id",
    ),
    "duty telephone that cannot be dialled": (
        "units.yaml", 'duty: {phone: "020-00001001"', 'duty: {phone: "8100 1001 转 3"', "city-management",
        "cannot be dialled", "020-81234567",
    ),
    "duty telephone that is an emergency": (
        "units.yaml", 'duty: {phone: "020-00001013"', 'duty: {phone: "12110"', "city-emergency", "emergency number", "020-81234567",
    ),
    "duty telephone that is the hotline": (
        "units.yaml", 'duty: {phone: "020-00001013"', 'duty: {phone: "12345"', "city-emergency", "own number", "020-81234567",
    ),
    "duty hours turned round": (
        "units.yaml", 'hours: [["09:00", "12:00"]', 'hours: [["12:00", "09:00"]', "city-environment", "end before they begin", "09:00",
    ),
    "emergency line after itself": (
        "phone.yaml", 'ambulance: {drill: "9120", next: police}', 'ambulance: {drill: "9120", next: polise}', "", "polise", "police",
    ),
    "unit twice": ("units.yaml", "id: city-tax,", "id: city-police,", "city-police", "already", "id"),
    "division twice": ("divisions.yaml", '"440106002"', '"440106001"', "440106001", "already", "id"),
    "division astray": ("divisions.yaml", '"440106002"', '"440107002"', "440107002", "440106", "440106002"),
    "parent that does not exist": (
        "units.yaml", "parent: city-water-affairs", "parent: city-water", "water-supply", "city-water",
        "city-water-affairs",
    ),
    "division that does not exist": (
        "units.yaml", 'sort: district, division: "440104"', 'sort: district, division: "440109"', "yuexiu",
        "440109", "4401",
    ),
    "sort that does not exist": ("units.yaml", "sort: tax,", "sort: taxes,", "city-tax", "taxes", "tax"),
    "sort without a city unit": ("units.yaml", "sort: tax,", "sort: police,", "", "“tax”", "sort: tax"),
    "lead that does not exist": (
        "dispatch.yaml", "lead: city-traffic-police", "lead: city-trafic-police", "illegal-parking",
        "city-trafic-police", "city-traffic-police",
    ),
    "assisting that does not exist": (
        "dispatch.yaml", "sort:environment", "sort:enviroment", "black-water", "enviroment",
        "sort:environment",
    ),
    "default missing": ("dispatch.yaml", "- {sort: tax, ", "- {sort: police, ", "", "“tax”", "sort: tax"),
    "ladder without its limit": (
        "ladder.yaml", 'at: after, after: "10 minutes"', "at: after", "acknowledge-head", "needs a limit",
        "after",
    ),
    "ladder of an unknown promise": (
        "ladder.yaml", "  look_again:", "  look_agian:", "", "look_agian", "look_again",
    ),
    "placeholder": ("notices.yaml", "{code}", "{cod}", "received", "{cod}", "code"),
    "brace": ("notices.yaml", "{code}", "{code", "received", "braces", "{number}"),
    "notice missing": ("notices.yaml", "- id: merged", "- id: mergd", "", "“merged”", "merged"),
    "door that is shut": ("doors.yaml", "- {id: email,", "- {id: emial,", "emial", "emial", "email"),
    "sheet of 90 points": (
        "quality.yaml", "points: 30, of: agent", "points: 20, of: agent", "", "90", "100",
    ),
    "extension too long": (
        "deadlines.yaml", 'add: "5 working_days"', 'add: "6 working_days"', "", "16 working_days", "15",
    ),
    "extension not comparable": (
        "deadlines.yaml", 'add: "5 working_days"', 'add: "5 calendar_days"', "", "measure",
        "15 working_days",
    ),
    "limit longer than an extension": (
        "deadlines.yaml", 'text: "3 working_days"\n    clause: 紧急',
        'text: "16 working_days"\n    clause: 紧急', "complete-urgent", "longer", "15 working_days",
    ),
    "two rules at once": (
        "deadlines.yaml", "urgent_sort: [water,", "urgent_sort: [danger, water,", "complete-supply",
        "complete-danger", "narrow",
    ),
    "promise without a rule": (
        "deadlines.yaml", "promise: rework", "promise: rework\n    kinds: [help]", "", "“rework”",
        "promise: rework",
    ),
    "time zone": ("city.yaml", "Asia/Shanghai", "Asia/Canton", "", "Asia/Canton", "Asia/Shanghai"),
    "Chinese missing": ("city.yaml", "[zh-hans, en]", "[en]", "", "Chinese", "zh-hans"),
    "bad YAML": ("ladder.yaml", "  look:\n", "  look\n", "", "YAML", "indentation"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_mistake_is_named_with_file_line_id_and_remedy(copy: Copy, name: str) -> None:
    file, old, new, known, finding, remedy = SPOILT[name]
    line = copy.spoil(file, old, new)
    fitting = [
        one for one in copy.mistakes() if finding in one.what_en and remedy in one.write and one.id == known
    ]
    assert fitting, copy.mistakes()
    found = fitting[0]
    assert found.file == file
    if finding.startswith("“") or name in {
        "missing key",
        "Chinese missing",
        "notice missing",
        "sheet of 90 points",
    }:
        assert found.line >= 1  # what is absent has no line of its own: the part it is absent from is named
    else:
        assert found.line in (line, line + 1), found  # + 1 where the misfit was added below
    assert found.what_zh != found.what_en
    assert f"{file}:{found.line}" in found.sentence("en")


def test_exact_line_of_a_value_deep_in_a_file(copy: Copy) -> None:
    line = copy.spoil("deadlines.yaml", 'text: "2 working_days"', 'text: "2 day"')
    (found,) = copy.mistakes()
    assert (found.file, found.line, found.id) == ("deadlines.yaml", line, "complete-consultation")


def test_all_mistakes_are_shown_at_once(copy: Copy) -> None:
    copy.spoil("city.yaml", "short: 穗", "shrot: 穗")
    copy.spoil("units.yaml", "parent: city-transport", "parent: city-trans")
    copy.spoil("deadlines.yaml", 'text: "24 hours"', 'text: "a day"')
    copy.spoil("notices.yaml", "{link}", "{lnk}")
    files = {one.file for one in copy.mistakes()}
    assert files == {"city.yaml", "units.yaml", "deadlines.yaml", "notices.yaml"}
    with pytest.raises(policy.PolicyErrors) as caught:
        policy.load(copy.folder)
    assert caught.value.mistakes == copy.mistakes()
    assert "city.yaml" in str(caught.value)


@pytest.mark.parametrize(
    "file", ["city.yaml", "divisions.yaml", "units.yaml", "dispatch.yaml", "notices.yaml"]
)
def test_missing_file_is_named(copy: Copy, file: str) -> None:
    (copy.folder / file).unlink()
    assert [one.file for one in copy.mistakes()] == [file]


def test_empty_file_and_wrong_encoding_are_mistakes_not_crashes(copy: Copy) -> None:
    (copy.folder / "ladder.yaml").write_text("", encoding="utf-8")
    (copy.folder / "doors.yaml").write_bytes("doors: 电话".encode("gb18030"))
    found = {one.file: one for one in copy.mistakes()}
    assert "missing" in found["ladder.yaml"].what_en
    assert "UTF-8" in found["doors.yaml"].write


@pytest.mark.parametrize("text", ["[]", "just words", "3", "- a\n- b", "? [x]\n: y"])
def test_file_of_another_shape_is_a_mistake_not_a_crash(copy: Copy, text: str) -> None:
    for path in copy.folder.glob("*.yaml"):
        path.write_text(text, encoding="utf-8")
    assert {one.file for one in copy.mistakes()} >= {"city.yaml", "units.yaml", "dispatch.yaml"}


def test_catalogue_mistakes_name_the_class_file(copy: Copy) -> None:
    first = sorted((copy.folder / "catalogue").glob("*.yaml"))[0]
    file = f"catalogue/{first.name}"
    line = copy.spoil(file, "unit: ", "unit: nobody-")
    copy.spoil(file, 'code: "0101"', 'code: "0901"')
    found = [one for one in copy.mistakes() if one.file == file]
    assert any(one.line == line and "“nobody-" in one.what_en for one in found)


def test_catalogue_codes_must_nest(copy: Copy) -> None:
    first = sorted((copy.folder / "catalogue").glob("*.yaml"))[0]
    line = copy.spoil(f"catalogue/{first.name}", '"010101"', '"020101"')
    found = [one for one in copy.mistakes() if one.file == f"catalogue/{first.name}"]
    assert any(one.line == line and "0101" in one.write for one in found), found


def test_empty_catalogue_is_a_mistake(copy: Copy) -> None:
    for path in (copy.folder / "catalogue").glob("*.yaml"):
        path.unlink()
    assert [one.file for one in copy.mistakes()] == ["catalogue"]


def test_rule_for_an_unknown_category_and_place(copy: Copy) -> None:
    line = copy.append(
        "dispatch.yaml",
        '  - {id: x-1, category: "999999", place: "440199", lead: tianhe, basis: 试}\n'
        '  - {id: x-2, category: "01", lead: tianhe, sort: police, basis: 试}\n',
    )
    found = copy.mistakes()
    # a rule that names both lead and sort does not fit, so the file's references are not looked at before
    assert [(one.line, one.id) for one in found] == [(line + 1, "x-2")]
    copy.spoil("dispatch.yaml", ", sort: police, basis: 试", ', limit: "16 working_days", basis: 试')
    kinds = {(one.id, one.line) for one in copy.mistakes()}
    assert {("x-1", line), ("x-2", line + 1)} <= kinds
    assert any("category “999999”" in one.what_en for one in copy.mistakes())
    assert any("division “440199”" in one.what_en for one in copy.mistakes())
    assert any("longer than allowed" in one.what_en for one in copy.mistakes())


def test_two_rules_for_one_category_and_place(copy: Copy) -> None:
    copy.append(
        "dispatch.yaml",
        '  - {id: x-1, category: "010101", place: "440118", lead: tianhe, basis: 试}\n'
        '  - {id: x-2, category: "010101", place: "440118", lead: yuexiu, basis: 试}\n',
    )
    (found,) = copy.mistakes()
    assert found.id == "x-2" and "x-1" in found.what_en


def test_units_above_themselves(copy: Copy) -> None:
    copy.spoil("units.yaml", "id: city-transport,", "id: city-transport, parent: metro,")
    assert {one.id for one in copy.mistakes() if "above itself" in one.what_en} == {"city-transport", "metro"}


def test_profile_mistakes_name_the_profiles_file(copy: Copy) -> None:
    line = copy.spoil("profiles/beijing/deadlines.yaml", 'text: "7 calendar_days"', 'text: "7 days"')
    (found,) = copy.mistakes("beijing")
    assert (found.file, found.line, found.id) == ("profiles/beijing/deadlines.yaml", line, "complete")
    assert copy.mistakes() == [] and copy.mistakes("shanghai") == []


def test_profile_that_drops_what_is_not_there(copy: Copy) -> None:
    copy.append("profiles/beijing/deadlines.yaml", "  - {id: nothing, drop: true}\n")
    (found,) = copy.mistakes("beijing")
    assert found.id == "nothing" and "does not exist" in found.what_en


def test_profile_file_that_nobody_reads(copy: Copy) -> None:
    (copy.folder / "profiles/beijing/deadline.yaml").write_text("rules: []", encoding="utf-8")
    (found,) = copy.mistakes("beijing")
    assert found.file == "profiles/beijing/deadline.yaml" and "deadlines.yaml" in found.write


def test_unknown_profile_offers_the_known_ones(copy: Copy) -> None:
    (found,) = copy.mistakes("bejing")
    assert "beijing" in found.write
