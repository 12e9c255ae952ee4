"""Addresses of the legal track. They hold random ids and the names of kinds only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.law import views

app_name = "law"

_CASE = "cases/<uuid:case_id>/law/"

urlpatterns = [
    path(_CASE, views.room, name="room"),
    path(f"{_CASE}add/<slug:what>/", views.add, name="add"),
    path(f"{_CASE}<uuid:record_id>/", views.change, name="change"),
    path(f"{_CASE}<uuid:record_id>/given-back/", views.give_back, name="give_back"),
]
