"""Addresses that other exchanges call."""

from django.urls import path

from huying.channels.phone import cti

app_name = "cti"
urlpatterns = [
    path("cti", cti.events, name="events"),
    path("cti/<str:secret>", cti.events, name="events_by_address"),
]
