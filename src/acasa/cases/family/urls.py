"""Addresses of a family. They hold random ids only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.family import apart, views

app_name = "family"

_CASE = "cases/<uuid:case_id>/family/"
_KIN = _CASE + "<uuid:kin_id>/"

urlpatterns = [
    path(_CASE, views.room, name="room"),
    path(_CASE + "add/", views.add, name="add"),
    path(_CASE + "sign/", views.sign, name="sign"),
    path(_KIN, views.change, name="change"),
    path(_KIN + "end/", views.end, name="end"),
    path(_KIN + "care/", views.add_care, name="add_care"),
    path(_KIN + "care/<uuid:care_id>/", views.change_care, name="change_care"),
    path(_KIN + "care/<uuid:care_id>/remove/", views.remove_care, name="remove_care"),
    path(_KIN + "open/", apart.open_for, name="open_for"),
    path(_KIN + "link/", apart.link, name="link"),
    path(_KIN + "unlink/<uuid:other_id>/", apart.unlink, name="unlink"),
]
