"""The organisation, its teams and its colleagues. Staff are plain; the persons they assist never are."""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """An NGO or a public body that keeps cases of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    case_prefix = models.CharField(max_length=6, default="C")
    country = models.CharField(max_length=2, default="MD")
    language = models.CharField(max_length=5, default="en")
    time_zone = models.CharField(max_length=50, default="Europe/Chisinau")
    idle_minutes = models.PositiveSmallIntegerField(default=10)
    shift_hours = models.PositiveSmallIntegerField(default=12)
    last_case_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Colleagues who hold cases together; its rings open them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint("org", "name", name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class Profession(models.TextChoices):
    """What a colleague is; decides the compartments held by default (rules.default_compartments)."""

    CASE_MANAGER = "case_manager", _("Case manager (social worker)")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    PSYCHOPEDAGOGUE = "psychopedagogue", _("Psychopedagogue")
    DOCTOR = "doctor", _("Doctor")
    LAWYER = "lawyer", _("Lawyer")
    PRIEST = "priest", _("Priest")
    SHELTER_STAFF = "shelter_staff", _("Shelter staff")
    HOTLINE_OPERATOR = "hotline_operator", _("Hotline operator")
    TRAINER = "trainer", _("Trainer")
    DATA_OFFICER = "data_officer", _("Data officer")


class UserManager(BaseUserManager["User"]):
    """Finds colleagues by e-mail. Making one takes a key, so it is the vault's work, not this manager's."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=(username or "").strip())

    def create_user(self, *args: object, **kwargs: object) -> NoReturn:
        raise NotImplementedError("A colleague is invited by a key keeper: acasa.accounts.services.")

    create_superuser = create_user


class User(AbstractBaseUser):
    """A colleague. There is no password field: the vault's lock holds the verifier and the sealed key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="users")
    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=100)
    profession = models.CharField(max_length=30, choices=Profession.choices)
    language = models.CharField(max_length=5, default="en")
    is_supervisor = models.BooleanField(default=False)
    is_key_keeper = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    # Opaque number by which a sealed card names its worker.
    short = models.BigIntegerField(unique=True)
    # Changes whenever sessions must end: a new password, a reset, a change of rights.
    session_stamp = models.UUIDField(default=uuid.uuid4)
    joined_at = models.DateTimeField(auto_now_add=True)

    password = None  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(profession__in=Profession.values), name="user_profession_known"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def set_password(self, raw_password: str | None) -> NoReturn:
        raise NotImplementedError("Use acasa.vault.locks.set_password: a password opens a key.")

    def check_password(self, raw_password: str | None) -> NoReturn:
        raise NotImplementedError("Use acasa.vault.locks.open_with_password.")

    def set_unusable_password(self) -> NoReturn:
        raise NotImplementedError("Use acasa.vault.locks.")

    def has_usable_password(self) -> bool:
        return True

    def get_session_auth_hash(self) -> str:
        """Sessions end when this changes; nothing about the password can be learned from it."""
        return self.session_stamp.hex

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())

    # The framework's permission checks: nobody has any, since rights are the actor's.
    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False

    is_staff = False
    is_superuser = False


class Membership(models.Model):
    """A colleague in a team."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships", db_constraint=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", db_constraint=False)

    class Meta:
        constraints = [models.UniqueConstraint("team", "user", name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"
