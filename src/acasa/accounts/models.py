"""Sessions, second factors and the limiter's counters: read before an organisation is known, so outside row-level
security; nothing in them is of use without the cookie's token or the pepper.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Session(models.Model):
    """A visit. Both sealed columns open only with the token that the browser holds, and the pepper."""

    token_hash = models.BinaryField(primary_key=True)
    body = models.BinaryField()
    # The colleague's open key, apart from the body so that a request which began before locking can't put it back.
    key = models.BinaryField(null=True)
    user_id = models.UUIDField(null=True, db_index=True)
    # What the owner recognises it by in the list of own sessions, such as "Firefox, Windows".
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"session of {self.user_id}"


class SecondFactor(models.Model):
    """An app that shows codes, or a security key. The secret is sealed under the pepper."""

    TOTP = "totp"
    WEBAUTHN = "webauthn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="second_factors")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    sealed = models.BinaryField()
    # The last time step of an app (a code is good once), the last signature count of a security key.
    counter = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=("totp", "webauthn")), name="second_factor_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class PaperCode(models.Model):
    """One of the ten codes on paper: an HMAC of it. Using it deletes the row."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="paper_codes")
    proof = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("user", "proof", name="paper_code_once")]

    def __str__(self) -> str:
        return f"code of {self.user_id}"


class Tries(models.Model):
    """A counter of the limiter under a pseudonym: no address, no e-mail."""

    key = models.BinaryField(primary_key=True)
    count = models.PositiveIntegerField()
    ends = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends}"
