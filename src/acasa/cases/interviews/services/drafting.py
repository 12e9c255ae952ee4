"""Interviews under way: sealed to whoever leads them, kept page by page, gone when they end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from acasa.cases.interviews import rules
from acasa.cases.interviews.services.keeping import Attachment, keep, moment
from acasa.cases.models import Draft
from acasa.cases.services.desks import desk_of, find
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires.catalogue import Published
from acasa.vault import drafts as vault
from acasa.vault import folders

KIND = "interview"
FILE = "interview_file"
BEGIN = "interview.begin"

State = dict[str, Any]
T = TypeVar("T")


def _name(kind: str, about: UUID) -> str:
    return f"{kind}:{about}"


def begin(
    actor: Actor,
    case_id: UUID,
    *,
    published: Published,
    language: str,
    respondent: str,
    about: str = "",
    corrects: UUID | None = None,
) -> UUID:
    """A new interview on a case whose compartment one holds; nothing of it is in the case until it ends.

    `corrects`: an interview of this case whose answers it begins with.
    """
    if respondent not in rules.RESPONDENTS:
        raise ValueError("Nobody answers like this.")
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, BEGIN, published.compartment)
        state: State = {
            "case": str(case_id),
            "ref": published.ref,
            "title": published.title,
            "language": language,
            "respondent": respondent,
            "about": about,
            "begun_at": moment(),
            "page": "",
        }
        if corrects is not None:
            former = find(desk, rules.KIND, corrects, BEGIN).data
            known = former.get("file_facts", {})
            state |= {
                "corrects": str(corrects),
                "answers": former["answers"],
                "not_said": former["not_said"],
                "files": {
                    path: {**known.get(file_id, {}), "sealed": file_id}
                    for path, file_id in former.get("files", {}).items()
                },
            }
        draft_id = uuid4()
        sealed = vault.seal(actor, _name(KIND, draft_id), state)
        Draft.objects.create(
            org_id=actor.org_id, author_id=actor.user_id, kind=KIND, about=draft_id, sealed=sealed
        )
        folders.note(actor, BEGIN, case_id)
    return draft_id


def mine(actor: Actor, case_id: UUID) -> list[tuple[UUID, State, datetime]]:
    """One's own interviews under way on a case, the latest first."""
    rows = Draft.objects.filter(author_id=actor.user_id, kind=KIND).order_by("-saved_at")
    found = []
    for row in rows:
        if row.about is None:
            continue
        state = vault.open_(actor, _name(KIND, row.about), bytes(row.sealed))
        if state["case"] == str(case_id):
            found.append((row.about, state, row.saved_at))
    return found


def _row(actor: Actor, case_id: UUID, draft_id: UUID, *, lock: bool) -> tuple[Draft, State]:
    rows = Draft.objects.filter(author_id=actor.user_id, kind=KIND, about=draft_id)
    row = (rows.select_for_update() if lock else rows).first()
    state = vault.open_(actor, _name(KIND, draft_id), bytes(row.sealed)) if row else {}
    if row is None or state["case"] != str(case_id):
        raise Refused("interview.read", draft_id)
    return row, state


def opened(actor: Actor, case_id: UUID, draft_id: UUID) -> State:
    """One's own interview under way, or Refused."""
    return _row(actor, case_id, draft_id, lock=False)[1]


def work(actor: Actor, case_id: UUID, draft_id: UUID, step: Callable[[State], T]) -> T:
    """Change an interview under way; two windows of one colleague take turns, so that neither loses a page."""
    with scope.scoped(actor.org_id):
        row, state = _row(actor, case_id, draft_id, lock=True)
        result = step(state)
        row.sealed = vault.seal(actor, _name(KIND, draft_id), state)
        row.save(update_fields=["sealed", "saved_at"])
        _drop_files(actor, draft_id, keep_ids={str(told["id"]) for told in _own(state)})
    return result


def _own(state: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Files that were brought in this interview, not those of the one that it corrects."""
    return [told for told in state.get("files", {}).values() if "id" in told]


def put_file(actor: Actor, draft_id: UUID, content: bytes) -> str:
    """A file under way, sealed to whoever leads the interview. Returns its id."""
    with scope.scoped(actor.org_id):
        file_id = uuid4()
        sealed = vault.seal_bytes(actor, f"{_name(FILE, draft_id)}:{file_id}", content)
        Draft.objects.create(
            id=file_id,
            org_id=actor.org_id,
            author_id=actor.user_id,
            kind=FILE,
            about=draft_id,
            sealed=sealed,
        )
    return str(file_id)


def _file(actor: Actor, draft_id: UUID, file_id: str) -> bytes:
    row = Draft.objects.get(id=file_id, author_id=actor.user_id, kind=FILE, about=draft_id)
    return vault.open_bytes(actor, f"{_name(FILE, draft_id)}:{file_id}", bytes(row.sealed))


def _drop_files(actor: Actor, draft_id: UUID, *, keep_ids: set[str]) -> None:
    Draft.objects.filter(author_id=actor.user_id, kind=FILE, about=draft_id).exclude(id__in=keep_ids).delete()


def forget(actor: Actor, case_id: UUID, draft_id: UUID) -> None:
    """She does not want it kept, or it was begun by mistake: nothing of it stays."""
    with scope.scoped(actor.org_id):
        row, _state = _row(actor, case_id, draft_id, lock=True)
        _drop_files(actor, draft_id, keep_ids=set())
        row.delete()


def finish(
    actor: Actor,
    case_id: UUID,
    draft_id: UUID,
    *,
    answers: Mapping[str, Any],
    asked: Callable[[str], bool],
    state: str,
) -> UUID:
    """The interview ends: what was said becomes a record of the case, and the draft goes, in one transaction.

    `asked` says of a path whether it is asked now; what is not is not kept.
    """
    with scope.scoped(actor.org_id):
        row, draft = _row(actor, case_id, draft_id, lock=True)
        files = {path: told for path, told in draft.get("files", {}).items() if asked(path)}
        made = keep(
            actor,
            case_id,
            ref=draft["ref"],
            answers=answers,
            state=state,
            language=draft["language"],
            begun_at=draft["begun_at"],
            not_said=[path for path in draft.get("not_said", ()) if asked(path)],
            files={
                path: Attachment(told["name"], told["type"], _file(actor, draft_id, told["id"]))
                for path, told in files.items()
                if "id" in told
            },
            same_files={path: told["sealed"] for path, told in files.items() if "sealed" in told},
            respondent=draft["respondent"],
            about=draft.get("about", ""),
            # A second press finds what the first one kept.
            instance_id=f"uuid:{draft_id}",
            corrects=UUID(draft["corrects"]) if draft.get("corrects") else None,
        )
        _drop_files(actor, draft_id, keep_ids=set())
        row.delete()
    return made
