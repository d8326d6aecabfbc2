"""Where services acknowledge, under /channels/cap/."""

from django.urls import path

from huying.channels.cap import acks

app_name = "cap"
urlpatterns = [path("<str:secret>/", acks.webhook, name="ack")]
