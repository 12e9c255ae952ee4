"""What she says, and what is done about it. Complaints are written by somebody who holds no key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from acasa.audit import services as audit
from acasa.cases.hers import queries, rules
from acasa.cases.hers.models import Answer, Complaint, Receipt
from acasa.cases.models import Obligation
from acasa.cases.services import after, working
from acasa.cases.services.opening import now
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders, keyless, receipts


def ask(
    actor: Actor, case_id: UUID, *, what: str, text: str, words: str, today: date, about: str = ""
) -> None:
    """A request of hers: it stands on the worker's day. `text` is what the day says, `words` are hers."""
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, "hers.ask")
        _need(desk, "hers.ask")
        due = rules.due(what, today)
        obligation = Obligation.objects.create(
            org_id=actor.org_id, case_id=case_id, worker_id=desk.case.worker_id, due=due
        )
        data = {
            "kind": "her_request",
            "what": what,
            "section": about,
            "words": words,
            "text": text,
            "obligation": str(obligation.id),
            "due": due.isoformat(),
            "status": "open",
            "at": now(),
            "by": str(actor.user_id),
            "by_name": "",
        }
        written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        folders.note(actor, "hers.ask", case_id, written=written)


def answer_request(
    actor: Actor, case_id: UUID, record_id: UUID, *, answer: str, version: int, today: date
) -> None:
    """Say what was done about a request of hers. Raises Conflict if somebody did so meanwhile."""
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, "hers.answer")
        _need(desk, "hers.answer")
        for record in desk.case_folder.of_kind("her_request"):
            if record.id == record_id:
                break
        else:
            raise Refused("hers.answer", case_id)
        data = {
            **record.data,
            "status": "done",
            "answer": answer,
            "answered_on": today.isoformat(),
            "by_name": actor.display_name,
        }
        written = [folders.change(desk.case_folder, record, data, expected_version=version)[1]]
        Obligation.objects.filter(id=record.data["obligation"], case_id=case_id).update(is_done=True)
        folders.note(actor, "hers.answer", case_id, written=written)


def say_no(actor: Actor, case_id: UUID, *, purpose: str, answer: str, language: str) -> None:
    """She takes an agreement back, or leaves it open. That holds at once."""
    if answer not in ("refused", "not_now"):
        raise Refused("hers.consent", case_id)
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, "hers.consent")
        _need(desk, "hers.consent")
        data = {
            "kind": "consent",
            "purpose": purpose,
            "answer": answer,
            "explained": [],
            "language": language,
            "how": "screen",
            "words": "",
            "at": now(),
            "by": str(actor.user_id),
            "by_name": actor.display_name,
        }
        written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        written += after.consented(actor, desk)
        folders.note(actor, "hers.consent", case_id, written=written)


def tell(actor: Actor, case_id: UUID, *, face: str, words: str) -> None:
    """How it was for her."""
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, "hers.feedback")
        _need(desk, "hers.feedback")
        data = {"kind": "her_feedback", "face": face, "words": words, "at": now(), "by_name": ""}
        written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        folders.note(actor, "hers.feedback", case_id, written=written)


def shown(actor: Actor, case_id: UUID) -> None:
    """The worker hands her the device."""
    folders.note(actor, "hers.show", case_id)


def _need(desk: working.Desk, verb: str) -> None:
    if not desk.case_folder.can_open(people.CASEWORK):
        raise Refused(verb, desk.case.id)


# --- complaints


def complain(
    org_id: UUID, *, readers: Sequence[UUID], who: str, words: str, wish: str, language: str, today: date
) -> receipts.Receipt:
    """Hand a complaint in without any key, sealed to `readers` by name. The receipt's code is kept nowhere.

    Raises MissingRecipient if nobody can be sealed to: then nothing is stored.
    """
    receipt = receipts.new()
    with scope.scoped(org_id):
        data: dict[str, Any] = {"who": who, "words": words, "wish": wish, "language": language, "at": now()}
        folder_id = keyless.hand_in_to(
            org_id,
            user_ids=readers,
            data=data,
            kind="complaint",
            compartment=queries.COMPARTMENT,
            verb="complaint.handed_in",
        )
        Complaint.objects.create(
            id=folder_id,
            org_id=org_id,
            digest=receipt.digest,
            public=receipt.public,
            received_on=today,
            due=rules.answer_by(today),
        )
        Receipt.objects.create(digest=receipt.digest, org_id=org_id)
    return receipt


def answer(actor: Actor, complaint_id: UUID, *, words: str, today: date) -> None:
    """Answer a complaint: once for the colleagues who read it, once sealed to the code on paper."""
    with scope.scoped(actor.org_id):
        row = Complaint.objects.select_for_update().filter(id=complaint_id, org_id=actor.org_id).first()
        folder = folders.open_one(actor, complaint_id, verb="complaint.answer")
        if row is None:
            raise Refused("complaint.answer", complaint_id)
        data = {"kind": "answer", "words": words, "at": now(), "by": str(actor.user_id)}
        written = [folders.add(folder, queries.COMPARTMENT, {**data, "by_name": actor.display_name})[1]]
        told = folders.dumps({"words": words, "at": data["at"], "by_name": actor.display_name})
        sealed = receipts.seal_answer(bytes(row.public), row.id, told)
        Answer.objects.create(org_id=actor.org_id, complaint=row, sealed=sealed)
        row.answered_on = row.answered_on or today
        row.save(update_fields=["answered_on"])
        folders.note(actor, "complaint.answer", complaint_id, written=written)


def answer_read(org_id: UUID, complaint_id: UUID) -> None:
    """The holder of the code looked for an answer."""
    with scope.scoped(org_id):
        audit.append_from_outside(verb="complaint.looked", subject_id=complaint_id, written=b"")
