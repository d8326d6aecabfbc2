"""A copy of the city's policy that a test may spoil."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from huying import policy
from huying.policy import Mistake, Policy


@dataclass
class Copy:
    """A copied policy folder; `spoil` changes one text and says on which line it stood."""

    folder: Path

    def spoil(self, file: str, old: str, new: str) -> int:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def append(self, file: str, more: str) -> int:
        path = self.folder / file
        text = path.read_text(encoding="utf-8").rstrip("\n") + "\n"
        path.write_text(text + more, encoding="utf-8")
        return text.count("\n") + 1

    def mistakes(self, profile: str | None = None) -> list[Mistake]:
        return policy.check(self.folder, profile)


@pytest.fixture(scope="session", autouse=True)
def _parsed_once() -> Iterator[None]:
    """A hundred copies differ in a line each; the files they share are parsed once per run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "compose", lru_cache(maxsize=512)(yaml.compose))
        yield


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    folder = tmp_path / "policy"
    shutil.copytree(policy.policy_folder(), folder)
    return Copy(folder)


@pytest.fixture(scope="session")
def city() -> Policy:
    return policy.load(policy.policy_folder())


@pytest.fixture(scope="session")
def profile() -> Callable[[str], Policy]:
    return lambda name: policy.load(policy.policy_folder(), name)
