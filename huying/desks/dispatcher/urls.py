"""Addresses of the dispatcher's desk."""

from django.urls import path

from huying.desks.dispatcher import views

app_name = "dispatcher"
urlpatterns = [
    path("", views.queue, name="home"),
    path("<str:number>/dispatches/", views.accept, name="dispatches"),
    path("<str:number>/joins/", views.join, name="joins"),
    path("<str:number>/differences/", views.differ, name="differences"),
]
