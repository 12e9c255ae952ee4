from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "acasa.reports"
    label = "reports"
