"""Reading questionnaires. The first argument is the actor; a form is about nobody, so no key is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people.models import User
from acasa.questionnaires import rules
from acasa.questionnaires.catalogue import Listed, Published
from acasa.questionnaires.engine.model import Form as Read
from acasa.questionnaires.engine.reading import again
from acasa.questionnaires.models import Form, FormMedia, FormVersion


def may_manage(actor: Actor) -> bool:
    """Key keepers and supervisors decide what is asked."""
    return actor.is_key_keeper or actor.is_supervisor


def require_manager(actor: Actor, verb: str, subject: UUID | None = None) -> None:
    """Refused for everybody else."""
    if not may_manage(actor):
        raise Refused(verb, subject)


@dataclass(frozen=True)
class _Source:
    """What a form is read from. A version's file never changes, not even a draft's: only its media tell two apart."""

    version_id: UUID
    media: tuple[tuple[str, bytes], ...]
    content: bytes = field(compare=False, repr=False)
    filename: str = field(compare=False)
    xml: str = field(compare=False, repr=False)


@lru_cache(maxsize=128)
def _read(source: _Source) -> Read:
    """The form of a version, read once in a process."""
    return again(source.xml, source.content, source.filename, dict(source.media))


def read(version: FormVersion, media: Mapping[str, bytes]) -> Read:
    """The form of a version with its files."""
    files = tuple(sorted(media.items()))
    return _read(_Source(version.id, files, bytes(version.content), version.filename, version.xml))


def media(org_id: UUID, version_id: UUID) -> dict[str, bytes]:
    """The files of a version by name."""
    rows = FormMedia.objects.filter(org_id=org_id, version_ref=version_id).order_by("name")
    return {row.name: bytes(row.content) for row in rows}


def _published(form: Form, version: FormVersion) -> Published:
    files = media(form.org_id, version.id)
    ref, professions = f"form:{version.id}", tuple(form.professions)
    return Published(ref, version.title, form.compartment, read(version, files), files, professions)


def _form_of(org_id: UUID, form_id: UUID, verb: str) -> Form:
    found = Form.objects.filter(org_id=org_id, id=form_id).first()
    if found is None:
        raise Refused(verb, form_id)
    return found


def version_of(actor: Actor, version_id: UUID, verb: str) -> tuple[Form, FormVersion]:
    """A version and its form; Refused for another organisation's."""
    version = FormVersion.objects.filter(org_id=actor.org_id, id=version_id).first()
    if version is None:
        raise Refused(verb, version_id)
    return _form_of(actor.org_id, version.form_ref, verb), version


# --- for those who ask ---------------------------------------------------------------------------


def find(actor: Actor, version_id: UUID) -> Published:
    """A version that was published, also one that is no longer offered; a draft for those who work on it."""
    form, version = version_of(actor, version_id, "form.open")
    if version.state == rules.DRAFT and not may_manage(actor):
        raise Refused("form.open", version_id)
    return _published(form, version)


def _holds(actor: Actor, compartment: str) -> bool:
    keyring = actor.keyring
    return keyring is not None and any(keyring.holds(team, compartment) for team in actor.teams)


def listing(actor: Actor) -> list[Listed]:
    """What this colleague may fill in now: published, of a compartment they hold, for their profession."""
    forms = {form.id: form for form in Form.objects.filter(org_id=actor.org_id)}
    rows = (
        FormVersion.objects.filter(org_id=actor.org_id, state=rules.PUBLISHED)
        .defer("content", "xml", "notes")
        .order_by("title", "id")
    )
    return [
        Listed(
            ref=f"form:{row.id}",
            title=row.title,
            compartment=forms[row.form_ref].compartment,
            about=forms[row.form_ref].about,
            languages=tuple(row.languages),
        )
        for row in rows
        if row.form_ref in forms
        and _holds(actor, forms[row.form_ref].compartment)
        and rules.may_fill(forms[row.form_ref].professions, actor.profession)
    ]


# --- for devices, which have no actor ------------------------------------------------------------


