"""What came from devices and waits for a decision, as far as the actor's keys open it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Team
from acasa.sync.models import Part, State, Submission
from acasa.sync.rules import came
from acasa.vault import files, folders
from acasa.vault.folders import Opened, OpenFolder
from acasa.vault.keyring import Keyring

AT_MOST: Final = 100
WAITING: Final = str(State.WAITING)
DISCARDED: Final = str(State.DISCARDED)


@dataclass(frozen=True)
class Line:
    """A submission in the list. What is sealed on the phone says nothing until it is opened."""

    id: UUID
    title: str
    received_at: datetime
    by_name: str
    team: str
    code: str
    name: str
    encrypted: bool
    clashes: bool
    incomplete: bool
    corrects: bool
    state: str


def _held(actor: Actor) -> Q:
    """Rows whose ring the actor holds, in teams of hers."""
    keyring: Keyring = actor.require_keyring()
    found = Q(pk__in=())
    for team_id in actor.teams:
        held = keyring.compartments(team_id)
        if held:
            found |= Q(team_id=team_id, compartment__in=held)
    return found


def may_sort(actor: Actor | None) -> bool:
    """Whether what comes from devices concerns this colleague at all; by profession, without a statement."""
    if actor is None or not actor.teams:
        return False
    held = people.default_compartments(actor.profession, supervisor=actor.is_supervisor)
    return bool(held & {people.CASEWORK, people.HEALTH, people.LEGAL})


def waiting_count(actor: Actor) -> int:
    """How much waits for the actor. One statement."""
    if actor.keyring is None:
        return 0
    return Submission.objects.filter(_held(actor), org_id=actor.org_id, state=State.WAITING).count()


def inbox(actor: Actor, *, state: str = State.WAITING) -> list[Line]:
    """What waits (or was discarded), the oldest first. The same number of statements however many."""
    rows = list(
        Submission.objects.filter(_held(actor), org_id=actor.org_id, state=state).order_by("received_at")[
            :AT_MOST
        ]
    )
    parts = _parts(rows)
    ids = [part.folder_id for found in parts.values() for part in found if part.folder_id]
    opened = folders.open_many(actor, ids)
    teams = dict(Team.objects.filter(id__in={row.team_id for row in rows}).values_list("id", "name"))
    folders.note(actor, "submission.list")
    lines = []
    for row in rows:
        records = [
            record
            for part in parts[row.id]
            if part.folder_id in opened
            for record in opened[part.folder_id].of_kind("submission")
        ]
        # One whose key this colleague does not have is not hinted at.
        if not records:
            continue
        first = records[0].data
        code = name = ""
        if not row.encrypted and first.get("xml"):
            root = came.tree(came.as_bytes(str(first["xml"])))
            code, name = came.case_code(root, str(first.get("asks", ""))), came.instance_name(root)
        lines.append(
            Line(
                row.id,
                str(first.get("title", "")),
                row.received_at,
                str(first.get("by_name", "")),
                teams.get(row.team_id, ""),
                code,
                name,
                row.encrypted,
                row.clashes,
                row.incomplete,
                row.corrects is not None,
                row.state,
            )
        )
    return lines


def _parts(rows: Iterable[Submission]) -> dict[UUID, list[Part]]:
    """What is still sealed as it came, the first first."""
    found: dict[UUID, list[Part]] = defaultdict(list)
    parts = Part.objects.filter(submission_id__in=[row.id for row in rows], folder_id__isnull=False)
    for part in parts.order_by("received_at", "id"):
        found[part.submission_id].append(part)
    return found


@dataclass(frozen=True)
class File:
    """An attachment of a submission, still sealed: its place and its key are in `folder`."""

    id: UUID
    name: str
    type: str
    size: int
    folder: OpenFolder = field(repr=False)

    def content(self) -> bytes:
        """In plain, or as it was encrypted on the phone."""
        return b"".join(files.read(self.folder, self.id))


@dataclass(frozen=True)
class Version:
    """Answers that came under one instance id; more than one when a repeat was not the same."""

    number: int
    mark: str
    ref: str
    at: str
    by_name: str
    xml: bytes = field(repr=False)
    # Attachments by name; their content is read when asked for, so that a page reads no picture.
    files: dict[str, File]
    encrypted: bool
    decided: bool
    # The question by whose answer the case is found.
    asks: str = ""


@dataclass(frozen=True)
class Whole:
    """A submission for whoever opens it: `versions` are those that nobody has decided about yet."""

    row: Submission
    title: str
    team: str
    form_id: str
    form_version: str
    instance_id: str
    by_name: str
    versions: list[Version]
    folders: dict[UUID, OpenFolder] = field(repr=False)
    reason: str = ""

    @property
    def id(self) -> UUID:
        return self.row.id

    def version(self, number: int) -> Version | None:
        """One of its versions."""
        return next((one for one in self.versions if one.number == number), None)


def submission(
    actor: Actor, submission_id: UUID, *, verb: str = "submission.open", lock: bool = False
) -> Whole:
    """One submission with everything that its keys open. Not yours and not there are the same: Refused.

    Reading is noted here; who locks it for a write notes that.
    """
    rows = Submission.objects.filter(_held(actor), id=submission_id, org_id=actor.org_id)
    row = (rows.select_for_update() if lock else rows).first()
    parts = _parts([row])[row.id] if row else []
    # One that is not there takes the same way as one that is not theirs.
    opened = folders.open_many(actor, [part.folder_id for part in parts if part.folder_id] or [submission_id])
    records = [
        (part, record)
        for part in parts
        if part.folder_id in opened
        for record in opened[part.folder_id].of_kind("submission")
    ]
    if row is None or not records:
        raise Refused(verb, submission_id)
    if not lock:
        folders.note(actor, verb, submission_id)
    first = records[0][1].data
    reasons = [str(r.data["reason"]) for folder in opened.values() for r in folder.of_kind("discarded")]
    return Whole(
        row,
        str(first.get("title", "")),
        Team.objects.values_list("name", flat=True).get(id=row.team_id),
        str(first.get("form_id", "")),
        str(first.get("form_version", "")),
        str(first.get("instance_id", "")),
        str(first.get("by_name", "")),
        _versions(records, opened, decided=row.state == State.DISCARDED),
        opened,
        reasons[-1] if reasons else "",
    )


def _versions(
    records: list[tuple[Part, Opened]], opened: dict[UUID, OpenFolder], *, decided: bool
) -> list[Version]:
    """Each set of answers with the files that came with it; what came with another one fills the gaps."""
    every: dict[str, File] = {}
    own: dict[str, dict[str, File]] = defaultdict(dict)
    for _part, record in records:
        for told in record.data.get("files", ()):
            folder = opened[record.folder_id]
            file = File(UUID(told["file"]), told["name"], told["type"], told["size"], folder)
            own[record.data["mark"]][file.name] = file
            every.setdefault(file.name, file)
    found = []
    for number, (part, record) in enumerate(((p, r) for p, r in records if r.data.get("xml")), start=1):
        if part.decided and not decided:
            continue
        data = record.data
        found.append(
            Version(
                number,
                data["mark"],
                str(data["ref"]),
                str(data["at"]),
                str(data.get("by_name", "")),
                came.as_bytes(str(data["xml"])),
                {**every, **own[data["mark"]]},
                bool(data.get("encrypted")),
                part.decided,
                str(data.get("asks", "")),
            )
        )
    return found
