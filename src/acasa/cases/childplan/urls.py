"""Addresses of this part. They hold random ids only."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "childplan"

urlpatterns: list[URLPattern] = []
