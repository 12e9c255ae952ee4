from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "acasa.sync"
    label = "sync"
