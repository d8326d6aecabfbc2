"""Addresses of the hot topics."""

from django.urls import path

from huying.desks.topics import views

app_name = "topics"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:pk>/", views.topic, name="topic"),
]
