"""Addresses of the figures. They hold codes of fields only."""

from __future__ import annotations

from django.urls import path

from acasa.reports import views

app_name = "reports"

urlpatterns = [
    path("figures/", views.table, name="table"),
    path("figures/table.<str:kind>", views.export, name="export"),
    path("figures/bring-in/", views.bring_in, name="bring_in"),
    path("figures/bring-in/work/", views.run, name="run"),
]
