"""Taking what a device sends: sealed to the team's ring before anything is acknowledged, and never twice.

One unit of work for each post. The shred secret, the sealed files and the rows are durable when it ends, so that a
server killed at any moment has either everything of a post or nothing that counts; the device sends it again.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from acasa.audit import services as audit
from acasa.core import scope
from acasa.questionnaires.catalogue import Published
from acasa.sync import offered
from acasa.sync.models import Part, Piece, State, Submission
from acasa.sync.queries import Admitted
from acasa.sync.rules import came
from acasa.sync.rules.came import Came
from acasa.vault import files, folders, keyless, phones, tokens

FILES_AT_MOST: Final = 200
_PURPOSE: Final = "submission"


@dataclass(frozen=True)
class Sent:
    """An attachment in a post."""

    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Post:
    """One post: the answers, some or all attachments, and whether the device says that more follow."""

    xml: bytes = field(repr=False)
    files: Sequence[Sent]
    incomplete: bool = False


class Unknown(Exception):
    """The organisation has no such questionnaire, or it is not for this device."""


@dataclass(frozen=True)
class Taken:
    """What became of a post: whether anything was new in it, and whether it clashes with what came before."""

    submission_id: UUID
    new: bool
    clashes: bool


def _mark(*parts: str) -> bytes:
    """16 bytes under a key that no database holds."""
    return tokens.pseudonym(_PURPOSE, "\0".join(parts))


def _content_mark(place: bytes, name: str, content: bytes) -> bytes:
    return _mark(place.hex(), name, hashlib.sha256(content).hexdigest())


def expects_encryption(device: Admitted, published: Published) -> bool:
    """Whether this device gets this form with the ring's RSA key."""
    return device.pinned is not None and published.compartment == phones.COMPARTMENT


def take(device: Admitted, post: Post) -> Taken:
    """Seal what is new in a post, in the organisation's open scope. Raises Unreadable or Unknown: nothing is stored."""
    if len(post.files) > FILES_AT_MOST:
        raise came.Unreadable("files")
    read = came.read(post.xml)
    published = offered.sent(device.org_id, read.form_id, read.version)
    if published is None or published.compartment not in device.compartments:
        raise Unknown
    if read.encrypted is not None and published.compartment != phones.COMPARTMENT:
        raise came.Unreadable("envelope")
    scope.require()
    return _store(device, post, read, published)


def _store(device: Admitted, post: Post, read: Came, published: Published) -> Taken:
    now = timezone.now()
    # Of the person and not of her device: a phone that was set up anew sends what it still holds.
    place = _mark(device.org_id.hex, device.team_id.hex, read.form_id, read.instance_id)
    row, first = _locked(device, post, read, published, place, now)
    answers = _content_mark(place, "", post.xml)
    known: set[bytes] = set()
    pieces: dict[bytes, bytes] = {}
    if not first:
        marks = Part.objects.filter(submission_id=row.id).values_list("mark", flat=True)
        known = {bytes(mark) for mark in marks}
        rows = Piece.objects.filter(submission_id=row.id).values_list("mark", "name_mark")
        pieces = {bytes(mark): bytes(name_mark) for mark, name_mark in rows}
    fresh: dict[bytes, tuple[bytes, Sent]] = {}
    for file in post.files:
        mark = _content_mark(place, file.name, file.content)
        if mark not in pieces:
            fresh[mark] = (_mark(place.hex(), file.name), file)
    changed = bool(known) and answers not in known
    clashes = changed or any(name in set(pieces.values()) for name, _file in fresh.values())
    new = answers not in known
    if new or fresh:
        _seal(
            device, row, post if new else None, read, published, answers, [f for _n, f in fresh.values()], now
        )
        Piece.objects.bulk_create(
            Piece(org_id=row.org_id, submission_id=row.id, name_mark=name, mark=mark)
            for mark, (name, _file) in fresh.items()
        )
    _bring_up_to_date(row, post, clashes=clashes, new=new or bool(fresh))
    return Taken(row.id, new or bool(fresh), clashes)


