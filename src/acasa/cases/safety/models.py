"""Plain rows: that a same-day protocol is running in a case, since when, begun by whom. Why stands sealed in it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Run(models.Model):
    """A protocol as the day must find it, for a worker and for supervisors, without opening every case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    case_id = models.UUIDField()
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("begun_at", condition=Q(ended_at__isnull=True), name="safety_running")]

    def __str__(self) -> str:
        return f"{self.begun_at}"
