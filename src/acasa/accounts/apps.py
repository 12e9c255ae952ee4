from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "acasa.accounts"
    label = "accounts"
