"""Addresses of this part. They hold random ids only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.trafficking.views import persons, returning, room, taking

app_name = "trafficking"
HERE = "cases/<uuid:case_id>/what-happened"

urlpatterns = [
    path(f"{HERE}/", room.room, name="room"),
    path(f"{HERE}/step/<slug:step>/", room.step, name="step"),
    path(f"{HERE}/person/", persons.add, name="add_party"),
    path(f"{HERE}/person/<uuid:party_id>/", persons.change, name="change_party"),
    path(f"{HERE}/person/<uuid:party_id>/away/", persons.remove, name="remove_party"),
    path(f"{HERE}/return/", returning.add, name="add_return"),
    path(f"{HERE}/return/<uuid:return_id>/", returning.change, name="change_return"),
    path(f"{HERE}/spreadsheet/", taking.take, name="take"),
]
