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
    "sms",
    "wechat",
    "migrate",
    "check",
    "calendar",
    "demo",
    "intake",
    "export",
    "keys",
    "units",
    "evaluate",
    "model",
    "telephone",
    "sweep",
    "manage",
    "version",
)

# Those that bring other commands than the one of their own name.
BRING = {"serve": ("web", "live", "worker"), "evaluate": ("eval",), "manage": ("manage", "shell"), "telephone": ("phone",)}

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


def build(wanted: str = "") -> typer.Typer:
    """The whole command; or only the module that brings the command `wanted`, which starts four times as fast."""
    app = typer.Typer(
        name="huying", help=ABOUT, no_args_is_help=True, add_completion=False, rich_markup_mode="markdown",
        pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip
    app.callback()(lambda: None)  # one command alone keeps its name, too
    names = registered()
    for name in [name for name in names if wanted in BRING.get(name, (name,))] or names:
        importlib.import_module(f"huying.cli.{name}").register(app)
    return app


def main() -> None:
    """Run the command; what a person can put right is said in one line with exit code 1."""
    try:
        build(sys.argv[1] if len(sys.argv) > 1 else "")()
    except EmbeddedError as error:
        print(f"huying: {error}", file=sys.stderr)
        raise SystemExit(1) from None
