from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "acasa.cases.visits"
    label = "visits"
