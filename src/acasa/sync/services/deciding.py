"""What becomes of a submission: kept in a case, discarded with a reason, taken back, or deleted for good."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from acasa.cases.interviews import rules as interviews
from acasa.cases.interviews.services.keeping import Attachment
from acasa.cases.interviews.services.keeping import keep as keep_interview
from acasa.cases.services.opening import stamp
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires import catalogue
from acasa.questionnaires.catalogue import Published
from acasa.sync import queries
from acasa.sync.models import Part, State, Submission
from acasa.sync.queries import Version, Whole
from acasa.sync.rules import answers, came
from acasa.vault import folders, phones
from acasa.vault.phones import Envelope


@dataclass(frozen=True)
class Read:
    """One version of a submission, opened: its answers and its attachments as they stand in the form."""

    published: Published
    root: Any = field(repr=False)
    # Where the answers name a file: the path of the question (positions in it) to the file's name.
    named: dict[str, str]
    # Names of files that came, with their content where it had to be opened (encrypted on the phone).
    opened: dict[str, bytes] = field(repr=False)
    missing: tuple[str, ...]
    # Whether the device encrypted it, and everything that it encrypted is here and belongs together.
    whole: bool | None


def read(actor: Actor, whole: Whole, version: Version) -> Read:
    """Open one version. Raises Tampered or MissingRecipient when an encrypted one does not open, Unreadable when it
    holds no answers."""
    published = catalogue.find(actor, version.ref)
    found = came.read(version.xml)
    if found.encrypted is None:
        named = answers.files(published.form, found.root)
        missing = tuple(name for name in dict.fromkeys(named.values()) if name not in version.files)
        return Read(published, found.root, named, {}, missing, None)
    sealed = {name: version.files[name].content() for name in version.files}
    envelope = Envelope(
        found.form_id,
        found.version,
        found.instance_id,
        found.encrypted.key,
        found.encrypted.signature,
        found.encrypted.media,
        found.encrypted.answers,
    )
    plain = phones.unseal(actor, team_id=whole.row.team_id, envelope=envelope, files=sealed)
    root = came.read(plain.answers).root
    named = answers.files(published.form, root)
    gone = tuple(name.removesuffix(".enc") for name in plain.missing)
    missing = tuple(dict.fromkeys([*gone, *(n for n in named.values() if n not in plain.files)]))
    return Read(published, root, named, dict(plain.files), missing, plain.whole)


def attachment(actor: Actor, whole: Whole, version: Version, name: str) -> Attachment:
    """One attachment in plain; KeyError for one that did not come."""
    if version.encrypted:
        content = read(actor, whole, version).opened[name]
        return Attachment(name, _type(name, ""), content)
    file = version.files[name]
    return Attachment(name, _type(name, file.type), file.content())


def _type(name: str, told: str) -> str:
    return told or mimetypes.guess_type(name)[0] or "application/octet-stream"


@dataclass(frozen=True)
class Choice:
    """In which case a version is kept, and who answered."""

    case_id: UUID
    version: int
    respondent: str
    stopped: bool = False


def keep(actor: Actor, submission_id: UUID, *, choice: Choice) -> UUID:
    """Keep one version as an interview of a case; returns the record's id. Other versions go on waiting.

    What it corrects, where that stands in the same case, is kept behind it. Refused when the case or the submission
    is not the actor's; raises what `read` raises.
    """
    with scope.scoped(actor.org_id):
        whole = queries.submission(actor, submission_id, verb="submission.keep", lock=True)
        version = whole.version(choice.version)
        if version is None or whole.row.state == State.DISCARDED:
            raise Refused("submission.keep", submission_id)
        found = read(actor, whole, version)
        attached = {
            path: Attachment(
                name,
                _type(
                    name, version.files[name].type if name in version.files and not version.encrypted else ""
                ),
                found.opened[name] if version.encrypted else version.files[name].content(),
            )
            for path, name in found.named.items()
            if name not in found.missing
        }
        record_id = keep_interview(
            actor,
            choice.case_id,
            ref=version.ref,
            answers=answers.nested(found.published.form, found.root),
            state=interviews.STOPPED if choice.stopped else interviews.DONE,
            begun_at=answers.preloaded(found.published.form, found.root, "start"),
            ended_at=answers.preloaded(found.published.form, found.root, "end"),
            files=attached,
            respondent=choice.respondent,
            source=interviews.DEVICE,
            instance_id=_instance(whole, version),
            corrects=_corrected(actor, whole, choice.case_id),
        )
        row = whole.row
        row.case_id, row.record_id = choice.case_id, record_id
        _decided(actor, whole, version, State.KEPT)
        folders.note(actor, "submission.keep", submission_id)
    return record_id


def _instance(whole: Whole, version: Version) -> str:
    """A repeat that was not the same as what is kept already is another interview."""
    return f"{whole.instance_id}#{version.mark[:8]}" if whole.row.record_id else whole.instance_id


def _corrected(actor: Actor, whole: Whole, case_id: UUID) -> UUID | None:
    """The interview that this one replaces, as the device says, or an earlier version of the same."""
    if whole.row.record_id and whole.row.case_id == case_id:
        return whole.row.record_id
    if whole.row.corrects is None:
        return None
    former = Submission.objects.filter(id=whole.row.corrects, org_id=actor.org_id, case_id=case_id).first()
    return former.record_id if former else None


def _decided(actor: Actor, whole: Whole, version: Version, state: str) -> None:
    """Nobody need look at this version any more; when none is left, what stands in a case is not kept twice."""
    row = whole.row
    Part.objects.filter(submission_id=row.id, mark=bytes.fromhex(version.mark)).update(decided=True)
    if Part.objects.filter(submission_id=row.id, decided=False, folder_id__isnull=False).exists():
        row.save(update_fields=["case_id", "record_id"])
        return
    row.state = State.KEPT if row.record_id else state
    row.save(update_fields=["case_id", "record_id", "state"])
    if row.state == State.KEPT:
        _remove(actor, whole)


def _remove(actor: Actor, whole: Whole) -> None:
    """Delete what came, with its secrets: it stands in a case, or is not wanted. Marks stay, to know a repeat by."""
    ids = list(whole.folders)
    Part.objects.filter(submission_id=whole.row.id).update(folder_id=None, decided=True)
    folders.delete_folders(actor, ids)


def discard(actor: Actor, submission_id: UUID, *, version: int, reason: str) -> None:
    """Set one version aside with a reason. Nothing is deleted: it can be taken back."""
    with scope.scoped(actor.org_id):
        whole = queries.submission(actor, submission_id, verb="submission.discard", lock=True)
        found = whole.version(version)
        if found is None or whole.row.state == State.DISCARDED:
            raise Refused("submission.discard", submission_id)
        folder = next(iter(whole.folders.values()))
        data = {"kind": "discarded", "reason": reason, "version": version, **stamp(actor)}
        written = [folders.add(folder, whole.row.compartment, data)[1]]
        _decided(actor, whole, found, State.DISCARDED)
        folders.note(actor, "submission.discard", submission_id, detail={"reason": reason}, written=written)


def take_back(actor: Actor, submission_id: UUID) -> None:
    """What was discarded waits again."""
    with scope.scoped(actor.org_id):
        whole = queries.submission(actor, submission_id, verb="submission.take_back", lock=True)
        if whole.row.state != State.DISCARDED:
            raise Refused("submission.take_back", submission_id)
        Part.objects.filter(submission_id=submission_id).update(decided=False)
        whole.row.state = State.WAITING
        whole.row.save(update_fields=["state"])
        folders.note(actor, "submission.take_back", submission_id)


def forget(actor: Actor, submission_id: UUID) -> None:
    """Delete what was discarded, for good: its secrets are destroyed. Only its marks stay."""
    with scope.scoped(actor.org_id):
        whole = queries.submission(actor, submission_id, verb="submission.forget", lock=True)
        if whole.row.state != State.DISCARDED:
            raise Refused("submission.forget", submission_id)
        _remove(actor, whole)
        folders.note(actor, "submission.forget", submission_id)
