"""Writing questionnaires: a version comes as a draft, is tried, published and at last retired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from acasa.audit import services as audit
from acasa.core import clock, scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires import queries, rules
from acasa.questionnaires.engine.model import Form as Read
from acasa.questionnaires.engine.problems import Problem, Problems
from acasa.questionnaires.engine.reading import Checked, check
from acasa.questionnaires.models import Form, FormMedia, FormVersion


@dataclass(frozen=True)
class Settings:
    """How a questionnaire is used."""

    compartment: str
    about: str = ""
    # For a form that has no title of its own.
    title: str = ""
    professions: tuple[str, ...] = ()
    on_devices: bool = False
    case_question: str = ""


def _stop(code: str, message: str, **details: str) -> Problems:
    return Problems([Problem(code, message, details=details)])


def _checked(content: bytes, filename: str, media: Mapping[str, bytes], version: str = "") -> Checked:
    checked = check(content, filename, media, version=version)
    if checked.form is None or checked.errors:
        raise Problems(list(checked.problems))
    if len(checked.form.id) > rules.LONGEST_ID or len(checked.form.title) > rules.LONGEST_TITLE:
        raise _stop("too-long", "The form's title or id is too long.")
    return checked


def _title(form: Read, known: str) -> str:
    """The sheet's title; one without it goes by what it is known as."""
    return known or form.title if form.title == form.id else form.title


def add(
    actor: Actor,
    *,
    content: bytes,
    filename: str,
    settings: Settings,
    media: Mapping[str, bytes] | None = None,
) -> UUID:
    """A file becomes a draft: the first of a new questionnaire, or the next version of the one of the same id.

    Raises Problems when the file is no form; then nothing is kept.
    """
    queries.require_manager(actor, "form.add")
    checked = _checked(content, filename, media or {})
    assert checked.form is not None
    with scope.scoped(actor.org_id):
        form, made = Form.objects.get_or_create(
            org_id=actor.org_id,
            form_id=checked.form.id,
            defaults={
                "title": _title(checked.form, settings.title),
                "about": settings.about,
                "compartment": settings.compartment,
                "professions": list(settings.professions),
                "on_devices": settings.on_devices,
                "case_question": settings.case_question,
            },
        )
        if made:
            audit.append(actor_id=actor.user_id, verb="form.add", subject_id=form.id)
        return _version(actor, form.id, checked.form.version, content, filename, media or {})


def add_version(
    actor: Actor, form_id: UUID, *, content: bytes, filename: str, media: Mapping[str, bytes] | None = None
) -> UUID:
    """The next version of a questionnaire, as a draft. Its files go along where they are still named."""
    queries.require_manager(actor, "form.version", form_id)
    checked = _checked(content, filename, media or {})
    assert checked.form is not None
    with scope.scoped(actor.org_id):
        form = Form.objects.filter(org_id=actor.org_id, id=form_id).first()
        if form is None:
            raise Refused("form.version", form_id)
        if form.form_id != checked.form.id:
            raise _stop(
                "other-form",
                f"This file is the form '{checked.form.id}', not '{form.form_id}'.",
                found=checked.form.id,
                wanted=form.form_id,
            )
        return _version(actor, form_id, checked.form.version, content, filename, media or {})


def _version(
    actor: Actor, form_id: UUID, given: str, content: bytes, filename: str, media: Mapping[str, bytes]
) -> UUID:
    """Write the draft; one that waited is replaced by it."""
    form = Form.objects.select_for_update().get(org_id=actor.org_id, id=form_id)
    waiting = FormVersion.objects.filter(org_id=actor.org_id, form_ref=form.id, state=rules.DRAFT).first()
    files: dict[str, bytes] = {}
    last = waiting or (
        FormVersion.objects.filter(org_id=actor.org_id, form_ref=form.id)
        .order_by("-number")
        .only("id")
        .first()
    )
    if last is not None:
        files = queries.media(actor.org_id, last.id)
    files |= media
    if waiting is not None:
        FormMedia.objects.filter(org_id=actor.org_id, version_ref=waiting.id).delete()
        waiting.delete()
    number = form.last_number + 1
    taken = FormVersion.objects.filter(org_id=actor.org_id, form_ref=form.id).values_list(
        "version", flat=True
    )
    wanted = rules.next_version(given, number, taken)
    checked = _checked(content, filename, files, version=wanted)
    assert checked.form is not None
    row = FormVersion.objects.create(
        org_id=actor.org_id,
        form_ref=form.id,
        number=number,
        version=wanted,
        title=_title(checked.form, form.title),
        languages=list(checked.form.languages),
        filename=filename[-200:],
        content=content,
        xml=checked.form.xml,
        notes=[each.as_json() for each in checked.warnings if each.code != "missing-file"],
        made_by=actor.user_id,
        made_at=clock.now(),
    )
    for name in checked.form.media:
        if name in files:
            _keep(actor, row, name, files[name])
    if checked.form.itemsets:
        _keep(actor, row, "itemsets.csv", checked.form.itemsets.encode())
    form.last_number = number
    form.save(update_fields=["last_number"])
    audit.append(actor_id=actor.user_id, verb="form.version", subject_id=row.id)
    return row.id


