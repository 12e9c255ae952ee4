from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "acasa.cases.safety"
    label = "safety"
