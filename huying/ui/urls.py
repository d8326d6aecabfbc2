"""The look of the pages: preferences of the reader, and the style guide."""

from django.urls import path

from huying.ui import views

urlpatterns = [
    path("preferences", views.preferences, name="preferences"),
    path("guide/", views.guide, name="guide"),
    path("guide/<str:frame>/", views.guide, name="guide-frame"),
]
