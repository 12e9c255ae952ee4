from django.db import migrations

from acasa.core.db import composite_key, composite_reference, row_level_security

TABLES = ["safety_run"]


class Migration(migrations.Migration):
    dependencies = [("safety", "0001_initial"), ("cases", "0003_import_parts")]

    operations = [
        *composite_key(*TABLES),
        # An import that is taken back removes its cases; what ran in them goes with them.
        composite_reference("safety_run", "case_id", "cases_case", on_delete="cascade"),
        composite_reference("safety_run", "begun_by", "people_user"),
        *row_level_security(*TABLES),
    ]
