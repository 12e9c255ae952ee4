"""Addresses of questionnaires: random ids only."""

from __future__ import annotations

from django.urls import path

from acasa.questionnaires import views

app_name = "questionnaires"

urlpatterns = [
    path("questionnaires/", views.listing, name="list"),
    path("questionnaires/add/", views.add, name="add"),
    path("questionnaires/take/<slug:slug>/", views.take, name="take"),
    path("questionnaires/<uuid:form_id>/", views.form, name="form"),
    path("questionnaires/<uuid:form_id>/settings/", views.settings, name="settings"),
    path("questionnaires/<uuid:form_id>/add/", views.add_version, name="add_version"),
    path("questionnaires/version/<uuid:version_id>/", views.version, name="version"),
    path("questionnaires/version/<uuid:version_id>/try/", views.trial, name="try"),
    path("questionnaires/version/<uuid:version_id>/file/", views.download, name="download"),
    path("questionnaires/version/<uuid:version_id>/media/", views.media, name="media"),
    path("questionnaires/version/<uuid:version_id>/publish/", views.publish, name="publish"),
    path("questionnaires/version/<uuid:version_id>/retire/", views.retire, name="retire"),
    path("questionnaires/version/<uuid:version_id>/drop/", views.drop, name="drop"),
]
