"""Addresses of loads and of handing over. They hold random ids only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.handover import views

app_name = "handover"

urlpatterns = [
    path("load/", views.load, name="load"),
    path("handover/", views.mine, name="mine"),
    path("handover/<uuid:team_id>/<uuid:worker_id>/", views.begin, name="begin"),
    path("handover/pack/", views.packs, name="packs"),
    path("cases/<uuid:case_id>/handover/", views.pack, name="pack"),
    path("cases/<uuid:case_id>/other-team/", views.other_team, name="other_team"),
]
