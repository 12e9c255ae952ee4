from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "acasa.cases.deadlines"
    label = "deadlines"
