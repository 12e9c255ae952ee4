"""Plain rows of devices and what they sent: opaque ids, times and marks. What is answered is sealed in folders.

A mark is an HMAC under a key that no database holds: it tells a repeat from something new and nothing else.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Device(models.Model):
    """A colleague's telephone or tablet, let in for one team. Looked up before a scope opens; nothing of a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    user_id = models.UUIDField()
    team_id = models.UUIDField()
    # What its owner calls it, for the list of one's devices.
    name = models.CharField(max_length=60)
    # What a password proves, sealed under the pepper; the password itself is kept nowhere.
    secret = models.BinaryField()
    # Whether answers are encrypted on the phone; then the ring's RSA key and its pin.
    seals = models.BooleanField(default=False)
    ring_version_id = models.UUIDField(null=True)
    pin = models.BinaryField(default=b"")
    made_at = models.DateTimeField(auto_now_add=True)
    seen_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("org_id", "user_id", name="device_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(seals=False) | Q(ring_version_id__isnull=False), name="device_seals_to_a_ring"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class State(models.TextChoices):
    """Where a submission stands."""

    WAITING = "waiting"
    KEPT = "kept"
    DISCARDED = "discarded"


class Submission(models.Model):
    """One filled-in form of a device, however many posts it came in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    team_id = models.UUIDField()
    device_id = models.UUIDField()
    # Of team, form and instance id.
    mark = models.BinaryField()
    # Always empty: which questionnaire it answers is sealed, since the case that it goes to stands beside it.
    ref = models.CharField(max_length=200, default="", editable=False)
    compartment = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=State.WAITING)
    # More parts were announced and have not come yet.
    incomplete = models.BooleanField(default=False)
    encrypted = models.BooleanField(default=False)
    # Something else came later under the same instance id.
    clashes = models.BooleanField(default=False)
    # The submission that this one corrects, as the device says.
    corrects = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    # The record that was made of it; both ids say nothing without keys.
    case_id = models.UUIDField(null=True)
    record_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("org_id", "mark", name="submission_once"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "kept", "discarded")), name="submission_state_known"
            ),
        ]
        indexes = [
            models.Index(
                "org_id", "team_id", "received_at", condition=Q(state="waiting"), name="submission_waits"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Part(models.Model):
    """What one post brought that was new. `mark` is of the answers that it came with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    submission_id = models.UUIDField()
    # Where it is sealed; none once it stands in a case.
    folder_id = models.UUIDField(null=True)
    device_id = models.UUIDField()
    mark = models.BinaryField()
    # Somebody kept or discarded the answers that it came with.
    decided = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("submission_id", name="part_of")]

    def __str__(self) -> str:
        return str(self.id)


class Piece(models.Model):
    """An attachment that came: marks of its name, and of its name with its content, so that a repeat is known."""

    id = models.BigAutoField(primary_key=True)
    org_id = models.UUIDField()
    submission_id = models.UUIDField()
    name_mark = models.BinaryField()
    mark = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("submission_id", "mark", name="piece_once")]

    def __str__(self) -> str:
        return str(self.id)
