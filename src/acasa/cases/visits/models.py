"""Plain rows: who is out and until when, which folders are interpreters, and from whose money aid is paid.

Where a worker is, whom she sees and why stand sealed in the case.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from acasa.cases.visits import rules


class Watch(models.Model):
    """A home visit as colleagues must see it without a key: whose, until when, and how it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    case_id = models.UUIDField()
    worker_id = models.UUIDField()
    alarm_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=rules.PLANNED)
    acknowledged_by = models.UUIDField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="watch_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=rules.OVER, ended_at__isnull=False)
                | (~Q(state__in=rules.OVER) & Q(ended_at__isnull=True)),
                name="watch_over_has_an_end",
            ),
        ]
        indexes = [
            models.Index("alarm_at", condition=Q(ended_at__isnull=True), name="watch_running"),
            models.Index("ended_at", name="watch_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.alarm_at}"


class Interpreter(models.Model):
    """An interpreter of a team's register. Name, languages and the rest are in the folder of the same id."""

    id = models.UUIDField(primary_key=True, editable=False)
    org_id = models.UUIDField()
    team_id = models.UUIDField()
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.id)


class BudgetLine(models.Model):
    """From whose money aid is given: a donor and the line of its budget. Says nothing about a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    donor = models.CharField(max_length=120)
    line = models.CharField(max_length=120, default="", blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint("org_id", "donor", "line", name="budget_line_once")]

    def __str__(self) -> str:
        return f"{self.donor} {self.line}"
