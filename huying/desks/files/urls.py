"""Addresses of uploads and attachments, under /files/."""

from django.urls import path

from huying.desks.files import views

app_name = "files"
urlpatterns = [
    path("", views.uploads, name="uploads"),
    path("plain/", views.plain, name="plain"),
    path("<slug:token>/", views.upload, name="upload"),
    path("<slug:token>/<slug:kind>/", views.file, name="file"),
]
