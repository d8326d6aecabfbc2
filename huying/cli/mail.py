"""`huying mail`: the listener of the email door, or one letter from a file."""

from pathlib import Path
from typing import Annotated

import typer

from huying.cli import setting


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(mail)


def mail(
    letters: Annotated[list[Path] | None, typer.Argument(exists=True, dir_okay=False, help="邮件文件 .eml · letters from files")] = None,
    once: Annotated[bool, typer.Option("--once", help="收一次就结束 · take what lies there, then end")] = False,
) -> None:
    """收邮件 · Take letters from the mailbox of HUYING_MAIL_IMAP, as they come.

    Killed at any moment it loses nothing and doubles nothing: a letter leaves the inbox only after it is kept.

    例 · for example:

        huying mail

        huying mail 来信.eml
    """
    setting.provide_database()
    setting.stay_application()
    setting.follow_supervisor()
    setting.django()
    from django.conf import settings

    from huying.channels.email import inbox, receiving
    from huying.clocks.present import now

    for path in letters or []:
        taken = receiving.take(path.read_bytes(), now())
        print(f"{path.name}: {taken.state} {taken.purpose} {taken.number}".strip())
    if letters:
        return
    if not settings.MAIL["imap"]:
        setting.fail("没有设置 HUYING_MAIL_IMAP · HUYING_MAIL_IMAP is not set, for example imaps://12345:secret@mail.example.cn")
    if once:
        with inbox.open_box() as box:
            print(inbox.sweep(box))
        return
    _listen()


def _listen() -> None:
    """Until a signal says that it is over."""
    import signal
    import threading

    from huying.channels.email import inbox

    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    inbox.listen(over)
