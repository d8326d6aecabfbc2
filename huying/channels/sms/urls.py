"""Addresses that gateways call."""

from django.urls import path

from huying.channels.sms import webhooks

app_name = "sms"
urlpatterns = [
    path("kannel/<str:secret>/messages", webhooks.messages, name="messages"),
    path("kannel/<str:secret>/receipts", webhooks.receipts, name="receipts"),
]
