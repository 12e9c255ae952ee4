from django.db import migrations

from acasa.core.db import composite_reference, row_level_security

TABLES = ["nights_opening", "nights_envelope", "nights_cover", "nights_catchup"]


class Migration(migrations.Migration):
    dependencies = [("nights", "0001_initial"), ("cases", "0002_isolation"), ("people", "0002_isolation")]

    operations = [
        composite_reference("nights_opening", "case_id", "cases_case"),
        composite_reference("nights_opening", "user_id", "people_user"),
        composite_reference("nights_envelope", "team_id", "people_team"),
        composite_reference("nights_cover", "absent_id", "people_user"),
        composite_reference("nights_cover", "covering_id", "people_user"),
        composite_reference("nights_catchup", "team_id", "people_team"),
        *row_level_security(*TABLES),
    ]
