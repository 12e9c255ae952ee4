from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0002_isolation")]

    operations = [
        migrations.AddField("standing", "rewritten", models.PositiveIntegerField(default=0)),
        migrations.AddField("feed", "stamp", models.UUIDField(null=True)),
    ]
