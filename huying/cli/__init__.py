"""The `huying` command: one module for each group, registered in the order of the help page."""

import importlib
import importlib.util
import sys

import typer

from huying.embedded.problems import EmbeddedError

# A module brings `register(app)`. Those that a smaller installation leaves out are passed over.
MODULES = (
    "up",
    "serve",
    "mail",
    "migrate",
    "check",
    "calendar",
    "demo",
    "intake",
    "export",
    "units",
    "evaluate",
    "model",
    "sweep",
    "manage",
    "version",
)

ABOUT = """呼应 Huying：城市 12345 热线开放平台 · an open platform for a city's 12345 hotline.

从这里开始 · start here:

    huying up                    数据库、页面、任务一并启动 · everything on this machine
    huying up --port 9000        换一个端口 · another port
    huying check                 检查城市配置 · find mistakes in the city's policy files
    huying COMMAND --help        每条命令的例子 · examples of each command

环境变量 · environment: DATABASE_URL, HUYING_POLICY, HUYING_VAR, PORT, HOST (docs/settings.md)
"""


def registered() -> list[str]:
    """The names of the command modules present in this installation."""
    return [name for name in MODULES if importlib.util.find_spec(f"huying.cli.{name}")]


def build() -> typer.Typer:
    """The whole command, with all modules registered."""
    app = typer.Typer(
        name="huying", help=ABOUT, no_args_is_help=True, add_completion=False, rich_markup_mode="markdown",
        pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip
    for name in registered():
        importlib.import_module(f"huying.cli.{name}").register(app)
    return app


def main() -> None:
    """Run the command; what a person can put right is said in one line with exit code 1."""
    try:
        build()()
    except EmbeddedError as error:
        print(f"huying: {error}", file=sys.stderr)
        raise SystemExit(1) from None
