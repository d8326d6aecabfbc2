"""`huying sms`: the link to the SMS gateway, both ways; or one message as if a telephone had sent it."""

from typing import Annotated

import typer

from huying.cli import setting


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(sms)


def sms(
    words: Annotated[list[str] | None, typer.Argument(help="一条短信的内容 · the words of one message")] = None,
    sender: Annotated[str, typer.Option("--from", help="发信号码 · the telephone that it comes from")] = "13800000000",
) -> None:
    """短信收发 · Send what waits and keep what comes, by the gateway of HUYING_SMS_GATEWAY.

    Killed at any moment it loses nothing; what was being handed over is sent again only when no receipt tells of it.

    例 · for example:

        HUYING_SMS_GATEWAY=smpp://12345:secret@smsc.example.cn:2775 huying sms

        huying sms --from 13812345678 天河区体育东路的路灯坏了，昨晚开始的，请尽快维修
    """
    setting.provide_database()
    setting.stay_application()
    setting.follow_supervisor()
    setting.django()
    if words:
        _say(sender, " ".join(words))
        return
    import signal
    import threading

    from huying.channels.sms import gateways, spool
    from huying.channels.sms.running import Runner

    if not spool.gateway():
        setting.fail("没有设置 HUYING_SMS_GATEWAY · HUYING_SMS_GATEWAY is not set, for example smpp://12345:secret@smsc.example.cn:2775")
    try:
        link = gateways.made()
    except ValueError as error:
        setting.fail(str(error))
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    Runner(link, over).run()


def _say(sender: str, words: str) -> None:
    from huying.channels.sms import console
    from huying.clocks.present import now

    number, answer = console.say(sender, words, now())
    print(answer or "（没有立即的回复 · no answer at once）")
    if number:
        print(f"→ {number}")
