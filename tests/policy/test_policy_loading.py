"""Loading: profiles laid on top, a version by content, each file read once."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from huying import policy
from huying.policy import Policy

from .conftest import Copy

HELP = {"kind": "help", "urgency": "normal", "urgent_sort": None, "category": None}


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("HUYING_POLICY", raising=False)
    policy.current.cache_clear()
    yield
    policy.current.cache_clear()


def test_the_citys_own_files_and_all_profiles_are_right() -> None:
    folder = policy.policy_folder()
    for profile in (None, "beijing", "shanghai", "shandong"):
        assert policy.check(folder, profile) == []


def test_profiles_differ_in_limits_and_in_nothing_else(
    city: Policy, profile: Callable[[str], Policy]
) -> None:
    expected = {
        "beijing": ("7 calendar_days", "24 hours", "15 calendar_days"),
        "shanghai": ("5 working_days", "1 working_days", "15 working_days"),
        "shandong": ("5 working_days", "2 working_days", "15 working_days"),
    }
    for name, (usual, question, most) in expected.items():
        other = profile(name)
        assert other.limit("complete", **HELP).text == usual  # type: ignore[arg-type]
        assert other.limit("complete", **{**HELP, "kind": "consultation"}).text == question  # type: ignore[arg-type]
        assert other.extension.max_total == most
        assert other.limit("complete", **{**HELP, "urgent_sort": "danger"}).text == "2 hours"  # type: ignore[arg-type]
        assert (other.units, other.categories, other.divisions) == (
            city.units,
            city.categories,
            city.divisions,
        )
        assert other.profile == name and other.city.manner != city.city.manner
    assert len({city.version, *(profile(name).version for name in expected)}) == 4


def test_no_two_profiles_share_their_deadlines(city: Policy, profile: Callable[[str], Policy]) -> None:
    tables = [city, *map(profile, ("beijing", "shanghai", "shandong"))]
    assert len({(one.limits, one.extension) for one in tables}) == 4


def test_chosen_by_the_environment(monkeypatch: pytest.MonkeyPatch, copy: Copy, tmp_path: Path) -> None:
    assert policy.current().profile == ""
    for chosen, manner in (("beijing", "自然日"), (str(copy.folder), "工作日")):
        policy.current.cache_clear()
        monkeypatch.setenv("HUYING_POLICY", chosen)
        assert manner in policy.current().city.manner
    overlay = tmp_path / "own"
    overlay.mkdir()
    (overlay / "city.yaml").write_text("short: 花\n", encoding="utf-8")
    policy.current.cache_clear()
    monkeypatch.setenv("HUYING_POLICY", str(overlay))
    assert (policy.current().city.short, policy.current().city.name) == ("花", "广州市")


def test_unknown_choice_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_POLICY", "atlantis")
    with pytest.raises(policy.PolicyErrors, match="atlantis"):
        policy.current()


def test_version_is_of_the_content_not_of_the_place(copy: Copy, city: Policy) -> None:
    assert policy.load(copy.folder).version == city.version
    assert len(city.version) == 12 and int(city.version, 16) >= 0
    copy.spoil("deadlines.yaml", 'text: "10 working_days"', 'text: "9 working_days"')
    assert policy.load(copy.folder).version != city.version


def test_version_does_not_follow_profiles_that_are_not_in_use_nor_the_calendar(
    copy: Copy, city: Policy
) -> None:
    shutil.rmtree(copy.folder / "profiles" / "beijing")
    shutil.rmtree(copy.folder / "calendar", ignore_errors=True)
    assert policy.load(copy.folder).version == city.version


def test_each_file_is_parsed_once_and_current_only_the_first_time(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    compose = yaml.compose

    def counted(stream: str, Loader: type) -> object:
        parsed.append(stream)
        return compose(stream, Loader=Loader)

    monkeypatch.setattr(yaml, "compose", counted)
    first = policy.current()
    folder = policy.policy_folder()
    files = len(list(folder.glob("*.yaml"))) + len(list((folder / "catalogue").glob("*.yaml")))
    assert len(parsed) == len(set(parsed)) == files
    assert policy.current() is first and len(parsed) == files


def test_a_policy_cannot_be_changed(city: Policy) -> None:
    with pytest.raises(TypeError):
        city.units["new"] = city.units["hotline"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        city.version = "0"  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        city.city.name = "别处"


def test_profile_adds_changes_and_drops_by_id(copy: Copy, city: Policy) -> None:
    own = copy.folder / "profiles" / "own"
    own.mkdir()
    (own / "grounds.yaml").write_text(
        "grounds:\n"
        "  - {code: commercial, drop: true}\n"
        "  - {code: court, name: 法院在办}\n"
        "  - {code: island, name: 岛, en: Isle, text: 岛上, text_en: on the isle, verbs: [decline],"
        " channels: [{name: 船, en: Boat}]}\n",
        encoding="utf-8",
    )
    changed = policy.load(copy.folder, "own").grounds
    assert set(changed) == set(city.grounds) - {"commercial"} | {"island"}
    assert changed["court"].name == "法院在办"
    assert changed["court"].text == city.grounds["court"].text
    assert list(changed)[:3] == list(city.grounds)[:3]


def test_codes_and_times_without_quotes_are_not_read_as_numbers(copy: Copy, city: Policy) -> None:
    copy.spoil("city.yaml", '"22:00"', "22:00")
    copy.spoil("city.yaml", '"020"', "020")
    loaded = policy.load(copy.folder)
    assert (loaded.city.quiet_hours, loaded.city.area_code) == (city.city.quiet_hours, "020")
