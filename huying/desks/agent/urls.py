"""Addresses of the agent's desk, under /staff/agent/."""

from django.urls import path

from huying.desks.agent import overview, views

app_name = "agent"
urlpatterns = [
    path("", views.home, name="home"),
    path("requests/", views.requests, name="requests"),
    path("requests/<str:number>/", views.done, name="done"),
    path("caller/", views.caller, name="caller"),
    path("help/", views.help_, name="help"),
    path("urges/", views.urges, name="urges"),
    path("mine/", overview.mine, name="mine"),
    path("overview/", overview.overview, name="overview"),
]
