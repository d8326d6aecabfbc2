"""Addresses of a unit's desk."""

from django.urls import path

from huying.desks.unit import views

app_name = "unit"
urlpatterns = [
    path("", views.inbox, name="home"),
    path("below/", views.below, name="below"),
    path("<str:number>/signatures/", views.sign, name="signatures"),
]
