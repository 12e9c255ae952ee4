"""Addresses of results and of the measurement plan. They hold random ids and the library's own short names only."""

from __future__ import annotations

from django.urls import path

from acasa.assessments.measures import views
from acasa.assessments.planning import views as planning

_case = "cases/<uuid:case_id>/assessments/"
_kind = "<slug:instrument>/<slug:respondent>/"
_line = f"{_case}planned/<uuid:line_id>/"

urlpatterns = [
    path(_case, views.room, name="room"),
    path(f"{_case}begin/", views.begin, name="begin"),
    path(f"{_case}profile/", views.profile, name="profile"),
    path(f"{_case}result/<uuid:measure_id>/", views.result, name="result"),
    path(f"{_case}over-time/{_kind}", views.series, name="series"),
    path(f"{_case}over-time/{_kind}<uuid:about>/", views.series, name="series_about"),
    path(f"{_case}together/<uuid:about>/", views.together, name="together"),
    path(f"{_case}from-paper/{_kind}", views.type_in, name="type_in"),
    path(f"{_case}from-paper/{_kind}<uuid:about>/", views.type_in, name="type_in_about"),
    path(f"{_case}plan/", planning.plan, name="plan"),
    path(_line, planning.planned, name="planned"),
    path(f"{_line}move/", planning.move, name="move"),
    path(f"{_line}drop/", planning.drop, name="drop"),
]
