"""An interview becomes a record of the case, sealed in the questionnaire's compartment."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from acasa.cases.interviews import rules
from acasa.cases.papers import metadata
from acasa.cases.services import after
from acasa.cases.services.desks import desk_of, find
from acasa.cases.services.opening import stamp
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.questionnaires import catalogue
from acasa.vault import files as vault_files
from acasa.vault import folders

VERB = "interview.keep"


@dataclass(frozen=True)
class Attachment:
    """A picture, sound or file that answers a question, in plain until it is sealed."""

    name: str
    type: str
    content: bytes


def keep(
    actor: Actor,
    case_id: UUID,
    *,
    ref: str,
    answers: Mapping[str, Any],
    state: str = rules.DONE,
    language: str = "",
    begun_at: str = "",
    ended_at: str = "",
    not_said: Iterable[str] = (),
    files: Mapping[str, Attachment] | None = None,
    same_files: Mapping[str, str] | None = None,
    respondent: str = rules.SELF,
    about: str = "",
    source: str = rules.PAGE,
    instance_id: str = "",
    corrects: UUID | None = None,
) -> UUID:
    """Seal one interview into the case; returns the record's id. What ACASA_AFTER_INTERVIEW does stands with it.

    `ref` is the catalogue's, and says which compartment. `files` by the path of the question. The same
    `instance_id` a second time changes nothing and returns what is there. `corrects` is the interview that this one
    replaces; raises Conflict when somebody replaced it before. `same_files`: of
    the files sealed with that one, those that answer here too, ids by path.
    """
    if state not in rules.STATES or respondent not in rules.RESPONDENTS or source not in rules.SOURCES:
        raise ValueError("An interview of an unknown kind.")
    published = catalogue.find(actor, ref)
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, VERB, published.compartment)
        for record in desk.case_folder.of_kind(rules.KIND):
            if instance_id and record.data.get("instance_id") == instance_id:
                return record.id
        if about and not any(str(one.id) == about for one in desk.case_folder.of_kind("kin")):
            raise Refused(VERB, case_id)
        former = find(desk, rules.KIND, corrects, VERB) if corrects else None
        if former and former.data.get("superseded_by"):
            raise Conflict(former.data, {}, former.version)
        sealed, facts, written = _attach(desk, published.compartment, files or {})
        for path, file_id in (same_files or {}).items():
            if former is None or file_id not in former.data.get("file_facts", {}):
                raise Refused(VERB, case_id)
            sealed[path], facts[file_id] = file_id, former.data["file_facts"][file_id]
        told = stamp(actor)
        data = {
            "kind": rules.KIND,
            "ref": published.ref,
            "form_id": published.form.id,
            "form_version": published.form.version,
            "title": published.title,
            "language": language,
            "answers": dict(answers),
            "state": state,
            "begun_at": begun_at or told["at"],
            "ended_at": ended_at or told["at"],
            "not_said": sorted(set(not_said)),
            "files": sealed,
            "file_facts": facts,
            "respondent": respondent,
            "about": about,
            "source": source,
            "instance_id": instance_id,
            **({"supersedes": str(former.id)} if former else {}),
            **told,
        }
        made, more = folders.add(desk.case_folder, published.compartment, data)
        written.append(more)
        if former:
            gone = {**former.data, "superseded_by": str(made.id)}
            written.append(folders.change(desk.case_folder, former, gone, expected_version=former.version)[1])
        for path in settings.ACASA_AFTER_INTERVIEW:
            written += import_string(path)(actor, desk, made)
        written += after.changed(actor, desk)
        folders.note(actor, VERB, case_id, written=written)
    return made.id


def _attach(
    desk: Desk, compartment: str, given: Mapping[str, Attachment]
) -> tuple[dict[str, str], dict[str, Any], list[bytes]]:
    """Seal what was attached: ids by path, what is known of each by id, and the audit's bytes.

    A picture goes in without place, camera and time. One in which that can't be done is kept as it came, since it
    may be all that there is, and says so.
    """
    sealed: dict[str, str] = {}
    facts: dict[str, Any] = {}
    written: list[bytes] = []
    for path, attachment in given.items():
        clean = metadata.kind_of(attachment.content) not in metadata.NOT_CLEANED
        # A recording may tell its place too, and nothing here takes it out.
        clean = clean and not attachment.type.startswith(("audio/", "video/"))
        content = attachment.content
        try:
            content = metadata.stripped(content)
        except metadata.Damaged:
            clean = False
        file_id, stored = vault_files.store(desk.case_folder, compartment, io.BytesIO(content))
        written.append(stored)
        sealed[path] = str(file_id)
        facts[str(file_id)] = {
            "name": attachment.name,
            "type": attachment.type,
            "size": len(content),
            "clean": clean,
        }
    return sealed, facts, written


def moment() -> str:
    """Now, as records say it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
