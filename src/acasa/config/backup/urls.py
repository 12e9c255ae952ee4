"""Addresses of the page of backups."""

from django.urls import path

from acasa.config.backup import views

app_name = "backup"
urlpatterns = [
    path("", views.page, name="page"),
    path("make/", views.make, name="make"),
    path("progress/", views.progress, name="progress"),
    path("<str:name>/download/", views.download, name="download"),
]
