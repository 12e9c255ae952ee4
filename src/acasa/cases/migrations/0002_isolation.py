from django.db import migrations

from acasa.core.db import composite_key, composite_reference, row_level_security

TABLES = ["cases_person", "cases_case", "cases_obligation", "cases_assignment", "cases_importbatch", "cases_draft"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("people", "0002_isolation"), ("vault", "0002_isolation")]

    operations = [
        *composite_key("cases_person", "cases_case", "cases_importbatch"),
        composite_reference("cases_person", "id", "vault_folder"),
        composite_reference("cases_case", "id", "vault_folder"),
        composite_reference("cases_case", "person_id", "cases_person"),
        composite_reference("cases_case", "team_id", "people_team"),
        composite_reference("cases_case", "worker_id", "people_user"),
        composite_reference("cases_case", "batch_id", "cases_importbatch"),
        composite_reference("cases_obligation", "case_id", "cases_case"),
        composite_reference("cases_obligation", "worker_id", "people_user"),
        composite_reference("cases_assignment", "case_id", "cases_case"),
        composite_reference("cases_assignment", "worker_id", "people_user"),
        composite_reference("cases_importbatch", "team_id", "people_team"),
        composite_reference("cases_draft", "author_id", "people_user"),
        *row_level_security(*TABLES),
    ]
