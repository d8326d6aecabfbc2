"""Addresses of the ticket page, under /staff/."""

from django.urls import path

from huying.desks.ticket import paper, views

app_name = "ticket"
urlpatterns = [
    path("t/categories/", views.categories, name="categories"),
    path("t/units/", views.units, name="units"),
    path("t/<str:number>/", views.page, name="page"),
    path("t/<str:number>/acts/", views.acts, name="acts"),
    path("t/<str:number>/acts/<slug:noun>/", views.act, name="act"),
    path("t/<str:number>/caller/", views.caller, name="caller"),
    path("t/<str:number>/history/", views.history, name="history"),
    path("t/<str:number>/changes/", views.changes, name="changes"),
    path("t/<str:number>/print/", paper.sheet_of_paper, name="print"),
    path("t/<str:number>/qr.svg", paper.qr, name="qr"),
]
