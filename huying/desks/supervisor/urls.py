"""Addresses of the supervision desk."""

from django.urls import path

from huying.desks.supervisor import own, samples, views

app_name = "supervisor"
urlpatterns = [
    path("", views.home, name="home"),
    path("units/", views.units, name="units"),
    path("notices/", views.notices, name="notices"),
    path("finals/", views.finals, name="finals"),
    path("samples/", samples.samples, name="samples"),
    path("samples/<int:pk>/", samples.sample, name="sample"),
    path("samples/<int:pk>/coachings/", samples.coachings, name="coachings"),
    path("samples/<int:pk>/decisions/", samples.decisions, name="decisions"),
    path("own/", own.own, name="own"),
    path("own/<int:pk>/", own.score, name="own_score"),
]
