"""Addresses of the follow-up desk."""

from django.urls import path

from huying.desks.followup import views

app_name = "followup"
urlpatterns = [
    path("", views.home, name="home"),
    path("ratings/", views.ratings, name="ratings"),
    path("<str:number>/checks/", views.check, name="checks"),
    path("<str:number>/calls/", views.call, name="calls"),
    path("<str:number>/looks/", views.look, name="looks"),
    path("<str:number>/reviews/", views.review, name="reviews"),
]
