from django.db import migrations

from acasa.core.db import composite_key, composite_reference, row_level_security

TABLES = ["visits_watch", "visits_interpreter", "visits_budgetline"]


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("cases", "0003_import_parts")]

    operations = [
        *composite_key(*TABLES),
        # An import that is taken back removes its cases; what was planned in them goes with them.
        composite_reference("visits_watch", "case_id", "cases_case", on_delete="cascade"),
        composite_reference("visits_watch", "worker_id", "people_user"),
        composite_reference("visits_watch", "acknowledged_by", "people_user"),
        composite_reference("visits_watch", "ended_by", "people_user"),
        composite_reference("visits_interpreter", "id", "vault_folder"),
        composite_reference("visits_interpreter", "team_id", "people_team"),
        *row_level_security(*TABLES),
    ]
