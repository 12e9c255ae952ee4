from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "acasa.assessments"
    label = "assessments"
