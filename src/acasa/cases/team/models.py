"""Plain rows: that something of a case waits for approval, and on which days supervision took place.

What waits stands sealed in the case. A note of one's own is sealed to its author alone (vault.own).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Waiting(models.Model):
    """Something of a case waits for a supervisor's answer: opaque ids, nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    case_id = models.UUIDField()
    asked_by = models.UUIDField()
    is_over = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index("case_id", condition=Q(is_over=False), name="waiting_open")]

    def __str__(self) -> str:
        return str(self.id)


class OwnNote(models.Model):
    """What a colleague wrote for herself: after a hard day, or from supervision. Nobody else has a key.

    `user_key_id`: the key pair that opens it; after a reset of the password it is another one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    author_id = models.UUIDField()
    user_key_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index("author_id", name="own_note_author")]

    def __str__(self) -> str:
        return str(self.id)


class TookPlace(models.Model):
    """Supervision took place on a day: what a colleague chose to tell her supervisor, and nothing more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    worker_id = models.UUIDField()
    supervisor_id = models.UUIDField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("worker_id", "supervisor_id", "on", name="took_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.on}"
