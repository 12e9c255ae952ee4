from django.db import migrations

from acasa.core.db import composite_key, composite_reference, row_level_security

TABLES = ["team_waiting", "team_ownnote", "team_tookplace"]


class Migration(migrations.Migration):
    dependencies = [("team", "0001_initial"), ("cases", "0003_import_parts")]

    operations = [
        *composite_key(*TABLES),
        # An import that is taken back removes its cases; what waited in them goes with them.
        composite_reference("team_waiting", "case_id", "cases_case", on_delete="cascade"),
        composite_reference("team_waiting", "asked_by", "people_user"),
        composite_reference("team_ownnote", "author_id", "people_user"),
        composite_reference("team_tookplace", "worker_id", "people_user"),
        composite_reference("team_tookplace", "supervisor_id", "people_user"),
        *row_level_security(*TABLES),
    ]
