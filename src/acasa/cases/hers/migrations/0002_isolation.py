from django.db import migrations

from acasa.core.db import composite_key, composite_reference, external_storage, row_level_security


class Migration(migrations.Migration):
    dependencies = [("hers", "0001_initial"), ("cases", "0003_import_parts")]

    operations = [
        *composite_key("hers_complaint"),
        composite_reference("hers_complaint", "id", "vault_folder"),
        composite_reference("hers_answer", "complaint_id", "hers_complaint"),
        external_storage("hers_answer", "sealed"),
        *row_level_security("hers_complaint", "hers_answer"),
    ]
