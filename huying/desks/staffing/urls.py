"""Addresses of the staffing desk, under /staff/staffing/."""

from django.urls import path

from huying.desks.staffing import views

app_name = "staffing"
urlpatterns = [
    path("", views.home, name="home"),
    path("shifts/", views.shifts, name="shifts"),
    path("shifts/<int:pk>/removal/", views.removal, name="removal"),
    path("plan.<str:sort>", views.file, name="file"),
]
