"""Django's entry for channels."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "huying.channels"
    verbose_name = "渠道与通知"

    def ready(self) -> None:
        from huying.channels.cap.sending import CapSender
        from huying.channels.email.sending import MailSender
        from huying.channels.senders import SENDERS
        from huying.channels.sms.spool import SpoolSender
        from huying.channels.wechat.sending import WechatSender

        SENDERS["cap"] = CapSender()
        SENDERS["email"] = MailSender()
        SENDERS["sms"] = SpoolSender()
        SENDERS["wechat"] = WechatSender()