def _keep(actor: Actor, row: FormVersion, name: str, content: bytes) -> None:
    FormMedia.objects.update_or_create(
        org_id=actor.org_id,
        version_ref=row.id,
        name=name,
        defaults={"content": content, "size": len(content)},
    )


def _draft(actor: Actor, version_id: UUID, verb: str) -> tuple[Form, FormVersion]:
    """A draft, locked with its form."""
    queries.require_manager(actor, verb, version_id)
    _form, version = queries.version_of(actor, version_id, verb)
    form = Form.objects.select_for_update().get(org_id=actor.org_id, id=version.form_ref)
    row = FormVersion.objects.select_for_update().filter(org_id=actor.org_id, id=version_id).first()
    if row is None or row.state != rules.DRAFT:
        raise Refused(verb, version_id)
    return form, row


def add_media(actor: Actor, version_id: UUID, *, name: str, content: bytes) -> None:
    """Give a draft a file that it names. Raises Problems for one that it doesn't, or that can't be read."""
    with scope.scoped(actor.org_id):
        _form, row = _draft(actor, version_id, "form.media")
        files = queries.media(actor.org_id, version_id)
        if name not in queries.read(row, files).media:
            raise _stop("unknown-file", f"The form asks for no file '{name}'.", file=name)
        if len(content) > rules.MAX_MEDIA_BYTES:
            raise _stop("too-big", "The file is too large.", limit=str(rules.MAX_MEDIA_BYTES // 2**20))
        _checked(bytes(row.content), row.filename, {**files, name: content}, version=row.version)
        _keep(actor, row, name, content)
        audit.append(actor_id=actor.user_id, verb="form.media", subject_id=version_id)


def publish(actor: Actor, version_id: UUID) -> None:
    """A draft is asked from now on; what was published before is retired. Raises Problems while lists are missing."""
    with scope.scoped(actor.org_id):
        form, row = _draft(actor, version_id, "form.publish")
        files = queries.media(actor.org_id, version_id)
        missing = rules.missing_lists(queries.read(row, files), files)
        if missing:
            raise Problems(
                [
                    Problem("missing-file", f"The form asks for the file '{name}'.", details={"file": name})
                    for name in missing
                ]
            )
        moment = clock.now()
        FormVersion.objects.filter(org_id=actor.org_id, form_ref=form.id, state=rules.PUBLISHED).update(
            state=rules.RETIRED, retired_at=moment
        )
        row.state, row.published_at = rules.PUBLISHED, moment
        row.save(update_fields=["state", "published_at"])
        form.title = row.title
        form.save(update_fields=["title"])
        audit.append(actor_id=actor.user_id, verb="form.publish", subject_id=version_id)


def retire(actor: Actor, version_id: UUID) -> None:
    """A published version is asked no more; what was answered stays and can be read."""
    queries.require_manager(actor, "form.retire", version_id)
    with scope.scoped(actor.org_id):
        changed = FormVersion.objects.filter(
            org_id=actor.org_id, id=version_id, state=rules.PUBLISHED
        ).update(state=rules.RETIRED, retired_at=clock.now())
        if not changed:
            raise Refused("form.retire", version_id)
        audit.append(actor_id=actor.user_id, verb="form.retire", subject_id=version_id)


def drop(actor: Actor, version_id: UUID) -> None:
    """A draft goes away; with the first one its questionnaire."""
    with scope.scoped(actor.org_id):
        form, row = _draft(actor, version_id, "form.drop")
        FormMedia.objects.filter(org_id=actor.org_id, version_ref=row.id).delete()
        row.delete()
        if not FormVersion.objects.filter(org_id=actor.org_id, form_ref=form.id).exists():
            form.delete()
        audit.append(actor_id=actor.user_id, verb="form.drop", subject_id=version_id)


def change(actor: Actor, form_id: UUID, *, settings: Settings) -> None:
    """How a questionnaire is used. The compartment stays once a version was published: answers lie there."""
    queries.require_manager(actor, "form.change", form_id)
    with scope.scoped(actor.org_id), transaction.atomic():
        form = Form.objects.select_for_update().filter(org_id=actor.org_id, id=form_id).first()
        if form is None:
            raise Refused("form.change", form_id)
        asked = FormVersion.objects.filter(org_id=actor.org_id, form_ref=form_id).exclude(state=rules.DRAFT)
        if form.compartment != settings.compartment and asked.exists():
            raise Refused("form.change", form_id)
        form.compartment = settings.compartment
        form.about = settings.about
        form.professions = list(settings.professions)
        form.on_devices = settings.on_devices
        form.case_question = settings.case_question
        form.save()
        audit.append(actor_id=actor.user_id, verb="form.change", subject_id=form_id)
