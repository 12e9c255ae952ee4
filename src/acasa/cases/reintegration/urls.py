"""Addresses of this part. They hold random ids only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.reintegration.views import joint, way

app_name = "reintegration"

_case = "cases/<uuid:case_id>/way/"
_together = f"{_case}together/"

urlpatterns = [
    path(_case, way.room, name="room"),
    path(f"{_case}outcomes/", way.outcomes, name="outcomes"),
    path(f"{_case}closing/", way.closing, name="closing"),
    path(_together, joint.together, name="together"),
    path(f"{_together}plan/", joint.plan, name="plan"),
    path(f"{_together}observing/", joint.observe, name="observe"),
    path(f"{_together}observing/earlier/", joint.remove, name="remove"),
    path(f"{_together}session/<uuid:session_id>/", joint.session, name="session"),
    path(f"{_together}<uuid:series_id>/more/", joint.one_more, name="one_more"),
    path(f"{_together}<uuid:series_id>/end/", joint.end, name="end"),
]
