"""Addresses of papers. They hold random ids and kinds of papers only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.papers import views

app_name = "papers"
urlpatterns = [
    path("papers/intake/", views.intake, name="intake"),
    path("papers/intake/<slug:language>.pdf", views.intake_pdf, name="intake_pdf"),
    path("cases/<uuid:case_id>/papers/", views.room, name="room"),
    path("cases/<uuid:case_id>/papers/signed/", views.keep, name="keep"),
    path("cases/<uuid:case_id>/papers/partner/", views.partner, name="partner"),
    path("cases/<uuid:case_id>/papers/<slug:what>/", views.make, name="make"),
    path("cases/<uuid:case_id>/papers/<slug:what>/sign/", views.sign, name="sign"),
]
