"""Questionnaires of an organisation, plain: a form is about nobody. Answers are sealed in cases."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from acasa.questionnaires import rules


class Form(models.Model):
    """A questionnaire through all its versions, known to devices by `form_id`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    form_id = models.CharField(max_length=rules.LONGEST_ID)
    title = models.CharField(max_length=rules.LONGEST_TITLE)
    # What it is for, in a sentence, shown where one chooses.
    about = models.CharField(max_length=rules.LONGEST_ABOUT, default="", blank=True)
    # Where answers are sealed; who doesn't hold it can't ask.
    compartment = models.CharField(max_length=20)
    # Who may fill it in, by profession; empty: whoever holds the compartment.
    professions = models.JSONField(default=list, blank=True)
    on_devices = models.BooleanField(default=False)
    # The question that asks for the case's code, by which a device's answers find their case.
    case_question = models.CharField(max_length=100, default="", blank=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("org_id", "form_id", name="questionnaire_once"),
            models.CheckConstraint(
                condition=Q(compartment__in=rules.COMPARTMENTS), name="form_compartment_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FormVersion(models.Model):
    """One version: as it was uploaded, and the XForm made of it. Once published it stays: a trigger holds it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    form_ref = models.UUIDField()
    number = models.PositiveIntegerField()
    # What devices and answers know it by: the sheet's own, or made unlike the others.
    version = models.CharField(max_length=rules.LONGEST_ID)
    title = models.CharField(max_length=rules.LONGEST_TITLE)
    languages = models.JSONField(default=list)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    xml = models.TextField()
    # What of its problems may stay, as they were found.
    notes = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, default=rules.DRAFT)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("org_id", "form_ref", "number", name="form_version_number_once"),
            models.UniqueConstraint("org_id", "form_ref", "version", name="form_version_once"),
            models.UniqueConstraint(
                "org_id", "form_ref", condition=Q(state=rules.PUBLISHED), name="form_published_once"
            ),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="form_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class FormMedia(models.Model):
    """A file that a version names: a list, a picture, a sound."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    version_ref = models.UUIDField()
    name = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("org_id", "version_ref", "name", name="form_media_once")]

    def __str__(self) -> str:
        return self.name
