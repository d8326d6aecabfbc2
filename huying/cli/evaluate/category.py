"""`huying eval category`: how well the category of a text is proposed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from huying.cli.evaluate.showing import missing, show
from huying.understanding.evaluation.report import Report

ABOUT = """类别：学习得来（--train）或只凭目录（--cold）· Categories, learned or from the catalogue alone.

例 · for example:

    huying eval category --train A.csv --test B.csv               两个文件 · two files with columns text,label
    huying eval category --train ALL.csv --split 0.3              自行划分 · a part of the file is held out
    huying eval category --train ALL.csv --folds 5                交叉验证 · every row is asked once
    huying eval category --train ALL.csv --test RAW.csv --text-columns title,detail
    huying eval category --train ALL.csv --split 0.3 --text-columns title
    huying eval category --cold ALL.csv --mapping tests/understanding/samples/catalogue_to_seven.yaml

A row is never both learned and asked: rows of the same number (column `row`) or the same letters are not learned.
What is learned of a row is all its text (text, text_seg, title and detail); `--text-columns` names what is asked.
"""


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command(name="category", help=ABOUT)(category)


def category(
    train: Annotated[list[Path] | None, typer.Option(help="学习用的文件，可重复 · files to learn from, repeatable")] = None,
    test: Annotated[Path | None, typer.Option(help="测试文件 · the file that is asked")] = None,
    cold: Annotated[Path | None, typer.Option(help="只凭目录时的测试文件 · asked of the catalogue alone")] = None,
    mapping: Annotated[Path | None, typer.Option(help="目录代码到标签 · codes of the catalogue to labels, YAML")] = None,
    text_columns: Annotated[str, typer.Option("--text-columns", "--text-column", help="被问的列，逗号分隔 · the columns asked")] = "",
    label_column: Annotated[str, typer.Option(help="标签列 · the column of the label")] = "label",
    split: Annotated[float, typer.Option(min=0.0, max=0.9, help="留出的比例 · share held out of the training files")] = 0.0,
    folds: Annotated[int, typer.Option(min=0, max=20, help="交叉验证的份数 · parts of a cross validation")] = 0,
    seed: Annotated[int, typer.Option(help="划分的随机种子 · seed of the split")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """Measure; see ABOUT."""
    columns = [name.strip() for name in text_columns.split(",") if name.strip()]
    gone = missing("category", *[path for path in (*(train or ()), test, cold, mapping) if path is not None])
    if gone:
        show(gone, as_json)
    try:
        if cold is not None:
            report = _cold(cold, mapping, columns, label_column)
        elif train:
            report = _warm(train, test, (split, folds, seed), columns, label_column)
        else:
            raise typer.BadParameter("给出 --train 或 --cold · give --train or --cold")
    except KeyError as error:
        raise typer.BadParameter(f"没有这一列 · no such column: {error.args[0]}") from None
    show(report, as_json)


def _warm(train: Sequence[Path], test: Path | None, how: tuple[float, int, int], columns: Sequence[str], label: str) -> Report:
    from huying.understanding.category_training import train as learn
    from huying.understanding.evaluation import category as measure
    from huying.understanding.evaluation import examples

    share, many, seed = how
    rows = [one for path in train for one in examples.load(path, columns if test is None else (), label)]
    if test is not None:
        asked = [one for one in examples.load(test, columns, label) if one.asked]
        parts = [(examples.apart(rows, asked), asked)]
    elif many > 1:
        parts = examples.folds(rows, many, seed)
    else:
        parts = [examples.split(rows, share or 0.3, seed)]
    report = measure.warm(parts, _sort(columns), learn)
    files = ", ".join(path.name for path in (*train, *([test] if test else [])))
    sizes = " + ".join(f"{len(learned)}/{len(asked)}" for learned, asked in parts)
    report.notes.append(f"学习/测试行数 · rows learned/asked: {sizes} ({files}; seed {seed})")
    return report


def _cold(path: Path, mapping: Path | None, columns: Sequence[str], label: str) -> Report:
    import yaml

    from huying import policy
    from huying.understanding.category import LeafWords, Proposer
    from huying.understanding.evaluation import category as measure
    from huying.understanding.evaluation import examples

    if mapping is None:
        raise typer.BadParameter("--cold 需要 --mapping · --cold needs --mapping")
    labels = {str(code): str(name or "") for code, name in (yaml.safe_load(mapping.read_text("utf-8")) or {}).items()}
    leaves = [LeafWords(leaf.code, leaf.name, tuple(leaf.path_names), leaf.about, tuple(leaf.words))
              for leaf in policy.current().leaves]
    report = measure.cold([one for one in examples.load(path, columns, label) if one.asked], Proposer(leaves), labels)
    report.notes.append(f"没有学习任何一行 · no row was learned ({len(leaves)} leaves, {path.name}, {mapping.name})")
    return report


def _sort(columns: Sequence[str]) -> str:
    """Which floor holds: for titles alone, for raw titles with details, or for whole texts."""
    if not columns or set(columns) <= {"text", "text_seg"}:
        return "text"
    return "raw" if len(columns) > 1 or "detail" in columns or "留言详情" in columns else "title"
