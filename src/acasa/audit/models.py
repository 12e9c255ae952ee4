"""The chain's rows. The application may insert and read them; nobody may change one."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One link. `mac` covers every other column and the previous link's mac, under a key outside the database."""

    id = models.BigAutoField(primary_key=True)
    # Empty for the chain of the installation (failed sign-ins of unknown names).
    org_id = models.UUIDField(null=True)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12)
    # Sealed to the audit ring by the caller; empty when there is nothing to tell.
    detail = models.BinaryField()
    # 48 bytes for each ciphertext written: 16 of its id, 32 of its SHA-256.
    written = models.BinaryField()
    mac = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("org_id", "seq", name="audit_seq_once", nulls_distinct=False)]
        indexes = [models.Index("org_id", "subject_id", "seq", name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"
