"""Addresses of the desk of doors."""

from django.urls import path

from huying.desks.doors import views

app_name = "doors"
urlpatterns = [
    path("", views.home, name="home"),
    path("contacts/", views.inbox, name="contacts"),
    path("messages/", views.messages_out, name="messages"),
    path("messages/<int:pk>/resends/", views.resends, name="resends"),
    path("words/", views.words, name="words"),
    path("<slug:door>/switches/", views.switches, name="switches"),
    path("<slug:door>/probes/", views.probes, name="probes"),
]
