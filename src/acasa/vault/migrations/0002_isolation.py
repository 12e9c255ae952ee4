from django.db import migrations

from acasa.core.db import composite_key, composite_reference, external_storage, row_level_security

TABLES = [
    "vault_ring", "vault_ringversion", "vault_ringgrant", "vault_ringwanted", "vault_folder", "vault_folderkey",
    "vault_record", "vault_sealedfile", "vault_card", "vault_segment",
]


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial"), ("people", "0002_isolation")]

    operations = [
        *composite_key("vault_ring", "vault_ringversion", "vault_folder", "vault_userkey"),
        composite_reference("vault_ring", "team_id", "people_team"),
        composite_reference("vault_ringversion", "ring_id", "vault_ring"),
        composite_reference("vault_ringgrant", "ring_version_id", "vault_ringversion"),
        composite_reference("vault_ringgrant", "user_key_id", "vault_userkey"),
        composite_reference("vault_ringwanted", "ring_id", "vault_ring"),
        composite_reference("vault_ringwanted", "user_id", "people_user"),
        composite_reference("vault_folderkey", "folder_id", "vault_folder"),
        composite_reference("vault_folderkey", "ring_version_id", "vault_ringversion"),
        composite_reference("vault_folderkey", "user_key_id", "vault_userkey"),
        composite_reference("vault_record", "folder_id", "vault_folder"),
        composite_reference("vault_sealedfile", "folder_id", "vault_folder"),
        composite_reference("vault_card", "ring_id", "vault_ring"),
        composite_reference("vault_card", "folder_id", "vault_folder"),
        composite_reference("vault_card", "user_key_id", "vault_userkey"),
        composite_reference("vault_segment", "ring_id", "vault_ring"),
        *row_level_security(*TABLES),
        external_storage("vault_segment", "sealed"),
        external_storage("vault_card", "sealed"),
        external_storage("vault_record", "sealed"),
    ]
