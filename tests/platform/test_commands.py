"""The `huying` command: help that teaches, answers for programs, one clear line about a fault."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from huying import policy
from huying.cli import MODULES, registered


def huying(
    *arguments: str, environment: dict[str, str], seconds: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    command = [sys.executable, "-m", "huying.cli", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )


@pytest.fixture
def copied_policy(home: Path) -> Path:
    folder = home / "policy"
    shutil.copytree(policy.policy_folder(), folder)
    return folder


def test_help_of_the_whole_names_where_to_start(clean_environment):
    assert "huying up" in huying("--help", environment=clean_environment).stdout


@pytest.mark.parametrize("name", ["up", "web", "live", "worker", "migrate", "check", "shell", "version"])
def test_help_shows_an_example(name, clean_environment):
    shown = huying(name, "--help", environment=clean_environment)
    assert shown.returncode == 0
    assert f"huying {name}" in shown.stdout
    assert "for example" in shown.stdout


def test_every_command_module_can_be_registered():
    assert {"up", "serve", "migrate", "check", "manage", "version"} <= set(registered()) <= set(MODULES)


def test_version_is_readable_by_programs(clean_environment):
    answer = json.loads(huying("version", "--json", environment=clean_environment).stdout)
    assert answer["python"].startswith("3.")
    assert answer["huying"]


def test_check_names_every_mistake_with_file_line_and_remedy(copied_policy, clean_environment):
    city = copied_policy / "city.yaml"
    city.write_text(city.read_text() + "\nno_such_key: 1\n")
    (copied_policy / "doors.yaml").write_text("doors: []\nno_such_either: 2\n")
    answer = huying("check", str(copied_policy), "--json", environment=clean_environment)
    assert answer.returncode == 1
    found = json.loads(answer.stdout)["mistakes"]
    assert {"city.yaml", "doors.yaml"} <= {one["file"] for one in found}
    last_line = len(city.read_text().splitlines())
    assert any(one["file"] == "city.yaml" and one["line"] == last_line for one in found)
    assert all(one["what_zh"] and one["what_en"] and one["write"] for one in found)


def test_check_hears_the_calendar_too(copied_policy, clean_environment):
    year = next((copied_policy / "calendar").glob("2026.yaml"))
    year.write_text(year.read_text().replace("year: 2026", "year: 2025"))
    answer = huying("check", str(copied_policy), "--json", environment=clean_environment)
    assert any(one["file"].startswith("calendar") for one in json.loads(answer.stdout)["mistakes"])


def test_check_finds_no_mistake_in_the_default_policy(clean_environment):
    answer = huying("check", "--json", environment=clean_environment)
    assert json.loads(answer.stdout) == {"mistakes": []}
    assert answer.returncode == 0


def test_up_on_a_taken_port_says_so_in_one_line(clean_environment, free_port):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", free_port))
        holder.listen()
        answer = huying("up", "--port", str(free_port), environment=clean_environment)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert len(answer.stderr.splitlines()) == 1
    assert str(free_port) in answer.stderr


def test_up_with_a_policy_mistake_names_it_and_starts_nothing(clean_environment, copied_policy, free_port):
    city = copied_policy / "city.yaml"
    city.write_text(city.read_text() + "\nno_such_key: 1\n")
    environment = clean_environment | {"HUYING_POLICY": str(copied_policy)}
    answer = huying("up", "--port", str(free_port), environment=environment)
    assert answer.returncode == 1
    assert f"city.yaml:{len(city.read_text().splitlines())}" in answer.stderr
    assert not (Path(environment["HUYING_VAR"]) / "postgres").exists()


def test_database_that_does_not_answer_is_one_line(clean_environment):
    environment = clean_environment | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    answer = huying("migrate", environment=environment)
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1


def test_calendar_says_until_when_it_knows(clean_environment):
    answer = json.loads(huying("calendar", "show", "--json", environment=clean_environment).stdout)
    assert answer["known_until"] == f"{max(answer['years'])}-12-31"


def test_calendar_with_a_mistake_is_not_loaded(copied_policy, clean_environment, home):
    environment = clean_environment | {"HUYING_POLICY": str(copied_policy)}
    wrong = home / "2027.yaml"
    wrong.write_text("year: 2026\n")
    answer = huying("calendar", "load", str(wrong), environment=environment)
    assert answer.returncode == 1
    assert "2027.yaml:1" in answer.stderr
    assert not (copied_policy / "calendar" / "2027.yaml").exists()


def test_a_command_on_a_database_without_tables_says_what_to_run(clean_environment, tmp_path):
    sheet = tmp_path / "rows.csv"
    sheet.write_text("detail\n路灯不亮\n", "utf-8")
    told = huying("intake", str(sheet), "--map", "detail=detail", environment=clean_environment)
    assert told.returncode == 1
    assert len(told.stderr.splitlines()) == 1
    assert "huying migrate" in told.stderr
