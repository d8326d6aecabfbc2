"""Addresses of the lists that all desks share."""

from django.urls import path

from huying.desks.lists import bulk, contacts, exports, notices, views

app_name = "lists"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("list/<slug:name>/", views.worklist, name="list"),
    path("counts/", views.counts, name="counts"),
    path("views/", views.save, name="views"),
    path("views/<int:pk>/", views.rename, name="view"),
    path("views/<int:pk>/deletion/", views.delete, name="view_deletion"),
    path("bulk/", bulk.choose, name="bulk"),
    path("bulk/acts/", bulk.run, name="bulk_acts"),
    path("contacts/", contacts.inbox, name="contacts"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/looks/", contacts.look, name="contact_looks"),
    path("contacts/<int:pk>/registrations/", contacts.register, name="contact_registrations"),
    path("contacts/<int:pk>/dismissals/", contacts.dismiss, name="contact_dismissals"),
    path("notices/", notices.notices, name="notices"),
    path("notices/readings/", notices.read, name="notice_readings"),
    path("export/", exports.export, name="export"),
    path("exports/", exports.start, name="exports"),
    path("exports/<int:pk>/", exports.progress, name="export_progress"),
    path("exports/<int:pk>/file/", exports.file, name="export_file"),
]
