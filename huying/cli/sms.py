"""`huying sms`: the link to the SMS gateway, both ways."""

import typer

from huying.cli import setting


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(sms)


def sms() -> None:
    """短信收发 · Send what waits and keep what comes, by the gateway of HUYING_SMS_GATEWAY.

    Killed at any moment it loses nothing; what was being handed over is sent again only when no receipt tells of it.

    例 · for example:

        HUYING_SMS_GATEWAY=smpp://12345:secret@smsc.example.cn:2775 huying sms
    """
    setting.provide_database()
    setting.stay_application()
    setting.follow_supervisor()
    setting.django()
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
