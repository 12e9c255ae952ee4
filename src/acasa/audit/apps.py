from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "acasa.audit"
    label = "audit"
