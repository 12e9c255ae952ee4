from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "acasa.questionnaires"
    label = "questionnaires"
