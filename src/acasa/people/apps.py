from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "acasa.people"
    label = "people"
