from django.db import migrations

from acasa.core.db import composite_key, composite_reference, row_level_security

CACHE = """
create table core_cache (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index core_cache_expires on core_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        *composite_key("people_team", "people_user"),
        composite_reference("people_membership", "team_id", "people_team", "cascade"),
        composite_reference("people_membership", "user_id", "people_user", "cascade"),
        *row_level_security("people_team", "people_membership"),
        migrations.RunSQL(CACHE, "drop table core_cache;"),
    ]
