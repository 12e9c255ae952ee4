"""Addresses of the pictures. They hold random ids only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.pictures import views

app_name = "pictures"

_CASE = "cases/<uuid:case_id>/pictures/"

urlpatterns = [
    path(f"{_CASE}ecomap/", views.ecomap, name="ecomap"),
    path(f"{_CASE}ecomap/ties/", views.ties, name="ties"),
    path(f"{_CASE}needs/", views.matrix, name="matrix"),
]