def _locked(
    device: Admitted, post: Post, read: Came, published: Published, place: bytes, now: datetime
) -> tuple[Submission, bool]:
    """The submission's row, and whether this post is its first; locked, so that posts of one queue up."""
    corrects = None
    if read.deprecated_id:
        former = _mark(device.org_id.hex, device.team_id.hex, read.form_id, read.deprecated_id)
        corrects = (
            Submission.objects.filter(org_id=device.org_id, mark=former).values_list("id", flat=True).first()
        )
    row = Submission(
        org_id=device.org_id,
        team_id=device.team_id,
        device_id=device.id,
        mark=place,
        compartment=published.compartment,
        incomplete=post.incomplete,
        encrypted=read.encrypted is not None,
        corrects=corrects,
        received_at=now,
    )
    fields = Submission._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(["%s"] * len(fields))
    sql = f"insert into sync_submission ({names}) values ({values}) on conflict do nothing"  # noqa: S608  own names
    with connection.cursor() as cursor:
        # By hand, since the ORM does not say whether the row was there; the usual case needs no further look.
        cursor.execute(
            sql, [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        )
        if cursor.rowcount:
            return row, True
    return Submission.objects.select_for_update().get(org_id=device.org_id, mark=place), False


def _seal(
    device: Admitted,
    row: Submission,
    post: Post | None,
    read: Came,
    published: Published,
    answers: bytes,
    attached: Sequence[Sent],
    now: datetime,
) -> None:
    """A folder for what is new: the answers unless they came before, and attachments as sealed files."""
    folder = keyless.begin(
        device.org_id, team_id=device.team_id, kind="submission", compartment=row.compartment
    )
    written: list[bytes] = []
    told: list[dict[str, Any]] = []
    for file in attached:
        file_id, stored = files.store(folder, row.compartment, io.BytesIO(file.content))
        written.append(stored)
        told.append({"name": file.name, "type": file.type, "size": len(file.content), "file": str(file_id)})
    data = {
        "kind": "submission",
        "xml": came.as_text(post.xml) if post else "",
        "mark": answers.hex(),
        "ref": published.ref,
        "title": published.title,
        "form_id": read.form_id,
        "form_version": read.version,
        "instance_id": read.instance_id,
        "encrypted": read.encrypted is not None,
        "asks": offered.case_question(device.org_id, read.form_id),
        "files": told,
        "device": str(device.id),
        "by": str(device.user_id),
        "by_name": device.user_name,
        "at": now.astimezone(UTC).isoformat(timespec="seconds"),
    }
    written.append(folders.add(folder, row.compartment, data)[1])
    Part.objects.create(
        org_id=row.org_id,
        submission_id=row.id,
        folder_id=folder.id,
        device_id=device.id,
        mark=answers,
        received_at=now,
    )
    audit.append(
        actor_id=device.user_id, verb="submission.receive", subject_id=row.id, written=b"".join(written)
    )


def _bring_up_to_date(row: Submission, post: Post, *, clashes: bool, new: bool) -> None:
    """A last post ends the waiting for more; what differs from something already decided waits anew."""
    before = (row.incomplete, row.clashes, row.state)
    row.incomplete = row.incomplete and post.incomplete
    row.clashes = row.clashes or clashes
    if new and row.state != State.WAITING:
        row.state = State.WAITING
    if before != (row.incomplete, row.clashes, row.state):
        row.save(update_fields=["incomplete", "clashes", "state"])


def saw(device_id: UUID) -> None:
    """A device was heard of today. Never by waiting for another of its posts."""
    today = timezone.now().date()
    with connection.cursor() as cursor:
        cursor.execute(
            "update sync_device set seen_on = %s where id = (select id from sync_device where id = %s"
            " and seen_on is distinct from %s for update skip locked)",
            [today, device_id, today],
        )
