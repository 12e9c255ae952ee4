from django.db import migrations

from acasa.core.db import composite_reference, row_level_security


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial"), ("cases", "0003_import_parts")]

    operations = [
        # An import that is taken back removes its cases, and what is known of their calculation with them.
        composite_reference("deadlines_standing", "case_id", "cases_case", on_delete="cascade"),
        *row_level_security("deadlines_standing"),
    ]
