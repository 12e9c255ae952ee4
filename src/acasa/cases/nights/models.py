"""Plain: who, which case or team, and when it ends. Reasons, verdicts, and what is lent are sealed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Opening(models.Model):
    """One emergency opening of one case by one colleague."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, db_constraint=False)
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, db_constraint=False)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Until when it is to be reviewed; by whom and when it was.
    review_by = models.DateField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    # Reason and compartments, then the verdict: for those who hold the record's ring.
    told = models.BinaryField()
    review = models.BinaryField(default=b"")
    # Data keys for this session of this colleague; the time of their end is bound to them.
    lent = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index("case", condition=Q(reviewed_at__isnull=True), name="opening_waits")]

    def __str__(self) -> str:
        return str(self.id)


class Envelope(models.Model):
    """A code on paper that opens the essentials of one team for a night. The code itself is kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, db_constraint=False)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    ring_version_id = models.UUIDField()
    salt = models.BinaryField()
    # Empty once it was used or taken back.
    sealed = models.BinaryField()
    used_at = models.DateTimeField(null=True)
    used_by = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)
    lent = models.BinaryField(default=b"")
    # A supervisor has read the alarm.
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Cover(models.Model):
    """Who stands in for a colleague, from day to day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    absent = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    covering = models.ForeignKey(
        "people.User", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    first_day = models.DateField()
    last_day = models.DateField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="cover_days_in_order"),
            models.CheckConstraint(condition=~Q(absent=F("covering")), name="cover_by_another"),
        ]
        indexes = [models.Index("covering", condition=Q(ended_at__isnull=True), name="cover_standing_in")]

    def __str__(self) -> str:
        return str(self.id)


class CatchUp(models.Model):
    """Cases from before the emergency ring: how far their compartment of one team is prepared for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    team = models.ForeignKey("people.Team", on_delete=models.CASCADE, db_constraint=False)
    compartment = models.CharField(max_length=20)
    # The last case that was prepared, in the order of their ids.
    after = models.UUIDField(default=uuid.UUID(int=0))
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("team", "compartment", name="catch_up_once")]

    def __str__(self) -> str:
        return f"{self.compartment} of {self.team_id}"
