"""Tables of this part; nothing of a person stands in plain columns."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Permission(models.Model):
    """That the owner of an instrument lets this organisation use it, and the form that it then adds.

    Answers are read with the form, so a form is never exchanged: a new one comes with a new record.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    slug = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    granted_by = models.CharField(max_length=200)
    scope = models.TextField(max_length=1000)
    reference = models.CharField(max_length=200)
    until = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    form = models.BinaryField(default=bytes)
    form_name = models.CharField(max_length=120, default="", blank=True)
    form_by = models.UUIDField(null=True)
    form_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(granted_by="") & ~Q(scope="") & ~Q(reference=""),
                name="permission_says_who_what_and_where",
            ),
            models.CheckConstraint(
                condition=Q(form_name="", form_by__isnull=True, form_at__isnull=True)
                | (~Q(form_name="") & Q(form_by__isnull=False, form_at__isnull=False)),
                name="permission_form_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="permission_end_whole",
            ),
        ]
        indexes = [models.Index("org_id", "slug", name="permission_of_an_instrument")]

    def __str__(self) -> str:
        return f"{self.slug} {self.reference}"
