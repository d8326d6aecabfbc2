"""Addresses of the leader's desk."""

from django.urls import path

from huying.desks.leader import views

app_name = "leader"
urlpatterns = [path("", views.home, name="home")]
