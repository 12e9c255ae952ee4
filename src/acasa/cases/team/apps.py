from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "acasa.cases.team"
    label = "team"
