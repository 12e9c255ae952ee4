"""Plain columns of cases: opaque ids, team, worker, open or closed, and when something is due. Nothing else."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Person(models.Model):
    """A person apart from any case. All that is known of her is in her folder."""

    id = models.UUIDField(primary_key=True, editable=False)
    org_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.id)


class Case(models.Model):
    """A piece of work with a person, from opening to closure. Its id is its folder's."""

    id = models.UUIDField(primary_key=True, editable=False)
    org_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases", db_constraint=False)
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, db_constraint=False)
    worker = models.ForeignKey("people.User", on_delete=models.PROTECT, db_constraint=False)
    is_open = models.BooleanField(default=True)
    batch = models.ForeignKey(
        "ImportBatch", null=True, on_delete=models.SET_NULL, related_name="cases", db_constraint=False
    )

    class Meta:
        indexes = [models.Index("worker", condition=Q(is_open=True), name="case_worker_open")]

    def __str__(self) -> str:
        return str(self.id)


class Obligation(models.Model):
    """Something due: a date and opaque ids. What it is stands sealed in the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="obligations", db_constraint=False)
    worker = models.ForeignKey("people.User", on_delete=models.PROTECT, db_constraint=False)
    due = models.DateField()
    is_done = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index("worker", "due", condition=Q(is_done=False), name="obligation_open")]

    def __str__(self) -> str:
        return f"{self.due}"


class Assignment(models.Model):
    """A case that is new to its worker, until the worker opens it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    case = models.OneToOneField(Case, on_delete=models.CASCADE, db_constraint=False)
    worker = models.ForeignKey("people.User", on_delete=models.CASCADE, db_constraint=False)

    def __str__(self) -> str:
        return str(self.case_id)


class ImportBatch(models.Model):
    """One import, so that it can be undone as a whole. Its cases appear all at once, when it is finished."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    team = models.ForeignKey("people.Team", on_delete=models.PROTECT, db_constraint=False)
    created_by = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    number_of_cases = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.id)


class ImportPart(models.Model):
    """Some hundred rows of an import: until it is finished sealed to its author, afterwards opaque ids only.

    `made` has one list for each case: its id, its person's id, and how many records each folder got, by which an
    undoing knows whether anybody has worked on it since.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="parts", db_constraint=False
    )
    number = models.PositiveIntegerField()
    is_made = models.BooleanField(default=False)
    made = models.JSONField(default=list)
    sealed = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint("batch", "number", name="import_part_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"


class Draft(models.Model):
    """An unfinished form, a saved view or an upload under way: sealed to its author alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    author = models.ForeignKey("people.User", on_delete=models.CASCADE, db_constraint=False)
    kind = models.CharField(max_length=20)
    # The case that an unfinished form is about; empty for the rest.
    about = models.UUIDField(null=True)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index("author", "kind", "about", name="draft_author")]

    def __str__(self) -> str:
        return str(self.id)
