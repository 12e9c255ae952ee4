from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "acasa.vault"
    label = "vault"
