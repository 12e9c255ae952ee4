"""Django app of the design system."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files and tags; no models."""

    name = "acasa.ui"
    label = "ui"
    verbose_name = "Design system"
