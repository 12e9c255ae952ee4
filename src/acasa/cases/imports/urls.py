"""Addresses of bringing a caseload in. They hold random ids and page numbers only."""

from __future__ import annotations

from django.urls import path

from acasa.cases.imports import views

app_name = "imports"

urlpatterns = [
    path("", views.start, name="start"),
    path("template/", views.template, name="template"),
    path("columns/", views.columns, name="columns"),
    path("columns/read/", views.reread, name="reread"),
    path("drop/", views.drop, name="drop"),
    path("<uuid:batch_id>/", views.result, name="result"),
    path("<uuid:batch_id>/preview/", views.preview, name="preview"),
    path("<uuid:batch_id>/choose/", views.choose, name="choose"),
    path("<uuid:batch_id>/start/", views.begin, name="begin"),
    path("<uuid:batch_id>/run/", views.run, name="run"),
    path("<uuid:batch_id>/undo/", views.undo, name="undo"),
    path("<uuid:batch_id>/undo/run/", views.undo_run, name="undo_run"),
]
