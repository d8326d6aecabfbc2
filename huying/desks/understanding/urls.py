"""Addresses of the desk of understanding."""

from django.urls import path

from huying.desks.understanding import views

app_name = "understanding"
urlpatterns = [
    path("", views.home, name="home"),
    path("trainings/", views.trainings, name="trainings"),
]
