import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("org_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("begun_by", models.UUIDField()),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("begun_at"),
                        condition=models.Q(("ended_at__isnull", True)),
                        name="safety_running",
                    )
                ],
            },
        ),
    ]
