from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "acasa.cases"
    label = "cases"
