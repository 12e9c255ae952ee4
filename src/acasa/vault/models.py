"""Tables of the vault. Every `sealed`, `wrap` and `wrapped` column is ciphertext with a version byte in front.

Plain here: opaque ids, organisation and team, compartment of a key, versions, padded sizes.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class OrganisationKeys(models.Model):
    """Public keys of an organisation. `pin` is an HMAC under a key outside the database."""

    org = models.OneToOneField("people.Organisation", on_delete=models.CASCADE, primary_key=True)
    signing_public = models.BinaryField()
    recovery_public = models.BinaryField()
    pin = models.BinaryField()
    in_shares = models.BooleanField()
    kit_proved_at = models.DateTimeField(null=True)
    kit_drilled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.org_id)


class UserKey(models.Model):
    """A colleague's key pair, public half. Signed by the organisation so that nobody can swap it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="keys")
    version = models.PositiveIntegerField()
    public = models.BinaryField()
    signature = models.BinaryField()
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "version", name="user_key_version_once"),
            models.UniqueConstraint("user", condition=Q(is_current=True), name="user_key_current_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} v{self.version}"


class Lock(models.Model):
    """One way to open a colleague's private key: password, recovery card, or a one-time link."""

    KINDS = ("password", "card", "link")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_key = models.ForeignKey(UserKey, on_delete=models.CASCADE, related_name="locks")
    kind = models.CharField(max_length=10)
    salt = models.BinaryField()
    # Argon2 parameters of a password; empty for the random secrets of cards and links.
    params = models.CharField(max_length=60, blank=True)
    # What a password proves at sign-in; the SHA-256 of a link's token. A card has none.
    verifier = models.BinaryField()
    sealed = models.BinaryField()
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("user_key", "kind", name="lock_once"),
            models.CheckConstraint(
                condition=Q(kind__in=("password", "card", "link")), name="lock_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_key_id}"


class Ring(models.Model):
    """A key pair of a team for one compartment, or of the organisation for one duty."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    team = models.ForeignKey(
        "people.Team", null=True, on_delete=models.PROTECT, related_name="rings", db_constraint=False
    )
    compartment = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint("org_id", "team", "compartment", name="ring_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.compartment} of {self.team_id or self.org_id}"


class RingVersion(models.Model):
    """A ring's public key. Its seed is sealed to each holder (RingGrant) and to the recovery kit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    ring = models.ForeignKey(Ring, on_delete=models.PROTECT, related_name="versions", db_constraint=False)
    version = models.PositiveIntegerField()
    public = models.BinaryField()
    signature = models.BinaryField()
    recovery_wrap = models.BinaryField()
    # For ODK's encrypted forms, which know only RSA; one pair on each team's casework ring.
    rsa_public = models.BinaryField(default=b"")
    rsa_sealed = models.BinaryField(default=b"")
    # Extra content of the organisation's own rings (the keepers' ring holds the signing key).
    payload_sealed = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint("ring", "version", name="ring_version_once")]

    def __str__(self) -> str:
        return f"{self.ring_id} v{self.version}"


class RingGrant(models.Model):
    """A ring's seed, sealed to one colleague's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    ring_version = models.ForeignKey(
        RingVersion, on_delete=models.CASCADE, related_name="grants", db_constraint=False
    )
    user_key = models.ForeignKey(
        UserKey, on_delete=models.CASCADE, related_name="grants", db_constraint=False
    )
    wrap = models.BinaryField()
    granted_by = models.UUIDField(null=True)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("ring_version", "user_key", name="ring_grant_once")]

    def __str__(self) -> str:
        return f"{self.ring_version_id} to {self.user_key_id}"


class RingWanted(models.Model):
    """After a reset: which rings a colleague held, until somebody gives them back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    ring = models.ForeignKey(Ring, on_delete=models.CASCADE, db_constraint=False)
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, db_constraint=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    # The colleague who vouched for `essentials`; the rest takes a second one, the card or the kit.
    first_by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("ring", "user", name="ring_wanted_once")]

    def __str__(self) -> str:
        return f"{self.ring_id} for {self.user_id}"


class Folder(models.Model):
    """Anything that is sealed as one thing: a person, a case, a draft."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    restricted = models.BooleanField(default=False)
    # Random and unique: how sealed columns name the folder in eight bytes.
    short = models.BigIntegerField(unique=True)
    # Names the secret in the shred store; without it the folder can't be opened by anybody.
    shred_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.id)


class FolderKey(models.Model):
    """A folder's data key for one compartment, wrapped for one ring or one named colleague."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="keys", db_constraint=False)
    compartment = models.CharField(max_length=20)
    key_version = models.PositiveIntegerField(default=1)
    ring_version = models.ForeignKey(RingVersion, null=True, on_delete=models.PROTECT, db_constraint=False)
    user_key = models.ForeignKey(UserKey, null=True, on_delete=models.CASCADE, db_constraint=False)
    # First byte 1: symmetric under the ring; 2: sealed to a public key by a writer without it.
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "folder",
                "compartment",
                "key_version",
                "ring_version",
                "user_key",
                name="folder_key_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(ring_version__isnull=False) ^ Q(user_key__isnull=False),
                name="folder_key_one_recipient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compartment} of {self.folder_id}"


class Record(models.Model):
    """A sealed record of a folder; its kind and its time are inside."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="records", db_constraint=False)
    compartment = models.CharField(max_length=20)
    key_version = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index("folder", "compartment", name="record_folder")]

    def __str__(self) -> str:
        return str(self.id)


class SealedFile(models.Model):
    """A sealed file's place; its name, type and true size are in a record of the folder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.UUIDField()
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="files", db_constraint=False)
    compartment = models.CharField(max_length=20)
    key_version = models.PositiveIntegerField(default=1)
    sha256 = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class Card(models.Model):
    """A case's row in the sealed caseload, for one ring (or one named colleague of a restricted case)."""

    id = models.BigAutoField(primary_key=True)
    org_id = models.UUIDField()
    ring = models.ForeignKey(Ring, null=True, on_delete=models.CASCADE, db_constraint=False)
    user_key = models.ForeignKey(UserKey, null=True, on_delete=models.CASCADE, db_constraint=False)
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="cards", db_constraint=False)
    ring_version = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()
    in_segment = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("ring", "user_key", "folder", name="card_once", nulls_distinct=False),
        ]
        indexes = [
            models.Index("ring", condition=Q(in_segment=False), name="card_overlay"),
            models.Index("user_key", condition=Q(user_key__isnull=False), name="card_named"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Segment(models.Model):
    """About 4,096 cards' columns for one purpose, sealed together."""

    id = models.BigAutoField(primary_key=True)
    org_id = models.UUIDField()
    ring = models.ForeignKey(Ring, on_delete=models.CASCADE, db_constraint=False)
    ring_version = models.PositiveIntegerField(default=1)
    purpose = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    # Counts its writings, so that an old segment put back does not pass for the present one.
    version = models.PositiveIntegerField(default=1)
    shred_id = models.UUIDField(unique=True)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("ring", "purpose", "number", name="segment_once")]

    def __str__(self) -> str:
        return f"{self.ring_id} {self.purpose} {self.number}"
