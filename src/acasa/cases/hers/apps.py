from django.apps import AppConfig


class HersConfig(AppConfig):
    name = "acasa.cases.hers"
    label = "hers"
