"""The house stays in order: captions, sizes, names, words, and nothing that does not belong to the project."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "huying"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_module_has_a_caption_and_a_bounded_length():
    wrong = [named(path) for path in MODULES if ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None]
    assert wrong == []
    long = {named(path): count for path in MODULES if (count := len(path.read_text("utf-8").splitlines())) > 300}
    assert long == {}


def test_functions_are_short():
    long = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 40:
                    long[f"{named(path)}:{node.name}"] = length
    assert long == {}


def test_templates_are_short():
    assert {named(p): n for p in TEMPLATES if (n := len(p.read_text("utf-8").splitlines())) > 150} == {}


def test_no_room_has_a_name_that_says_nothing():
    assert [named(p) for p in PACKAGE.rglob("*") if p.stem in {"common", "utils", "helpers", "services"}] == []


@pytest.mark.parametrize("table", ["State", "Verb", "Role", "Promise", "Kind", "Urgency", "Grade", "Door"])
def test_every_word_of_the_core_is_in_the_glossary(table: str):
    from huying import policy
    from huying.people.persons import Role
    from huying.tickets import map
    from huying.tickets.models import PROMISE_NAMES
    from huying.tickets.states import Grade, Kind, State, Urgency

    words = {"State": State, "Verb": map.VERBS, "Role": Role, "Promise": PROMISE_NAMES, "Kind": Kind, "Urgency": Urgency,
             "Grade": Grade, "Door": policy.current().doors}[table]
    known = set(re.findall(r"^\| [^|]+ \| ([a-z0-9_]+) \|", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.MULTILINE))
    assert {str(word) for word in words} - known == set()


def test_the_map_page_is_current():
    done = subprocess.run([".venv/bin/python", "scripts/docs.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_verb_has_its_file_its_sentence_and_its_name():
    from huying.tickets import events, life, map

    for verb in map.VERBS:
        assert (PACKAGE / "tickets" / "life" / f"{verb}.py").exists(), verb
        assert callable(getattr(life, verb)), verb
        assert verb in events.SENTENCES, verb
    assert set(events.SENTENCES) == set(map.VERBS)


def test_every_dependency_is_explained():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    names = [re.split(r"[\[~=<> ]", each)[0].lower() for each in wanted]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_nothing_names_a_machine_or_a_registry():
    done = subprocess.run(
        ["git", "grep", "-nIE", r'(/wor[k]/|"resolved": *"http|index-url *=? *http|files\.pythonhoste[d]|registry\.npmj[s])'],
        cwd=ROOT, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if "tests/test_house.py" not in line]
    assert lines == []


def test_desks_and_api_do_not_judge_states_themselves():
    pattern = re.compile(r"\bif\b[^\n]*\.state\s*(==|!=|in|not in)\b")
    found = [f"{named(path)}:{number}" for folder in ("desks", "api") for path in (PACKAGE / folder).rglob("*.py")
             for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if pattern.search(line)]
    assert found == []


def test_nothing_awaits_a_migration():
    done = subprocess.run(
        [".venv/bin/python", "-m", "django", "makemigrations", "--check", "--dry-run"], cwd=ROOT, capture_output=True,
        text=True, env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "huying.config.settings", "HUYING_VAR": "var/house",
                        "DATABASE_URL": "postgresql://nobody@/none", "PYTHONWARNINGS": "ignore"})
    assert "No changes detected" in done.stdout, done.stdout + done.stderr
