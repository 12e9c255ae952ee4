"""The page of backups, as an application: it brings templates, and no tables."""

from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "acasa.config.backup"
    label = "backup"
