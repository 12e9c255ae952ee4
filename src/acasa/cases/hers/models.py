"""Plain columns of complaints: opaque ids and days. What is said and answered is sealed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Receipt(models.Model):
    """Which organisation a receipt's code belongs to. Found by a digest of the code, before any scope is open."""

    digest = models.BinaryField(primary_key=True)
    org_id = models.UUIDField()

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class Complaint(models.Model):
    """A complaint; its id is its folder's. `public` belongs to the code on paper: answers are sealed to it."""

    id = models.UUIDField(primary_key=True, editable=False)
    org_id = models.UUIDField()
    digest = models.BinaryField()
    public = models.BinaryField()
    received_on = models.DateField()
    due = models.DateField()
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("digest", name="complaint_digest_once")]
        indexes = [
            models.Index("org_id", "due", condition=Q(answered_on__isnull=True), name="complaint_open")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.Model):
    """An answer to a complaint, sealed to the holder of the code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    complaint = models.ForeignKey(
        Complaint, on_delete=models.CASCADE, related_name="answers", db_constraint=False
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)
