"""Plain rows: by which rules a case was calculated last, and who has a calendar feed. Nothing about a person."""

from __future__ import annotations

import uuid

from django.db import models


class Standing(models.Model):
    """By which rules a case's deadlines were calculated last: digests of files, the same for a whole country.

    A case without a row, or with another digest, waits to be calculated. `legal` is for the rules that only those
    who hold the legal compartment can calculate.
    """

    case_id = models.UUIDField(primary_key=True, editable=False)
    org_id = models.UUIDField()
    digest = models.CharField(max_length=32, default="", blank=True)
    legal = models.CharField(max_length=32, default="", blank=True)
    # Records that calculating all cases added, by which an import that is taken back knows that nobody worked here.
    derived = models.PositiveSmallIntegerField(default=0)
    # How often it wrote a record or card anew, for the same end.
    rewritten = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.case_id)


class Feed(models.Model):
    """A colleague's calendar feed, found by the pseudonym of its secret; the address itself is kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey("people.Organisation", on_delete=models.CASCADE)
    user = models.OneToOneField("people.User", on_delete=models.CASCADE)
    digest = models.BinaryField(unique=True)
    # The colleague's stamp when it was made: it ends with the sessions.
    stamp = models.UUIDField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)
