from django.apps import AppConfig


class NightsConfig(AppConfig):
    name = "acasa.cases.nights"
    label = "nights"
