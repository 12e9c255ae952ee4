"""Addresses of this part. They hold random ids, and names of sets that everybody has."""

from __future__ import annotations

from django.urls import path

from acasa.identification.views import determining, room, screening

app_name = "identification"
HERE = "cases/<uuid:case_id>/identification"

urlpatterns = [
    path(f"{HERE}/", room.room, name="room"),
    path(f"{HERE}/screen/<slug:set_code>/<int:number>/", screening.page, name="page"),
    path(f"{HERE}/screen/<slug:set_code>/result/", screening.result, name="result"),
    path(f"{HERE}/screening/<uuid:screening_id>/", room.read, name="screening"),
    path(f"{HERE}/screening/<uuid:screening_id>/print/", room.print_it, name="print"),
    path(f"{HERE}/screening/<uuid:screening_id>/beside/<uuid:other_id>/", room.compare, name="compare"),
    path(f"{HERE}/determination/", determining.add, name="add_determination"),
    path(f"{HERE}/determination/<uuid:determination_id>/", determining.change, name="change_determination"),
    path(f"{HERE}/status/", determining.status, name="status"),
]
