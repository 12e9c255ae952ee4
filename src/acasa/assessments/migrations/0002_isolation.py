from django.db import migrations

from acasa.core.db import composite_key, composite_reference, row_level_security

TABLES = ["assessments_permission"]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("people", "0002_isolation")]

    operations = [
        *composite_key(*TABLES),
        composite_reference("assessments_permission", "recorded_by", "people_user"),
        composite_reference("assessments_permission", "form_by", "people_user"),
        composite_reference("assessments_permission", "ended_by", "people_user"),
        *row_level_security(*TABLES),
    ]
