"""The office network, as an application: it brings templates, and no tables."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "acasa.config.office"
    label = "office"
