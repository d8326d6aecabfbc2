"""Addresses of the WeChat door: the platform's webhook, and H5 pages by web OAuth."""

from django.urls import path

from huying.channels.wechat import oauth, webhook

app_name = "wechat"
urlpatterns = [
    path("", webhook.webhook, name="webhook"),
    path("t/<slug:number>/", oauth.ticket, name="ticket"),
    path("enter/", oauth.enter, name="enter"),
    path("back/", oauth.back, name="back"),
]
