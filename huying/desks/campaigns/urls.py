"""Addresses of campaigns, under /staff/campaigns/."""

from django.urls import path

from huying.desks.campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:pk>/", views.campaign, name="campaign"),
    path("<int:pk>/moves/", views.moves, name="moves"),
]
