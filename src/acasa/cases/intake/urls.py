"""Addresses of the intake, under the case's."""

from __future__ import annotations

from django.urls import path

from acasa.cases.intake import views

app_name = "intake"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("told/", views.told, name="told"),
    path("consent/<slug:purpose>/", views.consent, name="consent"),
    path("consent/<slug:purpose>/stop/", views.stop, name="stop"),
    path("needs/", views.needs, name="needs"),
    path("needs/steps/", views.need_steps, name="need_steps"),
    path("report/", views.report, name="report"),
    path("report/<uuid:report_id>/", views.report, name="change_report"),
    path("<slug:step>/", views.section, name="section"),
]
