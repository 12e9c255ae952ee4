"""Addresses of the intake, under the case's."""

from __future__ import annotations

from django.urls import path

from acasa.cases.intake.views import consent, pages, report

app_name = "intake"

urlpatterns = [
    path("", pages.overview, name="overview"),
    path("told/", consent.told, name="told"),
    path("consent/<slug:purpose>/", consent.consent, name="consent"),
    path("consent/<slug:purpose>/stop/", consent.stop, name="stop"),
    path("needs/", pages.needs, name="needs"),
    path("needs/steps/", pages.need_steps, name="need_steps"),
    path("report/", report.report, name="report"),
    path("report/<uuid:report_id>/", report.report, name="change_report"),
    path("<slug:step>/", pages.section, name="section"),
]
