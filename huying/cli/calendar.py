"""`huying calendar`: what the holiday table knows, and loading the notice of a new year."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from huying.cli import setting


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="节假日与调休 · The holiday calendar.", no_args_is_help=True)
    group.command()(show)
    group.command()(load)
    app.add_typer(group, name="calendar")


def show(as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False) -> None:
    """日历知道到哪一天 · Until which day the State Council's notices are known.

    Deadlines beyond that day are provisional and are computed again when the next notice is loaded.

    例 · for example:

        huying calendar show
    """
    found, mistakes = _read(_folder())
    years = [path.stem for path in sorted(_folder().glob("*.yaml"))]
    if as_json:
        print(json.dumps({"known_until": found.known_until.isoformat(), "version": found.version, "years": years}))
    else:
        print(f"已知至 · known until   {found.known_until}")
        print(f"版本 · version         {found.version}")
        print(f"年份 · years           {', '.join(years)}")
    raise typer.Exit(1 if mistakes else 0)


def load(
    files: Annotated[list[Path], typer.Argument(help="通知文件，如 2027.yaml · notice files", exists=True)],
) -> None:
    """载入新一年的放假通知并重算暂定时限 · Load a year's notice and compute provisional deadlines again.

    The files are checked together with those already there before anything is changed.

    例 · for example:

        huying calendar load 2027.yaml
    """
    folder = _folder()
    _check_together(folder, files)
    try:
        for file in files:
            if file.resolve() != (folder / file.name).resolve():
                shutil.copyfile(file, folder / file.name)
    except OSError as error:
        setting.fail(f"不能写入 · cannot write to {folder}: {error.strerror}. HUYING_POLICY=<your own folder>")
    setting.provide_database()
    setting.stay_application()
    setting.django()
    from huying.clocks.present import now
    from huying.tickets.recompute import recompute

    changed = recompute(now())
    found, _ = _read(folder)
    print(f"已知至 · known until {found.known_until}; 重算 · computed again: {changed}")


def _folder() -> Path:
    from huying import policy

    return policy.current().calendar_folder


def _read(folder: Path) -> tuple[Any, list[Any]]:
    from huying.clocks.notices import load_calendar

    return load_calendar(folder)


def _check_together(folder: Path, files: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as draft:
        for file in (*sorted(folder.glob("*.yaml")), *files):
            shutil.copyfile(file, Path(draft) / file.name)
        _, mistakes = _read(Path(draft))
    if mistakes:
        for one in mistakes:
            said = f"{one.file}:{one.line} [{one.id}] {one.what_zh} · {one.what_en} · 应写 · write: {one.write}"
            typer.echo(f"huying: {said}", err=True)
        raise typer.Exit(1)