def offered(org_id: UUID) -> list[Published]:
    """What devices of an organisation may fill in now."""
    forms = {form.id: form for form in Form.objects.filter(org_id=org_id, on_devices=True)}
    rows = FormVersion.objects.filter(org_id=org_id, state=rules.PUBLISHED, form_ref__in=forms).order_by(
        "title", "id"
    )
    return [_published(forms[row.form_ref], row) for row in rows]


def sent(org_id: UUID, form_id: str, version: str) -> Published | None:
    """The version that a device answered, also one that is offered no more; None when it was never published."""
    form = Form.objects.filter(org_id=org_id, form_id=form_id).first()
    if form is None:
        return None
    row = (
        FormVersion.objects.filter(org_id=org_id, form_ref=form.id, version=version)
        .exclude(state=rules.DRAFT)
        .first()
    )
    return _published(form, row) if row is not None else None


def case_question(org_id: UUID, form_id: str) -> str:
    """The question of a form by whose answer a case is found, "" for none."""
    return (
        Form.objects.filter(org_id=org_id, form_id=form_id).values_list("case_question", flat=True).first()
        or ""
    )


# --- for those who manage ------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A questionnaire in the list."""

    id: UUID
    title: str
    about: str
    compartment: str
    on_devices: bool
    published: str
    draft: UUID | None
    retired: bool


def lines(actor: Actor) -> list[Line]:
    """All questionnaires of the organisation by title."""
    versions: dict[UUID, list[FormVersion]] = {}
    rows = (
        FormVersion.objects.filter(org_id=actor.org_id).defer("content", "xml", "notes").order_by("-number")
    )
    for row in rows:
        versions.setdefault(row.form_ref, []).append(row)
    found = []
    for form in Form.objects.filter(org_id=actor.org_id).order_by("title", "id"):
        ours = versions.get(form.id, [])
        published = next((row.version for row in ours if row.state == rules.PUBLISHED), "")
        draft = next((row.id for row in ours if row.state == rules.DRAFT), None)
        retired = not published and any(row.state == rules.RETIRED for row in ours)
        found.append(
            Line(
                form.id, form.title, form.about, form.compartment, form.on_devices, published, draft, retired
            )
        )
    return found


@dataclass(frozen=True)
class VersionLine:
    """A version in the history of its form."""

    id: UUID
    number: int
    version: str
    state: str
    filename: str
    made_by: str
    made_at: datetime
    published_at: datetime | None
    retired_at: datetime | None


def form(actor: Actor, form_id: UUID, verb: str) -> tuple[Form, list[VersionLine]]:
    """A questionnaire with its versions, the newest first."""
    require_manager(actor, verb, form_id)
    found = _form_of(actor.org_id, form_id, verb)
    rows = list(
        FormVersion.objects.filter(org_id=actor.org_id, form_ref=form_id)
        .defer("content", "xml", "notes")
        .order_by("-number")
    )
    names = dict(User.objects.filter(id__in={row.made_by for row in rows}).values_list("id", "display_name"))
    return found, [
        VersionLine(
            row.id,
            row.number,
            row.version,
            row.state,
            row.filename,
            names.get(row.made_by, ""),
            row.made_at,
            row.published_at,
            row.retired_at,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Opened:
    """A version with everything that its page shows."""

    form: Form
    version: FormVersion
    read: Read
    media: Mapping[str, bytes]
    # What is published now and differs, for a draft.
    before: Read | None

    @property
    def published(self) -> Published:
        """As those get it who try it."""
        return Published(
            f"form:{self.version.id}", self.version.title, self.form.compartment, self.read, self.media
        )


def opened(actor: Actor, version_id: UUID, verb: str) -> Opened:
    """A version to look at and to work on."""
    require_manager(actor, verb, version_id)
    form, version = version_of(actor, version_id, verb)
    files = media(actor.org_id, version_id)
    before = None
    if version.state == rules.DRAFT:
        former = FormVersion.objects.filter(
            org_id=actor.org_id, form_ref=form.id, state=rules.PUBLISHED
        ).first()
        before = read(former, media(actor.org_id, former.id)) if former is not None else None
    return Opened(form, version, read(version, files), files, before)


def known(actor: Actor) -> set[str]:
    """By which ids the organisation's questionnaires are known."""
    return set(Form.objects.filter(org_id=actor.org_id).values_list("form_id", flat=True))
