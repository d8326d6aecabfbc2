"""`huying model`: the learned models, their versions and marks."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huying import embedded

if TYPE_CHECKING:
    from huying.understanding.store import Shelf

Folder = Annotated[Path | None, typer.Option(help="存放的文件夹 · where models are kept (HUYING_VAR/models)")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="学习得来的模型 · What was learned: versions, marks, going back.", no_args_is_help=True)
    group.command(name="list")(show)
    group.command()(train)
    group.command()(promote)
    group.command()(rollback)
    app.add_typer(group, name="model")


def show(folder: Folder = None, as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False) -> None:
    """列出各版本 · List the versions with their marks on the texts held out.

    例 · for example:

        huying model list
    """
    from dataclasses import asdict

    shelf = _shelf(folder)
    cards, current = shelf.versions(), shelf.current()
    if as_json:
        rows = [{name: value for name, value in asdict(card).items() if name != "told"} | {"current": card.version == current}
                for card in cards]
        print(json.dumps(rows, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("版本 · version", "训练时间 · trained", "条数 · rows", "留出 · held out", "macro F1", "前三 · top 3", "在用 · in use")
    for card in cards:
        marks = (f"{card.marks.get(name, 0):.3f}" for name in ("macro_f1", "top3"))
        table.add_row(str(card.version), card.trained_at, str(card.rows), str(card.held_out), *marks,
                      "✓" if card.version == current else "")
    Console(highlight=False).print(table)


def train(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV：text,label 列 · with columns text,label")],
    folder: Folder = None,
    promote: Annotated[bool, typer.Option(help="更好时启用 · put it in use when better")] = True,
) -> None:
    """从已确认的类别学习一个新版本 · Learn a new version from texts whose category a person confirmed.

    `label` is a code of the catalogue. A tenth is held out; the new version is put in use when it is better there
    than the one in use.

    例 · for example:

        huying model train confirmed.csv
        huying model train confirmed.csv --no-promote
    """
    from rich.progress import Progress

    from huying import policy
    from huying.understanding import category_lessons
    from huying.understanding.evaluation import examples

    try:
        rows = [(one.texts[0], one.label) for one in examples.load(file)]
    except KeyError as error:
        raise typer.BadParameter(f"没有这一列 · no such column: {error.args[0]}") from None
    leaves = policy.current().leaves
    groups = {leaf.code: leaf.code[:2] for leaf in leaves}
    with Progress() as progress:
        bar = progress.add_task("学习 · learning", total=1.0)
        try:
            done = category_lessons.learn(
                rows, _shelf(folder), catalogue=catalogue_name(groups), groups=groups, promote=promote,
                tell=lambda what, part: progress.update(bar, completed=part),
            )
        except ValueError as error:
            raise typer.BadParameter(f"不足以学习 · too little to learn from: {error}") from None
        progress.update(bar, completed=1.0)
    before = "" if done.before is None else f" ({done.before:.3f})"
    used = "已启用 · in use now" if done.promoted else "未启用 · not in use"
    print(f"{done.card.version}: macro F1 {done.macro_f1:.3f}{before}, {done.card.held_out} 条留出 · held out; {used}")


def promote(version: int, folder: Folder = None) -> None:
    """启用一个版本 · Put a version in use; running processes see it within seconds.

    例 · for example:

        huying model promote 3
    """
    try:
        _shelf(folder).promote(version)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    print(f"在用 · in use: {version}")


def rollback(folder: Folder = None) -> None:
    """退回上一个版本 · Go back to the version used before.

    例 · for example:

        huying model rollback
    """
    version = _shelf(folder).rollback()
    print("不再使用学习所得 · none in use, the catalogue alone speaks" if version is None else f"在用 · in use: {version}")


def catalogue_name(codes: dict[str, str]) -> str:
    """A short name of the set of codes, so that a card says for which catalogue its version was learned."""
    from hashlib import blake2b

    return blake2b(" ".join(sorted(codes)).encode(), digest_size=4).hexdigest()


def _shelf(folder: Path | None) -> "Shelf":
    from huying.understanding.category_lessons import NAME
    from huying.understanding.store import Shelf

    return Shelf((folder or embedded.var_folder() / "models") / NAME)
