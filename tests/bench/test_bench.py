"""Every script of bench/ runs, so small that its figures say nothing, and the arithmetic behind them is right."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as table
from bench.ground import Figure, Sizes, p95
from bench.load import requests
from bench.memory import Track
from bench.words import matter, phone, request_of
from tests.killing import lay_ready


@pytest.fixture(scope="module")
def measured(checkout: Path) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """The figures of one tiny run of everything, on a private database of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "DATABASE_", "PYTEST_"))}
    with tempfile.TemporaryDirectory(prefix="hyb") as folder:
        home = Path(folder)
        for place in (home, home / "startup"):
            place.mkdir(exist_ok=True)
            place.chmod(0o755)  # the server's account enters, too
            lay_ready(place)
        done = subprocess.run(
            [sys.executable, "-m", "bench", "--tiny", "--keep", "--home", home, "--results", home, "--port", str(port)],
            cwd=checkout, env=clean, capture_output=True, text=True, timeout=900)
        assert (home / "latest.json").exists(), done.stdout + done.stderr
        yield json.loads((home / "latest.json").read_text("utf-8"))["figures"]


@pytest.mark.slow
@pytest.mark.first
@pytest.mark.parametrize("name", table.FIGURES)
def test_each_script_measures_something(measured: dict[str, list[dict[str, Any]]], name: str):
    assert measured[name]
    assert all(each["value"] >= 0 or "growth" in each["name"] for each in measured[name])


@pytest.mark.slow
@pytest.mark.first
def test_what_does_not_depend_on_size_is_kept_even_in_a_tiny_run(measured: dict[str, list[dict[str, Any]]]):
    statements = {each["name"]: each["value"] for each in measured["statements"]}
    assert 1 <= statements["statements: register"] <= 8
    once = next(each for each in measured["sweeping"] if "exactly once" in each["name"])
    assert once["value"] == once["floor"], once["note"]


def test_without_options_a_whole_run_has_its_usual_sizes():
    given = table.options().parse_args([])
    assert (given.figures, given.minutes) == ([], Sizes().minutes)
    assert Sizes().minutes > 0


def test_p95_is_the_nearest_rank():
    assert p95(list(range(100))) == 95
    assert p95([7.0]) == 7.0


def test_growth_is_the_straight_line_after_the_first_third():
    leak = Track("web", [(at, 100 + at) for at in range(0, 91, 10)])
    assert leak.growth() == pytest.approx(60)
    warm = Track("web", [(at, 100 + min(at, 20)) for at in range(0, 91, 10)])
    assert warm.growth() == pytest.approx(0) and warm.most == 120


def test_a_floor_binds_in_its_direction():
    assert Figure("x", 0.4, "×", 0.3, at_most=False).kept and not Figure("x", 0.2, "×", 0.3, at_most=False).kept
    assert Figure("x", 40, "ms", 50).kept and not Figure("x", 60, "ms", 50).kept
    assert Figure("x", 1).kept is None


def test_requests_are_people_of_their_own_and_the_same_each_time():
    assert len({phone(number) for number in range(10_000)}) == 10_000
    assert request_of(7) == request_of(7) and matter(7) != matter(8)
    first = next(iter(requests(7, 80, "/x")))
    head, _, body = first.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head and json.loads(body) == request_of(7)
    assert len(set(islice(requests(1, 80, "/x"), 50))) == 50


def test_the_page_keeps_what_stands_around_the_table(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", "utf-8")
    table.write_page(page, "new\n")
    assert page.read_text("utf-8") == f"before\n{table.BEGIN}\nnew\n{table.END}\nafter\n"


def test_the_page_has_its_place_for_the_table(checkout: Path):
    text = (checkout / "docs" / "benchmarks.md").read_text("utf-8")
    assert table.BEGIN in text and table.END in text
