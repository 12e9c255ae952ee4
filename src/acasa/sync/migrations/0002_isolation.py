from django.db import migrations

from acasa.core.db import composite_key, composite_reference, row_level_security


class Migration(migrations.Migration):
    dependencies = [("sync", "0001_initial"), ("vault", "0002_isolation"), ("cases", "0003_import_parts")]

    operations = [
        *composite_key("sync_device", "sync_submission"),
        composite_reference("sync_device", "user_id", "people_user"),
        composite_reference("sync_device", "team_id", "people_team"),
        composite_reference("sync_submission", "device_id", "sync_device"),
        composite_reference("sync_submission", "team_id", "people_team"),
        composite_reference("sync_submission", "corrects", "sync_submission"),
        composite_reference("sync_part", "submission_id", "sync_submission"),
        composite_reference("sync_part", "device_id", "sync_device"),
        composite_reference("sync_part", "folder_id", "vault_folder"),
        composite_reference("sync_piece", "submission_id", "sync_submission"),
        *row_level_security("sync_submission", "sync_part", "sync_piece"),
    ]
