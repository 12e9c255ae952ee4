from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    name = "acasa.identification"
    label = "identification"
