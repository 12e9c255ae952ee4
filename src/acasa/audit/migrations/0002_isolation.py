from django.db import migrations

from acasa.core.db import external_storage, insert_only

POLICY = "org_id is not distinct from (select nullif(current_setting('acasa.org', true), '')::uuid)"


class Migration(migrations.Migration):
    """Insert-only, and each chain visible in its own scope; outside every scope only the installation's chain."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "alter table audit_entry enable row level security; alter table audit_entry force row level security;"
            f"create policy organisation on audit_entry using ({POLICY}) with check ({POLICY});",
            "drop policy organisation on audit_entry; alter table audit_entry disable row level security;",
        ),
        insert_only("audit_entry"),
        external_storage("audit_entry", "detail"),
    ]
